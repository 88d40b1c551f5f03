"""Markdown out: what ``from_markdown`` reads as the same normalised tree.

Bold is ``**`` and italic ``_``, always in this order, so that no two marks of a kind touch. Where CommonMark
would not take them as emphasis (inside a word, before a bracket), the letter beside becomes a character reference,
which counts as punctuation there and reads as the same letter.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import groupby

from markdown_it.common.utils import isMdAsciiPunct, isPunctChar

from umlauf.ground.text.nodes import (
    Block,
    Blockquote,
    BulletList,
    Cell,
    Doc,
    HardBreak,
    Heading,
    Inline,
    OrderedList,
    Paragraph,
    Table,
    Text,
)

_SPECIAL = re.compile(r"[\\`*_\[\]<>~|]|&(?=[#A-Za-z])|!$")
_LINE_START = re.compile(r"^([-+:](?=[-\s:|]|$)|#{1,6}(?=\s|$)|=+\s*$)")
_NUMBER_START = re.compile(r"^\d{1,9}(?=[.)](?:\s|$))")
_BREAK = "\\\n"


def to_markdown(doc: Doc) -> str:
    """Write Markdown that ``from_markdown`` reads as the same (normalised) tree."""
    return "\n".join(_blocks(doc.content)) + "\n"


def _blocks(blocks: tuple[Block, ...]) -> list[str]:
    """The lines of some blocks with an empty line between two. A list beside a list of its kind changes its mark."""
    lines: list[str] = []
    other = False
    for place, block in enumerate(blocks):
        if place:
            other = type(block) is type(blocks[place - 1]) and not other
            lines.append("")
        lines += _block(block, other=other)
    return lines


def _block(block: Block, *, other: bool) -> list[str]:
    match block:
        case Paragraph(content=inlines):
            return [_escape_start(line) for line in _line(inlines, _BREAK).split("\n")]
        case Heading(level=level, content=inlines):
            return ["#" * level + " " + re.sub(r"#+$", _escape_each, _line(inlines, " "))]
        case BulletList(items=items):
            return _items(items, lambda position: "* " if other else "- ")
        case OrderedList(items=items, start=start):
            return _items(items, lambda position: f"{start + position}{')' if other else '.'} ")
        case Blockquote(content=inner):
            return [f"> {line}".rstrip(" ") for line in _blocks(inner)]
        case Table(rows=rows):
            return _table(rows)


def _escape_start(line: str) -> str:
    """Keep a line from beginning a list, a heading, a rule or the second line of a table."""
    return _NUMBER_START.sub(r"\g<0>\\", _LINE_START.sub(r"\\\1", line))


def _escape_each(match: re.Match[str]) -> str:
    return "\\#" * len(match[0])


def _items(items: tuple[tuple[Block, ...], ...], mark: Callable[[int], str]) -> list[str]:
    written: list[str] = []
    for position, item in enumerate(items):
        lead = mark(position)
        first, *rest = _blocks(item)
        written.append(lead + first)
        written += [" " * len(lead) + line if line else "" for line in rest]
    return written


def _table(rows: tuple[tuple[Cell, ...], ...]) -> list[str]:
    lines = ["| " + " | ".join(_cell(cell) for cell in row) + " |" for row in rows]
    return [lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]]


def _cell(cell: Cell) -> str:
    """A normalised cell holds one paragraph or nothing."""
    return " ".join(_line(block.content, "<br>") for block in cell.content if isinstance(block, Paragraph))


def _line(inlines: tuple[Inline, ...], line_break: str) -> str:
    pieces = _Pieces()
    for broken, group in groupby(inlines, lambda inline: isinstance(inline, HardBreak)):
        if broken:
            for _break in group:
                pieces.punctuation(line_break)
        else:
            _links([inline for inline in group if isinstance(inline, Text)], pieces)
    return pieces.text()


def _links(runs: list[Text], pieces: _Pieces) -> None:
    for href, linked in groupby(runs, lambda run: run.href):
        if href is not None:
            pieces.punctuation("[")
        for bold, strong in groupby(linked, lambda run: run.bold):
            with_bold = list(strong)
            if bold:
                pieces.open("**", _starts_with_mark(with_bold[0]))
            for italic, group in groupby(with_bold, lambda run: run.italic):
                if italic:
                    pieces.open("_", False)
                for run in group:
                    pieces.words(run.text)
                if italic:
                    pieces.close("_")
            if bold:
                pieces.close("**")
        if href is not None:
            pieces.punctuation("](<" + re.sub(r"[\\<>&]", r"\\\g<0>", href) + ">)")


def _starts_with_mark(run: Text) -> bool:
    return run.italic or _is_punctuation(run.text[0])


class _Pieces:
    """What has been written of a line, and whether the letter to come has to be written as a reference."""

    def __init__(self) -> None:
        self._pieces: list[str] = [""]
        self._refer_next = False

    def text(self) -> str:
        return "".join(self._pieces)

    def words(self, text: str) -> None:
        if self._refer_next and not _parts_words(text[0]):
            self._pieces.append(_reference(text[0]))
            text = text[1:]
        self._refer_next = False
        if text:
            self._pieces.append(_SPECIAL.sub(r"\\\g<0>", text))

    def punctuation(self, text: str) -> None:
        self._refer_next = False
        self._pieces.append(text)

    def open(self, mark: str, before_punctuation: bool) -> None:
        """Begin emphasis: ``_`` never and ``**`` not before punctuation inside a word (CommonMark 6.2)."""
        last = self._pieces[-1][-1:]
        refer = last and not _parts_words(last) and (mark == "_" or before_punctuation)
        if refer:
            self._pieces[-1] = self._pieces[-1][:-1] + _reference(last)
        if self._refer_next:
            self._refer_next = False
        self._pieces.append(mark)

    def close(self, mark: str) -> None:
        """End emphasis; the next letter must not make it look like the middle of a word."""
        after_punctuation = _is_punctuation(self._pieces[-1][-1])
        self._pieces.append(mark)
        self._refer_next = mark == "_" or after_punctuation


def _parts_words(character: str) -> bool:
    return character.isspace() or _is_punctuation(character)


def _is_punctuation(character: str) -> bool:
    return isMdAsciiPunct(ord(character)) or isPunctChar(character)


def _reference(character: str) -> str:
    return f"&#{ord(character)};"
