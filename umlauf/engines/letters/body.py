"""From the node tree of a text to the data that the templates walk.

The template tree is smaller than the document's: marks become flags, line breaks in a run become blanks, empty nodes
go, heading levels never skip (PDF/UA-1, 7.4.2), and rows of a table are filled up to the same number of cells.
"""

import unicodedata
from itertools import groupby
from typing import Any, Final

from umlauf.engines.letters.papers import LetterError
from umlauf.engines.letters.wording import breakable, hold_together

_LINK_SCHEMES: Final = ("https://", "http://", "mailto:", "tel:")
_MAX_DEPTH: Final = 12
_FLAT: Final = str.maketrans({"\t": " ", "\n": " ", "\r": " ", "\ufeff": None})


def one_line(text: str) -> str:
    """The text as a line shows it: composed (NFC), tabs and line breaks as blanks, no order mark, held together."""
    flat = unicodedata.normalize("NFC", text).translate(_FLAT)
    return breakable(hold_together(flat))


def template_blocks(doc: dict[str, Any], *, above: int = 1) -> list[dict[str, Any]]:
    """The blocks of a document `{"type": "doc", "content": […]}` as the templates take them.

    `above` is the level of the heading under which the text stands. Raises LetterError for a node type that the
    contract of texts does not name, and for nesting deeper than 12.
    """
    if doc.get("type") != "doc":
        raise LetterError(f"a text is a node of type 'doc', not {doc.get('type')!r}")
    blocks = _blocks(doc.get("content", []), 0)
    level = above
    for block in blocks:
        if block["type"] == "heading":
            block["level"] = level = min(block["level"], level + 1)
    return blocks


def texts_of(doc: dict[str, Any]) -> list[str]:
    """Every run of text of a document, in order, for a look at its characters."""
    found: list[str] = []
    waiting: list[Any] = [doc]
    while waiting:
        node = waiting.pop()
        if not isinstance(node, dict):
            continue
        if isinstance(text := node.get("text"), str):
            found.append(text)
        waiting.extend(reversed(node.get("content", [])))
    return found


def _blocks(nodes: list[dict[str, Any]], depth: int) -> list[dict[str, Any]]:
    if depth > _MAX_DEPTH:
        raise LetterError(f"a text nests at most {_MAX_DEPTH} deep")
    blocks = (_block(node, depth) for node in nodes)
    return [block for block in blocks if block is not None]


def _block(node: dict[str, Any], depth: int) -> dict[str, Any] | None:
    kind, content, attrs = node.get("type"), node.get("content", []), node.get("attrs") or {}
    match kind:
        case "paragraph":
            runs = _runs(content)
            return {"type": "paragraph", "runs": runs} if runs else None
        case "heading":
            runs = _runs(content)
            level = int(attrs.get("level", 2))
            return {"type": "heading", "level": max(level, 2), "runs": runs} if runs else None
        case "bulletList" | "orderedList":
            items = [_blocks(item.get("content", []), depth + 1) for item in content]
            items = [item for item in items if item]
            start = int(attrs.get("start", 1))
            return {"type": kind, "items": items, "start": max(start, 0)} if items else None
        case "blockquote":
            blocks = _without_headings(_blocks(content, depth + 1))
            return {"type": "blockquote", "blocks": blocks} if blocks else None
        case "table":
            return _table(content, depth)
    raise LetterError(f"a text has no node of type {kind!r}")


def _without_headings(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A heading inside a quote, a list or a cell is no heading of the letter: a paragraph in bold."""
    return [
        {"type": "paragraph", "runs": [_in_bold(run) for run in block["runs"]]} if block["type"] == "heading" else block
        for block in blocks
    ]


def _in_bold(run: dict[str, Any]) -> dict[str, Any]:
    return {**run, "runs": [_in_bold(one) for one in run["runs"]]} if "link" in run else run | {"bold": True}


def _table(rows: list[dict[str, Any]], depth: int) -> dict[str, Any] | None:
    width = max((len(row.get("content", [])) for row in rows), default=0)
    if not width:
        return None
    filled: list[list[list[dict[str, Any]]]] = []
    head = 0
    for index, row in enumerate(rows):
        cells = row.get("content", [])
        if index == head and cells and all(cell.get("type") == "tableHeader" for cell in cells):
            head += 1
        line = [_without_headings(_blocks(cell.get("content", []), depth + 1)) for cell in cells]
        filled.append(line + [[] for _ in range(width - len(line))])
    # A table of nothing but head rows would have no data for them to be the head of.
    head = min(head, len(filled) - 1)
    # A head that is shown again on the next page is an artifact there, and in those a link may not be (PDF/UA-1, 7.1).
    repeats = not any(_has_link(cell) for line in filled[:head] for cell in line)
    return {"type": "table", "columns": width, "head": filled[:head], "rows": filled[head:], "repeats": repeats}


def _has_link(blocks: list[dict[str, Any]]) -> bool:
    """Whether a cell has a link. What lies in its lists and quotes is looked through as well."""
    waiting: list[Any] = list(blocks)
    while waiting:
        match waiting.pop():
            case {"link": _}:
                return True
            case dict() as node:
                waiting.extend(node.values())
            case list() as nodes:
                waiting.extend(nodes)
    return False


def _runs(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    runs: list[dict[str, Any]] = []
    for node in nodes:
        if node.get("type") == "hardBreak":
            runs.append({"break": True})
        elif node.get("type") == "text":
            runs.append(_run(node))
        else:
            raise LetterError(f"a line of text has no node of type {node.get('type')!r}")
    while runs and "break" in runs[-1]:
        runs.pop()
    return _linked(runs) if any(run.get("text", "").strip() for run in runs) else []


def _linked(runs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One link around all runs that share it, so that a screen reader meets it once."""
    linked: list[dict[str, Any]] = []
    for href, same in groupby(_whole_where_links_meet(runs), lambda run: run.pop("href", None)):
        inside = list(same)
        linked += inside if href is None else [{"link": href, "runs": inside}]
    return linked


def _whole_where_links_meet(runs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Keeps a word from being hyphenated right where a link begins or ends inside it: Typst 0.15 fails there."""
    kept: list[dict[str, Any]] = []
    for run in runs:
        before = kept[-1] if kept else run
        text = run.get("text", "")
        inside = before.get("text", "")[-1:].strip() and text[:1].strip()
        if inside and before.get("href") != run.get("href"):
            word = text.split(" ", 1)[0]
            kept += [run | {"text": word, "whole": True}, run | {"text": text[len(word) :]}]
        else:
            kept.append(run)
    return [run for run in kept if run.get("text") != ""]


def _run(node: dict[str, Any]) -> dict[str, Any]:
    run: dict[str, Any] = {"text": one_line(node.get("text", ""))}
    for mark in node.get("marks", []):
        match mark.get("type"):
            case "bold" | "italic" as flag:
                run[flag] = True
            case "link":
                href = str((mark.get("attrs") or {}).get("href", ""))
                if href.lower().startswith(_LINK_SCHEMES):
                    run["href"] = href
            case other:
                raise LetterError(f"a text has no mark {other!r}")
    return run
