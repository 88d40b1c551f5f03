"""The register of numbers („Nummernregister“): for a series and year each number, and what became of it.

To be asked inside a scope.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from django.db.models import Count, QuerySet, Sum

from umlauf.office.circulars.aftermath import Aftermath, aftermaths
from umlauf.office.circulars.enums import FollowUp
from umlauf.office.circulars.models import (
    FrozenAnnex,
    Issue,
    Recipient,
    RecipientAddress,
    Rendition,
    Series,
    SeriesYear,
    VoidedNumber,
)


class Became(StrEnum):
    """What became of a number."""

    ISSUED = "issued"
    VOIDED = "voided"
    LOST = "lost"
    """No row knows it, which cannot be unless somebody wrote into the database."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A number. ``circular_id``, ``subject`` and ``signatory`` are those of its circular; a voided one has a reason.

    ``day`` is that of the letter, or on which the number was left out, by ``by``. ``later``: what was done to the
    circular since („corrected“), in the order in which it was.
    """

    number: int
    became: Became
    circular_id: int | None = None
    day: dt.date | dt.datetime | None = None
    subject: str = ""
    signatory: str = ""
    reason: str = ""
    by: str = ""
    later: tuple[FollowUp, ...] = ()


def books() -> list[SeriesYear]:
    """The years of all series, the newest first."""
    return list(SeriesYear.objects.select_related("series").order_by("-year", "series_id"))


def numbers_of(book: SeriesYear) -> range:
    """Every number of a year, the last one first."""
    return range(book.last_number, book.first_number - 1, -1)


def entries_of(book: SeriesYear, numbers: Sequence[int]) -> list[Entry]:
    """What became of each of the numbers, in their order. Four queries, however many they are."""
    if not numbers:
        return []
    span = {"series_id": book.series_id, "year": book.year}
    span |= {"number__gte": min(numbers), "number__lte": max(numbers)}
    voided = {one.number: one for one in VoidedNumber.objects.filter(**span)}
    fields = ("id", "number", "circular_id", "date", "content__subject", "signatory_name")
    issued = {one["number"]: one for one in Issue.objects.filter(**span).values(*fields)}
    later = aftermaths([one["id"] for one in issued.values()])
    return [_entry(number, issued.get(number), voided.get(number), later) for number in numbers]


def _entry(
    number: int, issued: dict[str, Any] | None, voided: VoidedNumber | None, later: dict[int, list[Aftermath]]
) -> Entry:
    if issued is not None:
        return Entry(
            number,
            Became.ISSUED,
            circular_id=issued["circular_id"],
            day=issued["date"],
            subject=issued["content__subject"],
            signatory=issued["signatory_name"],
            later=tuple(dict.fromkeys(one.kind for one in later[issued["id"]])) if issued["id"] in later else (),
        )
    if voided is not None:
        return Entry(number, Became.VOIDED, day=voided.at, reason=voided.reason, by=voided.by)
    return Entry(number, Became.LOST)


@dataclass(slots=True)
class Figures:
    """What went out under a series in a month, for the annual report. ``asked``: wanted an answer until a day.

    Whoever got one for information is no recipient here.
    """

    issues: int = 0
    recipients: int = 0
    addresses: int = 0
    pages: int = 0
    annexes: int = 0
    asked: int = 0
    corrected: int = 0
    withdrawn: int = 0

    def add(self, other: Figures) -> None:
        for name in COUNTED:
            setattr(self, name, getattr(self, name) + getattr(other, name))


COUNTED: Final = ("issues", "recipients", "addresses", "pages", "annexes", "asked", "corrected", "withdrawn")


@dataclass(frozen=True, slots=True)
class YearOfSeries:
    """The figures of a series in a year by month of the letters, their sum, and how many numbers were left out."""

    series: Series
    months: dict[int, Figures]
    total: Figures
    voided: int


def figures_of(year: int) -> list[YearOfSeries]:
    """The year of each series. Nine queries, however many series there are."""
    counted: _Counted = defaultdict(lambda: defaultdict(Figures))
    _count_issues(year, counted)
    recipients = Recipient.objects.filter(issue__year=year, is_copy=False)
    addresses = RecipientAddress.objects.filter(recipient__issue__year=year, recipient__is_copy=False)
    for name, rows in {
        "recipients": _by_month(recipients, "issue__", Count("id")),
        "addresses": _by_month(addresses, "recipient__issue__", Count("id")),
        "pages": _by_month(Rendition.objects.filter(issue__year=year), "issue__", Sum("pages")),
        "annexes": _by_month(FrozenAnnex.objects.filter(issue__year=year), "issue__", Count("id")),
    }.items():
        for series_id, month, count in rows:
            setattr(counted[series_id][month], name, count)
    voided = Counter(VoidedNumber.objects.filter(year=year).values_list("series_id", flat=True))
    return [_year_of(series, counted[series.id], voided[series.id]) for series in Series.objects.all()]


_Counted = defaultdict[int, defaultdict[int, Figures]]
"""Figures by series and month."""


def _count_issues(year: int, counted: _Counted) -> None:
    issues = list(Issue.objects.filter(year=year).values_list("id", "series_id", "date", "content__answer_by"))
    later = aftermaths([issue_id for issue_id, *_others in issues])
    for issue_id, series_id, day, answer_by in issues:
        figures, done = counted[series_id][day.month], {one.kind for one in later.get(issue_id, ())}
        figures.issues += 1
        figures.asked += answer_by is not None
        figures.corrected += FollowUp.CORRECTION in done
        figures.withdrawn += FollowUp.WITHDRAWAL in done


def _by_month(rows: QuerySet[Any], issue: str, what: Count | Sum) -> Iterable[tuple[int, int, int]]:
    """Series, month and a sum, of rows that hang on issues by ``issue``."""
    by = (f"{issue}series_id", f"{issue}date__month")
    counted: Iterable[tuple[int, int, int]] = (
        rows.order_by().values(*by).annotate(counted=what).values_list(*by, "counted")
    )
    return counted


def _year_of(series: Series, months: dict[int, Figures], voided: int) -> YearOfSeries:
    total = Figures()
    for figures in months.values():
        total.add(figures)
    return YearOfSeries(series, dict(sorted(months.items())), total, voided)
