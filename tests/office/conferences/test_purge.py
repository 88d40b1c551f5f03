"""On the day after the last one nobody is known any more who came, and the counts are as they were."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from tests.cast import Cast, House
from tests.office.conferences.registering import (
    ANNA,
    BERT,
    an_entry,
    an_invitation,
    by_phone,
    guest,
    invited,
    mails,
    receipts,
    registered,
)
from tests.office.rows import row_counts
from umlauf.engines.mail.models import Message
from umlauf.engines.mail.settling import forget
from umlauf.ground.audit.chain import verify
from umlauf.ground.audit.models import Entry as AuditEntry
from umlauf.ground.core.actor import machine
from umlauf.ground.core.clock import set_office_time
from umlauf.ground.core.models import Task
from umlauf.ground.core.tasks import registered as task_names
from umlauf.ground.core.tasks import run_next_task, sweep
from umlauf.ground.text import Refused
from umlauf.office.conferences.actions.purge import purge_conference
from umlauf.office.conferences.actions.register import change_registration, register
from umlauf.office.conferences.actions.withdraw import decline, withdraw
from umlauf.office.conferences.models import Conference, Registration
from umlauf.office.conferences.queries import final_day, last_day, persons_by_recipient, places_of
from umlauf.office.responses.models import Answer

EVENING = dt.datetime(2017, 3, 2, 22, 59, 50, tzinfo=dt.UTC)
NEXT_DAY = EVENING + dt.timedelta(seconds=11)


def a_past_conference(home: House) -> Conference:
    """Three people of two organisations, one of them withdrawn; the third organisation declined."""
    conference = an_invitation(home)
    first, second, third = invited(conference)
    anna, _bert = registered(first, ANNA, BERT).added
    registered(second, ANNA)
    withdraw(actor=guest(first), recipient_id=first.id, entry=an_entry(1), registration_ids=[anna.id])
    decline(actor=guest(third), recipient_id=third.id, entry=an_entry())
    all_is_done()
    return conference


def all_is_done() -> None:
    """Nothing is waiting any more: no task, no mail."""
    while run_next_task():
        continue
    Message.objects.update(state="sent", next_attempt_at=None)


def purge_all() -> list[str]:
    """What a worker does in a turn, as far as it is about this; the tasks it ran."""
    sweep()
    names = sorted(Task.objects.values_list("name", flat=True))
    while run_next_task():
        continue
    return names


def test_until_its_last_day_everything_stays(home: House) -> None:
    conference = a_past_conference(home)
    assert (final_day(conference), last_day(conference)) == (dt.date(2016, 12, 2), dt.date(2017, 3, 2))
    assert last_day(Conference(starts_on=dt.date(2016, 12, 2), ends_on=dt.date(2016, 12, 4))) == dt.date(2017, 3, 4)
    set_office_time(EVENING)
    forget(EVENING.date())  # what mails of the circular said has a last day of its own, which is over
    before = row_counts()
    assert "conferences.purge" not in purge_all()
    assert purge_conference(actor=machine(home.association.id), conference_id=conference.id) == 0
    assert row_counts() == before
    assert Registration.objects.filter(name="Anna Berg").count() == 2


def test_afterwards_nobody_is_known_and_the_counts_stay(home: House) -> None:
    conference = a_past_conference(home)
    assert "conferences.purge" in task_names()
    before = row_counts()
    counts = persons_by_recipient(conference), places_of(conference)
    set_office_time(NEXT_DAY)
    assert purge_all() == ["conferences.purge"]
    for row in Registration.objects.all():
        assert (row.name, row.function, row.email, row.represents, row.by_name, row.by_email) == ("",) * 6
        assert row.purged_at is not None
    for answer in Answer.objects.all():
        assert (answer.by_name, answer.by_email, answer.by_phone) == ("", "", "")
    for message in (*mails(), *receipts()):
        assert (message.recipient, message.subject, message.text, message.html, message.calendar) == ("",) * 5
    assert (mails().count(), receipts().count()) == (4, 4)
    assert Message.objects.filter(key__startswith="circular:", recipient="").count() == 8
    assert (persons_by_recipient(conference), places_of(conference)) == counts
    after = row_counts()
    assert {name for name in after if after[name] != before[name]} == {
        "audit_entry",
        "audit_personalpart",
        "mail_body",
    }
    assert AuditEntry.objects.latest("sequence").event == "conferences.purged"
    assert verify(home.association) == []


def test_what_is_purged_is_not_purged_again(home: House) -> None:
    conference = a_past_conference(home)
    set_office_time(NEXT_DAY)
    purge_all()
    before = row_counts()
    assert purge_all() == []
    assert purge_conference(actor=machine(home.association.id), conference_id=conference.id) == 0
    assert row_counts() == before


def test_what_the_office_noted_is_forgotten_even_where_it_is_all_there_is(home: House) -> None:
    conference = an_invitation(home)
    all_is_done()
    Conference.objects.filter(id=conference.id).update(note="Frau Berg kommt später")
    set_office_time(NEXT_DAY)
    assert purge_all() == ["conferences.purge"]
    assert not Conference.objects.exclude(note="").exists()
    assert purge_all() == []


def test_where_nobody_was_registered_who_declined_is_forgotten_too(home: House) -> None:
    conference = an_invitation(home)
    recipient, *_rest = invited(conference)
    decline(actor=guest(recipient), recipient_id=recipient.id, entry=an_entry())
    all_is_done()
    set_office_time(NEXT_DAY)
    assert purge_all() == ["conferences.purge"]
    assert Answer.objects.get().by_name == ""


def test_each_association_forgets_its_own(cast: Cast) -> None:
    for house in (cast.home, cast.other):
        with scope(association=house.association):
            conference = an_invitation(house)
            registered(invited(conference)[0], ANNA)
            Message.objects.update(state="sent", next_attempt_at=None)
    set_office_time(NEXT_DAY)
    with scope(association=cast.home.association):
        conference = Conference.objects.get()
        purge_conference(actor=machine(cast.home.association.id), conference_id=conference.id)
        assert Registration.objects.get().name == ""
    with scope(association=cast.other.association):
        assert Registration.objects.get().name == ANNA.name


@pytest.mark.parametrize("conferences", [1, 4])
def test_looking_for_them_costs_one_query(home: House, conferences: int) -> None:
    from umlauf.office.conferences.tasks import find_unpurged

    for _one in range(conferences):
        an_invitation(home)
    set_office_time(NEXT_DAY)
    with CaptureQueriesContext(connection) as queries:
        assert find_unpurged(home.association) == 0
    assert len(queries) == 2


def test_mail_that_is_still_on_its_way_is_forgotten_once_it_has_gone(home: House) -> None:
    conference = an_invitation(home)
    registered(invited(conference)[0], ANNA)
    while run_next_task():
        continue
    set_office_time(NEXT_DAY)
    assert purge_all() == ["conferences.purge"]
    assert ANNA.name in mails().get().text
    all_is_done()
    assert purge_all() == []
    assert (mails().get().text, mails().get().calendar, receipts().get().recipient) == ("", "", "")


def test_a_receipt_goes_where_the_office_keyed_in_over_it(home: House) -> None:
    recipient, *_rest = invited(an_invitation(home))
    decline(actor=guest(recipient), recipient_id=recipient.id, entry=an_entry())
    decline(actor=home.clerk_actor, recipient_id=recipient.id, entry=by_phone(1))
    all_is_done()
    set_office_time(NEXT_DAY)
    purge_all()
    assert receipts().get().text == ""


def test_once_the_names_are_deleted_nobody_writes_new_ones(home: House) -> None:
    conference = an_invitation(home)
    recipient, *_rest = invited(conference)
    (anna,) = registered(recipient, ANNA).added
    set_office_time(NEXT_DAY)
    said: dict[str, Any] = {"actor": home.clerk_actor, "recipient_id": recipient.id}
    with pytest.raises(Refused) as refusal:
        change_registration(**said, entry=by_phone(1), registration_id=anna.id, person=BERT, sequence=0)
    assert refusal.value.code == "register.forgotten"
    with pytest.raises(Refused) as refusal:
        register(**said, entry=by_phone(1), people=[BERT])
    assert refusal.value.code == "register.forgotten"
