"""Take messages in. What is in the outbox after the commit goes out, and goes out as it was handed in."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from umlauf.engines.mail.enums import State
from umlauf.engines.mail.models import SUBJECT_LENGTH, Body, Message
from umlauf.ground.core.clock import machine_now
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused

CHUNK: Final = 500
OUR_HEADERS: Final = frozenset(
    {
        *("from", "sender", "to", "cc", "bcc", "reply-to", "subject", "date", "message-id"),
        *("mime-version", "content-type", "content-transfer-encoding", "disposition-notification-to"),
    }
)
ASKS_READ: Final = "Disposition-Notification-To"
"""A header whose value is empty in the row. It is filled in when the message goes out (``ledger``)."""
MARK: Final = re.compile("\ue000([a-z][a-z0-9_]{0,39})\ue001")
"""A mark in a stored body."""
METHOD: Final = re.compile(r"^METHOD:([A-Z]+)\r?$", re.MULTILINE)
_BREAKS_HEADERS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")  # what any reader may take for a line end
_HEADER_NAME: Final = re.compile(r"[!-9;-~]{1,76}")
_ADDRESS: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9.-]+")  # RFC 5321 4.1.2 without quotes
_HEADER_VALUE_LENGTH: Final = 900  # RFC 5322 2.1.1: 998 characters a line, and some values cannot be folded
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
_SECRET: Final = secrets.token_hex(8)
_OURS: Final = re.compile(f"\ue000([a-z][a-z0-9_]{{0,39}}):{_SECRET}\ue001|[\ue000\ue001]")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a message: its name for the reader, its media type, its key in the storage ``files``."""

    name: str
    media_type: str
    key: str


def mark(name: str) -> str:
    """The mark that stands for a part in a ``Shared``. ``name``: a small letter, then small letters, digits and ``_``.

    It bears a secret of this process, so that nobody who writes a text can write a mark; what is stored does not.
    """
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} cannot be the name of a part")
    return f"\ue000{name}:{_SECRET}\ue001"


@dataclass(frozen=True, slots=True)
class Shared:
    """What many messages say alike. Where each says something of its own, the ``mark`` of that part stands.

    The characters of a mark (U+E000, U+E001: for private use, in no font) are left out wherever else they stand.
    """

    text: str
    html: str = ""
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to one address.

    ``key`` says what it is for: the same key twice in an association is the same message. ``date`` is aware and becomes
    the Date header. ``headers`` are further ones, such as List-Id; those that the engine writes itself
    (From, Subject …) are a ``ValueError``. Addresses are in ASCII form already (``core.addresses.check_address``).
    ``calendar`` is a calendar file that a mail program may act on (RFC 5545 with a METHOD, else a ``ValueError``).
    ``kept_until`` is the last day on which we keep what it says about people. With ``shared`` it has no text, HTML and
    attachments of its own but says what that says, with its ``parts``, by name, in place of the marks: plain texts,
    which are escaped where they are put into HTML. ``gathered``: it stays until ``settling.release``, or until somebody
    puts another message in its place that says the same. ``asks_read``: the mail program is asked to say that it was
    displayed (RFC 8098), as long as there is a RETURN_ADDRESS when it goes out.
    """

    key: str
    recipient: str
    sender_name: str
    sender_address: str
    subject: str
    date: dt.datetime
    text: str = ""
    html: str = ""
    reply_to: str = ""
    attachments: tuple[Attachment, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    calendar: str = ""
    kept_until: dt.date | None = None
    shared: Shared | None = None
    parts: Mapping[str, str] = field(default_factory=dict)
    gathered: bool = False
    asks_read: bool = False


def queue(association_id: int, outgoing: Sequence[Outgoing]) -> list[Message]:
    """Put messages into the outbox, inside the caller's transaction and scope. Bodies are not loaded with the rows.

    A message whose key is there already stays as it was first, also when two callers come at once. Returns one row
    for each of ``outgoing``, in its order. Raises ``Refused`` when a name, subject or address would break a header
    (``mail.header``) or an SMTP command (``mail.address``), and ``ValueError`` when a part is missing for a mark; then
    nothing is queued.
    """
    for message in outgoing:
        _check(message)
    stored = {shared: _stored(shared) for shared in {one.shared for one in outgoing if one.shared}}
    for shared in stored:
        _check_shared(shared)
    marks = {shared: set(MARK.findall(f"{body.text}{body.html}")) for shared, body in stored.items()}
    for one in outgoing:
        if one.shared and (missing := marks[one.shared] - one.parts.keys()):
            raise ValueError(f"message {one.key} has no {sorted(missing)} for the marks of its body")
    now = machine_now()
    bodies = _bodies(association_id, outgoing, stored)
    rows: dict[str, Message] = {}
    for start in range(0, len(outgoing), CHUNK):
        chunk = outgoing[start : start + CHUNK]
        new = [_row(association_id, one, now, bodies.get(one.shared)) for one in chunk]
        Message.objects.bulk_create(new, ignore_conflicts=True)
        rows.update(_found(association_id, chunk))
    # Somebody else may have queued the same at the same moment, with a body of their own.
    Body.objects.filter(id__in=[body.pk for body in bodies.values()], messages=None).delete()
    return [rows[one.key] for one in outgoing]


def take_back(association_id: int, message_ids: Collection[int]) -> None:
    """Remove messages that are gathered, with the bodies that nobody else says. Nothing must lead to them any more."""
    gathered = Message.objects.filter(association_id=association_id, id__in=message_ids, state=State.GATHERED)
    bodies = list(gathered.exclude(body=None).values_list("body_id", flat=True).distinct())
    gathered.delete()
    Body.objects.filter(id__in=bodies, messages=None).delete()


def said_by(body: Body) -> Shared:
    """What a row says, with bare marks."""
    return Shared(body.text, body.html, tuple(Attachment(**attachment) for attachment in body.attachments))


def message_id_for(sender_address: str) -> str:
    """A new Message-ID (RFC 5322 3.6.4), in the domain that readers know us by, else in that of the sender."""
    host = urlsplit(settings.PUBLIC_URL).hostname or ""
    known = "." in host and not host.replace(".", "").isdigit()
    return f"<{secrets.token_hex(16)}@{host if known else sender_address.rpartition('@')[2]}>"


def _found(association_id: int, outgoing: Sequence[Outgoing]) -> dict[str, Message]:
    found = Message.objects.filter(association_id=association_id, key__in=[one.key for one in outgoing])
    return {row.key: row for row in found.defer("text", "html", "calendar", "parts", "attachments", "headers")}


def _stored(shared: Shared) -> Shared:
    """As it is kept: the marks without the secret."""

    def bare(found: re.Match[str]) -> str:
        return f"\ue000{found[1]}\ue001" if found[1] else ""

    return replace(shared, text=_OURS.sub(bare, shared.text), html=_OURS.sub(bare, shared.html))


def _bodies(
    association_id: int, outgoing: Sequence[Outgoing], stored: Mapping[Shared, Shared]
) -> dict[Shared | None, Body]:
    """A row for each body that a new message needs: the one of earlier messages of the call if it says the same."""
    known: dict[Shared, Body] = {}
    missing: set[Shared] = set()
    for start in range(0, len(outgoing), CHUNK) if stored else ():
        chunk = outgoing[start : start + CHUNK]
        found = _found(association_id, chunk)
        missing.update(one.shared for one in chunk if one.shared and one.key not in found)
        earlier = {row.body_id for row in found.values() if row.body_id} - {body.pk for body in known.values()}
        known.update(
            (said_by(body), body) for body in Body.objects.filter(id__in=earlier).select_for_update(no_key=True)
        )
    new = {
        shared: Body(association_id=association_id, **asdict(stored[shared]))
        for shared in missing
        if stored[shared] not in known
    }
    for body in new.values():
        body.save(force_insert=True)
    return {shared: new.get(shared) or known[stored[shared]] for shared in missing}


def _row(association_id: int, message: Outgoing, now: dt.datetime, body: Body | None) -> Message:
    return Message(
        association_id=association_id,
        key=message.key,
        body=body,
        parts={name: _bare(value) for name, value in message.parts.items()} if body else {},
        recipient=message.recipient,
        domain=message.recipient.rpartition("@")[2].lower(),
        sender_name=message.sender_name,
        sender_address=message.sender_address,
        reply_to=message.reply_to,
        subject=message.subject,
        text=message.text,
        html=message.html,
        calendar=message.calendar,
        attachments=[asdict(attachment) for attachment in message.attachments],
        headers=[*map(list, message.headers), *([[ASKS_READ, ""]] if message.asks_read else [])],
        message_id=message_id_for(message.sender_address),
        date=message.date,
        kept_until=message.kept_until,
        state=State.GATHERED if message.gathered else State.QUEUED,
        queued_at=now,
        next_attempt_at=None if message.gathered else now,
    )


def _bare(value: str) -> str:
    return value.replace("\ue000", "").replace("\ue001", "")


def _check(message: Outgoing) -> None:
    if message.shared and (message.text or message.html or message.attachments):
        raise ValueError("a message says what it shares or what it says itself, not both")
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
    for value, longest in lines.values():
        _check_line(value, longest)
    _check_files(message.attachments)
    if any("\0" in text for text in (message.text, message.html, message.calendar, *message.parts.values())):
        raise _broken(message.subject)


def _check_shared(shared: Shared) -> None:
    _check_files(shared.attachments)
    if "\0" in shared.text or "\0" in shared.html:
        raise _broken(shared.text)


def _check_files(attachments: Sequence[Attachment]) -> None:
    for attachment in attachments:
        _check_line(attachment.name, LIMITS.name)


def _check_line(value: str, longest: int) -> None:
    if len(value) > longest or _BREAKS_HEADERS.search(value):
        raise _broken(value)


def _broken(value: str) -> Refused:
    return Refused(
        "mail.header",
        _("“%(text)s” has a line break or is too long for the head of a mail. Nothing was sent.")
        % {"text": value[:80]},
    )
