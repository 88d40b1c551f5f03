"""Take messages in. What is in the outbox after the commit goes out, and goes out as it was handed in."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from umlauf.engines.mail.models import SUBJECT_LENGTH, Message
from umlauf.ground.core.clock import machine_now
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused

CHUNK: Final = 500
OUR_HEADERS: Final = frozenset(
    {
        *("from", "sender", "to", "cc", "bcc", "reply-to", "subject", "date", "message-id"),
        *("mime-version", "content-type", "content-transfer-encoding"),
    }
)
METHOD: Final = re.compile(r"^METHOD:([A-Z]+)\r?$", re.MULTILINE)
_BREAKS_HEADERS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")  # what any reader may take for a line end
_HEADER_NAME: Final = re.compile(r"[!-9;-~]{1,76}")
_ADDRESS: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9.-]+")  # RFC 5321 4.1.2 without quotes
_HEADER_VALUE_LENGTH: Final = 900  # RFC 5322 2.1.1: 998 characters a line, and some values cannot be folded


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a message: its name for the reader, its media type, its key in the storage ``files``."""

    name: str
    media_type: str
    key: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to one address.

    ``key`` says what it is for: the same key twice in an association is the same message. ``date`` is aware and becomes
    the Date header. ``headers`` are further ones, such as List-Id; those that the engine writes itself
    (From, Subject …) are a ``ValueError``. Addresses are in ASCII form already (``core.addresses.check_address``).
    ``calendar`` is a calendar file that a mail program may act on (RFC 5545 with a METHOD, else a ``ValueError``).
    ``kept_until`` is the last day on which we keep what it says about people.
    """

    key: str
    recipient: str
    sender_name: str
    sender_address: str
    subject: str
    text: str
    date: dt.datetime
    html: str = ""
    reply_to: str = ""
    attachments: tuple[Attachment, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    calendar: str = ""
    kept_until: dt.date | None = None


def queue(association_id: int, outgoing: Sequence[Outgoing]) -> list[Message]:
    """Put messages into the outbox, inside the caller's transaction and scope. Bodies are not loaded with the rows.

    A message whose key is there already stays as it was first, also when two callers come at once. Returns one row
    for each of ``outgoing``, in its order. Raises ``Refused`` when a name, subject or address would break a header
    (``mail.header``) or an SMTP command (``mail.address``); then nothing is queued.
    """
    for message in outgoing:
        _check(message)
    now = machine_now()
    rows: dict[str, Message] = {}
    for start in range(0, len(outgoing), CHUNK):
        chunk = outgoing[start : start + CHUNK]
        Message.objects.bulk_create([_row(association_id, one, now) for one in chunk], ignore_conflicts=True)
        found = Message.objects.filter(association_id=association_id, key__in=[one.key for one in chunk])
        rows.update((row.key, row) for row in found.defer("text", "html", "calendar"))
    return [rows[one.key] for one in outgoing]


def message_id_for(sender_address: str) -> str:
    """A new Message-ID (RFC 5322 3.6.4), in the domain that readers know us by, else in that of the sender."""
    host = urlsplit(settings.PUBLIC_URL).hostname or ""
    known = "." in host and not host.replace(".", "").isdigit()
    return f"<{secrets.token_hex(16)}@{host if known else sender_address.rpartition('@')[2]}>"


def _row(association_id: int, message: Outgoing, now: dt.datetime) -> Message:
    return Message(
        association_id=association_id,
        key=message.key,
        recipient=message.recipient,
        sender_name=message.sender_name,
        sender_address=message.sender_address,
        reply_to=message.reply_to,
        subject=message.subject,
        text=message.text,
        html=message.html,
        calendar=message.calendar,
        attachments=[asdict(attachment) for attachment in message.attachments],
        headers=[list(header) for header in message.headers],
        message_id=message_id_for(message.sender_address),
        date=message.date,
        kept_until=message.kept_until,
        queued_at=now,
        next_attempt_at=now,
    )


def _check(message: Outgoing) -> None:
    if message.date.tzinfo is None:
        raise ValueError("the date of a message needs a zone")
    if message.calendar and not METHOD.search(message.calendar):
        raise ValueError("a calendar file that is mailed needs a METHOD")
    for address in (message.recipient, message.sender_address, *filter(None, [message.reply_to])):
        if not _ADDRESS.fullmatch(address) or len(address) > LIMITS.email:
            raise Refused(
                "mail.address",
                _("“%(address)s” cannot be used as a mail address. Nothing was sent.")
                % {"address": address[: LIMITS.email]},
            )
    lines = {"subject": (message.subject, SUBJECT_LENGTH), "sender_name": (message.sender_name, LIMITS.name)}
    for name, value in message.headers:
        if not _HEADER_NAME.fullmatch(name) or name.lower() in OUR_HEADERS:
            raise ValueError(f"{name!r} cannot be a header of the caller")
        lines[name] = (value, _HEADER_VALUE_LENGTH)
    for attachment in message.attachments:
        lines[attachment.key] = (attachment.name, LIMITS.name)
    for value, longest in lines.values():
        if len(value) > longest or _BREAKS_HEADERS.search(value):
            raise _broken(value)
    if any("\0" in text for text in (message.text, message.html, message.calendar)):
        raise _broken(message.subject)


def _broken(value: str) -> Refused:
    return Refused(
        "mail.header",
        _("“%(text)s” has a line break or is too long for the head of a mail. Nothing was sent.")
        % {"text": value[:80]},
    )
