"""Short mails about a circular that was sent: what they say, and the frame that all of them have."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.template.loader import render_to_string

from umlauf.engines.mail.outbox import Outgoing
from umlauf.ground.core.addresses import check_address
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.models import Issue


@dataclass(frozen=True, slots=True)
class Note:
    """A short mail, from its greeting to whom to turn to. ``lines`` are what it is about, each a line of its own.

    ``link`` is the personal link with ``act`` as its words; ``label`` names the address, where it is one of a house.
    """

    greeting: str
    opening: tuple[str, ...]
    lines: tuple[str, ...] = ()
    act: str = ""
    link: str = ""
    closing: tuple[str, ...] = ()
    label: str = ""


@dataclass(frozen=True, slots=True)
class Envelope:
    """Where a note goes. ``key`` and ``kept_until`` are those of ``Outgoing``: the same key is the same message."""

    key: str
    email: str
    subject: str
    recipient_name: str
    at: dt.datetime
    kept_until: dt.date | None = None


def note_message(issue: Issue, content: Content, note: Note, envelope: Envelope) -> Outgoing:
    """The note as a message. To be called with the circular's language active (``translation.override``)."""
    association = issue.association
    context = {
        "issue": issue,
        "association": association,
        "content": content,
        "note": note,
        "recipient_name": envelope.recipient_name,
    }
    sender = check_address(association.email)
    return Outgoing(
        key=envelope.key,
        recipient=envelope.email,
        sender_name=association.name,
        sender_address=sender,
        reply_to=content.contact_email or sender,
        subject=envelope.subject,
        date=envelope.at,
        kept_until=envelope.kept_until,
        text=render_to_string("circulars/note.txt", context),
        html=render_to_string("circulars/note.html", context),
    )
