"""Signing and sending: what the pages say before, and what then is so."""

from __future__ import annotations

from dataclasses import replace

from django.urls import reverse
from django_scopes import scope

from tests.cast import Cast, a_circular, a_content, an_issue
from tests.faces.web.stage import Stage, logged_in, rendered
from tests.office.rows import row_counts
from umlauf.engines.mail.models import Message
from umlauf.office.circulars.actions.draft import save_draft
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.models import Circular, Dispatch, Issue
from umlauf.office.circulars.version import version_of
from umlauf.office.directory.models import IntakeAddress, Membership, PostDetails


def sign_path(circular_id: int) -> str:
    return reverse("circular-sign", kwargs={"circular_id": circular_id})


def seen(circular: Circular) -> dict[str, str]:
    """What the form on the page sends along: what was read."""
    with scope(association=circular.association):
        return {"seen": version_of(circular).digest}


def send_path(circular_id: int) -> str:
    return reverse("circular-send", kwargs={"circular_id": circular_id})


def test_the_page_says_exactly_what_a_signature_does(stage: Stage) -> None:
    client = logged_in(stage.home.signatory)
    before = row_counts()
    page = client.get(sign_path(stage.draft.id)).content.decode()
    for text in (
        "<b>545/2016</b>",
        "<b>1. November 2016</b>",
        "<b>8 Empfänger in 3 Landkreisen</b>",
        "Landkreis Ahorntal",
        "Landkreis Eichengrund",
        "landrat@lk-ahorntal.example",
        "1 Programm</a>",
        f'name="seen" value="{seen(stage.draft)["seen"]}"',
        f"gespeichert von {stage.home.clerk.name}",
        "Noch wird nichts versandt.",
    ):
        assert text in page, text
    assert page.count('class="act first"') == 1
    assert row_counts() == before


def test_a_signature_gives_the_number_that_the_page_named(stage: Stage) -> None:
    client = logged_in(stage.home.signatory)
    response = client.post(sign_path(stage.draft.id), seen(stage.draft), follow=True)
    page = response.content.decode()
    assert "Gezeichnet: Rundschreiben Nr. 545/2016." in page
    with scope(association=stage.home.association):
        issue = Issue.objects.get(circular=stage.draft)
        assert (issue.signatory_name, issue.signatory_title) == (stage.home.signatory.name, "Geschäftsführer")
        assert not Dispatch.objects.filter(issue=issue).exists()


def test_a_second_click_gives_no_second_number(stage: Stage) -> None:
    client = logged_in(stage.home.signatory)
    for _click in range(2):
        response = client.post(sign_path(stage.draft.id), seen(stage.draft))
        assert response.headers["Location"] == reverse("circular", kwargs={"circular_id": stage.draft.id})
    with scope(association=stage.home.association):
        assert Issue.objects.filter(year=2016).count() == 3


def test_nobody_signs_what_they_have_not_read(stage: Stage) -> None:
    client = logged_in(stage.home.signatory)
    read = seen(stage.draft)
    with scope(association=stage.home.association):
        changed = replace(Content.parse(stage.draft.drafts.latest("revision").content), subject="Heimlich geändert")
        save_draft(actor=stage.home.clerk_actor, circular_id=stage.draft.id, content=changed, based_on=1)
    response = client.post(sign_path(stage.draft.id), read)
    page = response.content.decode()
    assert response.status_code == 409
    assert f"{stage.home.clerk.name} hat den Entwurf geändert" in page
    assert "Heimlich geändert" in page
    assert seen(stage.draft)["seen"] in page
    assert client.post(sign_path(stage.draft.id), {"seen": "zwei"}).status_code == 409
    with scope(association=stage.home.association):
        assert not Issue.objects.filter(circular=stage.draft).exists()


def test_a_list_that_reaches_nobody_cannot_be_signed(cast: Cast) -> None:
    with scope(association=cast.home.association):
        circular = a_circular(cast.home)
        Membership.objects.all().delete()
    client = logged_in(cast.home.signatory)
    page = client.get(sign_path(circular.id)).content.decode()
    assert "Der Verteiler erreicht an diesem Tag niemanden" in page
    assert "Zeichnen und Nummer" not in page
    response = client.post(sign_path(circular.id), seen(circular))
    assert response.status_code == 409
    assert "Niemand würde dieses Rundschreiben erhalten" in response.content.decode()


def test_a_member_without_an_address_is_named(cast: Cast) -> None:
    with scope(association=cast.home.association):
        circular = a_circular(cast.home, replace(a_content(cast.home), keyword=""))
        IntakeAddress.objects.filter(organisation=cast.shared).delete()
        PostDetails.objects.filter(post__organisation=cast.shared).update(email="")
    client = logged_in(cast.home.signatory)
    assert "keine Adresse bekannt" in client.get(sign_path(circular.id)).content.decode()
    page = client.post(sign_path(circular.id), seen(circular)).content.decode()
    assert "Keine E-Mail-Adresse bekannt ist für: Landkreis Ahorntal." in page


def test_the_page_says_exactly_who_gets_it_and_sends_once(stage: Stage) -> None:
    client = logged_in(stage.home.clerk)
    path = send_path(stage.ready.circular_id)
    before = row_counts()
    page = client.get(path).content.decode()
    assert "An 8 Empfänger in 3 Landkreisen versenden" in page
    assert "post@lk-lindenberg.example" in page
    assert page.count('class="act first"') == 1
    assert row_counts() == before
    for _click in range(2):
        response = client.post(path)
        assert response.headers["Location"] == reverse("circular", kwargs={"circular_id": stage.ready.circular_id})
    with scope(association=stage.home.association):
        assert Message.objects.filter(key__startswith=f"circular:{stage.ready.id}:").count() == 8
    assert client.get(path).status_code == 302


def test_a_letter_that_is_not_made_yet_cannot_be_sent(cast: Cast) -> None:
    with scope(association=cast.home.association):
        issue = an_issue(cast.home)
    client = logged_in(cast.home.clerk)
    response = client.post(send_path(issue.circular_id))
    assert response.status_code == 409
    assert "Das Schreiben wird noch erzeugt." in response.content.decode()
    with scope(association=cast.home.association):
        rendered(cast.home, issue)
    assert client.post(send_path(issue.circular_id)).status_code == 302


def test_a_draft_cannot_be_sent(stage: Stage) -> None:
    client = logged_in(stage.home.clerk)
    assert client.get(send_path(stage.draft.id)).status_code == 404
    assert client.post(send_path(stage.draft.id)).status_code == 404
