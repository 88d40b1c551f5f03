"""Who moves up only together: one block of the waiting list, passed over while it does not fit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from django.http import Http404
from django_scopes import scope
from pytest_django.fixtures import DjangoAssertNumQueries

from tests.cast import Cast, House
from tests.office.conferences.registering import (
    ANNA,
    BERT,
    CARL,
    an_entry,
    by_phone,
    guest,
    invited,
    persons,
    states,
)
from tests.office.conferences.test_offers import again, code_of, lapse, let_go, offering, take
from umlauf.ground.audit.models import Entry as AuditEntry
from umlauf.ground.core.clock import office_now, set_office_time
from umlauf.office.conferences.actions.decide import decide_case
from umlauf.office.conferences.actions.move_up import move_up
from umlauf.office.conferences.actions.parties import part_party, tie_party
from umlauf.office.conferences.actions.places import set_places
from umlauf.office.conferences.actions.register import Registered, register
from umlauf.office.conferences.actions.withdraw import decline, withdraw
from umlauf.office.conferences.models import Conference, Offer, Party, Registration
from umlauf.office.conferences.offers import party_sizes
from umlauf.office.conferences.people import PersonEntry
from umlauf.office.responses.entries import Entry

A, W, P, L, R, N, X = "admitted", "waiting", "offered", "lapsed", "review", "refused", "withdrawn"


def together(letter: Any, *people: PersonEntry, entry: Entry | None = None) -> Registered:
    actor, entry = guest(letter), entry or an_entry()
    return register(actor=actor, recipient_id=letter.id, entry=entry, people=people, together=True)


def tied(house: House, conference: Conference, rows: Iterable[Registration]) -> Party:
    ids = [row.id for row in rows]
    return tie_party(actor=house.clerk_actor, conference_id=conference.id, registration_ids=ids)


def full(house: House, *, hours: int | None = None) -> tuple[Conference, list[Any], list[Registration]]:
    """Two places taken by the first county; three of the second wait together, one of the third behind them."""
    conference = offering(house, places=2, hours=hours)
    letters = invited(conference)
    register(actor=guest(letters[0]), recipient_id=letters[0].id, entry=an_entry(), people=persons(2))
    rows = list(together(letters[1], ANNA, BERT, CARL).added)
    rows += register(actor=guest(letters[2]), recipient_id=letters[2].id, entry=an_entry(), people=persons(1)).added
    return conference, letters, rows


def more(house: House, conference: Conference, places: int) -> list[str]:
    set_places(actor=house.clerk_actor, conference_id=conference.id, places=places)
    return states(conference)


def test_a_party_that_does_not_fit_is_passed_over_and_keeps_its_rank(home: House) -> None:
    conference, letters, rows = full(home)
    assert len({row.party_id for row in rows[:3]}) == 1
    assert rows[3].party_id is None
    assert more(home, conference, 4) == [A, A, W, W, W, A]
    register(actor=guest(letters[0]), recipient_id=letters[0].id, entry=an_entry(1), people=[CARL])
    assert states(conference) == [A, A, W, W, W, A, A]
    assert party_sizes(conference, rows) == {rows[0].party_id: 3}
    assert more(home, conference, 6) == [A, A, W, W, W, A, A]
    assert more(home, conference, 7) == [A, A, A, A, A, A, A]


def test_together_all_are_admitted_or_nobody(home: House) -> None:
    conference = offering(home, places=2, hours=None)
    first, second, third = invited(conference)
    assert [row.party for row in together(first, ANNA, BERT).added] == [None, None]
    withdraw(
        actor=guest(first),
        recipient_id=first.id,
        entry=an_entry(1),
        registration_ids=[Registration.objects.earliest("id").id],
    )
    together(second, *persons(2))
    assert states(conference) == [X, A, W, W]
    assert [row.party for row in together(third, ANNA).added] == [None]
    assert states(conference) == [X, A, W, W, A]


def test_who_leaves_makes_the_block_smaller(home: House) -> None:
    conference, letters, rows = full(home)
    more(home, conference, 5)
    assert states(conference) == [A, A, A, A, A, W]
    conference, letters, rows = _another(home)
    withdraw(actor=guest(letters[1]), recipient_id=letters[1].id, entry=an_entry(1), registration_ids=[rows[0].id])
    assert states(conference) == [A, A, X, A, A, A]


def _another(home: House) -> tuple[Conference, list[Any], list[Registration]]:
    conference, letters, rows = full(home)
    more(home, conference, 3)
    Registration.objects.filter(id=rows[3].id).update(party=None)
    assert states(conference) == [A, A, W, W, W, A]
    Conference.objects.filter(id=conference.id).update(places=5)
    return conference, letters, rows


def test_the_office_ties_and_parts(cast: Cast) -> None:
    house = cast.home
    with scope(association=house.association):
        conference = offering(house, places=1, hours=None)
        first, second, _third = invited(conference)
        register(actor=guest(first), recipient_id=first.id, entry=an_entry(), people=persons(3))
        rows = list(register(actor=guest(second), recipient_id=second.id, entry=an_entry(), people=[ANNA, BERT]).added)
        mine = Registration.objects.filter(recipient=first).order_by("id")
        assert code_of(lambda: tied(house, conference, rows[:1])) == "party.few"
        assert code_of(lambda: tied(house, conference, [mine[0], mine[1]])) == "party.states"
        assert code_of(lambda: tied(house, conference, [mine[1], rows[0]])) == "party.house"
        party = tied(house, conference, mine[1:])
        assert tied(house, conference, mine[1:]) == party
        assert AuditEntry.objects.filter(event="conferences.party_tied").count() == 1
        assert more(house, conference, 2) == [A, W, W, A, W]
        target: dict[str, Any] = {"conference_id": conference.id, "party_id": party.id}
        assert code_of(lambda: part_party(actor=cast.member_actor, **target)) == "access.role"
        with pytest.raises(Http404):
            part_party(actor=cast.other.clerk_actor, **target)
        with pytest.raises(Http404):
            tie_party(actor=house.clerk_actor, conference_id=conference.id, registration_ids=[0, rows[1].id])
        Conference.objects.filter(id=conference.id).update(places=3)
        part_party(actor=house.clerk_actor, **target)
        part_party(actor=house.clerk_actor, **target)
        assert states(conference) == [A, A, W, A, W]
        assert AuditEntry.objects.filter(event="conferences.party_parted").count() == 1


def test_a_party_waits_for_a_decision_about_one_of_it(home: House) -> None:
    conference = offering(home, places=3, hours=None)
    Conference.objects.filter(id=conference.id).update(per_house=1)
    conference.refresh_from_db()
    first = invited(conference)[0]
    register(actor=home.clerk_actor, recipient_id=first.id, entry=by_phone(), people=[ANNA, BERT], together=True)
    assert states(conference) == [W, R]
    assert move_up(conference, office_now()) == []
    row = Registration.objects.get(name=BERT.name)
    target: dict[str, Any] = {"actor": home.clerk_actor, "conference_id": conference.id, "registration_id": row.id}
    decide_case(**target, admit=False, reason="voll", seen=row.cases.get().id, sequence=row.sequence)
    assert states(conference) == [A, N]


def test_a_party_is_offered_its_places_at_one_time_and_takes_them_together(home: House) -> None:
    conference, letters, _rows = full(home, hours=8)
    assert more(home, conference, 5) == [A, A, P, P, P, W]
    assert len(set(Offer.objects.values_list("expires_at", flat=True))) == 1
    anna, bert, carl = Registration.objects.filter(recipient=letters[1]).order_by("id")
    let_go(bert)
    assert states(conference) == [A, A, P, X, P, P]
    take(anna, entry=an_entry(2))
    assert states(conference) == [A, A, A, X, A, P]
    carl.refresh_from_db()
    assert AuditEntry.objects.latest("sequence").label.endswith("(2)")


def test_a_party_lapses_and_asks_again_together(home: House) -> None:
    conference, letters, rows = full(home, hours=8)
    more(home, conference, 5)
    set_office_time(Offer.objects.earliest("id").expires_at)
    lapse(conference)
    assert states(conference) == [A, A, L, L, L, P]
    again(Registration.objects.get(id=rows[1].id))
    assert states(conference) == [A, A, W, W, W, P]
    decline(actor=guest(letters[2]), recipient_id=letters[2].id, entry=an_entry(1))
    assert states(conference) == [A, A, P, P, P, X]


def test_the_list_is_walked_as_often_however_many_parties_wait(
    home: House, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    conference, letters, _rows = full(home)
    for letter in letters:
        together(letter, *persons(3, first=20), entry=an_entry(9))
    Conference.objects.filter(id=conference.id).update(places=None)
    conference = Conference.objects.select_related("association").get(id=conference.id)
    now = office_now()
    with django_assert_num_queries(5):
        assert len(move_up(conference, now)) == 13


def test_who_is_left_out_of_a_party_moves_up_at_once(home: House) -> None:
    conference, _letters, rows = full(home)
    more(home, conference, 4)
    conference.refresh_from_db()
    withdraw_last = rows[3]
    decline(actor=guest(withdraw_last.house), recipient_id=withdraw_last.house.id, entry=an_entry(1))
    assert states(conference) == [A, A, W, W, W, X]
    set_places(actor=home.clerk_actor, conference_id=conference.id, places=3)
    tied(home, conference, rows[:2])
    assert states(conference) == [A, A, W, W, A, X]


def blocked(home: House, *, places: int | None = 3, hours: int | None = None) -> tuple[Conference, Any, Any]:
    """Anna waits until it is decided about Bert, with whom she comes."""
    conference = offering(home, places=places or 3, hours=hours)
    Conference.objects.filter(id=conference.id).update(per_house=1, places=places)
    letter = invited(conference)[0]
    register(actor=home.clerk_actor, recipient_id=letter.id, entry=by_phone(), people=[ANNA, BERT], together=True)
    return Conference.objects.get(id=conference.id), letter, Registration.objects.get(name=BERT.name)


def test_a_party_that_waits_for_a_decision_is_seen_whole(home: House) -> None:
    conference, _letter, bert = blocked(home)
    assert party_sizes(conference, [bert]) == {bert.party_id: 2}


def test_without_a_limit_a_party_waits_for_nobody_who_is_gone(home: House) -> None:
    conference, letter, bert = blocked(home)
    set_places(actor=home.clerk_actor, conference_id=conference.id, places=None)
    assert states(conference) == [W, R]
    withdraw(actor=guest(letter), recipient_id=letter.id, entry=an_entry(1), registration_ids=[bert.id])
    assert states(conference) == [A, X]


def test_who_is_admitted_last_of_a_party_brings_in_the_others(home: House) -> None:
    conference, _letter, bert = blocked(home, hours=8)
    target: dict[str, Any] = {"actor": home.clerk_actor, "conference_id": conference.id, "registration_id": bert.id}
    decide_case(**target, admit=True, reason="", seen=bert.cases.get().id, sequence=bert.sequence, tell=False)
    assert states(conference) == [A, A]


def test_one_who_is_registered_once_more_does_not_keep_the_others_from_asking(home: House) -> None:
    conference, letters, rows = full(home, hours=8)
    more(home, conference, 5)
    set_office_time(Offer.objects.earliest("id").expires_at)
    lapse(conference)
    register(actor=guest(letters[1]), recipient_id=letters[1].id, entry=an_entry(2), people=[ANNA])
    again(Registration.objects.get(id=rows[1].id))
    assert states(conference)[2:5] == [L, W, W]
    assert code_of(lambda: again(Registration.objects.get(id=rows[0].id))) == "registration.known"


def test_offered_places_are_not_parted(home: House) -> None:
    conference, _letters, rows = full(home, hours=8)
    more(home, conference, 5)
    target: dict[str, Any] = {"conference_id": conference.id, "party_id": rows[0].party_id}
    assert code_of(lambda: part_party(actor=home.clerk_actor, **target)) == "party.states"
