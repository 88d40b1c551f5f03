"""Paragraphs and sentences of a view.

A sentence may run over several paragraphs: letters set a title or a list apart in the middle of one ("Auf der
Konferenz … wird …"). A paragraph that ends without a full stop is therefore joined with the next, unless that one is
a heading.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from umlauf.engines.reading.limits import SENTENCE_CHARACTERS
from umlauf.engines.reading.view import Line

_ABBREVIATIONS: Final = (
    r"(?:Nr|No|Az|Gz|Tel|Abs|Art|Str|str|bzw|ca|vgl|Dr|Prof|Mio|Mrd|ggf|St|evtl|inkl|incl|gez|usw"
    r"|etc|sog|einschl|max|min|lfd|Ziff|Buchst|Anl"
    r"|Betr|Bek|Erl|RdErl|Rdschr|RdSchr|MBl|GVBl|BGBl|geb|stellv|Dipl|Ing|Hrsg|Bd|vom|rd|zzgl|Mag"
    r"|Hr|Fr|med|jur|phil|Mr|Mrs|Ms|Abt|Ref|ehem"
    r"|[Jj]an|[Ff]eb|[Aa]pr|[Aa]ug|[Ss]ept?|[Oo]kt|[Nn]ov|[Dd]ez|\d{1,2}|\d{1,2}\.\d{1,2}|(?<![\wäöü])\w)"
)
_SENTENCE_END = re.compile(r"[.!?][“”\"»')\]]{0,2}(?=[ \n][„“\"»'(\[]?[A-ZÄÖÜ0-9§–•-])|;(?=\n)")
_ABBREVIATED = re.compile(rf"(?<![\wäöü]){_ABBREVIATIONS}\Z")
_NEW_SENTENCE = re.compile(r"[ \n][„“\"»]?(?!Uhr|DS\b)[A-ZÄÖÜ]")
_FINISHED = re.compile(r"[.!?;][“”\"»')\]]{0,2}$")
_LEADS_ON = re.compile(r"(?<![\wäöü])(?:u\.[ ]?a|z\.[ ]?B|d\.[ ]?h|i\.[ ]?e|e\.[ ]?g|insb|bzw|vgl)\.$")
BULLET = re.compile(r"(?:[-–—•*+○▪·][ ]|\(?(?:\d{1,2}[.)]|(?:[a-z]|[ivx]{1,4})\))[ ])(?=\S)")


@dataclass(frozen=True)
class Paragraph:
    """Lines without a blank line between them. `start` and `end` are places in the view."""

    lines: tuple[Line, ...]

    @property
    def start(self) -> int:
        return self.lines[0].start

    @property
    def end(self) -> int:
        return self.lines[-1].end

    @property
    def text(self) -> str:
        """The lines as one line."""
        return " ".join(line.text for line in self.lines)


@dataclass(frozen=True)
class Span:
    """A place in a view."""

    start: int
    end: int


def paragraphs(lines: Sequence[Line]) -> list[Paragraph]:
    """The paragraphs of some lines; a Markdown heading is one of its own."""
    result: list[Paragraph] = []
    current: list[Line] = []
    for line in lines:
        if current and (not line.text or line.heading or current[-1].heading):
            result.append(Paragraph(tuple(current)))
            current = []
        if line.text:
            current.append(line)
    if current:
        result.append(Paragraph(tuple(current)))
    return result


def _is_end(text: str, found: re.Match[str]) -> bool:
    """Whether a full stop ends a sentence: not behind an abbreviation or the number of a day."""
    if text[found.start()] != ".":
        return True
    before = text[max(0, found.start() - 14) : found.start()]
    if not _ABBREVIATED.search(before):
        return True
    if before[-1:].isdigit():
        return bool(re.search(r"(?:19|20)\d\d\Z", before)) or (
            bool(re.search(r"\d\.\d{1,2}\Z", before)) and bool(_NEW_SENTENCE.match(text, found.end()))
        )
    return False


def _is_finished(line: str) -> bool:
    """Whether a paragraph ends a sentence; "u. a." before a list does not."""
    return bool(_FINISHED.search(line)) and not _LEADS_ON.search(line)


def _cut(text: str, start: int, end: int) -> list[Span]:
    """The sentences of a stretch of text, none longer than the limit."""
    spans: list[Span] = []
    at = start
    for found in _SENTENCE_END.finditer(text, start, end):
        if _is_end(text, found):
            spans.append(Span(at, found.end()))
            at = found.end() + 1
    if at < end:
        spans.append(Span(at, end))
    return [
        Span(begin, min(span.end, begin + SENTENCE_CHARACTERS))
        for span in spans
        for begin in range(span.start, span.end, SENTENCE_CHARACTERS)
    ]


def sentences(text: str, parts: Sequence[Paragraph]) -> list[Span]:
    """The sentences of some paragraphs, in order; each is a stretch of the view."""
    result: list[Span] = []
    start: int | None = None
    for index, part in enumerate(parts):
        if start is None:
            start = part.start
        following = parts[index + 1] if index + 1 < len(parts) else None
        last = part.lines[-1].text
        joins = (
            following is not None
            and not _is_finished(last)
            and not part.lines[0].heading
            and not following.lines[0].heading
        )
        if joins and part.end - start < SENTENCE_CHARACTERS:
            continue
        result.extend(_cut(text, start, part.end))
        start = None
    return result
