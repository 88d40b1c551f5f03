"""Which characters the shipped fonts can show.

`coverage.txt` is made from the fonts by a test, which compares and can write it anew; reading it needs no font library.
Its lines are ranges of code points in hexadecimal, `0020-007E`, or single ones, in ascending order.
"""

import unicodedata
from functools import cache
from pathlib import Path
from typing import Final

COVERAGE_FILE: Final = Path(__file__).with_name("coverage.txt")

# Invisible, needed by no font, and taken rightly by the engine: soft hyphen, zero width space, non-joiner and joiner,
# left-to-right mark, word joiner, byte order mark, and the selectors of text or picture presentation.
INVISIBLE: Final = frozenset("\u00ad\u200b\u200c\u200d\u200e\u2060\ufeff\ufe0e\ufe0f")
_LAYOUT: Final = frozenset("\n\r\t")


@cache
def shown_code_points() -> frozenset[int]:
    """The code points that every weight and slope of the shipped fonts has a glyph for, read once per process."""
    found: set[int] = set()
    for line in COVERAGE_FILE.read_text(encoding="ascii").splitlines():
        first, _, last = line.partition("-")
        found.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(found)


def glyphs_missing(text: str) -> tuple[str, ...]:
    """The characters of `text` that no shipped font can show, each once, in order of first appearance.

    Newline, carriage return and tab are layout and count as shown; every other control character, every bidirectional
    override, every separator of lines or paragraphs and every lone surrogate counts as missing. The text is looked at
    in composed form (NFC), which is how it is set.
    """
    shown = shown_code_points()
    missing = dict.fromkeys(
        character
        for character in dict.fromkeys(unicodedata.normalize("NFC", text))
        if ord(character) not in shown and character not in INVISIBLE and character not in _LAYOUT
    )
    return tuple(missing)
