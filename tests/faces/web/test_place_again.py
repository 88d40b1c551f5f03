"""The page of one's own place, once one does not come any more: asking again on it."""

from __future__ import annotations

import datetime as dt
from html import unescape

import pytest
from django_scopes import scope
from pytest_django.fixtures import DjangoAssertNumQueries

from tests.cast import Cast
from tests.faces.web.test_conferences import hidden
from tests.faces.web.test_place import body, here, visitor
from tests.faces.web.test_place_offer import german, said, state
from tests.office.conferences.asking import anna_of, own
from tests.office.conferences.test_offers import lapse, offered
from umlauf.ground.core.clock import office_now, set_office_time
from umlauf.office.conferences.actions.leave_place import leave_place
from umlauf.office.conferences.enums import Admission
from umlauf.office.conferences.models import Conference, Offer, Registration
from umlauf.office.responses.models import Ask

GONE_QUERIES = 24
LINK = 'href="again/"'


@pytest.fixture
def anna(cast: Cast) -> Registration:
    """Somebody who has withdrawn."""
    with scope(association=cast.home.association):
        row = anna_of(cast.home)
        leave_place(**own(row))
    return row


def test_who_withdrew_asks_again_and_reads_how_it_stands(anna: Registration) -> None:
    client = visitor(anna)
    assert LINK in body(client, anna)
    html = unescape(client.get(here(anna, "-again")).content.decode())
    assert german("Ask again") in html
    assert f"{anna.inviter_name} erfährt das per Mail." in html or "per E-Mail" in html
    form = {"seen": hidden(html)["seen"]}
    with scope(association=anna.association):
        Conference.objects.update(admission=Admission.CASE)
    response = client.post(here(anna, "-again"), form, follow=True)
    assert response.redirect_chain == [(here(anna), 302)]
    sentence = german("Your registration has arrived. Somebody decides whether you can take part.")
    assert sentence in unescape(response.content.decode())
    assert state(anna) == "review"
    assert LINK not in body(client, anna)
    assert client.get(here(anna, "-again")).status_code == 302
    assert client.post(here(anna, "-again"), form).status_code == 302  # the second click
    with scope(association=anna.association):
        leave_place(**own(anna))
    late = client.post(here(anna, "-again"), form)
    assert late.status_code == 422
    assert "Inzwischen" in unescape(late.content.decode())
    assert state(anna) == "withdrawn"


def test_who_waits_reads_in_which_place(anna: Registration) -> None:
    client = visitor(anna)
    with scope(association=anna.association):
        Conference.objects.update(places=0)
    html = client.get(here(anna, "-again")).content.decode()
    response = client.post(here(anna, "-again"), {"seen": hidden(html)["seen"]}, follow=True)
    assert german("You are on the waiting list, in place %(place)s.", place="1") in unescape(response.content.decode())


def test_what_stands_in_the_way_is_said_before_anything_is_sent(anna: Registration) -> None:
    client = visitor(anna)
    with scope(association=anna.association):
        Ask.objects.update(closed_at=office_now())
    assert LINK not in body(client, anna)
    response = client.get(here(anna, "-again"))
    assert response.status_code == 200
    html = response.content.decode()
    assert 'role="alert"' in html
    assert 'name="seen"' not in html
    assert client.post(here(anna, "-again"), {"seen": "x"}).status_code == 422
    assert state(anna) == "withdrawn"


def test_whose_offer_lapsed_asks_again_there(cast: Cast) -> None:
    with scope(association=cast.home.association):
        conference, carl, _bert = offered(cast.home)
        set_office_time(Offer.objects.get().expires_at + dt.timedelta(hours=1))
        lapse(conference)
    client = visitor(carl)
    html = body(client, carl)
    assert LINK in html
    assert german("If you still want to come, please turn to %(house)s or to %(contact)s.") not in html
    known = hidden(client.get(here(carl, "-again")).content.decode())
    with scope(association=cast.home.association):
        seen = Registration.objects.get(id=carl.id).sequence
    assert known["seen"] == str(seen)
    client.post(here(carl, "-again"), {"seen": known["seen"]})
    assert state(carl) == "waiting"


def test_queries(anna: Registration, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    client = visitor(anna)
    with django_assert_max_num_queries(GONE_QUERIES):
        body(client, anna)


def test_a_second_click_says_the_same(anna: Registration) -> None:
    client = visitor(anna)
    with scope(association=anna.association):
        anna.refresh_from_db()
    client.post(here(anna, "-again"), {"seen": str(anna.sequence)})
    assert german("You are registered.") in said(client, anna, "-again")
