"""Small PDFs as other programs write them, to be attached and looked into."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String


def a_pdf(words: str = "", note: str = "") -> bytes:
    """One page with these words (ASCII) and a note that nobody sees: other notes make other files."""
    shown = f"BT /F1 12 Tf 72 720 Td ({words}) Tj ET" if words else ""
    page = "/Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >>"
    bodies = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< {page} >>",
        f"<< /Length {len(shown)} >>\nstream\n{shown}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    file, places = f"%PDF-1.7\n%{note}\n".encode(), []
    for number, body in enumerate(bodies, 1):
        places.append(len(file))
        file += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "0000000000 65535 f \n" + "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = f"trailer\n<< /Size {len(bodies) + 1} /Root 1 0 R >>\nstartxref\n{len(file)}\n%%EOF\n"
    return file + f"xref\n0 {len(bodies) + 1}\n{table}{trailer}".encode()


def changed(change: Callable[[Pdf], object], *, words: str = "Guten Tag", password: str | None = None) -> bytes:
    """The same with something else in it, perhaps behind a password."""
    saved = io.BytesIO()
    with pikepdf.open(io.BytesIO(a_pdf(words))) as pdf:
        change(pdf)
        pdf.save(saved, encryption=False if password is None else pikepdf.Encryption(owner="x", user=password))
    return saved.getvalue()


def opening_with(pdf: Pdf) -> None:
    """A program that runs at opening."""
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def with_named_scripts(pdf: Pdf) -> None:
    """Programs by name, of the whole document."""
    script = pdf.make_indirect(Dictionary(S=Name.JavaScript, JS=String("app.alert(1)")))
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), script])))


def with_scripted_link(pdf: Pdf) -> None:
    """A program behind a link, deep inside of the page."""
    link = Dictionary(
        Type=Name.Annot, Subtype=Name.Link, AA=Dictionary(E=Dictionary(S=Name.JavaScript, JS=String("x")))
    )
    pdf.pages[0].obj.Annots = Array([link])


def with_script_as_stream(pdf: Pdf) -> None:
    """A program that is a stream, in an object stream like all the rest."""
    pdf.Root.OpenAction = pdf.make_indirect(Dictionary(S=Name.JavaScript, JS=Stream(pdf, b"app.alert(1)")))


def with_xml_form(pdf: Pdf) -> None:
    """A form that its own programs draw (XFA)."""
    pdf.Root.AcroForm = Dictionary(Fields=Array([]), XFA=Stream(pdf, b"<xdp/>"))


def launching(pdf: Pdf) -> None:
    """A link that starts another program."""
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, A=Dictionary(S=Name.Launch, F=String("cmd.exe")))
    pdf.pages[0].obj.Annots = Array([link])


def talking_of_scripts(pdf: Pdf) -> None:
    """Harmless: a title with the words in it, and a font whose name is one of them."""
    pdf.docinfo["/Title"] = "Warum /JavaScript und /Launch in PDF schaden"
    pdf.pages[0].obj.Resources.Font["/JS"] = pdf.pages[0].obj.Resources.Font["/F1"]


def with_pinned_file(pdf: Pdf) -> None:
    """A file that hangs on a page, and is in no list of files."""
    file = Dictionary(Type=Name.Filespec, F=String("x.exe"), EF=Dictionary(F=pdf.make_stream(b"MZ")))
    pdf.pages[0].obj.Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, FS=file)])


def fully_described(pdf: Pdf) -> None:
    """Tags, title and language; a file inside."""
    pdf.Root.MarkInfo = Dictionary(Marked=True)
    pdf.Root.StructTreeRoot = Dictionary(Type=Name.StructTreeRoot)
    pdf.Root.Lang = String("de-DE")
    with pdf.open_metadata() as told:
        told["dc:title"] = "Programm"
    pdf.attachments["daten.csv"] = b"a;b\r\n"


def with_text_in_a_form(pdf: Pdf) -> None:
    """A second page whose text stands in what it draws."""
    pdf.add_blank_page()
    form = Stream(pdf, b"BT /F1 12 Tf [(Guten) -200 (Tag)] TJ ET")
    form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 100, 100])
    form.Resources = Dictionary(Font=pdf.pages[0].obj.Resources.Font)
    page = pdf.pages[1].obj
    page.Resources = Dictionary(XObject=Dictionary(X1=form))
    page.Contents = Stream(pdf, b"/X1 Do")


def unpacking_to_gigabytes(pdf: Pdf) -> None:
    """A page of two megabytes that are two gigabytes of blanks."""
    packed = zlib.compressobj(9)
    start = packed.compress(b" " * 10_000_000) + packed.flush(zlib.Z_FULL_FLUSH)
    page = Stream(pdf, b"")
    page.write(start[:2] + start[2:] * 200, filter=Name.FlateDecode)
    pdf.pages[0].obj.Contents = page
