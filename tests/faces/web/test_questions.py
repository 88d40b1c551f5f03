"""What an office asks of those who come, and what it sees of what they answer and need."""

from __future__ import annotations

from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope
from pytest_django.fixtures import DjangoAssertNumQueries

from tests.cast import Cast
from tests.faces.web.stage import logged_in
from tests.faces.web.test_conferences import hidden
from tests.office.conferences.asking import COACH, NIGHTS, anna_of, answer, ask, own
from tests.office.conferences.registering import ANNA, CARL, invited, persons, registered
from umlauf.office.conferences.actions.needs import say_needs
from umlauf.office.conferences.lists import MEMBERS
from umlauf.office.conferences.models import Announcement, Question, QuestionAnswer, Registration
from umlauf.office.conferences.question_kinds import NeedKind

LIST_QUERIES = 12
QUESTION_QUERIES = 10
FORM: dict[str, Any] = {
    "text": "Brauchen Sie den Bus?",
    "kind": "choice",
    "options": "ja\nnein\n",
    "required": "on",
    "purpose": "Busse bestellen",
    "basis": "task",
    "keep_days": "7",
    "position": "1",
}


@pytest.fixture
def anna(cast: Cast) -> Registration:
    with scope(association=cast.home.association):
        return anna_of(cast.home)


def at(name: str, row: Registration, **more: int) -> str:
    return reverse(f"conference{name}", kwargs={"conference_id": row.conference_id, **more})


def body(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return unescape(response.content.decode())


def test_from_the_event_to_a_question_and_its_end(anna: Registration, cast: Cast) -> None:
    client, listed = logged_in(cast.home.clerk), at("-questions", anna)
    assert f'href="{listed}"' in body(client, at("", anna))
    new = at("-question-new", anna)
    assert f'href="{new}"' in body(client, listed)
    for wrong in ({"text": ""}, {"options": "ja"}, {"keep_days": "91"}, {"basis": "consent"}, {"purpose": ""}):
        assert client.post(new, FORM | wrong).status_code == 422
    assert client.get(new).status_code == 200
    assert client.post(new, FORM).status_code == 302
    with scope(association=anna.association):
        asked = Question.objects.get()
    assert (asked.options, asked.required, asked.keep_days) == (["ja", "nein"], True, 7)
    one = {"question_id": asked.id}
    edit = at("-question-edit", anna, **one)
    assert f'href="{edit}"' in body(client, at("-question", anna, **one))
    seen = hidden(body(client, edit))["seen"]
    assert client.post(edit, FORM | {"seen": "other", "text": "Bus?"}).status_code == 422
    assert client.post(edit, FORM | {"seen": seen, "text": "Bus?"}).status_code == 302
    with scope(association=anna.association):
        answer(anna, {asked: "ja"})
    html = body(client, at("-question", anna, **one))
    assert f'href="{edit}"' not in html
    assert ANNA.name in html
    seen = hidden(body(client, edit))["seen"]
    assert client.post(edit, FORM | {"seen": seen}).status_code == 422
    assert client.post(at("-question-close", anna, **one)).status_code == 302
    asked.refresh_from_db()
    assert asked.closed_at is not None
    assert client.get(at("-question", anna, question_id=asked.id + 1)).status_code == 404


def test_whom_a_question_is_for_stays_when_no_group_is_left(anna: Registration, cast: Cast) -> None:
    with scope(association=anna.association):
        (asked,) = ask(cast.home, anna.conference, replace(COACH, whom=MEMBERS))
    client, edit = logged_in(cast.home.clerk), at("-question-edit", anna, question_id=asked.id)
    html = body(client, edit)
    assert 'name="whom"' in html
    assert 'aria-describedby="id_basis_helptext"' in html
    form = FORM | {"seen": hidden(html)["seen"], "text": "Bus?", "whom": MEMBERS}
    assert client.post(edit, form).status_code == 302
    asked.refresh_from_db()
    assert (asked.text, asked.members_alone) == ("Bus?", True)


def test_a_call_is_written_down(anna: Registration, cast: Cast) -> None:
    client = logged_in(cast.home.clerk)
    person = at("-person", anna, registration_id=anna.id)
    desk = reverse("desk", kwargs={"circular_id": anna.conference.circular_id, "recipient_id": anna.recipient_id})
    assert person not in body(client, desk)
    assert "<button" not in body(client, person).partition("<main")[2].partition("</main")[0]
    with scope(association=anna.association):
        coach, nights = ask(cast.home, anna.conference, COACH, NIGHTS)
    assert person in body(client, desk)
    assert person in body(client, at("-question", anna, question_id=coach.id))
    form = {"seen": hidden(body(client, person))["seen"], f"question-{nights.id}": "2", f"question-{coach.id}": ""}
    assert client.post(person, form | {f"question-{nights.id}": "viele"}).status_code == 422
    assert client.post(person, form).status_code == 302
    with scope(association=anna.association):
        assert QuestionAnswer.objects.get().value == "2"
    assert client.post(person, form | {f"question-{nights.id}": "3"}).status_code == 422


def test_who_has_not_answered_is_asked_by_mail(anna: Registration, cast: Cast) -> None:
    client, tell = logged_in(cast.home.clerk), at("-questions-tell", anna)
    listed = at("-questions", anna)
    assert tell not in body(client, listed)
    with scope(association=anna.association):
        (coach,) = ask(cast.home, anna.conference, COACH)
        html = body(client, listed)
        assert f'action="{tell}"' in html
        assert client.post(tell, {"nonce": hidden(html)["nonce"]}).status_code == 302
        assert Announcement.objects.get().kind == "questions"
        answer(anna, {coach: "ja"})
        assert client.post(tell, {"nonce": "other"}, follow=True).status_code == 200
        assert Announcement.objects.count() == 1
    assert tell not in body(client, listed)


def test_answers_are_counted_and_listed(anna: Registration, cast: Cast) -> None:
    with scope(association=anna.association):
        coach, nights = ask(cast.home, anna.conference, COACH, NIGHTS)
        (carl,) = registered(invited(anna.conference)[1], CARL).added
        answer(anna, {coach: "ja", nights: "2"})
        answer(carl, {coach: "nein", nights: "10"})
    client = logged_in(cast.home.clerk)
    html = body(client, at("-question", anna, question_id=nights.id))
    assert "<dd>12</dd>" in html
    assert html.index("<dt>2</dt>") < html.index("<dt>10</dt>")
    html = body(client, at("-question", anna, question_id=coach.id))
    assert "<dt>ja</dt><dd>1</dd>" in html
    assert html.index(ANNA.name) < html.index(CARL.name)


def test_needs_are_numbers_and_no_names(anna: Registration, cast: Cast) -> None:
    client, path = logged_in(cast.home.clerk), at("-needs", anna)
    assert f'href="{path}"' in body(client, at("", anna))
    assert '<p class="empty">' in body(client, path)
    with scope(association=anna.association):
        needs = {(NeedKind.DIET, "vegan"): "", (NeedKind.DIET, "other"): "Keine Nüsse"}
        say_needs(**own(anna), needs=needs)
    html = body(client, path)
    assert "Keine Nüsse" in html
    assert ANNA.name not in html
    circular = {"circular_id": anna.conference.circular_id}
    desk = {**circular, "recipient_id": anna.recipient_id}
    for other in (
        reverse("participants", kwargs=circular),
        reverse("participants-export", kwargs=circular),
        reverse("desk", kwargs=desk),
        at("-person", anna, registration_id=anna.id),
        reverse("letter", kwargs={"recipient_id": anna.recipient_id}),
    ):
        assert "Nüsse" not in client.get(other).content.decode()
    saved = client.post(
        reverse("participants-export", kwargs=circular), {"purpose": "Küche", "ending": "csv", "emails": "on"}
    )
    assert ANNA.name in saved.content.decode()
    assert "Nüsse" not in saved.content.decode()


def test_lists_ask_as_often_however_long_they_are(
    anna: Registration, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = logged_in(cast.home.clerk)
    with scope(association=anna.association):
        coach, nights = ask(cast.home, anna.conference, COACH, NIGHTS)
        answer(anna, {coach: "ja", nights: "2"})
    listed, shown = at("-questions", anna), at("-question", anna, question_id=coach.id)
    with django_assert_num_queries(LIST_QUERIES):
        client.get(listed)
    with django_assert_num_queries(QUESTION_QUERIES):
        client.get(shown)
    with scope(association=anna.association):
        registered(invited(anna.conference)[1], *persons(10))
    with django_assert_num_queries(LIST_QUERIES):
        client.get(listed)
    with django_assert_num_queries(QUESTION_QUERIES):
        client.get(shown)
