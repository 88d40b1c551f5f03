"""Say who of those that wait moves up only together, and who does no more."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import office_now
from umlauf.ground.text import Refused
from umlauf.office.conferences.access import lock_conference
from umlauf.office.conferences.actions.move_up import move_up
from umlauf.office.conferences.actions.subjects import subject_of
from umlauf.office.conferences.actions.telling import tell_people
from umlauf.office.conferences.enums import RegistrationState
from umlauf.office.conferences.models import Conference, Party, Registration
from umlauf.office.conferences.offers import WITHOUT_PLACE
from umlauf.office.conferences.queries import takes_place


@transaction.atomic
def tie_party(*, actor: Actor, conference_id: int, registration_ids: Collection[int]) -> Party:
    """Those who wait of one organisation move up only together from now on. They leave the parties they are of.

    Whoever is left of those, and fits now, moves up at once. Tied so already: as it is. Raises ``Refused`` with
    ``party.few``, ``party.states`` (somebody does not wait any more), ``party.house``, ``access.role``, and
    ``Http404``.
    """
    conference = lock_conference(actor, conference_id)
    rows = list(conference.registrations.filter(id__in=registration_ids, purged_at=None).select_related("recipient"))
    if len(rows) != len(set(registration_ids)):
        raise Http404
    _must_fit_together(rows)
    before = rows[0].party
    if before is not None and {row.id for row in rows} == set(before.people.values_list("id", flat=True)):
        return before
    party = Party.objects.create(association_id=conference.association_id, conference=conference, at=office_now())
    Registration.objects.filter(id__in=[row.id for row in rows]).update(party=party)
    _fill(conference)
    _record(actor, "conferences.party_tied", rows)
    return party


@transaction.atomic
def part_party(*, actor: Actor, conference_id: int, party_id: int) -> None:
    """Each moves up alone again, at the place that they have had; who fits now does so at once. Parted: no change.

    Raises ``Refused`` with ``party.states`` (they have moved up meanwhile), ``access.role``, and ``Http404``.
    """
    conference = lock_conference(actor, conference_id)
    party = conference.parties.filter(id=party_id).first()
    if party is None:
        raise Http404
    rows = list(party.people.select_related("recipient").order_by("id"))
    if moved := next((row for row in rows if row.means.counts), None):
        raise _states(moved)
    rows = [row for row in rows if row.state in WITHOUT_PLACE]
    if not rows:
        return
    party.people.filter(id__in=[row.id for row in rows]).update(party=None)
    _fill(conference)
    _record(actor, "conferences.party_parted", rows)


def _must_fit_together(rows: Collection[Registration]) -> None:
    if len(rows) < 2:
        raise Refused("party.few", _("Please choose at least two people."))
    for row in rows:
        if row.state != RegistrationState.WAITING:
            raise _states(row)
    houses = {row.recipient_id for row in rows}
    if len(houses) > 1 or None in houses:
        raise Refused("party.house", _("Please choose people of one organisation."))


def _states(row: Registration) -> Refused:
    return Refused(
        "party.states",
        _("%(name)s is no longer on the waiting list. Nothing was changed. Please look at the list as it is now.")
        % {"name": row.called},
    )


def _fill(conference: Conference) -> None:
    now = office_now()
    if takes_place(conference, now):
        tell_people(conference, move_up(conference, now), now)


def _record(actor: Actor, event: str, rows: Collection[Registration]) -> None:
    """With the answer, so that it is forgotten with it."""
    row = next(iter(rows))
    record(actor, event, subject=subject_of(row), label=f"{row.inviter_name} ({len(rows)})")
