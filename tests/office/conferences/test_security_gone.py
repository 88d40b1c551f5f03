"""What was given for a security check goes at once where somebody no longer comes, and stands nowhere else."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection

from tests.cast import House
from tests.office.conferences.asking import anna_of, own
from tests.office.conferences.registering import (
    ANNA,
    CARL,
    an_entry,
    guest,
    invited,
    registered,
)
from tests.office.conferences.securing import BIRTH, CHECK, check_for, give, given, officer
from tests.office.conferences.test_questions import after
from umlauf.engines.mail.models import Message
from umlauf.ground.audit.models import Entry as AuditEntry
from umlauf.ground.core.clock import office_now, set_office_time
from umlauf.ground.core.tasks import run_next_task
from umlauf.office.conferences.actions.announce import Tell
from umlauf.office.conferences.actions.decide import decide_case, reverse_decision
from umlauf.office.conferences.actions.deputies import send_deputy
from umlauf.office.conferences.actions.event import cancel_event
from umlauf.office.conferences.actions.leave_place import leave_place
from umlauf.office.conferences.actions.register import change_registration
from umlauf.office.conferences.actions.security import end_check, tell_security
from umlauf.office.conferences.actions.security_entry import hand_on, take_birth_data_back
from umlauf.office.conferences.actions.withdraw import decline, withdraw
from umlauf.office.conferences.event_entries import state_of_event
from umlauf.office.conferences.models import AdmissionCase, Conference, Registration, SecurityCheck, SecurityEntry

PLACE = "Wernigerode-Silstedt"


def _leave(home: House, row: Registration) -> None:
    leave_place(**own(row))


def _withdrawn(home: House, row: Registration) -> None:
    house = row.house
    withdraw(actor=guest(house), recipient_id=house.id, entry=an_entry(1), registration_ids=[row.id])


def _declined(home: House, row: Registration) -> None:
    decline(actor=guest(row.house), recipient_id=row.house.id, entry=an_entry(1))


def _replaced(home: House, row: Registration) -> None:
    deputy = send_deputy(
        actor=guest(row.house),
        registration_id=row.id,
        recipient_id=row.house.id,
        entry=an_entry(1),
        person=CARL,
        sequence=row.sequence,
    )
    assert deputy.state == "admitted"
    assert given(deputy) is None


def _refused(home: House, row: Registration) -> None:
    case = AdmissionCase.objects.create(
        association=home.association, registration=row, why="each", decision="admitted", decided_at=office_now()
    )
    this: dict[str, Any] = {
        "actor": home.clerk_actor,
        "conference_id": row.conference_id,
        "registration_id": row.id,
    }
    again = reverse_decision(**this, reason="Doch nicht", seen=case.id, sequence=row.sequence)
    assert given(row) is not None
    row.refresh_from_db()
    decide_case(**this, admit=False, reason="Nein", seen=again.id, sequence=row.sequence)


def _another(home: House, row: Registration) -> None:
    change_registration(
        actor=guest(row.house),
        registration_id=row.id,
        recipient_id=row.house.id,
        entry=an_entry(1),
        person=replace(ANNA, name="Olga Neumann"),
        sequence=row.sequence,
    )


def _cancelled(home: House, row: Registration) -> None:
    conference = Conference.objects.get(id=row.conference_id)
    tell = Tell(text="Sturm", nonce="cancel")
    cancel_event(actor=home.clerk_actor, conference_id=conference.id, seen=state_of_event(conference), tell=tell)
    assert SecurityCheck.objects.get().ended_at is not None


@pytest.mark.parametrize(
    "go", [_leave, _withdrawn, _declined, _replaced, _refused, _another, _cancelled], ids=lambda go: go.__name__
)
def test_it_goes_with_whoever_goes(home: House, go: Callable[[House, Registration], None]) -> None:
    row = anna_of(home)
    check_for(home, row.conference)
    (other,) = registered(invited(row.conference)[1], replace(CARL, name="Dora Dorn", email="dora@lk.example")).added
    give(row)
    give(other)
    go(home, row)
    assert given(row) is None
    assert (given(other) is None) == (go is _cancelled)


def test_a_name_spelt_otherwise_is_the_same_person(home: House) -> None:
    row = anna_of(home)
    check_for(home, row.conference)
    give(row)
    change_registration(
        actor=guest(row.house),
        registration_id=row.id,
        recipient_id=row.house.id,
        entry=an_entry(1),
        person=replace(ANNA, name="Dr. Anna Berg", email="berg@lk-ahorntal.example"),
        sequence=row.sequence,
    )
    assert given(row) == BIRTH


def test_the_sweep_finds_what_was_left(home: House) -> None:
    row = anna_of(home)
    check_for(home, row.conference)
    give(row)
    Registration.objects.update(state="withdrawn")
    after(-1)
    assert not SecurityEntry.objects.exists()
    last = AuditEntry.objects.get(event="conferences.security_purged")
    assert last.label == f"{row.conference.title} (1)"


def _whole_database() -> Iterator[str]:
    """Every value of every row of every table, as it lies there."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                for value in row:
                    written = bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                    yield written.decode("utf-8", errors="replace")


def test_nothing_of_it_stands_in_the_database_in_a_mail_or_in_a_log(
    home: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    row = anna_of(home)
    check_for(home, row.conference)
    tell_security(actor=home.clerk_actor, conference_id=row.conference_id, count=1, nonce="one")
    give(row, "27.04.1968", PLACE)
    hand_on(actor=officer(home), conference_id=row.conference_id)
    (other,) = registered(invited(row.conference)[1], CARL).added
    give(other, "27.04.1968", PLACE)
    take_birth_data_back(**own(other))
    leave_place(**own(other))
    while run_next_task():
        continue
    written = ("Silstedt", "27.04.1968", "1968-04-27", "19680427", "27. April 1968")
    shown = list(_whole_database())
    assert any(CHECK.body in one for one in shown)  # it is really looked into
    for one in (*shown, caplog.text, *(message.text for message in Message.objects.all())):
        assert not [word for word in written if word in one]
    end_check(actor=home.clerk_actor, conference_id=row.conference_id)
    assert not SecurityEntry.objects.exists()


def test_mails_of_the_check_go_with_the_names(home: House) -> None:
    row = anna_of(home)
    check_for(home, row.conference)
    tell_security(actor=home.clerk_actor, conference_id=row.conference_id, count=1, nonce="one")
    while run_next_task():
        continue
    message = Message.objects.filter(key__contains=":announced:").get()
    assert message.kept_until == dt.date(2017, 3, 2)
    set_office_time(office_now())
