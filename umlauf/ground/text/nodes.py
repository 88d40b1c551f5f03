"""The node tree of a text. Its JSON form has the names of ProseMirror's and Tiptap's own schema."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from umlauf.ground.text.refused import Refused

Json = dict[str, Any]

DEEPEST = 50  # what is parsed at all; normalise() allows less


@dataclass(frozen=True, slots=True)
class Text:
    """A run of characters with the same marks. ``href`` makes it a link."""

    text: str
    bold: bool = False
    italic: bool = False
    href: str | None = None


@dataclass(frozen=True, slots=True)
class HardBreak:
    """A line break inside a paragraph."""


Inline = Text | HardBreak


def address(inline: Inline) -> str | None:
    """Where an inline node leads, by which those are told that are one link."""
    return inline.href if isinstance(inline, Text) else None


@dataclass(frozen=True, slots=True)
class Paragraph:
    content: tuple[Inline, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside the text. Level 1 is the letter's subject, so a text has only 2 and 3."""

    level: int
    content: tuple[Inline, ...] = ()


@dataclass(frozen=True, slots=True)
class BulletList:
    items: tuple[tuple[Block, ...], ...]


@dataclass(frozen=True, slots=True)
class OrderedList:
    items: tuple[tuple[Block, ...], ...]
    start: int = 1


@dataclass(frozen=True, slots=True)
class Blockquote:
    content: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    content: tuple[Block, ...]
    header: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    rows: tuple[tuple[Cell, ...], ...]


Block = Paragraph | Heading | BulletList | OrderedList | Blockquote | Table


@dataclass(frozen=True, slots=True)
class Doc:
    """A whole text. Two texts with the same nodes are equal and have the same JSON."""

    content: tuple[Block, ...] = ()

    def json(self) -> Json:
        return {"type": "doc", "content": [_block_json(block) for block in self.content]}

    @classmethod
    def parse(cls, data: object) -> Doc:
        """Read the JSON form. Raises ``Refused`` with ``text.unknown_node`` for anything the tree does not have, and
        with ``text.depth`` for what is nested beyond all reason."""
        return cls(_parse_blocks(_content(_only("doc", data)), 1))

    def __bool__(self) -> bool:
        return any(run.text.strip() for run in self.runs())

    def runs(self) -> Iterator[Text]:
        """Every run of characters in reading order."""
        yield from (inline for line in self.paragraphs() for inline in line if isinstance(inline, Text))

    def paragraphs(self) -> Iterator[tuple[Inline, ...]]:
        """The lines of a text that stand by themselves, in reading order: paragraphs, headings, items, cells."""
        yield from _paragraphs(self.content)


def _paragraphs(blocks: tuple[Block, ...]) -> Iterator[tuple[Inline, ...]]:
    for block in blocks:
        match block:
            case Paragraph(content=inlines) | Heading(content=inlines):
                yield inlines
            case BulletList(items=items) | OrderedList(items=items):
                for item in items:
                    yield from _paragraphs(item)
            case Blockquote(content=inner):
                yield from _paragraphs(inner)
            case Table(rows=rows):
                for row in rows:
                    for cell in row:
                        yield from _paragraphs(cell.content)


def _inline_json(inline: Inline) -> Json:
    if isinstance(inline, HardBreak):
        return {"type": "hardBreak"}
    marks: list[Json] = []
    if inline.bold:
        marks.append({"type": "bold"})
    if inline.italic:
        marks.append({"type": "italic"})
    if inline.href:
        marks.append({"type": "link", "attrs": {"href": inline.href}})
    return {"type": "text", "text": inline.text} | ({"marks": marks} if marks else {})


def _items_json(items: tuple[tuple[Block, ...], ...]) -> list[Json]:
    return [{"type": "listItem", "content": [_block_json(block) for block in item]} for item in items]


def _block_json(block: Block) -> Json:
    match block:
        case Paragraph(content=inlines):
            return {"type": "paragraph", "content": [_inline_json(inline) for inline in inlines]}
        case Heading(level=level, content=inlines):
            content = [_inline_json(inline) for inline in inlines]
            return {"type": "heading", "attrs": {"level": level}, "content": content}
        case BulletList(items=items):
            return {"type": "bulletList", "content": _items_json(items)}
        case OrderedList(items=items, start=start):
            return {"type": "orderedList", "attrs": {"start": start}, "content": _items_json(items)}
        case Blockquote(content=inner):
            return {"type": "blockquote", "content": [_block_json(child) for child in inner]}
        case Table(rows=rows):
            return {"type": "table", "content": [_row_json(row) for row in rows]}


def _row_json(row: tuple[Cell, ...]) -> Json:
    cells = [
        {
            "type": "tableHeader" if cell.header else "tableCell",
            "content": [_block_json(block) for block in cell.content],
        }
        for cell in row
    ]
    return {"type": "tableRow", "content": cells}


def _parse_blocks(nodes: list[object], depth: int) -> tuple[Block, ...]:
    if depth > DEEPEST:
        raise too_deep()
    return tuple(_parse_block(node, depth) for node in nodes)


def _parse_block(data: object, depth: int) -> Block:
    node = _node(data)
    content = _content(node)
    match node.get("type"):
        case "paragraph":
            return Paragraph(_parse_inlines(content))
        case "heading":
            return Heading(_number(node, "level", 2), _parse_inlines(content))
        case "bulletList":
            return BulletList(_parse_items(content, depth))
        case "orderedList":
            return OrderedList(_parse_items(content, depth), _number(node, "start", 1))
        case "blockquote":
            return Blockquote(_parse_blocks(content, depth + 1))
        case "table":
            return Table(tuple(_parse_row(row, depth) for row in content))
        case other:
            raise _unknown(other)


def _parse_items(nodes: list[object], depth: int) -> tuple[tuple[Block, ...], ...]:
    return tuple(_parse_blocks(_content(_only("listItem", node)), depth + 1) for node in nodes)


def _parse_row(data: object, depth: int) -> tuple[Cell, ...]:
    return tuple(_parse_cell(cell, depth) for cell in _content(_only("tableRow", data)))


def _parse_cell(data: object, depth: int) -> Cell:
    header = _node(data).get("type") == "tableHeader"
    content = _content(_only("tableHeader" if header else "tableCell", data))
    return Cell(_parse_blocks(content, depth + 1), header=header)


def _parse_inlines(nodes: list[object]) -> tuple[Inline, ...]:
    return tuple(_parse_inline(node) for node in nodes)


def _parse_inline(data: object) -> Inline:
    if _node(data).get("type") == "hardBreak":
        return HardBreak()
    node = _only("text", data)
    text = node.get("text", "")
    if not isinstance(text, str):
        raise _unknown(type(text).__name__)
    bold = italic = False
    href: str | None = None
    for mark in _list(node, "marks"):
        match _node(mark):
            case {"type": "bold"}:
                bold = True
            case {"type": "italic"}:
                italic = True
            case {"type": "link", "attrs": {"href": str(address)}}:
                href = address
            case other:
                raise _unknown(other.get("type"))
    return Text(text, bold, italic, href)


def _node(data: object) -> Json:
    if not isinstance(data, dict):
        raise _unknown(type(data).__name__)
    return data


def _only(kind: str, data: object) -> Json:
    node = _node(data)
    if node.get("type") != kind:
        raise _unknown(node.get("type"))
    return node


def _content(node: Json) -> list[object]:
    return _list(node, "content")


def _list(node: Json, name: str) -> list[object]:
    """A list that may be missing or null."""
    found = node.get(name)
    if found is None:
        return []
    if not isinstance(found, list):
        raise _unknown(type(found).__name__)
    return found


def _number(node: Json, name: str, otherwise: int) -> int:
    attributes = node.get("attrs") or {}
    value = attributes.get(name, otherwise) if isinstance(attributes, dict) else None
    if not isinstance(value, int):
        raise _unknown(f"{name}: {type(value).__name__}")
    return value


def _unknown(kind: object) -> Refused:
    return Refused(
        "text.unknown_node",
        _("The text contains something that a letter cannot have (%(kind)s). Please remove it and save again.")
        % {"kind": str(kind)[:40]},
    )


def too_deep() -> Refused:
    """What a person reads whose lists and quotes are nested too deeply."""
    return Refused("text.depth", _("Lists and quotes are nested too deeply. Please use at most three levels."))
