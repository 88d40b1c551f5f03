"""Circulars that ask something, who answers them, and at what time."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import count
from zoneinfo import ZoneInfo

from tests.cast import Cast, House, a_circular, a_content, an_issue
from tests.office.mails import spelled
from umlauf.engines.mail.models import Message
from umlauf.ground.core.actor import Actor, Means
from umlauf.ground.core.clock import office_now, set_office_time
from umlauf.office.circulars.models import Dispatch, Issue, Recipient
from umlauf.office.responses.entries import Entry
from umlauf.office.responses.enums import Channel

DEADLINE = dt.date(2016, 11, 18)
_words = count(1)


def it_is(day: dt.date, time: str = "12:00:00") -> None:
    """Let the office's clock show this time of that day in Berlin."""
    set_office_time(dt.datetime.combine(day, dt.time.fromisoformat(time), ZoneInfo("Europe/Berlin")))


def a_sent_circular(house: House, *, answer_by: dt.date | None = DEADLINE, language: str = "de") -> Issue:
    """A circular that was sent and asks for a statement, on 10 November 2016. To be called inside the scope."""
    it_is(dt.date(2016, 11, 10))
    content = replace(a_content(house), answer_by=answer_by, language=language)
    issue = an_issue(house, a_circular(house, content))
    Dispatch.objects.create(association=house.association, issue=issue, at=office_now(), by=house.clerk.name)
    return issue


def recipient_of(issue: Issue, position: int = 0) -> Recipient:
    """The recipient at a place."""
    return Recipient.objects.filter(issue=issue).select_related("issue__association").order_by("id")[position]


def guest_of(recipient: Recipient) -> Actor:
    """Whoever came by the recipient's link."""
    return Actor(
        f"Link für {recipient.name}",
        recipient.association_id,
        Means.LINK,
        organisation_id=recipient.organisation_id,
    )


def by_link(*, seen: int = 0, nonce: str = "", name: str = "Pia Wendlandt", email: str = "pia@amt.example") -> Entry:
    """What a guest sends; another form each time unless ``nonce`` says which."""
    return Entry(nonce or f"word-{next(_words)}", Channel.LINK, seen, name, email, "03941 1234-5")


def keyed_in(*, seen: int = 0, nonce: str = "", email: str = "") -> Entry:
    """What an office keys in that somebody said on the phone, without a name."""
    return Entry(nonce or f"word-{next(_words)}", Channel.PHONE, seen, email=email)


def by_login(cast: Cast, *, seen: int = 0) -> Entry:
    """What the member sends."""
    return Entry(f"word-{next(_words)}", Channel.LOGIN, seen, cast.member.name, cast.member.email)


def mails(prefix: str) -> list[Message]:
    """The messages whose key begins so, in their order."""
    return [
        spelled(one) for one in Message.objects.filter(key__startswith=prefix).order_by("id").select_related("body")
    ]
