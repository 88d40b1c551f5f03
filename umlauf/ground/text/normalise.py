"""One form for equal texts, and a refusal for what no letter may carry."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain, groupby
from urllib.parse import quote, urlsplit

from django.utils.translation import gettext_lazy as _

from umlauf.ground.text.html import SCHEMES
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
    too_deep,
)
from umlauf.ground.text.refused import Refused

MAX_DEPTH = 6  # lists in lists in quotes; deeper than anybody can read on paper
MAX_CELLS = 60_000  # of all tables together, as they are once their rows are equal; 500 rows of 40 columns have a third
MAX_START = 999_999  # of a list that counts; Markdown reads no more than nine digits

_SOFT = re.compile("[\u00ad\u0002\u200b\ufeff]")  # soft hyphens as PDF readers give them, and zero-width spaces
_BLANKS = re.compile(r"[^\S\u00a0\u202f]+")  # every white space that may break a line becomes one blank
_WORDS_OR_BLANK = re.compile(r"\S(?:.*\S)?|\s+")
_UNSAFE = re.compile(r"[\x00-\x20\x7f\s<>\"`\\{}|^]")


def normalise(doc: Doc) -> Doc:
    """Join equal runs, drop what is empty, bring characters to NFC, and refuse unsafe links and too deep nesting.

    A blank bears the marks that the words on both sides share. A heading is one line and skips
    no level; inside a list, a quote or a table it is bold text. A table has a head and cells of
    one paragraph each. So Markdown can say the same. Raises ``Refused`` with ``text.link``, ``text.depth`` or
    ``text.table``. Applying it twice changes nothing.
    """
    must_have_room(doc)
    return Doc(_descending(_blocks(doc.content, depth=1)))


def must_have_room(doc: Doc) -> None:
    """Raises ``Refused("text.table")`` where the tables become more than ``MAX_CELLS``, before they do."""
    if sum(_cells_in(doc.content)) > MAX_CELLS:
        raise Refused(
            "text.table",
            _("The tables have more rows and columns than a letter can show. Please make them an annex."),
        )


def _cells_in(blocks: Iterable[Block]) -> Iterator[int]:
    """Of each table, also of those in its cells, how many cells it has once all rows are as long as the longest."""
    for block in blocks:
        match block:
            case BulletList(items=items) | OrderedList(items=items):
                yield from (found for item in items for found in _cells_in(item))
            case Blockquote(content=inner):
                yield from _cells_in(inner)
            case Table(rows=rows):
                yield len(rows) * max(map(len, rows), default=0)
                yield from (found for row in rows for cell in row for found in _cells_in(cell.content))


def _descending(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """No level of headings is skipped on the way down (PDF/UA-1, WCAG 1.3.1)."""
    level = 1
    kept: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading):
            level = min(block.level, level + 1)
            kept.append(Heading(level, block.content))
        else:
            kept.append(block)
    return tuple(kept)


def _blocks(blocks: tuple[Block, ...], depth: int) -> tuple[Block, ...]:
    if depth > MAX_DEPTH:
        raise too_deep()
    kept = (_block(block, depth) for block in blocks)
    return tuple(block for block in kept if block is not None)


def _block(block: Block, depth: int) -> Block | None:
    match block:
        case Paragraph(content=inlines):
            content = _inlines(inlines)
            return Paragraph(content) if content else None
        case Heading(level=level, content=inlines):
            return _heading(level, inlines) if depth == 1 else _block(Paragraph(_bold(inlines)), depth)
        case BulletList(items=items):
            kept = _items(items, depth)
            return BulletList(kept) if kept else None
        case OrderedList(items=items, start=start):
            kept = _items(items, depth)
            return OrderedList(kept, min(max(start, 0), MAX_START)) if kept else None
        case Blockquote(content=inner):
            blocks = _blocks(inner, depth + 1)
            return Blockquote(blocks) if blocks else None
        case Table(rows=rows):
            return _table(rows)


def _heading(level: int, inlines: tuple[Inline, ...]) -> Heading | None:
    content = _inlines(Text(" ") if isinstance(inline, HardBreak) else inline for inline in inlines)
    return Heading(min(max(level, 2), 3), content) if content else None


def _bold(inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
    return tuple(replace(inline, bold=True) if isinstance(inline, Text) else inline for inline in inlines)


def _items(items: tuple[tuple[Block, ...], ...], depth: int) -> tuple[tuple[Block, ...], ...]:
    return tuple(kept for item in items if (kept := _blocks(item, depth + 1)))


def _table(rows: tuple[tuple[Cell, ...], ...]) -> Table | None:
    width = max((len(row) for row in rows), default=0)
    cells = [[_cell(cell) for cell in row] + [()] * (width - len(row)) for row in rows]
    if not any(chain.from_iterable(cells)):
        return None
    return Table(tuple(tuple(Cell(content, header=not place) for content in row) for place, row in enumerate(cells)))


def _cell(cell: Cell) -> tuple[Block, ...]:
    lines = [inline for line in _lines_in(cell.content) for inline in (*line, HardBreak())]
    content = _inlines(lines)
    return (Paragraph(content),) if content else ()


def _lines_in(blocks: tuple[Block, ...]) -> Iterator[tuple[Inline, ...]]:
    """The paragraphs in some blocks, one after the other."""
    for block in blocks:
        match block:
            case Paragraph(content=inlines):
                yield inlines
            case Heading(content=inlines):
                yield _bold(inlines)
            case BulletList(items=items) | OrderedList(items=items):
                yield from (line for item in items for line in _lines_in(item))
            case Blockquote(content=inner):
                yield from _lines_in(inner)
            case Table(rows=rows):
                yield from (line for row in rows for cell in row for line in _lines_in(cell.content))


def _inlines(inlines: Iterable[Inline]) -> tuple[Inline, ...]:
    """Lines of runs with a break between two, without breaks at the ends."""
    lines: list[list[Text]] = [[]]
    for inline in inlines:
        if isinstance(inline, HardBreak):
            lines.append([])
        else:
            lines[-1].append(inline)
    written = [_line(line) for line in lines]
    while written and not written[0]:
        written.pop(0)
    while written and not written[-1]:
        written.pop()
    content: list[Inline] = []
    for place, line in enumerate(written):
        content += [HardBreak(), *line] if place else line
    return tuple(content)


def _line(runs: list[Text]) -> list[Text]:
    words: list[Text] = []
    blank = ""
    for run in runs:
        href = _link(run.href)
        for part in _WORDS_OR_BLANK.findall(_BLANKS.sub(" ", _SOFT.sub("", run.text))):
            if part.isspace():
                blank += part
                continue
            word = Text(part, run.bold, run.italic, href)
            if blank and words:
                words.append(_between(words[-1], _BLANKS.sub(" ", blank), word))
            blank = ""
            words.append(word)
    return _joined(words)


def _between(left: Text, blank: str, right: Text) -> Text:
    """A blank inside a link, inside bold, inside italic, in this order, if both sides are; else it bears no mark."""
    if left.href != right.href:
        return Text(blank)
    same = left.bold == right.bold
    return Text(blank, same and left.bold, same and left.italic and right.italic, left.href)


def _joined(words: list[Text]) -> list[Text]:
    """Runs of equal marks as one. NFC comes last, since a letter and its accent may have stood in two runs."""
    return [
        Text(unicodedata.normalize("NFC", "".join(run.text for run in same)), *marks)
        for marks, same in groupby(words, lambda run: (run.bold, run.italic, run.href))
    ]


def _link(href: str | None) -> str | None:
    """The address with unsafe characters escaped (RFC 3986 2.1)."""
    if href is None:
        return None
    whole = href.strip().encode(errors="ignore").decode()
    address = _UNSAFE.sub(lambda match: quote(match[0], safe=""), whole)
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    leads_somewhere = parts.netloc if parts.scheme.lower() in {"http", "https"} else parts.path
    if parts.scheme.lower() not in SCHEMES or not leads_somewhere:
        raise Refused(
            "text.link",
            _(
                "The link “%(address)s” does not lead to a web page, a mail address or a phone number. "
                "Please correct it."
            )
            % {"address": address[:80]},
        )
    return address
