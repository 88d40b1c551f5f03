"""The font with which a reader's program shows what is typed into a form: whole, since nobody knows what that will be.

A simple font of the 224 characters of WinAnsiEncoding (ISO 32000-1, annex D), which all programs can type with.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import cache
from typing import Final

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from umlauf.engines.letters.press import FONTS_FOLDER

_FILE: Final = FONTS_FOLDER / "FiraSans-Regular.ttf"
FIRST, LAST = 32, 255
_UNUSED: Final = "\N{BULLET}"  # what WinAnsiEncoding has where cp1252 has nothing


@dataclass(frozen=True, slots=True)
class Typeface:
    """A TrueType file with its measures in thousandths of the size. ``widths`` are those of the codes 32 to 255."""

    file: bytes
    widths: tuple[int, ...]
    box: tuple[int, int, int, int]
    ascent: int
    descent: int

    def width(self, text: str, size: float) -> float:
        """How wide a text of WinAnsiEncoding is in points."""
        thousandths: int = sum(self.widths[code - FIRST] for code in text.encode("cp1252"))
        return thousandths * size / 1000


@cache
def typeface() -> Typeface:
    """The font, read once per process."""
    file = _FILE.read_bytes()
    tables = _tables(file)
    head, hhea = tables[b"head"], tables[b"hhea"]
    em: int = struct.unpack_from(">H", file, head + 18)[0]
    ascent, descent = struct.unpack_from(">hh", file, hhea + 4)
    (metrics,) = struct.unpack_from(">H", file, hhea + 34)

    def scaled(value: int) -> int:
        return round(value * 1000 / em)

    glyphs = _glyphs(file, tables[b"cmap"])
    widths = []
    for code in range(FIRST, LAST + 1):
        glyph = min(glyphs[ord(_character(code))], metrics - 1)
        (advance,) = struct.unpack_from(">H", file, tables[b"hmtx"] + 4 * glyph)
        widths.append(scaled(advance))
    left, bottom, right, top = (scaled(one) for one in struct.unpack_from(">hhhh", file, head + 36))
    return Typeface(file, tuple(widths), (left, bottom, right, top), scaled(ascent), scaled(descent))


def font_in(pdf: Pdf) -> Object:
    """The font as an object of this file."""
    face = typeface()
    file = Stream(pdf, face.file)
    file.Length1 = len(face.file)
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name("/FiraSans-Regular"),
        Flags=32,
        FontBBox=Array(list(face.box)),
        ItalicAngle=0,
        Ascent=face.ascent,
        Descent=face.descent,
        CapHeight=689,
        StemV=84,
        FontFile2=pdf.make_indirect(file),
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.TrueType,
            BaseFont=Name("/FiraSans-Regular"),
            FirstChar=FIRST,
            LastChar=LAST,
            Widths=Array(list(face.widths)),
            Encoding=Name.WinAnsiEncoding,
            FontDescriptor=pdf.make_indirect(descriptor),
        )
    )


def _character(code: int) -> str:
    shown = bytes([code]).decode("cp1252", "ignore") or _UNUSED
    return {"\x7f": _UNUSED, "\N{NO-BREAK SPACE}": " ", "\N{SOFT HYPHEN}": "-"}.get(shown, shown)


def _tables(file: bytes) -> dict[bytes, int]:
    """The tables of a TrueType file by their tags, as places in it."""
    (count,) = struct.unpack_from(">H", file, 4)
    entries = (struct.unpack_from(">4sLLL", file, 12 + 16 * number) for number in range(count))
    return {tag: offset for tag, _checksum, offset, _length in entries}


def _glyphs(file: bytes, cmap: int) -> dict[int, int]:
    """The glyphs by code point, from the subtable of format 4 for Windows and the Basic Multilingual Plane."""
    (count,) = struct.unpack_from(">H", file, cmap + 2)
    encodings = (struct.unpack_from(">HHL", file, cmap + 4 + 8 * number) for number in range(count))
    table = next(cmap + offset for platform, encoding, offset in encodings if (platform, encoding) == (3, 1))
    segments = struct.unpack_from(">H", file, table + 6)[0] // 2
    ends, starts, deltas, ranges = (
        struct.unpack_from(f">{segments}H", file, table + 14 + 2 * segments * row + (2 if row else 0))
        for row in range(4)
    )
    base = table + 16 + 6 * segments
    found: dict[int, int] = {}
    for number, (start, end, delta, offset) in enumerate(zip(starts, ends, deltas, ranges, strict=True)):
        for code in range(start, min(end, 0xFFFE) + 1):
            glyph = code
            if offset:
                (glyph,) = struct.unpack_from(">H", file, base + 2 * number + offset + 2 * (code - start))
            found[code] = (glyph + delta) & 0xFFFF if glyph or not offset else 0
    return found
