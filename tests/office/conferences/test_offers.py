"""Places that are offered for some working hours: taken, let go, kept for longer, lapsed, and asked for again."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.http import Http404
from django_scopes import scope

from tests.cast import Cast, House
from tests.office.conferences.registering import (
    ANNA,
    BERT,
    CARL,
    an_entry,
    an_invitation,
    by_phone,
    guest,
    invited,
    mails,
    new_mails,
    persons,
    registered,
    stands,
    states,
)
from tests.office.rows import row_counts
from tests.replay import laid_again
from umlauf.ground.audit.models import Entry as AuditEntry
from umlauf.ground.core.actor import Actor, machine
from umlauf.ground.core.clock import office_now, set_office_time
from umlauf.ground.core.models import Task
from umlauf.ground.core.tasks import run_next_task, sweep
from umlauf.ground.text import Refused
from umlauf.office.conferences.actions.admit import set_admission, state_of_admission
from umlauf.office.conferences.actions.ask_again import ask_again
from umlauf.office.conferences.actions.decide import decide_case, reverse_decision
from umlauf.office.conferences.actions.offers import extend_offer, lapse_offers, take_offer
from umlauf.office.conferences.actions.places import set_places
from umlauf.office.conferences.actions.purge import purge_conference
from umlauf.office.conferences.actions.register import change_registration
from umlauf.office.conferences.actions.withdraw import decline, let_offer_go, withdraw
from umlauf.office.conferences.enums import Admission
from umlauf.office.conferences.models import AdmissionCase, Conference, Offer, Registration
from umlauf.office.conferences.offers import latest_offers, until_in_words
from umlauf.office.conferences.queries import Places, places_of
from umlauf.office.responses.enums import AnswerState
from umlauf.office.responses.models import Ask

A, W, P, L, R, X = "admitted", "waiting", "offered", "lapsed", "review", "withdrawn"
ENDS = dt.datetime(2016, 11, 11, 12, tzinfo=dt.UTC)
"""8 working hours after Thursday, 10 November 2016, 12:00 UTC."""


@laid_again
def offering(house: House, *, places: int = 1, hours: int | None = 8) -> Conference:
    """A conference that keeps a place for so many hours for whoever moves up."""
    conference = an_invitation(house, places=places)
    Conference.objects.filter(id=conference.id).update(offer_hours=hours)
    conference.refresh_from_db()
    return conference


@laid_again
def offered(house: House) -> tuple[Conference, Registration, Registration]:
    """One place, which was Anna's and is now offered to Carl; Bert waits behind."""
    conference = offering(house)
    first, second, third = invited(conference)
    (anna,) = registered(first, ANNA).added
    (carl,) = registered(second, CARL).added
    (bert,) = registered(third, BERT).added
    withdraw(actor=guest(first), recipient_id=first.id, entry=an_entry(1), registration_ids=[anna.id])
    carl.refresh_from_db()
    return conference, carl, bert


def take(row: Registration, actor: Actor | None = None, entry: Any = None) -> Any:
    actor = actor or guest(row.house)
    return take_offer(actor=actor, recipient_id=row.house.id, registration_id=row.id, entry=entry or an_entry(1))


def let_go(row: Registration, entry: Any = None) -> Any:
    target: dict[str, Any] = {"recipient_id": row.recipient_id, "registration_id": row.id}
    return let_offer_go(actor=guest(row.house), **target, entry=entry or an_entry(stands(row.house)[1]))


def again(row: Registration, entry: Any = None, actor: Actor | None = None) -> Any:
    target: dict[str, Any] = {"recipient_id": row.recipient_id, "registration_id": row.id}
    return ask_again(actor=actor or guest(row.house), **target, entry=entry or an_entry(stands(row.house)[1]))


def lapse(conference: Conference) -> int:
    return lapse_offers(actor=machine(conference.association_id), conference_id=conference.id)


def code_of(act: Any) -> str:
    """The refusal of an act that changes nothing."""
    before = row_counts()
    with pytest.raises(Refused) as refusal:
        act()
    assert row_counts() == before
    return refusal.value.code


def test_who_moves_up_is_asked_and_the_place_is_kept(home: House) -> None:
    conference, carl, _bert = offered(home)
    assert states(conference) == [X, P, W]
    offer = Offer.objects.get()
    assert ENDS <= offer.expires_at < ENDS + dt.timedelta(minutes=1)
    assert places_of(conference) == Places(1, 1, 1, offered=1)
    message = mails().latest("id")
    assert (message.recipient, message.calendar) == (CARL.email, "")
    assert message.key == f"conference:{conference.id}:{carl.id}:1:offered"
    said = " ".join(message.text.split())
    assert until_in_words(offer.expires_at, conference.association) in said
    assert "Freitag, 11. November 2016" in said
    assert "13:00" in said
    assert "/l/" not in message.text + message.html
    registered(invited(conference)[0], ANNA, entry=an_entry(2))
    assert states(conference) == [X, P, W, W]


def test_without_hours_who_moves_up_is_admitted(home: House) -> None:
    conference = offering(home, hours=None)
    first, second, _third = invited(conference)
    registered(first, ANNA)
    registered(second, CARL)
    decline(actor=guest(first), recipient_id=first.id, entry=an_entry(1))
    assert states(conference) == [X, A]
    assert not Offer.objects.exists()


def test_an_offer_is_taken_once(home: House) -> None:
    conference, carl, _bert = offered(home)
    last, entry = mails().latest("id").id, an_entry(1)
    take(carl, entry=entry)
    assert states(conference) == [X, A, W]
    assert Offer.objects.get().outcome == "taken"
    assert [(to, method) for to, _subject, method in new_mails(last)] == [(CARL.email, "REQUEST")]
    assert stands(carl.house) == (AnswerState.REGISTERED, 2)
    assert AuditEntry.objects.latest("sequence").event == "conferences.offer_taken"
    take(carl, entry=entry)
    take(carl)
    assert stands(carl.house) == (AnswerState.REGISTERED, 2)
    set_office_time(ENDS + dt.timedelta(days=1))
    assert lapse(conference) == 0
    assert states(conference) == [X, A, W]


def test_an_offer_is_let_go_and_goes_to_who_waits_next(home: House) -> None:
    conference, carl, bert = offered(home)
    last = mails().latest("id").id
    let_go(carl)
    assert states(conference) == [X, X, P]
    assert list(Offer.objects.values_list("outcome", flat=True)) == ["let_go", "open"]
    assert stands(carl.house)[0] == AnswerState.DECLINED
    assert [(to, method) for to, _subject, method in new_mails(last)] == [(CARL.email, ""), (bert.by_email, "")]
    assert AuditEntry.objects.latest("sequence").event == "conferences.offer_let_go"
    let_go(carl)
    assert states(conference) == [X, X, P]
    assert code_of(lambda: take(carl)) == "offer.none"
    take(bert)
    assert code_of(lambda: let_go(bert)) == "offer.none"


def test_withdrawing_lets_the_offer_go_too(home: House) -> None:
    conference, carl, _bert = offered(home)
    recipient = carl.house
    withdraw(actor=guest(recipient), recipient_id=recipient.id, entry=an_entry(1), registration_ids=[carl.id])
    assert states(conference) == [X, X, P]
    assert Offer.objects.earliest("id").outcome == "let_go"


def test_after_the_time_nobody_takes_it_and_who_waits_next_is_asked(home: House) -> None:
    conference, carl, bert = offered(home)
    set_office_time(Offer.objects.get().expires_at - dt.timedelta(seconds=30))
    assert lapse(conference) == 0
    set_office_time(Offer.objects.get().expires_at)
    assert code_of(lambda: take(carl)) == "offer.lapsed"
    last = mails().latest("id").id
    sweep()
    assert Task.objects.filter(name="conferences.lapse").count() == 1
    while run_next_task():
        pass
    assert states(conference) == [X, L, P]
    assert [to for to, _subject, _method in new_mails(last)] == [CARL.email, bert.by_email]
    assert AuditEntry.objects.filter(event="conferences.offers_lapsed").count() == 1
    assert lapse(conference) == 0
    assert code_of(lambda: take(carl)) == "offer.lapsed"
    assert [one.registration_id for one in latest_offers(conference)] == [bert.id, carl.id]
    assert stands(carl.house) == (AnswerState.REGISTERED, 1)


def test_an_offer_holds_also_after_the_deadline_and_once_the_ask_is_closed(home: House) -> None:
    conference, carl, bert = offered(home)
    Ask.objects.filter(circular=conference.circular_id).update(
        closes_at_deadline=True, closed_at=office_now(), closed_by="Nora Feldkamp"
    )
    let_go(carl)
    take(bert)
    assert states(conference) == [X, X, A]
    assert code_of(lambda: registered(carl.house, *persons(1), entry=an_entry(2))) == "answer.closed"
    assert code_of(lambda: again(carl)) == "answer.closed"


def test_an_offer_ends_when_the_conference_begins(home: House) -> None:
    conference = offering(home, hours=200)
    first, second, _third = invited(conference)
    registered(first, ANNA)
    registered(second, CARL)
    decline(actor=guest(first), recipient_id=first.id, entry=an_entry(1))
    assert Offer.objects.get().expires_at == dt.datetime(2016, 12, 2, 9, tzinfo=dt.UTC)
    registered(first, ANNA, entry=an_entry(2))
    set_office_time(dt.datetime(2016, 12, 2, 9, 30, tzinfo=dt.UTC))
    lapse(conference)
    assert states(conference) == [X, L, A]


def test_who_asks_again_is_last(home: House) -> None:
    conference, carl, bert = offered(home)
    first = invited(conference)[0]
    registered(first, ANNA, entry=an_entry(2))
    set_office_time(Offer.objects.get().expires_at)
    lapse(conference)
    assert states(conference) == [X, L, P, W]
    entry = an_entry(1)
    again(carl, entry)
    again(carl, entry)
    again(carl)
    assert states(conference) == [X, W, P, W]
    assert stands(carl.house) == (AnswerState.REGISTERED, 2)
    let_go(bert)
    assert states(conference) == [X, W, X, P]
    decline(actor=guest(first), recipient_id=first.id, entry=an_entry(3))
    assert states(conference) == [X, P, X, X]
    keys = [
        one.key.rpartition(":")[2] for one in mails().filter(key__startswith=f"conference:{conference.id}:{carl.id}:")
    ]
    assert keys == ["waiting", "offered", "lapsed", "waiting", "offered"]


def test_who_asks_again_while_a_place_is_free_has_it(home: House) -> None:
    conference, carl, bert = offered(home)
    decline(actor=guest(bert.house), recipient_id=bert.house.id, entry=an_entry(1))
    let_go(carl)
    last = mails().latest("id").id
    again(carl)
    assert states(conference) == [X, A, X]
    assert [(to, method) for to, _subject, method in new_mails(last)] == [(CARL.email, "REQUEST")]
    assert stands(carl.house)[0] == AnswerState.REGISTERED


def test_who_was_withdrawn_is_judged_anew_and_comes_once(home: House) -> None:
    conference, carl, _bert = offered(home)
    recipient = carl.house
    let_go(carl)
    Conference.objects.filter(id=conference.id).update(admission=Admission.CASE)
    again(carl)
    assert states(conference) == [X, R, P]
    assert AdmissionCase.objects.get().registration_id == carl.id
    withdraw(actor=guest(recipient), recipient_id=recipient.id, entry=an_entry(3), registration_ids=[carl.id])
    registered(recipient, CARL, entry=an_entry(4))
    assert code_of(lambda: again(carl)) == "registration.known"
    Registration.objects.filter(id=carl.id).update(state="refused", name="Carla Dorn")
    assert code_of(lambda: again(carl)) == "again.refused"


def test_a_strict_deadline_lets_ask_again_who_had_an_offer(home: House) -> None:
    conference, carl, bert = offered(home)
    Ask.objects.filter(circular=conference.circular_id).update(closes_at_deadline=True)
    set_office_time(dt.datetime(2016, 11, 30, 12, tzinfo=dt.UTC))
    lapse(conference)
    let_go(bert)
    assert code_of(lambda: again(bert)) == "answer.over"
    again(carl)
    assert states(conference) == [X, A, X]


def test_the_office_takes_it_by_phone_and_keeps_it_for_longer(cast: Cast) -> None:
    with scope(association=cast.home.association):
        conference, carl, _bert = offered(cast.home)
        target: dict[str, Any] = {"conference_id": conference.id, "registration_id": carl.id}
        clerk, ends = cast.home.clerk_actor, Offer.objects.get().expires_at
        until = dt.datetime(2016, 11, 14, 15, tzinfo=dt.UTC)
        for actor in (cast.member_actor, replace(clerk, roles=frozenset())):
            assert (
                code_of(lambda actor=actor: extend_offer(actor=actor, **target, until=until, sequence=1))
                == "access.role"
            )
        with pytest.raises(Http404):
            extend_offer(actor=cast.other.clerk_actor, **target, until=until, sequence=1)
        for wrong in (ends - dt.timedelta(hours=1), dt.datetime(2016, 12, 2, 9, 1, tzinfo=dt.UTC)):
            assert (
                code_of(lambda wrong=wrong: extend_offer(actor=clerk, **target, until=wrong, sequence=1))
                == "offer.until"
            )
        last = mails().latest("id").id
        extend_offer(actor=clerk, **target, until=until, sequence=1)
        extend_offer(actor=clerk, **target, until=until, sequence=1)
        assert [to for to, _subject, _method in new_mails(last)] == [CARL.email]
        assert (
            code_of(lambda: extend_offer(actor=clerk, **target, until=until + dt.timedelta(hours=1), sequence=1))
            == "offer.changed"
        )
        set_office_time(ends + dt.timedelta(hours=2))
        assert lapse(conference) == 0
        take(carl, clerk, by_phone(1))
        assert states(conference) == [X, A, W]
        assert code_of(lambda: extend_offer(actor=clerk, **target, until=until, sequence=3)) == "offer.none"


def test_who_is_admitted_by_a_decision_is_asked_nothing(home: House) -> None:
    conference = offering(home)
    Conference.objects.filter(id=conference.id).update(admission=Admission.CASE)
    first, second, _third = invited(conference)
    rows = [registered(letter, person).added[0] for letter, person in ((first, ANNA), (second, CARL))]
    target: dict[str, Any] = {"actor": home.clerk_actor, "conference_id": conference.id, "reason": "Irrtum"}

    def decided(row: Registration) -> AdmissionCase:
        seen, now = row.cases.latest("id").id, Registration.objects.get(id=row.id)
        return decide_case(**target, registration_id=row.id, admit=True, seen=seen, sequence=now.sequence)

    for row in rows:
        decided(row)
    assert states(conference) == [A, W]
    now = Registration.objects.get(id=rows[0].id)
    reverse_decision(**target, registration_id=now.id, seen=now.cases.get().id, sequence=now.sequence)
    assert states(conference) == [R, P]
    now = Registration.objects.get(id=rows[1].id)
    reverse_decision(**target, registration_id=now.id, seen=now.cases.get().id, sequence=now.sequence)
    assert states(conference) == [R, R]
    assert Offer.objects.get().outcome == "taken_back"


def test_another_address_gets_the_offer_with_its_time(home: House) -> None:
    _conference, carl, _bert = offered(home)
    target: dict[str, Any] = {"recipient_id": carl.recipient_id, "registration_id": carl.id, "sequence": carl.sequence}
    person = replace(CARL, email="c.dorn@lk-ahorntal.example")
    change_registration(actor=guest(carl.house), **target, entry=an_entry(1), person=person)
    message = mails().filter(recipient=person.email).get()
    assert "11. November 2016" in " ".join(message.text.split())
    assert message.calendar == ""


def test_more_places_are_offered_too(home: House) -> None:
    conference, _carl, _bert = offered(home)
    set_places(actor=home.clerk_actor, conference_id=conference.id, places=5)
    assert states(conference) == [X, P, P]
    with pytest.raises(Refused):
        set_places(actor=home.clerk_actor, conference_id=conference.id, places=1)


def test_the_hours_are_said_with_the_rule(home: House) -> None:
    conference = offering(home, hours=None)
    target: dict[str, Any] = {"actor": home.clerk_actor, "conference_id": conference.id, "admission": Admission.ALL}
    target |= {"functions": (), "per_house": None, "seen": state_of_admission(conference)}
    for wrong in (0, 201):
        assert code_of(lambda wrong=wrong: set_admission(**target, offer_hours=wrong)) == "admission.hours"
    assert set_admission(**target, offer_hours=16).offer_hours == 16
    assert code_of(lambda: set_admission(**target, offer_hours=8)) == "admission.changed"


def test_nothing_is_taken_or_lapses_aloud_once_it_is_cancelled(home: House) -> None:
    conference, carl, _bert = offered(home)
    Conference.objects.filter(id=conference.id).update(status="cancelled")
    assert code_of(lambda: take(carl)) == "register.over"
    assert code_of(lambda: let_go(carl)) == "register.over"
    told = mails().count()
    set_office_time(Offer.objects.get().expires_at)
    assert lapse(conference) == 1
    assert (states(conference), mails().count()) == ([X, L, W], told)


def test_only_who_answers_for_the_house_takes_it(cast: Cast) -> None:
    with scope(association=cast.home.association):
        conference, carl, _bert = offered(cast.home)
        other = invited(conference)[0]
        with pytest.raises(Http404):
            take(carl, guest(other))
        target: dict[str, Any] = {"recipient_id": other.id, "registration_id": carl.id}
        for act in (take_offer, let_offer_go, ask_again):
            with pytest.raises(Http404):
                act(actor=guest(other), **target, entry=an_entry(2))


def test_names_go_and_offers_stay(home: House) -> None:
    conference, _carl, _bert = offered(home)
    set_office_time(dt.datetime(2017, 3, 4, 12, tzinfo=dt.UTC))
    purge_conference(actor=machine(home.association.id), conference_id=conference.id)
    assert lapse(conference) == 1
    assert not any(Registration.objects.values_list("name", flat=True))
    assert not list(latest_offers(conference))


def test_once_it_is_over_asking_again_moves_nobody_else_up(home: House) -> None:
    conference, carl, _bert = offered(home)
    take(carl)
    set_office_time(dt.datetime(2016, 12, 3, 12, tzinfo=dt.UTC))
    Registration.objects.filter(id=carl.id).update(state="withdrawn")
    Conference.objects.filter(id=conference.id).update(places=2)
    again(carl, by_phone(2), home.clerk_actor)
    assert states(conference) == [X, A, W]


def test_once_it_is_cancelled_nobody_asks_again(home: House) -> None:
    conference, carl, _bert = offered(home)
    take(carl)
    Registration.objects.filter(id=carl.id).update(state="withdrawn")
    Conference.objects.filter(id=conference.id).update(status="cancelled")
    assert code_of(lambda: again(carl, by_phone(2), home.clerk_actor)) == "register.over"


def test_without_a_limit_nobody_is_asked_any_more(home: House) -> None:
    conference, _carl, bert = offered(home)
    last = mails().latest("id").id
    set_places(actor=home.clerk_actor, conference_id=conference.id, places=None)
    assert states(conference) == [X, A, A]
    assert list(Offer.objects.values_list("outcome", flat=True)) == ["taken"]
    assert [to for to, _subject, _method in new_mails(last)] == [CARL.email, bert.by_email]


def test_an_old_page_does_not_ask_again_over_a_decline(home: House) -> None:
    _conference, carl, _bert = offered(home)
    let_go(carl)
    assert code_of(lambda: again(carl, an_entry(1))) == "answer.changed"


def test_what_the_office_keys_in_too_late_keeps_the_rank(home: House) -> None:
    conference, carl, _bert = offered(home)
    Registration.objects.filter(id=carl.id).update(priority=1, priority_reason="Grußwort")
    set_office_time(Offer.objects.get().expires_at)
    lapse(conference)
    again(carl, by_phone(1), home.clerk_actor)
    now = Registration.objects.get(id=carl.id)
    assert (now.state, now.queued_at, now.priority, now.priority_reason) == (W, carl.queued_at, 1, "Grußwort")


def test_a_longer_time_is_no_second_offer(home: House) -> None:
    conference, carl, _bert = offered(home)
    until = dt.datetime(2016, 11, 14, 15, tzinfo=dt.UTC)
    target: dict[str, Any] = {"conference_id": conference.id, "registration_id": carl.id}
    extend_offer(actor=home.clerk_actor, **target, until=until, sequence=1)
    assert mails().latest("id").key.endswith(":kept")
