"""A form that is filled in on a screen: the places that the template left become fields of an AcroForm.

Each place is a link in the PDF, so its tag, its place in the order of tabs and its area are there already; it only
becomes what ISO 14289-1, 7.18.4 asks for: a widget, below a tag Form that has nothing but it. Appearances are there
for all (ISO 19005-2, 6.4.1), and everything is printed.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

from umlauf.engines.letters.typeface import font_in, typeface

PLACE: Final = "https://field.invalid/"
"""How the address of a place begins; the name of the field follows."""
CHECKED: Final = "/Yes"
_SIZE: Final = 10
_SMALL: Final = 7
_HOOK: Final = (
    (Decimal("0.2"), Decimal("0.5"), "m"),
    (Decimal("0.42"), Decimal("0.28"), "l"),
    (Decimal("0.82"), Decimal("0.78"), "l"),
)
_READ_ONLY: Final = 1
_INK: Final = "0.067 g"
_SOFT: Final = "0.333 g"


class FieldKind(StrEnum):
    """What one can do with a field."""

    TEXT = "text"
    CHECK = "check"
    FIXED = "fixed"
    """A text that nobody changes."""


@dataclass(frozen=True, slots=True)
class FormField:
    """``tip`` is what a screen reader says of it. ``most``: characters. ``value`` of what is FIXED, in ASCII."""

    name: str
    tip: str
    kind: FieldKind = FieldKind.TEXT
    most: int = 0
    value: str = ""


def with_fields(printed: bytes, fields: tuple[FormField, ...]) -> bytes:
    """The PDF with its places turned into these fields. The same input gives the same bytes.

    Raises ``KeyError`` for a place that is none of the fields.
    """
    known = {field.name: field for field in fields}
    saved = io.BytesIO()
    with pikepdf.open(io.BytesIO(printed)) as pdf:
        font = font_in(pdf)
        made = Array([])
        for annotation in _annotations(pdf):
            name = str(annotation.A.URI).removeprefix(PLACE)
            _MAKERS[known[name].kind](pdf, annotation, known[name], font)
            made.append(annotation)
        _rename_tags(pdf.Root.StructTreeRoot)
        pdf.Root.AcroForm = Dictionary(
            Fields=made, DR=Dictionary(Font=Dictionary(Fira=font)), DA=String(f"/Fira {_SIZE} Tf {_INK}")
        )
        pdf.save(saved, deterministic_id=True)
    return saved.getvalue()


def _annotations(pdf: Pdf) -> list[Any]:
    """The places, as objects that the list of fields can name too."""
    linked = (one for page in pdf.pages for one in page.obj.get("/Annots", []) if one.get("/Subtype") == "/Link")
    return [one for one in linked if str(one.A.get("/URI", "")).startswith(PLACE)]


def _common(annotation: Any, field: FormField) -> tuple[Decimal, Decimal]:
    """What all fields have; gives width and height of the place."""
    for key in ("/A", "/Contents", "/Border"):
        if key in annotation:
            del annotation[key]
    annotation.Subtype = Name.Widget
    annotation.T, annotation.TU = String(field.name), String(field.tip)
    annotation.F = 4
    left, bottom, right, top = (Decimal(str(one)) for one in annotation.Rect)
    return right - left, top - bottom


def _text(pdf: Pdf, annotation: Any, field: FormField, font: Object) -> None:
    width, height = _common(annotation, field)
    annotation.FT, annotation.V, annotation.MaxLen = Name.Tx, String(""), field.most
    annotation.DA = String(f"/Fira {_SIZE} Tf {_INK}")
    annotation.AP = Dictionary(N=_drawn(pdf, "/Tx BMC EMC", width, height, font))


def _fixed(pdf: Pdf, annotation: Any, field: FormField, font: Object) -> None:
    width, height = _common(annotation, field)
    annotation.FT, annotation.Ff, annotation.V = Name.Tx, _READ_ONLY, String(field.value)
    size = min(float(_SMALL), _SMALL * float(width) / max(typeface().width(field.value, _SMALL), 1.0))
    annotation.DA = String(f"/Fira {size:.2f} Tf {_SOFT}")
    shown = field.value.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    drawn = f"/Tx BMC q BT /Fira {size:.2f} Tf {_SOFT} 0 3.2 Td ({shown}) Tj ET Q EMC"
    annotation.AP = Dictionary(N=_drawn(pdf, drawn, width, height, font))


def _check(pdf: Pdf, annotation: Any, field: FormField, font: Object) -> None:
    width, height = _common(annotation, field)
    annotation.FT, annotation.V, annotation.AS = Name.Btn, Name.Off, Name.Off
    hook = " ".join(f"{width * x:.2f} {height * y:.2f} {step}" for x, y, step in _HOOK)
    states = {
        CHECKED: _drawn(pdf, f"q 1.3 w 1 J 1 j 0.067 G {hook} S Q", width, height, font),
        "/Off": _drawn(pdf, "", width, height, font),
    }
    annotation.AP = Dictionary(N=Dictionary(states))


_MAKERS: Final[dict[FieldKind, Callable[[Pdf, Any, FormField, Object], None]]] = {
    FieldKind.TEXT: _text,
    FieldKind.FIXED: _fixed,
    FieldKind.CHECK: _check,
}


def _drawn(pdf: Pdf, content: str, width: Decimal, height: Decimal, font: Object) -> Object:
    stream = Stream(pdf, content.encode("ascii"))
    stream.Type, stream.Subtype, stream.FormType = Name.XObject, Name.Form, 1
    stream.BBox = Array([0, 0, width, height])
    stream.Resources = Dictionary(Font=Dictionary(Fira=font))
    return pdf.make_indirect(stream)


def _rename_tags(node: Any) -> None:
    """Each tag Link above a field is a tag Form."""
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, Array) else [kids]:
        if not isinstance(kid, Dictionary):
            continue
        if kid.get("/Type") == "/OBJR" and kid.Obj.get("/Subtype") == "/Widget":
            node.S = Name.Form
        elif "/S" in kid:
            _rename_tags(kid)
