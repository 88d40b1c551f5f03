"""A draft as a Word file that a colleague edits: with the styles of Word, so that its own tools find their way."""

from __future__ import annotations

import datetime as dt
import io
from itertools import groupby
from typing import Any, Final, cast
from xml.sax.saxutils import escape

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor
from docx.styles.style import ParagraphStyle

from umlauf.engines.word.draft import (
    ABSTRACTS,
    CLOSING,
    PROPERTIES,
    TITLE,
    Origin,
    Path,
    WordDraft,
    style_of,
    table_style_of,
)
from umlauf.ground.text.nodes import (
    Block,
    Blockquote,
    BulletList,
    Cell,
    HardBreak,
    Heading,
    Inline,
    OrderedList,
    Paragraph,
    Table,
    Text,
    address,
)

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_LANGUAGES: Final = {"de": "de-DE", "en": "en-GB"}
_INDENT: Final = 360  # twentieths of a point for each list or quote around a paragraph
_LEVELS: Final = 9  # of lists, as many as Word knows
_INK: Final = RGBColor(0x11, 0x11, 0x11)
_FORMAT: Final = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # of custom properties (ISO/IEC 29500-1 22.3.1)


def write_draft(draft: WordDraft) -> bytes:
    """The DOCX. What it was taken from stands in its custom properties, which Word keeps."""
    document = docx.Document()
    _set_up(document, draft)
    writer = _Writer(document)
    writer.paragraph((Text(draft.subject),), TITLE)
    for part in filter(None, draft.abstract.split("\n\n")):
        writer.paragraph((Text(part),), ABSTRACTS[draft.language])
    writer.blocks(draft.body.content, ())
    if draft.closing:
        writer.paragraph((Text(draft.closing),), CLOSING)
    elif draft.body.content and isinstance(draft.body.content[-1], Table):
        writer.paragraph((), "Normal")  # Word opens nothing that ends with a table
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _set_up(document: Document, draft: WordDraft) -> None:
    core = document.core_properties
    core.title, core.author, core.last_modified_by = draft.subject, draft.author, draft.author
    core.created = core.modified = draft.written_at.astimezone(dt.UTC).replace(tzinfo=None)
    core.revision = 1
    core.language = _LANGUAGES[draft.language]
    core.comments = core.keywords = core.subject = ""
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), _LANGUAGES[draft.language])
    for language in document.settings.element.iter(qn("w:themeFontLang")):
        language.set(qn("w:val"), _LANGUAGES[draft.language])
    if draft.origin is not None:
        _note_origin(document, draft.origin)
    _set_styles(document, ABSTRACTS[draft.language])


def _note_origin(document: Document, origin: Origin) -> None:
    names = "http://schemas.openxmlformats.org/officeDocument/2006"
    values = zip(PROPERTIES, (origin.circular_id, origin.revision), strict=True)
    properties = "".join(
        f'<property fmtid="{_FORMAT}" pid="{number}" name="{name}"><vt:lpwstr>{value}</vt:lpwstr></property>'
        for number, (name, value) in enumerate(values, 2)
    )
    source = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<Properties xmlns="{names}/custom-properties" xmlns:vt="{names}/docPropsVTypes">{properties}</Properties>'
    )
    package = document.part.package
    part = Part(PackURI("/docProps/custom.xml"), CONTENT_TYPE.OFC_CUSTOM_PROPERTIES, source.encode(), package)
    package.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_PROPERTIES)


def _set_styles(document: Document, abstract_name: str) -> None:
    """Plain and dark, as a letter: the template that python-docx brings along is blue."""
    styles = document.styles
    for name, size in (("Normal", 11), (TITLE, 16), ("Heading 1", 12), ("Heading 2", 11), ("Quote", 11)):
        style = cast("ParagraphStyle", styles[name])
        style.font.size, style.font.color.rgb, style.font.name = Pt(size), _INK, "Calibri"
        for fonts in style.element.iter(qn("w:rFonts")):
            for theme in ("w:asciiTheme", "w:hAnsiTheme"):
                fonts.attrib.pop(qn(theme), None)
    for name in (TITLE, "Heading 1", "Heading 2"):
        styles[name].font.bold = True
        for border in list(styles[name].element.iter(qn("w:pBdr"))):
            border.getparent().remove(border)
    _indent(styles["Quote"].element.get_or_add_pPr(), _INDENT)
    abstract = _added(document, abstract_name, "Normal")
    abstract.element.get_or_add_pPr().append(
        parse_xml(f'<w:pBdr {nsdecls("w")}><w:left w:val="single" w:sz="12" w:space="8" w:color="555555"/></w:pBdr>')
    )
    _added(document, CLOSING, "Normal")
    link = styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER, builtin=True)
    link.font.underline, link.font.color.rgb = True, RGBColor(0x05, 0x63, 0xC1)


def _added(document: Document, name: str, base: str) -> ParagraphStyle:
    style = cast("ParagraphStyle", document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=name == CLOSING))
    style.base_style, style.quick_style = document.styles[base], True
    return style


def _indent(properties: Any, left: int, hanging: int = 0) -> None:
    for old in properties.findall(qn("w:ind")):
        properties.remove(old)
    indent = OxmlElement("w:ind")
    indent.set(qn("w:left"), str(left))
    if hanging:
        indent.set(qn("w:hanging"), str(hanging))
    properties.insert_element_before(
        indent, "w:contextualSpacing", "w:mirrorIndents", "w:jc", "w:outlineLvl", "w:rPr", "w:sectPr"
    )


class _Writer:
    """Puts blocks at the end of a document. Where it goes on inside a cell, ``_end`` is that cell."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._end: Any = document
        self._lists = _Lists(document)

    def blocks(self, blocks: tuple[Block, ...], path: Path) -> None:
        """Some blocks in the lists and quotes of ``path``. Between two of a kind that Word would take as one stands an
        empty paragraph, as everybody does it in Word."""
        for place, block in enumerate(blocks):
            if place and type(blocks[place - 1]) is type(block) and isinstance(block, BulletList | Blockquote | Table):
                self._between(path)
            self._block(block, path)

    def _block(self, block: Block, path: Path) -> None:
        match block:
            case Paragraph(content=inlines):
                self._between(path, inlines)
            case Heading(level=level, content=inlines):
                self.paragraph(inlines, f"Heading {level - 1}")
            case BulletList(items=items):
                self._items(items, path, "List Bullet", self._lists.bullets)
            case OrderedList(items=items, start=start):
                level = path.count("list")
                self._items(items, path, "List Number", self._lists.counting_from(start, level))
            case Blockquote(content=inner):
                self.blocks(inner, (*path, "quote"))
            case Table(rows=rows):
                self._table(rows, path)

    def _between(self, path: Path, inlines: tuple[Inline, ...] = ()) -> None:
        """A paragraph that begins no item."""
        properties = self.paragraph(inlines, self._style(path))
        if len(path) > 1:
            _indent(properties, _INDENT * len(path))

    def _items(self, items: tuple[tuple[Block, ...], ...], path: Path, style: str, number: int) -> None:
        inner: Path = (*path, "list")
        for item in items:
            first, rest = ((), item) if not isinstance(item[0], Paragraph) else (item[0].content, item[1:])
            properties = self.paragraph(first, self._style(inner, style))
            numbered = properties.get_or_add_numPr()
            numbered.get_or_add_ilvl().val = inner.count("list") - 1
            numbered.get_or_add_numId().val = number
            if "quote" in inner:
                _indent(properties, _INDENT * len(inner), _INDENT)
            self.blocks(rest, inner)

    def _style(self, path: Path, numbered: str = "") -> str:
        name = style_of(path, numbered=numbered)
        if name not in self._document.styles:
            _added(self._document, name, "Quote" if "quote" in path else "List Continue")
        return name

    def paragraph(self, inlines: tuple[Inline, ...], style: str) -> Any:
        """The properties of a new paragraph at the end."""
        added = self._end.add_paragraph(style=style)
        for href, same in groupby(inlines, address):
            self._runs(added, href, list(same))
        return added._p.get_or_add_pPr()

    def _runs(self, paragraph: Any, href: str | None, inlines: list[Inline]) -> None:
        link = None
        if href is not None:
            link = OxmlElement("w:hyperlink")
            link.set(qn("r:id"), self._document.part.relate_to(href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
            paragraph._p.append(link)
        for inline in inlines:
            run = paragraph.add_run()
            if isinstance(inline, HardBreak):
                run.add_break()
            else:
                run.text = inline.text
                run.bold, run.italic = inline.bold or None, inline.italic or None
            if link is not None:
                run.style = "Hyperlink"
                link.append(run._r)

    def _table(self, rows: tuple[tuple[Cell, ...], ...], path: Path) -> None:
        style = table_style_of(path)
        if style not in self._document.styles:
            own = self._document.styles.add_style(style, WD_STYLE_TYPE.TABLE)
            own.base_style = self._document.styles["Table Grid"]
        table = self._end.add_table(len(rows), len(rows[0]))
        table.style = style
        if path:
            indent = OxmlElement("w:tblInd")
            indent.set(qn("w:w"), str(_INDENT * len(path)))
            indent.set(qn("w:type"), "dxa")
            table._tblPr.insert_element_before(indent, "w:tblBorders", "w:shd", "w:tblLayout", "w:tblLook")
        for row, cells in zip(table.rows, rows, strict=True):
            if all(cell.header for cell in cells):
                row._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
            for place, cell in zip(row.cells, cells, strict=True):
                self._cell(place, cell)

    def _cell(self, place: Any, cell: Cell) -> None:
        """Word wants a paragraph in each cell, and a new one has an empty one."""
        if cell.content:
            place._tc.remove(place.paragraphs[0]._p)
            outside, self._end = self._end, place
            self.blocks(cell.content, ())
            self._end = outside


class _Lists:
    """The definitions of lists: one for all with bullets, one for all that count, and where each of those begins."""

    def __init__(self, document: Document) -> None:
        self._numbering = document.part.numbering_part.element
        known = [int(one.get(qn("w:abstractNumId"))) for one in self._numbering.findall(qn("w:abstractNum"))]
        self._bulleted, self._counted = max(known, default=0) + 1, max(known, default=0) + 2
        first = self._numbering.find(qn("w:num"))
        for number, kind in ((self._bulleted, "bullet"), (self._counted, "decimal")):
            definition = parse_xml(_definition(number, kind))
            if first is None:
                self._numbering.append(definition)
            else:
                first.addprevious(definition)
        self.bullets: int = self._numbering.add_num(self._bulleted).numId

    def counting_from(self, start: int, level: int) -> int:
        """The number of a new list that begins with ``start`` at a level, counted from 0."""
        number = self._numbering.add_num(self._counted)
        number.add_lvlOverride(ilvl=level).add_startOverride(start)
        found: int = number.numId
        return found


def _definition(number: int, kind: str) -> str:
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
        f'<w:lvlText w:val="{escape("–" if kind == "bullet" else f"%{level + 1}.")}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{_INDENT * (level + 1)}" w:hanging="{_INDENT}"/></w:pPr></w:lvl>'
        for level in range(_LEVELS)
    )
    return (
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}">'
        f'<w:multiLevelType w:val="hybridMultilevel"/>{levels}</w:abstractNum>'
    )
