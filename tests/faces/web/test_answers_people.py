"""Who comes: register, be represented, change, withdraw and decline, through each door."""

from __future__ import annotations

import datetime as dt

import pytest
from django_scopes import scope
from pytest_django.fixtures import DjangoAssertNumQueries

from tests.faces.web.answering import (
    SAYER,
    Browser,
    answer_of,
    clerk,
    close,
    desk_path,
    guest,
    invite,
    it_is_late,
    letter_path,
    member,
    people_of,
)
from tests.faces.web.stage import Stage
from tests.office.rows import row_counts
from umlauf.engines.mail.models import Message
from umlauf.faces.cli.visitor import Page
from umlauf.ground.core.clock import set_office_time
from umlauf.ground.core.limits import LIMITS
from umlauf.office.conferences.enums import ConferenceStatus, RegistrationState
from umlauf.office.conferences.models import Conference, Registration
from umlauf.office.responses.enums import AnswerState, Channel, Counting, Way

ADMITTED, WAITING, WITHDRAWN = RegistrationState.ADMITTED, RegistrationState.WAITING, RegistrationState.WITHDRAWN
LONG = "Maximiliane " + "Ö" * 108


def people(*names: str, **more: str) -> dict[str, str]:
    """The fields of a form for several people."""
    return {f"person__{index}__name": name for index, name in enumerate(names)} | more


def words(page: Page) -> list[str]:
    """What can be clicked below the head of a page."""
    return [words for words, address in page.links]


def register(browser: Browser, *names: str) -> Page:
    return browser.send("register/", **people(*names), **SAYER)


def test_the_landing_offers_three_ways(stage: Stage) -> None:
    invite(stage)
    html = guest(stage).html()
    page = guest(stage).page()
    assert page.heading == "Integration in ländlichen Räumen"
    assert html.count("act first") == 1
    for link in (
        "Teilnahme anmelden",
        "Ich lasse mich vertreten",
        "Ich nehme nicht teil",
        "Fristverlängerung erbitten",
    ):
        assert link in words(page)
    for line in ("Freitag, 2. Dezember 2016, 10:00 bis 16:30 Uhr", "Haus der Landkreise, Musterstadt", "Anmeldung bis"):
        assert line in page.text


def test_three_people_at_once(stage: Stage) -> None:
    invite(stage)
    page = guest(stage).send(
        "register/",
        **people("Dr. Anna Beispiel", "X", LONG),
        person__0__function="Landrätin",
        person__0__email="anna@amt.example",
        **SAYER,
    )
    assert (page.status, page.address) == (200, letter_path(stage))
    for line in (
        "3 Personen sind angemeldet. Eine Bestätigung geht an vorzimmer@lk-ahorntal.example.",
        "Angemeldet: 3 Personen",
        "Landrätin",
        LONG,
    ):
        assert line in page.text
    assert people_of(stage) == [("Dr. Anna Beispiel", ADMITTED), ("X", ADMITTED), (LONG, ADMITTED)]
    with scope(association=stage.home.association):
        assert set(Message.objects.values_list("recipient", flat=True)) >= {"anna@amt.example", SAYER["email"]}


def test_a_script_in_a_name_stays_a_name(stage: Stage) -> None:
    invite(stage)
    browser = guest(stage)
    register(browser, "<script>alert(1)</script>")
    for path in ("", "withdraw/", "decline/"):
        html = browser.client.get(browser.door + path).content.decode()
        assert "<script>" not in html
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<script>" not in clerk(stage).client.get(desk_path(stage)).content.decode()


def test_one_more_person_saves_nothing_and_keeps_all(stage: Stage) -> None:
    invite(stage)
    browser = guest(stage)
    before = row_counts()
    page = browser.send("register/", **people("A", "B", "C"), name="Vera", email="keine", add="1")
    assert page.status == 200
    form = page.form("Anmelden")
    values = {one.name: one.value for one in form.controls}
    assert [values[f"person-{index}-name"] for index in range(4)] == ["A", "B", "C", ""]
    assert (values["name"], values["email"]) == ("Vera", "keine")
    assert row_counts() == before
    assert "autofocus" in str(browser.client.post(browser.door + "register/", {"add": "1"}).content)


def test_there_is_an_end_to_more_people(stage: Stage) -> None:
    invite(stage)
    browser = guest(stage)
    names = people(*(f"Person {number}" for number in range(LIMITS.persons_at_once)))
    page = browser.send("register/", **names, add="1")
    assert f"Person {LIMITS.persons_at_once}" in page.text
    assert f"Person {LIMITS.persons_at_once + 1}" not in page.text
    assert not [one for one in page.form("Anmelden").controls if one.words == "Weitere Person"]
    assert browser.send("register/", page.form("Anmelden"), **SAYER).status == 200
    assert len(people_of(stage)) == LIMITS.persons_at_once


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Es ist niemand genannt."),
        ({"person__1__function": "Amtsleiter"}, "Person 2, Name: Der Name fehlt."),
        ({"person__0__name": "N" * 121}, "Person 1, Name"),
        ({"person__2__name": "C", "person__2__email": "kein Amt"}, "Person 3, E-Mail"),
        ({"person__0__name": "A\N{PILE OF POO}"}, "U+1F4A9"),
    ],
)
def test_what_is_wrong_with_a_person_is_said_by_number(stage: Stage, fields: dict[str, str], sentence: str) -> None:
    invite(stage)
    page = guest(stage).send("register/", **fields, **SAYER)
    assert page.status == 422
    assert sentence in page.text
    shown = {one.name: one.value for one in page.form("Anmelden").controls}
    assert {shown[name.replace("__", "-")] for name in fields} == set(fields.values())
    assert answer_of(stage) is None


def test_a_double_click_registers_once(stage: Stage) -> None:
    invite(stage)
    browser = guest(stage)
    form = browser.form("register/")
    for _click in range(2):
        page = browser.send("register/", form, **people("A", "B"), **SAYER)
        assert page.status == 200
        assert "2 Personen sind angemeldet." in page.text
    assert people_of(stage) == [("A", ADMITTED), ("B", ADMITTED)]


def test_two_offices_of_one_county_and_the_association_at_once(stage: Stage) -> None:
    invite(stage)
    doors = [guest(stage), guest(stage), clerk(stage)]
    forms = [door.form("register/") for door in doors]
    for door, form, name in zip(doors, forms, ("A", "B", "a "), strict=True):
        assert door.send("register/", form, **people(name), **SAYER).status == 200
    assert people_of(stage) == [("A", ADMITTED), ("B", ADMITTED)]


def test_a_deputy(stage: Stage) -> None:
    invite(stage)
    browser = guest(stage)
    page = browser.send("deputy/", person__name="Bert Cramer", represents="Landrätin", **SAYER)
    assert "Vertreten durch: 1 Person" in page.text
    assert "vertritt Landrätin" in page.text
    answer = answer_of(stage)
    assert answer is not None
    assert answer.state == AnswerState.REPRESENTED
    page = browser.send("deputy/", person__name="", represents="", **SAYER)
    assert page.status == 422
    assert "Wer wird vertreten?: Bitte füllen Sie dieses Feld aus." in page.text


def test_change_a_person(stage: Stage) -> None:
    invite(stage)
    browser = guest(stage)
    address = register(browser, "Anna", "Bert").link("ändern Bert")
    path = address.partition(letter_path(stage))[2]
    form = browser.form(path)
    assert {one.name: one.value for one in form.controls}["person-name"] == "Bert"
    page = browser.send(path, form, person__name="Berta", person__function="Amtsleiterin", **SAYER)
    assert "Die Änderung ist gespeichert." in page.text
    assert [name for name, _state in people_of(stage)] == ["Anna", "Berta"]
    stale = browser.send(path, form, nonce="another", person__name="Bertram", **SAYER)
    assert stale.status == 422
    assert "Bertram" in str(stale.forms)
    assert [name for name, _state in people_of(stage)] == ["Anna", "Berta"]


def test_a_person_of_another_county_is_nobody_here(stage: Stage) -> None:
    invite(stage)
    register(guest(stage), "Anna")
    with scope(association=stage.home.association):
        row = Registration.objects.get()
        row.recipient = stage.sent.recipients.exclude(id=stage.letter.id)[0]
        row.save()
    browser = guest(stage)
    for path in (f"people/{row.id}/", "people/999999999/"):
        assert browser.client.get(browser.door + path).status_code == 404
        assert browser.client.post(browser.door + path, {"person-name": "X", **SAYER}).status_code == 404
    assert browser.client.post(browser.door + "withdraw/", {"person": row.id, **SAYER}).status_code == 404
    assert "Anna" not in browser.page().text


def test_withdraw_some_and_then_the_last(stage: Stage) -> None:
    invite(stage)
    browser = guest(stage)
    link = register(browser, "Anna", "Bert").link("abmelden Bert")
    path = "withdraw/" + link.partition("withdraw/")[2]
    form = browser.form(path)
    assert [one.words for one in form.controls if one.kind == "checkbox" and one.ticked] == ["Bert"]
    page = browser.send(path, form, **SAYER)
    assert "Angemeldet: 1 Person" in page.text
    assert people_of(stage) == [("Anna", ADMITTED), ("Bert", WITHDRAWN)]
    assert browser.send(path, form, **SAYER).status == 200
    page = browser.send("withdraw/", **SAYER)
    assert "Sie nehmen nicht teil" in page.text
    assert people_of(stage) == [("Anna", WITHDRAWN), ("Bert", WITHDRAWN)]
    assert "Teilnahme anmelden" in words(page)


def test_nobody_chosen_is_nobody_withdrawn(stage: Stage) -> None:
    invite(stage)
    browser = guest(stage)
    register(browser, "Anna", "Bert")
    page = browser.send("withdraw/", **SAYER)
    assert page.status == 422
    assert "Bitte wählen Sie, wer nicht kommt." in page.text
    assert people_of(stage) == [("Anna", ADMITTED), ("Bert", ADMITTED)]


def test_decline_and_register_all_the_same(stage: Stage) -> None:
    invite(stage)
    browser = guest(stage)
    stale = browser.form("register/")
    page = browser.send("decline/", **SAYER)
    assert "Ihre Absage ist eingegangen." in page.text
    assert "Ich nehme nicht teil" not in words(page)
    assert browser.page("decline/").address == letter_path(stage)
    page = browser.send("register/", stale, **people("Anna"), **SAYER)
    assert page.status == 422
    assert "nimmt nicht teil" in page.text
    page = browser.send("register/", page.form("Anmelden"))
    assert "Angemeldet: 1 Person" in page.text


def test_decline_says_who_is_withdrawn_with_it(stage: Stage) -> None:
    invite(stage)
    browser = guest(stage)
    form = browser.form("decline/")
    register(browser, "Anna")
    page = browser.send("decline/", form, **SAYER)
    assert page.status == 422
    assert "Damit melden Sie alle Angemeldeten ab:\nAnna" in page.text
    assert people_of(stage) == [("Anna", ADMITTED)]
    browser.send("decline/", page.form("Absagen"))
    assert people_of(stage) == [("Anna", WITHDRAWN)]


def test_places_are_told_and_then_the_waiting_list(stage: Stage) -> None:
    invite(stage, places=2)
    browser = guest(stage)
    assert "Noch 2 von 2 Plätzen frei" in browser.page().text
    page = register(browser, "Anna", "Bert", "Carl")
    assert "2 Personen sind angemeldet. Alle Plätze sind vergeben: 1 Person steht auf der Warteliste." in page.text
    assert "Carl Warteliste, Platz 1" in page.text
    assert "Sie können sich auf die Warteliste setzen lassen." in page.text
    assert "Warteliste: 1" in clerk(stage).page().text
    with scope(association=stage.home.association):
        anna = Registration.objects.get(name="Anna")
    browser.send(f"withdraw/?person={anna.id}", **SAYER)
    assert people_of(stage) == [("Anna", WITHDRAWN), ("Bert", ADMITTED), ("Carl", ADMITTED)]


def test_after_a_strict_deadline_one_can_still_step_back(stage: Stage) -> None:
    invite(stage, closes_at_deadline=True)
    browser = guest(stage)
    form = browser.form("register/")
    register(browser, "Anna")
    it_is_late()
    page = browser.page()
    assert "Sie können hier noch Personen abmelden, aber niemanden mehr anmelden." in page.text
    assert "Weitere Personen anmelden" not in words(page)
    assert not [link for link in words(page) if link.startswith("ändern")]
    late = browser.send("register/", form, **people("Zoe"), **SAYER)
    assert late.status == 422
    assert "Zoe" in str(late.forms)
    assert browser.page("register/").address == letter_path(stage)
    browser.send("withdraw/", **SAYER)
    assert people_of(stage) == [("Anna", WITHDRAWN)]
    assert register(clerk(stage), "Anna").status == 200
    assert people_of(stage)[-1] == ("Anna", ADMITTED)


def test_late_but_not_too_late(stage: Stage) -> None:
    invite(stage)
    browser = guest(stage)
    it_is_late()
    assert "Frist abgelaufen, Anmeldung noch möglich" in browser.page().text
    assert "nach der Frist" in register(browser, "Anna").text


def test_closed_for_all_but_the_office(stage: Stage) -> None:
    invite(stage)
    browser = guest(stage)
    register(browser, "Anna")
    form = browser.form("withdraw/")
    close(stage)
    page = browser.page()
    assert "Die Anmeldung ist geschlossen." in page.text
    assert not [link for link in words(page) if link.startswith(("ändern", "abmelden", "Weitere"))]
    refused = browser.send("withdraw/", form, **SAYER)
    assert refused.status == 422
    assert people_of(stage) == [("Anna", ADMITTED)]
    assert register(clerk(stage), "Bert").status == 200


@pytest.mark.parametrize("how", ["over", "cancelled"])
def test_nothing_can_be_said_to_a_conference_that_does_not_take_place(stage: Stage, how: str) -> None:
    invite(stage)
    browser = guest(stage)
    form = browser.form("register/")
    if how == "over":
        set_office_time(dt.datetime(2016, 12, 3, 9, tzinfo=dt.UTC))
        browser = guest(stage)
    else:
        with scope(association=stage.home.association):
            Conference.objects.update(status=ConferenceStatus.CANCELLED)
    page = browser.page()
    assert ("Die Veranstaltung ist vorbei." if how == "over" else "Die Veranstaltung ist abgesagt.") in page.text
    assert "Teilnahme anmelden" not in words(page)
    assert browser.send("register/", form, **people("Anna"), **SAYER).status == 422
    assert answer_of(stage) is None


def test_registration_with_the_host(stage: Stage) -> None:
    address = "https://anmeldung.host.example/k?id=7&x=ü"
    invite(stage, way=Way.HOST, host_address=address)
    browser = guest(stage)
    html = browser.html()
    assert f'href="{address}" rel="noreferrer noopener"' in html
    assert html.count("act first") == 1
    assert browser.page("register/").address == letter_path(stage)
    page = browser.send("host/", **SAYER)
    assert "Vermerkt: beim Veranstalter angemeldet." in page.text
    assert address in browser.html()
    answer = answer_of(stage)
    assert answer is not None
    assert answer.state == AnswerState.WITH_HOST
    assert "Ich nehme nicht teil" in words(page)
    assert register(clerk(stage), "Anna").status == 200


def test_registration_with_the_host_by_mail(stage: Stage) -> None:
    invite(stage, way=Way.HOST, host_address="tagung@host.example")
    assert 'href="mailto:tagung@host.example"' in guest(stage).html()


def test_a_registration_in_parts_is_made_complete(stage: Stage) -> None:
    invite(stage, counts=Counting.FINAL)
    browser = guest(stage)
    page = browser.send("register/", **people("Anna"), more="on", **SAYER)
    assert "Weiteres folgt" in page.text
    page = browser.send("register/", **SAYER)
    assert "Weiteres folgt" not in page.text
    answer = answer_of(stage)
    assert answer is not None
    assert answer.final
    assert people_of(stage) == [("Anna", ADMITTED)]


def test_the_office_registers_with_one_field(stage: Stage) -> None:
    invite(stage)
    browser = clerk(stage)
    form = browser.form("register/")
    assert [one.name for one in form.controls if one.kind == "text"] == ["person-0-name", "person-0-function", "name"]
    assert 'name="person-0-name" autocomplete="off" maxlength="120" autofocus' in browser.html("register/")
    page = browser.send("register/", form, **people("Anna"))
    assert page.address == desk_path(stage)
    with scope(association=stage.home.association):
        row = Registration.objects.get()
    assert (row.channel, row.by_name) == (Channel.PHONE, "")


def test_a_member_registers_by_login(stage: Stage) -> None:
    invite(stage)
    page = member(stage).send("register/", **people("Anna"))
    assert "1 Person ist angemeldet." in page.text
    answer = answer_of(stage)
    assert answer is not None
    assert answer.by_name == stage.cast.member.name


def test_forms_of_the_other_kind_lead_back(stage: Stage) -> None:
    browser = guest(stage)
    assert browser.page("register/").address == letter_path(stage)
    assert browser.client.post(browser.door + "register/", people_sent("Anna")).status_code == 404
    invite(stage)
    assert browser.page("answer/").address == letter_path(stage)
    assert browser.page("host/").address == letter_path(stage)
    assert browser.client.post(browser.door + "answer/", {"text": "Ja.", **SAYER}).status_code == 422


def people_sent(*names: str) -> dict[str, str]:
    return {f"person-{index}-name": name for index, name in enumerate(names)} | SAYER


def test_names_that_were_deleted_are_counted_still(stage: Stage) -> None:
    invite(stage)
    browser = guest(stage)
    register(browser, "Anna", "Bert")
    with scope(association=stage.home.association):
        Registration.objects.update(name="", purged_at=dt.datetime(2017, 3, 3, tzinfo=dt.UTC))
    page = browser.page()
    assert "Angemeldet: 2 Personen" in page.text
    assert "Die Namen sind gelöscht" in page.text
    with scope(association=stage.home.association):
        Registration.objects.filter(id=Registration.objects.latest("id").id).update(state=WAITING)
    assert "2 Personen, davon 1 auf der Warteliste" in browser.page().text


def test_the_day_of_deletion_stands_on_the_form(stage: Stage) -> None:
    invite(stage)
    assert "bis zum 2. März 2017 gespeichert" in guest(stage).page("register/").text


@pytest.mark.parametrize(
    ("path", "most"), [("", 12), ("register/", 11), ("deputy/", 11), ("withdraw/", 11), ("decline/", 11)]
)
def test_a_page_costs_few_queries(
    stage: Stage, path: str, most: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    invite(stage, places=2)
    browser = guest(stage)
    register(browser, "Anna", "Bert", "Carl")
    with django_assert_max_num_queries(most):
        assert browser.client.get(browser.door + path).status_code == 200
