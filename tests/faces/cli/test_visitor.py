"""The visitor without scripts: what it sees of a page, and what a form of it would send."""

from __future__ import annotations

import pytest

from umlauf.faces.cli.visitor import NotOnPage, Page, read_page

HTML = """<!doctype html><html lang="de"><head><title>Titel</title><style>p { color: red }</style></head><body>
<h1>Anmeldung <small>zur Konferenz</small></h1>
<p>Bitte bis <b>Freitag</b>.<p>Danke
<a href="../other/">Andere <span>Seite</span></a>
<form action="/search/"><label for="q">Suche</label><input id="q" name="q"><button>Suchen</button></form>
<form method="post"><input type="hidden" name="token" value="&amp;x">
<fieldset><legend>1. Person</legend><label for="n1">Name</label><input id="n1" name="p1" value="Alt"></fieldset>
<fieldset><legend>2. Person</legend><label for="n2">Name <span>(freiwillig)</span></label><input id="n2" name="p2"></fieldset>
<label><input type="radio" name="way" value="phone" checked><span>Telefon</span></label>
<label><input type="radio" name="way" value="fax"><span>Fax</span></label>
<label><input type="checkbox" name="all"> Alle</label>
<label for="t">Text</label><textarea id="t" name="text">
zwei
Zeilen</textarea>
<select name="kind"><option value="a">A<option value="b" selected>B</select>
<input name="gone" value="x" disabled>
<input type="file" name="file">
<button name="more" value="1">Weitere Person</button><button>Anmelden</button></form>
<script>document.write("no")</script></body></html>"""  # noqa: E501


@pytest.fixture
def page() -> Page:
    return read_page(HTML, "http://localhost/letter/1/register/")


def test_sees_what_a_person_reads(page: Page) -> None:
    assert page.heading == "Anmeldung zur Konferenz"
    assert page.text.splitlines()[:3] == ["Anmeldung zur Konferenz", "Bitte bis Freitag.", "Danke"]
    assert "document" not in page.text
    assert "color" not in page.text
    assert page.link("Andere Seite") == "http://localhost/letter/1/other/"


def test_sends_what_a_browser_sends(page: Page) -> None:
    form = page.form("Anmelden")
    form.fill("Name", "Jan Muster", group="2. Person")
    form.tick("Fax")
    form.tick("Alle")

    assert form.sent_by("Anmelden") == [
        ("token", "&x"),
        ("p1", "Alt"),
        ("p2", "Jan Muster"),
        ("way", "fax"),
        ("all", "on"),
        ("text", "zwei\nZeilen"),
        ("kind", "b"),
    ]
    assert form.sent_by("Weitere Person")[-1] == ("more", "1")
    assert form.address == "http://localhost/letter/1/register/"


def test_says_what_is_not_there(page: Page) -> None:
    with pytest.raises(NotOnPage, match="Abmelden"):
        page.form("Abmelden")
    with pytest.raises(NotOnPage, match="Anmeldung"):
        page.link("Weiter")
    with pytest.raises(NotOnPage, match="Name, Name"):
        page.form("Anmelden").fill("Alter", "7")
