"""Who is admitted by a rule, about whom somebody decides, who takes that back, and in which order people wait."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
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
from tests.office.rows import row_counts
from umlauf.faces.cli.returned import _named
from umlauf.ground.audit.models import Entry as AuditEntry
from umlauf.ground.core.actor import Actor, machine
from umlauf.ground.core.clock import set_office_time
from umlauf.ground.text import Refused
from umlauf.office.conferences.actions.admit import set_admission, state_of_admission
from umlauf.office.conferences.actions.decide import decide_case, reverse_decision
from umlauf.office.conferences.actions.places import set_places
from umlauf.office.conferences.actions.prefer import set_priority
from umlauf.office.conferences.actions.purge import purge_conference
from umlauf.office.conferences.actions.register import change_registration, register
from umlauf.office.conferences.actions.seats import coming_of
from umlauf.office.conferences.actions.withdraw import decline, withdraw
from umlauf.office.conferences.admission import cases_of
from umlauf.office.conferences.enums import (
    COMING,
    STATES,
    Admission,
    CaseWhy,
    Decision,
    Priority,
    RegistrationState,
)
from umlauf.office.conferences.mailing import headline_of_all, line_of
from umlauf.office.conferences.models import AdmissionCase, Conference, Registration
from umlauf.office.conferences.people import PersonEntry
from umlauf.office.conferences.queries import (
    open_cases,
    participants,
    people_by_state,
    persons_by_recipient,
    places_of,
    waiting_places,
    waiting_places_of,
)
from umlauf.office.directory.actions.people import PersonEntry as NewPerson
from umlauf.office.directory.actions.people import TenureEntry, appoint
from umlauf.office.directory.actions.posts import set_deputies
from umlauf.office.directory.models import Function, Post
from umlauf.office.responses.enums import AnswerState

A, W, R, N, X, S = "admitted", "waiting", "review", "refused", "withdrawn", "stand_in"
JAN = PersonEntry("Dr. Jan Ahorntal", "Landrat")
FOR_JAN = PersonEntry("Vera Quast", "Referentin", represents="Jan Ahorntal")
FOR_HEAD = PersonEntry("Ute Quast", represents="Landrat")


def ruled(conference: Conference, house: House, *, admission: Admission = Admission.RULE, **more: Any) -> Conference:
    """The conference with a rule: for heads of counties, as far as nothing else is said."""
    given: dict[str, Any] = {"functions": [Function.objects.get(name="Landrat").id], "per_house": None, **more}
    if admission != Admission.RULE:
        given["functions"] = []
    seen = state_of_admission(conference)
    target: dict[str, Any] = {"actor": house.clerk_actor, "conference_id": conference.id}
    set_admission(**target, admission=admission, seen=seen, **given)
    conference.refresh_from_db()
    return conference


def decided(house: House, row: Registration, *, admit: bool, reason: str = "", **more: Any) -> AdmissionCase:
    seen = more.pop("seen", None) or row.cases.latest("id").id
    more.setdefault("sequence", Registration.objects.get(id=row.id).sequence)
    target: dict[str, Any] = {"actor": house.clerk_actor, "conference_id": row.conference_id, "registration_id": row.id}
    return decide_case(**target, admit=admit, reason=reason, seen=seen, **more)


def reversed_for(house: House, row: Registration, reason: str = "Irrtum") -> AdmissionCase:
    target: dict[str, Any] = {"actor": house.clerk_actor, "conference_id": row.conference_id, "registration_id": row.id}
    target["sequence"] = Registration.objects.get(id=row.id).sequence
    return reverse_decision(**target, reason=reason, seen=row.cases.latest("id").id)


def preferred(house: House, row: Registration, priority: Priority, reason: str = "Ehrengast") -> Registration:
    target: dict[str, Any] = {"actor": house.clerk_actor, "conference_id": row.conference_id, "registration_id": row.id}
    return set_priority(**target, priority=priority, reason=reason)


def code_of(act: Callable[[], object]) -> str:
    """The refusal of an act that changes nothing."""
    before = row_counts()
    with pytest.raises(Refused) as refusal:
        act()
    assert row_counts() == before
    return refusal.value.code


@pytest.fixture
def county(cast: Cast) -> Iterator[Cast]:
    """Inside the scope of the home association."""
    with scope(association=cast.home.association):
        yield cast


def test_every_place_that_speaks_of_states_knows_all_of_them(home: House) -> None:
    conference = an_invitation(home)
    recipient = invited(conference)[0]
    rows = registered(recipient, *persons(len(STATES))).added
    for row, state in zip(rows, RegistrationState, strict=True):
        Registration.objects.filter(id=row.id).update(state=state)
    everybody = participants(conference)
    counting = [row.state for row in everybody if row.means.counts]
    assert set(STATES) == set(RegistrationState)
    assert sorted(counting) == sorted([A, "offered", S])
    assert places_of(conference).admitted == len(counting)
    assert {row.state for row in coming_of(everybody)} == {state for state in STATES if STATES[state].coming}
    assert persons_by_recipient(conference) == {recipient.id: len(COMING)}
    assert sum(people_by_state(conference).values()) == len(STATES)
    lines = [line_of(row, 7) for row in everybody]
    assert len({line.partition(": ")[2] for line in lines}) == len(STATES)
    listed = who_comes(conference)
    assert {one.tone for one in listed if one.name != "Person 1"} == {"wait"}
    assert len({one.state for one in listed}) == len(COMING) == len(listed)
    assert [_named(row) == row.name for row in everybody] == [row.means.calendar for row in everybody]
    headline = headline_of_all(coming_of(everybody))
    assert [number for number in headline if number.isdigit()] == ["5", "1", "2", "1"]
    assert [row.state for row in everybody if row.means.calendar] == [A]


def test_a_rule_admits_who_holds_the_function_and_who_comes_for_them(county: Cast) -> None:
    conference = ruled(an_invitation(county.home), county.home)
    recipient = next(one for one in invited(conference) if one.organisation_id == county.shared.id)
    done = registered(recipient, JAN, FOR_JAN, FOR_HEAD, ANNA)
    assert states(conference) == [A, A, A, R]
    assert [row.name for row in done.cases] == [ANNA.name]
    assert AdmissionCase.objects.get().why == CaseWhy.NOT_ENTITLED
    assert stands(recipient) == (AnswerState.REGISTERED, 1)
    told = {one.recipient: one for one in mails()}
    assert told[ANNA.email].calendar == ""
    assert "Art. 14" in told[ANNA.email].text
    assert "1" in receipts().latest("id").text
    elsewhere = next(one for one in invited(conference) if one.organisation_id != county.shared.id)
    registered(elsewhere, JAN)
    assert states(conference)[-1] == R


def test_who_stands_in_by_rule_is_entitled(county: Cast) -> None:
    conference = ruled(an_invitation(county.home), county.home)
    post = Post.objects.get(organisation=county.shared, function__name="Landrat")
    social = Post.objects.filter(organisation=county.shared).exclude(id=post.id)[0]
    since = dt.date(2016, 1, 1)
    clerk, new = county.home.clerk_actor, NewPerson("Sommer", "Rita")
    appoint(actor=clerk, post_id=social.id, entry=TenureEntry(since=since), new=new)
    deputy = PersonEntry("Rita Sommer")
    assert cases_of(conference, county.shared.id, [deputy], before=0) == [CaseWhy.NOT_ENTITLED]
    set_deputies(actor=clerk, post_id=post.id, deputy_post_ids=(social.id,), since=since)
    assert cases_of(conference, county.shared.id, [deputy], before=0) == [None]


def test_where_all_are_admitted_nothing_is_asked(
    home: House, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    conference = an_invitation(home)
    with django_assert_num_queries(0):
        assert cases_of(conference, home.members[0].id, persons(5), before=0) == [None] * 5
    ruled(conference, home)
    with django_assert_num_queries(5):
        cases_of(conference, home.members[0].id, persons(20), before=0)


def test_a_person_under_review_takes_no_place_and_loses_no_rank(home: House) -> None:
    conference = ruled(an_invitation(home, places=1), home, admission=Admission.CASE)
    first, second, third = invited(conference)
    (anna,) = registered(first, ANNA).added
    (bert,) = registered(second, BERT).added
    (carl,) = registered(third, CARL).added
    assert (states(conference), places_of(conference).admitted) == ([R, R, R], 0)
    assert [(one.id, count) for one, count in open_cases(conference.starts_on)] == [(conference.id, 3)]
    decided(home, carl, admit=True)
    decided(home, bert, admit=True)
    decided(home, anna, admit=True)
    assert states(conference) == [W, W, A]
    assert waiting_places(conference) == {anna.id: 1, bert.id: 2}
    assert open_cases(conference.starts_on) == ()
    withdraw(actor=guest(third), recipient_id=third.id, entry=an_entry(1), registration_ids=[carl.id])
    assert states(conference) == [A, W, X]


def test_a_decision_is_told_with_its_reason_and_kept(home: House) -> None:
    conference = ruled(an_invitation(home), home, admission=Admission.CASE)
    anna, carl = registered(invited(conference)[0], ANNA, CARL).added
    last = mails().latest("id").id
    case = decided(home, anna, admit=False, reason="Der Kreis ist schon mit zwei Personen dabei.")
    decided(home, carl, admit=True)
    assert [(to, method) for to, _subject, method in new_mails(last)] == [(ANNA.email, ""), (CARL.email, "REQUEST")]
    refused = mails().filter(id__gt=last).earliest("id").text
    assert case.reason in refused
    assert home.clerk.name in refused or "@" in refused
    assert (case.decided_by, case.decision) == (home.clerk.name, Decision.REFUSED)
    assert case.told_at is not None
    assert states(conference) == [N, A]
    assert AuditEntry.objects.latest("sequence").event == "conferences.case_decided"
    assert decided(home, anna, admit=False, reason="anders", seen=case.id).reason == case.reason
    assert code_of(lambda: decided(home, anna, admit=True, seen=case.id)) == "case.decided"
    assert mails().filter(id__gt=last).count() == 2


def test_a_decision_may_be_told_to_nobody(home: House) -> None:
    conference = ruled(an_invitation(home), home, admission=Admission.CASE)
    (anna,) = registered(invited(conference)[0], ANNA).added
    last = mails().latest("id").id
    assert decided(home, anna, admit=True, tell=False).told_at is None
    assert list(new_mails(last)) == []
    assert states(conference) == [A]


def test_a_decision_is_taken_back_and_the_place_goes_to_who_waits(home: House) -> None:
    conference = ruled(an_invitation(home, places=1), home, admission=Admission.CASE)
    first, second, _third = invited(conference)
    (anna,) = registered(first, ANNA).added
    (carl,) = registered(second, CARL).added
    decided(home, anna, admit=True)
    decided(home, carl, admit=True)
    assert states(conference) == [A, W]
    last = mails().latest("id").id
    again = reversed_for(home, anna)
    assert states(conference) == [R, A]
    assert {(to, method) for to, _subject, method in new_mails(last)} == {
        (ANNA.email, "CANCEL"),
        (CARL.email, "REQUEST"),
    }
    before, now = anna.cases.order_by("id")
    assert (before.decision, before.reversal, before.reversed_by) == (A, "Irrtum", home.clerk.name)
    assert (now.id, now.decision) == (again.id, Decision.OPEN)
    assert code_of(lambda: reversed_for(home, anna)) == "case.open"
    decided(home, anna, admit=True)
    calendars = [one.calendar for one in mails().filter(recipient=ANNA.email) if one.calendar]
    numbers = [int(text.partition("SEQUENCE:")[2].split()[0]) for text in calendars]
    assert numbers == sorted(set(numbers))
    assert states(conference) == [W, A]
    reversed_for(home, anna)
    decided(home, anna, admit=False, reason="voll")
    reversed_for(home, anna)
    assert states(conference) == [R, A]


def test_what_cannot_be_decided(cast: Cast) -> None:
    home = cast.home
    with scope(association=home.association):
        conference = ruled(an_invitation(home), home, admission=Admission.CASE)
        recipient = invited(conference)[0]
        anna, bert = registered(recipient, ANNA, BERT).added
        case = anna.cases.get()
        assert code_of(lambda: decided(home, anna, admit=False, reason=" ")) == "case.reason"
        assert code_of(lambda: decided(home, anna, admit=False, reason="x" * 1_001)) == "circular.long"
        for actor in (cast.member_actor, replace(home.clerk_actor, roles=frozenset())):
            assert code_of(lambda actor=actor: _as(actor, anna, case)) == "access.role"  # type: ignore[misc]
        with pytest.raises(Http404):
            _as(cast.other.clerk_actor, anna, case)
        with pytest.raises(Http404):
            _as(home.clerk_actor, bert, case, id_=0)
        withdraw(actor=guest(recipient), recipient_id=recipient.id, entry=an_entry(1), registration_ids=[bert.id])
        assert bert.cases.get().decision == Decision.DROPPED
        assert code_of(lambda: decided(home, bert, admit=True)) == "registration.withdrawn"
        Conference.objects.filter(id=conference.id).update(status="cancelled")
        assert code_of(lambda: decided(home, anna, admit=True)) == "register.over"


def _as(actor: Actor, row: Registration, case: AdmissionCase, id_: int | None = None) -> None:
    registration_id = row.id if id_ is None else id_
    target: dict[str, Any] = {"conference_id": row.conference_id, "registration_id": registration_id}
    decide_case(actor=actor, **target, admit=True, reason="", seen=case.id, sequence=row.sequence)


def test_a_house_registers_as_many_as_it_may_and_the_office_decides_beyond(home: House) -> None:
    conference = ruled(an_invitation(home), home, admission=Admission.ALL, per_house=2)
    recipient = invited(conference)[0]
    assert code_of(lambda: registered(recipient, *persons(3))) == "register.house_full"
    registered(recipient, *persons(2))
    assert code_of(lambda: registered(recipient, ANNA, entry=an_entry(1))) == "register.house_full"
    register(actor=home.clerk_actor, recipient_id=recipient.id, entry=by_phone(1), people=[ANNA])
    assert states(conference) == [A, A, R]
    assert AdmissionCase.objects.get().why == CaseWhy.OVER_LIMIT


def test_a_place_does_not_go_to_somebody_else_by_another_name(county: Cast) -> None:
    conference = ruled(an_invitation(county.home), county.home)
    recipient = next(one for one in invited(conference) if one.organisation_id == county.shared.id)
    (jan,) = registered(recipient, JAN).added
    target: dict[str, Any] = {"recipient_id": recipient.id, "registration_id": jan.id, "sequence": 0}

    def changed(actor: Actor, entry: Any, person: PersonEntry) -> Registration:
        return change_registration(actor=actor, entry=entry, person=person, **target)

    assert code_of(lambda: changed(guest(recipient), an_entry(1), ANNA)) == "registration.person"
    assert changed(guest(recipient), an_entry(1), replace(JAN, function="Landrat des Kreises")).state == A
    target["sequence"] = 1
    assert changed(county.home.clerk_actor, by_phone(2), ANNA).name == ANNA.name


def test_the_rule_is_said_once_and_by_who_has_seen_it(cast: Cast) -> None:
    home = cast.home
    with scope(association=home.association):
        conference = an_invitation(home)
        head = Function.objects.get(name="Landrat").id
        target: dict[str, Any] = {"actor": home.clerk_actor, "conference_id": conference.id, "per_house": None}
        target["seen"] = state_of_admission(conference)
        rule = {"admission": Admission.RULE}
        for wrong in ([], [0], [head, 0]):
            assert code_of(lambda wrong=wrong: set_admission(**target | rule, functions=wrong)) == "admission.functions"  # type: ignore[misc]
        assert (
            code_of(lambda: set_admission(**target | rule | {"per_house": 0}, functions=[head])) == "admission.number"
        )
        set_admission(**target | rule, functions=[head])
        events = AuditEntry.objects.count()
        set_admission(**target | rule, functions=[head])
        assert AuditEntry.objects.count() == events
        case = {"admission": Admission.CASE}
        assert code_of(lambda: set_admission(**target | case, functions=[head])) == "admission.changed"
        member = {"actor": cast.member_actor}
        assert code_of(lambda: set_admission(**target | case | member, functions=[])) == "access.role"
        with pytest.raises(Http404):
            set_admission(**target | case | {"actor": cast.other.clerk_actor}, functions=[])


def test_who_has_priority_moves_up_first(home: House) -> None:
    conference = an_invitation(home, places=1)
    first, second, third = invited(conference)
    registered(first, ANNA)
    bert, late = registered(second, BERT, PersonEntry("Lea Spät")).added
    (carl,) = registered(third, CARL).added
    preferred(home, carl, Priority.FIRST)
    preferred(home, bert, Priority.LAST, "Zweiter Platz des Kreises")
    order = {carl.id: 1, late.id: 2, bert.id: 3}
    assert waiting_places(conference) == order
    assert waiting_places_of(participants(conference)) == order
    events = AuditEntry.objects.count()
    preferred(home, carl, Priority.FIRST)
    assert AuditEntry.objects.count() == events
    set_places(actor=home.clerk_actor, conference_id=conference.id, places=2)
    assert states(conference) == [A, W, W, A]
    assert code_of(lambda: preferred(home, carl, Priority.LAST)) == "queue.not_waiting"
    assert code_of(lambda: preferred(home, bert, Priority.FIRST, "")) == "queue.reason"
    preferred(home, bert, Priority.IN_TURN, "")
    assert waiting_places(conference) == {bert.id: 1, late.id: 2}


def test_the_place_in_the_list_is_counted_not_loaded(
    home: House, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    conference = an_invitation(home, places=1)
    for recipient in invited(conference):
        registered(recipient, *persons(4))
    mine = [row for row in participants(conference) if row.recipient_id == invited(conference)[1].id]
    with django_assert_num_queries(1):
        assert list(waiting_places_of(mine).values()) == [4, 5, 6, 7]
    with django_assert_num_queries(0):
        assert waiting_places_of([row for row in mine if row.state == A]) == {}


def test_reasons_go_with_the_names(home: House) -> None:
    conference = ruled(an_invitation(home, places=1), home, admission=Admission.CASE)
    anna, bert = registered(invited(conference)[0], ANNA, BERT).added
    decided(home, anna, admit=True, reason="Anna Berg ist Rednerin")
    decided(home, bert, admit=True)
    preferred(home, bert, Priority.FIRST, "Bert Cramer reist weit an")
    reversed_for(home, anna, "Anna Berg spricht nicht")
    decline(actor=guest(invited(conference)[1]), recipient_id=invited(conference)[1].id, entry=an_entry())
    set_office_time(dt.datetime(2017, 3, 4, 12, tzinfo=dt.UTC))
    purge_conference(actor=machine(home.association.id), conference_id=conference.id)
    assert set(AdmissionCase.objects.values_list("reason", "reversal")) == {("", "")}
    assert set(Registration.objects.values_list("priority_reason", flat=True)) == {""}
    assert states(conference) == [R, A]
    labels = " ".join(AuditEntry.objects.values_list("label", flat=True))
    assert "Berg" not in labels


@pytest.mark.django_db(transaction=True)
def test_decisions_and_registrations_at_the_same_time_oversell_nothing() -> None:
    house = make_cast(counties=8).home
    with scope(association=house.association):
        conference = ruled(an_invitation(house, places=5), house, admission=Admission.CASE)
        first, *others = invited(conference)
        rows = registered(first, *persons(7)).added
        ruled(conference, house, admission=Admission.ALL)
    start = threading.Barrier(2 * len(rows))
    codes: list[str] = []

    def work(act: Callable[[], object]) -> None:
        try:
            with scope(association=house.association):
                start.wait()
                act()
        except Refused as refused:
            codes.append(refused.code)
        finally:
            connection.close()

    def acts() -> Iterator[Callable[[], object]]:
        for row, other in zip(rows, others, strict=True):
            yield lambda row=row: decided(house, row, admit=True)  # type: ignore[misc]
            yield lambda other=other: registered(other, ANNA)  # type: ignore[misc]

    threads = [threading.Thread(target=work, args=(act,)) for act in acts()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with scope(association=house.association):
        assert codes == []
        assert sorted(states(conference)) == [A] * 5 + [W] * 9
        assert sorted(waiting_places(conference).values()) == list(range(1, 10))
