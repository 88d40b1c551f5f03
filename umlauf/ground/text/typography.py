"""The marks that print has and keyboards lack: quotation marks, dashes, and blanks that hold together what belongs so.

German and English usage, as DIN 5008 and the Duden give it. Each character stays one character.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

from umlauf.ground.text.nodes import (
    Block,
    Blockquote,
    BulletList,
    Doc,
    HardBreak,
    Heading,
    Inline,
    OrderedList,
    Paragraph,
    Table,
)

_NBSP = "\u00a0"
_APOSTROPHE = "’"
_BRACKETS = "([{"
_JOINTS = "-–—/=:"  # a quotation begins behind one of these only before a letter: „Kita-„Plus““, but „Kita-“
_PARTNER = 200  # characters that a quotation in single marks may have

# Addresses are not prose: what stands in them stays.
_IN_ADDRESS = r"(?:[^\s<>\"'„“”‚‘’]|'(?=\w))"
_ADDRESS = re.compile(
    rf"(?:[a-z][a-z0-9+.-]{{0,20}}://|www\.){_IN_ADDRESS}+|{_IN_ADDRESS}{{1,64}}@{_IN_ADDRESS}+", re.IGNORECASE
)
_DASH = re.compile("(?<=\\S[ \u00a0])-(?=[ \u00a0]\\S)")
# From behind the first of two inner marks up to the second one; „’s“ and „’90er“ begin none.
_PAIR = re.compile(r"(?!(?:s|n|ne|nen|m)\b|\d\d(?:er)?\b)(?:(?!\s')[^\n])*?[^\s\d]'(?!\w)")
_MONTHS = "Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember"
_MONTHS_EN = "January|February|March|April|May|June|July|August|September|October|November|December"
_LETTER = "[A-Za-zÄÖÜäöü]"
# What stands before and after a blank that holds; browsers take the same patterns.
_HELD = (
    (r"§|(?<!\w)(?:Abs|Art|Bd|Drs|No|Nrn?|pp?|Rn|S|Tz|Ziff)\.", r"\d"),
    (r"(?<!\w)Az\.:?", r"\w"),
    (rf"(?<![\w.]){_LETTER}\.", rf"{_LETTER}\."),  # z. B., i. d. R., J. S. Bach
    (r"\d", r"ff?\."),
    (r"(?<!\d)\d\d?\.", rf"(?:{_MONTHS})\b"),
    (r"(?<!\d)\d\d?", rf"(?:{_MONTHS_EN})\b"),
)
_HOLDING = re.compile("|".join(f"(?:{left}) (?={right})" for left, right in _HELD))


def typeset(doc: Doc, language: str) -> Doc:
    """The text as it is printed in ``language`` (``de`` or ``en``). Applying it twice changes nothing.

    Straight quotation marks become „…“ and ‚…‘, or “…” and ‘…’; a hyphen between blanks becomes a dash; blanks in
    “Nr. 543”, “§ 47”, “z. B.” or “18. November” do not break. Marks stay where they are, links lead where they led.
    """
    return Doc(tuple(_blocks(doc.content, _SIGNS.get(language, _SIGNS["de"]))))


def typing_rules() -> dict[str, Any]:
    """The same rules as data, for an editor that shows the marks while somebody types."""
    signs = {language: asdict(one) for language, one in _SIGNS.items()}
    return {"signs": signs, "holding": [list(pair) for pair in _HELD]}


@dataclass(frozen=True, slots=True)
class _Signs:
    """Opening and closing marks, outer and inner; ``ends`` is all that may end an outer quotation."""

    opening: str
    closing: str
    inner_opening: str
    inner_closing: str
    ends: str

    def begins(self, before: str) -> bool:
        return not before or before.isspace() or before in _BRACKETS + self.opening + self.inner_opening


_SIGNS = {"de": _Signs("„", "“", "‚", "‘", "“”"), "en": _Signs("“", "”", "‘", "’", "”")}


def _blocks(blocks: Iterable[Block], signs: _Signs) -> Iterator[Block]:
    for block in blocks:
        match block:
            case Paragraph(content=inlines) | Heading(content=inlines):
                yield replace(block, content=_inlines(inlines, signs))
            case Blockquote(content=inner):
                yield Blockquote(tuple(_blocks(inner, signs)))
            case BulletList(items=items) | OrderedList(items=items):
                yield replace(block, items=tuple(tuple(_blocks(item, signs)) for item in items))
            case Table(rows=rows):
                cells = (tuple(replace(one, content=tuple(_blocks(one.content, signs))) for one in row) for row in rows)
                yield Table(tuple(cells))


def _inlines(inlines: tuple[Inline, ...], signs: _Signs) -> tuple[Inline, ...]:
    """A quotation may begin in one run and end in another, so they are looked at as one text."""
    text = "".join("\n" if isinstance(inline, HardBreak) else inline.text for inline in inlines)
    written = _typeset(text, signs)
    if written == text:
        return inlines
    parts: list[Inline] = []
    place = 0
    for inline in inlines:
        if isinstance(inline, HardBreak):
            parts.append(inline)
            place += 1
        else:
            parts.append(replace(inline, text=written[place : place + len(inline.text)]))
            place += len(inline.text)
    return tuple(parts)


def _typeset(text: str, signs: _Signs) -> str:
    written = _quoted(text, signs) if '"' in text or "'" in text else text
    written = _DASH.sub("–", written)
    written = _HOLDING.sub(lambda match: match[0][:-1] + _NBSP, written)
    if written == text:
        return text
    pieces, place = [], 0
    for address in _ADDRESS.finditer(text):
        pieces += [written[place : address.start()], address[0]]
        place = address.end()
    return "".join([*pieces, written[place:]])


def _quoted(text: str, signs: _Signs) -> str:
    """Whether a mark begins or ends a quotation depends on what stands before it and on what has begun already."""
    written: list[str] = []
    depth = inner = 0
    for place, character in enumerate(text):
        before, after = written[-1] if written else "", text[place + 1 : place + 2]
        mark = character
        if character == '"':
            mark = _outer(before, after, depth, signs)
        elif character == "'":
            mark = _inner(before, after, inner, signs, text[place + 1 : place + _PARTNER])
        if mark == signs.opening:
            depth += 1
        elif mark in signs.ends:
            depth = max(0, depth - 1)
        elif mark == signs.inner_opening:
            inner += 1
        elif mark == signs.inner_closing and not after.isalnum():
            inner = max(0, inner - 1)
        written.append(mark)
    return "".join(written)


def _outer(before: str, after: str, depth: int, signs: _Signs) -> str:
    """What closes nothing behind a digit is an inch, and stays."""
    alone = not after or after.isspace()
    if signs.begins(before):
        return '"' if alone else signs.opening
    if before in _JOINTS and after.isalnum() and not depth:
        return signs.opening
    return signs.closing if depth or not before.isdigit() else '"'


def _inner(before: str, after: str, depth: int, signs: _Signs, rest: str) -> str:
    """An apostrophe unless it is one of a pair; behind a digit, where nothing has begun, a minute."""
    if signs.begins(before):
        if not after or after.isspace():
            return "'"
        return signs.inner_opening if _PAIR.match(rest) else _APOSTROPHE
    if depth and not after.isalnum():
        return signs.inner_closing
    return "'" if before.isdigit() and not after.isalnum() else _APOSTROPHE
