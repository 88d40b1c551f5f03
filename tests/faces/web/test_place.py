"""The page of one's own place, as its person sees it who has opened the link of their mail."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from html import unescape
from typing import Any

import icalendar
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django_scopes import scope
from pytest_django.fixtures import DjangoAssertNumQueries

from tests.cast import Cast
from tests.faces.web.stage import logged_in
from tests.faces.web.test_conferences import hidden
from tests.office.conferences.asking import ARRIVAL, COACH, NIGHTS, PHOTO, anna_of, ask
from tests.office.conferences.registering import ANNA, SAYER
from umlauf.faces.web.link_cookies import MOST
from umlauf.faces.web.places import COOKIE
from umlauf.ground.core.clock import set_office_time
from umlauf.office.conferences.actions.questions import close_question
from umlauf.office.conferences.actions.release import release_programme
from umlauf.office.conferences.models import Conference, Need, Question, QuestionAnswer, Registration
from umlauf.office.conferences.place import place_address

PLACE_QUERIES = 14


@pytest.fixture
def anna(cast: Cast) -> Registration:
    """Somebody with a place, of whom four things are asked."""
    with scope(association=cast.home.association):
        row = anna_of(cast.home, access_notes="Aufzug am Eingang")
        ask(cast.home, row.conference, COACH, ARRIVAL, NIGHTS, PHOTO)
    return row


def link_of(row: Registration) -> str:
    return place_address(row).removeprefix(settings.PUBLIC_URL)


def visitor(row: Registration) -> Client:
    """A browser in which the link was opened."""
    client = Client()
    response = client.get(link_of(row))
    assert (response.status_code, response["Referrer-Policy"]) == (303, "no-referrer")
    assert response["Location"] == here(row)
    return client


def here(row: Registration, page: str = "") -> str:
    return reverse(f"place{page}", kwargs={"registration_id": row.id})


def body(client: Client, row: Registration) -> str:
    response = client.get(here(row))
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    return unescape(response.content.decode())


def answers(client: Client, row: Registration, **changes: Any) -> dict[str, Any]:
    """The form of the questions as it stands, filled in."""
    asked = {one.text: f"question-{one.id}" for one in Question.objects.all()}
    given = {COACH.text: "ja", ARRIVAL.text: "2016-12-01", NIGHTS.text: "2", PHOTO.text: "on"}
    form = {asked[text]: value for text, value in given.items()}
    return form | {"step": "questions", "seen": hidden(body(client, row))["seen"]} | changes


def test_the_link_opens_the_place_and_nothing_else(anna: Registration) -> None:
    client = visitor(anna)
    html = body(client, anna)
    for words in (ANNA.name, ANNA.function, ANNA.email, "Haus der Landkreise", "Aufzug am Eingang", COACH.text):
        assert words in html
    assert COACH.purpose in html
    with scope(association=anna.association):
        assert client.get(reverse("letter", kwargs={"recipient_id": anna.recipient_id})).status_code == 404
        (other,) = Registration.objects.bulk_create(
            [
                Registration(
                    association=anna.association,
                    conference=anna.conference,
                    recipient=anna.recipient,
                    name="Ole",
                    state="admitted",
                    channel="link",
                    at=anna.at,
                    queued_at=anna.at,
                )
            ]
        )
    assert client.get(here(other)).status_code == 404
    assert Client().get(here(anna)).status_code == 404


def test_links_that_are_not_valid_all_look_alike(anna: Registration) -> None:
    token = link_of(anna).removeprefix("/p/")
    mangled = ["/p/never", f"/p/{token}x", f"/p/{token}/x", f"/l/{token}", f"/p/{token[:-2]}"]
    assert {Client().get(path).status_code for path in mangled} == {404}


def test_a_new_generation_ends_the_page_that_is_open(anna: Registration) -> None:
    client = visitor(anna)
    with scope(association=anna.association):
        Registration.objects.update(link_generation=2)
    assert client.get(here(anna)).status_code == 404
    assert client.post(here(anna, "-withdraw")).status_code == 404
    assert Client().get(link_of(anna)).status_code == 404


def test_a_browser_keeps_so_many_places(anna: Registration) -> None:
    client = visitor(anna)
    assert client.cookies[COOKIE]["httponly"]
    with scope(association=anna.association):
        known = {field.attname: getattr(anna, field.attname) for field in Registration._meta.concrete_fields}
        for name in ("id", "uid"):
            del known[name]
        others = [Registration.objects.create(**known) for _number in range(MOST)]
    for other in others:
        client.get(link_of(other))
    assert client.get(here(anna)).status_code == 404
    assert client.get(here(others[0])).status_code == 200


def test_questions_are_answered_and_changed(anna: Registration) -> None:
    client, association = visitor(anna), anna.association
    with scope(association=association):
        form = answers(client, anna)
        coach = Question.objects.get(text=COACH.text)
        wrong = client.post(here(anna), {"step": "questions", "seen": form["seen"]})
        assert wrong.status_code == 422
        assert f'<a href="#id_question-{coach.id}">' in wrong.content.decode()
        assert client.post(here(anna), form | {f"question-{coach.id}": "vielleicht"}).status_code == 422
        assert not QuestionAnswer.objects.exists()
        assert client.post(here(anna), form).status_code == 302
        values = list(QuestionAnswer.objects.order_by("question__position").values_list("value", flat=True))
        assert values == ["ja", "2016-12-01", "2", "yes"]
        html = body(client, anna)
        assert 'value="2016-12-01"' in html
        stale = client.post(here(anna), form | {f"question-{coach.id}": "nein"})
        assert stale.status_code == 422
        again = form | {f"question-{coach.id}": "nein", "seen": hidden(stale.content.decode())["seen"]}
        assert client.post(here(anna), again).status_code == 302
        assert QuestionAnswer.objects.get(question=coach).value == "nein"


def test_a_consent_is_taken_back(anna: Registration, cast: Cast) -> None:
    client = visitor(anna)
    with scope(association=anna.association):
        photo = Question.objects.get(text=PHOTO.text)
        client.post(here(anna), answers(client, anna))
        close_question(actor=cast.home.clerk_actor, conference_id=anna.conference_id, question_id=photo.id)
        set_office_time(dt.datetime(2016, 12, 5, 12, tzinfo=dt.UTC))
        assert f'name="question" value="{photo.id}"' in body(client, anna)
        assert client.post(here(anna), {"step": "consent", "question": photo.id}).status_code == 302
        assert QuestionAnswer.objects.count() == 3
        assert 'name="question"' not in body(client, anna)


def test_needs_are_said_and_taken_back(anna: Registration) -> None:
    client = visitor(anna)
    form: dict[str, Any] = {"step": "needs", "diet": ["vegan"], "assistance": ["step_free"]}
    with scope(association=anna.association):
        assert client.post(here(anna), form | {"diet": ["stones"]}).status_code == 422
        assert client.post(here(anna), form | {"diet_words": "Keine Nüsse"}).status_code == 302
        assert Need.objects.count() == 3
        html = body(client, anna)
        assert html.count(" checked") == 2
        assert "Keine Nüsse" in html
        set_office_time(dt.datetime(2016, 12, 5, 12, tzinfo=dt.UTC))
        assert "Keine Nüsse" not in body(client, anna)
        assert client.post(here(anna), {"step": "needs"}).status_code == 302
        assert not Need.objects.exists()


def test_somebody_withdraws(anna: Registration) -> None:
    client = visitor(anna)
    assert 'href="withdraw/"' in body(client, anna)
    assert client.get(here(anna, "-withdraw")).status_code == 200
    with scope(association=anna.association):
        Conference.objects.update(status="cancelled")
        refused = client.post(here(anna, "-withdraw"))
        assert refused.status_code == 422
        Conference.objects.update(status="planned")
    response = client.post(here(anna, "-withdraw"))
    assert (response.status_code, response["Location"]) == (302, here(anna))
    anna.refresh_from_db()
    assert anna.state == "withdrawn"
    html = body(client, anna)
    assert 'href="withdraw/"' not in html
    assert "<form" not in html.partition("<main")[2].partition("</main")[0]
    assert client.get(here(anna, "-withdraw")).status_code == 302
    assert client.get(here(anna, "-calendar")).status_code == 404


def test_programme_and_calendar(anna: Registration, cast: Cast) -> None:
    client = visitor(anna)
    assert client.get(here(anna, "-programme")).status_code == 404
    with scope(association=anna.association):
        conference = anna.conference
        conference.items.create(association=anna.association, position=1, title="Begrüßung")
        release_programme(actor=cast.home.clerk_actor, conference_id=conference.id, seen=1, nonce="one")
    paper = client.get(here(anna, "-programme"))
    assert (paper["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")
    assert 'href="programme.pdf"' in body(client, anna)
    file = client.get(here(anna, "-calendar"))
    assert file["Content-Type"] == "text/calendar"
    (event,) = icalendar.Calendar.from_ical(file.content).walk("VEVENT")
    assert str(event["uid"]) == str(anna.uid)
    assert b"/p/" not in file.content
    assert SAYER.encode() not in file.content


@pytest.mark.parametrize("state", ["waiting", "review", "refused", "withdrawn"])
def test_every_state_is_said_and_none_but_a_place_has_an_entry(anna: Registration, state: str) -> None:
    client = visitor(anna)
    with scope(association=anna.association):
        Registration.objects.update(state=state)
        anna.refresh_from_db()
        html = body(client, anna)
        assert f'<span class="tag {anna.means.tone}">' in html
        assert ('href="withdraw/"' in html) is anna.means.coming
        assert ("question-" in html) is anna.means.coming
    assert client.get(here(anna, "-calendar")).status_code == 404


def test_the_page_asks_no_more_with_more_questions(
    anna: Registration, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = visitor(anna)
    with django_assert_num_queries(PLACE_QUERIES):
        client.get(here(anna))
    with scope(association=anna.association):
        for number in range(5):
            ask(cast.home, anna.conference, replace(NIGHTS, text=f"Zahl {number}"))
    with django_assert_num_queries(PLACE_QUERIES):
        client.get(here(anna))


def test_a_login_of_the_office_opens_no_place(anna: Registration, cast: Cast) -> None:
    assert logged_in(cast.home.clerk).get(here(anna)).status_code == 404
