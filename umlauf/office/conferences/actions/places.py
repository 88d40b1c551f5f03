"""Limit the places of a conference; who waits moves up into new ones."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused
from umlauf.office.conferences.access import lock_conference
from umlauf.office.conferences.actions.move_up import move_up
from umlauf.office.conferences.actions.telling import tell_people
from umlauf.office.conferences.enums import OfferOutcome, RegistrationState
from umlauf.office.conferences.mailing import News, Notice
from umlauf.office.conferences.models import Conference, Registration
from umlauf.office.conferences.offers import close_offers
from umlauf.office.conferences.queries import (
    places_of,
    takes_place,
)


@transaction.atomic
def set_places(*, actor: Actor, conference_id: int, places: int | None) -> Conference:
    """Limit the places, or not (None). Who waits moves up into new ones.

    Without a limit nobody need be asked any more, so whoever has an offer is admitted with them. Raises ``Refused``
    with ``places.few`` when more places are taken or offered already, ``places.number`` for a number that is none,
    ``access.role``, and ``Http404``.
    """
    conference = lock_conference(actor, conference_id)
    if places == conference.places:
        return conference
    if places is not None:
        _check_number(conference, places)
    conference.places = places
    conference.save(update_fields=["places"])
    if takes_place(conference, at := office_now()):
        kept = _admit_offered(conference, at) if places is None else []
        tell_people(conference, [*kept, *move_up(conference, at)], at)
    record(
        actor,
        "conferences.places_set",
        subject=f"conferences.Conference:{conference.id}",
        label=f"{conference.title} ({'–' if places is None else places})",
    )
    return conference


def _admit_offered(conference: Conference, now: dt.datetime) -> list[Notice]:
    rows = list(conference.registrations.filter(state=RegistrationState.OFFERED).select_related("recipient"))
    close_offers(rows, OfferOutcome.TAKEN, now)
    Registration.objects.filter(id__in=[row.id for row in rows]).update(
        state=RegistrationState.ADMITTED, sequence=F("sequence") + 1
    )
    for row in rows:
        row.state = RegistrationState.ADMITTED
        row.sequence += 1
    return [Notice(row, News.MOVED_UP, admitted=True) for row in rows]


def _check_number(conference: Conference, places: int) -> None:
    if not 1 <= places <= LIMITS.places:
        raise Refused(
            "places.number",
            _("There can be 1 to %(most)s places, or no limit. Nothing was changed.") % {"most": LIMITS.places},
        )
    counted = places_of(conference)
    if places >= counted.admitted:
        return
    if counted.offered:
        text = _(
            "Places taken already: %(taken)s, %(offered)s of them offered. Nothing was changed. Please allow at least "
            "as many places."
        )
    else:
        text = _("Places taken already: %(taken)s. Nothing was changed. Please allow at least as many places.")
    raise Refused("places.few", text % {"taken": counted.admitted, "offered": counted.offered})
