"""Several processes at once: members and guests take the last places, and a link is renewed while a mail goes out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django_scopes import scope

from tests.cast import Cast
from tests.office.conferences.inviting_guests import EVA, UWE, a_group, accepted, guest_mails, guests
from tests.office.conferences.registering import ANNA, an_entry, an_invitation, invited, persons, registered
from tests.processes.forks import Work, all_at_once
from umlauf.ground.audit.chain import verify
from umlauf.ground.core.tasks import run_next_task
from umlauf.office.conferences.actions.invite import queue_invitations, renew_invitee_link
from umlauf.office.conferences.actions.places import set_places
from umlauf.office.conferences.models import Registration
from umlauf.office.conferences.queries import places_of

pytestmark = pytest.mark.django_db(transaction=True)


def in_scope(cast: Cast, work: Callable[[], object]) -> Work:
    def run() -> None:
        with scope(association=cast.home.association):
            work()

    return run


def test_a_member_and_a_guest_take_the_last_place_at_once(cast: Cast) -> None:
    house = cast.home
    with scope(association=house.association):
        conference = an_invitation(house, places=2)
        recipients = invited(conference)
        registered(recipients[0], ANNA)
        group = a_group(house, conference, places=1)
        eva, uwe = guests(house, group, EVA, UWE)
        once = an_entry(name="Eva Lang", email=EVA.email)
        office: list[Callable[[], object]] = [
            lambda: registered(recipients[1], *persons(1)),
            lambda: registered(recipients[2], *persons(1, first=2)),
            *[lambda: accepted(eva, entry=once)] * 3,
            lambda: accepted(uwe, *persons(1, first=3)),
            lambda: set_places(actor=house.clerk_actor, conference_id=conference.id, places=2),
        ]
        assert all_at_once([in_scope(cast, work) for work in office]) == [0] * len(office)
        places = places_of(conference)
        assert (places.admitted, places.waiting) == (2, 3)
        assert Registration.objects.filter(invitee=eva).count() == 1
        set_places(actor=house.clerk_actor, conference_id=conference.id, places=9)
        assert Registration.objects.filter(invitee__group=group, state="admitted").count() == 1
        assert places_of(conference).waiting == 1
        assert verify(house.association) == []


def test_two_workers_write_to_nobody_twice_and_lose_no_new_link(cast: Cast) -> None:
    house = cast.home
    with scope(association=house.association):
        conference = an_invitation(house)
        group = a_group(house, conference)
        eva, uwe = guests(house, group, EVA, UWE)
        group.invitees.update(queued_at=None)

        def renew() -> object:
            return renew_invitee_link(
                actor=house.clerk_actor, conference_id=conference.id, invitee_id=eva.id, generation=1
            )

        work: list[Callable[[], object]] = [*[lambda: queue_invitations(group_id=group.id)] * 3, renew]
        assert all_at_once([in_scope(cast, one) for one in work]) == [0] * len(work)
        while run_next_task():
            pass
        keys = guest_mails(eva).values_list("key", flat=True)
        assert sorted({key.split(":")[2] for key in keys}) == ["1", "2"]
        assert (guest_mails(eva).count(), guest_mails(uwe).count()) == (2, 1)
