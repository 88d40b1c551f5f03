"""Numbers: draw the next one of a series and year, or say that it belongs to no circular."""

from __future__ import annotations

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import office_now, office_today
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Association
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import Refused
from umlauf.office.circulars.checks import check_characters, check_length
from umlauf.office.circulars.models import Series, SeriesYear, VoidedNumber


def lock_year(series: Series, year: int) -> SeriesYear:
    """The row of a series and year, locked until the end of the transaction. Whoever draws a number holds it.

    So a number is given once, to a circular or to nobody, though no constraint of the database spans both tables.
    """
    SeriesYear.objects.get_or_create(association_id=series.association_id, series=series, year=year)
    return SeriesYear.objects.select_for_update().get(series=series, year=year)


def draw_number(row: SeriesYear) -> int:
    """The next number of a year that ``lock_year`` gave."""
    row.last_number += 1
    row.save(update_fields=["last_number"])
    return row.last_number


@transaction.atomic
def void_number(*, actor: Actor, series_id: int, year: int, expected: int, reason: str) -> VoidedNumber:
    """Draw the next number of a year for no circular („Fehlnummer“). ``expected`` is the one that the form showed.

    The same form sent twice gives the first result. Who signs draws numbers, so who signs also leaves one out. Raises
    ``Http404``, or ``Refused`` with ``number.year``, ``number.reason``, ``number.taken`` or what the checks of texts
    raise.
    """
    actor.must(Ability.SIGN)
    series = get_series(actor, series_id)
    clean = " ".join(reason.split())
    if not clean:
        raise Refused(
            "number.reason", _("Please say why the number belongs to no circular. It stands in the register.")
        )
    check_length(_("Reason"), clean, LIMITS.note)
    check_characters(_("Reason"), clean)
    _must_be_counted(series, year)
    row = lock_year(series, year)
    done = VoidedNumber.objects.filter(series=series, year=year, number=expected).first()
    if done is not None and done.reason == clean and done.by == actor.label:
        return done
    if expected != row.last_number + 1:
        raise Refused(
            "number.taken",
            _("The number %(expected)s/%(year)s was given meanwhile; the next one is %(next)s/%(year)s.")
            % {"expected": expected, "next": row.last_number + 1, "year": year}
            + " "
            + _("Please look at the register and then say whether this one belongs to no circular either."),
        )
    voided = VoidedNumber.objects.create(
        association_id=actor.association_id,
        series=series,
        year=year,
        number=draw_number(row),
        reason=clean,
        at=office_now(),
        by=actor.label,
    )
    record(
        actor,
        "circulars.number_voided",
        subject=f"circulars.VoidedNumber:{voided.id}",
        label=series.label(voided.number, year),
    )
    return voided


def get_series(actor: Actor, series_id: int) -> Series:
    """A series of the actor's association. Raises ``Http404``."""
    series = Series.objects.filter(association_id=actor.association_id, id=series_id).first()
    if series is None:
        raise Http404
    return series


def _must_be_counted(series: Series, year: int) -> None:
    """Only a year in which numbers are given: a slip in it would open another one for good."""
    today = office_today(Association.objects.get(id=series.association_id))
    if year != today.year and not SeriesYear.objects.filter(series=series, year=year).exists():
        raise Refused(
            "number.year", _("No numbers are given for %(year)s. Please choose another year.") % {"year": year}
        )
