"""Fetch a conference, authorise and lock in one call. What is missing and what is not yours look alike."""

from __future__ import annotations

from django.http import Http404
from django.utils.translation import gettext as _

from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import Refused
from umlauf.office.circulars.access import lock_circular
from umlauf.office.conferences.models import Conference, Contribution, Programme, ProgrammeItem, Registration
from umlauf.office.conferences.queries import INVITER, takes_place
from umlauf.office.responses.access import lock_ask


def get_conference_for(actor: Actor, conference_id: int, ability: Ability = Ability.SEE_CIRCULARS) -> Conference:
    """A conference of the actor's own office, for whoever has the ability. Raises ``Http404``."""
    if not actor.may(ability):
        raise Http404
    return _own(actor, conference_id)


def lock_conference(actor: Actor, conference_id: int) -> Conference:
    """A conference of the actor's own office, behind its ask: the lock of its people and places.

    Raises ``Http404``, and ``Refused("access.role")`` for whoever runs none.
    """
    actor.must(Ability.RUN_CONFERENCES)
    lock_ask(actor, _own(actor, conference_id).circular_id, Ability.RUN_CONFERENCES)
    return _own(actor, conference_id)


def lock_event(actor: Actor, conference_id: int) -> Conference:
    """The same, behind its circular too, so that it is sure whether that is signed, and a notice can follow."""
    actor.must(Ability.RUN_CONFERENCES)
    lock_circular(actor, _own(actor, conference_id).circular_id)
    return lock_conference(actor, conference_id)


def lock_programme(conference: Conference) -> Programme:
    """The programme with its row locked, behind what else is locked of the conference but before its people."""
    own = Programme.objects.select_for_update(no_key=True)
    return own.get(conference=conference, association_id=conference.association_id)


def edit_programme(actor: Actor, conference_id: int, seen: int) -> tuple[Conference, Programme]:
    """A conference and its locked programme, as it was ``seen``.

    Raises ``Http404``, and ``Refused`` with ``access.role``, ``event.ended``, or ``programme.changed`` if somebody was
    first.
    """
    actor.must(Ability.RUN_CONFERENCES)
    conference = _own(actor, conference_id)
    if not takes_place(conference, office_now()):
        raise Refused("event.ended", _("It is over or was cancelled. The programme stays as it was released."))
    programme = lock_programme(conference)
    must_be_as_seen(programme, seen)
    return conference, programme


def must_be_as_seen(programme: Programme, seen: int) -> None:
    if programme.revision != seen:
        raise Refused(
            "programme.changed",
            _("Somebody has changed the programme meanwhile. Nothing was saved. Please look at it and do it again."),
        )


def get_item_for(actor: Actor, conference_id: int, item_id: int) -> ProgrammeItem:
    """An item of the programme of a conference of the actor's own office. Raises ``Http404``."""
    own = ProgrammeItem.objects.filter(association_id=actor.association_id, conference_id=conference_id)
    item = own.filter(id=item_id).select_related("room").first()
    if item is None:
        raise Http404
    return item


def get_contribution_for(actor: Actor, conference_id: int, contribution_id: int) -> Contribution:
    """Somebody who contributes to it. Raises ``Http404``."""
    own = Contribution.objects.filter(association_id=actor.association_id, item__conference_id=conference_id)
    contribution = own.filter(id=contribution_id).select_related("item").first()
    if contribution is None:
        raise Http404
    return contribution


def get_registration_for(actor: Actor, conference_id: int, registration_id: int) -> Registration:
    """Somebody who is still known by name, with the organisation and the conference. Raises ``Http404``."""
    own = Registration.objects.filter(association_id=actor.association_id, conference_id=conference_id, purged_at=None)
    registration = own.filter(id=registration_id).select_related(*INVITER, "replaces").first()
    if registration is None:
        raise Http404
    return registration


def lock_registration(actor: Actor, conference_id: int, registration_id: int) -> tuple[Conference, Registration]:
    """Somebody behind the lock of all people and places of the conference.

    Raises ``Http404``, and ``Refused("access.role")`` for whoever runs no conferences.
    """
    conference = lock_conference(actor, conference_id)
    registration = get_registration_for(actor, conference_id, registration_id)
    registration.conference = conference
    return conference, registration


def _own(actor: Actor, conference_id: int) -> Conference:
    own = Conference.objects.filter(association_id=actor.association_id, id=conference_id)
    conference = own.select_related("association", "circular__series").first()
    if conference is None:
        raise Http404
    return conference
