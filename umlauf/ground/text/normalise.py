"""One form for equal texts, and a refusal for what no letter may carry."""

from __future__ import annotations

import unicodedata
from urllib.parse import urlsplit

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
)
from umlauf.ground.text.refused import Refused

MAX_DEPTH = 6  # lists in lists in quotes; deeper than anybody can read on paper
_SOFT = {"\u00ad", "\u0002", "\u200b", "\ufeff"}  # soft hyphens as PDF readers give them, and zero-width spaces


def normalise(doc: Doc) -> Doc:
    """Join equal runs, drop empty blocks, bring characters to NFC, and refuse unsafe links and too deep nesting.

    Raises ``Refused`` with ``text.link`` or ``text.depth``. Applying it twice changes nothing.
    """
    return Doc(_blocks(doc.content, depth=1))


def _blocks(blocks: tuple[Block, ...], depth: int) -> tuple[Block, ...]:
    if depth > MAX_DEPTH:
        raise Refused("text.depth", _("Lists and quotes are nested too deeply. Please use at most three levels."))
    kept = (_block(block, depth) for block in blocks)
    return tuple(block for block in kept if block is not None)


def _block(block: Block, depth: int) -> Block | None:
    match block:
        case Paragraph(content=inlines):
            content = _inlines(inlines)
            return Paragraph(content) if content else None
        case Heading(level=level, content=inlines):
            content = _inlines(inlines)
            return Heading(min(max(level, 2), 3), content) if content else None
        case BulletList(items=items):
            kept = _items(items, depth)
            return BulletList(kept) if kept else None
        case OrderedList(items=items, start=start):
            kept = _items(items, depth)
            return OrderedList(kept, max(start, 0)) if kept else None
        case Blockquote(content=inner):
            blocks = _blocks(inner, depth + 1)
            return Blockquote(blocks) if blocks else None
        case Table(rows=rows):
            return _table(rows, depth)


def _items(items: tuple[tuple[Block, ...], ...], depth: int) -> tuple[tuple[Block, ...], ...]:
    return tuple(kept for item in items if (kept := _blocks(item, depth + 1)))


def _table(rows: tuple[tuple[Cell, ...], ...], depth: int) -> Table | None:
    width = max((len(row) for row in rows), default=0)
    if not width:
        return None
    filled = (row + (Cell(()),) * (width - len(row)) for row in rows)
    return Table(tuple(tuple(Cell(_blocks(c.content, depth + 1), c.header) for c in row) for row in filled))


def _inlines(inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
    joined: list[Inline] = []
    for inline in inlines:
        if isinstance(inline, HardBreak):
            joined.append(inline)
            continue
        text = _characters(inline.text)
        if not text:
            continue
        run = Text(text, inline.bold, inline.italic, _link(inline.href))
        last = joined[-1] if joined else None
        if isinstance(last, Text) and (last.bold, last.italic, last.href) == (run.bold, run.italic, run.href):
            joined[-1] = Text(_collapse(last.text + run.text), run.bold, run.italic, run.href)
        else:
            joined.append(run)
    return _trim(joined)


def _characters(text: str) -> str:
    kept = "".join(character for character in text if character not in _SOFT)
    kept = kept.replace("\t", " ").replace("\r", " ").replace("\n", " ")
    return _collapse(unicodedata.normalize("NFC", kept))


def _collapse(text: str) -> str:
    while "  " in text:
        text = text.replace("  ", " ")
    return text


def _trim(inlines: list[Inline]) -> tuple[Inline, ...]:
    """No blanks or breaks at the ends of a block or around a break."""
    content = list(inlines)
    for position, inline in enumerate(content):
        if not isinstance(inline, Text):
            continue
        text = inline.text
        if position == 0 or isinstance(content[position - 1], HardBreak):
            text = text.lstrip(" ")
        if position == len(content) - 1 or isinstance(content[position + 1], HardBreak):
            text = text.rstrip(" ")
        content[position] = Text(text, inline.bold, inline.italic, inline.href)
    kept = [inline for inline in content if isinstance(inline, HardBreak) or inline.text]
    while kept and isinstance(kept[0], HardBreak):
        kept.pop(0)
    while kept and isinstance(kept[-1], HardBreak):
        kept.pop()
    return tuple(kept) if len(kept) == len(inlines) else _inlines(tuple(kept))


def _link(href: str | None) -> str | None:
    if href is None:
        return None
    address = href.strip()
    try:
        scheme = urlsplit(address).scheme.lower()
    except ValueError:
        scheme = ""
    if scheme not in SCHEMES:
        raise Refused(
            "text.link",
            _("The link “%(address)s” leads to no web page, mail address or phone number. Please correct it.")
            % {"address": address[:80]},
        )
    return address
