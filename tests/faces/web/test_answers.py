"""Answers in words, nil returns and more time, through the link, by a login, and at the desk of the office."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django_scopes import scope
from pytest_django.fixtures import DjangoAssertNumQueries

from tests.faces.web.answering import (
    SAYER,
    Browser,
    answer_of,
    ask,
    clerk,
    close,
    desk_path,
    guest,
    it_is_late,
    letter_path,
    member,
    wish_of,
)
from tests.faces.web.stage import Stage, logged_in
from tests.office.rows import row_counts
from umlauf.engines.mail.models import Message
from umlauf.office.responses.actions.extension import decide_extension
from umlauf.office.responses.enums import AnswerState, Channel, Counting

PAGES = ("", "answer/", "answer/?nil=1", "extension/", "register/", "deputy/", "withdraw/", "decline/", "host/")


@pytest.mark.parametrize("who", [guest, member, clerk])
def test_a_look_changes_nothing(stage: Stage, who: Callable[[Stage], Browser]) -> None:
    browser = who(stage)
    before = row_counts()
    for page in PAGES:
        assert browser.page(page).status == 200
    assert row_counts() == before


def test_a_guest_gets_no_session(stage: Stage) -> None:
    browser = guest(stage)
    browser.send("answer/", text="Wir stimmen zu.", **SAYER)
    browser.page()
    assert "umlauf" not in browser.client.cookies
    assert set(browser.client.cookies) == {"umlauf-letters", "umlauf-csrf", "messages"}


def test_an_answer_by_link(stage: Stage) -> None:
    page = guest(stage).send("answer/", text="Wir stimmen zu.\n\nMit <b>Anmerkungen</b>.", **SAYER)
    assert (page.status, page.address) == (200, letter_path(stage))
    for line in ("Ihre Rückmeldung ist eingegangen.", "Rückmeldung gegeben", "Mit <b>Anmerkungen</b>."):
        assert line in page.text
    answer = answer_of(stage)
    assert answer is not None
    assert (answer.state, answer.channel, answer.by_name) == (AnswerState.STATED, Channel.LINK, SAYER["name"])
    assert (answer.by_email, answer.late) == (SAYER["email"], False)


def test_a_nil_return_takes_the_place_of_an_answer(stage: Stage) -> None:
    browser = guest(stage)
    browser.send("answer/", text="Wir stimmen zu.", **SAYER)
    page = browser.send("answer/?nil=1", **SAYER)
    assert "Fehlanzeige" in page.text
    answer = answer_of(stage)
    assert answer is not None
    assert (answer.state, answer.revision) == (AnswerState.NIL, 2)


def test_a_member_is_known_by_the_login(stage: Stage) -> None:
    browser = member(stage)
    values = {one.name: one.value for one in browser.form("answer/").controls}
    assert (values["name"], values["email"]) == (stage.cast.member.name, stage.cast.member.email)
    browser.send("answer/", text="Wir stimmen zu.")
    answer = answer_of(stage)
    assert answer is not None
    assert (answer.channel, answer.by_name) == (Channel.LOGIN, stage.cast.member.name)


def test_the_office_enters_what_came_by_phone_in_one_field(stage: Stage) -> None:
    page = clerk(stage).send("answer/", text="Keine Bedenken.")
    assert (page.status, page.address) == (200, desk_path(stage))
    assert "Die Rückmeldung ist eingetragen." in page.text
    answer = answer_of(stage)
    assert answer is not None
    assert (answer.channel, answer.by_name, answer.by_email) == (Channel.PHONE, "", "")


def test_the_office_says_how_it_came(stage: Stage) -> None:
    clerk(stage).send("answer/?nil=1", channel="fax", name="Frau Amt")
    answer = answer_of(stage)
    assert answer is not None
    assert (answer.channel, answer.by_name) == (Channel.FAX, "Frau Amt")


def test_an_office_cannot_claim_that_it_came_by_link(stage: Stage) -> None:
    assert clerk(stage).send("answer/", text="Ja.", channel="link").status == 422
    assert answer_of(stage) is None


def test_a_form_that_is_sent_twice_counts_once(stage: Stage) -> None:
    browser = guest(stage)
    form = browser.form("answer/")
    for _click in range(2):
        page = browser.send("answer/", form, text="Wir stimmen zu.", **SAYER)
        assert (page.status, page.address) == (200, letter_path(stage))
    answer = answer_of(stage)
    assert answer is not None
    assert answer.revision == 1
    with scope(association=stage.home.association):
        assert Message.objects.filter(recipient=SAYER["email"]).count() == 1


def test_a_second_tab_is_told_what_stands_meanwhile(stage: Stage) -> None:
    first, second = guest(stage), guest(stage)
    late_form = second.form("answer/")
    first.send("answer/", text="Wir stimmen zu.", **SAYER)
    page = second.send("answer/", late_form, text="Wir lehnen ab.", name="Bert", email="bert@amt.example")
    assert page.status == 422
    assert SAYER["name"] in page.text
    values = {one.name: one.value for one in page.form("Rückmeldung absenden").controls}
    assert (values["text"], values["name"]) == ("Wir lehnen ab.", "Bert")
    again = second.send("answer/", page.form("Rückmeldung absenden"))
    assert again.status == 200
    assert "Wir lehnen ab." in again.text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"text": ""}, "Bitte schreiben Sie Ihre Rückmeldung"),
        ({"name": " "}, "Bitte füllen Sie dieses Feld aus."),
        ({"email": ""}, "Bitte füllen Sie dieses Feld aus."),
        ({"email": "kein Amt"}, "keine E-Mail-Adresse"),
        ({"email": "größe@amt.example"}, "vor dem @"),
        ({"name": "N" * 121}, "120"),
        ({"name": "\N{PILE OF POO}"}, "U+1F4A9"),
        ({"text": "x" * 20_001}, "20000"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_entered_stays(stage: Stage, fields: dict[str, str], sentence: str) -> None:
    given = {"text": "Wir stimmen zu.", **SAYER, **fields}
    page = guest(stage).send("answer/", **given)
    assert page.status == 422
    assert sentence in page.text
    shown = {one.name: one.value for one in page.form("Rückmeldung absenden").controls}
    assert {name: shown[name] for name in given} == given
    assert answer_of(stage) is None


def test_each_problem_leads_to_its_field(stage: Stage) -> None:
    browser = guest(stage)
    response = browser.client.post(browser.door + "answer/", {})
    html = response.content.decode()
    assert html.count('role="alert"') == 1
    for field in ("id_text", "id_name", "id_email"):
        assert f'href="#{field}"' in html
        assert f'id="{field}"' in html


def test_a_form_that_lost_its_hidden_fields_still_counts(stage: Stage) -> None:
    browser = guest(stage)
    data = {"text": "Wir stimmen zu.", "nonce": "\x00<script>" * 9, "seen": "9" * 40, **SAYER}
    assert browser.client.post(browser.door + "answer/", data).status_code == 303
    assert answer_of(stage) is not None


def test_after_the_deadline_an_answer_is_late_but_welcome(stage: Stage) -> None:
    browser = guest(stage)
    form = browser.form("answer/")
    it_is_late()
    assert "Frist abgelaufen, Rückmeldung noch möglich" in browser.page().text
    page = browser.send("answer/", form, text="Wir stimmen zu.", **SAYER)
    assert "nach der Frist" in page.text
    answer = answer_of(stage)
    assert answer is not None
    assert answer.late


def test_a_strict_deadline_passes_while_the_form_is_open(stage: Stage) -> None:
    ask(stage, closes_at_deadline=True)
    browser = guest(stage)
    form = browser.form("answer/")
    it_is_late()
    page = browser.send("answer/", form, text="Wir stimmen zu.", **SAYER)
    assert page.status == 422
    assert "Wir stimmen zu." in str(page.forms)
    assert stage.home.clerk.email in page.text
    landing = browser.page()
    assert "Hier werden keine Rückmeldungen mehr angenommen." in landing.text
    assert "+49 391 1234-56" in landing.text
    assert not [address for words, address in landing.links if "answer/" in address]
    assert browser.page("answer/").address == letter_path(stage)
    assert clerk(stage).send("answer/", text="Am Telefon: ja.").status == 200


def test_an_ask_is_closed_while_the_form_is_open(stage: Stage) -> None:
    browser = guest(stage)
    form = browser.form("answer/")
    close(stage)
    page = browser.send("answer/", form, text="Wir stimmen zu.", **SAYER)
    assert page.status == 422
    assert "Wir stimmen zu." in str(page.forms)
    assert answer_of(stage) is None
    assert "Hier werden keine Rückmeldungen mehr angenommen." in browser.page().text
    assert "Nur noch die Geschäftsstelle trägt ein." in clerk(stage).page().text
    assert clerk(stage).send("answer/?nil=1").status == 200


def test_more_time_is_asked_for_and_shown_in_each_state(stage: Stage) -> None:
    browser = guest(stage)
    assert "Fristverlängerung erbitten" in browser.page().text
    page = browser.send("extension/", wished="2016-11-25", reason="Der Ausschuss tagt am 24.", **SAYER)
    assert "erbeten bis Freitag, 25. November 2016" in page.text
    assert "Fristverlängerung erbitten" not in page.text
    assert browser.page("extension/").address == letter_path(stage)
    wish = wish_of(stage)
    assert wish is not None
    assert (wish.wished, wish.by_name) == (dt.date(2016, 11, 25), SAYER["name"])
    decide(stage, granted=False)
    page = browser.page()
    assert "wurde nicht gewährt" in page.text
    browser.send("extension/", wished="2016-11-22", **SAYER)
    decide(stage, granted=True)
    page = browser.page()
    assert "gewährt bis Dienstag, 22. November 2016" in page.text
    assert "Dienstag, 22. November 2016 für Sie verlängert" in page.text


@pytest.mark.parametrize("wished", ["", "morgen", "2016-11-18", "2016-10-01", "99999-01-01"])
def test_a_day_that_makes_no_sense_is_refused(stage: Stage, wished: str) -> None:
    page = guest(stage).send("extension/", wished=wished, reason="Urlaub", **SAYER)
    assert page.status == 422
    assert "Urlaub" in str(page.forms)
    assert wish_of(stage) is None


def test_the_office_enters_a_wish_for_more_time(stage: Stage) -> None:
    page = clerk(stage).send("extension/", wished="2016-11-25")
    assert "Der Wunsch nach Fristverlängerung ist eingetragen." in page.text
    wish = wish_of(stage)
    assert wish is not None
    assert wish.channel == Channel.PHONE


def text_of(stage: Stage) -> str:
    answer = answer_of(stage)
    assert answer is not None
    return answer.text


def test_an_answer_in_parts_says_that_more_follows(stage: Stage) -> None:
    ask(stage, counts=Counting.FINAL)
    browser = guest(stage)
    page = browser.send("answer/", text="Zum ersten Teil.", more="on", **SAYER)
    assert "Weiteres folgt" in page.text
    form = browser.form("answer/")
    assert next(one.value for one in form.controls if one.name == "text").strip() == "Zum ersten Teil."
    assert "Was Sie absenden, ersetzt sie." in browser.page("answer/").text
    page = browser.send("answer/", form, text="Zum ersten Teil. Und zu allem.", **SAYER)
    assert "Weiteres folgt" not in page.text


def test_what_stands_is_shown_where_somebody_else_was_faster(stage: Stage) -> None:
    browser = guest(stage)
    form = browser.form("answer/")
    browser.send("answer/", text="Von der Kollegin.", **SAYER)
    page = browser.send("answer/", form, text="Von mir.", **SAYER)
    assert page.status == 422
    assert "Das liegt jetzt vor Von der Kollegin." in " ".join(page.text.split())
    again = page.form("Rückmeldung absenden")
    assert next(one.value for one in again.controls if one.name == "text").strip() == "Von mir."
    assert browser.send("answer/", again).status == 200
    assert text_of(stage) == "Von mir."


def test_a_form_that_was_sent_and_then_filled_in_otherwise_is_no_repetition(stage: Stage) -> None:
    browser = guest(stage)
    form = browser.form("answer/")
    browser.send("answer/", form, text="Erste.", **SAYER)
    page = browser.send("answer/", form, text="Zweite, berichtigt.", **SAYER)
    assert page.status == 422
    assert "mit anderen Angaben eingegangen" in page.text
    assert text_of(stage) == "Erste."
    assert browser.send("answer/", page.form("Rückmeldung absenden")).status == 200
    assert text_of(stage) == "Zweite, berichtigt."


def test_a_circular_that_asks_for_nothing_offers_nothing(stage: Stage) -> None:
    with scope(association=stage.home.association):
        issue = stage.sent
        issue.content = {**issue.content, "answer_by": None}
        issue.digest = "0" * 64
        issue.save()
    browser = guest(stage)
    page = browser.page()
    assert "Fristverlängerung" not in page.text
    assert [words for words, address in page.links if address.startswith("mailto:")]
    assert browser.page("answer/").address == letter_path(stage)
    assert browser.client.post(browser.door + "answer/", {"text": "Ja.", **SAYER}).status_code == 404


def test_what_is_kept_and_until_when_is_said_where_it_is_asked_for(stage: Stage) -> None:
    assert "bis zum 16. Februar 2017 gespeichert" in guest(stage).page("answer/").text


def test_another_county_sees_and_changes_nothing(stage: Stage) -> None:
    guest(stage).send("answer/", text="Wir stimmen zu.", **SAYER)
    for client in (Client(), logged_in(stage.other_member), logged_in(stage.cast.other.clerk)):
        for path in ("", "answer/", "extension/", "decline/"):
            assert client.get(letter_path(stage) + path).status_code == 404
            assert client.post(letter_path(stage) + path, {"text": "Nein.", **SAYER}).status_code in {404, 405}
    foreign = logged_in(stage.home.clerk)
    assert foreign.get(f"/circulars/{stage.ready.circular_id}/answers/{stage.letter.id}/").status_code == 404


def test_the_pages_in_english(stage: Stage) -> None:
    browser = guest(stage)
    browser.client.cookies["umlauf-language"] = "en"
    for page in PAGES[:4]:
        assert "Rückmeldung" not in browser.html(page).replace(stage.letter.name, "")
    assert "Your answer has arrived." in browser.send("answer/", text="Yes.", **SAYER).text


@pytest.mark.parametrize(("path", "most"), [("", 7), ("answer/", 6), ("extension/", 6)])
def test_a_page_costs_few_queries(
    stage: Stage, path: str, most: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    browser = guest(stage)
    browser.send("answer/", text="Wir stimmen zu.", **SAYER)
    with django_assert_max_num_queries(most):
        assert browser.client.get(browser.door + path).status_code in {200, 302}


def decide(stage: Stage, *, granted: bool) -> None:
    """The office decides about the last wish."""
    wish = wish_of(stage)
    assert wish is not None
    with scope(association=stage.home.association):
        decide_extension(actor=stage.home.clerk_actor, extension_id=wish.id, granted=granted)
