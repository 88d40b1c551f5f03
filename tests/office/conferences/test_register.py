"""Who is registered, by whom, how often, and what is refused."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.http import Http404
from django_scopes import scope

from tests.cast import Cast, House, a_circular
from tests.office.conferences.registering import (
    ANNA,
    BERT,
    CARL,
    SAYER,
    an_entry,
    an_invitation,
    by_phone,
    guest,
    invited,
    persons,
    registered,
    stands,
    states,
)
from tests.office.rows import row_counts
from umlauf.ground.audit.models import Entry as AuditEntry
from umlauf.ground.core.actor import Actor, Means
from umlauf.ground.core.clock import set_office_time
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused
from umlauf.office.conferences.actions.register import change_registration, complete_registration, register
from umlauf.office.conferences.actions.withdraw import decline, registered_with_host, withdraw
from umlauf.office.conferences.enums import ConferenceStatus, RegistrationState
from umlauf.office.conferences.models import Conference, Registration
from umlauf.office.conferences.people import PersonEntry
from umlauf.office.conferences.queries import persons_by_recipient, registrations_of
from umlauf.office.responses.enums import AnswerState, Channel, Way
from umlauf.office.responses.models import Answer, Ask


def names() -> list[str]:
    return list(Registration.objects.order_by("id").values_list("name", flat=True))


def refused(code: str) -> "pytest.RaisesExc[Refused]":
    return pytest.raises(Refused, check=lambda refusal: refusal.code == code)


def test_several_people_are_registered_at_once_in_their_order(home: House) -> None:
    recipient, *_rest = invited(an_invitation(home))
    result = registered(recipient, ANNA, BERT, PersonEntry("  "), CARL)
    assert [row.name for row in result.added] == ["Anna Berg", "Bert Cramer", "Carl Dorn"] == names()
    assert (result.known, result.waiting) == ((), ())
    assert stands(recipient) == (AnswerState.REGISTERED, 1)
    first = Registration.objects.earliest("id")
    assert (first.function, first.email, first.represents) == (ANNA.function, ANNA.email, "")
    assert (first.state, first.sequence, first.channel) == (RegistrationState.ADMITTED, 0, Channel.LINK)
    assert (first.by_name, first.by_email) == ("Petra Vogt", SAYER)
    entry = AuditEntry.objects.latest("sequence")
    assert (entry.event, entry.label) == ("conferences.registered", "Landkreis Ahorntal (3)")


def test_a_second_colleague_adds_people_without_having_seen_the_first(home: House) -> None:
    conference = an_invitation(home)
    recipient, *_rest = invited(conference)
    registered(recipient, ANNA)
    result = registered(recipient, BERT, entry=an_entry(seen=0, name="Olaf Stein"))
    assert [row.name for row in result.added] == ["Bert Cramer"]
    assert stands(recipient) == (AnswerState.REGISTERED, 2)
    assert persons_by_recipient(conference) == {recipient.id: 2}


def test_a_name_that_is_registered_already_is_the_same_person(home: House) -> None:
    recipient, *_rest = invited(an_invitation(home))
    registered(recipient, ANNA, BERT)
    again = registered(
        recipient,
        PersonEntry(" anna   BERG", "sozialdezernentin", represents="Dr. Jan Ahorntal"),
        CARL,
        PersonEntry("carl dorn", "Referent"),
    )
    assert [row.name for row in again.known] == ["Anna Berg"]
    assert [(row.name, row.function, row.email) for row in again.added] == [("Carl Dorn", "Referent", CARL.email)]
    assert names() == ["Anna Berg", "Bert Cramer", "Carl Dorn"]
    anna = Registration.objects.get(name="Anna Berg")
    assert (anna.function, anna.email, anna.represents, anna.sequence) == (
        ANNA.function,
        ANNA.email,
        "Dr. Jan Ahorntal",
        1,
    )


@pytest.mark.parametrize("other", [{"function": "Praktikantin"}, {"email": "praktikum@lk-ahorntal.example"}])
def test_nobody_is_overwritten_by_somebody_of_the_same_name(home: House, other: dict[str, str]) -> None:
    recipient, *_rest = invited(an_invitation(home))
    registered(recipient, ANNA)
    before = row_counts()
    with refused("register.known") as refusal:
        registered(recipient, BERT, PersonEntry("Anna Berg", **other))
    assert "Anna Berg, Sozialdezernentin, anna.berg@lk-ahorntal.example" in str(refusal.value.message)
    with refused("register.twice"):
        registered(recipient, CARL, replace(CARL, email="dorn@lk-ahorntal.example"))
    assert row_counts() == before


def test_the_same_word_with_one_person_more_is_not_taken_for_the_same(home: House) -> None:
    recipient, *_rest = invited(an_invitation(home))
    entry = an_entry()
    registered(recipient, ANNA, entry=entry)
    before = row_counts()
    with refused("answer.sent"):
        registered(recipient, ANNA, BERT, entry=entry)
    with refused("answer.sent"):
        decline(actor=guest(recipient), recipient_id=recipient.id, entry=entry)
    assert row_counts() == before


def test_what_is_not_given_again_stays_and_changes_nothing(home: House) -> None:
    recipient, *_rest = invited(an_invitation(home))
    registered(recipient, ANNA)
    result = registered(recipient, PersonEntry("Anna Berg"))
    assert (result.added, result.known[0].sequence, result.known[0].email) == ((), 0, ANNA.email)


def test_a_name_at_another_organisation_or_withdrawn_is_another_person(home: House) -> None:
    conference = an_invitation(home)
    first, second, _third = invited(conference)
    (anna,) = registered(first, ANNA).added
    registered(second, ANNA)
    withdraw(actor=guest(first), recipient_id=first.id, entry=an_entry(1), registration_ids=[anna.id])
    (back,) = registered(first, ANNA, entry=an_entry(2)).added
    assert names() == ["Anna Berg"] * 3
    assert back.uid != anna.uid
    assert [row.state for row in registrations_of(conference, first.id)] == ["withdrawn", "admitted"]


def test_the_same_form_twice_is_one_answer(home: House) -> None:
    recipient, *_rest = invited(an_invitation(home))
    entry = an_entry()
    first = registered(recipient, ANNA, BERT, entry=entry)
    before = row_counts()
    assert registered(recipient, ANNA, BERT, entry=entry) == first
    assert row_counts() == before
    assert stands(recipient) == (AnswerState.REGISTERED, 1)


def test_a_deputy_represents_somebody(home: House) -> None:
    recipient, *_rest = invited(an_invitation(home))
    deputy = PersonEntry("Bert Cramer", "Amtsleiter", represents="Dr. Jan Ahorntal")
    registered(recipient, deputy)
    assert stands(recipient) == (AnswerState.REPRESENTED, 1)
    registered(recipient, ANNA)
    assert stands(recipient) == (AnswerState.REGISTERED, 2)


def test_an_answer_may_say_that_more_is_to_follow(home: House) -> None:
    recipient, *_rest = invited(an_invitation(home))
    register(actor=guest(recipient), recipient_id=recipient.id, entry=an_entry(), people=[ANNA], final=False)
    assert not Answer.objects.get(recipient=recipient).final
    (anna,) = Registration.objects.all()
    change_registration(
        actor=guest(recipient),
        registration_id=anna.id,
        recipient_id=recipient.id,
        entry=an_entry(),
        person=PersonEntry("Anna Berg"),
        sequence=0,
    )
    assert not Answer.objects.get(recipient=recipient).final


@pytest.mark.parametrize("final", [True, False])
def test_whoever_has_not_seen_the_answer_does_not_decide_whether_it_is_complete(home: House, final: bool) -> None:
    recipient, *_rest = invited(an_invitation(home))
    said: dict[str, Any] = {"actor": guest(recipient), "recipient_id": recipient.id}
    register(**said, entry=an_entry(), people=[ANNA], final=final)
    register(**said, entry=an_entry(seen=0), people=[BERT], final=not final)
    assert Answer.objects.get(recipient=recipient).final is final
    register(**said, entry=an_entry(seen=2), people=[CARL], final=not final)
    assert Answer.objects.get(recipient=recipient).final is not final


def test_a_registration_is_made_complete_whoever_has_registered_how_many(home: House) -> None:
    recipient, *_rest = invited(an_invitation(home))
    said: dict[str, Any] = {"actor": guest(recipient), "recipient_id": recipient.id}
    with refused("register.nobody"):
        complete_registration(**said, entry=an_entry())
    for first in range(1, 1 + LIMITS.persons_at_once * 2, LIMITS.persons_at_once):
        people = persons(LIMITS.persons_at_once, first=first)
        register(**said, entry=an_entry(seen=first // LIMITS.persons_at_once), people=people, final=False)
    form = an_entry()
    complete_registration(**said, entry=form)
    before = row_counts()
    complete_registration(**said, entry=form)
    complete_registration(**said, entry=an_entry())
    assert Answer.objects.get(recipient=recipient).final
    assert stands(recipient) == (AnswerState.REGISTERED, 3)
    after = row_counts()
    assert {name for name in after if after[name] != before[name]} == {"responses_sentform"}


def test_who_registered_somebody_stays_known_when_the_office_changes_something(home: House) -> None:
    recipient, *_rest = invited(an_invitation(home))
    said: dict[str, Any] = {"actor": home.clerk_actor, "recipient_id": recipient.id}
    (bert,) = register(**said, entry=by_phone(name="Pia Anruferin"), people=[BERT]).added
    change_registration(
        **said, entry=by_phone(1), registration_id=bert.id, person=PersonEntry("Bert Cramer", "Referent"), sequence=0
    )
    bert.refresh_from_db()
    assert (bert.by_name, bert.function) == ("Pia Anruferin", "Referent")


@pytest.mark.parametrize(
    "name",
    ["O", "Ö" * 120, "<script>alert('x')</script>", 'Dr. "Max" O’Neill-Łukasz; a, b: c\\d', "=HYPERLINK(1)"],
)
def test_names_of_all_kinds_are_kept_as_they_are(home: House, name: str) -> None:
    recipient, *_rest = invited(an_invitation(home))
    registered(recipient, PersonEntry(name))
    assert names() == [name]


@pytest.mark.parametrize(
    ("person", "code"),
    [
        (PersonEntry("Ö" * 121), "circular.long"),
        (PersonEntry("Anna", function="x" * 121), "circular.long"),
        (PersonEntry("Anna", represents="x" * 121), "circular.long"),
        (PersonEntry("Anna \U0001f389"), "circular.characters"),
        (PersonEntry("Anna\x00"), "circular.characters"),
        (PersonEntry("Anna", email="anna.example"), "address.invalid"),
        (PersonEntry("Anna", email="änna@kreis.example"), "address.local"),
        (PersonEntry("", function="Referentin"), "register.name"),
        (PersonEntry(" \t"), "register.nobody"),
    ],
    ids=range(9),
)
def test_what_cannot_be_kept_is_refused_as_a_whole(home: House, person: PersonEntry, code: str) -> None:
    recipient, *_rest = invited(an_invitation(home))
    before = row_counts()
    with refused(code):
        registered(recipient, *([] if code == "register.nobody" else [BERT]), person)
    assert row_counts() == before


def test_too_many_at_once_or_of_one_organisation_are_refused(home: House) -> None:
    recipient, *_rest = invited(an_invitation(home))
    with refused("register.many"):
        registered(recipient, *persons(LIMITS.persons_at_once + 1))
    for first in range(1, LIMITS.registrations, LIMITS.persons_at_once):
        registered(recipient, *persons(LIMITS.persons_at_once, first=first))
    with refused("register.many"):
        registered(recipient, PersonEntry("Eine mehr"))
    registered(recipient, *persons(LIMITS.persons_at_once))
    assert Registration.objects.count() == LIMITS.registrations


def test_where_the_host_registers_only_the_office_does_so_here(home: House) -> None:
    conference = an_invitation(home)
    recipient, *_rest = invited(conference)
    with refused("register.us"):
        registered_with_host(actor=guest(recipient), recipient_id=recipient.id, entry=an_entry())
    Ask.objects.filter(circular=conference.circular_id).update(way=Way.HOST)
    with refused("register.host"):
        registered(recipient, ANNA)
    registered_with_host(actor=guest(recipient), recipient_id=recipient.id, entry=an_entry())
    assert stands(recipient) == (AnswerState.WITH_HOST, 1)
    with refused("answer.changed"):
        register(actor=home.clerk_actor, recipient_id=recipient.id, entry=by_phone(), people=[ANNA])
    register(actor=home.clerk_actor, recipient_id=recipient.id, entry=by_phone(1), people=[ANNA])
    assert stands(recipient) == (AnswerState.REGISTERED, 2)
    with refused("register.here"):
        registered_with_host(actor=guest(recipient), recipient_id=recipient.id, entry=an_entry(2))


def test_registering_after_somebody_declined_needs_to_have_seen_it(home: House) -> None:
    recipient, *_rest = invited(an_invitation(home))
    decline(actor=guest(recipient), recipient_id=recipient.id, entry=an_entry())
    before = row_counts()
    with refused("answer.changed"):
        registered(recipient, ANNA)
    assert row_counts() == before
    registered(recipient, ANNA, entry=an_entry(seen=1))
    assert stands(recipient) == (AnswerState.REGISTERED, 2)


def test_the_office_keys_in_what_came_by_phone(home: House) -> None:
    recipient, *_rest = invited(an_invitation(home))
    register(actor=home.clerk_actor, recipient_id=recipient.id, entry=by_phone(), people=[ANNA])
    row = Registration.objects.get()
    assert (row.channel, row.by_name, row.by_email) == (Channel.PHONE, "", "")


@pytest.mark.parametrize("status", [ConferenceStatus.PLANNED, ConferenceStatus.CANCELLED])
def test_when_it_is_over_or_cancelled_only_the_office_sets_right_who_was_there(
    home: House, status: ConferenceStatus
) -> None:
    conference = an_invitation(home, ends_on=dt.date(2016, 12, 3))
    recipient, *_rest = invited(conference)
    set_office_time(dt.datetime(2016, 12, 3, 22, 59, 50, tzinfo=dt.UTC))
    registered(recipient, BERT)
    if status == ConferenceStatus.CANCELLED:
        Conference.objects.update(status=status)
    else:
        set_office_time(dt.datetime(2016, 12, 3, 23, 0, 1, tzinfo=dt.UTC))
    before = row_counts()
    (bert,) = Registration.objects.values_list("id", flat=True)
    with refused("register.over"):
        registered(recipient, ANNA)
    with refused("register.over"):
        decline(actor=guest(recipient), recipient_id=recipient.id, entry=an_entry(1))
    with refused("register.over"):
        withdraw(actor=guest(recipient), recipient_id=recipient.id, entry=an_entry(1), registration_ids=[bert])
    assert row_counts() == before
    register(actor=home.clerk_actor, recipient_id=recipient.id, entry=by_phone(email=SAYER), people=[ANNA])
    assert states(conference) == ["admitted", "admitted"]


def test_strangers_find_nothing(cast: Cast) -> None:
    with scope(association=cast.home.association):
        conference = an_invitation(cast.home)
        own, foreign, _third = invited(conference)
        nobody = Actor("x", cast.home.association.id, Means.LINK)
        for actor in (guest(foreign), nobody, cast.other.clerk_actor):
            entry = by_phone() if actor is cast.other.clerk_actor else an_entry()
            with pytest.raises(Http404):
                register(actor=actor, recipient_id=own.id, entry=entry, people=[ANNA])
        (anna,) = registered(own, ANNA).added
        with pytest.raises(Http404):
            withdraw(actor=guest(foreign), recipient_id=foreign.id, entry=an_entry(), registration_ids=[anna.id])
        with pytest.raises(Http404):
            change_registration(
                actor=guest(foreign),
                registration_id=anna.id,
                recipient_id=foreign.id,
                entry=an_entry(),
                person=BERT,
                sequence=0,
            )


def test_planning_a_conference_asks_for_registration(home: House) -> None:
    conference = an_invitation(home)
    assert Ask.objects.get(circular=conference.circular_id).kind == "registration"
    assert not Ask.objects.filter(circular=a_circular(home)).exists()


def change(person: PersonEntry, row: Registration, *, sequence: int | None = None) -> Registration:
    return change_registration(
        actor=guest(row.house),
        registration_id=row.id,
        recipient_id=row.house.id,
        entry=an_entry(),
        person=person,
        sequence=row.sequence if sequence is None else sequence,
    )


def test_a_change_keeps_the_uid_and_raises_the_sequence(home: House) -> None:
    recipient, *_rest = invited(an_invitation(home))
    (anna,) = registered(recipient, ANNA).added
    changed = change(PersonEntry("Anna Berg-Thal", "Dezernentin", ANNA.email, "Dr. Jan Ahorntal"), anna)
    assert (changed.id, changed.uid, changed.sequence) == (anna.id, anna.uid, 1)
    assert (changed.name, changed.by_name) == ("Anna Berg-Thal", "Petra Vogt")
    assert stands(recipient) == (AnswerState.REPRESENTED, 2)
    assert AuditEntry.objects.latest("sequence").event == "conferences.registration_changed"


def test_a_change_of_nothing_changes_nothing(home: House) -> None:
    recipient, *_rest = invited(an_invitation(home))
    (anna,) = registered(recipient, ANNA).added
    assert change(ANNA, anna).sequence == 0
    assert stands(recipient) == (AnswerState.REGISTERED, 1)


def test_two_who_change_the_same_person_do_not_overwrite_each_other(home: House) -> None:
    recipient, *_rest = invited(an_invitation(home))
    (anna, bert) = registered(recipient, ANNA, BERT).added
    change(PersonEntry("Anna Berg", "Leiterin"), anna)
    before = row_counts()
    with refused("registration.changed"):
        change(PersonEntry("Anna Berg", "Chefin"), anna, sequence=0)
    with refused("registration.known"):
        change(PersonEntry("anna  berg"), bert)
    with refused("register.name"):
        change(PersonEntry(" "), bert)
    withdraw(actor=guest(recipient), recipient_id=recipient.id, entry=an_entry(), registration_ids=[bert.id])
    with refused("registration.withdrawn"):
        change(PersonEntry("Berta Cramer"), bert, sequence=1)
    assert Registration.objects.get(id=anna.id).function == "Leiterin"
    assert before["conferences_registration"] == 2
