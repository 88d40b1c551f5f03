"""A text as the rules want to see it, with the way back to the characters that were given.

Rules are simple when there is no markup, no double space and no page footer in their way; evidence is honest when it
points into the text as it was given. A `View` has both: its `text` is the cleaned one, and `span` leads from there to
the source.
"""

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

Edit = tuple[int, int, str]
"""Replace the characters from..to of a view by a text (at most one character long)."""

# Alternatives in the order in which they win. Each is linear: its quantifiers are bounded or possessive.
_CLEANING = re.compile(
    r"""(?=[\s~<\#>\u00ad\u0002\u200b-\u200f\u2060\ufeff\u202a-\u202e*_\\\[\]-])(?:
      (?P<struck>~~[^~\n]{1,300}~~|<(?P<tag>s|del|strike)>[^<\n]{1,300}</(?P=tag)>)
    | (?P<heading>^[ ]{0,3}\#{1,6}[ \t]++)
    | (?P<quote>^[ ]{0,3}>[ ]?)
    | (?P<hyphen>(?<=[a-zäöüß])-\n(?=[a-zäöüß])(?!(?:und|oder|bzw|sowie|als|and|or)\b)|[\u00ad\u0002]\n?)
    | (?P<edge>^[ \t\u00a0\u2000-\u200a\u202f\u3000]++|[ \t\u00a0\u2000-\u200a\u202f\u3000\f\v]++$)
    | (?P<space>[ \t\u00a0\u2000-\u200a\u202f\u3000\f\v]++)
    | (?P<ghost>[\u200b-\u200f\u2060\ufeff\u202a-\u202e])
    | (?P<strong>\*\*+)
    | (?P<under>(?<![^\s(„“"'*])__(?=\S)|(?<=\S)__(?![^\s.,;:!?)“”"'*]))
    | (?P<star>(?<![\w*])\*(?=[^\s*])|(?<=[^\s*])\*(?![\w*]))
    | (?P<line>(?<![\w@./_-])_(?=[^\s_])|(?<=[^\s_])_(?![\w@./_-]))
    | (?P<escape>\\(?=[!-/:-@\[-`{-~])|\\$)
    | (?P<angle><(?=https?://|mailto:|[\w.+-]{1,64}@)|(?<=[\w/])>(?=[\s.,;)]|$))
    | (?P<link>\[(?=[^\[\]\n]{1,200}\]\()|\](?=\())
    | (?P<blanks>(?<=\n\n)\n++)
    )""",
    re.VERBOSE | re.MULTILINE,
)


_LEFT = re.compile(r"^ ++| ++$|(?<= ) ++", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a view: its place there, its text, and the level of its Markdown heading (0 for none)."""

    start: int
    end: int
    text: str
    heading: int = 0


@dataclass(frozen=True)
class View:
    """A text derived from `source`; `offsets[i]` is the place in the source of the i-th character of `text`."""

    text: str
    source: str
    offsets: "array[int]"

    @classmethod
    def of(cls, source: str) -> "View":
        return cls(source, source, array("L", range(len(source))))

    def rewritten(self, edits: Iterable[Edit]) -> "View":
        """The view with the edits made. They come in order and do not overlap."""
        parts: list[str] = []
        offsets = array("L")
        at = 0
        for start, end, replacement in edits:
            parts.append(self.text[at:start])
            offsets.extend(self.offsets[at:start])
            if replacement:
                parts.append(replacement)
                offsets.extend(self.offsets[start : start + 1])
            at = end
        parts.append(self.text[at:])
        offsets.extend(self.offsets[at:])
        return View("".join(parts), self.source, offsets)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place in the source of the characters start..end of this view."""
        if start >= end:
            place = self.offsets[start] if start < len(self.offsets) else len(self.source)
            return place, place
        return self.offsets[start], self.offsets[end - 1] + 1

    def phrase(self, start: int, end: int) -> str:
        """The words start..end as a quotation on one line, without markup and the borders of tables."""
        return " ".join(self.text[start:end].replace("|", " ").split())

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        lines: list[Line] = []
        at = 0
        for text in self.text.split("\n"):
            lines.append(Line(at, at + len(text), text, self._heading_level(at, at + len(text))))
            at += len(text) + 1
        return tuple(lines)

    def lines_between(self, start: int, end: int) -> list[Line]:
        """The lines that begin within start..end."""
        starts = self._starts
        return list(self.lines[bisect_left(starts, start) : bisect_left(starts, end)])

    @cached_property
    def _starts(self) -> list[int]:
        return [line.start for line in self.lines]

    def _heading_level(self, start: int, end: int) -> int:
        if start == end:
            return 0
        place = self.offsets[start]
        if place == 0 or self.source[place - 1] not in " \t*_#":
            return 0
        begin = self.source.rfind("\n", max(0, place - 12), place) + 1 or max(0, place - 12)
        marks = self.source[begin:place].strip(" \t*_")
        return len(marks) if marks and set(marks) == {"#"} else 0


def comments(source: str, begin: int = 0) -> list[tuple[int, int]]:
    """The places of HTML comments; one that is never closed is none."""
    places: list[tuple[int, int]] = []
    start = source.find("<!--", begin)
    while start >= 0:
        end = source.find("-->", start + 4)
        if end < 0:
            break
        places.append((start, end + 3))
        start = source.find("<!--", end + 3)
    return places


def normalise_newlines(text: str) -> str:
    """The text in which evidence counts its characters: without a byte order mark, every line end a single newline."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")


def clean(source: str, begin: int = 0) -> View:
    """The source from `begin` on without markup, struck-out text, invisible characters, or more than one space at a
    time.
    """
    edits: list[Edit] = [(0, begin, "")] if begin else []
    edits.extend((start, end, "") for start, end in comments(source, begin))
    raw = View.of(source).rewritten(edits)
    once = raw.rewritten(
        (found.start(), found.end(), " " if found.lastgroup == "space" else "")
        for found in _CLEANING.finditer(raw.text)
    )
    # Removed markup can leave two spaces or a space at a line's edge behind.
    return once.rewritten((found.start(), found.end(), "") for found in _LEFT.finditer(once.text))
