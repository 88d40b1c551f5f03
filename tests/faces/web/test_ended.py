"""What pages say once a conference is over, an ask is closed, or a form has met something that it did not know."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django_scopes import scope

from tests.faces.web.answering import (
    SAYER,
    Browser,
    answer_of,
    ask,
    clerk,
    close,
    guest,
    invite,
    letter_path,
    member,
    people_of,
)
from tests.faces.web.returning import nonce_of, page, text
from tests.faces.web.stage import Stage, logged_in
from umlauf.engines.mail.models import Message
from umlauf.ground.core.clock import set_office_time
from umlauf.office.responses.enums import AskKind, Counting, Way

OVER = dt.datetime(2016, 12, 5, 9, tzinfo=dt.UTC)


def over(stage: Stage) -> None:
    """The conference of 2 December is over."""
    invite(stage)
    set_office_time(OVER)


def test_nobody_is_reminded_of_a_conference_that_is_over(stage: Stage) -> None:
    invite(stage)
    client, circular_id = logged_in(stage.home.clerk), stage.sent.circular_id
    nonce = nonce_of(text(client, page(circular_id, "circular-remind")))
    set_office_time(OVER)
    html = text(client, page(circular_id))
    assert 'id="remind"' not in html
    assert "Die Veranstaltung ist vorbei oder abgesagt: Nur noch die Geschäftsstelle trägt ein." in html
    assert "Erinnert wird deshalb niemand mehr." in text(client, page(circular_id, "circular-remind"))
    sent = {"nonce": nonce, "recipient": [stage.letter.id]}
    response = client.post(page(circular_id, "circular-remind"), sent)
    assert response.status_code == 409
    with scope(association=stage.home.association):
        assert not Message.objects.filter(key__startswith="reminder:").exists()


def test_the_inbox_expects_nothing_of_a_conference_that_is_over(stage: Stage) -> None:
    over(stage)
    html = text(logged_in(stage.cast.member), reverse("today"))
    assert '<span class="tag none">Veranstaltung vorbei oder abgesagt</span>' in html
    assert "noch möglich" not in html


def test_nobody_can_ask_for_time_beyond_the_conference(stage: Stage) -> None:
    invite(stage)
    browser = guest(stage)
    form = browser.form("extension/")
    too_far = browser.send("extension/", form, wished="2016-12-03", **SAYER)
    assert too_far.status == 422
    assert "Die Veranstaltung endet am 2. Dezember 2016." in too_far.text
    set_office_time(OVER)
    assert browser.send("extension/", form, wished="2016-12-06", **SAYER).status == 422
    assert browser.page("extension/").address == letter_path(stage)
    assert "Wunsch nach Fristverlängerung" not in clerk(stage).page().text


def test_what_is_closed_is_not_pressing(stage: Stage) -> None:
    set_office_time(dt.datetime(2016, 11, 17, 9, tzinfo=dt.UTC))
    client = logged_in(stage.home.clerk)
    assert 'class="tag bad"' in text(client, reverse("today")).split('id="running"')[1]
    close(stage)
    assert 'class="tag bad"' not in text(client, reverse("today")).split('id="running"')[1]


def test_a_change_that_met_another_one_shows_it_and_can_be_sent_again(stage: Stage) -> None:
    invite(stage)
    browser = guest(stage)
    registered = browser.send("register/", person__0__name="Anna Berg", **SAYER)
    path = registered.link("ändern Anna Berg").partition(letter_path(stage))[2]
    form = browser.form(path)
    browser.send(path, person__function="Leiterin", **SAYER)
    refused = browser.send(path, form, person__function="Chefin", **SAYER)
    assert refused.status == 422
    assert "lautet jetzt: Anna Berg, Leiterin" in refused.text
    mended = browser.send(path, refused.form("Änderung speichern"))
    assert "Die Änderung ist gespeichert." in mended.text
    assert "Chefin" in mended.text
    withdrawn = browser.form(path)
    browser.send("withdraw/", person=people_ids(browser)[0], **SAYER)
    late = browser.send(path, withdrawn, person__name="Anna Berger", **SAYER)
    assert "Anna Berg wurde inzwischen abgemeldet." in late.text
    assert people_of(stage) == [("Anna Berg", "withdrawn")]


def people_ids(browser: Browser) -> list[str]:
    """The people that can be withdrawn."""
    return [one.value for one in browser.form("withdraw/").controls if one.name == "person"]


def test_a_confirmation_is_promised_only_where_one_is_sent(stage: Stage) -> None:
    invite(stage)
    browser = guest(stage)
    registered = browser.send("register/", person__0__name="Anna Berg", **SAYER)
    assert "Eine Bestätigung geht an" in registered.text
    path = registered.link("ändern Anna Berg").partition(letter_path(stage))[2]
    assert "Eine Bestätigung geht an" not in browser.send(path, **SAYER).text
    first, second = browser.form("withdraw/"), browser.form("withdraw/")
    person = people_ids(browser)[0]
    assert "Eine Bestätigung geht an" in browser.send("withdraw/", first, person=person, **SAYER).text
    assert "Eine Bestätigung geht an" not in browser.send("withdraw/", second, person=person, **SAYER).text


def test_a_deputy_may_be_one_of_several(stage: Stage) -> None:
    invite(stage, counts=Counting.FINAL)
    browser = guest(stage)
    deputy = {"represents": "Landrätin", "person__name": "Bert Cramer"} | SAYER
    browser.send("deputy/", more="on", **deputy)
    answer = answer_of(stage)
    assert answer is not None
    assert not answer.final
    complete = browser.send("register/", **SAYER)
    assert "Die Anmeldung ist vollständig." in complete.text
    answer.refresh_from_db()
    assert answer.final


@pytest.mark.parametrize("scheme", ["https", "HTTPS", "Https"])
def test_the_form_of_the_host_is_linked_however_it_is_written(stage: Stage, scheme: str) -> None:
    invite(stage, way=Way.HOST, host_address=f"{scheme}://veranstalter.example/anmeldung")
    assert f'href="{scheme}://veranstalter.example/anmeldung"' in guest(stage).html()
    desk = clerk(stage).html()
    assert desk.count("act first") == 1
    assert '<a class="act first wide" href="host/">' in desk
    office = logged_in(stage.home.clerk)
    assert "0 Personen" not in text(office, page(stage.sent.circular_id))
    assert 'id="places"' not in text(office, page(stage.sent.circular_id, "circular-ask"))


def test_a_statement_is_not_declined(stage: Stage) -> None:
    path = page(stage.sent.circular_id, "circular-ask")
    client = logged_in(stage.home.clerk)
    assert "Absagen" not in text(client, path)
    ask(stage, kind=AskKind.STATEMENT)
    invite(stage)
    assert "Absagen und Abmelden bleiben möglich" in text(client, path)


def test_whoever_changes_the_language_on_a_refused_form_stays_with_it(stage: Stage) -> None:
    browser = guest(stage)
    refused = browser.client.post(browser.door + "answer/", {"text": ""}).content.decode()
    assert f'name="next" value="{letter_path(stage)}answer/"' in refused


def test_after_a_new_login_a_form_of_its_own_leads_to_a_page(stage: Stage) -> None:
    where = {"circular_id": stage.sent.circular_id, "recipient_id": stage.letter.id}
    client = clerk(stage).client
    client.logout()
    response = client.post(reverse("link-renew", kwargs=where), {"generation": "1"})
    assert response.status_code == 302
    assert response.headers["Location"] == f"{reverse('account_login')}?next=/"


def test_whoever_reads_keeps_the_letter_open(stage: Stage) -> None:
    browser = guest(stage)
    assert "umlauf-letters" in browser.client.get(browser.door).cookies
    assert "umlauf-letters" not in member(stage).client.get(browser.door).cookies


@pytest.mark.parametrize(("path", "wrong"), [("register/", {}), ("answer/", {"text": ""})])
def test_the_focus_is_where_it_is_said_what_is_wrong(stage: Stage, path: str, wrong: dict[str, str]) -> None:
    if path == "register/":
        invite(stage)
    desk = clerk(stage)
    assert desk.html(path).count("autofocus") == 1
    refused = desk.client.post(desk.door + path, wrong).content.decode()
    assert refused.count("autofocus") == 1
    assert 'id="errors" autofocus' in refused
