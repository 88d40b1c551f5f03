"""A draft goes out to Word and comes back as its next version."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django_scopes import scope
from lxml import html

from tests.cast import Cast, House, a_circular, a_content
from tests.engines.incoming.word_file import paragraph, word_file
from tests.faces.web.stage import Stage, logged_in
from tests.office.rows import row_counts
from umlauf.engines.word import Origin, read_draft
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import from_markdown, to_markdown
from umlauf.office.circulars.actions.draft import save_draft
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.models import Circular, Draft, WorkingCopy


class Answer(Protocol):
    """What a browser gets."""

    status_code: int

    @property
    def content(self) -> bytes: ...


TEXT = "Guten Tag,\n\n**bitte** lesen.\n\n1. eins\n2. zwei\n\n| Kreis | Betrag |\n| --- | --- |\n| Ahorntal | 12 |"
SUBJECT = "Kita-Finanzierung"


@pytest.fixture
def draft(cast: Cast) -> Circular:
    with scope(association=cast.home.association):
        content = a_content(cast.home, subject=SUBJECT)
        return a_circular(cast.home, replace(content, body=from_markdown(TEXT), abstract="Kurz.", closing="Mit Gruß"))


def address(name: str, circular: Circular) -> str:
    return reverse(name, kwargs={"circular_id": circular.id})


def taken_out(house: House, circular: Circular) -> bytes:
    response = logged_in(house.clerk).get(address("circular-word", circular))
    assert response["Content-Type"].endswith("wordprocessingml.document")
    assert response["Content-Disposition"].startswith("attachment")
    return bytes(response.content)


def edited(data: bytes, change: Callable[[docx.document.Document], None]) -> bytes:
    """What a colleague does to a file in Word."""
    document = docx.Document(io.BytesIO(data))
    change(document)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def says_please(document: docx.document.Document) -> None:
    [line] = [one for one in document.paragraphs if one.text.startswith("bitte")]
    line.add_run(" Danke dafür.")


def read_in(house: House, circular: Circular, data: bytes, name: str = "Entwurf.docx") -> Answer:
    file = SimpleUploadedFile(name, data)
    return logged_in(house.clerk).post(address("circular-word-in", circular), {"file": file})


def shown(response: Answer) -> html.HtmlElement:
    return html.fromstring(response.content.decode())


def fields_to_save(response: Answer) -> dict[str, str]:
    """What the button on the page sends."""
    [form] = shown(response).xpath("//form[contains(@action, '/edit/')]")
    return {one.get("name"): one.get("value") or "" for one in form.xpath(".//input[@type='hidden']")}


def last(house: House, circular: Circular) -> Draft:
    with scope(association=house.association):
        return Draft.objects.filter(circular=circular).latest("revision")


def test_a_draft_goes_out_with_what_it_was_taken_from(cast: Cast, draft: Circular) -> None:
    back = read_draft(taken_out(cast.home, draft))
    assert back.origin == Origin(draft.id, 1)
    assert (back.subject, back.abstract, back.closing) == (SUBJECT, "Kurz.", "Mit Gruß")
    assert back.body == Content.parse(last(cast.home, draft).content).body
    assert back.changed_by == cast.home.association.name


def test_what_was_written_in_word_is_shown_and_saved_when_somebody_says_so(cast: Cast, draft: Circular) -> None:
    data = edited(taken_out(cast.home, draft), says_please)
    before = row_counts() | {"django_session": 2}
    page = read_in(cast.home, draft, data)
    assert row_counts() == before
    assert [one.text_content().split()[-2:] for one in shown(page).xpath("//ins")] == [["Danke", "dafür."]]
    assert shown(page).xpath("//del") == []
    client = logged_in(cast.home.clerk)
    response = client.post(address("circular-edit", draft), fields_to_save(page))
    assert (response.status_code, response["Location"]) == (302, address("circular", draft))
    saved, content = last(cast.home, draft), Content.parse(last(cast.home, draft).content)
    assert (saved.revision, saved.saved_by) == (2, cast.home.clerk.name)
    assert "lesen. Danke dafür." in to_markdown(content.body)
    with scope(association=cast.home.association):
        first = Content.parse(draft.drafts.get(revision=1).content)
    assert replace(content, body=first.body) == first


def test_one_may_go_on_writing_before_it_is_saved(cast: Cast, draft: Circular) -> None:
    page = read_in(cast.home, draft, edited(taken_out(cast.home, draft), says_please))
    form = logged_in(cast.home.clerk).post(address("circular-edit", draft), fields_to_save(page) | {"show": "1"})
    assert form.status_code == 200
    assert "Danke dafür." in shown(form).xpath("//textarea[@name='body']")[0].text
    assert last(cast.home, draft).revision == 1


def test_what_one_has_typed_and_not_saved_comes_first(cast: Cast, draft: Circular) -> None:
    client = logged_in(cast.home.clerk)
    page = read_in(cast.home, draft, edited(taken_out(cast.home, draft), says_please))
    kept = {"writer": cast.home.clerk.id, "window": "w1", "subject": "Halb getippt", "revision": 1}
    assert client.post(address("circular-keep", draft), kept).json()["kept"] is True
    response = client.get(address("circular-word-in", draft))
    assert (response.status_code, response["Location"]) == (302, address("circular-edit", draft))
    assert client.post(address("circular-edit", draft), fields_to_save(page)).status_code == 302
    with scope(association=cast.home.association):
        assert WorkingCopy.objects.get().entries["subject"] == ["Halb getippt"]


def test_a_file_that_says_the_same_has_nothing_to_save(cast: Cast, draft: Circular) -> None:
    page = shown(read_in(cast.home, draft, taken_out(cast.home, draft)))
    assert page.xpath("//form[contains(@action, '/edit/')]") == []
    assert page.xpath("//ins | //del") == []


def test_what_somebody_saved_since_is_told_and_struck(cast: Cast, draft: Circular) -> None:
    data = edited(taken_out(cast.home, draft), says_please)
    with scope(association=cast.home.association):
        content = Content.parse(draft.drafts.get().content)
        newer = replace(content, body=from_markdown(TEXT + "\n\nNachgetragen."))
        save_draft(actor=cast.home.signatory_actor, circular_id=draft.id, content=newer, based_on=1)
    page = read_in(cast.home, draft, data)
    [warning] = shown(page).xpath("//div[@class='note bad']")
    assert cast.home.signatory.name in warning.text_content()
    [versions] = warning.xpath(".//a")
    assert versions.get("href") == address("circular-versions", draft) + "?from=1&to=2"
    assert logged_in(cast.home.clerk).get(versions.get("href")).status_code == 200
    assert any("Nachgetragen." in one.text_content() for one in shown(page).xpath("//del"))
    assert fields_to_save(page)["revision"] == "2"


def test_whoever_saves_between_looking_and_saving_is_not_written_over(cast: Cast, draft: Circular) -> None:
    page = read_in(cast.home, draft, edited(taken_out(cast.home, draft), says_please))
    with scope(association=cast.home.association):
        content = replace(Content.parse(draft.drafts.get().content), keyword="Neu")
        save_draft(actor=cast.home.signatory_actor, circular_id=draft.id, content=content, based_on=1)
    response = logged_in(cast.home.clerk).post(address("circular-edit", draft), fields_to_save(page))
    assert "Danke dafür." in response.content.decode()
    assert last(cast.home, draft).revision == 2


def test_a_file_of_another_draft_is_told(cast: Cast, draft: Circular) -> None:
    with scope(association=cast.home.association):
        other = a_circular(cast.home, a_content(cast.home, subject="Etwas anderes"))
    page = shown(read_in(cast.home, draft, taken_out(cast.home, other)))
    assert len(page.xpath("//div[@class='note bad']")) == 1
    assert any("Etwas anderes" in one.text_content() for one in page.xpath("//ins"))


def test_a_file_that_does_not_say_what_it_was_taken_from(cast: Cast, draft: Circular) -> None:
    """Somebody has copied the text into a file of their own: without a title the subject stays."""
    page = read_in(cast.home, draft, word_file(paragraph("Guten Tag,"), paragraph("ganz neu.")))
    assert len(shown(page).xpath("//div[@class='note info']")) == 1
    given = fields_to_save(page)
    assert (given["subject"], given["abstract"], given["closing"]) == (SUBJECT, "", "")


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "leer.docx"),
        (b"%PDF-1.7", "Brief.docx"),
        (b"PK\x03\x04" + b"\0" * 40, "kaputt.docx"),
        (word_file(paragraph("x"), more={"word/vbaProject.bin": b"x"}), "Makros.docm"),
        (word_file(paragraph("x" * 4_500_000)), "Bombe.docx"),
        (word_file(paragraph("")), "ohne-Text.docx"),
        (word_file(paragraph("\N{GRINNING FACE}")), "Zeichen.docx"),
        (
            word_file(paragraph("x"), more={"word/media/a.png": bytes(range(256)) * 0}) + b"\0" * 5_000_001,
            "zu-groß.docx",
        ),
    ],
    ids=["empty", "pdf", "broken", "macros", "bomb", "no text", "characters", "large"],
)
def test_what_cannot_be_read_in_is_told_at_the_field(cast: Cast, draft: Circular, data: bytes, name: str) -> None:
    response = read_in(cast.home, draft, data, name)
    assert response.status_code == 422
    assert len(shown(response).xpath("//p[@id='id_file_error']")) == 1
    assert last(cast.home, draft).revision == 1


def test_no_file_at_all(cast: Cast, draft: Circular) -> None:
    response = logged_in(cast.home.clerk).post(address("circular-word-in", draft), {})
    assert response.status_code == 422


def test_the_page_says_what_else_is_in_the_file(cast: Cast, draft: Circular) -> None:
    def comments(document: docx.document.Document) -> None:
        for number in range(2):
            document.add_comment(document.paragraphs[2].runs, f"Wirklich? {number}", author="K")

    page = shown(read_in(cast.home, draft, edited(taken_out(cast.home, draft), comments)))
    [told] = page.xpath("//section[@aria-labelledby='told']//li")
    assert "2" in told.text_content()


def test_what_is_signed_takes_nothing_in(stage: Stage) -> None:
    client = logged_in(stage.home.clerk)
    path = address("circular-word-in", stage.sent.circular)
    for response in (client.get(path), client.post(path, {"file": SimpleUploadedFile("a.docx", b"x")})):
        assert (response.status_code, response["Location"]) == (302, address("circular", stage.sent.circular))


def test_the_size_that_is_told_is_the_one_that_counts(cast: Cast, draft: Circular) -> None:
    page = logged_in(cast.home.clerk).get(address("circular-word-in", draft)).content.decode()
    assert f"{LIMITS.word_bytes // 1_000_000} MB" in page
