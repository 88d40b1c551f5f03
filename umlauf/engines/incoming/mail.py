"""Mails as files (RFC 5322, MIME): EML."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from email.errors import HeaderParseError, MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.policy import EmailPolicy
from email.utils import parseaddr, parsedate_to_datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from umlauf.engines.incoming.parts import (
    HEADER,
    NEARLY_EMPTY,
    NESTED,
    PART_HEADER,
    PARTS,
    Attachment,
    Incoming,
    Kind,
    Note,
)
from umlauf.engines.incoming.signed import encrypted, inside_of
from umlauf.engines.incoming.texts import decoded, one_line, text_of
from umlauf.ground.text import Refused

_HEADER_LINE: Final = re.compile(rb"([A-Za-z][A-Za-z0-9-]{1,60}):")
_TECHNICAL: Final = frozenset({
    b"received", b"message-id", b"mime-version", b"content-type", b"return-path", b"delivered-to", b"x-mailer",
    b"dkim-signature", b"content-transfer-encoding", b"x-ms-has-attach", b"thread-topic",
})  # fmt: skip
_BOUNDARY: Final = re.compile(rb"boundary\s*\*?(?:0\*?)?\s*=", re.IGNORECASE)
_BOUNDARIES: Final = 60  # multiparts in multiparts cost the reader their number times the lines
_DELIMITERS: Final = 1_000  # lines that may part two parts; each part costs the reader time and memory, however empty
_LINES: Final = 1_000_000  # three times what the largest file has that may come
_SIGNATURES: Final = frozenset({
    "application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature",
})  # fmt: skip
_ENVELOPES: Final = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_OUTLOOK: Final = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_BROKEN: Final = (
    LookupError, ValueError, TypeError, AttributeError, AssertionError, ArithmeticError, RecursionError, MessageError,
)  # fmt: skip  # what the reader of the standard library is known to raise for headers that nobody could mean


class _Careful(EmailPolicy):
    """The policy of today, that takes headers as servers pass them on: raw bytes, of any length, and broken."""

    def header_fetch_parse(self, name: str, value: str) -> Any:
        if hasattr(value, "name"):
            return value
        text = value[: HEADER if not name.lower().startswith("content-") else PART_HEADER]
        if not text.isascii():
            text = decoded(text.encode("utf-8", "surrogateescape"), None)
        try:
            return super().header_fetch_parse(name, text)
        except _BROKEN:
            return one_line(text)


_POLICY: Final = _Careful()


def looks_like_mail(data: bytes, name: str) -> bool:
    """Whether a file begins with the headers of a mail: a letter may begin with „Date:“ and „Subject:“ as well."""
    known: set[bytes] = set()
    for line in data.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")[:20_000].splitlines():
        match = _HEADER_LINE.match(line)
        if match is not None:
            known.add(match[1].lower())
        elif not line[:1].isspace() and not (not known and line.startswith(b"From ")):
            break
    addressed = known & {b"from", b"sender", b"to", b"subject", b"date"}
    return bool(addressed and (known & _TECHNICAL or (name.lower().endswith(".eml") and len(addressed) > 1)))


def read_mail(data: bytes) -> Incoming:
    """The mail. Raises ``Refused`` with ``incoming.mail``, ``incoming.nested``, ``incoming.long``,
    ``incoming.encrypted`` or ``incoming.outlook_only``.
    """
    _must_be_modest(data)
    data = data.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    try:
        return usable(_incoming(message_from_bytes(data, policy=_POLICY), 1))
    except _BROKEN as error:
        raise Refused(
            "incoming.mail", _("This mail cannot be read. Please copy its text and paste it here.")
        ) from error


def _must_be_modest(data: bytes) -> None:
    """What the reader of the standard library takes in some seconds."""
    ends = (b"\n", b"\r")
    if (
        len(_BOUNDARY.findall(data)) > _BOUNDARIES
        or sum(data.count(end + b"--") for end in ends) > _DELIMITERS
        or max(data.count(end) for end in ends) > _LINES
    ):
        raise too_nested()


def usable(mail: Incoming) -> Incoming:
    """The mail, unless all that it says is in a form that only Outlook opens."""
    if Note.OUTLOOK_ONLY in mail.notes and not mail.text and not mail.attachments:
        raise Refused(
            "incoming.outlook_only",
            _(
                "All that this mail says is in a file winmail.dat, which only Outlook can open. "
                "Please ask the sender for it as a PDF or as plain text."
            ),
        )
    return mail


def too_nested() -> Refused:
    """What a person reads whose mail is in too many others."""
    return Refused(
        "incoming.nested",
        _("In this mail there are too many others, one in the other. Please save the one that counts and choose it."),
    )


@dataclass(slots=True)
class _Found:
    """What the parts of a message hold, in their order."""

    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    forwarded: list[Incoming] = field(default_factory=list)
    notes: set[Note] = field(default_factory=set)
    inside: Incoming | None = None


def _incoming(message: Message, depth: int) -> Incoming:
    if depth > NESTED:
        raise too_nested()
    found = _Found()
    for number, part in enumerate(_parts(message, 1)):
        if number >= PARTS:
            raise too_nested()
        _take(part, found, depth)
    text, plain = text_of("\n\n".join(found.plain), "\n".join(found.html))
    sender_name, sender_address = _sender(_header(message, "from") or _header(message, "sender"))
    mail = Incoming(
        kind=Kind.MAIL,
        text=text,
        plain=plain,
        subject=_header(message, "subject"),
        sender_name=one_line(sender_name),
        sender_address=one_line(sender_address),
        date=_day(_header(message, "date")),
        attachments=tuple(found.attachments),
        notes=frozenset(found.notes),
    )
    return counting(_with_inside(mail, found.inside), found.forwarded)


def counting(mail: Incoming, forwarded: list[Incoming]) -> Incoming:
    """The forwarded mail, where all around it is a note to it; else the mail with each forwarded one attached."""
    if len(forwarded) == 1 and len(mail.text) < NEARLY_EMPTY:
        one = forwarded[0]
        attachments = (*one.attachments, *mail.attachments)
        return replace(one, attachments=attachments, notes=one.notes | mail.notes | {Note.FORWARDED})
    # They are named, not passed on: a mail inside a mail is no annex of a letter.
    kept = (Attachment(f"{one.subject or 'mail'}.eml", "message/rfc822", one.text.encode()) for one in forwarded)
    return replace(mail, attachments=(*mail.attachments, *kept))


def _with_inside(mail: Incoming, inside: Incoming | None) -> Incoming:
    """A mail whose whole body lay in the envelope of its signature: the headers are outside, the rest is inside."""
    if inside is None:
        return mail
    attachments = (*inside.attachments, *mail.attachments)
    told = mail if mail.text else inside
    return replace(mail, text=told.text, plain=told.plain, attachments=attachments, notes=mail.notes | inside.notes)


def _parts(message: Message, depth: int) -> Iterator[Message]:
    """The leaves, and messages inside as one part each."""
    if depth > _BOUNDARIES:
        raise too_nested()
    if message.get_content_type() == "multipart/encrypted":
        raise encrypted()
    if message.get_content_maintype() == "multipart" and message.is_multipart():
        for part in message.get_payload():
            if isinstance(part, Message):
                yield from _parts(part, depth + 1)
    else:
        yield message


def _take(part: Message, found: _Found, depth: int) -> None:
    kind = part.get_content_type().lower()
    name = _filename(part)
    if kind in _SIGNATURES:
        found.notes.add(Note.SIGNED)
    elif kind == "message/rfc822" and part.is_multipart():
        found.forwarded.extend(_incoming(one, depth + 1) for one in _messages(part.get_payload()))
    elif kind in _OUTLOOK or name.lower() == "winmail.dat":
        found.notes.add(Note.OUTLOOK_ONLY)
    elif kind in _ENVELOPES or name.lower().endswith(".p7m"):
        found.notes.add(Note.SIGNED)
        inner = inside_of(_bytes(part))
        _must_be_modest(inner)  # base64 has hidden its lines from the look at the whole
        found.inside = _incoming(message_from_bytes(inner, policy=_POLICY), depth + 1)
    elif kind in {"text/plain", "text/html"} and not name and part.get_content_disposition() != "attachment":
        text = decoded(_bytes(part), part.get_content_charset())
        (found.html if kind == "text/html" else found.plain).append(text)
    elif _is_decoration(part, kind):
        found.notes.add(Note.PICTURES)
    elif data := _bytes(part):
        found.attachments.append(Attachment(name or _("Annex"), kind, data))


def _is_decoration(part: Message, kind: str) -> bool:
    """A picture that the text shows, such as a logo in a signature."""
    attached = part.get_content_disposition() == "attachment"
    return kind.startswith("image/") and "content-id" in part and not attached


def _messages(payload: object) -> Iterator[Message]:
    yield from (one for one in (payload if isinstance(payload, Iterable) else ()) if isinstance(one, Message))


def _bytes(part: Message) -> bytes:
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _header(message: Message, name: str) -> str:
    return one_line(_unfolded(str(message.get(name, ""))))


def _filename(part: Message) -> str:
    """The name of an attachment, also where it is written as RFC 2047 forbids and many programs do."""
    return one_line(_unfolded(part.get_filename("")))


def _unfolded(text: str) -> str:
    if "=?" not in text:
        return text
    try:
        return str(make_header(decode_header(text)))
    except (LookupError, ValueError, HeaderParseError):
        return text


def _sender(written: str) -> tuple[str, str]:
    """Name and address."""
    try:
        return parseaddr(written)
    except (RecursionError, IndexError):  # brackets in brackets
        return "", ""


def _day(written: str) -> dt.date | None:
    try:
        return parsedate_to_datetime(written).date() if written else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
