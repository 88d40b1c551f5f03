"""Registration ends at one second, also in the night in which the clock is changed, for members and for guests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django_scopes import scope

from tests.cast import Cast
from tests.office.conferences.inviting_guests import COMES, a_group, accepted, guests
from tests.office.conferences.registering import ANNA, BERT, an_invitation, invited, registered
from umlauf.ground.core.clock import set_office_time
from umlauf.ground.text import Refused
from umlauf.office.conferences.actions.ask import move_answer_deadline
from umlauf.office.conferences.actions.invite import extend_invitee
from umlauf.office.conferences.invitee_deadlines import InviteeGate, gate_of
from umlauf.office.conferences.models import InvitedGroup, Invitee, Registration
from umlauf.office.responses.models import Ask
from umlauf.office.responses.queries import is_over, own_deadline

SECOND, JUST = dt.timedelta(seconds=1), dt.timedelta(minutes=5)
"""The clock of the office goes on while a test runs, so who answers just in time does so some minutes before."""
SPRING, AUTUMN = dt.date(2017, 3, 26), dt.date(2017, 10, 29)
"""Where the association is, 2 o'clock became 3 o'clock, and 3 o'clock became 2 o'clock."""


def utc(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, hour, minute, tzinfo=dt.UTC)


def is_refused(act: Callable[[], object], code: str) -> None:
    before = Registration.objects.count()
    with pytest.raises(Refused) as caught:
        act()
    assert caught.value.code == code
    assert Registration.objects.count() == before


@pytest.mark.parametrize(
    ("day", "time", "ends"),
    [
        (dt.date(2016, 11, 30), dt.time(12), utc(dt.date(2016, 11, 30), 11)),
        (dt.date(2017, 7, 3), dt.time(12), utc(dt.date(2017, 7, 3), 10)),
        (SPRING - dt.timedelta(days=1), None, utc(SPRING - dt.timedelta(days=1), 23)),
        (SPRING, None, utc(SPRING, 22)),
        (SPRING, dt.time(2, 30), utc(SPRING, 1, 30)),
        (SPRING, dt.time(3), utc(SPRING, 1)),
        (AUTUMN - dt.timedelta(days=1), None, utc(AUTUMN - dt.timedelta(days=1), 22)),
        (AUTUMN, None, utc(AUTUMN, 23)),
        (AUTUMN, dt.time(2, 30), utc(AUTUMN, 1, 30)),
        (AUTUMN, dt.time(3), utc(AUTUMN, 2)),
    ],
    ids=[
        *("winter", "summer", "the day before spring", "the day of spring", "a time that is left out", "after spring"),
        *("the day before autumn", "the day of autumn", "a time that comes twice", "after autumn"),
    ],
)
def test_a_group_ends_at_its_second_whatever_the_clock_does(
    cast: Cast, day: dt.date, time: dt.time | None, ends: dt.datetime
) -> None:
    """A second before it is open. Where the clock shows a time twice, the later one holds, in favour of who answers."""
    with scope(association=cast.home.association):
        conference = an_invitation(cast.home, starts_on=dt.date(2017, 12, 1))
        group = a_group(cast.home, conference, per_invitee=2, register_by=day, register_by_time=time)
        (eva,) = guests(cast.home, group)
        assert [gate_of(eva, conference, at) for at in (ends - SECOND, ends)] == [InviteeGate.OPEN, InviteeGate.OVER]
        set_office_time(ends - JUST)
        accepted(eva)
        set_office_time(ends)
        is_refused(lambda: accepted(eva, BERT), "invitee.over")


@pytest.mark.parametrize(("day", "ends"), [(SPRING, utc(SPRING, 22)), (AUTUMN, utc(AUTUMN, 23))])
def test_more_time_ends_with_its_day_whatever_the_clock_does(cast: Cast, day: dt.date, ends: dt.datetime) -> None:
    with scope(association=cast.home.association):
        conference = an_invitation(cast.home, starts_on=dt.date(2017, 12, 1))
        group = a_group(cast.home, conference, per_invitee=2, register_by=dt.date(2017, 2, 1))
        (eva,) = guests(cast.home, group)
        target: dict[str, Any] = {"conference_id": conference.id, "invitee_id": eva.id}
        extend_invitee(actor=cast.home.clerk_actor, **target, until=day, reason="Krank")
        eva = Invitee.objects.select_related("group").get(id=eva.id)
        assert [gate_of(eva, conference, at) for at in (ends - SECOND, ends)] == [InviteeGate.OPEN, InviteeGate.OVER]
        set_office_time(ends - JUST)
        accepted(eva)
        set_office_time(ends)
        is_refused(lambda: accepted(eva, BERT), "invitee.over")


@pytest.mark.parametrize(("day", "begins"), [(SPRING, utc(SPRING, 1, 30)), (AUTUMN, utc(AUTUMN, 1, 30))])
def test_registration_begins_at_its_second_whatever_the_clock_does(
    cast: Cast, day: dt.date, begins: dt.datetime
) -> None:
    with scope(association=cast.home.association):
        conference = an_invitation(cast.home, starts_on=dt.date(2017, 12, 1))
        group = a_group(cast.home, conference)
        (eva,) = guests(cast.home, group)
        InvitedGroup.objects.update(register_from=day, register_from_time=dt.time(2, 30))
        eva = Invitee.objects.select_related("group").get(id=eva.id)
        gates = [gate_of(eva, conference, at) for at in (begins - SECOND, begins)]
        assert gates == [InviteeGate.BEFORE, InviteeGate.OPEN]
        set_office_time(begins - JUST)
        is_refused(lambda: accepted(eva), "invitee.before")
        set_office_time(begins)
        assert accepted(eva, COMES).registrations.count() == 1


@pytest.mark.parametrize(
    ("day", "ends"),
    [
        (SPRING - dt.timedelta(days=1), utc(SPRING - dt.timedelta(days=1), 23)),
        (SPRING, utc(SPRING, 22)),
        (AUTUMN - dt.timedelta(days=1), utc(AUTUMN - dt.timedelta(days=1), 22)),
        (AUTUMN, utc(AUTUMN, 23)),
    ],
)
def test_members_have_until_the_last_second_of_the_day(cast: Cast, day: dt.date, ends: dt.datetime) -> None:
    """The day ends by the clock of the association, so that of the change has 23 or 25 hours."""
    with scope(association=cast.home.association):
        conference = an_invitation(cast.home, starts_on=dt.date(2017, 12, 1))
        Ask.objects.update(closes_at_deadline=True)
        actor = cast.home.clerk_actor
        move_answer_deadline(actor=actor, circular_id=conference.circular_id, day=day, seen=0, text="")
        first, second = invited(conference)[:2]
        own = own_deadline(first.id, day)
        assert [is_over(own, conference.association, at) for at in (ends - SECOND, ends)] == [False, True]
        set_office_time(ends - JUST)
        registered(first, ANNA)
        set_office_time(ends)
        is_refused(lambda: registered(second, BERT), "answer.over")
