"""The page of one's own place: what is offered is taken or let go there, and who was invited withdraws."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext
from django_scopes import scope
from pytest_django.fixtures import DjangoAssertNumQueries

from tests.cast import Cast
from tests.faces.web.test_place import body, here, visitor
from tests.office.conferences.inviting_guests import EVA
from tests.office.conferences.test_invitees_place import comes_alone, sent
from tests.office.conferences.test_offers import lapse, offered
from tests.office.conferences.test_parties import full
from umlauf.ground.core.clock import set_office_time
from umlauf.office.conferences.actions.places import set_places
from umlauf.office.conferences.models import Conference, Invitee, Offer, Registration

OFFER_QUERIES = 15


@pytest.fixture
def carl(cast: Cast) -> Registration:
    """Somebody to whom a place is offered."""
    with scope(association=cast.home.association):
        _conference, row, _bert = offered(cast.home)
    return row


def said(client: Client, row: Registration, page: str) -> str:
    """What the page says once something was sent."""
    response = client.post(here(row, page), follow=True)
    assert response.redirect_chain == [(here(row), 302)]
    assert response.status_code == 200
    return unescape(response.content.decode())


def german(msgid: str, **names: str) -> str:
    """What the page says; without names, what stands before the first of them."""
    with translation.override("de"):
        return gettext(msgid) % names if names else gettext(msgid).partition("%(")[0]


def state(row: Registration) -> str:
    with scope(association=row.association):
        return Registration.objects.get(id=row.id).state


def test_an_offer_stands_first_and_is_taken(carl: Registration) -> None:
    client = visitor(carl)
    html = body(client, carl)
    assert html.index("card offer") < html.index("card answer")
    assert 'action="offer/"' in html
    assert 'href="let-go/"' in html
    assert 'href="withdraw/"' not in html
    assert client.get(here(carl, "-withdraw")).status_code == 302
    taken = german("You have taken the place. A mail brings the date for your calendar.")
    html = said(client, carl, "-offer")
    assert taken in html
    assert "card offer" not in html
    assert 'href="withdraw/"' in html
    assert state(carl) == "admitted"
    assert taken in said(client, carl, "-offer")
    none = german("No place is offered to you at the moment. Nothing was changed. This page says how it stands.")
    assert none in said(client, carl, "-let-go")
    assert client.get(here(carl, "-let-go")).status_code == 302


def test_an_offer_is_let_go(carl: Registration) -> None:
    client = visitor(carl)
    page = unescape(client.get(here(carl, "-let-go")).content.decode())
    assert german("%(who)s is told by mail.", who=carl.inviter_name) in page
    assert page.count("act first") == 1
    assert german("The place is let go.") in said(client, carl, "-let-go")
    assert state(carl) == "withdrawn"
    assert german("The place is let go.") in said(client, carl, "-let-go")
    none = german("No place is offered to you at the moment. Nothing was changed. This page says how it stands.")
    html = said(client, carl, "-offer")
    assert none in html
    assert "card offer" not in html


def test_too_late_the_page_says_so(carl: Registration) -> None:
    client = visitor(carl)
    with scope(association=carl.association):
        set_office_time(Offer.objects.get().expires_at)
        assert "card offer" not in body(client, carl)
        pages = [said(client, carl, "-offer")]
        assert state(carl) == "offered"
        lapse(Conference.objects.get())
    pages += [said(client, carl, "-offer"), said(client, carl, "-let-go")]
    turn = german("If you still want to come, please turn to %(house)s or to %(contact)s.")
    assert [turn in html for html in pages] == [True, False, False]
    assert ['href="again/"' in html for html in pages] == [False, True, True]
    assert not any('action="offer/"' in html for html in pages)
    assert state(carl) == "lapsed"


def test_once_it_was_cancelled_nothing_is_offered(carl: Registration) -> None:
    client = visitor(carl)
    with scope(association=carl.association):
        Conference.objects.update(status="cancelled")
    assert "card offer" not in body(client, carl)
    for page in ("-offer", "-let-go"):
        cancelled = german("The conference was cancelled. Nothing was changed. Please turn to %(contact)s.")
        assert cancelled in said(client, carl, page)
    assert state(carl) == "offered"


def test_who_comes_together_can_only_let_the_own_place_go(cast: Cast) -> None:
    with scope(association=cast.home.association):
        conference, _letters, rows = full(cast.home, hours=8)
        set_places(actor=cast.home.clerk_actor, conference_id=conference.id, places=5)
        anna = rows[0]
        anna.refresh_from_db()
    client = visitor(anna)
    html = body(client, anna)
    assert "card offer" in html
    assert 'action="offer/"' not in html
    for other in rows[1:3]:
        assert other.name not in html
    said(client, anna, "-offer")
    assert state(anna) == "offered"
    said(client, anna, "-let-go")
    assert [state(row) for row in rows] == ["withdrawn", "offered", "offered", "offered"]


def test_an_offer_costs_a_few_queries(carl: Registration, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    client = visitor(carl)
    with django_assert_num_queries(OFFER_QUERIES):
        client.get(here(carl))


def test_who_was_invited_withdraws_in_the_language_of_the_invitation(cast: Cast) -> None:
    with scope(association=cast.home.association):
        _conference, eva, row = comes_alone(cast.home)
        Invitee.objects.filter(id=eva.id).update(language="en")
    client = visitor(row)
    html = body(client, row)
    assert "registered by your invitation" in html
    assert 'href="withdraw/"' in html
    page = unescape(client.get(here(row, "-withdraw")).content.decode())
    assert "is told by mail" not in page
    assert "your organisation" not in page
    html = said(client, row, "-withdraw")
    assert "You have withdrawn." in html
    assert EVA.email in html
    assert state(row) == "withdrawn"


def test_who_was_registered_by_an_invitation_reads_who_is_told(cast: Cast) -> None:
    with scope(association=cast.home.association):
        _conference, _desk, (ida, ole) = sent(cast.home)
    client = visitor(ida)
    told = german("%(who)s is told by mail.", who="Maria Voss")
    assert told in unescape(client.get(here(ida, "-withdraw")).content.decode())
    assert told in said(client, ida, "-withdraw")
    assert (state(ida), state(ole)) == ("withdrawn", "admitted")
