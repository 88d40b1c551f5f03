"""The mailbox of a demo."""

from __future__ import annotations

import mailbox
import os
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

HTML = """<html><head><title>x</title><style>p{color:red}</style></head><body onload="alert(1)"><h1>Konferenz</h1>
<p style="color:red">Lesen Sie <a href="http://localhost:8000/l/abc" onclick="x()">hier</a>.<script>alert(1)</script>
</p><img src="https://evil.example/pixel.png"><iframe src="https://evil.example"></iframe></body></html>"""


def put(home: Path, subject: str, at: int = 1_000) -> str:
    """Put a mail into the box, as the demo's server does; gives its key."""
    message = EmailMessage()
    message["From"] = "Landkreistag Musterland <verband@lkt.example>"
    message["To"] = "post@xn--lk-brde-d1a.example"
    message["Subject"] = subject
    message["Date"] = "Tue, 01 Nov 2016 09:15:00 +0100"
    message["X-Long"] = "<script>alert(1)</script>"
    message.set_content("Bitte lesen:\nhttp://localhost:8000/l/abc.1.xyz\n\nÄnderungen <b>hier</b>\n")
    message.add_alternative(HTML, subtype="html")
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="RS_2016-0543_Köln.pdf")
    message.add_attachment(b"<html>", maintype="text", subtype="html", filename="x.html")
    key = mailbox.Maildir(home / "mail").add(message)
    (found,) = (home / "mail" / "new").glob(f"{key}*")
    os.utime(found, (at, at))
    return key


def text(path: str) -> str:
    response = Client().get(path)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.django_db
def test_an_empty_box_says_what_fills_it(demo: Path) -> None:
    assert "Es ist noch keine E-Mail hinausgegangen." in text(reverse("mails"))


@pytest.mark.django_db
def test_the_newest_mail_stands_first(demo: Path) -> None:
    put(demo, "Ältere", 1_000)
    put(demo, "Neuere", 2_000)
    page = text(reverse("mails"))
    assert page.index("Neuere") < page.index("Ältere")
    assert "post@lk-börde.example" in page
    assert "01.11.2016, 09:15 Uhr" in page
    assert "2 Nachrichten" in page


@pytest.mark.django_db
def test_a_mail_is_found_by_address_and_subject(demo: Path) -> None:
    put(demo, "RS 543/2016 – Konferenz", 1_000)
    put(demo, "Angemeldet – Konferenz", 2_000)
    assert "Eine Nachricht" in text(f"{reverse('mails')}?q=börde+rs")
    assert "2 Nachrichten" in text(f"{reverse('mails')}?q=KONFERENZ")
    nothing = text(f"{reverse('mails')}?q=%3Cscript%3E")
    assert "Zu diesen Wörtern passt keine E-Mail." in nothing
    assert 'value="&lt;script&gt;"' in nothing


@pytest.mark.django_db
def test_the_box_has_pages(demo: Path) -> None:
    for number in range(51):
        put(demo, f"Nummer {number}", 1_000 + number)
    assert "Seite 1 von 2" in text(reverse("mails"))
    assert "Nummer 0<" in text(reverse("mails") + "?page=2")


@pytest.mark.django_db
def test_a_mail_is_shown_with_its_text_its_links_and_its_files(demo: Path) -> None:
    key = put(demo, "Rundschreiben <543>")
    page = text(reverse("mail", kwargs={"key": key}))
    assert "Rundschreiben &lt;543&gt;" in page
    assert '<a href="http://localhost:8000/l/abc.1.xyz"' in page
    assert "Änderungen &lt;b&gt;hier&lt;/b&gt;" in page
    assert "&lt;script&gt;" in page
    assert f'href="{reverse("mail-file", kwargs={"key": key, "index": 0})}">RS_2016-0543_Köln.pdf</a>' in page


@pytest.mark.django_db
def test_the_html_part_is_cleaned(demo: Path) -> None:
    page = text(reverse("mail-html", kwargs={"key": put(demo, "<!-- the mail -->")}))
    part = page.split('class="letter mail-html">')[1].split("</main>")[0]
    assert "<h1>Konferenz</h1>" in part
    assert '<a href="http://localhost:8000/l/abc"' in part
    for gone in ("<script", "<style", "style=", "onclick", "<img", "<iframe", "alert", "color:red"):
        assert gone not in part
    assert "&lt;!-- the mail --&gt;" in page


@pytest.mark.django_db
def test_a_file_comes_as_it_was_sent(demo: Path) -> None:
    key = put(demo, "Mit Dateien")
    pdf = Client().get(reverse("mail-file", kwargs={"key": key, "index": 0}))
    assert (pdf.content, pdf.headers["Content-Type"]) == (b"%PDF-1.7", "application/pdf")
    assert pdf.headers["Content-Disposition"].startswith("inline; filename*=utf-8''RS_2016-0543_K%C3%B6ln.pdf")
    page = Client().get(reverse("mail-file", kwargs={"key": key, "index": 1}))
    assert page.headers["Content-Disposition"] == 'attachment; filename="x.html"'
    assert Client().get(reverse("mail-file", kwargs={"key": key, "index": 2})).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["nothing", "..", "../../demo", "%2e%2e%2fdemo", "a" * 300, "x\x00y"])
def test_a_key_that_leads_nowhere(demo: Path, key: str) -> None:
    put(demo, "Eine")
    assert Client().get(f"/mail/{key}/").status_code == 404


@pytest.mark.django_db
def test_every_page_of_a_demo_says_so_and_what_time_it_is(demo: Path) -> None:
    import datetime as dt

    from umlauf.ground.core.clock import set_office_time

    set_office_time(dt.datetime(2016, 11, 1, 8, 12, 30, tzinfo=dt.UTC))
    for path in (reverse("account_login"), reverse("mails"), reverse("imprints")):
        assert "Vorführung: Es ist der 1. November 2016, 09:12 Uhr. Personen sind erfunden." in text(path)
