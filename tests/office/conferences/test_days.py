"""From when members register, until when they cancel and send deputies: whole days where the association is."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django_scopes import scope

from tests.cast import Cast
from tests.office.conferences.registering import (
    ANNA,
    BERT,
    an_entry,
    an_invitation,
    by_phone,
    guest,
    invited,
    mails,
    registered,
    states,
)
from tests.office.conferences.test_deputies import VERA, sent, undone
from umlauf.ground.core.clock import set_office_time
from umlauf.ground.text import Refused
from umlauf.office.conferences.actions.register import change_registration, register
from umlauf.office.conferences.actions.withdraw import decline, withdraw
from umlauf.office.conferences.event_entries import EventEntry, checked_event, differences, entry_of
from umlauf.office.conferences.models import Conference, Registration
from umlauf.office.conferences.people import PersonEntry

WINTER = dt.date(2016, 11, 20)
SUMMER_ENDS = dt.date(2016, 10, 30)  # at 3:00 it is 2:00 again: the day has 25 hours
SUMMER_BEGINS = dt.date(2017, 3, 26)


def at(*parts: int) -> None:
    """Let it be so late in office time (UTC): year, month, day, hour, and perhaps minute and second."""
    year, month, day, hour, minute, second = (*parts, 0, 0)[:6]
    set_office_time(dt.datetime(year, month, day, hour, minute, second, tzinfo=dt.UTC))


def days(conference: Conference, **given: dt.date) -> None:
    Conference.objects.filter(id=conference.id).update(**given)


def anna_of(cast: Cast, **given: dt.date) -> Registration:
    """Somebody who is registered for a conference with these days, in March 2017. Inside the scope."""
    conference = an_invitation(cast.home, starts_on=dt.date(2017, 4, 7))
    registered(invited(conference)[0], ANNA)
    days(conference, **given)
    return Registration.objects.select_related("conference", "recipient").get()


LAST_MINUTES: list[tuple[dt.date, tuple[int, ...], tuple[int, ...]]] = [
    (WINTER, (2016, 11, 20, 22, 55), (2016, 11, 20, 23)),
    (SUMMER_ENDS, (2016, 10, 30, 22, 55), (2016, 10, 30, 23)),
    (SUMMER_BEGINS, (2017, 3, 26, 21, 55), (2017, 3, 26, 22)),
]


@pytest.mark.parametrize(("day", "before", "after"), LAST_MINUTES)
def test_a_deputy_is_sent_until_midnight(
    cast: Cast, day: dt.date, before: tuple[int, ...], after: tuple[int, ...]
) -> None:
    with scope(association=cast.home.association):
        row = anna_of(cast, deputy_by=day)
        at(*after)
        with pytest.raises(Refused) as refused:
            sent(row, VERA)
        assert refused.value.code == "deputy.late"
        assert states(row.conference) == ["admitted"]
        at(*before)
        sent(row, VERA)
        assert states(row.conference) == ["replaced", "admitted"]


def test_after_that_the_office_enters_one_and_a_house_takes_one_back(cast: Cast) -> None:
    with scope(association=cast.home.association):
        row = anna_of(cast, deputy_by=WINTER)
        at(2016, 11, 21, 12)
        deputy = sent(row, VERA, actor=cast.home.clerk_actor, entry=by_phone())
        undone(deputy)
        assert states(row.conference) == ["admitted", "withdrawn"]


def test_after_that_a_house_writes_no_other_name_over_somebody(cast: Cast) -> None:
    with scope(association=cast.home.association):
        row = anna_of(cast, deputy_by=WINTER)
        (place,) = register(
            actor=guest(row.house), recipient_id=row.house.id, entry=an_entry(1), people=[], unnamed=1
        ).added
        at(2016, 11, 21, 12)

        def change(one: Registration, number: int, person: PersonEntry, **more: Any) -> str:
            one.refresh_from_db()
            who: dict[str, Any] = {
                "actor": guest(row.house),
                "entry": an_entry(number),
                "sequence": one.sequence,
            } | more
            done = change_registration(registration_id=one.id, recipient_id=row.house.id, person=person, **who)
            return done.name

        with pytest.raises(Refused) as refused:
            change(row, 1, VERA)
        assert refused.value.code == "deputy.late"
        assert change(row, 1, replace(ANNA, name=f"Dr. {ANNA.name}")) == f"Dr. {ANNA.name}"
        assert change(place, 2, BERT, naming=True) == BERT.name
        assert change(row, 0, VERA, actor=cast.home.clerk_actor, entry=by_phone()) == VERA.name


def test_who_cannot_come_may_always_say_so(cast: Cast) -> None:
    with scope(association=cast.home.association):
        row = anna_of(cast, cancel_by=WINTER)
        at(2016, 11, 25, 12)
        withdraw(actor=guest(row.house), recipient_id=row.house.id, entry=an_entry(1), registration_ids=[row.id])
        assert states(row.conference) == ["withdrawn"]


@pytest.mark.parametrize(("day", "last", "first"), LAST_MINUTES)
def test_registration_begins_at_midnight(
    cast: Cast, day: dt.date, last: tuple[int, ...], first: tuple[int, ...]
) -> None:
    with scope(association=cast.home.association):
        conference = an_invitation(cast.home, starts_on=dt.date(2017, 4, 7))
        begins = day + dt.timedelta(days=1)
        days(conference, register_from=begins)
        one, other, *_ = invited(conference)
        at(*last)
        with pytest.raises(Refused) as refused:
            registered(one, ANNA)
        assert refused.value.code == "register.before"
        register(actor=cast.home.clerk_actor, recipient_id=other.id, entry=by_phone(), people=[BERT])
        decline(actor=guest(one), recipient_id=one.id, entry=an_entry())
        at(*first)
        registered(one, ANNA, entry=an_entry(1))
        assert states(conference) == ["admitted", "admitted"]


def test_the_mail_of_who_has_a_place_says_until_when(cast: Cast) -> None:
    with scope(association=cast.home.association):
        conference = an_invitation(cast.home, cancel_by=WINTER, deputy_by=dt.date(2016, 11, 30))
        registered(invited(conference)[0], ANNA)
        text = " ".join(mails().latest("id").text.split())  # however its lines are broken
        assert "20. November 2016" in text
        assert "30. November 2016" in text
        Conference.objects.update(places=1)
        registered(invited(conference)[1], BERT, replace(ANNA, name="Otto Rot", email="otto@kreis.example"))
        assert "20. November 2016" not in " ".join(
            mails().latest("id").text.split()
        )  # who waits has nothing to cancel yet


@pytest.mark.parametrize("name", ["register_from", "cancel_by", "deputy_by"])
def test_no_day_is_after_the_event(name: str) -> None:
    entry = EventEntry("Integration", dt.date(2016, 12, 2), dt.date(2016, 12, 3))
    last: dict[str, Any] = {name: dt.date(2016, 12, 3)}
    later: dict[str, Any] = {name: dt.date(2016, 12, 4)}
    assert getattr(checked_event(replace(entry, **last)), name) == last[name]
    with pytest.raises(Refused) as refused:
        checked_event(replace(entry, **later))
    assert refused.value.code == f"event.{name}"


def test_another_day_is_told(cast: Cast) -> None:
    with scope(association=cast.home.association):
        before = an_invitation(cast.home)
        after = Conference.objects.get(id=before.id)
        after.deputy_by = WINTER
        assert entry_of(after).deputy_by == WINTER
        assert not entry_of(after).moves(entry_of(before))
        [line] = differences(before, after)
        assert "20. November 2016" in line
