"""Mails as Outlook saves them (MS-OXMSG in MS-CFB): MSG."""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from olefile import OleFileIO
from olefile.olefile import STGTY_STREAM
from oxmsg.domain import constants as c
from oxmsg.domain.model import UnrecognizedCodePageError, UnsupportedEncodingError
from oxmsg.properties import Properties
from oxmsg.storage import Storage

from umlauf.engines.incoming.mail import counting, read_mail, too_nested, usable
from umlauf.engines.incoming.parts import NESTED, PARTS, Attachment, Incoming, Kind, Note
from umlauf.engines.incoming.signed import inside_of
from umlauf.engines.incoming.texts import decoded, one_line, text_of
from umlauf.ground.text import Refused

_MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROPERTIES: Final = "__properties_version1.0"
_MESSAGE_INSIDE: Final = "__substg1.0_3701000D"  # MS-OXMSG 2.2.2.1
_TOP, _ATTACHED, _INSIDE = 32, 8, 24  # bytes before the first property, MS-OXMSG 2.4.1
_STREAMS: Final = 10_000  # a mail has some fifteen for each recipient
_BESIDE: Final = 1_000  # in one storage: to find one, the reader looks at all beside it
_BROKEN: Final = (
    OSError, LookupError, ValueError, TypeError, AttributeError, AssertionError, ArithmeticError, RecursionError,
    struct.error, UnrecognizedCodePageError, UnsupportedEncodingError,
)  # fmt: skip  # what the two readers raise for what is no mail or was cut off


def looks_like_outlook(data: bytes) -> bool:
    """Whether a file is a mail as Outlook saves it, and not one of the old Office files that begin alike."""
    return data.startswith(_MAGIC) and _PROPERTIES.encode("utf-16-le") in data


def read_outlook(data: bytes) -> Incoming:
    """The mail. Raises ``Refused`` with ``incoming.msg`` or what ``read_mail`` raises."""
    try:
        with OleFileIO(io.BytesIO(data)) as ole:
            _must_be_honest(ole, len(data))
            return usable(_incoming(Storage.from_ole(ole), _TOP, 1))
    except _BROKEN as error:
        raise Refused(
            "incoming.msg",
            _("This mail of Outlook cannot be read. Please save it as EML or copy its text and paste it here."),
        ) from error


def _must_be_honest(ole: OleFileIO, size: int) -> None:
    """No more in it than the file is long: streams that share their bytes would fill the memory."""
    entries = [entry for entry in ole.direntries if entry is not None]
    most = max((len(entry.kids) for entry in entries), default=0)
    streams = sum(entry.size for entry in entries if entry.entry_type == STGTY_STREAM)
    if len(entries) > _STREAMS or most > _BESIDE or streams > size:
        raise ValueError(size)


@dataclass(frozen=True, slots=True)
class _Fields:
    """The properties of a message or of an attachment."""

    properties: Properties

    def text(self, pid: int) -> str:
        return self.properties.str_prop_value(pid) or ""

    def data(self, pid: int) -> bytes:
        return self.properties.binary_prop_value(pid) or b""


def _incoming(storage: Storage, header: int, depth: int) -> Incoming:
    if depth > NESTED:
        raise too_nested()
    of = _Fields(Properties(storage, properties_header_offset=header))
    attached = list(storage.iter_attachment_storages())[:PARTS]
    if of.text(c.PID_MESSAGE_CLASS).upper().startswith("IPM.NOTE.SMIME"):
        return _in_envelope(of, attached)
    html = _html(of)
    text, plain = text_of(of.text(c.PID_BODY), html)
    sent = of.properties.date_prop_value(c.PID_CLIENT_SUBMIT_TIME)
    files = [_attachment(one, html) for one in attached]
    notes = {Note.OUTLOOK_ONLY for one in files if one is not None and one.name.lower() == "winmail.dat"}
    mail = Incoming(
        kind=Kind.MAIL,
        text=text,
        plain=plain,
        subject=one_line(of.text(c.PID_SUBJECT)),
        sender_name=one_line(of.text(c.PID_SENDER_NAME) or of.text(c.PID_SENT_REPRESENTING_NAME)),
        sender_address=_address(of),
        date=sent.date() if sent else None,
        attachments=tuple(one for one in files if one is not None and one.name.lower() != "winmail.dat"),
        notes=frozenset(notes),
    )
    inside = (part for one in attached for part in one.storages if part.name == _MESSAGE_INSIDE)
    return counting(mail, [_incoming(part, _INSIDE, depth + 1) for part in inside])


def _html(of: _Fields) -> str:
    raw = of.data(c.PID_HTML)
    return decoded(raw, of.properties.body_encoding) if raw else of.text(c.PID_BODY_HTML)


def _address(of: _Fields) -> str:
    """The sender's mail address; inside an Exchange the first of these is a name of its own („/o=…“)."""
    pids = (c.PID_SENDER_SMTP_ADDRESS, c.PID_SENDER_EMAIL_ADDRESS, c.PID_SENT_REPRESENTING_EMAIL_ADDRESS)
    return next((one_line(text) for pid in pids if "@" in (text := of.text(pid))), "")


def _attachment(storage: Storage, html: str) -> Attachment | None:
    """A file; None for what is none, or a picture that the text shows."""
    of = _Fields(Properties(storage, properties_header_offset=_ATTACHED))
    data = of.data(c.PID_ATTACH_DATA_BINARY)
    content_id = of.text(c.PID_ATTACH_CONTENT_ID)
    if not data or (content_id and f"cid:{content_id}" in html):
        return None
    name = of.text(c.PID_ATTACH_LONG_FILENAME) or of.text(c.PID_ATTACH_FILENAME) or of.text(c.PID_DISPLAY_NAME)
    kind = of.text(c.PID_ATTACH_MIME_TAG) or "application/octet-stream"
    return Attachment(one_line(name) or _("Annex"), one_line(kind).lower(), data)


def _in_envelope(of: _Fields, attached: list[Storage]) -> Incoming:
    """A signed mail, which Outlook keeps whole as the one attachment (MS-OXOSMIME 2.1)."""
    files = (_Fields(Properties(one, properties_header_offset=_ATTACHED)) for one in attached)
    data = next(filter(None, (one.data(c.PID_ATTACH_DATA_BINARY) for one in files)), b"")
    split = of.text(c.PID_MESSAGE_CLASS).upper().endswith("MULTIPARTSIGNED")
    mail = read_mail(data if split else inside_of(data))
    sent = of.properties.date_prop_value(c.PID_CLIENT_SUBMIT_TIME)
    return Incoming(
        kind=Kind.MAIL,
        text=mail.text,
        plain=mail.plain,
        subject=one_line(of.text(c.PID_SUBJECT)) or mail.subject,
        sender_name=one_line(of.text(c.PID_SENDER_NAME)) or mail.sender_name,
        sender_address=_address(of) or mail.sender_address,
        date=sent.date() if sent else mail.date,
        attachments=mail.attachments,
        notes=mail.notes | {Note.SIGNED},
    )
