"""A Word file of a draft, as it comes back: its fields by their styles, and what of it cannot be taken over."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any, Final

import docx
from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext as _
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import OpcError
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from umlauf.engines.word.draft import ABSTRACTS, CLOSING, PROPERTIES, TITLE, Origin, ReadDraft
from umlauf.engines.word.flow import Flow
from umlauf.engines.word.opening import BROKEN, looks_like_word, must_be_harmless
from umlauf.engines.word.runs import Footnotes, Found, Line, Runs
from umlauf.engines.word.styles import Styles
from umlauf.ground.text import Doc, Refused, fitted
from umlauf.ground.text.nodes import Block, Cell, Heading, Paragraph, Table, Text

_MACROS: Final = "macroenabled"
_LONGEST_NAME: Final = 200
_MOST_COLUMNS: Final = 60  # that one cell may span, more than fit on a page


def read_draft(data: bytes) -> ReadDraft:
    """What the file says; tracked changes as if all were accepted.

    Raises ``Refused`` with ``word.kind``, ``word.macros``, ``word.broken`` or ``incoming.bomb``.
    """
    if not looks_like_word(data):
        raise Refused("word.kind", _("This is no Word file. Please save it in Word as DOCX and choose that."))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            must_be_harmless(archive)
            _must_have_no_macros(archive)
        return _read(docx.Document(io.BytesIO(data)))
    except (*BROKEN, DefusedXmlException, OpcError) as error:
        raise Refused(
            "word.broken",
            _("This Word file cannot be read. Please open it in Word, save it anew as DOCX and choose it again."),
        ) from error


def _must_have_no_macros(archive: zipfile.ZipFile) -> None:
    named = any(name.lower().endswith("vbaproject.bin") for name in archive.namelist())
    if named or _MACROS in archive.read("[Content_Types].xml").decode("utf-8", "replace").lower():
        raise Refused(
            "word.macros",
            _("This Word file holds macros and is not opened. Please save it in Word as DOCX and choose that."),
        )


def _read(document: Document) -> ReadDraft:
    found = Found()
    footnotes = Footnotes(document)
    reader = _Reader(document, found, footnotes)
    flow = reader.flow(document.element.body)
    notes = footnotes.paragraphs(reader.runs)
    who, when = _changed(document)
    return ReadDraft(
        subject=" ".join(filter(None, reader.subject)) if reader.subject else None,
        abstract="\n\n".join(filter(None, reader.abstract)),
        body=fitted(Doc((*flow, *notes))),
        closing=" ".join(filter(None, reader.closing)),
        origin=_origin(document),
        changed_by=who,
        changed_at=when,
        comments=_comments(document),
        pictures=found.pictures,
        boxes=found.boxes,
        changes=found.changes,
        notes=len(notes),
    )


def _origin(document: Document) -> Origin | None:
    for one in document.part.package.rels.values():
        if one.reltype == RELATIONSHIP_TYPE.CUSTOM_PROPERTIES and not one.is_external:
            properties = parse_xml(one.target_part.blob)
            values = {item.get("name"): "".join(item.itertext()).strip() for item in properties}
            told = [values.get(name, "") for name in PROPERTIES]
            if all(value.isascii() and value.isdecimal() and len(value) < 19 for value in told):
                return Origin(*map(int, told))
    return None


def _changed(document: Document) -> tuple[str, dt.datetime | None]:
    """Who saved the file last, and when, by what Word wrote into it."""
    if not any(one.reltype == RELATIONSHIP_TYPE.CORE_PROPERTIES for one in document.part.package.rels.values()):
        return "", None
    core = document.core_properties
    return core.last_modified_by[:_LONGEST_NAME], core.modified and core.modified.replace(tzinfo=dt.UTC)


def _comments(document: Document) -> int:
    for one in document.part.rels.values():
        if one.reltype == RELATIONSHIP_TYPE.COMMENTS and not one.is_external:
            return sum(1 for _one in parse_xml(one.target_part.blob).iter(qn("w:comment")))
    return 0


class _Reader:
    """Reads what stands in the body and in each cell; the fields of the letter come from the body's own paragraphs."""

    def __init__(self, document: Document, found: Found, footnotes: Footnotes) -> None:
        self.subject: list[str] = []
        self.abstract: list[str] = []
        self.closing: list[str] = []
        self.runs = Runs(document, found, footnotes)
        self._found = found
        self._styles = Styles(document)
        self._fields = {TITLE.lower(): self.subject, CLOSING.lower(): self.closing}
        self._fields |= {name.lower(): self.abstract for name in ABSTRACTS.values()}

    def flow(self, element: Any, *, in_cell: bool = False) -> tuple[Block, ...]:
        flow = Flow()
        broken: Line = ()  # of a paragraph whose end was struck out: it goes on in the next one
        for child in _children(element):
            if child.tag == qn("w:tbl"):
                flow.block(self._styles.path_of_table(child), self._table(child))
            elif child.tag == qn("w:p"):
                line = (*broken, *self.runs.of(child))
                if _end_is_struck(child):
                    self._found.changes += 1
                    broken = line
                    continue
                broken = ()
                self._paragraph(flow, child, line, in_cell=in_cell)
        if broken:
            flow.block((), Paragraph(broken))
        return flow.blocks()

    def _paragraph(self, flow: Flow, element: Any, line: Line, *, in_cell: bool) -> None:
        style = self._styles.of(element)
        field = self._fields.get(style.name)
        if field is not None and not in_cell:
            words = (one.text if isinstance(one, Text) else " " for one in line)
            field.append(" ".join("".join(words).split()))
        elif style.level:
            flow.block((), Heading(style.level, line))
        else:
            flow.paragraph(style, Paragraph(line))

    def _table(self, element: Any) -> Table:
        rows = []
        for row in _children(element):
            if row.tag == qn("w:tr"):
                cells: list[Cell] = []
                for cell in _children(row):
                    if cell.tag == qn("w:tc"):
                        cells += [self._cell(cell)] + [Cell(())] * (_columns(cell) - 1)
                rows.append(tuple(cells))
        return Table(tuple(rows))

    def _cell(self, element: Any) -> Cell:
        merged = element.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
        if merged is not None and merged.get(qn("w:val"), "continue") == "continue":
            return Cell(())
        return Cell(self.flow(element, in_cell=True))


def _children(element: Any) -> list[Any]:
    """What stands in an element, also inside of the boxes that Word draws around it (content controls, insertions)."""
    found: list[Any] = []
    for child in element:
        if child.tag == qn("w:sdt"):
            for content in child.findall(qn("w:sdtContent")):
                found += _children(content)
        elif child.tag in {qn("w:customXml"), qn("w:ins"), qn("w:moveTo")}:
            found += _children(child)
        else:
            found.append(child)
    return found


def _end_is_struck(paragraph: Any) -> bool:
    return paragraph.find(f"{qn('w:pPr')}/{qn('w:rPr')}/{qn('w:del')}") is not None


def _columns(cell: Any) -> int:
    span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
    value = "1" if span is None else span.get(qn("w:val"), "1")
    return min(max(int(value), 1), _MOST_COLUMNS) if value.isdecimal() else 1
