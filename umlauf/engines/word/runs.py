"""The runs of a Word file's paragraph: words and their marks, links, and what is not taken over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from umlauf.engines.word.styles import is_on
from umlauf.ground.text.nodes import HardBreak, Inline, Paragraph, Text

Line = tuple[Inline, ...]
_STRUCK: Final = frozenset({qn("w:del"), qn("w:moveFrom")})
_ADDED: Final = frozenset({qn("w:ins"), qn("w:moveTo")})
_INSIDE: Final = frozenset({qn("w:smartTag"), qn("w:fldSimple"), qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml")})
_CHARACTERS: Final = {
    qn("w:tab"): " ",
    qn("w:noBreakHyphen"): "\N{NON-BREAKING HYPHEN}",
    qn("w:ptab"): " ",
}
_BREAKS: Final = frozenset({qn("w:br"), qn("w:cr")})
_DRAWN: Final = frozenset({qn("w:drawing"), qn("w:pict"), qn("w:object")})
_ALTERNATIVE: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_CHOICE: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Choice"
_PARTS: Final = (("w:footnote", RELATIONSHIP_TYPE.FOOTNOTES), ("w:endnote", RELATIONSHIP_TYPE.ENDNOTES))


@dataclass
class Found:
    """How much a file has of what is not taken over as it stands."""

    pictures: int = 0
    boxes: int = 0
    changes: int = 0


class Footnotes:
    """The notes at the foot and at the end of a file, numbered in the order in which they are met."""

    def __init__(self, document: Document) -> None:
        self._known: dict[tuple[str, str], Any] = {}
        self._met: list[Any] = []
        for tag, kind in _PARTS:
            for one in document.part.rels.values():
                if one.reltype == kind and not one.is_external:
                    for note in parse_xml(one.target_part.blob).iter(qn(tag)):
                        self._known[(tag, note.get(qn("w:id"), ""))] = note

    def meet(self, tag: str, note_id: str) -> str:
        """The mark in the text for a note that is referred to, empty for one that the file does not have."""
        note = self._known.get((tag, note_id))
        if note is None:
            return ""
        self._met.append(note)
        return f"[{len(self._met)}]"

    def paragraphs(self, runs: Runs) -> tuple[Paragraph, ...]:
        """What the notes say, each as one paragraph behind its mark."""
        found: list[Paragraph] = []
        for number, note in enumerate(list(self._met), 1):
            line: list[Inline] = [Text(f"[{number}]")]
            for paragraph in note.iter(qn("w:p")):
                line += [Text(" "), *runs.of(paragraph)]
            found.append(Paragraph(tuple(line)))
        return tuple(found)


class Runs:
    """Reads paragraphs of one file."""

    def __init__(self, document: Document, found: Found, footnotes: Footnotes) -> None:
        self._links = {
            key: one.target_ref
            for key, one in document.part.rels.items()
            if one.reltype == RELATIONSHIP_TYPE.HYPERLINK and one.is_external
        }
        self._marks = {
            style.get(qn("w:styleId"), ""): style.find(qn("w:rPr"))
            for style in document.styles.element.iter(qn("w:style"))
            if style.get(qn("w:type")) == "character"
        }
        self._found = found
        self._footnotes = footnotes

    def of(self, paragraph: Any) -> Line:
        return tuple(self._inlines(paragraph, None))

    def _inlines(self, element: Any, href: str | None) -> Iterator[Inline]:
        for child in element:
            if child.tag == qn("w:r"):
                yield from self._run(child, href)
            elif child.tag == qn("w:hyperlink"):
                yield from self._inlines(child, self._links.get(child.get(qn("r:id"), ""), href))
            elif child.tag in _STRUCK:
                self._found.changes += 1
            elif child.tag in _ADDED:
                self._found.changes += 1
                yield from self._inlines(child, href)
            elif child.tag in _INSIDE:
                yield from self._inlines(child, href)

    def _run(self, run: Any, href: str | None) -> Iterator[Inline]:
        marks = Text("", self._is(run, "w:b"), self._is(run, "w:i"), href)
        for child in run:
            if child.tag == qn("w:t"):
                yield replace(marks, text=child.text or "")
            elif child.tag in _CHARACTERS:
                yield replace(marks, text=_CHARACTERS[child.tag])
            elif child.tag in _BREAKS:
                yield HardBreak() if child.get(qn("w:type"), "textWrapping") == "textWrapping" else Text(" ")
            elif child.tag == qn("w:sym"):
                yield replace(marks, text=_symbol(child))
            elif child.tag in {qn("w:footnoteReference"), qn("w:endnoteReference")}:
                tag = "w:footnote" if child.tag == qn("w:footnoteReference") else "w:endnote"
                yield Text(self._footnotes.meet(tag, child.get(qn("w:id"), "")))
            elif child.tag in _DRAWN:
                self._look_at(child)
            elif child.tag == _ALTERNATIVE:
                for choice in child.findall(_CHOICE)[:1]:
                    self._look_at(choice)

    def _look_at(self, drawn: Any) -> None:
        if next(drawn.iter(qn("w:txbxContent")), None) is not None:
            self._found.boxes += 1
        else:
            self._found.pictures += 1

    def _is(self, run: Any, mark: str) -> bool:
        """Whether a run bears a mark: by itself, else by the style of its characters."""
        own = run.find(f"{qn('w:rPr')}/{qn(mark)}")
        if own is not None:
            return is_on(own)
        style = run.find(f"{qn('w:rPr')}/{qn('w:rStyle')}")
        marks = None if style is None else self._marks.get(style.get(qn("w:val"), ""))
        named = None if marks is None else marks.find(qn(mark))
        return named is not None and is_on(named)


def _symbol(element: Any) -> str:
    """The character of a symbol font where it is one of Unicode's; those of the fonts' own have no meaning without."""
    try:
        character = chr(int(element.get(qn("w:char"), ""), 16))
    except (ValueError, OverflowError):
        return ""
    return "" if "\ue000" <= character <= "\uf8ff" or not character.isprintable() else character
