"""Open a series of numbers, say where its year begins and whether its letters can be verified."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from umlauf.ground.audit.chain import record, recorded_together
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import office_today
from umlauf.ground.core.models import Association
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import Refused
from umlauf.office.circulars.actions.number import get_series, lock_year
from umlauf.office.circulars.checks import check_characters, check_length
from umlauf.office.circulars.enums import NumberFormat
from umlauf.office.circulars.models import Issue, Series, SeriesYear, VoidedNumber

_LONGEST = {"kind": 60, "short": 12, "word": 10}  # as the columns have it
LARGEST = 999_999
"""The largest number that a year may begin with."""


@transaction.atomic
def open_series(
    *,
    actor: Actor,
    kind: str,
    short: str,
    next_numbers: Mapping[int, int],
    number_word: str = "Nr.",
    number_format: NumberFormat = NumberFormat.NUMBER_YEAR,
) -> Series:
    """Open a series; ``next_numbers`` maps a year to the number that its next circular gets. Known: unchanged."""
    actor.must_run_the_machine()
    known = Series.objects.filter(association_id=actor.association_id, kind=kind).first()
    return known or _open(
        actor, Series(kind=kind, short=short, number_word=number_word, number_format=number_format), next_numbers
    )


@transaction.atomic
def add_series(
    *,
    actor: Actor,
    kind: str,
    short: str,
    number_word: str,
    first_number: int,
    number_format: NumberFormat = NumberFormat.NUMBER_YEAR,
    proof: bool = False,
) -> Series:
    """Open a series in the office. Its present year begins with ``first_number``, for one that is taken over.

    Raises ``Refused`` with ``series.kind``, ``series.short``, ``series.known``, ``series.first``, or
    what the checks of texts raise.
    """
    actor.must(Ability.ADMINISTER)
    association = Association.objects.select_for_update(no_key=True).get(id=actor.association_id)  # one after another
    series = Series(
        kind=_line("kind", _("Kind"), kind),
        short=_line("short", _("Short form"), short),
        number_word=_line("word", _("Word before the number"), number_word) if number_word.strip() else "",
        number_format=number_format,
        proof=proof,
    )
    if Series.objects.filter(association_id=actor.association_id, kind__iexact=series.kind).exists():
        raise Refused("series.known", _("There is a series “%(kind)s” already.") % {"kind": series.kind})
    return _open(actor, series, {office_today(association).year: _first(first_number)})


@transaction.atomic
@recorded_together()
def change_series(*, actor: Actor, series_id: int, proof: bool, first_number: int | None = None) -> Series:
    """Let letters of the series from now on bear the code by which they are verified, or no more.

    ``first_number``: with which number the present year begins, as long as none of it was drawn. Raises ``Http404``, or
    ``Refused`` with ``series.first`` or ``number.drawn``.
    """
    actor.must(Ability.ADMINISTER)
    series = get_series(actor, series_id)
    if first_number is not None:
        _begin_year(actor, series, _first(first_number))
    if series.proof != proof:
        series.proof = proof
        series.save(update_fields=["proof"])
        record(
            actor,
            "circulars.proof_begun" if proof else "circulars.proof_ended",
            subject=f"circulars.Series:{series.id}",
            label=f"{series.kind} ({series.short})",
        )
    return series


def _begin_year(actor: Actor, series: Series, first: int) -> None:
    year = office_today(Association.objects.get(id=series.association_id)).year
    row = lock_year(series, year)
    if first == row.first_number:
        return
    if is_drawn(row):
        raise Refused(
            "number.drawn",
            _("Numbers of %(year)s are given already, so the year cannot begin with another one any more.")
            % {"year": year},
        )
    row.first_number, row.last_number = first, first - 1
    row.save(update_fields=["first_number", "last_number"])
    record(
        actor, "circulars.first_number_set", subject=f"circulars.Series:{series.id}", label=series.label(first, year)
    )


def is_drawn(row: SeriesYear) -> bool:
    """Whether a number of the year was given."""
    same = {"series_id": row.series_id, "year": row.year}
    return Issue.objects.filter(**same).exists() or VoidedNumber.objects.filter(**same).exists()


def _open(actor: Actor, series: Series, next_numbers: Mapping[int, int]) -> Series:
    series.association_id = actor.association_id
    series.save(force_insert=True)
    SeriesYear.objects.bulk_create(
        SeriesYear(
            association_id=actor.association_id, series=series, year=year, first_number=number, last_number=number - 1
        )
        for year, number in next_numbers.items()
    )
    label = f"{series.kind} ({series.short})"
    record(actor, "circulars.series_opened", subject=f"circulars.Series:{series.id}", label=label)
    return series


def _line(name: str, label: str, text: str) -> str:
    """One line that a letter can show. ``name``: the end of the code of a refusal."""
    line = " ".join(text.split())
    if not line:
        raise Refused(f"series.{name}", _("%(field)s is missing. Please fill it in.") % {"field": label})
    check_length(label, line, _LONGEST[name])
    check_characters(label, line)
    return line


def _first(number: int) -> int:
    if not 1 <= number <= LARGEST:
        raise Refused("series.first", _("A year begins with a number from 1 to %(largest)s.") % {"largest": LARGEST})
    return number
