"""Several processes at once: an offer is taken and let go by its person, by the house, and lapses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django_scopes import scope

from tests.cast import Cast
from tests.office.conferences.asking import own
from tests.office.conferences.registering import an_entry, guest, mails, states
from tests.office.conferences.test_offers import offered
from tests.office.conferences.test_offers_together import in_scope
from tests.processes.forks import all_at_once
from umlauf.ground.audit.chain import verify
from umlauf.ground.audit.models import Entry as AuditEntry
from umlauf.ground.core.actor import machine
from umlauf.ground.core.clock import set_office_time
from umlauf.office.conferences.actions.offers import lapse_offers, take_offer
from umlauf.office.conferences.actions.own_offer import let_own_offer_go, take_own_offer
from umlauf.office.conferences.models import Offer
from umlauf.office.conferences.queries import places_of

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 2


@pytest.mark.parametrize("late", [-1, 0])
def test_an_offer_has_one_end_whoever_says_it(cast: Cast, late: int) -> None:
    house = cast.home
    with scope(association=house.association):
        conference, carl, _bert = offered(house)
        target, letter, actor = own(carl), carl.house, machine(house.association.id)
        set_office_time(Offer.objects.get().expires_at + dt.timedelta(milliseconds=700 * late))
        seats = {"recipient_id": letter.id, "registration_id": carl.id}
        works: list[Callable[[], object]] = [
            *[lambda: take_own_offer(**target)] * MANY,
            *[lambda: let_own_offer_go(**target)] * MANY,
            *[lambda: take_offer(actor=guest(letter), **seats, entry=an_entry(1))] * MANY,
            *[lambda: lapse_offers(actor=actor, conference_id=conference.id)] * MANY,
        ]
        assert all_at_once([in_scope(cast, work) for work in works]) == [0] * len(works)
        expected = {
            "taken": ["withdrawn", "admitted", "waiting"],
            "let_go": ["withdrawn", "withdrawn", "offered"],
            "lapsed": ["withdrawn", "lapsed", "offered"],
        }
        lapse_offers(actor=actor, conference_id=conference.id)
        assert states(conference) == expected[Offer.objects.earliest("id").outcome]
        ends = ("conferences.offer_taken", "conferences.offer_let_go", "conferences.offers_lapsed")
        assert AuditEntry.objects.filter(event__in=ends).count() == 1
        assert mails().filter(key__contains=":house:").count() <= 1
        assert places_of(conference).admitted == 1
        assert verify(house.association) == []
