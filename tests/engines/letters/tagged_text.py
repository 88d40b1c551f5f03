"""The text of a tagged PDF as assistive technology reads it: along the structure tree, with its replacement texts.

Read with pikepdf alone, by the character maps of the fonts: a reader for the screen guesses blanks from distances.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf

_INSIDE_A_LINE = frozenset({"Span", "Link", "Strong", "Em", "Reference", "Annot"})
_RANGE = re.compile(r"<([0-9A-F]+)> <([0-9A-F]+)>")

_Marked = dict[tuple[int, int], list[tuple[float, str]]]


@dataclass
class TaggedBlock:
    """A block of the structure tree: the types of the elements around its text, and its lines as they are set."""

    path: tuple[str, ...]
    lines: list[str] = field(default_factory=list)
    height: float | None = None


def tagged_blocks(pdf: bytes) -> list[TaggedBlock]:
    """Every block that has text, in the order of the structure tree; what is no part of it (artifacts) is left out."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        pages = {page.obj.objgen: number for number, page in enumerate(document.pages)}
        marked: _Marked = {}
        for number, page in enumerate(document.pages):
            _read_page(page, number, marked)
        root = document.Root.StructTreeRoot
        roles = {str(key): str(value) for key, value in root.get("/RoleMap", {}).items()}
        blocks: list[TaggedBlock] = []
        _walk(root, (), _Walk(pages, marked, roles, blocks))
    return [block for block in blocks if block.lines]


@dataclass
class _Walk:
    pages: dict[tuple[int, int], int]
    marked: _Marked
    roles: dict[str, str]
    blocks: list[TaggedBlock]


def _walk(node: Any, path: tuple[str, ...], walk: _Walk, page: int | None = None) -> None:
    """Appends the text under an element; a block begins and ends with each element that is no part of a line."""
    if "/Pg" in node:
        page = walk.pages[node.Pg.objgen]
    kids = node.get("/K", [])
    for kid in list(kids) if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            name = str(kid["/S"])
            name = walk.roles.get(name, name).removeprefix("/")
            if name in _INSIDE_A_LINE:
                _walk(kid, path, walk, page)
            else:
                walk.blocks.append(TaggedBlock((*path, name)))
                _walk(kid, (*path, name), walk, page)
                walk.blocks.append(TaggedBlock(path))
        elif isinstance(kid, pikepdf.Dictionary):
            if "/MCID" in kid:
                _add(walk, walk.pages[kid.Pg.objgen] if "/Pg" in kid else page, int(kid.MCID))
        else:
            _add(walk, page, int(kid))


def _add(walk: _Walk, page: int | None, mcid: int) -> None:
    assert page is not None
    block = walk.blocks[-1]
    for height, text in walk.marked.get((page, mcid), []):
        if block.lines and block.height is not None and abs(block.height - height) < 3:
            block.lines[-1] += text
        else:
            block.lines.append(text)
        block.height = height


def _read_page(page: Any, number: int, marked: _Marked) -> None:
    """Notes the runs of text of each marked content, with their height on the page (pages count downwards)."""
    fonts = {str(name): _characters(font) for name, font in page.Resources.get("/Font", {}).items()}
    place, content, font = _Place(), _Content(), dict[int, str]()
    for instruction in pikepdf.parse_content_stream(page):
        operands, name = instruction.operands, str(instruction.operator)
        place.follow(name, operands)
        text = content.follow(name, operands)
        if name == "Tf":
            font = fonts[str(operands[0])]
        elif name in {"Tj", "TJ"} and not content.replaced[-1]:
            shown = operands[0] if name == "TJ" else [operands[0]]
            text = "".join(_decoded(bytes(one), font) for one in shown if isinstance(one, pikepdf.String))
        if text and content.mcids[-1] >= 0:
            marked.setdefault((number, content.mcids[-1]), []).append((place.height - 10_000 * number, text))


class _Place:
    """Where on the page the next text is set (Typst writes no other matrices than moves of the line)."""

    def __init__(self) -> None:
        self._heights = [0.0]
        self.height = 0.0

    def follow(self, name: str, operands: Any) -> None:
        if name == "q":
            self._heights.append(self._heights[-1])
        elif name == "Q":
            self._heights.pop()
        elif name == "cm":
            self._heights[-1] += float(operands[5])
        elif name == "Tm":
            self.height = self._heights[-1] + float(operands[5])


class _Content:
    """The marked content around the next text, and whether other text is read in its place."""

    def __init__(self) -> None:
        self.mcids = [-1]
        self.replaced = [False]
        self._waiting = ""

    def follow(self, name: str, operands: Any) -> str:
        """Gives the text that is read in the place of what is drawn now, once it is known where that is."""
        if name in {"Tj", "TJ"}:
            text, self._waiting = self._waiting, ""
            return text
        if name in {"BMC", "BDC"}:
            told: Any = operands[1] if len(operands) > 1 and isinstance(operands[1], pikepdf.Dictionary) else {}
            self.mcids.append(-1 if str(operands[0]) == "/Artifact" else int(told.get("/MCID", self.mcids[-1])))
            self._waiting += "" if self.replaced[-1] else str(told.get("/ActualText", ""))
            self.replaced.append(self.replaced[-1] or "/ActualText" in told)
        elif name == "EMC":
            self.mcids.pop()
            self.replaced.pop()
        return ""


def _decoded(data: bytes, font: dict[int, str]) -> str:
    return "".join(font[int.from_bytes(data[at : at + 2])] for at in range(0, len(data), 2))


def _characters(font: Any) -> dict[int, str]:
    """The character map of a font (ToUnicode, ISO 32000-1 9.10.3)."""
    return dict(_pairs(font.ToUnicode.read_bytes().decode("ascii")))


def _pairs(source: str) -> Iterator[tuple[int, str]]:
    assert "beginbfrange" not in source, "Typst writes single characters"
    for section in re.findall(r"beginbfchar\n(.*?)endbfchar", source, re.DOTALL):
        for code, target in _RANGE.findall(section):
            yield int(code, 16), bytes.fromhex(target).decode("utf-16-be")
