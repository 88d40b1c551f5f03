"""The yearly question on its pages: the office asks, the link shows and confirms, and is told to nobody."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope
from pytest_django.fixtures import DjangoAssertNumQueries

from tests.cast import Cast, a_county, a_pen, add_member
from tests.faces.web.stage import Stage, a_confirmation, logged_in, messages_of
from tests.office.rows import row_counts
from umlauf.faces.web.confirming import COOKIE
from umlauf.ground.core.clock import set_office_time
from umlauf.ground.core.links import Purpose, sign_link
from umlauf.ground.core.policy import Role
from umlauf.office.directory.models import Confirmation, ConfirmationRound, PersonDetails

PAGE, OFFICE = reverse("confirm"), reverse("confirmations")
STATE_QUERIES = 11
ASK = {"step": "ask", "due": "2016-11-30"}


@pytest.fixture
def asked(cast: Cast) -> Confirmation:
    with scope(association=cast.home.association):
        return a_confirmation(cast)


def link_of(one: Confirmation, generation: int | None = None, purpose: Purpose = Purpose.CONFIRM) -> str:
    return reverse("confirm-open", kwargs={"token": sign_link(purpose, one.id, generation or one.generation)})


def opened(one: Confirmation) -> Client:
    """A browser in which the link was opened."""
    client = Client()
    response = client.get(link_of(one))
    assert (response.status_code, response.headers["Location"]) == (303, PAGE)
    return client


def seen_in(client: Client) -> str:
    found = re.search(r'name="seen" value="(\w+)"', client.get(PAGE).content.decode())
    assert found is not None
    return found[1]


def now(one: Confirmation) -> Confirmation:
    with scope(association=one.association):
        return Confirmation.objects.get(id=one.id)


def test_scanners_change_nothing_and_the_address_tells_nothing(cast: Cast, asked: Confirmation) -> None:
    before, client = row_counts(), Client()
    for _scan in range(3):
        response = client.get(link_of(asked))
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert "no-store" in response.headers["Cache-Control"]
        page = client.get(PAGE)
        assert page.status_code == 200
        assert "no-store" in page.headers["Cache-Control"]
        assert link_of(asked).rsplit("/", 1)[1] not in page.content.decode()
    assert client.head(link_of(asked)).status_code == 303
    assert client.post(link_of(asked)).status_code == 405
    assert row_counts() == before
    assert now(asked).confirmed_at is None
    assert (bool(client.cookies[COOKIE]["httponly"]), client.cookies[COOKIE]["samesite"]) == (True, "Lax")


def test_the_link_shows_offices_and_names_and_nothing_more(cast: Cast, asked: Confirmation) -> None:
    with scope(association=cast.home.association):
        known = PersonDetails.objects.get(retired_at=None, last_name="Ahorntal")
        a_pen(cast.home).replace(known, email="jan@privat.example", phone="+49 170 1")
    page = opened(asked).get(PAGE).content.decode()
    for shown in ("Dr. Jan Ahorntal", "landrat@lk-ahorntal.example", "post@lk-ahorntal.example"):
        assert shown in page
    for hidden in ("jan@privat.example", "+49 170 1", "Lindenberg", "/directory/"):
        assert hidden not in page


def test_one_click_confirms_and_once_more_changes_nothing(cast: Cast, asked: Confirmation) -> None:
    first, forwarded = opened(asked), opened(asked)
    seen = seen_in(first)
    assert first.post(PAGE, {"seen": seen, "name": "Pia Wendlandt"}).status_code == 302
    assert now(asked).confirmed_by == "Pia Wendlandt"
    before = row_counts()
    assert forwarded.post(PAGE, {"seen": seen, "name": "Jemand"}).status_code == 302
    assert now(asked).confirmed_by == "Pia Wendlandt"
    assert row_counts() == before
    assert 'name="seen"' not in first.get(PAGE).content.decode()


def test_a_click_without_a_name_is_enough(asked: Confirmation) -> None:
    client = opened(asked)
    assert client.post(PAGE, {"seen": seen_in(client)}).status_code == 302
    assert now(asked).confirmed_at is not None


@pytest.mark.parametrize("seen", ["", "x" * 16, "x" * 70])
def test_what_was_not_seen_is_not_confirmed(asked: Confirmation, seen: str) -> None:
    assert opened(asked).post(PAGE, {"seen": seen}).status_code == 409
    assert now(asked).confirmed_at is None


def test_links_that_do_not_hold_are_all_alike(cast: Cast, asked: Confirmation) -> None:
    client = opened(asked)
    bad = [
        link_of(asked, 2),
        link_of(asked)[:-1],
        link_of(asked) + "x/y",
        link_of(asked, purpose=Purpose.INVITATION),
        link_of(asked, purpose=Purpose.LETTER),
        reverse("confirm-open", kwargs={"token": sign_link(Purpose.CONFIRM, 10**9, 1)}),
    ]
    answers = {(Client().get(one).status_code, Client().get(one).content) for one in bad}
    assert len({status for status, _content in answers}) == 1
    assert {status for status, _content in answers} == {404}
    set_office_time(dt.datetime(2016, 12, 31, 8, tzinfo=dt.UTC))
    assert client.get(PAGE).status_code == 404
    assert client.post(PAGE, {"seen": "x"}).status_code == 404
    assert Client().get(link_of(asked)).status_code == 404


def test_a_browser_loses_what_is_revoked(cast: Cast, asked: Confirmation) -> None:
    client, clerk = opened(asked), logged_in(cast.home.clerk)
    where = reverse("confirmation-link", kwargs={"confirmation_id": asked.id})
    assert clerk.post(where, {"step": "revoke", "generation": "1"}).status_code == 302
    assert client.get(PAGE).status_code == 404
    assert client.post(PAGE, {"seen": "x"}).status_code == 404
    assert clerk.post(where, {"step": "renew", "generation": "2"}).status_code == 302
    assert len(messages_of(cast.home)) == 1
    assert opened(now(asked)).get(PAGE).status_code == 200
    for wrong in ("", "x", "9" * 9):
        assert clerk.post(where, {"step": "renew", "generation": wrong}).status_code == 404
    assert logged_in(cast.other.clerk).post(where, {"step": "revoke", "generation": "3"}).status_code == 404


def test_the_office_asks_and_reminds(cast: Cast) -> None:
    clerk = logged_in(cast.home.clerk)
    assert clerk.post(OFFICE, {"step": "ask", "due": "2016-10-01"}).status_code == 409
    assert clerk.post(OFFICE, {"step": "ask", "due": ""}).status_code == 422
    assert clerk.post(OFFICE, ASK).status_code == 302
    assert len(messages_of(cast.home)) == 3
    assert clerk.post(OFFICE, ASK).status_code == 409
    assert clerk.post(OFFICE, {"step": "remind"}).status_code == 409
    set_office_time(dt.datetime(2016, 11, 8, 8, tzinfo=dt.UTC))
    assert clerk.post(OFFICE, {"step": "remind"}).status_code == 302
    assert len(messages_of(cast.home)) == 6
    assert "Eichengrund" in clerk.get(OFFICE).content.decode()


def test_the_page_of_the_office_costs_the_same_with_more_members(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    clerk = logged_in(cast.home.clerk)
    clerk.post(OFFICE, ASK)
    clerk.get(OFFICE)
    for number in range(2):
        with django_assert_num_queries(STATE_QUERIES):
            assert clerk.get(OFFICE).status_code == 200
        with scope(association=cast.home.association):
            county = a_county(5 + number)
            add_member(cast.home, county)
            asked = ConfirmationRound.objects.get()
            Confirmation.objects.create(association=cast.home.association, round=asked, organisation=county)


def test_a_member_confirms_on_its_own_page(stage: Stage) -> None:
    client = logged_in(stage.people[Role.REGISTRY])
    page = client.get(reverse("house")).content.decode()
    found = re.search(r'name="seen" value="(\w+)"', page)
    assert found is not None
    client.post(reverse("house-confirm"), {"seen": "x" * 16})
    assert now(stage.confirmation).confirmed_at is None
    assert client.post(reverse("house-confirm"), {"seen": found[1]}).status_code == 302
    assert now(stage.confirmation).by_login
    clerk = logged_in(stage.home.clerk)
    where = reverse("organisation", kwargs={"organisation_id": stage.cast.shared.id})
    assert stage.people[Role.REGISTRY].name in clerk.get(where).content.decode()


def test_an_association_that_is_closed_shows_nothing(cast: Cast, asked: Confirmation) -> None:
    client = opened(asked)
    cast.home.association.active = False
    cast.home.association.save()
    assert client.get(PAGE).status_code == 404
