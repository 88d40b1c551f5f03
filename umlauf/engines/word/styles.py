"""The styles of a Word file: what a paragraph is by its style, and in which lists and quotes it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from docx.document import Document
from docx.oxml.ns import qn

from umlauf.engines.word.draft import ABSTRACTS, CLOSING, TITLE, Path, own_path

_HEADING: Final = re.compile(r"heading ([1-9])")
_CONTINUED: Final = re.compile(r"list continue(?: ([1-9]))?")
_LIST: Final = re.compile(r"list (?:bullet|number)(?: ([1-9]))?")
_QUOTES: Final = frozenset({"quote", "intense quote", "quotations", "block text"})
_FIELDS: Final = frozenset(name.lower() for name in (TITLE, CLOSING, *ABSTRACTS.values()))
_DEEPEST: Final = 30  # styles that are based on others


@dataclass(frozen=True, slots=True)
class Number:
    """The numbering of a paragraph: its list, the level in it, counted from 0, and whether it counts.

    ``start`` is with what a list of its own begins, None where it goes on with those of the same definition.
    """

    key: str
    level: int
    counts: bool
    start: int | None
    first: int = 1


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph is. ``level`` is that of a heading in a text, 0 of any other paragraph.

    ``path`` is None where the lists that are open say where it stands; ``number`` is where it begins an item.
    """

    name: str
    level: int = 0
    path: Path | None = ()
    number: Number | None = None


class Styles:
    """Asks the styles and the definitions of lists of a file."""

    def __init__(self, document: Document) -> None:
        styles = [one for one in document.styles.element.iter(qn("w:style")) if one.get(qn("w:styleId"))]
        self._styles: dict[str, Any] = {one.get(qn("w:styleId")): one for one in styles}
        self._default = next(
            (
                one
                for one in styles
                if one.get(qn("w:type")) == "paragraph" and one.get(qn("w:default")) in {"1", "true"}
            ),
            None,
        )
        self._numbers, self._definitions = _numbering(document)

    def of(self, paragraph: Any) -> Style:
        properties = paragraph.find(qn("w:pPr"))
        chain = self._chain(_value(properties, "w:pStyle"))
        name = next((one for one in map(_name, chain) if _is_known(one)), "")
        heading = _HEADING.fullmatch(name)
        if name in _FIELDS:
            return Style(name)
        if heading:
            return Style(name, level=2 if heading[1] == "1" else 3)
        number = self._number(properties, chain, name)
        return Style(name, path=_path(name, number), number=number)

    def path_of_table(self, table: Any) -> Path:
        chain = self._chain(_value(table.find(qn("w:tblPr")), "w:tblStyle"))
        return next((path for path in map(own_path, map(_name, chain)) if path is not None), ())

    def _chain(self, style_id: str) -> list[Any]:
        """A style and those it is based on, its own first."""
        style = self._styles.get(style_id, self._default)
        chain: list[Any] = []
        while style is not None and len(chain) < _DEEPEST:
            chain.append(style)
            style = self._styles.get(_value(style, "w:basedOn"))
        return chain

    def _number(self, properties: Any, chain: list[Any], name: str) -> Number | None:
        given = [properties, *(style.find(qn("w:pPr")) for style in chain)]
        told = [one for one in (_child(each, "w:numPr") for each in given) if one is not None]
        number_id = next((value for value in (_value(one, "w:numId") for one in told) if value), "")
        number = self._numbers.get(number_id)
        if number is None:
            return None
        levels = [value for value in (_value(one, "w:ilvl") for one in told[:1]) if value.isdecimal()]
        level = min(int(levels[0]), 8) if levels else 0
        deeper = _LIST.fullmatch(name)
        if deeper and deeper[1]:
            level = max(level, int(deeper[1]) - 1)
        definition = _value(number, "w:abstractNumId")
        kind, first = self._level(definition, level)
        if kind == "none":
            return None
        start = _start_of(number, level)
        key = f"list {number_id}" if start is not None else f"definition {definition}"
        return Number(key, level, kind != "bullet", start, first)

    def _level(self, definition: str, level: int) -> tuple[str, int]:
        """Of what kind a level of a list is, and with what it begins; one that is not defined is as the first."""
        known = {one.get(qn("w:ilvl")): one for one in self._definitions.get(definition, ())}
        found = known.get(str(level), known.get("0"))
        start = _value(found, "w:start")
        return _value(found, "w:numFmt") or "decimal", int(start) if start.isdecimal() else 1


def is_on(mark: Any) -> bool:
    """Whether a property that may be switched off is on (ISO/IEC 29500-1 17.17.4)."""
    return mark.get(qn("w:val"), "true") not in {"0", "false", "off", "none"}


def _numbering(document: Document) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    part = next((one for one in document.part.rels.values() if one.reltype.endswith("/numbering")), None)
    if part is None or part.is_external:
        return {}, {}
    element = part.target_part.element
    numbers = {one.get(qn("w:numId"), ""): one for one in element.findall(qn("w:num"))}
    definitions = {
        one.get(qn("w:abstractNumId"), ""): one.findall(qn("w:lvl")) for one in element.findall(qn("w:abstractNum"))
    }
    return numbers, definitions


def _start_of(number: Any, level: int) -> int | None:
    for one in number.findall(qn("w:lvlOverride")):
        value = _value(one, "w:startOverride")
        if one.get(qn("w:ilvl")) == str(level) and value.isdecimal():
            return int(value[:9])
    return None


def _path(name: str, number: Number | None) -> Path | None:
    own = own_path(name)
    if own is not None:
        return own
    quotes: Path = ("quote",) if name in _QUOTES else ()
    continued = _CONTINUED.fullmatch(name)
    if number is not None:
        return (*quotes, *_lists(number.level + 1)) if quotes else None
    if continued:
        return _lists(int(continued[1] or 1))
    return None if name == "list paragraph" else quotes


def _lists(count: int) -> Path:
    lists: Path = ("list",)
    return lists * count


def _is_known(name: str) -> bool:
    known = name in _FIELDS or name in _QUOTES or name == "list paragraph" or own_path(name) is not None
    return known or any(pattern.fullmatch(name) for pattern in (_HEADING, _CONTINUED, _LIST))


def _name(style: Any) -> str:
    return _value(style, "w:name").lower()


def _child(element: Any, tag: str) -> Any:
    return None if element is None else element.find(qn(tag))


def _value(element: Any, tag: str) -> str:
    child = _child(element, tag)
    return "" if child is None else str(child.get(qn("w:val"), ""))
