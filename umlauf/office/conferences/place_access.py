"""Fetch a place, authorise and lock in one call, for the person who has it or for an office that writes down a call."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404
from django.utils.translation import gettext as _

from umlauf.ground.core.actor import Actor, Means
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import Refused
from umlauf.office.circulars.access import get_issue
from umlauf.office.circulars.aftermath import content_now
from umlauf.office.conferences.models import Registration
from umlauf.office.conferences.queries import INVITER, takes_place
from umlauf.office.responses.models import Ask
from umlauf.office.responses.wording import contact_line


@dataclass(frozen=True, slots=True)
class PlaceKey:
    """Which place, and by which generation of its link somebody came to it; None: the office writes down a call."""

    registration_id: int
    generation: int | None = None

    @property
    def by_office(self) -> bool:
        return self.generation is None


def lock_place(actor: Actor, key: PlaceKey, office: Ability = Ability.KEY_IN_ANSWERS) -> Registration:
    """Somebody who is still known by name, behind the lock of all people and places of the conference.

    ``office``: the ability without which no office writes down a call.
    Raises ``Http404``, also for a link that has ended meanwhile, and ``Refused("access.role")``.
    """
    if key.by_office:
        actor.must(office)
    elif actor.means != Means.LINK:
        raise Http404
    own = Registration.objects.filter(association_id=actor.association_id, id=key.registration_id, purged_at=None)
    circular_id = own.values_list("conference__circular", flat=True).first()
    if circular_id is None:
        raise Http404
    Ask.objects.select_for_update().get(circular_id=circular_id)
    row = own.select_related("conference__association", "conference__circular", *INVITER).first()
    if row is None or (not key.by_office and row.link_generation != key.generation):
        raise Http404
    return row


def must_be_coming(row: Registration) -> None:
    """Raises ``Refused`` with ``place.over`` or ``place.gone``."""
    if not takes_place(row.conference, office_now()):
        raise Refused(
            "place.over",
            _("It is over or was cancelled. Nothing was saved. If you have a question, please turn to %(contact)s.")
            % {"contact": contact_of(row)},
        )
    if not row.means.coming:
        raise Refused(
            "place.gone",
            _("%(name)s is not registered any more. Nothing was saved. Please turn to %(contact)s if that is wrong.")
            % {"name": row.name, "contact": contact_of(row)},
        )


def contact_of(row: Registration) -> str:
    """Whom to turn to: the contact of the circular that invites, else the association."""
    issue = get_issue(row.conference.circular)
    if issue is None:
        return row.inviter_name
    return contact_line(content_now(issue), row.conference.association)
