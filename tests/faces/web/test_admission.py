"""Who is admitted, about whom somebody decides and who waits, as an office sees and says it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope
from pytest_django.fixtures import DjangoAssertNumQueries

from tests.cast import Cast
from tests.faces.web.answering import clerk, guest, invite, people_of
from tests.faces.web.stage import Stage, link_of, logged_in
from tests.faces.web.test_answers_people import people, register
from tests.faces.web.test_conferences import address, body, hidden
from tests.office.conferences.registering import (
    ANNA,
    BERT,
    CARL,
    an_entry,
    an_invitation,
    invited,
    persons,
    registered,
)
from umlauf.office.conferences.enums import Admission, RegistrationState
from umlauf.office.conferences.models import AdmissionCase, Conference, Registration, TargetFunction
from umlauf.office.directory.models import Function

CASES_QUERIES = 6
WAITING_QUERIES = 8


@pytest.fixture
def ahead(cast: Cast) -> Conference:
    """A conference with one place, which Anna has; Bert and Carl wait, and about Dora somebody decides."""
    with scope(association=cast.home.association):
        conference = an_invitation(cast.home, places=1)
        registered(invited(conference)[0], ANNA, BERT, CARL)
        Conference.objects.filter(id=conference.id).update(admission=Admission.CASE)
        registered(invited(conference)[1], *persons(1))
        conference.refresh_from_db()
    return conference


def case_address(conference: Conference, row: Registration) -> str:
    return reverse("case", kwargs={"conference_id": conference.id, "registration_id": row.id})


def _seen(html: str) -> dict[str, str]:
    """What the form of a case has shown."""
    return {name: hidden(html)[name] for name in ("seen", "sequence")}


def test_who_is_admitted_is_said_in_a_form(ahead: Conference, cast: Cast) -> None:
    client, path = logged_in(cast.home.clerk), address("admission", ahead)
    assert f'<a class="act" href="{path}">' in body(client, "conference", ahead)
    form: dict[str, Any] = {"seen": hidden(body(client, "admission", ahead))["seen"], "admission": "rule"}
    wrong = client.post(path, form)
    assert wrong.status_code == 422
    assert '<a href="#id_functions">' in wrong.content.decode()
    with scope(association=cast.home.association):
        function = Function.objects.get(name="Landrat").id
    for per_house in ("0", "viele", "61"):
        assert client.post(path, form | {"functions": [function], "per_house": per_house}).status_code == 422
    assert client.post(path, form | {"functions": [function], "per_house": "3"}).status_code == 302
    with scope(association=cast.home.association):
        assert TargetFunction.objects.get().function_id == function
        saved = Conference.objects.get(id=ahead.id)
        assert (saved.admission, saved.per_house) == ("rule", 3)
    first, stale = form | {"admission": "all", "functions": [function], "per_house": "2"}, 422
    html = client.post(path, first)
    assert html.status_code == stale
    again = hidden(html.content.decode())["seen"]
    assert again != first["seen"]
    assert f'value="{function}" checked' in re.sub(r' id="[^"]*"', "", html.content.decode())
    assert "; " in html.content.decode().partition("Landrat")[0][-80:]
    assert client.post(path, first | {"seen": again}).status_code == 302
    with scope(association=cast.home.association):
        assert Conference.objects.get(id=ahead.id).admission == "all"
    assert "checked" in body(client, "admission", ahead)


def test_from_today_to_the_decision_and_back(ahead: Conference, cast: Cast) -> None:
    client = logged_in(cast.home.clerk)
    cases = address("cases", ahead)
    assert f'<a href="{cases}">' in client.get("/").content.decode()
    with scope(association=cast.home.association):
        case = AdmissionCase.objects.select_related("registration").get()
    path = case_address(ahead, case.registration)
    assert f'<a href="{path}">Person 1</a>' in body(client, "cases", ahead)
    html = client.get(path).content.decode()
    form = {**_seen(html), "step": "decide", "decision": "refused", "tell": "on"}
    wrong = client.post(path, form)
    assert wrong.status_code == 422
    assert '<a href="#id_reason">' in wrong.content.decode()
    assert client.post(path, {**form, "decision": ""}).status_code == 422
    assert client.post(path, form | {"reason": "Nur Landräte"}).status_code == 302
    assert client.post(path, form | {"decision": "admitted"}).status_code == 422
    html = client.get(path).content.decode()
    assert "Nur Landräte" in html
    assert cases not in client.get("/").content.decode()
    assert "Person 1" not in body(client, "cases", ahead)
    assert "Person 1" in client.get(cases, {"all": "1"}).content.decode()
    assert f'<a href="{cases}?all=1">' in body(client, "conference", ahead)
    back = {**_seen(html), "step": "reverse"}
    assert client.post(path, back).status_code == 422
    assert client.post(path, back | {"reason": "Irrtum"}).status_code == 302
    assert "Irrtum" in client.get(path).content.decode()
    with scope(association=cast.home.association):
        assert Registration.objects.get(id=case.registration_id).state == "review"
        known = Registration.objects.get(name=ANNA.name)
    assert client.get(case_address(ahead, known)).status_code == 404


def test_a_conflict_shows_who_it_is_now_and_ends(ahead: Conference, cast: Cast) -> None:
    client = logged_in(cast.home.clerk)
    with scope(association=cast.home.association):
        row = AdmissionCase.objects.get().registration
    path = case_address(ahead, row)
    form = {**_seen(client.get(path).content.decode()), "step": "decide", "decision": "admitted"}
    with scope(association=cast.home.association):
        Registration.objects.filter(id=row.id).update(name="Emma Fuchs", sequence=1)
    refused = client.post(path, form)
    assert refused.status_code == 422
    html = refused.content.decode()
    assert "<h1>Emma Fuchs</h1>" in html
    assert _seen(html) == {"seen": form["seen"], "sequence": "1"}
    assert client.post(path, form | _seen(html)).status_code == 302
    back = {**_seen(client.get(path).content.decode()), "step": "reverse", "reason": "Irrtum"}
    with scope(association=cast.home.association):
        decided = AdmissionCase.objects.get()
        AdmissionCase.objects.filter(id=decided.id).update(reversed_at=decided.decided_at)
        newer = AdmissionCase.objects.create(
            association=decided.association, registration=row, why="each", decision="admitted",
            decided_at=decided.decided_at,
        )  # fmt: skip
    html = client.post(path, back).content.decode()
    assert _seen(html)["seen"] == str(newer.id)
    assert client.post(path, back | _seen(html)).status_code == 302


def test_an_earlier_decision_about_the_name_stands_on_the_page(ahead: Conference, cast: Cast) -> None:
    client = logged_in(cast.home.clerk)
    with scope(association=cast.home.association):
        old = AdmissionCase.objects.get().registration
    form = {**_seen(client.get(case_address(ahead, old)).content.decode()), "step": "decide", "decision": "refused"}
    assert client.post(case_address(ahead, old), form | {"reason": "Nicht im Verteiler"}).status_code == 302
    with scope(association=cast.home.association):
        letter = old.house
        (new, other) = registered(letter, *persons(2), entry=an_entry(1)).added
    html = client.get(case_address(ahead, new)).content.decode()
    assert "Nicht im Verteiler" in html
    assert f'href="{case_address(ahead, old)}"' in html
    assert "Nicht im Verteiler" not in client.get(case_address(ahead, other)).content.decode()


def test_a_house_of_which_nobody_was_admitted_is_not_called_registered(ahead: Conference, cast: Cast) -> None:
    with scope(association=cast.home.association):
        row = AdmissionCase.objects.get().registration
        letter = row.house
    guest = Client()
    guest.get(link_of(letter))
    path = reverse("letter", kwargs={"recipient_id": letter.id})

    def said() -> bool:
        return any(word in guest.get(path).content.decode() for word in ("1 Person", "0 Personen"))

    assert said()
    with scope(association=cast.home.association):
        Registration.objects.filter(id=row.id).update(state="refused")
    assert not said()


def test_the_waiting_list_is_ordered_by_hand(ahead: Conference, cast: Cast) -> None:
    client, path = logged_in(cast.home.clerk), address("waiting-list", ahead)
    assert f'<a href="{path}">' in body(client, "conference", ahead)
    html = body(client, "waiting-list", ahead)
    assert html.index(BERT.name) < html.index(CARL.name)
    with scope(association=cast.home.association):
        anna, carl = (Registration.objects.get(name=one.name).id for one in (ANNA, CARL))
    form = {"person": str(carl), "priority": "1"}
    for wrong in (form, form | {"person": str(anna), "reason": "x"}, form | {"priority": "7", "reason": "x"}):
        assert client.post(path, wrong).status_code == 422
    assert client.post(path, form | {"reason": "Spricht ein Grußwort"}).status_code == 302
    html = body(client, "waiting-list", ahead)
    assert html.index(CARL.name) < html.index(BERT.name)
    assert "Spricht ein Grußwort" in html


def test_the_next_page_of_those_who_wait_is_not_called_older(
    ahead: Conference, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("umlauf.faces.web.views.admission.PAGE", 1)
    monkeypatch.setattr("umlauf.faces.web.views.waiting.PAGE", 1)
    with scope(association=cast.home.association):
        registered(invited(ahead)[2], *persons(1, first=10))
    for name in ("cases", "waiting-list"):
        html = body(logged_in(cast.home.clerk), name, ahead)
        assert 'rel="next"' in html
        assert "Ältere" not in html


def test_guests_see_how_it_stands_and_nothing_of_the_reasons(ahead: Conference, cast: Cast) -> None:
    with scope(association=cast.home.association):
        row = AdmissionCase.objects.get().registration
        letter = row.house
    guest = Client()
    guest.get(link_of(letter))
    html = guest.get(reverse("letter", kwargs={"recipient_id": letter.id})).content.decode()
    assert '<span class="tag wait">' in html
    office = logged_in(cast.home.clerk)
    path = case_address(ahead, row)
    seen = _seen(office.get(path).content.decode())
    office.post(path, {**seen, "step": "decide", "decision": "refused", "reason": "Geheimer Grund", "tell": "on"})
    html = guest.get(reverse("letter", kwargs={"recipient_id": letter.id})).content.decode()
    assert "Geheimer Grund" not in html
    assert row.name in html


def test_pages_ask_as_often_however_many_there_are(
    ahead: Conference, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = logged_in(cast.home.clerk)
    with scope(association=cast.home.association):
        registered(invited(ahead)[2], *persons(6, first=10))
    for name, queries in (("cases", CASES_QUERIES), ("waiting-list", WAITING_QUERIES)):
        body(client, name, ahead)
        with django_assert_num_queries(queries):
            body(client, name, ahead)


def test_a_mail_is_promised_only_where_one_can_go(stage: Stage) -> None:
    invite(stage)
    with scope(association=stage.home.association):
        Conference.objects.update(admission=Admission.CASE)
    promise = "das Ergebnis kommt per E-Mail"
    assert promise in register(guest(stage), "Anna").text
    page = clerk(stage).send("register/", **people("Bert"))
    assert page.status == 200
    assert promise not in page.text
    assert [state for _name, state in people_of(stage)] == [RegistrationState.REVIEW] * 2
