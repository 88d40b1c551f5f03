"""The text of a form as the editor sends it: a tree, which is trusted no more than anything else that is sent."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from tests.cast import Cast, House
from tests.faces.web.stage import Stage, logged_in
from tests.office.rows import row_counts
from umlauf.ground.text import from_markdown, to_markdown
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.models import Draft

Json = dict[str, Any]


def doc(*blocks: Json) -> str:
    return json.dumps({"type": "doc", "content": list(blocks)})


def paragraph(text: str, *marks: Json) -> Json:
    run: Json = {"type": "text", "text": text} | ({"marks": list(marks)} if marks else {})
    return {"type": "paragraph", "content": [run]}


def quoted(depth: int) -> Json:
    return paragraph("tief") if depth == 0 else {"type": "blockquote", "content": [quoted(depth - 1)]}


def table(rows: int) -> Json:
    """As the editor sends it: an empty cell holds an empty paragraph."""
    cells = [{"type": "tableCell", "content": [paragraph("Kreis")]}, {"type": "tableCell", "content": [EMPTY]}]
    return {"type": "table", "content": [{"type": "tableRow", "content": cells}] * rows}


EMPTY: Json = {"type": "paragraph"}


def filled(house: House, **changed: object) -> Json:
    given: Json = {
        "series": house.series.id,
        "distribution_list": house.members_list.id,
        "subject": "Kita-Finanzierung",
        "language": "de",
    }
    return given | changed


def saved_text(house: House) -> str:
    with scope(association=house.association):
        return to_markdown(Content.parse(Draft.objects.latest("id").content).body)


def post(client: Client, given: Json) -> tuple[int, str]:
    response = client.post(reverse("circular-new"), given)
    return response.status_code, response.content.decode()


def begun(page: str) -> Json:
    """What the editor of a page begins with."""
    found = re.search(r'<script id="id_body_begin" type="application/json">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    tree: Json = json.loads(found[1])
    return tree


def test_the_tree_is_taken_where_it_is_sent_and_markdown_where_it_is_not(cast: Cast) -> None:
    client = logged_in(cast.home.clerk)
    tree = doc(
        {"type": "heading", "attrs": {"level": 2}, "content": [{"type": "text", "text": "Anlass"}]},
        paragraph("wichtig", {"type": "bold"}),
        EMPTY,
        table(2),
    )
    assert post(client, filled(cast.home, body="Nur *Markdown*", body_tree=tree))[0] == 302
    assert saved_text(cast.home) == "## Anlass\n\n**wichtig**\n\n| Kreis |  |\n| --- | --- |\n| Kreis |  |\n"
    assert post(client, filled(cast.home, body="Nur *Markdown*", body_tree=""))[0] == 302
    assert saved_text(cast.home) == "Nur _Markdown_\n"
    assert post(client, filled(cast.home, body_tree=doc(paragraph('Nur "der" Baum'))))[0] == 302
    assert saved_text(cast.home) == "Nur „der“ Baum\n"


def test_the_page_of_a_draft_begins_with_its_text_in_both_forms(stage: Stage) -> None:
    path = reverse("circular-edit", kwargs={"circular_id": stage.draft.id})
    page = logged_in(stage.home.clerk).get(path).content.decode()
    with scope(association=stage.home.association):
        body = Content.parse(stage.draft.drafts.latest("revision").content).body
    assert begun(page) == body.json()
    assert "**herzlich**" in page
    assert '<input type="hidden" name="body_tree" autocomplete="off">' in page


def test_what_was_written_comes_back_with_a_refusal_in_both_forms(cast: Cast) -> None:
    tree = doc(paragraph("bitte lesen", {"type": "bold"}), paragraph("</script><b>x</b>"))
    status, page = post(logged_in(cast.home.clerk), filled(cast.home, subject="", body_tree=tree))
    assert status == 422
    assert begun(page)["content"][0]["content"][0]["text"] == "bitte lesen"
    assert "**bitte lesen**" in page
    assert "<b>x</b>" not in page.split("<textarea")[0]
    assert 'id="id_body_error"' not in page


def test_without_the_editor_what_was_written_comes_back_as_markdown(cast: Cast) -> None:
    _status, page = post(logged_in(cast.home.clerk), filled(cast.home, subject="", body="**bitte**"))
    assert begun(page) == from_markdown("**bitte**").json()
    assert "**bitte**</textarea>" in page


LINK = {"type": "link", "attrs": {"href": "javascript:alert(1)"}}


@pytest.mark.parametrize(
    ("tree", "words"),
    [
        (doc(), "Der Text ist leer."),
        (doc(EMPTY), "Der Text ist leer."),
        (doc(paragraph("hier", LINK)), "javascript:alert(1)"),
        (doc(paragraph("hier", {"type": "link", "attrs": {}})), "link"),
        (doc(quoted(8)), "verschachtelt"),
        (doc(quoted(60)), "verschachtelt"),
        (doc({"type": "image", "attrs": {"src": "x"}}), "image"),
        (doc(paragraph("x", {"type": "underline"})), "underline"),
        (doc(paragraph("Ein Emoji 😀")), "😀 (U+1F600)"),
        (doc(paragraph("שלום")), "ש (U+05E9)"),
        (doc(paragraph("nul\x00")), "Nullzeichen"),
        ("[]", "list"),
        ('"x"', "str"),
    ],
)
def test_what_no_letter_may_have_is_refused_by_name_and_comes_back(cast: Cast, tree: str, words: str) -> None:
    client = logged_in(cast.home.clerk)
    before = row_counts()
    status, page = post(client, filled(cast.home, abstract="Steht noch da.", body_tree=tree))
    summary = page.split('class="errors"')[1].split("</div>")[0]
    assert (status, words in summary, 'href="#id_body"' in summary) == (422, True, True), summary
    assert "Steht noch da.</textarea>" in page
    assert begun(page)["type"] == "doc"
    assert row_counts() == before


@pytest.mark.parametrize(
    "mangled",
    ["{", '{"type": "doc"', "[" * 100_000, "9" * 5_000, doc(paragraph("halb \ud800")), "kein JSON"],
)
def test_a_text_that_did_not_arrive_as_a_whole_is_not_saved(cast: Cast, mangled: str) -> None:
    client = logged_in(cast.home.clerk)
    before = row_counts()
    status, page = post(client, filled(cast.home, abstract="Steht noch da.", body_tree=mangled))
    assert status == 422
    assert 'id="id_body_error"' in page
    assert "Steht noch da.</textarea>" in page
    assert row_counts() == before


def test_a_refused_link_is_still_there_to_be_corrected(cast: Cast) -> None:
    mark = {"type": "link", "attrs": {"href": "ftp://server.example"}}
    _status, page = post(logged_in(cast.home.clerk), filled(cast.home, body_tree=doc(paragraph("hier", mark))))
    assert begun(page)["content"][0]["content"][0]["marks"] == [mark]


def test_a_table_of_500_rows_is_taken(cast: Cast) -> None:
    assert post(logged_in(cast.home.clerk), filled(cast.home, body_tree=doc(table(500))))[0] == 302
    assert saved_text(cast.home).count("| Kreis |") == 500


def test_who_signs_corrects_in_the_same_editor(stage: Stage) -> None:
    boss = logged_in(stage.home.signatory)
    path = reverse("circular-sign-edit", kwargs={"circular_id": stage.draft.id})
    page = boss.get(path)
    text = page.content.decode()
    assert "web/editor" in text
    assert begun(text)["type"] == "doc"
    form = {name: value for name, value in page.context["form"].initial.items() if value is not None}
    sent = form | {"addressees": "", "references": "", "copies": "", "seen": page.context["seen"]}
    tree = doc(paragraph("</script><script>alert(1)</script>"))
    response = boss.post(path, sent | {"body": "", "body_tree": tree})
    assert response.status_code == 302, response.content.decode()
    with scope(association=stage.home.association):
        assert Draft.objects.filter(circular=stage.draft).latest("id").content["body"] == json.loads(tree)
