"""Short mails about a circular that was sent: what they say, and the frame that all of them have."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from django.template.loader import render_to_string
from django.utils import translation

from umlauf.engines.mail.outbox import Outgoing, Shared
from umlauf.ground.core.addresses import check_address
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.heads import Headers, heads
from umlauf.office.circulars.mailing import MailHead, last_day
from umlauf.office.circulars.models import Issue, RecipientAddress


@dataclass(frozen=True, slots=True)
class Note:
    """A short mail, from its greeting to whom to turn to. ``lines`` are what it is about, each a line of its own.

    ``link`` is the personal link with ``act`` as its words; ``meant`` says for whom it is, where that is
    not a house. ``label`` names the address, where it is one of a house.
    """

    greeting: str
    opening: tuple[str, ...]
    lines: tuple[str, ...] = ()
    act: str = ""
    link: str = ""
    closing: tuple[str, ...] = ()
    label: str = ""
    meant: str = ""


@dataclass(frozen=True, slots=True)
class Envelope:
    """Where a note goes. ``key``, ``kept_until`` and ``headers`` are those of ``Outgoing``: the same key is the same
    message.
    """

    key: str
    email: str
    subject: str
    recipient_name: str
    at: dt.datetime
    kept_until: dt.date | None = None
    headers: Headers = ()


def envelope_to(
    address: RecipientAddress, issue: Issue, content: Content, *, key: str, subject: str, at: dt.datetime, follows: str
) -> Envelope:
    """For a note to an address of the snapshot, in the language that is active. It is kept as long as a circular's.

    ``follows``: the Message-ID of the mail under which it is to be shown, or nothing.
    """
    return Envelope(
        key=key,
        email=address.email,
        subject=subject,
        recipient_name=address.recipient.name,
        at=at,
        kept_until=last_day(issue, at),
        headers=heads(issue, translation.get_language() or content.language, content.language, follows=follows),
    )


def note_message(issue: Issue, content: Content, note: Note, envelope: Envelope) -> Outgoing:
    """The note as a message. To be called with the recipient's language active (``translation.override``)."""
    said = note_body(issue, content, note, envelope.recipient_name)
    return replace(enveloped(issue, content, envelope), text=said.text, html=said.html)


def shared_note(issue: Issue, content: Content, said: Shared, parts: dict[str, str], envelope: Envelope) -> Outgoing:
    """One of many messages that say the same note, ``said`` by ``note_body``, each with its own ``parts``."""
    return replace(enveloped(issue, content, envelope), shared=said, parts=parts)


def note_body(issue: Issue, content: Content, note: Note, recipient_name: str) -> Shared:
    """Text and HTML of a note, in the language that is active."""
    context = {
        "issue": issue,
        "head": MailHead(issue.label, content.subject, content.language),
        "association": issue.association,
        "content": content,
        "note": note,
        "recipient_name": recipient_name,
        "language": translation.get_language(),
    }
    return Shared(render_to_string("circulars/note.txt", context), render_to_string("circulars/note.html", context))


def enveloped(issue: Issue, content: Content, envelope: Envelope) -> Outgoing:
    """The message of an envelope without what it says."""
    association = issue.association
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
        headers=envelope.headers,
    )
