"""A mail as far as it can be read: bytes in, heads and text out. Any bytes give an answer.

Only the first part of a mail is looked at, so that size costs nothing; what is said in it is written by strangers, and
so nothing of it is read in a way that takes longer the more cunningly it was written.
"""

from __future__ import annotations

import re
from codecs import lookup
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser
from html import unescape
from typing import Final

READ_BYTES: Final = 262_144
"""Of a mail: what a server says stands before what it sends back."""

PARTS, _NESTED = 50, 40
HEADER, SHOWN = 1_000, 20_000  # characters
ADDRESS: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9.-]{1,189}")
_TAG: Final = re.compile(r"<[^<>]{0,2000}>")
_CONTENT: Final = re.compile(
    rb"(?<![^\r\n])content-[a-z-]{1,30}:[^\r\n]*(?:(?:\r\n|\r|\n)[ \t][^\r\n]*)*", re.IGNORECASE
)
_UNREAD: Final = re.compile(r"<(?:script|style)\b", re.IGNORECASE)
_READ_ON: Final = re.compile(r"</(?:script|style)>", re.IGNORECASE)
_NO_CHARSETS: Final = frozenset({"punycode", "idna", "unicode-escape", "raw-unicode-escape"})
_UNSHOWN: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(slots=True)
class OpenedMail:
    """A mail as far as it could be read."""

    message: Message
    parts: list[Message]
    subject: str
    sender: str
    text: str
    _headers: dict[str, str] = field(default_factory=dict)

    def header(self, name: str) -> str:
        if name not in self._headers:
            self._headers[name] = header_of(self.message, name)
        return self._headers[name]


def header_of(message: Message, name: str) -> str:
    """A header, decoded, on one line, of bounded length; empty if it is not there."""
    found = next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), "")[:HEADER]
    # Against all rules many write letters beyond ASCII as they are; the parser keeps their bytes as half characters.
    raw = decoded(found.encode("utf-8", "surrogateescape"), "utf-8")
    try:
        told = str(make_header(decode_header(raw)))
    except (ValueError, LookupError, TypeError, MessageError):
        told = raw
    return " ".join(clean(told).split())


def opened(data: bytes) -> OpenedMail:
    """The parser of the library calls itself for each level, so whatever is nested too deep is read as text alone."""
    data = _CONTENT.sub(_bounded, data)
    lowered = data.lower()
    deep = lowered.count(b"content-type: multipart") + lowered.count(b"content-type: message") > _NESTED
    try:
        message = BytesHeaderParser().parsebytes(data) if deep else message_from_bytes(data)
        parts = [part for part, _number in zip(_leaves(message), range(PARTS), strict=False)]
        text = _text_of(parts)
    except (ValueError, LookupError, TypeError, AttributeError, MessageError, RecursionError):
        message, parts = Message(), []
        text = decoded(data, "utf-8")
    sender = address_in(header_of(message, "from")) or address_in(header_of(message, "sender"))
    return OpenedMail(message, parts, header_of(message, "subject"), sender, clean(text)[:SHOWN].strip())


def _bounded(found: re.Match[bytes]) -> bytes:
    """The library looks through the parameters of a header again for each „;“ of them: no long ones for it."""
    return found[0] if len(found[0]) < HEADER else b"X-" + found[0]


def _leaves(message: Message, depth: int = 0) -> Iterator[Message]:
    """The parts in order. A message that comes along is one part; what a report says is too."""
    payload = message.get_payload()
    if depth < 10 and isinstance(payload, list) and message.get_content_maintype() == "multipart":
        for part in payload:
            if isinstance(part, Message):
                yield from _leaves(part, depth + 1)
    else:
        yield message


def _text_of(parts: list[Message]) -> str:
    """The first plain text, else the first HTML without its tags, else what there is."""
    for wanted in ("text/plain", "text/html"):
        for part in parts:
            if part.get_content_type() == wanted:
                text = body_of(part)
                return unescape(_TAG.sub(" ", _said_in(text))) if wanted == "text/html" else text
    return body_of(parts[0]) if parts else ""


def _said_in(html: str) -> str:
    """HTML without its scripts and styles. Step by step: one pattern for all of it would look through the rest again
    at each beginning that has no end."""
    said, at = list[str](), 0
    while opened := _UNREAD.search(html, at):
        said.append(html[at : opened.start()])
        closed = _READ_ON.search(html, opened.end())
        at = closed.end() if closed else len(html)
    return " ".join([*said, html[at:]])


def body_of(part: Message) -> str:
    inner = part.get_payload()
    if isinstance(inner, list):  # heads alone: writing a whole message out again may raise
        heads = [one.raw_items() for one in inner[:PARTS] if isinstance(one, Message)]
        return "\n\n".join("\n".join(f"{name}: {value}" for name, value in head) for head in heads)[:READ_BYTES]
    raw = part.get_payload(decode=True)
    return decoded(raw if isinstance(raw, bytes) else b"", part.get_content_charset("utf-8") or "utf-8")


def decoded(raw: bytes, charset: str) -> str:
    for tried in (charset, "utf-8"):
        try:
            # Some codecs of the language are no charsets, and punycode takes seconds for what fits in here.
            if lookup(tried).name.replace("_", "-") not in _NO_CHARSETS:
                return raw[:READ_BYTES].decode(tried)
        except (UnicodeError, LookupError, ValueError):
            continue
    return raw[:READ_BYTES].decode("latin-1")


def clean(text: str) -> str:
    return _UNSHOWN.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))


def address_in(value: str) -> str:
    """The address in brackets, else the first. Not by the library, which calls itself for each „(“ of a comment."""
    bracketed = re.search(r"<([^<>]{3,260})>\s*$", value)
    found = (bracketed and ADDRESS.fullmatch(bracketed[1])) or ADDRESS.search(value)
    return found[0].lower() if found else ""
