"""What the pages and files of the register of numbers show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import QueryDict
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from umlauf.engines.sheets import Sheet
from umlauf.office.circulars.models import Series, SeriesYear
from umlauf.office.circulars.register import COUNTED, Became, Entry, Figures, YearOfSeries, books

_FIRST_YEAR, _LAST_YEAR = 1900, 2999


@dataclass(frozen=True, slots=True)
class Shelf:
    """What can be chosen, and what is: ``book`` is None where no number of that series and year is counted yet."""

    series: tuple[Series, ...]
    years: tuple[int, ...]
    chosen: Series | None
    year: int
    book: SeriesYear | None
    today: dt.date

    @property
    def may_void(self) -> bool:
        """Whether numbers of the year are given: a past one in which none was counted has none to leave out."""
        return self.book is not None or self.year == self.today.year

    @property
    def query(self) -> str:
        """The end of an address that chooses the same."""
        return f"?series={self.chosen.id}&year={self.year}" if self.chosen else ""


def shelf_of(query: QueryDict, today: dt.date) -> Shelf:
    """What an address asks for, else the present year of the first series. Two queries."""
    known, each = books(), tuple(Series.objects.all())
    asked = _number(query.get("year", ""))
    year = asked if asked and _FIRST_YEAR < asked <= _LAST_YEAR else today.year
    chosen = next((one for one in each if one.id == _number(query.get("series", ""))), each[0] if each else None)
    years = sorted({today.year, year, *(book.year for book in known)}, reverse=True)
    book = next((one for one in known if one.year == year and chosen and one.series_id == chosen.id), None)
    return Shelf(each, tuple(years), chosen, year, book, today)


def _number(written: str) -> int | None:
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 10 else None


def became_in_words(entry: Entry) -> str:
    """„gezeichnet“, „Fehlnummer“"""
    return {
        Became.ISSUED: pgettext("number", "signed"),
        Became.VOIDED: pgettext("number", "left out"),
        Became.LOST: pgettext("number", "unknown"),
    }[entry.became]


def sheet_of(shelf: Shelf, entries: Iterable[Entry]) -> Sheet:
    columns = (
        *(_("Number"), _("Year"), _("What became of it"), _("Date"), _("Subject"), _("Signatory")),
        *(_("Reason"), _("Left out by"), _("Afterwards")),
    )
    rows = tuple(
        (
            *(str(one.number), str(shelf.year), became_in_words(one), _day(one.day), one.subject, one.signatory),
            *(one.reason, one.by, ", ".join(str(kind.label) for kind in one.later)),
        )
        for one in entries
    )
    return Sheet(_("Register"), columns, rows)


def _day(day: dt.date | dt.datetime | None) -> str:
    local = timezone.localtime(day).date() if isinstance(day, dt.datetime) else day
    return local.isoformat() if local else ""


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A line of the table of a series: a month, or the sum."""

    label: str
    figures: Figures

    @property
    def values(self) -> list[int]:
        return [getattr(self.figures, name) for name in COUNTED]

    @property
    def cells(self) -> list[tuple[str, int]]:
        return list(zip(heads(), self.values, strict=True))


@dataclass(frozen=True, slots=True)
class FigureTable:
    """The year of a series as a table."""

    year: YearOfSeries
    rows: tuple[FigureRow, ...]
    total: FigureRow


def heads() -> list[str]:
    """The heads of the columns of figures, as ``COUNTED`` has them."""
    return [
        *(_("Circulars"), _("Recipients"), _("Addresses"), _("Pages"), _("Annexes")),
        *(_("With a deadline"), _("Corrected"), _("Withdrawn")),
    ]


def tables_of(years: Iterable[YearOfSeries]) -> list[FigureTable]:
    return [
        FigureTable(
            one,
            tuple(FigureRow(str(MONTHS[month]), figures) for month, figures in one.months.items()),
            FigureRow(_("Whole year"), one.total),
        )
        for one in years
    ]


def figures_sheet(year: int, tables: Iterable[FigureTable]) -> Sheet:
    columns = (_("Series"), _("Year"), _("Month"), *heads(), _("Numbers left out"))
    rows = tuple(
        (table.year.series.kind, str(year), row.label, *map(str, row.values), left_out)
        for table in tables
        for row, left_out in [*((row, "") for row in table.rows), (table.total, str(table.year.voided))]
    )
    return Sheet(_("Figures of the year"), columns, rows)
