"""Markdown in and out (CommonMark with tables and struck-out text)."""

from __future__ import annotations

import re
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

_READER = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
_SPECIAL = re.compile(r"([\\`*_\[\]<>~|])")
_LINE_START = re.compile(r"^(\s*)(#{1,6}(?=\s)|[-+](?=\s)|\d{1,9}(?=[.)](?:\s|$))|={3,}|-{3,})", re.MULTILINE)


def from_markdown(source: str) -> Doc:
    """Read Markdown. Raw HTML stays literal text; images become their alternative text; struck-out text is dropped."""
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
        case "text" | "code_inline" | "html_inline":
            add(replace(marks, text=node.content))
        case "softbreak":
            add(replace(marks, text=" "))
        case "hardbreak":
            add(HardBreak())
        case "image":
            add(replace(marks, text=node.content))
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


def to_markdown(doc: Doc) -> str:
    """Write Markdown that ``from_markdown`` reads as the same (normalised) tree."""
    return "\n\n".join(_write(block) for block in doc.content) + "\n"


def _write(block: Block) -> str:
    match block:
        case Paragraph(content=inlines):
            return _LINE_START.sub(_escape_start, _write_inlines(inlines))
        case Heading(level=level, content=inlines):
            return "#" * level + " " + _write_inlines(inlines).replace("\\\n", " ")
        case BulletList(items=items):
            return _write_items(items, lambda position: "- ")
        case OrderedList(items=items, start=start):
            return _write_items(items, lambda position: f"{start + position}. ")
        case Blockquote(content=inner):
            text = "\n\n".join(_write(child) for child in inner)
            return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))
        case Table(rows=rows):
            return _write_table(rows)


def _escape_start(match: re.Match[str]) -> str:
    indent, start = match.groups()
    return f"{indent}{start}\\" if start[0].isdigit() else f"{indent}\\{start}"


def _write_items(items: tuple[tuple[Block, ...], ...], mark: Callable[[int], str]) -> str:
    written = []
    for position, item in enumerate(items):
        lead = mark(position)
        text = "\n\n".join(_write(block) for block in item)
        lines = text.split("\n")
        rest = [" " * len(lead) + line if line else "" for line in lines[1:]]
        written.append("\n".join([lead + lines[0], *rest]))
    return "\n".join(written)


def _write_table(rows: tuple[tuple[Cell, ...], ...]) -> str:
    def row(cells: tuple[Cell, ...]) -> str:
        texts = (" ".join(_write(block) for block in cell.content).replace("\\\n", " ") for cell in cells)
        return "| " + " | ".join(texts) + " |"

    head, *body = rows
    rule = "| " + " | ".join("---" for _ in head) + " |"
    return "\n".join([row(head), rule, *(row(cells) for cells in body)])


def _write_inlines(inlines: tuple[Inline, ...]) -> str:
    return "".join("\\\n" if isinstance(inline, HardBreak) else _write_run(inline) for inline in inlines)


def _write_run(run: Text) -> str:
    text = _SPECIAL.sub(r"\\\1", run.text)
    lead, core, tail = _split_spaces(text)
    if not core:
        return text
    if run.italic:
        core = f"*{core}*"
    if run.bold:
        core = f"**{core}**"
    if run.href:
        core = f"[{core}](<{run.href}>)"
    return lead + core + tail


def _split_spaces(text: str) -> tuple[str, str, str]:
    core = text.strip()
    if not core:
        return text, "", ""
    start = text.index(core)
    return text[:start], core, text[start + len(core) :]
