"""What a house changes or says once more about somebody who was decided about, is under review, or waits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
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
    registered,
    states,
)
from tests.office.conferences.test_admission import (
    FOR_HEAD,
    FOR_JAN,
    JAN,
    A,
    N,
    R,
    code_of,
    decided,
    preferred,
    reversed_for,
    ruled,
)
from umlauf.office.conferences.actions.decide import reverse_decision
from umlauf.office.conferences.actions.register import change_registration, register
from umlauf.office.conferences.enums import Admission, CaseWhy, Decision, Priority
from umlauf.office.conferences.models import Registration
from umlauf.office.conferences.people import PersonEntry


@pytest.fixture
def county(cast: Cast) -> Iterator[Cast]:
    """Inside the scope of the home association."""
    with scope(association=cast.home.association):
        yield cast


def as_another(row: Registration, person: PersonEntry) -> Registration:
    """What the house makes of a registration by its link."""
    row = Registration.objects.get(id=row.id)
    return change_registration(
        actor=guest(row.house),
        registration_id=row.id,
        recipient_id=row.house.id,
        entry=an_entry(),
        person=person,
        sequence=row.sequence,
    )


def test_nobody_is_admitted_whom_nobody_looked_at(home: House) -> None:
    conference = ruled(an_invitation(home), home, admission=Admission.CASE)
    (anna,) = registered(invited(conference)[0], ANNA).added
    now = as_another(anna, CARL).sequence
    assert code_of(lambda: decided(home, anna, admit=True, sequence=0)) == "case.changed"
    for _time in range(2):
        assert decided(home, anna, admit=True, sequence=now).decision == Decision.ADMITTED
    target: dict[str, Any] = {"conference_id": conference.id, "registration_id": anna.id, "reason": "Irrtum"}
    stale: dict[str, Any] = {"actor": home.clerk_actor, "seen": anna.cases.get().id, "sequence": now}
    assert code_of(lambda: reverse_decision(**target, **stale)) == "case.changed"


def test_the_reason_is_that_of_who_comes_now(county: Cast) -> None:
    conference = ruled(an_invitation(county.home), county.home, per_house=1)
    recipient = next(one for one in invited(conference) if one.organisation_id == county.shared.id)
    registered(recipient, JAN)
    (row,) = register(
        actor=county.home.clerk_actor, recipient_id=recipient.id, entry=by_phone(1), people=[FOR_HEAD]
    ).added
    assert row.cases.get().why == CaseWhy.OVER_LIMIT
    as_another(row, ANNA)
    assert row.cases.get().why == CaseWhy.NOT_ENTITLED
    as_another(row, FOR_JAN)
    assert row.cases.get().why == CaseWhy.OVER_LIMIT
    ruled(conference, county.home, per_house=None)
    as_another(row, FOR_HEAD)
    assert (row.cases.get().why, states(conference)) == (CaseWhy.EACH, [A, R])


def test_a_refusal_holds_for_the_name_until_the_office_says_otherwise(home: House) -> None:
    conference = ruled(an_invitation(home), home, admission=Admission.CASE)
    recipient, other, _third = invited(conference)
    anna, carl = registered(recipient, ANNA, CARL).added
    decided(home, anna, admit=False, reason="voll")
    decided(home, carl, admit=True)
    ruled(conference, home, admission=Admission.ALL)
    (again,) = registered(recipient, PersonEntry("Dr. anna Berg"), entry=an_entry(1)).added
    assert (again.state, again.cases.get().why) == (R, CaseWhy.EACH)
    assert code_of(lambda: as_another(carl, ANNA)) == "registration.person"
    registered(other, ANNA)
    register(actor=home.clerk_actor, recipient_id=recipient.id, entry=by_phone(2), people=[ANNA])
    assert states(conference) == [N, A, R, A, A]


def test_who_is_registered_once_more_does_not_come_back_by_the_first_registration(home: House) -> None:
    conference = ruled(an_invitation(home), home, admission=Admission.CASE)
    recipient, *_rest = invited(conference)
    (anna,) = registered(recipient, ANNA).added
    decided(home, anna, admit=False, reason="voll")
    (again,) = registered(recipient, ANNA, entry=an_entry(1)).added
    assert code_of(lambda: reversed_for(home, anna)) == "registration.known"
    decided(home, again, admit=False, reason="voll")
    reversed_for(home, anna)
    assert states(conference) == [R, N]


def test_a_full_house_may_still_say_more_of_those_it_has(home: House) -> None:
    conference = an_invitation(home)
    recipient = invited(conference)[0]
    registered(recipient, BERT, ANNA)
    ruled(conference, home, admission=Admission.ALL, per_house=1)
    known = registered(recipient, replace(BERT, email="cramer@lk-ahorntal.example"), entry=an_entry(1)).known
    assert [row.email for row in known] == ["cramer@lk-ahorntal.example"]
    assert code_of(lambda: registered(recipient, CARL, entry=an_entry(2))) == "register.house_full"


def test_a_title_does_not_cost_the_place(home: House) -> None:
    conference = ruled(an_invitation(home), home, admission=Admission.CASE)
    (anna,) = registered(invited(conference)[0], ANNA).added
    decided(home, anna, admit=True)
    assert as_another(anna, replace(ANNA, name="Dr. Anna Berg")).state == A
    assert code_of(lambda: as_another(anna, replace(ANNA, name="Anna Bergmann"))) == "registration.person"


def test_priority_does_not_pass_to_somebody_else_by_another_name(home: House) -> None:
    conference = an_invitation(home, places=1)
    recipient, *_rest = invited(conference)
    _carl, anna = registered(recipient, CARL, ANNA).added
    preferred(home, anna, Priority.FIRST)
    same = as_another(anna, replace(ANNA, name="Dr. Anna Berg"))
    assert (same.priority, same.priority_reason) == (Priority.FIRST, "Ehrengast")
    as_another(anna, BERT)
    anna.refresh_from_db()
    assert (anna.name, anna.priority, anna.priority_reason) == (BERT.name, Priority.IN_TURN, "")


def test_who_was_not_told_of_a_decision_is_not_told_that_it_is_taken_back(home: House) -> None:
    conference = ruled(an_invitation(home), home, admission=Admission.CASE)
    anna, carl = registered(invited(conference)[0], ANNA, CARL).added
    decided(home, anna, admit=False, reason="voll", tell=False)
    decided(home, carl, admit=True, tell=False)
    last = mails().latest("id").id
    reversed_for(home, anna)
    assert list(new_mails(last)) == []
    reversed_for(home, carl)
    assert [(to, method) for to, _subject, method in new_mails(last)] == [(CARL.email, "CANCEL")]
