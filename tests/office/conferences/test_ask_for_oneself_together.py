"""Several processes at once: the last free place is asked for by two people, and by one of them many times."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django_scopes import scope

from tests.cast import Cast
from tests.office.conferences.asking import own
from tests.office.conferences.registering import ANNA, CARL, an_entry, an_invitation, guest, invited, registered, states
from tests.office.conferences.test_offers_together import in_scope
from tests.processes.forks import all_at_once
from umlauf.ground.audit.chain import verify
from umlauf.ground.audit.models import Entry as AuditEntry
from umlauf.office.conferences.actions.ask_again import ask_again
from umlauf.office.conferences.actions.ask_for_oneself import ask_for_oneself
from umlauf.office.conferences.actions.leave_place import leave_place
from umlauf.office.conferences.queries import places_of

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 2


def test_the_last_place_is_given_once(cast: Cast) -> None:
    house = cast.home
    with scope(association=house.association):
        conference = an_invitation(house, places=1)
        first, second, _third = invited(conference)
        (anna,) = registered(first, ANNA).added
        leave_place(**own(anna))
        (carl,) = registered(second, CARL).added
        leave_place(**own(carl))
        targets = [own(row) | {"seen": row.sequence} for row in (anna, carl)]
        seats = {"recipient_id": first.id, "registration_id": anna.id}
        works: list[Callable[[], object]] = [
            *[lambda: ask_for_oneself(**targets[0])] * MANY,
            *[lambda: ask_for_oneself(**targets[1])] * MANY,
            *[lambda: ask_again(actor=guest(first), **seats, entry=an_entry(2))] * MANY,
        ]
        assert all_at_once([in_scope(cast, work) for work in works]) == [0] * len(works)
        assert sorted(states(conference)) == ["admitted", "waiting"]
        assert AuditEntry.objects.filter(event="conferences.asked_again").count() == 2
        assert places_of(conference).admitted == 1
        assert verify(house.association) == []
