"""Places that are offered and who moves up together, as guests and the office see and say it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape
from django.utils.translation import gettext
from django_scopes import scope
from pytest_django.fixtures import DjangoAssertNumQueries

from tests.cast import Cast
from tests.faces.web.answering import SAYER, Browser, clerk, close, guest, invite, people_of
from tests.faces.web.stage import Stage, link_of, logged_in
from tests.faces.web.test_answers_people import people, register
from tests.faces.web.test_conferences import address, body, hidden
from tests.office.conferences.registering import ANNA, an_entry, invited, persons, registered
from tests.office.conferences.registering import guest as link_holder
from tests.office.conferences.test_offers import lapse, offered
from tests.office.conferences.test_parties import full
from umlauf.ground.core.clock import set_office_time
from umlauf.office.conferences.actions.places import set_places
from umlauf.office.conferences.actions.register import register as register_people
from umlauf.office.conferences.models import Conference, Offer, Registration

OFFERS_QUERIES = 7


@pytest.fixture
def ahead(cast: Cast) -> Conference:
    """One place, which is offered to Carl; Bert waits."""
    with scope(association=cast.home.association):
        conference, _carl, _bert = offered(cast.home)
    return conference


def door_of(cast: Cast, name: str) -> tuple[Browser, Registration]:
    """The letter of somebody's house, as whoever has its link sees it."""
    with scope(association=cast.home.association):
        row = Registration.objects.select_related("recipient__issue").get(name=name)
        link = link_of(row.house)
    client = Client()
    client.get(link)
    return Browser(client, reverse("letter", kwargs={"recipient_id": row.recipient_id})), row


def state(row: Registration) -> str:
    with scope(association=row.association):
        return Registration.objects.get(id=row.id).state


def test_whoever_sets_the_places_reads_whether_those_who_wait_are_asked(ahead: Conference, cast: Cast) -> None:
    client = logged_in(cast.home.clerk)
    asked = gettext(
        "When there are more places, those who wait are asked by mail in their order. Whoever takes the place gets the"
        " calendar entry."
    )
    assert asked in body(client, "conference-places", ahead)
    with scope(association=cast.home.association):
        Conference.objects.filter(id=ahead.id).update(offer_hours=None)
    assert asked not in body(client, "conference-places", ahead)


def test_what_is_offered_stands_first_with_two_buttons(ahead: Conference, cast: Cast) -> None:
    browser, carl = door_of(cast, "Carl Dorn")
    html = browser.html()
    assert html.index("card offer") < html.index("card answer")
    assert html.count("act first") == 1
    for way in ("offer", "let-go"):
        assert f'href="{way}/{carl.id}/"' in html
    page = browser.send(f"offer/{carl.id}/", **SAYER)
    assert (page.status, page.address) == (200, browser.door)
    assert state(carl) == "admitted"
    assert "card offer" not in browser.html()
    assert browser.page(f"offer/{carl.id}/").address == browser.door


def test_it_is_let_go_and_asked_for_again(ahead: Conference, cast: Cast) -> None:
    browser, carl = door_of(cast, "Carl Dorn")
    assert browser.send(f"let-go/{carl.id}/", **SAYER).address == browser.door
    assert state(carl) == "withdrawn"
    assert f'href="again/{carl.id}/"' in browser.html()
    assert browser.send(f"again/{carl.id}/", **SAYER).address == browser.door
    assert state(carl) == "waiting"
    assert f'href="again/{carl.id}/"' not in browser.html()
    assert browser.page(f"again/{carl.id}/").address == browser.door


def test_too_late_it_comes_back_with_what_can_be_done(ahead: Conference, cast: Cast) -> None:
    browser, carl = door_of(cast, "Carl Dorn")
    form = browser.form(f"offer/{carl.id}/")
    with scope(association=cast.home.association):
        set_office_time(Offer.objects.get().expires_at + dt.timedelta(seconds=1))
    assert browser.send(f"offer/{carl.id}/", form, **SAYER).status == 422
    with scope(association=cast.home.association):
        lapse(ahead)
    page = browser.send(f"offer/{carl.id}/", form, **SAYER)
    assert page.status == 422
    assert SAYER["email"] in [one.value for one in page.forms[0].controls]
    html = browser.html()
    with translation.override("de"):
        assert gettext("The offer has lapsed") in html
    assert f'href="again/{carl.id}/"' in html
    assert state(carl) == "lapsed"


def test_after_all_is_closed_an_offer_can_still_be_answered(stage: Stage) -> None:
    invite(stage, places=1)
    browser = guest(stage)
    register(browser, "Anna", "Bert")
    with scope(association=stage.home.association):
        Conference.objects.update(offer_hours=8)
        anna, bert = Registration.objects.order_by("id")
    browser.send(f"withdraw/?person={anna.id}", person=str(anna.id), **SAYER)
    assert [one for _name, one in people_of(stage)] == ["withdrawn", "offered"]
    close(stage)
    html = browser.html()
    assert f'href="offer/{bert.id}/"' in html
    assert f'href="again/{anna.id}/"' not in html
    assert browser.send(f"offer/{bert.id}/", **SAYER).status == 200
    assert [one for _name, one in people_of(stage)] == ["withdrawn", "admitted"]


def test_the_office_says_it_for_somebody_who_calls(stage: Stage) -> None:
    invite(stage, places=1)
    desk = clerk(stage)
    for name in ("Anna", "Bert", "Carl"):
        desk.send("register/", **people(name))
    with scope(association=stage.home.association):
        Conference.objects.update(offer_hours=8)
        anna, bert, carl = Registration.objects.order_by("id")
    desk.send("withdraw/", person=str(anna.id))
    office, conference = desk.client, bert.conference
    html = body(office, "offers", conference)
    for name in ("desk-offer", "desk-let-go"):
        assert (
            reverse(
                name,
                kwargs={
                    "circular_id": stage.sent.circular_id,
                    "recipient_id": stage.letter.id,
                    "registration_id": bert.id,
                },
            )
            in html
        )
    desk.send(f"let-go/{bert.id}/")
    desk.send(f"offer/{carl.id}/")
    assert [one for _name, one in people_of(stage)] == ["withdrawn", "withdrawn", "admitted"]
    desk.send(f"again/{bert.id}/")
    assert [one for _name, one in people_of(stage)] == ["withdrawn", "waiting", "admitted"]


def test_the_office_sees_until_when_and_keeps_it_for_longer(ahead: Conference, cast: Cast) -> None:
    client = logged_in(cast.home.clerk)
    with scope(association=cast.home.association):
        carl, offer = Registration.objects.get(name="Carl Dorn"), Offer.objects.get()
    path = reverse("offer-extend", kwargs={"conference_id": ahead.id, "registration_id": carl.id})
    for page in ("conference", "waiting-list"):
        assert f'href="{address("offers", ahead)}"' in body(client, page, ahead)
    html = body(client, "offers", ahead)
    assert f'href="{path}"' in html
    form: dict[str, Any] = {"sequence": hidden(client.get(path).content.decode())["sequence"], "time": "10:00"}
    assert client.post(path, form | {"day": "2016-11-10"}).status_code == 422
    assert client.post(path, form | {"day": "2016-11-15"}).status_code == 302
    with scope(association=cast.home.association):
        offer.refresh_from_db()
        assert offer.expires_at == dt.datetime(2016, 11, 15, 9, tzinfo=dt.UTC)
        set_office_time(offer.expires_at)
        lapse(ahead)
    html = body(client, "offers", ahead)
    desk = {"circular_id": ahead.circular_id, "recipient_id": carl.recipient_id, "registration_id": carl.id}
    assert reverse("desk-again", kwargs=desk) in html
    assert client.get(path).status_code == 302
    with translation.override("de"):
        none = gettext(
            "No place is offered to %(name)s at the moment. Nothing was changed. "
            "Please see in the answer how it stands."
        )
    too_late = client.post(path, form | {"day": "2016-11-16"}, follow=True).content.decode()
    assert none % {"name": carl.name} in too_late
    assert f'href="{address("offers", ahead)}"' in body(client, "conference", ahead)


def test_the_hours_are_set_with_the_rule(ahead: Conference, cast: Cast) -> None:
    client, path = logged_in(cast.home.clerk), address("admission", ahead)
    form = {"seen": hidden(body(client, "admission", ahead))["seen"], "admission": "all", "offer_hours": "201"}
    assert client.post(path, form).status_code == 422
    assert client.post(path, form | {"offer_hours": "16"}).status_code == 302
    ahead.refresh_from_db()
    assert ahead.offer_hours == 16


def test_who_comes_together_is_tied_and_parted_on_the_list(ahead: Conference, cast: Cast) -> None:
    client, path = logged_in(cast.home.clerk), address("waiting-list", ahead)
    with scope(association=cast.home.association):
        letter = invited(ahead)[0]
        registered(letter, ANNA, *persons(1), entry=an_entry(2))
        bert, carl = Registration.objects.get(name="Bert Cramer"), Registration.objects.get(name="Carl Dorn")
        one, two = Registration.objects.filter(recipient=letter, state="waiting").order_by("id")
    for wrong in ([one.id], [one.id, bert.id], [one.id, carl.id]):
        refused = client.post(path, {"step": "tie", "people": wrong})
        assert refused.status_code == 422
        assert f'value="{one.id}" checked' in refused.content.decode()
    with translation.override("de"):
        moved = gettext(
            "%(name)s is no longer on the waiting list. Nothing was changed. Please look at the list as it is now."
        )
    assert escape(moved % {"name": carl.name}) in refused.content.decode()
    assert client.post(path, {"step": "tie", "people": [one.id, two.id]}).status_code == 302
    with scope(association=cast.home.association):
        party = Registration.objects.get(id=one.id).party_id
    assert body(client, "waiting-list", ahead).count(f'name="part" value="{party}"') == 1
    assert client.post(path, {"step": "tie", "part": str(party), "people": [bert.id]}).status_code == 302
    assert 'name="part"' not in body(client, "waiting-list", ahead)


def test_several_are_registered_together_or_not_at_all(stage: Stage) -> None:
    invite(stage, places=2)
    browser = guest(stage)
    register(browser, "Anna")
    page = browser.send("register/", **people("Bert", "Carl"), together="on", **SAYER)
    assert page.status == 200
    with translation.override("de"):
        said = gettext("There is no room for all of them at present: they are on the waiting list together.")
        wait = gettext("%(size)s together, waits for %(size)s places") % {"size": 2}
    assert said in page.text
    assert page.text.count(wait) == 2
    assert [one for _name, one in people_of(stage)] == ["admitted", "waiting", "waiting"]
    with scope(association=stage.home.association):
        assert len(set(Registration.objects.exclude(party=None).values_list("party", flat=True))) == 1
        Conference.objects.update(places=None)
    assert 'name="together"' not in browser.html("register/")


def test_a_party_has_one_card_and_each_a_way_out(cast: Cast) -> None:
    with scope(association=cast.home.association):
        conference, _letters, rows = full(cast.home, hours=8)
        set_places(actor=cast.home.clerk_actor, conference_id=conference.id, places=5)
    browser, anna = door_of(cast, ANNA.name)
    html = browser.html()
    assert html.count("card offer") == 1
    assert [f'href="let-go/{row.id}/"' in html for row in rows] == [True, True, True, False]
    browser.send(f"offer/{anna.id}/", **SAYER)
    assert [state(row) for row in rows] == ["admitted"] * 3 + ["waiting"]


def test_pages_ask_as_often_however_many_there_are(
    ahead: Conference, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = logged_in(cast.home.clerk)
    with scope(association=cast.home.association):
        letter = invited(ahead)[0]
        actor, entry = link_holder(letter), an_entry(2)
        register_people(actor=actor, recipient_id=letter.id, entry=entry, people=persons(6), together=True)
        set_places(actor=cast.home.clerk_actor, conference_id=ahead.id, places=8)
    body(client, "offers", ahead)
    with django_assert_num_queries(OFFERS_QUERIES):
        body(client, "offers", ahead)
