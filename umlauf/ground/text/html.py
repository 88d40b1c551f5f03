"""HTML out. Every character is escaped here, and nh3 is the second wall behind it."""

from __future__ import annotations

import json
from itertools import groupby

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

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
    address,
)

_TAGS = {"p", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "table", "thead", "tbody", "tr", "th", "td"}
_TAGS |= {"strong", "em", "a", "br"}
_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}, "th": {"scope"}}
_IN_SCRIPT = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}
SCHEMES = {"http", "https", "mailto", "tel"}


def to_html(doc: Doc, *, top: int = 2) -> SafeString:
    """The text as HTML without any class or style: headings from ``h2`` on (``top``), table heads with a scope."""
    html = "\n".join(_block(block, top - 2) for block in doc.content)
    clean = nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener noreferrer")
    return mark_safe(clean)  # noqa: S308 - escaped above and cleaned by nh3


def to_json_block(known: object) -> SafeString:
    """JSON for a block of data in a page, a ``script`` that is no program: no character in it can end the block."""
    text = json.dumps(known, ensure_ascii=False).translate(_IN_SCRIPT)
    return mark_safe(text)  # noqa: S308 - without the characters that HTML knows, as Django's json_script


def _block(block: Block, lower: int = 0) -> str:
    match block:
        case Paragraph(content=inlines):
            return f"<p>{_inlines(inlines)}</p>"
        case Heading(level=level, content=inlines):
            return f"<h{level + lower}>{_inlines(inlines)}</h{level + lower}>"
        case BulletList(items=items):
            return f"<ul>{_items(items)}</ul>"
        case OrderedList(items=items, start=start):
            return f'<ol start="{start}">{_items(items)}</ol>'
        case Blockquote(content=inner):
            return f"<blockquote>{_blocks(inner)}</blockquote>"
        case Table(rows=rows):
            return f"<table>{''.join(_row(row) for row in rows)}</table>"


def _blocks(blocks: tuple[Block, ...]) -> str:
    if len(blocks) == 1 and isinstance(blocks[0], Paragraph):
        return _inlines(blocks[0].content)
    return "".join(_block(block) for block in blocks)


def _items(items: tuple[tuple[Block, ...], ...]) -> str:
    return "".join(f"<li>{_blocks(item)}</li>" for item in items)


def _row(row: tuple[Cell, ...]) -> str:
    cells = (
        f'<th scope="col">{_blocks(cell.content)}</th>' if cell.header else f"<td>{_blocks(cell.content)}</td>"
        for cell in row
    )
    return f"<tr>{''.join(cells)}</tr>"


def _inlines(inlines: tuple[Inline, ...]) -> str:
    return "".join(_linked(href, list(runs)) for href, runs in groupby(inlines, address))


def _linked(href: str | None, inlines: list[Inline]) -> str:
    """One link around all runs that share it, so that a screen reader meets it once."""
    html = "".join("<br>" if isinstance(inline, HardBreak) else _run(inline) for inline in inlines)
    return f'<a href="{escape(href)}">{html}</a>' if href else html


def _run(run: Text) -> str:
    html = str(escape(run.text))
    if run.italic:
        html = f"<em>{html}</em>"
    if run.bold:
        html = f"<strong>{html}</strong>"
    return html
