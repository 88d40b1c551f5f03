"""HTML in, as mails and word processors write it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from lxml import etree, html

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
from umlauf.ground.text.word_lists import gather_lists

_LEFT_OUT = frozenset({"head", "script", "style", "title", "template", "noscript", "object", "iframe", "svg", "math"})
_PARTING = frozenset({
    "address", "article", "body", "center", "dd", "div", "dl", "dt", "fieldset", "figure", "footer", "form", "header",
    "hr", "html", "li", "main", "nav", "p", "pre", "section", "tbody", "td", "tfoot", "th", "thead", "tr",
})  # fmt: skip
_HEADINGS = {"h1": 2, "h2": 2, "h3": 3, "h4": 3, "h5": 3, "h6": 3}
_BOLD = frozenset({"b", "strong"})
# Some editors put their whole text into a bold element that is not bold.
_NOT_BOLD = re.compile(r"(?<![\w-])font-weight:\s*(?:normal|[1-4]00)", re.IGNORECASE)
_ITALIC = frozenset({"em", "i"})
_DEEPEST = 200  # elements in elements: lxml allows 255, and what is below holds no text of a letter

_WIDEST = 50  # columns that one cell spans

# lxml fetches nothing and opens no entity here; broken markup is mended as browsers do.
_PARSER_OPTIONS = {"no_network": True, "remove_comments": True, "remove_pis": True, "encoding": "utf-8"}


def from_html(source: str) -> Doc:
    """Read HTML. What has no place in a text goes: scripts, styles, pictures; a table that only lays out is opened."""
    data = source.replace("\x00", "").encode("utf-8", "replace")
    try:
        root = html.document_fromstring(data, parser=html.HTMLParser(**_PARSER_OPTIONS))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):  # nothing in it, or no markup at all
        return Doc()
    gather_lists(root)
    return Doc(tuple(_blocks(_pieces(root, Text(""), 1))))


@dataclass(frozen=True, slots=True)
class _Part:
    """Between two blocks: what stands before and after it is not one paragraph."""


_Piece = Inline | Block | _Part


def _blocks(pieces: Iterable[_Piece]) -> Iterator[Block]:
    """The pieces as blocks: runs that nothing parts become a paragraph."""
    line: list[Inline] = []
    for piece in pieces:
        if isinstance(piece, Text | HardBreak):
            line.append(piece)
            continue
        if any(isinstance(one, Text) and one.text.strip() for one in line):
            yield Paragraph(tuple(line))
        line = []
        if not isinstance(piece, _Part):
            yield piece
    if any(isinstance(one, Text) and one.text.strip() for one in line):
        yield Paragraph(tuple(line))


def _pieces(element: html.HtmlElement, marks: Text, depth: int) -> Iterator[_Piece]:
    """What an element holds, in reading order."""
    if element.text:
        yield replace(marks, text=element.text)
    for child in element:
        if isinstance(child.tag, str) and child.tag not in _LEFT_OUT and depth < _DEEPEST:
            yield from _piece(child, marks, depth + 1)
        if child.tail:
            yield replace(marks, text=child.tail)


def _piece(element: html.HtmlElement, marks: Text, depth: int) -> Iterator[_Piece]:
    tag = element.tag
    inner = _marked(element, marks)
    if tag == "br":
        yield HardBreak()
    elif tag in _HEADINGS:
        line = (one for one in _pieces(element, inner, depth) if isinstance(one, Text | HardBreak))
        yield Heading(_HEADINGS[tag], tuple(line))
    elif tag in {"ul", "ol"}:
        items = tuple(_items(element, inner, depth + 1))
        yield OrderedList(items, _start(element)) if tag == "ol" else BulletList(items)
    elif tag == "blockquote":
        yield Blockquote(tuple(_blocks(_pieces(element, inner, depth))))
    elif tag == "table" and _holds_data(element):
        yield Table(tuple(_rows(element, inner, depth)))
    elif tag in _PARTING or tag == "table":
        yield _Part()
        yield from _pieces(element, inner, depth)
        yield _Part()
    else:
        yield from _pieces(element, inner, depth)


def _marked(element: html.HtmlElement, marks: Text) -> Text:
    if element.tag in _BOLD:
        return marks if _NOT_BOLD.search(element.get("style", "")) else replace(marks, bold=True)
    if element.tag in _ITALIC:
        return replace(marks, italic=True)
    href = element.get("href") if element.tag == "a" else None
    return replace(marks, href=href) if href else marks


def _items(element: html.HtmlElement, marks: Text, depth: int) -> Iterator[tuple[Block, ...]]:
    """The items of a list. Word processors write a list in a list as its child, not as that of an item."""
    for child in element:
        if isinstance(child.tag, str) and child.tag not in _LEFT_OUT and depth < _DEEPEST:
            yield tuple(_blocks((_pieces if child.tag == "li" else _piece)(child, marks, depth)))


def _start(element: html.HtmlElement) -> int:
    start = element.get("start", "1")
    return int(start) if start.isdecimal() and len(start) < 7 else 1


def _holds_data(table: html.HtmlElement) -> bool:
    """Whether a table has rows and columns of data. Mails put their whole text into tables to lay it out."""
    rows = _own_rows(table)
    nested = table.find(".//table") is not None
    return not nested and len(rows) > 1 and max(len(_own_cells(row)) for row in rows) > 1


def _own_rows(table: html.HtmlElement) -> list[html.HtmlElement]:
    groups = [child for child in table if child.tag in {"thead", "tbody", "tfoot"}]
    return [row for group in (table, *groups) for row in group if row.tag == "tr"]


def _own_cells(row: html.HtmlElement) -> list[html.HtmlElement]:
    return [cell for cell in row if cell.tag in {"td", "th"}]


def _rows(table: html.HtmlElement, marks: Text, depth: int) -> Iterator[tuple[Cell, ...]]:
    for row in _own_rows(table):
        cells: list[Cell] = []
        for cell in _own_cells(row):
            cells.append(Cell(tuple(_blocks(_pieces(cell, marks, depth + 2))), header=cell.tag == "th"))
            cells += [Cell(())] * (_columns(cell) - 1)
        yield tuple(cells)


def _columns(cell: html.HtmlElement) -> int:
    """How many columns a cell spans. The letter's tables have no such cells, so empty ones follow it."""
    span = cell.get("colspan", "1")
    return min(max(int(span), 1), _WIDEST) if span.isdecimal() and len(span) < 7 else 1
