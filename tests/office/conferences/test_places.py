"""Places: admitted until they are full, then the waiting list in its order, and who moves up."""

import re
import threading

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from tests.cast import Cast, House, make_cast
from tests.office.conferences.registering import (
    ANNA,
    BERT,
    an_entry,
    an_invitation,
    by_phone,
    guest,
    invited,
    mails,
    persons,
    registered,
    stands,
    states,
)
from tests.office.conferences.test_offers import offered
from tests.office.rows import row_counts
from umlauf.ground.audit.models import Entry as AuditEntry
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused
from umlauf.office.conferences.actions.offers import take_offer
from umlauf.office.conferences.actions.places import set_places
from umlauf.office.conferences.actions.register import change_registration, register
from umlauf.office.conferences.actions.withdraw import decline, withdraw
from umlauf.office.conferences.models import Conference, Registration
from umlauf.office.conferences.people import PersonEntry
from umlauf.office.conferences.queries import (
    Places,
    conference_of,
    participants,
    persons_by_recipient,
    places_of,
    waiting_places,
    waiting_places_of,
)
from umlauf.office.responses.enums import AnswerState

A, W, X = "admitted", "waiting", "withdrawn"


def test_where_only_some_fit_the_others_wait_in_their_order(home: House) -> None:
    conference = an_invitation(home, places=2)
    first, second, _third = invited(conference)
    result = registered(first, *persons(3))
    assert [row.name for row in result.waiting] == ["Person 3"]
    assert registered(second, *persons(2)).waiting == tuple(Registration.objects.filter(recipient=second))
    assert states(conference) == [A, A, W, W, W]
    assert places_of(conference) == Places(limit=2, admitted=2, waiting=3)
    assert places_of(conference).free == 0
    places = waiting_places_of(participants(conference))
    assert [places.get(row.id, 0) for row in participants(conference)] == [0, 0, 1, 2, 3]
    assert stands(second) == (AnswerState.REGISTERED, 1)


def test_without_a_limit_all_are_admitted(home: House) -> None:
    conference = an_invitation(home)
    registered(invited(conference)[0], *persons(20))
    assert places_of(conference) == Places(None, 20, 0)
    assert places_of(conference).free is None
    assert waiting_places(conference) == {}


def test_who_withdraws_lets_the_first_of_the_list_move_up(home: House) -> None:
    conference = an_invitation(home, places=2)
    first, second, third = invited(conference)
    one, two = registered(first, *persons(2)).added
    registered(second, *persons(2))
    registered(third, ANNA)
    withdraw(actor=guest(first), recipient_id=first.id, entry=an_entry(), registration_ids=[two.id])
    assert states(conference) == [A, X, A, W, W]
    withdraw(actor=guest(first), recipient_id=first.id, entry=an_entry(2), registration_ids=[one.id])
    assert states(conference) == [X, X, A, A, W]
    assert stands(first) == (AnswerState.DECLINED, 3)
    decline(actor=guest(second), recipient_id=second.id, entry=an_entry(1))
    assert states(conference) == [X, X, X, X, A]
    assert places_of(conference) == Places(2, 1, 0)


def test_who_leaves_the_waiting_list_frees_no_place(home: House) -> None:
    conference = an_invitation(home, places=1)
    first, second, third = invited(conference)
    registered(first, ANNA)
    (waiting,) = registered(second, BERT).added
    registered(third, BERT)
    withdraw(actor=guest(second), recipient_id=second.id, entry=an_entry(1), registration_ids=[waiting.id])
    assert states(conference) == [A, X, W]
    assert waiting_places(conference) == {Registration.objects.latest("id").id: 1}


def test_who_is_new_comes_after_those_who_wait(home: House) -> None:
    conference = an_invitation(home, places=1)
    first, second, third = invited(conference)
    (anna,) = registered(first, ANNA).added
    registered(second, BERT)
    withdraw(actor=guest(first), recipient_id=first.id, entry=an_entry(1), registration_ids=[anna.id])
    registered(first, ANNA, entry=an_entry(2))
    registered(third, ANNA)
    assert states(conference) == [X, A, W, W]


def test_more_places_let_those_who_wait_move_up(home: House) -> None:
    conference = an_invitation(home, places=1)
    first, second, _third = invited(conference)
    registered(first, *persons(3))
    registered(second, *persons(3))
    told = mails().count()
    set_places(actor=home.clerk_actor, conference_id=conference.id, places=4)
    assert states(conference) == [A, A, A, A, W, W]
    moved = list(mails())[told:]
    assert [one.subject.split(" – ")[0] for one in moved] == ["Nachgerückt und angemeldet"] * 3
    assert all("METHOD:REQUEST" in one.calendar for one in moved)
    assert AuditEntry.objects.latest("sequence").event == "conferences.places_set"
    set_places(actor=home.clerk_actor, conference_id=conference.id, places=None)
    assert states(conference) == [A] * 6
    assert places_of(Conference.objects.get(id=conference.id)).limit is None


def test_places_are_set_twice_with_one_result(home: House) -> None:
    conference = an_invitation(home)
    set_places(actor=home.clerk_actor, conference_id=conference.id, places=4)
    before = row_counts()
    assert set_places(actor=home.clerk_actor, conference_id=conference.id, places=4).places == 4
    assert row_counts() == before


@pytest.mark.parametrize(
    ("places", "code"),
    [(2, "places.few"), (0, "places.number"), (-1, "places.number"), (LIMITS.places + 1, "places.number")],
)
def test_nobody_who_was_admitted_loses_the_place(home: House, places: int, code: str) -> None:
    conference = an_invitation(home)
    registered(invited(conference)[0], *persons(3))
    before = row_counts()
    with pytest.raises(Refused) as refusal:
        set_places(actor=home.clerk_actor, conference_id=conference.id, places=places)
    assert refusal.value.code == code
    assert row_counts() == before
    set_places(actor=home.clerk_actor, conference_id=conference.id, places=3)


def test_a_place_that_is_offered_is_not_taken_away_and_the_office_reads_how_many_there_are(home: House) -> None:
    conference, carl, _bert = offered(home)
    take_offer(actor=guest(carl.house), recipient_id=carl.house.id, registration_id=carl.id, entry=an_entry(1))
    set_places(actor=home.clerk_actor, conference_id=conference.id, places=2)
    before = row_counts()
    with pytest.raises(Refused) as refusal:
        set_places(actor=home.clerk_actor, conference_id=conference.id, places=1)
    assert refusal.value.code == "places.few"
    assert re.findall(r"\d+", str(refusal.value)) == ["2", "1"]
    assert row_counts() == before


def test_only_the_own_office_sets_places_of_a_conference(cast: Cast) -> None:
    with scope(association=cast.home.association):
        conference = an_invitation(cast.home)
        with pytest.raises(Refused):
            set_places(actor=cast.member_actor, conference_id=conference.id, places=4)
        with pytest.raises(Http404):
            set_places(actor=cast.other.clerk_actor, conference_id=conference.id, places=4)
        with pytest.raises(Http404):
            set_places(actor=cast.home.clerk_actor, conference_id=0, places=4)


def test_withdrawing_twice_changes_nothing_more(home: House) -> None:
    conference = an_invitation(home)
    recipient, *_rest = invited(conference)
    anna, bert = registered(recipient, ANNA, BERT).added
    actor, again = guest(recipient), {"recipient_id": recipient.id}
    entry = an_entry()
    withdraw(actor=actor, entry=entry, registration_ids=[anna.id], **again)
    told = mails().count()
    withdraw(actor=actor, entry=entry, registration_ids=[anna.id], **again)
    withdraw(actor=actor, entry=an_entry(), registration_ids=[anna.id], **again)
    assert stands(recipient) == (AnswerState.REGISTERED, 2)
    assert mails().count() == told
    assert Registration.objects.get(id=anna.id).sequence == 1
    for ids, error in (([], "withdraw.nobody"), ([bert.id], "answer.changed")):
        with pytest.raises(Refused) as refusal:
            withdraw(actor=actor, entry=an_entry(1), registration_ids=ids, **again)
        assert refusal.value.code == error
    assert states(conference) == [X, A]


def test_declining_withdraws_everybody_and_needs_to_have_seen_them(home: House) -> None:
    conference = an_invitation(home)
    recipient, *_rest = invited(conference)
    registered(recipient, ANNA, BERT)
    actor, entry = guest(recipient), an_entry(1)
    with pytest.raises(Refused) as refusal:
        decline(actor=actor, recipient_id=recipient.id, entry=an_entry(0))
    assert refusal.value.code == "answer.changed"
    decline(actor=actor, recipient_id=recipient.id, entry=entry)
    decline(actor=actor, recipient_id=recipient.id, entry=entry)
    assert states(conference) == [X, X]
    assert stands(recipient) == (AnswerState.DECLINED, 2)
    assert persons_by_recipient(conference) == {}


def test_the_conference_of_a_circular(home: House) -> None:
    conference = an_invitation(home)
    assert conference_of(conference.circular_id) == conference
    assert conference_of(0) is None


@pytest.mark.parametrize(("people", "places"), [(1, None), (10, None), (10, 5)])
def test_the_queries_of_a_registration_do_not_grow_with_its_people(
    home: House, people: int, places: int | None
) -> None:
    recipient, *_rest = invited(an_invitation(home, places=places))
    actor, named = guest(recipient), [PersonEntry(f"P {n}", email=f"p{n}@kreis.example") for n in range(people)]
    with CaptureQueriesContext(connection) as queries:
        register(actor=actor, recipient_id=recipient.id, entry=an_entry(), people=named)
    assert mails().count() == people
    assert len(queries) <= (24 if places is None else 26)
    with CaptureQueriesContext(connection) as queries:
        register(actor=actor, recipient_id=recipient.id, entry=an_entry(1), people=named)
    assert len(queries) <= (24 if places is None else 26)
    with CaptureQueriesContext(connection) as queries:
        decline(actor=actor, recipient_id=recipient.id, entry=an_entry(2))
    assert mails().count() == 2 * people
    assert len(queries) <= 29


def test_the_queries_of_lists_do_not_grow(home: House) -> None:
    conference = an_invitation(home, places=4)
    for recipient in invited(conference):
        registered(recipient, *persons(10))
    with CaptureQueriesContext(connection) as queries:
        assert [row.inviter_name for row in participants(conference)][::10] == [
            recipient.name for recipient in invited(conference)
        ]
        persons_by_recipient(conference)
        places_of(conference)
        waiting_places(conference)
    assert len(queries) == 5


@pytest.mark.django_db(transaction=True)
def test_who_registers_at_the_same_time_never_gets_more_places_than_there_are() -> None:
    house = make_cast(counties=8).home
    with scope(association=house.association):
        conference = an_invitation(house, places=10)
        recipients = invited(conference)
    start = threading.Barrier(len(recipients))

    def work(position: int) -> None:
        try:
            with scope(association=house.association):
                start.wait()
                register(
                    actor=house.clerk_actor,
                    recipient_id=recipients[position].id,
                    entry=by_phone(),
                    people=persons(1 + position % 3),
                )
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(position,)) for position in range(len(recipients))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with scope(association=house.association):
        assert states(conference) == [A] * 10 + [W] * 5
        anyone = Registration.objects.filter(state=A).earliest("id")
        change_registration(
            actor=house.clerk_actor,
            registration_id=anyone.id,
            recipient_id=anyone.house.id,
            entry=by_phone(),
            person=ANNA,
            sequence=0,
        )
