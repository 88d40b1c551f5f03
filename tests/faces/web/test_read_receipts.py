"""Read receipts of mail programs on the pages: asked for in a draft, shown where it stands what has come."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope
from pytest_django import Settings

from tests.cast import Cast, a_circular, a_content
from tests.engines.letters.pdf_reading import findings, whole_text
from tests.faces.web.returning import text
from tests.faces.web.stage import Stage, logged_in, send, set_stage
from tests.faces.web.test_receipts import desk, page, rows_of
from umlauf.office.circulars.actions.draft import save_draft
from umlauf.office.circulars.models import Draft, Issue, Recipient

READ = dt.datetime(2016, 11, 3, 8, 12, tzinfo=dt.UTC)


@pytest.fixture
def asking(cast: Cast) -> tuple[Stage, Issue, Recipient]:
    """A circular that asks for both kinds of receipt, of which a mail program of the shared county says something."""
    stage = set_stage(cast)
    with scope(association=cast.home.association):
        issue = send(cast.home, a_circular(cast.home, replace(a_content(cast.home), acknowledge=True, ask_read=True)))
        letter = Recipient.objects.get(issue=issue, organisation=cast.shared)
        Recipient.objects.filter(id=letter.id).update(read_at=READ)
    return stage, issue, letter


def saved(stage: Stage) -> bool:
    with scope(association=stage.home.association):
        latest: Draft = Draft.objects.filter(circular=stage.draft).latest("revision")
    return bool(latest.content.get("ask_read"))


def fill_in(client: Client, path: str, **more: str) -> None:
    html = text(client, path)
    fields = dict(re.findall(r'name="(\w+)"[^>]*value="([^"]*)"', html))
    kept = {name: fields.get(name, "") for name in ("revision", "distribution_list")}
    given = {"subject": "Entwurf", "body": "Guten Tag,", "language": "de", **kept, **more}
    assert client.post(path, given).status_code == 302


def test_a_draft_can_ask_for_it_where_something_can_come_back(stage: Stage, settings: Settings) -> None:
    client, path = logged_in(stage.home.clerk), page(stage.draft.id, "circular-edit")
    settings.RETURN_ADDRESS = "returns@umlauf.example"
    assert 'name="ask_read"' in text(client, path)
    fill_in(client, path, ask_read="on")
    assert saved(stage)
    assert re.search(r'name="ask_read"[^>]*checked', text(client, path))
    fill_in(client, path)
    assert not saved(stage)


def test_without_a_return_path_it_is_not_offered_and_what_was_said_is_kept(stage: Stage, settings: Settings) -> None:
    client, path = logged_in(stage.home.clerk), page(stage.draft.id, "circular-edit")
    settings.RETURN_ADDRESS = ""
    fill_in(client, path, ask_read="on")
    assert not saved(stage)
    settings.RETURN_ADDRESS = "returns@umlauf.example"
    fill_in(client, path, ask_read="on")
    settings.RETURN_ADDRESS = ""
    assert 'name="ask_read"' not in text(client, path)
    fill_in(client, path)
    assert saved(stage)


def test_who_reads_a_draft_sees_that_it_asks(stage: Stage) -> None:
    client, path = logged_in(stage.home.clerk), page(stage.draft.id)
    before = text(client, path).count('<p class="meta"><span>')
    with scope(association=stage.home.association):
        content = replace(a_content(stage.home), ask_read=True)
        save_draft(actor=stage.home.clerk_actor, circular_id=stage.draft.id, content=content, based_on=1)
    assert text(client, path).count('<p class="meta"><span>') == before + 1


def test_the_page_of_the_circular_counts_and_filters(asking: tuple[Stage, Issue, Recipient]) -> None:
    stage, issue, letter = asking
    client, path = logged_in(stage.home.clerk), page(issue.circular_id)
    html = text(client, path)
    assert re.search(r'<b>1</b><span><a id="receipt-displayed"', html)
    assert re.search(r'<b>3</b><span><a id="receipt-unconfirmed"', html)
    row = html.partition(f'<tr id="recipient-{letter.id}"')[2].partition("</tr>")[0]
    assert '<span class="sub">' in row
    assert "03.11." in row
    shown = text(client, f"{path}?receipt=displayed")
    assert re.findall(r'<tr id="recipient-(\d+)"', shown) == [str(letter.id)]
    assert '<option value="displayed" selected>' in shown


def test_where_none_has_come_the_page_says_what_that_means(asking: tuple[Stage, Issue, Recipient]) -> None:
    stage, issue, _letter = asking
    with scope(association=stage.home.association):
        Recipient.objects.update(read_at=None)
    client = logged_in(stage.home.clerk)
    html = text(client, page(issue.circular_id))
    assert 'id="receipt-displayed"' not in html
    silent = text(client, page(stage.sent.circular_id))
    assert html.count("<b>0</b>") == silent.count("<b>0</b>") + 1


def test_the_overview_has_a_sign_of_its_own(asking: tuple[Stage, Issue, Recipient]) -> None:
    stage, issue, letter = asking
    client, path = logged_in(stage.home.clerk), reverse("circulars-receipts")
    html = text(client, path)
    cell = f'<a class="tag ok open" href="{page(issue.circular_id)}#recipient-{letter.id}">'
    assert cell in html
    assert html.count('<a class="tag ok') == 1
    sign = html.partition(cell)[2].partition("</span>")[0].rpartition(">")[2]
    assert f'<dt class="tag ok">{sign}</dt>' in html
    with scope(association=stage.home.association):
        Recipient.objects.update(read_at=None)
    assert f'<dt class="tag ok">{sign}</dt>' not in text(client, path)


def test_the_desk_says_what_happened(asking: tuple[Stage, Issue, Recipient]) -> None:
    stage, issue, letter = asking
    client = logged_in(stage.home.clerk)
    before = text(client, desk(issue, letter)).count("<li>")
    with scope(association=stage.home.association):
        Recipient.objects.update(read_at=None)
    assert text(client, desk(issue, letter)).count("<li>") == before - 1


def test_the_evidence_says_when_and_what_it_means(asking: tuple[Stage, Issue, Recipient], tmp_path: object) -> None:
    stage, issue, _letter = asking
    client = logged_in(stage.home.clerk)
    rows = rows_of(client, page(issue.circular_id, "circular-evidence", ending="csv"))
    said = [[name for name, cell in row.items() if cell.startswith("03.11.2016, 09:12")] for row in rows]
    assert len(said[0]) == 1
    assert [bool(one) for one in said] == [row["Organisation"] == "Landkreis Ahorntal" for row in rows]
    paper = client.get(page(issue.circular_id, "circular-evidence", ending="pdf")).content
    assert "03.11.2016, 09:12" in " ".join(whole_text(paper).split())
    assert findings(paper, tmp_path) == []  # type: ignore[arg-type]
    silent = client.get(page(stage.sent.circular_id, "circular-evidence", ending="pdf")).content
    assert len(whole_text(paper).split()) > len(whole_text(silent).split()) + 60
