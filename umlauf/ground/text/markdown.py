"""Markdown in (CommonMark with tables and struck-out text)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

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

# HTML is told apart inside a line for the sake of <br>, the only way in which Markdown breaks a line in a table.
_READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).disable("html_block")
_READER.normalizeLink = lambda url: url  # type: ignore[method-assign] # normalise() decides what a link may be
_BREAKS = {"<br>", "<br/>", "<br />"}


def from_markdown(source: str) -> Doc:
    """Read Markdown. Raw HTML but ``<br>`` stays literal; images become their description; struck-out text goes."""
    return Doc(_blocks(SyntaxTreeNode(_READER.parse(source))))


def _blocks(node: SyntaxTreeNode) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for child in node.children:
        blocks.extend(_block(child))
    return tuple(blocks)


def _block(node: SyntaxTreeNode) -> tuple[Block, ...]:
    match node.type:
        case "paragraph":
            return (Paragraph(_inlines(node)),)
        case "heading":
            return (Heading(2 if int(node.tag[1]) < 3 else 3, _inlines(node)),)
        case "bullet_list":
            return (BulletList(tuple(_blocks(item) for item in node.children)),)
        case "ordered_list":
            return (OrderedList(tuple(_blocks(item) for item in node.children), int(node.attrs.get("start", 1))),)
        case "blockquote":
            return (Blockquote(_blocks(node)),)
        case "table":
            return (_table(node),)
        case "fence" | "code_block":
            lines = node.content.rstrip("\n").split("\n")
            return (Paragraph(_with_breaks(lines)),)
        case _:
            return ()


def _table(node: SyntaxTreeNode) -> Table:
    rows = [row for part in node.children for row in part.children]
    return Table(
        tuple(
            tuple(Cell((Paragraph(_inlines(cell)),), header=cell.type == "th") for cell in row.children) for row in rows
        )
    )


def _with_breaks(lines: list[str]) -> tuple[Inline, ...]:
    inlines: list[Inline] = []
    for position, line in enumerate(lines):
        if position:
            inlines.append(HardBreak())
        if line:
            inlines.append(Text(line))
    return tuple(inlines)


def _inlines(node: SyntaxTreeNode) -> tuple[Inline, ...]:
    inlines: list[Inline] = []
    for child in node.children:
        if child.type == "inline":
            for leaf in child.children:
                _walk(leaf, Text(""), inlines.append)
    return tuple(inlines)


def _walk(node: SyntaxTreeNode, marks: Text, add: Callable[[Inline], None]) -> None:
    match node.type:
        case "html_inline" if node.content.lower() in _BREAKS:
            add(HardBreak())
        case "text" | "code_inline" | "html_inline" | "image":
            add(replace(marks, text=node.content))
        case "softbreak":
            add(replace(marks, text=" "))
        case "hardbreak":
            add(HardBreak())
        case "strong" | "em" | "link":
            inner = replace(
                marks,
                bold=marks.bold or node.type == "strong",
                italic=marks.italic or node.type == "em",
                href=str(node.attrs["href"]) if node.type == "link" else marks.href,
            )
            for child in node.children:
                _walk(child, inner, add)
        case _:
            pass
