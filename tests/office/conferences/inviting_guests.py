"""Groups beside the members and who is invited in them. To be used inside the house's scope."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db.models import QuerySet

from tests.cast import House
from tests.office.conferences.registering import an_entry
from tests.replay import laid_again
from umlauf.engines.mail.models import Message
from umlauf.ground.core.actor import Actor, Means
from umlauf.ground.core.tasks import run_next_task
from umlauf.office.conferences.actions.answer_invitation import accept_invitation
from umlauf.office.conferences.actions.groups import set_group
from umlauf.office.conferences.actions.invite import invite, send_invitations
from umlauf.office.conferences.invitee_entries import GroupEntry, InviteeEntry
from umlauf.office.conferences.models import Conference, InvitedGroup, Invitee
from umlauf.office.conferences.people import PersonEntry
from umlauf.office.responses.entries import Entry

PRESS = GroupEntry("Presse", "Wir laden Sie herzlich ein, über die Konferenz zu berichten.")
EVA = InviteeEntry("Eva Lang", "Redakteurin", "Kreisblatt", "eva.lang@kreisblatt.example")
UWE = InviteeEntry("Uwe Moor", "", "Rundfunk", "uwe.moor@rundfunk.example")
COMES = PersonEntry("Eva Lang", "Redakteurin", "eva.lang@kreisblatt.example")


@laid_again
def a_group(house: House, conference: Conference, **changes: Any) -> InvitedGroup:
    entry = replace(PRESS, **changes)
    return set_group(actor=house.clerk_actor, conference_id=conference.id, group_id=None, entry=entry)


@laid_again
def guests(house: House, group: InvitedGroup, *people: InviteeEntry, send: bool = True) -> list[Invitee]:
    """People of a group, to whom the invitation was sent."""
    target = {"conference_id": group.conference_id, "group_id": group.id}
    added = invite(actor=house.clerk_actor, **target, people=people or (EVA,))
    if send:
        send_invitations(actor=house.clerk_actor, **target, count=len(added))
        while run_next_task():
            pass
    return [Invitee.objects.get(id=one.id) for one in added]


def by_link(invitee: Invitee) -> Actor:
    """Whoever has the link of an invitation."""
    return Actor("Link", invitee.association_id, Means.LINK, invitee_id=invitee.id)


@laid_again
def accepted(invitee: Invitee, *people: PersonEntry, entry: Entry | None = None) -> Invitee:
    """Let somebody invited register people, themselves if nobody is named."""
    said = entry or an_entry(name=invitee.name, email=invitee.email)
    return accept_invitation(actor=by_link(invitee), invitee_id=invitee.id, entry=said, people=people or (COMES,))


def guest_mails(invitee: Invitee) -> QuerySet[Message]:
    """The invitation, reminders and receipts of somebody, in their order."""
    return Message.objects.filter(key__startswith=f"invitee:{invitee.id}:").order_by("id")
