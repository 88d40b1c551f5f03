"""Several processes at once: an offer is taken while it lapses, by two at once, and while others want the place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django_scopes import scope

from tests.cast import Cast
from tests.office.conferences.registering import (
    ANNA,
    BERT,
    CARL,
    an_entry,
    by_phone,
    guest,
    invited,
    registered,
    states,
)
from tests.office.conferences.test_offers import offered, offering
from tests.processes.forks import Work, all_at_once
from umlauf.ground.audit.chain import verify
from umlauf.ground.audit.models import Entry as AuditEntry
from umlauf.ground.core.actor import machine
from umlauf.ground.core.clock import set_office_time
from umlauf.ground.text import Refused
from umlauf.office.conferences.actions.offers import extend_offer, lapse_offers, take_offer
from umlauf.office.conferences.actions.parties import part_party
from umlauf.office.conferences.actions.places import set_places
from umlauf.office.conferences.actions.register import register
from umlauf.office.conferences.actions.withdraw import let_offer_go, withdraw
from umlauf.office.conferences.models import Offer, Registration
from umlauf.office.conferences.queries import places_of

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 3


def in_scope(cast: Cast, work: Callable[[], object]) -> Work:
    """Refusals are answers too: only what nobody expects ends a process with another code."""

    def run() -> None:
        with scope(association=cast.home.association):
            try:
                work()
            except Refused:
                return

    return run


@pytest.mark.parametrize("late", [-1, 0, 1])
def test_an_offer_taken_in_the_second_in_which_it_ends_has_one_end(cast: Cast, late: int) -> None:
    """Before, at and after the end: it is taken or has lapsed, and its place is given once."""
    house = cast.home
    with scope(association=house.association):
        conference, carl, _bert = offered(house)
        actor, letter = machine(house.association.id), carl.house
        set_office_time(Offer.objects.get().expires_at + dt.timedelta(milliseconds=700 * late))
        seats = {"recipient_id": letter.id, "registration_id": carl.id}
        works: list[Callable[[], object]] = [
            *[lambda: take_offer(actor=guest(letter), **seats, entry=an_entry(1))] * MANY,
            *[lambda: take_offer(actor=house.clerk_actor, **seats, entry=by_phone(1))] * MANY,
            *[lambda: lapse_offers(actor=actor, conference_id=conference.id)] * MANY,
        ]
        assert all_at_once([in_scope(cast, work) for work in works]) == [0] * len(works)
        lapse_offers(actor=actor, conference_id=conference.id)
        outcome = Offer.objects.earliest("id").outcome
        expected = {"taken": ["withdrawn", "admitted", "waiting"], "lapsed": ["withdrawn", "lapsed", "offered"]}
        assert states(conference) == expected[outcome]
        events = AuditEntry.objects.filter(event__in=("conferences.offer_taken", "conferences.offers_lapsed"))
        assert events.count() == 1
        assert places_of(conference).admitted == 1
        assert verify(house.association) == []


def test_places_freed_while_offers_lapse_are_given_once(cast: Cast) -> None:
    house = cast.home
    with scope(association=house.association):
        conference = offering(house, places=4)
        first, second, third = invited(conference)
        anna, bert, *_rest = registered(first, ANNA, BERT, CARL).added
        registered(second, CARL)
        party = (
            register(actor=guest(second), recipient_id=second.id, entry=an_entry(1), people=[ANNA, BERT], together=True)
            .added[0]
            .party_id
        )
        waiting = registered(third, ANNA, BERT).added
        clerk, one = house.clerk_actor, conference.id
        leaving: dict[str, Any] = {"actor": guest(first), "recipient_id": first.id, "registration_ids": [anna.id]}
        withdraw(**leaving, entry=an_entry(1))
        set_office_time(Offer.objects.get().expires_at)
        offer = Registration.objects.get(state="offered")
        seats = {"recipient_id": offer.house.id, "registration_id": offer.id}
        later = dt.datetime(2016, 11, 15, 9, tzinfo=dt.UTC)
        works: list[Callable[[], object]] = [
            *[lambda: lapse_offers(actor=machine(house.association.id), conference_id=one)] * MANY,
            lambda: let_offer_go(actor=guest(offer.house), **seats, entry=an_entry(1)),
            lambda: extend_offer(actor=clerk, conference_id=one, registration_id=offer.id, until=later, sequence=1),
            lambda: withdraw(**leaving | {"registration_ids": [bert.id]}, entry=an_entry(2)),
            lambda: set_places(actor=clerk, conference_id=one, places=5),
            lambda: part_party(actor=clerk, conference_id=one, party_id=party or 0),
            lambda: registered(third, CARL, entry=an_entry(9)),
        ]
        assert all_at_once([in_scope(cast, work) for work in works]) == [0] * len(works)
        counted = places_of(conference)
        conference.refresh_from_db()
        assert conference.places == 5
        assert counted.admitted <= 5
        assert Offer.objects.filter(outcome="open").count() == counted.offered
        assert Registration.objects.filter(state="offered").count() == counted.offered
        free = 5 - counted.admitted
        assert not (free and counted.waiting), states(conference)
        assert len(waiting) == 2
        assert verify(house.association) == []
