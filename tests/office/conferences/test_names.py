"""Places whose names follow: they count, have no mail and no calendar, get their names, and are asked for."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django_scopes import scope
from pytest_django.fixtures import DjangoAssertNumQueries

from tests.cast import House, make_cast
from tests.office.conferences.registering import (
    ANNA,
    BERT,
    SAYER,
    an_entry,
    an_invitation,
    by_phone,
    guest,
    invited,
    mails,
    new_mails,
    receipts,
    registered,
    stands,
    states,
    who_comes,
)
from tests.office.conferences.test_admission import code_of, ruled
from tests.office.conferences.test_deputies import at_once, sent
from umlauf.engines.mail.enums import State
from umlauf.engines.mail.models import Message
from umlauf.faces.cli.returned import _named
from umlauf.faces.web.participants import Taken, sheet_of
from umlauf.ground.audit.models import Entry as AuditEntry
from umlauf.ground.core.actor import Actor, Means, machine
from umlauf.ground.core.clock import set_office_time
from umlauf.ground.core.policy import Role
from umlauf.office.circulars.beside import unsettled_beside
from umlauf.office.circulars.models import Issue, Recipient
from umlauf.office.conferences.actions.announce import Tell
from umlauf.office.conferences.actions.event import cancel_event
from umlauf.office.conferences.actions.names import addresses_of, ask_for_names
from umlauf.office.conferences.actions.purge import purge_conference
from umlauf.office.conferences.actions.register import Registered, change_registration, register
from umlauf.office.conferences.actions.withdraw import withdraw
from umlauf.office.conferences.enums import Admission, AnnouncementKind, Circle
from umlauf.office.conferences.event_entries import state_of_event
from umlauf.office.conferences.models import Announcement, Registration
from umlauf.office.conferences.people import PersonEntry
from umlauf.office.conferences.queries import nameless_of, places_of, places_without_names
from umlauf.office.directory.enums import AddressKind
from umlauf.office.responses.enums import AnswerState
from umlauf.office.responses.models import Ask

A, W, X = "admitted", "waiting", "withdrawn"
VERA = PersonEntry("Vera Quast", "Referentin", "vera.quast@lk-ahorntal.example")


def reserved(recipient: Recipient, unnamed: int, *people: PersonEntry, **more: Any) -> Registered:
    given = {"actor": guest(recipient), "entry": an_entry(), **more}
    return register(recipient_id=recipient.id, people=people, unnamed=unnamed, **given)


def named(row: Registration, person: PersonEntry, **more: Any) -> Registration:
    given = {"actor": guest(row.house), "entry": an_entry(), "sequence": row.sequence, "naming": True, **more}
    return change_registration(registration_id=row.id, recipient_id=row.house.id, person=person, **given)


def asked(house: House, conference_id: int, seen: int, nonce: str = "n") -> Announcement:
    return ask_for_names(actor=house.clerk_actor, conference_id=conference_id, seen=seen, nonce=nonce)


def test_places_without_names_count_and_nobody_is_told(home: House) -> None:
    conference = an_invitation(home, places=3)
    first, second, _third = invited(conference)
    done = reserved(first, 3, ANNA)
    assert (states(conference), places_of(conference).admitted) == ([A, A, A, W], 3)
    assert [row.name_follows for row in done.added] == [False, True, True, True]
    assert [one.recipient for one in mails()] == [ANNA.email]
    assert receipts().latest("id").text.count(done.added[1].called) == 3
    assert stands(first)[0] == AnswerState.REGISTERED
    reserved(first, 1)
    assert states(conference) == [A, A, A, W, W]
    registered(second, BERT)
    assert states(conference)[-1] == W


def test_a_form_that_comes_twice_keeps_its_places_once(home: House) -> None:
    conference = an_invitation(home)
    entry = an_entry()
    for _time in range(2):
        reserved(invited(conference)[0], 2, entry=entry)
    assert states(conference) == [A, A]


def test_a_name_is_put_in_and_that_is_the_first_mail(home: House) -> None:
    conference = an_invitation(home)
    first, second = reserved(invited(conference)[0], 2).added
    row = named(first, VERA)
    (mail,) = mails()
    assert (row.name, row.name_follows, row.sequence) == (VERA.name, False, 1)
    assert (mail.recipient, "METHOD:REQUEST" in mail.calendar) == (VERA.email, True)
    assert "Art. 14" in mail.text
    assert code_of(lambda: named(second, VERA)) == "registration.known"
    assert code_of(lambda: named(first, BERT, sequence=0)) == "registration.changed"
    assert code_of(lambda: named(second, PersonEntry("."))) == "register.name"
    named(second, BERT, actor=home.clerk_actor, entry=by_phone())
    assert set(Registration.objects.values_list("name", flat=True)) == {VERA.name, BERT.name}


def test_a_name_is_still_put_in_after_a_strict_deadline_and_nothing_else(home: House) -> None:
    conference = an_invitation(home)
    first, second = reserved(invited(conference)[0], 2).added
    Ask.objects.update(closes_at_deadline=True)
    set_office_time(dt.datetime(2016, 12, 1, 12, tzinfo=dt.UTC))
    row = named(first, VERA)
    assert code_of(lambda: named(row, BERT)) == "registration.changed"
    assert code_of(lambda: named(row, BERT, naming=False)) == "answer.over"
    assert code_of(lambda: reserved(first.house, 1)) == "answer.over"
    assert named(second, BERT).name == BERT.name


def test_one_without_a_name_has_nothing_in_a_calendar_and_moves_up(home: House) -> None:
    conference = an_invitation(home, places=1)
    first, second, _third = invited(conference)
    (anna,) = registered(first, ANNA).added
    (place,) = reserved(second, 1).added
    last = mails().latest("id").id
    withdraw(actor=guest(first), recipient_id=first.id, entry=an_entry(1), registration_ids=[anna.id])
    assert [(to, method) for to, _subject, method in new_mails(last)] == [(ANNA.email, "CANCEL"), (SAYER, "")]
    place.refresh_from_db()
    assert place.called in mails().latest("id").text
    last = mails().latest("id").id
    withdraw(actor=guest(second), recipient_id=second.id, entry=an_entry(1), registration_ids=[place.id])
    assert [method for _to, _subject, method in new_mails(last)] == [""]
    assert states(conference) == [X, X]


def test_every_list_says_that_the_name_follows(home: House) -> None:
    conference = an_invitation(home)
    (place,) = reserved(invited(conference)[0], 1).added
    people = who_comes(conference)
    assert [one.name for one in people] == [place.called]
    issue = Issue.objects.get(circular=conference.circular_id)
    taken = Taken(conference, issue, people, house="Kreis", chosen="", purpose="Namensschilder", by="Karla König")
    assert place.called in sheet_of(taken).rows[0]
    assert _named(place) == place.called != ""


@pytest.mark.parametrize("wrong", [{"name": "Vera Quast"}, {"name_follows": False}])
def test_a_place_has_a_name_or_says_that_it_follows(home: House, wrong: dict[str, Any]) -> None:
    conference = an_invitation(home)
    (place,) = reserved(invited(conference)[0], 1).added
    with pytest.raises(IntegrityError, match="registration_named"), transaction.atomic():
        Registration.objects.filter(id=place.id).update(**wrong)
    set_office_time(dt.datetime(2017, 6, 1, tzinfo=dt.UTC))
    assert purge_conference(actor=machine(home.association.id), conference_id=conference.id) == 1


def test_what_makes_no_sense_is_refused(home: House) -> None:
    conference = an_invitation(home)
    recipient = invited(conference)[0]
    (place,) = reserved(recipient, 1).added
    assert code_of(lambda: sent(place, VERA)) == "deputy.name"
    assert code_of(lambda: reserved(recipient, 20, ANNA)) == "register.many"
    assert code_of(lambda: reserved(recipient, 0)) == "register.nobody"
    ruled(conference, home, per_house=2, admission=Admission.ALL)
    assert code_of(lambda: reserved(recipient, 2)) == "register.house_full"
    ruled(conference, home)
    assert code_of(lambda: reserved(recipient, 1)) == "names.rule"
    assert code_of(lambda: named(place, VERA)) == "registration.person"
    assert named(place, VERA, actor=home.clerk_actor, entry=by_phone()).state == A


def test_the_houses_are_asked_once_a_day(home: House, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    conference = an_invitation(home)
    first, second, third = invited(conference)
    reserved(first, 2, ANNA)
    reserved(second, 1, entry=an_entry(email="Zweite@lk-ahorntal.example"))
    reserved(third, 1, actor=home.clerk_actor, entry=by_phone())
    assert places_without_names(conference.starts_on) == ((conference, 3, 4),)
    assert code_of(lambda: asked(home, conference.id, 3)) == "names.changed"
    rows = nameless_of(conference)
    with django_assert_num_queries(1):
        known = addresses_of(rows)
    assert [(email, len(places)) for email, places in known][:2] == [(SAYER, 2), ("Zweite@lk-ahorntal.example", 1)]
    last = mails().latest("id").id
    done = asked(home, conference.id, 4)
    assert [to for to, _subject, _method in new_mails(last)] == [email for email, _places in known]
    assert (done.kind, done.queued_at is not None) == (AnnouncementKind.NAMES, True)
    assert asked(home, conference.id, 4).id == done.id
    assert code_of(lambda: asked(home, conference.id, 4, "m")) == "names.today"
    entry = AuditEntry.objects.latest("sequence")
    assert entry.event == "conferences.names_asked"
    set_office_time(dt.datetime(2016, 11, 10, 23, 0, 1, tzinfo=dt.UTC))
    assert asked(home, conference.id, 4, "m").id != done.id
    for row in rows:
        withdraw(
            actor=guest(row.house),
            recipient_id=row.house.id,
            entry=an_entry(1),
            registration_ids=[row.id],
        )
    assert code_of(lambda: asked(home, conference.id, 0, "o")) == "names.nobody"
    assert places_without_names(conference.starts_on) == ()


def test_each_address_of_a_house_is_asked(home: House) -> None:
    conference = an_invitation(home)
    first = invited(conference)[0]
    one = first.addresses.filter(kind=AddressKind.INTAKE)[0]
    more = {"kind": AddressKind.INTAKE, "label": "Zweite Poststelle", "email": "zweite@lk-ahorntal.example"}
    first.addresses.create(association_id=first.association_id, **more)
    reserved(first, 1, actor=home.clerk_actor, entry=by_phone())
    last = Message.objects.latest("id").id
    asked(home, conference.id, 1)
    assert {to for to, _subject, _method in new_mails(last)} == {one.email, more["email"]}


def test_what_asks_for_a_name_that_is_known_is_not_sent_again(home: House) -> None:
    conference = an_invitation(home)
    (place,) = reserved(invited(conference)[0], 1).added
    asked(home, conference.id, 1)
    message = Message.objects.get(key__contains=":names:")
    Message.objects.filter(id=message.id).update(state=State.BOUNCED, next_attempt_at=None)
    assert [one.message for one in unsettled_beside()] == [message]
    named(place, VERA)
    assert unsettled_beside() == []


def test_nobody_is_asked_for_what_is_over_or_cancelled(home: House) -> None:
    conference = an_invitation(home)
    reserved(invited(conference)[0], 1)
    tell = Tell(frozenset({Circle.COMING}), "Wir holen es nach.", "c")
    cancel_event(actor=home.clerk_actor, conference_id=conference.id, seen=state_of_event(conference), tell=tell)
    assert code_of(lambda: asked(home, conference.id, 1)) == "register.over"
    assert places_without_names(conference.starts_on) == ()


def test_only_who_runs_conferences_may_ask(home: House) -> None:
    conference = an_invitation(home)
    reserved(invited(conference)[0], 1)
    reviewer = Actor("Rita", home.association.id, Means.LOGIN, roles=frozenset({Role.REVIEWER}))
    target: dict[str, Any] = {"conference_id": conference.id, "seen": 1, "nonce": "n"}
    assert code_of(lambda: ask_for_names(actor=reviewer, **target)) == "access.role"


def test_places_stay_and_who_reserved_them_is_forgotten(home: House) -> None:
    conference = an_invitation(home)
    first, _second = reserved(invited(conference)[0], 2).added
    named(first, VERA)
    asked(home, conference.id, 1)
    set_office_time(dt.datetime(2017, 3, 4, 12, tzinfo=dt.UTC))
    purge_conference(actor=machine(home.association.id), conference_id=conference.id)
    assert states(conference) == [A, A]
    assert set(Registration.objects.values_list("name", "by_name", "by_email")) == {("", "", "")}
    assert nameless_of(conference) == ()
    assert Message.objects.filter(key__contains=":names:").exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_put_in_a_name_at_once_put_in_one() -> None:
    house = make_cast().home
    with scope(association=house.association):
        conference = an_invitation(house)
        (place,) = reserved(invited(conference)[0], 1).added
    codes = at_once(house, lambda: named(place, VERA, sequence=0), lambda: named(place, BERT, sequence=0))
    with scope(association=house.association):
        assert codes == ["registration.changed"]
        assert Registration.objects.get().name in {VERA.name, BERT.name}


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_once_ask_once() -> None:
    house = make_cast().home
    with scope(association=house.association):
        conference = an_invitation(house)
        reserved(invited(conference)[0], 1)
    codes = at_once(house, lambda: asked(house, conference.id, 1, "a"), lambda: asked(house, conference.id, 1, "b"))
    with scope(association=house.association):
        assert codes == ["names.today"]
        assert mails().count() == 1
