"""From a row to the bytes that go over the wire.

The shape is fixed (RFC 2046): alternative(text, html), with attachments inside mixed(alternative, file, …). A calendar
file is the last alternative, for mail programs that act on it (RFC 6047 2.4), and a file for everybody else. Texts are
quoted-printable and files base64, so that every line is short, ends in CRLF and survives any server as DKIM needs it.
Nothing is said about automatic sending: RFC 3834 keeps ``Auto-Submitted`` for mail that no person set off.

Header words and base64 are the standard library's. The parts are put together here, since the generator of ``email``
walks through the whole message again for each recipient, and most of it is the same file.
"""

from __future__ import annotations

import binascii
import datetime as dt
import re
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email.header import Header
from email.message import MIMEPart
from email.policy import SMTP
from email.utils import format_datetime, quote
from functools import lru_cache
from typing import Final

from umlauf.engines.mail.outbox import METHOD, Attachment

CRLF: Final = b"\r\n"
END: Final = b".\r\n"
_PLAIN: Final = re.compile(r"[ -~]*")
_LINE: Final = 76
_GERMAN: Final = re.compile(r"^PRODID:.*//DE\r?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Letter:
    """What a message says, as it lies in the outbox."""

    recipient: str
    sender_name: str
    sender_address: str
    reply_to: str
    subject: str
    text: str
    html: str
    attachments: tuple[Attachment, ...]
    headers: tuple[tuple[str, str], ...]
    message_id: str
    date: dt.datetime
    calendar: str = ""


class Encoded:
    """Attachments, read and encoded once and kept while there is room: up to ``room`` bytes, the latest used.

    Shared by the lanes of a sender, and locked while one encodes, so that four lanes do not encode the same file.
    """

    def __init__(self, read: Callable[[str], bytes], room: int = 64_000_000) -> None:
        self._read = read
        self._room = room
        self._parts: OrderedDict[Attachment, bytes] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def part(self, attachment: Attachment) -> bytes:
        """The MIME part of a file, head and body. Raises what reading the file raises."""
        with self._lock:
            if (part := self._parts.get(attachment)) is not None:
                self._parts.move_to_end(attachment)
                return part
            part = _file_part(attachment, self._read(attachment.key))
            self._parts[attachment] = part
            self._size += len(part)
            while self._size > self._room and len(self._parts) > 1:
                _oldest, gone = self._parts.popitem(last=False)
                self._size -= len(gone)
            return part


def compose(letter: Letter, encoded: Encoded) -> tuple[bytes, ...]:
    """The message in pieces, as SMTP transmits it after DATA: CRLF line ends, dots doubled, the final dot.

    RFC 5321 4.1.1.4 and 4.5.2. The files are the very pieces that ``encoded`` keeps, not copies of them. Raises what
    reading an attachment raises.
    """
    files = [encoded.part(attachment) for attachment in letter.attachments]
    parts = [_text_part("plain", letter.text)]
    if letter.html:
        parts.append(_text_part("html", letter.html))
    if letter.calendar:
        parts.append(_calendar_part(letter.calendar))
        files.append(_calendar_file(letter.calendar))
    body = parts[0] if len(parts) == 1 else _multipart("alternative", parts)
    if files:
        opening, closing = _boundaries()
        head = _head(letter) + _multipart_head("mixed", opening) + opening + CRLF + body
        # A file's part needs no stuffing: neither its head nor base64 has a line that begins with a dot.
        between = CRLF + opening + CRLF
        pieces = [_stuffed(head)]
        for file in files:
            pieces += [between, file]
        return (*pieces, CRLF + closing + CRLF + END)
    return (_stuffed(_head(letter) + body) + CRLF + END,)


def _head(letter: Letter) -> bytes:
    lines = [
        f"From: {_mailbox('From', letter.sender_name, letter.sender_address)}",
        f"To: {letter.recipient}",
        f"Subject: {_words('Subject', letter.subject)}",
        f"Date: {format_datetime(letter.date)}",
        f"Message-ID: {letter.message_id}",
    ]
    if letter.reply_to:
        lines.append(f"Reply-To: {letter.reply_to}")
    lines += [f"{name}: {_folded(name, value)}" for name, value in letter.headers]
    lines.append("MIME-Version: 1.0\r\n")
    return "\r\n".join(lines).encode("ascii")


@lru_cache(maxsize=256)  # subject and sender are the same for all recipients of a letter
def _words(name: str, value: str) -> str:
    """Text for a reader: as it is when short and plain, else in encoded words (RFC 2047)."""
    if _PLAIN.fullmatch(value) and len(name) + 2 + len(value) <= _LINE and "=?" not in value and value == value.strip():
        return value
    return Header(value, "utf-8", maxlinelen=_LINE, header_name=name).encode(linesep="\r\n")


def _mailbox(name: str, label: str, address: str) -> str:
    if not label:
        return address
    if _PLAIN.fullmatch(label) and "=?" not in label and len(label) <= _LINE - 10:
        return f'"{quote(label)}"\r\n <{address}>'
    return f"{_words(name, label)}\r\n <{address}>"


def _folded(name: str, value: str) -> str:
    """A value that machines read: folded at blanks alone (RFC 5322 2.2.3), in encoded words only if not ASCII."""
    if not _PLAIN.fullmatch(value):
        return _words(name, value)
    lines = [""]
    room = _LINE - len(name) - 2
    for word in value.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > room:
            lines.append(word)
            room = _LINE - 1
        else:
            lines[-1] += f" {word}" if lines[-1] else word
    return "\r\n ".join(lines)


def _text_part(subtype: str, text: str) -> bytes:
    head = f"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    # b2a_qp breaks lines as the first line of its input ends, so there has to be one; it is taken off again.
    lines = (_with_crlf(text) + "\r\n").encode()
    return head.encode() + binascii.b2a_qp(lines, quotetabs=False, istext=True).removesuffix(CRLF)


def _calendar_part(calendar: str) -> bytes:
    """RFC 6047 2.4: the method stands in the type as it stands in the file."""
    method = METHOD.search(calendar)
    if method is None:
        raise ValueError("a calendar file that is mailed needs a METHOD")
    return _text_part(f"calendar; method={method.group(1)}", calendar)


def _calendar_file(calendar: str) -> bytes:
    """The same once more, to be saved and opened by hand. ``PRODID`` ends with the language of the file (ISO 9070)."""
    name = "einladung.ics" if _GERMAN.search(calendar) else "invite.ics"
    return _file_part(Attachment(name, "application/ics", ""), _with_crlf(calendar).encode())


def _file_part(attachment: Attachment, data: bytes) -> bytes:
    part = MIMEPart(policy=SMTP)
    maintype, _slash, subtype = attachment.media_type.partition("/")
    part.set_content(
        data, maintype=maintype, subtype=subtype, cte="base64", disposition="attachment", filename=attachment.name
    )
    return part.as_bytes().removesuffix(CRLF)


def _multipart(subtype: str, parts: Sequence[bytes]) -> bytes:
    opening, closing = _boundaries()
    return _multipart_head(subtype, opening) + CRLF.join([*(opening + CRLF + part for part in parts), closing])


def _boundaries() -> tuple[bytes, bytes]:
    opening = f"--={secrets.token_hex(12)}=_".encode()  # "=_" stands in no quoted-printable and no base64 line
    return opening, opening + b"--"


def _multipart_head(subtype: str, opening: bytes) -> bytes:
    return f'Content-Type: multipart/{subtype}; boundary="{opening[2:].decode()}"\r\n\r\n'.encode()


def _with_crlf(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")


def _stuffed(data: bytes) -> bytes:
    return data.replace(b"\r\n.", b"\r\n..")
