"""A deputy takes the place of somebody, not a place: who may send one, who is asked first, and how it is taken back."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.http import Http404
from django_scopes import scope
from pytest_django.fixtures import DjangoAssertNumQueries

from tests.cast import Cast, House, make_cast
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
    receipts,
    registered,
    stands,
    states,
    who_comes,
)
from tests.office.conferences.test_admission import code_of, decided, preferred, reversed_for, ruled
from umlauf.ground.audit.models import Entry as AuditEntry
from umlauf.ground.core.actor import machine
from umlauf.ground.core.clock import office_now, set_office_time
from umlauf.ground.text import Refused
from umlauf.office.circulars.models import Recipient
from umlauf.office.conferences.actions.deputies import send_deputy, undo_deputy
from umlauf.office.conferences.actions.places import set_places
from umlauf.office.conferences.actions.purge import purge_conference
from umlauf.office.conferences.actions.register import change_registration
from umlauf.office.conferences.actions.seats import welcome
from umlauf.office.conferences.actions.telling import tell_people
from umlauf.office.conferences.actions.withdraw import withdraw
from umlauf.office.conferences.enums import COMING, Admission, CaseWhy, Decision, Priority
from umlauf.office.conferences.models import AdmissionCase, Conference, Registration
from umlauf.office.conferences.people import PersonEntry
from umlauf.office.conferences.queries import places_of, waiting_places
from umlauf.office.conferences.words import stands_for
from umlauf.office.responses.actions.ask import close_ask
from umlauf.office.responses.enums import AnswerState
from umlauf.office.responses.models import Ask

A, W, R, N, X, S, D = "admitted", "waiting", "review", "refused", "withdrawn", "stand_in", "replaced"
VERA = PersonEntry("Vera Quast", "Referentin", "vera.quast@lk-ahorntal.example")
UTE = PersonEntry("Ute Linde")
JAN = PersonEntry("Dr. Jan Ahorntal", "Landrat", "landrat@lk-ahorntal.example")


def sent(row: Registration, person: PersonEntry, **more: Any) -> Registration:
    """Let a guest of the house send somebody in the place of a person."""
    return send_deputy(**_said(row, more), person=person)


def undone(row: Registration, **more: Any) -> Registration:
    """Let a guest of the house take a deputy back."""
    return undo_deputy(**_said(row, more))


def _said(row: Registration, more: dict[str, Any]) -> dict[str, Any]:
    sequence = Registration.objects.get(id=row.id).sequence
    given = {"actor": guest(row.house), "entry": an_entry(), "sequence": sequence, **more}
    return {"registration_id": row.id, "recipient_id": row.recipient_id, **given}


@pytest.fixture
def county(cast: Cast) -> Iterator[Cast]:
    """Inside the scope of the home association."""
    with scope(association=cast.home.association):
        yield cast


def letter_of(conference: Conference, county: Cast) -> Recipient:
    return next(one for one in invited(conference) if one.organisation_id == county.shared.id)


def test_a_deputy_takes_the_place_in_a_full_house(home: House) -> None:
    conference = an_invitation(home, places=1)
    first, second, _third = invited(conference)
    (anna,) = registered(first, ANNA).added
    registered(second, BERT)
    last = mails().latest("id").id
    vera = sent(anna, VERA)
    assert states(conference) == [D, W, A]
    assert (vera.represents, vera.replaces_id, vera.queued_at) == (ANNA.name, anna.id, anna.queued_at)
    assert places_of(conference).admitted == 1
    assert list(new_mails(last)) == [
        (ANNA.email, f"{mails().filter(id__gt=last)[0].subject}", "CANCEL"),
        (VERA.email, f"{mails().filter(id__gt=last)[1].subject}", "REQUEST"),
    ]
    before, after = mails().filter(id__gt=last)
    assert VERA.name in before.text
    assert "Art. 14" not in before.text
    assert ANNA.name in after.text
    assert "Art. 14" in after.text
    assert ANNA.email not in after.text
    assert VERA.email not in before.text
    receipt = receipts().latest("id").text
    assert VERA.name in receipt
    assert ANNA.name in receipt
    assert stands(first)[0] == AnswerState.REPRESENTED
    entry = AuditEntry.objects.latest("sequence")
    assert (entry.event, "Berg" in entry.label) == ("conferences.deputy_sent", False)


def test_the_calendars_of_both_follow(home: House) -> None:
    (anna,) = registered(invited(an_invitation(home))[0], ANNA).added
    vera = sent(anna, VERA)
    undone(vera)
    uids = {str(anna.uid): ["REQUEST", "CANCEL", "REQUEST"], str(vera.uid): ["REQUEST", "CANCEL"]}
    for uid, methods in uids.items():
        files = [one.calendar for one in mails() if f"UID:{uid}" in one.calendar]
        assert [line[7:] for one in files for line in one.split("\r\n") if line.startswith("METHOD:")] == methods
        sequences = [int(line[9:]) for one in files for line in one.split("\r\n") if line.startswith("SEQUENCE:")]
        assert sequences == sorted(set(sequences))


def test_whoever_has_no_address_is_told_by_who_registered_them(home: House) -> None:
    (bert,) = registered(invited(an_invitation(home))[0], BERT).added
    last = mails().latest("id").id
    sent(bert, UTE, entry=an_entry(email="neu@lk-ahorntal.example"))
    told = {one.recipient: one.text for one in mails().filter(id__gt=last)}
    assert set(told) == {bert.by_email, "neu@lk-ahorntal.example"}
    assert all(BERT.name in text and UTE.name in text for text in told.values())


def test_whoever_comes_gets_a_first_mail_in_each_state(home: House) -> None:
    conference = an_invitation(home)
    (anna,) = registered(invited(conference)[0], ANNA).added
    for number, state in enumerate(COMING, start=1):
        anna.state, anna.sequence = state, number
        assert tell_people(conference, welcome([anna]), office_now()) == 1
        assert (mails().latest("id").calendar != "") == anna.in_calendar
        assert "Art. 14" in mails().latest("id").text


def test_a_form_that_comes_twice_sends_one_deputy(home: House) -> None:
    conference = an_invitation(home)
    (anna,) = registered(invited(conference)[0], ANNA).added
    entry = an_entry()
    vera = sent(anna, VERA, entry=entry)
    count = mails().count()
    assert sent(anna, VERA, entry=entry).id == vera.id
    taken_back = an_entry()
    assert undone(vera, entry=taken_back).id == undone(vera, entry=taken_back).id == anna.id
    assert (states(conference), mails().count()) == ([A, X], count + 2)


def test_a_rank_on_the_waiting_list_goes_to_the_deputy(home: House) -> None:
    conference = an_invitation(home, places=1)
    first, second, third = invited(conference)
    (bert,) = registered(first, BERT).added
    (anna,) = registered(second, ANNA).added
    (carl,) = registered(third, CARL).added
    preferred(home, carl, Priority.FIRST)
    vera, ute = sent(carl, VERA), sent(anna, UTE)
    assert (states(conference), waiting_places(conference)) == ([A, D, D, W, W], {vera.id: 1, ute.id: 2})
    withdraw(actor=guest(first), recipient_id=first.id, entry=an_entry(1), registration_ids=[bert.id])
    assert states(conference) == [X, D, D, A, W]
    undone(vera)
    undone(ute)
    assert states(conference) == [X, W, A, X, X]


def test_the_chain_stays_and_is_undone_from_its_end(home: House) -> None:
    conference = an_invitation(home)
    recipient = invited(conference)[0]
    (anna,) = registered(recipient, ANNA).added
    vera = sent(anna, VERA)
    set_office_time(dt.datetime(2016, 11, 14, 12, tzinfo=dt.UTC))
    ute = sent(vera, UTE)
    assert (states(conference), ute.represents) == ([D, D, A], ANNA.name)
    assert all(one in stands_for(ute, vera) for one in (ANNA.name, VERA.name, "14"))
    assert all(one in stands_for(vera, anna) for one in (ANNA.name, "10"))
    assert [one.instead for one in who_comes(conference)] == [stands_for(ute, vera)]
    assert code_of(lambda: undone(vera)) == "deputy.chain"
    assert code_of(lambda: sent(anna, BERT)) == "deputy.sent"
    assert code_of(lambda: sent(ute, ANNA)) == "deputy.back"
    undone(ute)
    assert states(conference) == [D, A, X]
    assert code_of(lambda: undone(ute)) == "deputy.gone"
    undone(vera)
    assert (states(conference), stands(recipient)[0]) == ([A, X, X], AnswerState.REGISTERED)
    sent(anna, VERA)
    assert states(conference) == [D, X, X, A]


def test_what_makes_no_sense_is_refused_and_changes_nothing(home: House) -> None:
    conference = an_invitation(home)
    recipient, other, _third = invited(conference)
    anna, bert, carl = registered(recipient, ANNA, BERT, CARL).added
    withdraw(actor=guest(recipient), recipient_id=recipient.id, entry=an_entry(1), registration_ids=[carl.id])
    assert code_of(lambda: sent(anna, PersonEntry("Dr. Anna Berg"))) == "deputy.same"
    assert code_of(lambda: sent(anna, BERT)) == "deputy.known"
    assert code_of(lambda: sent(carl, VERA)) == "deputy.gone"
    assert code_of(lambda: sent(anna, VERA, sequence=9)) == "registration.changed"
    assert code_of(lambda: sent(anna, PersonEntry(""))) == "register.name"
    assert code_of(lambda: registered(recipient, PersonEntry("Ute Linde", represents="Anna Berg"))) == "deputy.there"
    vera = sent(anna, VERA)
    assert code_of(lambda: undone(vera, sequence=9)) == "registration.changed"
    registered(recipient, ANNA)
    assert code_of(lambda: undone(vera)) == "registration.known"
    with pytest.raises(Http404):
        sent(bert, UTE, actor=guest(other), recipient_id=other.id)
    with pytest.raises(Http404):
        undone(bert)


def test_whom_they_represent_is_not_changed_beside_the_chain(home: House) -> None:
    recipient = invited(an_invitation(home))[0]
    (anna,) = registered(recipient, ANNA).added
    vera = sent(anna, VERA)
    target: dict[str, Any] = {"actor": guest(recipient), "recipient_id": recipient.id, "entry": an_entry(1)}
    person = PersonEntry(VERA.name, "Leiterin", represents="")
    row = change_registration(**target, registration_id=vera.id, person=person, sequence=0)
    assert (row.function, row.represents) == ("Leiterin", ANNA.name)


def test_a_deputy_comes_after_a_strict_deadline_and_not_once_it_is_closed_or_over(home: House) -> None:
    conference = an_invitation(home)
    (anna,) = registered(invited(conference)[0], ANNA).added
    Ask.objects.update(closes_at_deadline=True)
    set_office_time(dt.datetime(2016, 12, 1, 12, tzinfo=dt.UTC))
    vera = sent(anna, VERA)
    undone(vera)
    vera = sent(anna, VERA)
    close_ask(actor=home.clerk_actor, circular_id=conference.circular_id)
    assert code_of(lambda: undone(vera)) == "answer.closed"
    by_office: dict[str, Any] = {"actor": home.clerk_actor, "entry": by_phone()}
    undone(vera, **by_office)
    Ask.objects.update(closed_at=None)
    set_office_time(dt.datetime(2016, 12, 2, 22, 55, tzinfo=dt.UTC))
    vera = sent(anna, VERA)
    set_office_time(dt.datetime(2016, 12, 2, 23, 0, 1, tzinfo=dt.UTC))
    assert code_of(lambda: undone(vera)) == "register.over"
    count = mails().count()
    sent(vera, UTE, actor=home.clerk_actor, entry=by_phone())
    assert mails().count() == count


def test_who_comes_for_the_holder_is_entitled(county: Cast) -> None:
    conference = ruled(an_invitation(county.home), county.home)
    recipient = letter_of(conference, county)
    (jan,) = registered(recipient, JAN).added
    vera = sent(jan, VERA)
    sent(vera, UTE)
    assert states(conference) == [D, D, A]


def test_about_who_is_not_entitled_somebody_decides_and_keeps_the_place(county: Cast) -> None:
    house = county.home
    conference = ruled(an_invitation(house, places=1), house)
    recipient = letter_of(conference, county)
    (anna,) = registered(recipient, ANNA).added
    decided(house, anna, admit=True)
    other = next(one for one in invited(conference) if one.id != recipient.id)
    ruled(conference, house, admission=Admission.ALL)
    registered(other, BERT)
    ruled(conference, house)
    last = mails().latest("id").id
    vera = sent(anna, VERA)
    assert states(conference) == [D, W, S]
    assert [(to, method) for to, _subject, method in new_mails(last)] == [(ANNA.email, "CANCEL"), (VERA.email, "")]
    case = AdmissionCase.objects.get(registration=vera)
    assert (case.why, case.decision) == (CaseWhy.NOT_ENTITLED, Decision.OPEN)
    assert code_of(lambda: reversed_for(house, anna)) == "deputy.sent"
    decided(house, vera, admit=True)
    assert states(conference) == [D, W, A]
    reversed_for(house, vera)
    assert states(conference) == [D, W, S]
    decided(house, vera, admit=False, reason="Nur Dezernenten")
    assert states(conference) == [D, A, N]
    last = mails().latest("id").id
    undone(vera)
    assert states(conference) == [W, A, N]
    assert [to for to, _subject, _method in new_mails(last)] == [ANNA.email]
    assert code_of(lambda: reversed_for(house, vera)) == "deputy.back"
    set_places(actor=house.clerk_actor, conference_id=conference.id, places=2)
    sent(anna, UTE)
    assert states(conference) == [D, A, N, S]


def test_the_principal_of_a_refused_deputy_has_a_free_place_again(home: House) -> None:
    conference = ruled(an_invitation(home), home, admission=Admission.CASE)
    (anna,) = registered(invited(conference)[0], ANNA).added
    decided(home, anna, admit=True)
    vera = sent(anna, VERA)
    decided(home, vera, admit=False, reason="Nur Dezernenten")
    undone(vera)
    assert states(conference) == [A, N]


def test_nobody_passes_by_a_decision_by_sending_somebody_else(home: House) -> None:
    conference = ruled(an_invitation(home), home, admission=Admission.CASE)
    first, second, _third = invited(conference)
    (anna,) = registered(first, ANNA).added
    vera = sent(anna, VERA)
    assert states(conference) == [D, R]
    undone(vera)
    assert states(conference) == [R, X]
    assert AdmissionCase.objects.filter(registration=anna, decision=Decision.OPEN).count() == 1
    assert AdmissionCase.objects.filter(registration=vera, decision=Decision.DROPPED).count() == 1
    (bert,) = registered(second, BERT).added
    decided(home, bert, admit=True)
    ute = sent(sent(bert, CARL), UTE)
    assert states(conference)[2:] == [D, D, S]
    undone(ute)
    assert states(conference)[2:] == [D, S, X]
    assert AdmissionCase.objects.filter(decision=Decision.OPEN).count() == 2


def test_a_refusal_holds_for_who_was_refused(home: House) -> None:
    conference = ruled(an_invitation(home), home, admission=Admission.CASE)
    recipient = invited(conference)[0]
    anna, vera = registered(recipient, ANNA, VERA).added
    decided(home, anna, admit=True)
    decided(home, vera, admit=False, reason="Nur eine Person je Haus")
    ruled(conference, home, admission=Admission.ALL)
    sent(anna, VERA)
    assert states(conference) == [D, N, S]


def test_the_office_enters_what_it_was_told(home: House) -> None:
    conference = an_invitation(home)
    (anna,) = registered(invited(conference)[0], ANNA).added
    vera = sent(anna, VERA, actor=home.clerk_actor, entry=by_phone())
    assert (vera.channel, vera.by_email) == ("phone", "")
    undone(vera, actor=home.clerk_actor, entry=by_phone())
    assert states(conference) == [A, X]


def test_sending_one_asks_the_database_little(home: House, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    first, second, _third = invited(an_invitation(home))
    many, few = registered(first, *persons(9)).added, registered(second, *persons(1)).added
    for row in (many[4], few[0]):
        with django_assert_num_queries(28):
            sent(row, VERA)


def test_nobody_of_the_chain_is_known_after_the_last_day(home: House) -> None:
    conference = an_invitation(home)
    (anna,) = registered(invited(conference)[0], ANNA).added
    sent(sent(anna, VERA), UTE)
    set_office_time(dt.datetime(2017, 3, 4, 12, tzinfo=dt.UTC))
    purge_conference(actor=machine(home.association.id), conference_id=conference.id)
    assert states(conference) == [D, D, A]
    known = Registration.objects.values_list("name", "function", "email", "represents", "by_name", "by_email")
    assert set(known) == {("",) * 6}
    labels = " ".join(AuditEntry.objects.values_list("label", flat=True))
    assert not any(one.name.split()[1] in labels for one in (ANNA, VERA, UTE))


def at_once(house: House, *acts: Callable[[], object]) -> list[str]:
    """Do all at the same moment, each in a transaction of its own. The codes of what was refused."""
    start, codes = threading.Barrier(len(acts)), list[str]()

    def work(act: Callable[[], object]) -> None:
        try:
            with scope(association=house.association):
                start.wait()
                act()
        except Refused as refused:
            codes.append(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return codes


@pytest.mark.django_db(transaction=True)
def test_two_who_send_somebody_for_the_same_person_send_one() -> None:
    house = make_cast().home
    with scope(association=house.association):
        conference = an_invitation(house)
        (anna,) = registered(invited(conference)[0], ANNA).added
    codes = at_once(house, *(lambda one=one: sent(anna, one, sequence=0) for one in persons(4)))
    with scope(association=house.association):
        assert codes == ["deputy.sent"] * 3
        assert states(conference) == [D, A]


@pytest.mark.django_db(transaction=True)
def test_a_deputy_beside_a_withdrawal_leaves_one_of_both() -> None:
    house = make_cast().home
    with scope(association=house.association):
        conference = an_invitation(house, places=1)
        first, second, _third = invited(conference)
        (anna,) = registered(first, ANNA).added
        registered(second, BERT)

    def leaves() -> None:
        withdraw(actor=guest(first), recipient_id=first.id, entry=an_entry(1), registration_ids=[anna.id])

    codes = at_once(house, lambda: sent(anna, VERA, sequence=0), leaves)
    with scope(association=house.association):
        assert (states(conference), codes) in (([X, A], ["deputy.gone"]), ([D, W, A], []))
        assert places_of(conference).admitted == 1


@pytest.mark.django_db(transaction=True)
def test_a_deputy_who_is_taken_back_and_sends_another_at_once_comes_once() -> None:
    house = make_cast().home
    with scope(association=house.association):
        conference = an_invitation(house)
        (anna,) = registered(invited(conference)[0], ANNA).added
        vera = sent(anna, VERA)
    codes = at_once(house, lambda: undone(vera, sequence=0), lambda: sent(vera, UTE, sequence=0))
    with scope(association=house.association):
        assert (states(conference), codes) in (([A, X], ["deputy.gone"]), ([D, D, A], ["deputy.chain"]))
