"""Typst as a press: data and a template in, bytes out.

One `Fonts` object per process holds the shipped fonts (without it every letter would read them again). A compiler may
be used by one thread at a time, so each thread has its own; they share what Typst has memoised. The data reaches the
template as a virtual JSON file and is never glued into markup.
"""

import datetime
import json
import threading
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

import typst

from umlauf.engines.letters.papers import LetterError, Standard

_HERE: Final = Path(__file__).parent
FONTS_FOLDER: Final = _HERE / "fonts"
_TEMPLATES: Final = _HERE / "templates"
_PROFILES: Final[dict[Standard, list[Literal["ua-1", "a-2a", "a-3a"]]]] = {
    Standard.ARCHIVE: ["ua-1", "a-2a"],
    Standard.WITH_FACTS: ["ua-1", "a-3a"],
}
_SHEET: Final = b"""#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(json("sheet.json")), format: "pdf", width: 210mm)"""
_of_thread = threading.local()


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS_FOLDER)])


@cache
def _templates() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(_TEMPLATES.glob("*.typ"))}


def _compiler() -> typst.Compiler:
    compiler: typst.Compiler | None = getattr(_of_thread, "compiler", None)
    if compiler is None:
        # The root is the folder of the templates, so that nothing else of the disk can be read.
        compiler = typst.Compiler(root=str(_TEMPLATES), font_paths=_fonts(), ignore_system_fonts=True)
        _of_thread.compiler = compiler
    return compiler


def print_pdf(
    template: str, data: dict[str, Any], *, date: datetime.date | None, standard: Standard, facts: bytes | None = None
) -> bytes:
    """The PDF of a template (`letter.typ`) with its data; `facts` are attached as `umlauf-facts.json`.

    The creation date of the file is `date`, at midnight, so that the same input gives the same bytes; without one,
    Typst writes the time of the machine, because PDF/A asks for a date.
    """
    ticket = {**data, "created": _parts(date), "attach": facts is not None}
    extra = {} if facts is None else {"facts.json": facts}
    [pdf] = _run(template, ticket, extra, pdf_standards=_PROFILES[standard])
    return pdf


def print_pages(
    template: str, data: dict[str, Any], *, date: datetime.date | None, pixels_per_inch: int
) -> list[bytes]:
    """The pages of a template with its data as PNG pictures."""
    ticket = {**data, "created": _parts(date), "attach": False}
    return _run(template, ticket, {}, format="png", ppi=float(pixels_per_inch))


def print_draft(template: str, data: dict[str, Any], *, date: datetime.date | None) -> bytes:
    """The PDF of a template with its data, to look at alone: without tags, and of no standard."""
    ticket = {**data, "created": _parts(date), "attach": False}
    [pdf] = _run(template, ticket, {}, pdf_tags=False)
    return pdf


def draw_sheet(pdf: bytes, *, pixels_per_inch: float) -> bytes:
    """The PNG picture of a PDF's first page. Typst draws all pages of a document, but it can draw one of a PDF.

    Its bytes go in as a list of numbers, since what is no UTF-8 does not pass the door of the binding.
    """
    sheet: Any = {"main.typ": _SHEET, "sheet.json": json.dumps(list(pdf), separators=(",", ":")).encode()}
    printed = _compiler().compile(input=sheet, format="png", ppi=pixels_per_inch)
    if not isinstance(printed, bytes):
        raise LetterError("the picture of a page is not one")
    return printed


def _parts(date: datetime.date | None) -> list[int] | None:
    return None if date is None else [date.year, date.month, date.day]


def _run(template: str, ticket: dict[str, Any], extra: dict[str, bytes], **options: Any) -> list[bytes]:
    pictures = {name: ticket.pop(f"{name}_svg", None) for name in ("logo", "proof")}
    files = {**_templates(), "main.typ": _templates()[template], **extra}
    files |= {f"{name}.svg": picture.encode() for name, picture in pictures.items() if picture is not None}
    files["data.json"] = json.dumps(ticket, ensure_ascii=False, separators=(",", ":")).encode()
    try:
        printed = _compiler().compile(input=files, **options)
    except typst.TypstError as refused:
        raise LetterError(_reason(refused)) from refused
    return [printed] if isinstance(printed, bytes) else list(printed or [])


def _reason(refused: typst.TypstError) -> str:
    return f"Typst could not print the paper: {refused.message or refused}"
