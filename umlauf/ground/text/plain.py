"""Plain text in and out, as it stands in the text part of a mail."""

from __future__ import annotations

import re
import textwrap
from itertools import groupby

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
    Text,
    address,
)

WIDTH = 72  # characters a line, RFC 3676 section 4.2 recommends at most 78


def from_plain(source: str) -> Doc:
    """Paragraphs are parted by empty lines; a line break inside a paragraph stays a line break."""
    paragraphs = re.split(r"\n[ \t]*\n+", source.replace("\r\n", "\n").replace("\r", "\n").strip("\n"))
    return Doc(tuple(Paragraph(_lines(paragraph)) for paragraph in paragraphs if paragraph.strip()))


def _lines(paragraph: str) -> tuple[Inline, ...]:
    inlines: list[Inline] = []
    for position, line in enumerate(paragraph.split("\n")):
        if position:
            inlines.append(HardBreak())
        if line.strip():
            inlines.append(Text(line.strip()))
    return tuple(inlines)


def to_plain(doc: Doc, width: int = WIDTH) -> str:
    """The text without marks, wrapped at ``width`` characters; links keep their address in brackets."""
    return "\n\n".join(_block(block, width) for block in doc.content).strip() + "\n"


def _block(block: Block, width: int) -> str:
    match block:
        case Paragraph(content=inlines) | Heading(content=inlines):
            return _wrap(_inlines(inlines), width)
        case BulletList(items=items):
            return "\n".join(_item("- ", item, width) for item in items)
        case OrderedList(items=items, start=start):
            return "\n".join(_item(f"{start + position}. ", item, width) for position, item in enumerate(items))
        case Blockquote(content=inner):
            text = "\n\n".join(_block(child, width - 2) for child in inner)
            return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))
        case Table(rows=rows):
            lines = (" | ".join(_blocks_in_line(cell.content) for cell in row) for row in rows)
            return "\n".join(lines)


def _blocks_in_line(blocks: tuple[Block, ...]) -> str:
    return " ".join(_block(block, 10_000).replace("\n", " ") for block in blocks)


def _item(lead: str, item: tuple[Block, ...], width: int) -> str:
    text = "\n\n".join(_block(block, width - len(lead)) for block in item)
    first, *rest = text.split("\n")
    return "\n".join([lead + first, *(" " * len(lead) + line if line else "" for line in rest)])


def _wrap(text: str, width: int) -> str:
    lines = (
        textwrap.fill(line, width, break_long_words=False, break_on_hyphens=False) if line.strip() else ""
        for line in text.split("\n")
    )
    return "\n".join(lines)


def _inlines(inlines: tuple[Inline, ...]) -> str:
    return "".join(_linked(href, list(same)) for href, same in groupby(inlines, address))


def _linked(href: str | None, inlines: list[Inline]) -> str:
    """The address stands once, behind all runs that share it, unless they spell it out."""
    text = "".join("\n" if isinstance(inline, HardBreak) else inline.text for inline in inlines)
    if href and href.removeprefix("mailto:").removeprefix("tel:") != text:
        return f"{text} <{href}>"
    return text
