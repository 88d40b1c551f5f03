"""Writing: a form, a text that came in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from tests.cast import Cast, House, a_circular, a_content, add_list
from tests.faces.web.stage import Stage, logged_in
from tests.office.rows import row_counts
from umlauf.engines.letters import Standard, render_letter
from umlauf.office.circulars.content import Content, Reference
from umlauf.office.circulars.enums import ReferenceKind
from umlauf.office.circulars.models import Circular, Draft
from umlauf.office.conferences.models import Conference
from umlauf.office.directory.models import ListRule
from umlauf.office.directory.rules import Rule

SAMPLE = Path(__file__).resolve().parents[3] / "samples" / "rundschreiben-543-2016.md"


def filled(house: House, **changed: object) -> dict[str, object]:
    """What a browser sends for a whole form."""
    given: dict[str, object] = {
        "series": house.series.id,
        "distribution_list": house.members_list.id,
        "subject": "Kita-Finanzierung",
        "body": "Guten Tag,\r\n\r\n**bitte** lesen.\r\n\r\n- eins\r\n- zwei",
        "addressees": "An die Landkreise\r\n\r\n  An die Städte ",
        "answer_by": "2016-11-11",
        "letter_date": "",
        "language": "de",
    }
    return given | changed


def saved(house: House) -> list[Draft]:
    with scope(association=house.association):
        return list(Draft.objects.order_by("id"))


def test_a_new_circular_is_drafted(cast: Cast) -> None:
    client = logged_in(cast.home.clerk)
    page = client.get(reverse("circular-new")).content.decode()
    assert "Landkreise – 7 Empfänger in 3 Landkreisen" not in page
    assert "Landkreise – 6 Empfänger in 3 Landkreisen" in page
    response = client.post(reverse("circular-new"), filled(cast.home), follow=True)
    (draft,) = saved(cast.home)
    assert response.redirect_chain == [(reverse("circular", kwargs={"circular_id": draft.circular_id}), 302)]
    assert "Der Entwurf ist gespeichert." in response.content.decode()
    content = Content.parse(draft.content)
    assert content.addressees == ("An die Landkreise", "An die Städte")
    assert draft.saved_by == cast.home.clerk.name
    assert [block.__class__.__name__ for block in content.body.content] == ["Paragraph", "Paragraph", "BulletList"]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("subject", "", "Der Betreff fehlt."),
        ("subject", "x" * 201, "höchstens 200 Zeichen"),
        ("body", " \r\n ", "Der Text ist leer."),
        ("body", "Siehe [hier](ftp://amt.example).", "führt"),
        ("body", "Ein Emoji 😀", "kann das Schreiben nicht zeigen"),
        ("keyword", "Emoji 😀", "kann das Schreiben nicht zeigen"),
        ("contact_email", "köln@amt.example", "Umlaut"),
        ("contact_email", "kein Name", "keine E-Mail-Adresse"),
        ("answer_by", "31.11.2016", "gültiges Datum"),
        ("distribution_list", "", "Bitte wählen Sie, wer es erhält."),
        ("distribution_list", "999999", "gültige Auswahl"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_the_rest_is_kept(
    cast: Cast, field: str, value: str, sentence: str
) -> None:
    client = logged_in(cast.home.clerk)
    before = row_counts()
    given = filled(cast.home, abstract="Steht noch da.", **{field: value})
    response = client.post(reverse("circular-new"), given)
    page = response.content.decode()
    assert response.status_code == 422
    summary = page.split('class="errors"')[1].split("</div>")[0]
    assert sentence in summary
    assert f'href="#id_{field}' in summary
    assert f'id="id_{field}_error"' in page
    assert "Steht noch da.</textarea>" in page
    assert row_counts() == before


def test_a_list_of_another_association_cannot_be_chosen(cast: Cast) -> None:
    given = filled(cast.home, distribution_list=cast.other.members_list.id)
    assert logged_in(cast.home.clerk).post(reverse("circular-new"), given).status_code == 422


def test_an_office_without_a_list_is_told_what_is_missing(cast: Cast) -> None:
    with scope(association=cast.home.association):
        ListRule.objects.all().delete()
        cast.home.members_list.delete()
    page = logged_in(cast.home.clerk).get(reverse("circular-new")).content.decode()
    assert "einen Nummernkreis und einen Verteiler" in page
    assert "<textarea" not in page


def test_a_draft_is_changed(stage: Stage) -> None:
    client = logged_in(stage.home.clerk)
    path = reverse("circular-edit", kwargs={"circular_id": stage.draft.id})
    page = client.get(path).content.decode()
    assert 'name="revision" value="1"' in page
    assert "**herzlich**" in page
    assert 'name="series"' not in page
    response = client.post(path, filled(stage.home, revision=1))
    assert response.headers["Location"] == reverse("circular", kwargs={"circular_id": stage.draft.id})
    with scope(association=stage.home.association):
        assert stage.draft.drafts.latest("revision").revision == 2


def test_what_is_signed_is_no_longer_edited(stage: Stage) -> None:
    client = logged_in(stage.home.clerk)
    for name in ("circular-edit", "circular-annex"):
        path = reverse(name, kwargs={"circular_id": stage.sent.circular_id})
        for response in (client.get(path), client.post(path, filled(stage.home, revision=1))):
            assert response.headers["Location"] == reverse("circular", kwargs={"circular_id": stage.sent.circular_id})
    with scope(association=stage.home.association):
        assert Draft.objects.filter(circular_id=stage.sent.circular_id).count() == 1


def test_a_text_becomes_a_draft_once(cast: Cast) -> None:
    client = logged_in(cast.home.clerk)
    given = {"file": SimpleUploadedFile("rs.md", SAMPLE.read_bytes())}
    response = client.post(reverse("circular-from-text"), given, follow=True)
    assert "Aus dem Text ist ein Entwurf geworden." in response.content.decode()
    with scope(association=cast.home.association):
        (circular,) = Circular.objects.all()
        assert Conference.objects.get(circular=circular).city == "Berlin"
    assert response.redirect_chain[0][0] == reverse("circular-edit", kwargs={"circular_id": circular.id})
    given = {"file": SimpleUploadedFile("rs.md", SAMPLE.read_bytes())}
    again = client.post(reverse("circular-from-text"), given, follow=True)
    assert again.redirect_chain[0][0] == reverse("circular", kwargs={"circular_id": circular.id})
    assert "schon einmal übernommen" in again.content.decode()


def test_a_pasted_text_becomes_a_draft(cast: Cast) -> None:
    given = {"text": SAMPLE.read_text(encoding="utf-8")}
    response = logged_in(cast.home.clerk).post(reverse("circular-from-text"), given)
    assert response.status_code == 302
    assert saved(cast.home)[0].content["keyword"]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "Bitte fügen Sie einen Text ein oder wählen Sie eine Datei."),
        ({"text": "Hallo"}, "Das ist kein Rundschreiben"),
        ({"file": SimpleUploadedFile("x.docx", b"PK\x03\x04...")}, "DOCX, TXT"),
        ({"file": SimpleUploadedFile("leer.txt", b"   \n")}, "ist leer"),
        ({"file": SimpleUploadedFile("x.md", b"---\nsubjekt: x\n---\n")}, "unbekannten Schlüssel"),
    ],
)
def test_a_text_that_is_no_circular_is_refused_kindly(cast: Cast, given: dict[str, object], sentence: str) -> None:
    client = logged_in(cast.home.clerk)
    before = row_counts()
    response = client.post(reverse("circular-from-text"), given)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert row_counts() == before


def test_a_text_for_one_of_several_lists_asks_for_the_list(cast: Cast) -> None:
    with scope(association=cast.home.association):
        ListRule.objects.all().delete()
        cast.home.members_list.delete()
        for name in ("Kreise A", "Kreise B"):
            add_list(cast.home, name, Rule(kinds=("county",)))
    client = logged_in(cast.home.clerk)
    given: dict[str, object] = {"text": SAMPLE.read_text(encoding="utf-8")}
    page = client.post(reverse("circular-from-text"), given).content.decode()
    assert "Bitte wählen Sie einen Verteiler." in page
    assert "--list" not in page
    assert client.post(reverse("circular-from-text"), given | {"distribution_list": "Kreise B"}).status_code == 302


def test_a_form_without_its_token_changes_nothing(stage: Stage) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(stage.home.clerk)
    before = row_counts()
    assert client.post(reverse("circular-new"), filled(stage.home)).status_code == 403
    assert row_counts() == before


def test_the_letter_of_a_draft_is_the_one_on_its_page(stage: Stage) -> None:
    from umlauf.office.circulars.letter import draft_letter
    from umlauf.office.circulars.queries import latest_annexes

    with scope(association=stage.home.association):
        content = Content.parse(stage.draft.drafts.latest("revision").content)
        letter = draft_letter(stage.home.association, stage.home.series, content, latest_annexes(stage.draft))
    pages = render_letter(letter, standard=Standard.ARCHIVE).pages
    client = logged_in(stage.home.clerk)
    preview = client.get(reverse("circular-preview", kwargs={"circular_id": stage.draft.id})).content.decode()
    assert preview.count("<img") == pages
    picture = client.get(reverse("circular-page-picture", kwargs={"circular_id": stage.draft.id, "page": pages}))
    assert picture.content.startswith(b"\x89PNG")
    none = client.get(reverse("circular-page-picture", kwargs={"circular_id": stage.draft.id, "page": pages + 1}))
    assert none.status_code == 404


def test_a_form_that_is_sent_twice_begins_one_circular(cast: Cast) -> None:
    client = logged_in(cast.home.clerk)
    nonce = client.get(reverse("circular-new")).context["form"].initial["nonce"]
    went = {client.post(reverse("circular-new"), filled(cast.home, nonce=nonce))["Location"] for _click in range(2)}
    assert len(went) == 1
    assert client.post(reverse("circular-new"), filled(cast.home, nonce="other"))["Location"] not in went
    changed = filled(cast.home, nonce=nonce, subject="Zurück und geändert")
    assert client.post(reverse("circular-new"), changed)["Location"] not in went
    assert len(saved(cast.home)) == 3


def test_a_new_one_begins_with_what_an_earlier_one_says(cast: Cast) -> None:
    home = cast.home
    said = (Reference(ReferenceKind.REFERS, "RS 5/2016"), Reference(ReferenceKind.CORRECTS, "RS 6/2016"))
    with scope(association=home.association):
        earlier = a_circular(home, replace(a_content(home), references=said))
    address = f"{reverse('circular-new')}?from={earlier.id}"
    initial = logged_in(home.clerk).get(address).context["form"].initial
    assert (initial["subject"], initial["keyword"]) == (a_content(home).subject, a_content(home).keyword)
    assert (initial["letter_date"], initial["answer_by"], initial["references"]) == (None, None, ("RS 5/2016",))
    assert len(saved(home)) == 1
    assert logged_in(cast.other.clerk).get(address).status_code == 404
    assert logged_in(home.clerk).get(f"{reverse('circular-new')}?from=x").status_code == 200
