"""Word files, made of the markup of their text."""

from __future__ import annotations

import io
import zipfile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
REL = "http://schemas.openxmlformats.org/package/2006/relationships"
_ML = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PARTS = ("document", "styles", "numbering", "footnotes", "comments")
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
    + "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{_ML}.{part}{".main" if part == "document" else ""}+xml"/>'
        for part in _PARTS
    )
    + "</Types>"
)
STYLES = f"""<w:styles xmlns:w="{W}">
<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>
<w:style w:type="paragraph" w:styleId="Zitat"><w:name w:val="Quote"/></w:style></w:styles>"""
NUMBERING = f"""<w:numbering xmlns:w="{W}">
<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>
</w:numbering>"""
LINKS = f"""<Relationships xmlns="{REL}">
<Relationship Id="rS" Type="{R}/styles" Target="styles.xml"/>
<Relationship Id="rN" Type="{R}/numbering" Target="numbering.xml"/>
<Relationship Id="rL" Type="{R}/hyperlink" Target="https://www.musterland.example/entwurf" TargetMode="External"/>"""
TOLD = {"media/logo.png": "image", "footnotes.xml": "footnotes", "comments.xml": "comments"}


def word_file(
    *paragraphs: str, doctype: str = "", more: dict[str, bytes] | None = None, main_part: str = "word/document.xml"
) -> bytes:
    """A DOCX with these paragraphs (see ``paragraph``), in the order given. ``main_part`` is said to hold them."""
    body = "".join(paragraphs)
    names = f'xmlns:w="{W}" xmlns:r="{R}"'
    document = f'<?xml version="1.0"?>{doctype}<w:document {names}><w:body>{body}</w:body></w:document>'
    first = f'<Relationship Id="r1" Type="{R}/officeDocument" Target="{main_part}"/>'
    main = f'<Relationships xmlns="{REL}">{first}</Relationships>'
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", main)
        archive.writestr("word/document.xml", document)
        inside = (
            f'<Relationship Id="r{kind}" Type="{R}/{kind}" Target="{part}"/>'
            for part, kind in TOLD.items()
            if f"word/{part}" in (more or {})
        )
        archive.writestr("word/_rels/document.xml.rels", f"{LINKS}{''.join(inside)}</Relationships>")
        archive.writestr("word/styles.xml", STYLES)
        archive.writestr("word/numbering.xml", NUMBERING)
        for name, data in (more or {}).items():
            archive.writestr(name, data)
    return file.getvalue()


def paragraph(text: str, *, style: str = "", list_id: int = 0) -> str:
    """A paragraph; its text is escaped already or holds runs of its own."""
    inner = text if text.startswith("<") else f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'
    numbered = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{list_id}"/></w:numPr>' if list_id else ""
    styled = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{styled}{numbered}</w:pPr>{inner}</w:p>"


def run(text: str, mark: str = "") -> str:
    """A run with a mark: ``b`` or ``i``."""
    return f'<w:r><w:rPr>{f"<w:{mark}/>" if mark else ""}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def link(text: str) -> str:
    return f'<w:hyperlink r:id="rL">{run(text)}</w:hyperlink>'


def table(*rows: tuple[str, ...]) -> str:
    cells = ("".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def picture() -> str:
    """A drawing that shows ``word/media/logo.png``."""
    a = "http://schemas.openxmlformats.org/drawingml/2006"
    return (
        f'<w:r><w:drawing><wp:inline xmlns:wp="{a}/wordprocessingDrawing"><a:graphic xmlns:a="{a}/main"><a:graphicData>'
        f'<pic:pic xmlns:pic="{a}/picture"><pic:blipFill><a:blip r:embed="rimage"/></pic:blipFill></pic:pic>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
