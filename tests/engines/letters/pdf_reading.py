"""Looks into a PDF with libraries other than the one that wrote it: pikepdf for the structure, PDFium for the text."""

import ctypes
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pdfua
import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium


@dataclass
class Tag:
    """An element of the structure tree: its type after the role map, its attributes of interest, its children."""

    name: str
    alt: str | None = None
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Tag"] = field(default_factory=list)

    def __iter__(self) -> Iterator["Tag"]:
        yield self
        for child in self.children:
            yield from child

    def names(self) -> list[str]:
        """The types of this element and all below it, in reading order."""
        return [tag.name for tag in self]


def tag_tree(pdf: bytes) -> Tag:
    """The structure tree of a file, its root being the Document element."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        root = document.Root.StructTreeRoot
        roles = {str(key): str(value) for key, value in root.get("/RoleMap", {}).items()}
        [top] = [_tag(kid, roles) for kid in _kids(root)]
        return top


def _kids(node: Any) -> list[Any]:
    kids = node.get("/K", [])
    listed = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
    return [kid for kid in listed if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]


def _tag(node: Any, roles: dict[str, str]) -> Tag:
    name = str(node["/S"])
    attributes: dict[str, str] = {}
    for entry in node.get("/A", []):
        if isinstance(entry, pikepdf.Dictionary):
            attributes.update({str(key): str(value) for key, value in entry.items()})
    return Tag(
        name=roles.get(name, name).removeprefix("/"),
        alt=str(node["/Alt"]) if "/Alt" in node else None,
        attributes=attributes,
        children=[_tag(kid, roles) for kid in _kids(node)],
    )


def page_texts(pdf: bytes) -> list[str]:
    """The text of each page in the order of its content, no-break spaces as spaces, lines ended by a newline."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [document[number].get_textpage().get_text_range() for number in range(len(document))]
    finally:
        document.close()
    return [page.replace("\r\n", "\n").replace("\N{NO-BREAK SPACE}", " ") for page in pages]


def whole_text(pdf: bytes) -> str:
    """The text of all pages."""
    return "\n".join(page_texts(pdf))


def marked_texts(pdf: bytes) -> list[tuple[str, str]]:
    """Every run of text that is drawn, with the name of the mark around it ("Artifact", "P", …, or "" for none)."""
    found: list[tuple[str, str]] = []
    document = pypdfium2.PdfDocument(pdf)
    try:
        for number in range(len(document)):
            page = document[number]
            textpage = page.get_textpage()
            for drawn in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]):
                length = pdfium.FPDFTextObj_GetText(drawn.raw, textpage.raw, None, 0)
                buffer = (ctypes.c_ushort * length)()
                pdfium.FPDFTextObj_GetText(drawn.raw, textpage.raw, buffer, length)
                found.append((_mark_name(drawn.raw), bytes(buffer).decode("utf-16-le").rstrip("\0")))
    finally:
        document.close()
    return found


def _mark_name(drawn: Any) -> str:
    count = pdfium.FPDFPageObj_CountMarks(drawn)
    if count < 1:
        return ""
    buffer = (ctypes.c_ushort * 64)()
    length = ctypes.c_ulong()
    pdfium.FPDFPageObjMark_GetName(pdfium.FPDFPageObj_GetMark(drawn, count - 1), buffer, 128, ctypes.byref(length))
    return bytes(buffer)[: length.value].decode("utf-16-le").rstrip("\0")


def findings(pdf: bytes, folder: Path) -> list[str]:
    """What pdfua, which checks a part of PDF/UA-1, has to say about a file; it is put into `folder` for that."""
    path = folder / "checked.pdf"
    path.write_bytes(pdf)
    return [f"{found.rule_id} {found.message}" for found in pdfua.validate(str(path)).findings]


def metadata(pdf: bytes) -> dict[str, str]:
    """The XMP metadata of a file, by prefix and name as in `pdfaid:part`."""
    with pikepdf.open(io.BytesIO(pdf)) as document, document.open_metadata() as xmp:
        names = ("dc:title", "dc:language", "pdfaid:part", "pdfaid:conformance", "pdfuaid:part")
        return {name: str(xmp.get(name, "")) for name in names}


def fonts_without_file(pdf: bytes) -> list[str]:
    """The names of fonts that a file uses and does not carry."""
    missing: list[str] = []
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for page in document.pages:
            for font in page.Resources.get("/Font", {}).values():
                descendant = font.DescendantFonts[0] if "/DescendantFonts" in font else font
                descriptor = descendant.FontDescriptor
                if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor.keys()):
                    missing.append(str(font.BaseFont))
    return missing
