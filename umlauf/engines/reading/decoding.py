"""From the bytes of a file to its text, or a refusal that says what the file looks like."""

import re
from typing import Final

from umlauf.engines.reading.limits import TEXT_BYTES
from umlauf.engines.reading.refusals import ReadingRefused

# First bytes of the kinds of file that offices drop in by mistake.
_SIGNATURES: Final = (
    (b"PK\x03\x04", "archive"),
    (b"\xd0\xcf\x11\xe0", "archive"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"II*\x00", "picture"),
    (b"MM\x00*", "picture"),
    (b"{\\rtf", "rtf"),
    (b"\x7fELF", "program"),
    (b"MZ", "program"),
    (b"\x1f\x8b", "compressed"),
)
_CONTROLS = re.compile("[\x00-\x01\x03-\x08\x0e-\x1a\x1c-\x1f]")


def check_size(size: int) -> None:
    """Refuse what is larger than a text may be, before any work is done on it."""
    if size > TEXT_BYTES:
        raise ReadingRefused("reading.too_large", size=size, limit=TEXT_BYTES)


def decode(data: bytes, name: str) -> str:
    """The text of a file: UTF-8, UTF-16 with a byte order mark (or plainly recognisable), else cp1252.

    Raises ReadingRefused: reading.too_large, reading.empty, reading.binary, reading.encoding.
    """
    check_size(len(data))
    if not data.strip():
        raise ReadingRefused("reading.empty", name=name)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(data, "utf-16", name)
    for signature, variant in _SIGNATURES:
        if data.startswith(signature) and (signature != b"MZ" or b"\x00" in data):
            raise ReadingRefused("reading.binary", variant, name=name)
    if b"\x00" in data:
        return _decoded(data, _utf16_without_mark(data, name), name)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decoded(data, "cp1252", name)


def check_characters(text: str) -> None:
    """Refuse control characters, which no letter has; U+0002 is left, some programs put it in for a soft hyphen."""
    found = _CONTROLS.search(text)
    if found:
        raise ReadingRefused("reading.control_characters", position=found.start())


def _decoded(data: bytes, encoding: str, name: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise ReadingRefused("reading.encoding", name=name) from None
    if _CONTROLS.search(text):
        raise ReadingRefused("reading.binary", name=name)
    return text


def _utf16_without_mark(data: bytes, name: str) -> str:
    """UTF-16 of a western text has a zero in every second byte, always on the same side."""
    sample = data[:4000]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if len(data) % 2 == 0 and odd > len(sample) // 3 and even < odd // 20 + 1:
        return "utf-16-le"
    if len(data) % 2 == 0 and even > len(sample) // 3 and odd < even // 20 + 1:
        return "utf-16-be"
    raise ReadingRefused("reading.binary", name=name)
