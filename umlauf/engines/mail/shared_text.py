"""A body that many messages share, encoded once: per message nothing is encoded but the lines that are its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from umlauf.engines.mail.mime import CRLF, boundaries, encoded_lines, multipart_head, stuffed, text_head
from umlauf.engines.mail.outbox import MARK, Shared


@dataclass(frozen=True, slots=True)
class _Own:
    """Lines of which parts are the message's own: texts as they are and names of parts, in turn."""

    pieces: tuple[str, ...]
    is_html: bool

    def with_parts(self, parts: Mapping[str, str]) -> bytes:
        return stuffed(encoded_lines(_put_in(self.pieces, parts, is_html=self.is_html)))


class SharedText:
    """Text and HTML of a body as one MIME part: what is alike as bytes, the rest as it is put in."""

    def __init__(self, shared: Shared) -> None:
        self.shared: Final = shared
        self.boundaries: Final = boundaries()
        """Of the message that has this part and the attachments: the same for all, so that it is made once."""
        self._pieces = list(_joined(_pieces(shared)))
        encoded = sum(len(piece) for piece in self._pieces if isinstance(piece, bytes))
        self.size: Final = encoded + 4 * (len(shared.text) + len(shared.html))
        """Bytes that it keeps in memory, about."""

    def with_parts(self, parts: Mapping[str, str]) -> bytes:
        """The part, head and body, with dots doubled and a CRLF at the end. Raises ``KeyError`` if one is missing."""
        return b"".join(piece if isinstance(piece, bytes) else piece.with_parts(parts) for piece in self._pieces)


def spelled_out(shared: Shared, parts: Mapping[str, str]) -> tuple[str, str]:
    """Text and HTML as one message says them."""
    text, html = MARK.split(shared.text), MARK.split(shared.html)
    return _put_in(text, parts, is_html=False), _put_in(html, parts, is_html=True)


def _put_in(pieces: Sequence[str], parts: Mapping[str, str], *, is_html: bool) -> str:
    said = list(pieces)
    for number in range(1, len(said), 2):
        value = parts[said[number]]
        said[number] = escape(value) if is_html else value
    return "".join(said)


def _pieces(shared: Shared) -> Iterator[bytes | _Own]:
    if not shared.html:
        yield text_head("plain")
        yield from _lines(shared.text, is_html=False)
        return
    opening, closing = boundaries()
    yield multipart_head("alternative", opening) + opening + CRLF + text_head("plain")
    yield from _lines(shared.text, is_html=False)
    yield opening + CRLF + text_head("html")
    yield from _lines(shared.html, is_html=True)
    yield closing + CRLF


def _lines(text: str, *, is_html: bool) -> Iterator[bytes | _Own]:
    """Runs of lines that all share, encoded, and between them lines with marks."""
    alike: list[str] = []
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        pieces = MARK.split(line)
        if len(pieces) == 1:
            alike.append(line)
            continue
        if alike:
            yield stuffed(encoded_lines("\n".join(alike)))
            alike = []
        yield _Own(tuple(pieces), is_html)
    if alike:
        yield stuffed(encoded_lines("\n".join(alike)))


def _joined(pieces: Iterator[bytes | _Own]) -> Iterator[bytes | _Own]:
    waiting = b""
    for piece in pieces:
        if isinstance(piece, bytes):
            waiting += piece
            continue
        yield waiting
        yield piece
        waiting = b""
    yield waiting
