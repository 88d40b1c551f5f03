"""A form as it comes back: filled in by another program, flattened, or with something in it that ours does not have."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping

import pikepdf
from pikepdf import Dictionary, Name, Pdf

Change = Callable[[Pdf], object]


def filled(form: bytes, values: Mapping[str, str], change: Change = lambda _pdf: None, password: str = "") -> bytes:
    """The form with these values; ``nobody`` is checked by any. The program asks readers to draw the fields anew."""
    saved = io.BytesIO()
    with pikepdf.open(io.BytesIO(form)) as pdf:
        fields = {str(field.obj.T): field for field in pdf.acroform.fields}
        for name, value in values.items():
            fields[name].set_value(Name.Yes if name == "nobody" else pikepdf.String(value))
        change(pdf)
        pdf.save(saved, encryption=pikepdf.Encryption(owner="x", user=password) if password else False)
    return saved.getvalue()


def flattened(form: bytes) -> bytes:
    """The form as a program leaves it that makes its fields part of the page."""
    saved = io.BytesIO()
    with pikepdf.open(io.BytesIO(form)) as pdf:
        pdf.acroform.generate_appearances_if_needed()
        pdf.flatten_annotations("screen")
        pdf.save(saved)
    return saved.getvalue()


def with_script(pdf: Pdf) -> None:
    """A program that runs when a field is left."""
    field = pdf.Root.AcroForm.Fields[0]
    field.AA = Dictionary(K=Dictionary(S=Name.JavaScript, JS=pikepdf.String("app.alert(1)")))


def with_xml_form(pdf: Pdf) -> None:
    """A form of another kind beside ours, which its own programs draw (XFA)."""
    pdf.Root.AcroForm.XFA = pikepdf.Stream(pdf, b"<xdp/>")


def with_another_code(pdf: Pdf) -> None:
    """A code that somebody has changed."""
    for field in pdf.Root.AcroForm.Fields:
        if field.T == "code":
            field.V = pikepdf.String(str(field.V).replace("UF1.", "UF1.9"))
