"""An address that keeps refusing becomes a task with its entry; it stays one until somebody did something about it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from tests.cast import Cast, House
from tests.engines.mail import returns
from tests.office.circulars.coming_back import NOON, bounced, delivery_to, sent_circular
from tests.office.rows import row_counts
from umlauf.engines.mail.arrivals import forget_arrivals
from umlauf.engines.mail.models import Message
from umlauf.ground.audit.models import Entry
from umlauf.ground.core.actor import machine
from umlauf.ground.core.clock import set_office_time
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused
from umlauf.office.circulars.actions.returned import clear_address, forget_cleared_addresses, take_in
from umlauf.office.circulars.bad_addresses import bad_addresses, reached
from umlauf.office.circulars.models import ClearedAddress, Issue
from umlauf.office.directory.actions.organisations import ContactEntry, Intake, set_contact

AHORN = "post@lk-ahorntal.example"
SOFT = {"status": "5.2.2", "diagnostic": "smtp; 552 5.2.2 Mailbox full"}


def _day(number: int) -> dt.date:
    return dt.date(2016, 11, 1) + dt.timedelta(days=number)


@pytest.mark.parametrize(
    ("points", "enough"),
    [
        ([], False),
        ([(0, 1.0)], False),
        ([(0, 1.0), (0, 1.0), (0, 0.5)], False),
        ([(0, 1.0), (1, 1.0)], True),
        ([(0, 1.0), (7, 1.0)], True),
        ([(0, 1.0), (8, 1.0)], False),
        ([(0, 0.5), (1, 0.5), (2, 0.5)], False),
        ([(0, 0.5), (1, 0.5), (2, 0.5), (3, 0.5)], True),
        ([(0, 0.5), (0, 1.0), (1, 0.5), (1, 0.5)], False),
        ([(0, 0.5), (0, 1.0), (1, 0.5), (1, 1.0)], True),
        ([(0, 1.0), (1, 1.0), (60, 1.0)], True),
    ],
    ids=range(11),
)
def test_two_points_within_a_week_are_enough(points: list[tuple[int, float]], enough: bool) -> None:
    assert reached((_day(number), value) for number, value in points) is enough


@pytest.fixture
def issue(home: House) -> Issue:
    set_office_time(NOON)
    return sent_circular(home)


@pytest.fixture
def message(issue: Issue) -> Message:
    return delivery_to(issue, AHORN).message


def test_refused_on_two_days_makes_a_task_with_the_entry(home: House, message: Message) -> None:
    bounced(home, message, day=2)
    bounced(home, message, day=2, diagnostic="smtp; 550 5.1.1 again")
    assert bad_addresses(home.association) == []
    bounced(home, message, day=3)
    (bad,) = bad_addresses(home.association)
    assert (bad.address, bad.organisation.genitive) == (AHORN, "des Landkreises Ahorntal")
    assert (bad.since, bad.last) == (dt.date(2016, 11, 2), dt.date(2016, 11, 3))
    assert [entry.label for entry in bad.entries] == ["Poststelle"]
    assert "User unknown" in bad.said[0]


def test_a_full_mailbox_counts_half(home: House, message: Message) -> None:
    for day in (2, 3, 4):
        bounced(home, message, day=day, **SOFT)
    assert bad_addresses(home.association) == []
    bounced(home, message, day=5, **SOFT)
    assert len(bad_addresses(home.association)) == 1


def test_the_task_stays_though_time_passes(home: House, message: Message) -> None:
    bounced(home, message, day=2)
    bounced(home, message, day=3)
    set_office_time(NOON + dt.timedelta(days=60))
    assert len(bad_addresses(home.association)) == 1


def test_what_is_in_doubt_counts_nothing(home: House, message: Message) -> None:
    for day in (2, 3, 4):
        set_office_time(NOON.replace(day=day))
        data = returns.report(recipient=AHORN, said=f"{day}")
        take_in(actor=machine(home.association.id), data=data, verp=None)
        bounced(home, message, day=day, recipient="landrat@lk-ahorntal.example")
    assert bad_addresses(home.association) == []


def test_with_another_address_in_the_entry_it_is_done(home: House, message: Message) -> None:
    bounced(home, message, day=2)
    bounced(home, message, day=3)
    house = home.members[0]
    intake = (Intake("Poststelle", "neu@lk-ahorntal.example"),)
    set_contact(actor=home.clerk_actor, organisation_id=house.id, entry=ContactEntry(), intake=intake, tags=())
    assert bad_addresses(home.association) == []


def test_a_person_says_that_it_is_cleared_up(home: House, message: Message) -> None:
    bounced(home, message, day=2)
    bounced(home, message, day=3)
    set_office_time(NOON.replace(day=4))
    clear_address(actor=home.clerk_actor, address=AHORN)
    assert bad_addresses(home.association) == []
    entry = Entry.objects.latest("sequence")
    assert (entry.event, entry.label) == ("circulars.address_cleared", "Landkreis Ahorntal")
    assert AHORN not in entry.label
    bounced(home, message, day=5)
    assert bad_addresses(home.association) == []
    bounced(home, message, day=6)
    assert len(bad_addresses(home.association)) == 1


def test_what_was_cleared_up_is_forgotten_with_what_came_back(home: House, message: Message) -> None:
    bounced(home, message, day=2)
    bounced(home, message, day=3)
    set_office_time(NOON.replace(day=4))
    clear_address(actor=home.clerk_actor, address=AHORN)
    last = dt.date(2016, 11, 4) + dt.timedelta(days=LIMITS.arrival_days)
    forget_arrivals(home.association.id, last)
    assert forget_cleared_addresses(last) == 0
    assert forget_cleared_addresses(last + dt.timedelta(days=1)) == 1
    assert not ClearedAddress.objects.exists()


def test_what_still_came_back_stays_cleared_up(home: House, message: Message) -> None:
    bounced(home, message, day=2)
    bounced(home, message, day=3)
    set_office_time(NOON.replace(day=4))
    clear_address(actor=home.clerk_actor, address=AHORN)
    assert forget_cleared_addresses(dt.date(2018, 1, 1)) == 0
    assert bad_addresses(home.association) == []


def test_cleared_twice_or_without_need_writes_nothing(home: House, message: Message) -> None:
    bounced(home, message, day=2)
    before = row_counts()
    clear_address(actor=home.clerk_actor, address=AHORN)
    clear_address(actor=home.clerk_actor, address="niemand@nirgends.example")
    assert row_counts() == before
    assert not ClearedAddress.objects.exists()


def test_members_and_other_associations_clear_nothing(cast: Cast, home: House, message: Message) -> None:
    bounced(home, message, day=2)
    bounced(home, message, day=3)
    with pytest.raises(Refused):
        clear_address(actor=cast.member_actor, address=AHORN)
    with scope(association=cast.other.association):
        assert bad_addresses(cast.other.association) == []
        clear_address(actor=cast.other.clerk_actor, address=AHORN)
    assert len(bad_addresses(home.association)) == 1


def test_it_costs_no_more_with_more_addresses(home: House, issue: Issue) -> None:
    messages = [one.message for one in issue.dispatch.deliveries.select_related("message")]
    for message in messages[:2]:
        for day in (2, 3):
            bounced(home, message, day=day)
    with CaptureQueriesContext(
        connection,
    ) as few:
        assert len(bad_addresses(home.association)) == 2
    for message in messages[2:]:
        for day in (2, 3):
            bounced(home, message, day=day)
    with CaptureQueriesContext(connection) as many:
        assert len(bad_addresses(home.association)) == len(messages)
    assert len(many) == len(few) <= 9
