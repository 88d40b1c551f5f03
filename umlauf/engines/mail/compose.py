"""From a row to the bytes that go over the wire.

The shape is fixed (RFC 2046): alternative(text, html), with attachments inside mixed(alternative, file, …). A calendar
file is the last alternative, for mail programs that act on it (RFC 6047 2.4), and a file for everybody else. Nothing
is said about automatic sending: RFC 3834 keeps ``Auto-Submitted`` for mail that no person set off.

Header words and base64 are the standard library's. The parts are put together here, since the generator of ``email``
walks through the whole message again for each recipient, and most of it is the same file.
"""

from __future__ import annotations

import datetime as dt
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from email.header import Header
from email.utils import format_datetime, quote
from functools import lru_cache
from typing import Final

from umlauf.engines.mail.mime import (
    CRLF,
    boundaries,
    file_part,
    multipart,
    multipart_head,
    stuffed,
    text_part,
    with_crlf,
)
from umlauf.engines.mail.outbox import METHOD, Attachment, Shared
from umlauf.engines.mail.shared_text import SharedText, spelled_out

END: Final = b".\r\n"
_PLAIN: Final = re.compile(r"[ -~]*")
_LINE: Final = 76
_GERMAN: Final = re.compile(r"^PRODID:.*//DE\r?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Letter:
    """What a message says, as it lies in the outbox. ``body``: the row of a shared one, if it has one."""

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
    body: int | None = None
    parts: Mapping[str, str] = field(default_factory=dict)


class Encoded:
    """Files and shared bodies, read and encoded once and kept while there is room: ``room`` bytes, the latest used.

    Shared by the lanes of a sender, and locked while one encodes, so that four lanes do not encode the same file.
    """

    def __init__(
        self, read: Callable[[str], bytes], body: Callable[[int], Shared] | None = None, room: int = 64_000_000
    ) -> None:
        """``read`` gives the bytes of a key, ``body`` what a row of ``Body`` says."""
        self._read = read
        self._body = body
        self._room = room
        self._kept: OrderedDict[Attachment | int, bytes | SharedText] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def part(self, attachment: Attachment) -> bytes:
        """The MIME part of a file, head and body. Raises what reading the file raises."""
        with self._lock:
            part = self._known(attachment)
            if not isinstance(part, bytes):
                part = file_part(attachment, self._read(attachment.key))
                self._keep(attachment, part, len(part))
            return part

    def body(self, body_id: int) -> SharedText:
        """A shared body. Raises what reading it raises."""
        with self._lock:
            body = self._known(body_id)
            if not isinstance(body, SharedText):
                if self._body is None:
                    raise LookupError(f"nobody can read body {body_id}")
                body = SharedText(self._body(body_id))
                self._keep(body_id, body, body.size)
            return body

    def _known(self, key: Attachment | int) -> bytes | SharedText | None:
        if key in self._kept:
            self._kept.move_to_end(key)
        return self._kept.get(key)

    def _keep(self, key: Attachment | int, what: bytes | SharedText, size: int) -> None:
        self._kept[key] = what
        self._size += size
        while self._size > self._room and len(self._kept) > 1:
            _oldest, gone = self._kept.popitem(last=False)
            self._size -= gone.size if isinstance(gone, SharedText) else len(gone)


def compose(letter: Letter, encoded: Encoded) -> tuple[bytes, ...]:
    """The message in pieces, as SMTP transmits it after DATA: CRLF line ends, dots doubled, the final dot.

    RFC 5321 4.1.1.4 and 4.5.2. The files are the very pieces that ``encoded`` keeps, not copies of them. Raises what
    reading an attachment or a shared body raises.
    """
    if letter.body is None:
        return _with_own_text(letter, encoded)
    body = encoded.body(letter.body)
    if letter.calendar:
        text, html = spelled_out(body.shared, letter.parts)
        own = replace(letter, text=text, html=html, attachments=body.shared.attachments)
        return _with_own_text(own, encoded)
    head, said = stuffed(_head(letter)), body.with_parts(letter.parts)
    files = [encoded.part(attachment) for attachment in body.shared.attachments]
    if not files:
        return (head + said + END,)
    opening, closing = body.boundaries
    first = b"".join((head, multipart_head("mixed", opening), opening, CRLF, said, opening, CRLF))
    return (first, *_files(files, opening, closing))


def _with_own_text(letter: Letter, encoded: Encoded) -> tuple[bytes, ...]:
    files = [encoded.part(attachment) for attachment in letter.attachments]
    parts = [text_part("plain", letter.text)]
    if letter.html:
        parts.append(text_part("html", letter.html))
    if letter.calendar:
        parts.append(_calendar_part(letter.calendar))
        files.append(_calendar_file(letter.calendar))
    body = parts[0] if len(parts) == 1 else multipart("alternative", parts)
    if not files:
        return (stuffed(_head(letter) + body) + CRLF + END,)
    opening, closing = boundaries()
    first = _head(letter) + multipart_head("mixed", opening) + opening + CRLF + body + CRLF + opening + CRLF
    return (stuffed(first), *_files(files, opening, closing))


def _files(files: Sequence[bytes], opening: bytes, closing: bytes) -> Iterator[bytes]:
    """Each file and the line behind it, to the end of the message."""
    for number, file in enumerate(files, start=1):
        yield file
        yield CRLF + opening + CRLF if number < len(files) else CRLF + closing + CRLF + END


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


def _calendar_part(calendar: str) -> bytes:
    """RFC 6047 2.4: the method stands in the type as it stands in the file."""
    method = METHOD.search(calendar)
    if method is None:
        raise ValueError("a calendar file that is mailed needs a METHOD")
    return text_part(f"calendar; method={method.group(1)}", calendar)


def _calendar_file(calendar: str) -> bytes:
    """The same once more, to be saved and opened by hand. ``PRODID`` ends with the language of the file (ISO 9070)."""
    name = "einladung.ics" if _GERMAN.search(calendar) else "invite.ics"
    return file_part(Attachment(name, "application/ics", ""), with_crlf(calendar).encode())
