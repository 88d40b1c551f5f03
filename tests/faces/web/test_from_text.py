"""The page on which a circular begins with what came in."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django_scopes import scope
from lxml import html
from pikepdf import Pdf

from tests.cast import Cast
from tests.engines.incoming.outlook_file import a_message, outlook_file
from tests.engines.incoming.test_mail import BODY, a_mail
from tests.engines.incoming.word_file import paragraph, word_file
from tests.faces.web.stage import logged_in
from tests.office.rows import row_counts
from umlauf.office.circulars.models import AnnexVersion, Circular

PATH = "circular-from-text"


def a_pdf() -> bytes:
    file = io.BytesIO()
    pdf = Pdf.new()
    pdf.add_blank_page()
    pdf.save(file)
    return file.getvalue()


def a_mail_with_files() -> bytes:
    mail = a_mail()
    mail.add_attachment(a_pdf(), maintype="application", subtype="pdf", filename="Anlage 1 Entwurf.pdf")
    mail.add_attachment(b"MZ\x00", maintype="application", subtype="octet-stream", filename="Fragen.exe")
    return mail.as_bytes()


def test_a_mail_becomes_a_draft_that_says_what_was_proposed(cast: Cast) -> None:
    client = logged_in(cast.home.clerk)
    data = a_mail_with_files()
    response = client.post(reverse(PATH), {"file": SimpleUploadedFile("x.eml", data)}, follow=True)
    with scope(association=cast.home.association):
        (circular,) = Circular.objects.all()
        (annex,) = AnnexVersion.objects.all()
    assert (annex.filename, annex.file.media_type) == ("Anlage 1 Entwurf.pdf", "application/pdf")
    assert response.redirect_chain == [(reverse("circular-edit", kwargs={"circular_id": circular.id}), 302)]
    page = response.content.decode()
    assert "E-Mail von Referat 33 – Größe vom 12. Oktober 2016" in page
    assert "Fragen.exe" in page
    again = client.post(reverse(PATH), {"file": SimpleUploadedFile("y.eml", data)}, follow=True)
    assert again.redirect_chain == [(reverse("circular", kwargs={"circular_id": circular.id}), 302)]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("ohne Endung", outlook_file(a_message("Anhörung", BODY))),
        ("falsch.txt", word_file(paragraph("Notiz"), paragraph("Ein Satz."))),
        ("falsch.pdf", a_mail().as_bytes()),
    ],
)
def test_the_content_counts_and_not_the_name(cast: Cast, name: str, data: bytes) -> None:
    response = logged_in(cast.home.clerk).post(reverse(PATH), {"file": SimpleUploadedFile(name, data)})
    assert response.status_code == 302


def winmail() -> bytes:
    mail = a_mail("")
    mail.set_content(b"x", maintype="application", subtype="ms-tnef", filename="winmail.dat")
    return mail.as_bytes()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("rechnung.eml", b"MZ\x90\x00" + b"\x00" * 100),
        ("rechnung.docx", b"MZ\x90\x00" + b"\x00" * 100),
        ("bombe.docx", word_file(paragraph("x" * 5_000_000))),
        ("fern.docx", word_file(paragraph("&e;"), doctype='<!DOCTYPE w [<!ENTITY e SYSTEM "file:///etc/passwd">]>')),
        ("leer.eml", a_mail("").as_bytes()),
        ("winmail.eml", winmail()),
        ("lang.txt", b"Ein Satz. " * 500_000),
    ],
)
def test_what_cannot_be_taken_in_is_refused_at_its_field(cast: Cast, name: str, data: bytes) -> None:
    client = logged_in(cast.home.clerk)
    before = row_counts()
    response = client.post(reverse(PATH), {"file": SimpleUploadedFile(name, data)})
    assert response.status_code == 422
    (error,) = html.fromstring(response.content.decode()).xpath("//p[@id='id_file_error']")
    assert len(error.text_content().split()) > 5
    assert row_counts() == before


def test_a_pasted_mail_with_its_headers_is_a_mail(cast: Cast) -> None:
    response = logged_in(cast.home.clerk).post(reverse(PATH), {"text": a_mail().as_string()})
    assert response.status_code == 302


@pytest.mark.parametrize(("length", "status"), [(2_500_000, 422), (5_000_000, 400)])
def test_a_long_paste_is_refused(cast: Cast, length: int, status: int) -> None:
    client = logged_in(cast.home.clerk)
    before = row_counts()
    response = client.post(reverse(PATH), {"text": "Satz. " * (length // 6)})
    assert response.status_code == status
    assert "2 MB" in response.content.decode() or html.fromstring(response.content).xpath("//p[@id='id_text_error']")
    assert row_counts() == before


def test_the_page_offers_one_file_of_each_kind(cast: Cast) -> None:
    page = html.fromstring(logged_in(cast.home.clerk).get(reverse(PATH)).content.decode())
    (field,) = page.xpath("//input[@type='file']")
    assert {".eml", ".msg", ".docx", ".pdf", ".txt"} <= set(field.get("accept").split(","))
    assert field.get("multiple") is None
