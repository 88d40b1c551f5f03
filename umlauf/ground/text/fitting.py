"""A text of somebody else, made so that ``normalise`` takes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from umlauf.ground.text.nodes import (
    Block,
    Blockquote,
    BulletList,
    Doc,
    Heading,
    Inline,
    OrderedList,
    Paragraph,
    Table,
    Text,
)
from umlauf.ground.text.normalise import MAX_DEPTH, must_have_room, normalise
from umlauf.ground.text.refused import Refused


def fitted(doc: Doc) -> Doc:
    """The text in its normal form, where a link that leads nowhere is its words, and lists and quotes that are nested
    too deeply are opened: nobody can correct a mail before it is read. No word is lost.
    Raises ``Refused("text.table")``.
    """
    must_have_room(doc)
    return normalise(Doc(tuple(_blocks(doc.content, 1))))


def _blocks(blocks: Iterable[Block], depth: int) -> Iterator[Block]:
    for block in blocks:
        match block:
            case Paragraph(content=inlines):
                yield Paragraph(_inlines(inlines))
            case Heading(level=level, content=inlines):
                yield Heading(level, _inlines(inlines))
            case Blockquote(content=inner):
                yield from (
                    (Blockquote(tuple(_blocks(inner, depth + 1))),) if depth < MAX_DEPTH else _blocks(inner, depth)
                )
            case BulletList(items=items) | OrderedList(items=items) if depth >= MAX_DEPTH:
                yield from (one for item in items for one in _blocks(item, depth))
            case BulletList(items=items) | OrderedList(items=items):
                yield replace(block, items=tuple(tuple(_blocks(item, depth + 1)) for item in items))
            case Table(rows=rows):
                cells = (tuple(replace(one, content=tuple(_blocks(one.content, 1))) for one in row) for row in rows)
                yield Table(tuple(cells))


def _inlines(inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
    return tuple(
        replace(one, href=None) if isinstance(one, Text) and not _leads_somewhere(one.href) else one for one in inlines
    )


@lru_cache(maxsize=1024)
def _leads_somewhere(href: str | None) -> bool:
    if href is None:
        return True
    try:
        normalise(Doc((Paragraph((Text("x", href=href),)),)))
    except Refused:
        return False
    return True
