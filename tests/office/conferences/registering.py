"""A conference whose circular was sent, and the people who answer it. To be used inside the house's scope."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from typing import Any

from django.db.models import QuerySet

from tests.cast import House, a_circular, a_content, an_issue
from tests.replay import laid_again
from umlauf.engines.mail.models import Message
from umlauf.faces.web.participants import Participant, people_of
from umlauf.ground.core.actor import Actor, Means, machine
from umlauf.ground.core.clock import set_office_time
from umlauf.office.circulars.actions.render import render_issue
from umlauf.office.circulars.actions.send import dispatch
from umlauf.office.circulars.enums import Confidentiality
from umlauf.office.circulars.models import Recipient
from umlauf.office.conferences.actions.plan import ConferencePlan, plan_conference
from umlauf.office.conferences.actions.register import Registered, register
from umlauf.office.conferences.lists import Which, ids_of
from umlauf.office.conferences.models import Conference, Registration
from umlauf.office.conferences.people import PersonEntry
from umlauf.office.responses.entries import Entry
from umlauf.office.responses.enums import Channel
from umlauf.office.responses.models import Answer

PLAN = ConferencePlan(
    title="Integration in ländlichen Räumen",
    starts_on=dt.date(2016, 12, 2),
    starts_at=dt.time(10),
    ends_at=dt.time(16, 30),
    venue="Haus der Landkreise",
    city="Musterstadt",
)
ANNA = PersonEntry("Anna Berg", "Sozialdezernentin", "anna.berg@lk-ahorntal.example")
BERT = PersonEntry("Bert Cramer", "Amtsleiter")
CARL = PersonEntry("Carl Dorn", email="carl.dorn@lk-ahorntal.example")
SAYER = "vorzimmer@lk-ahorntal.example"

_nonces = count(1)


def an_entry(seen: int = 0, **changes: Any) -> Entry:
    """A form as a guest sends it; each time another one."""
    entry = Entry(f"form-{next(_nonces)}", Channel.LINK, seen, "Petra Vogt", SAYER)
    return replace(entry, **changes)


def by_phone(seen: int = 0, **changes: Any) -> Entry:
    """A form in which the office keys in what somebody said on the phone."""
    return an_entry(seen, **{"channel": Channel.PHONE, "name": "", "email": "", **changes})


def who_comes(conference: Conference) -> tuple[Participant, ...]:
    """Everybody whom the list of participants shows first."""
    return people_of(conference, ids_of(conference, Which()))


def guest(recipient: Recipient) -> Actor:
    """Whoever has the personal link of a recipient."""
    return Actor(recipient.name, recipient.association_id, Means.LINK, organisation_id=recipient.organisation_id)


@laid_again
def an_invitation(
    house: House,
    *,
    places: int | None = None,
    language: str = "de",
    confidentiality: Confidentiality = Confidentiality.MEMBERS,
    **plan: Any,
) -> Conference:
    """A conference of the house whose circular was sent to all its members. Office time is before the deadline."""
    set_office_time(dt.datetime(2016, 11, 10, 12, tzinfo=dt.UTC))
    content = replace(a_content(house), language=language, confidentiality=confidentiality)
    circular = a_circular(house, content)
    conference = plan_conference(actor=house.clerk_actor, circular_id=circular.id, plan=replace(PLAN, **plan))
    issue = an_issue(house, circular)
    render_issue(actor=machine(house.association.id), issue_id=issue.id)
    dispatch(actor=house.clerk_actor, issue_id=issue.id)
    if places is not None:
        Conference.objects.filter(id=conference.id).update(places=places)
    return Conference.objects.select_related("association").get(id=conference.id)


def invited(conference: Conference) -> list[Recipient]:
    """The recipients of the invitation, in their order."""
    return list(Recipient.objects.filter(issue__circular=conference.circular_id).order_by("id"))


@laid_again
def registered(recipient: Recipient, *people: PersonEntry, entry: Entry | None = None) -> Registered:
    """Let a guest of the recipient register people."""
    return register(actor=guest(recipient), recipient_id=recipient.id, entry=entry or an_entry(), people=people)


def persons(count: int, *, first: int = 1) -> list[PersonEntry]:
    """So many people without addresses of their own."""
    return [PersonEntry(f"Person {number}") for number in range(first, first + count)]


def states(conference: Conference) -> list[str]:
    """The states of all registrations in their order."""
    return list(Registration.objects.filter(conference=conference).order_by("id").values_list("state", flat=True))


def stands(recipient: Recipient) -> tuple[str, int]:
    """State and revision of a recipient's answer."""
    answer = Answer.objects.get(recipient=recipient)
    return answer.state, answer.revision


def mails(*, about: int = 0) -> QuerySet[Message]:
    """The mails to people of a conference, or of one registration, in their order."""
    found = Message.objects.filter(key__startswith="conference:").order_by("id")
    return found.filter(key__contains=f":{about}:") if about else found


def receipts() -> QuerySet[Message]:
    """The mails to those who said something, in their order."""
    return Message.objects.filter(key__startswith="receipt:").order_by("id")


def new_mails(since: int = 0) -> Iterator[tuple[str, str, str]]:
    """Recipient, subject and method of each mail after ``since``, receipts left out."""
    for one in mails().filter(id__gt=since):
        lines = one.calendar.split("\r\n")
        yield one.recipient, one.subject, next((line[7:] for line in lines if line.startswith("METHOD:")), "")
