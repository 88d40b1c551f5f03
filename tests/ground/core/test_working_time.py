"""Working hours: counted over nights, weekends, holidays and changes of the clock."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from umlauf.ground.core.holidays import is_working_day
from umlauf.ground.core.models import Association
from umlauf.ground.core.working_time import CLOSES, OPENS, after

pytestmark = pytest.mark.pure
BERLIN = ZoneInfo("Europe/Berlin")
HOUSE = Association(zone="Europe/Berlin", state="Sachsen-Anhalt")
MINUTES = 12 * 365 * 24 * 60
MOMENTS = st.integers(0, MINUTES).map(lambda past: dt.datetime(2016, 1, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=past))
HOURS = st.integers(1, 200)


def local(year: int, month: int, day: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(year, month, day, hour, minute, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        (local(2016, 11, 23, 16, 45), 8, local(2016, 11, 24, 16)),
        (local(2016, 11, 23, 10), 8, local(2016, 11, 24, 10)),
        (local(2016, 11, 23, 10), 6, local(2016, 11, 23, 16)),
        (local(2016, 11, 25, 15), 2, local(2016, 11, 28, 9)),
        (local(2016, 12, 23, 15), 8, local(2016, 12, 27, 15)),
        (local(2017, 1, 5, 15), 2, local(2017, 1, 9, 9)),
        (local(2017, 3, 24, 15), 2, local(2017, 3, 27, 9)),
        (local(2016, 10, 28, 15), 2, local(2016, 11, 1, 9)),
        (local(2016, 11, 26, 12), 0, local(2016, 11, 28, 8)),
        (local(2016, 11, 23, 3), 1, local(2016, 11, 23, 9)),
    ],
    ids=[
        "evening", "day", "till four", "weekend", "christmas", "epiphany", "spring", "autumn and a holiday", "none",
        "night",
    ],
)  # fmt: skip
def test_hours_are_those_in_which_an_office_works(start: dt.datetime, hours: int, end: dt.datetime) -> None:
    assert after(start, hours, HOUSE) == end


def test_a_holiday_is_one_of_the_state() -> None:
    start = local(2016, 10, 31, 8)
    assert after(start, 1, Association(zone="Europe/Berlin", state="Bayern")) == local(2016, 10, 31, 9)
    assert after(start, 1, HOUSE) == local(2016, 11, 1, 9)


@given(MOMENTS, HOURS)
def test_it_ends_while_an_office_works(start: dt.datetime, hours: int) -> None:
    end = after(start, hours, HOUSE).astimezone(BERLIN)
    assert is_working_day(end.date(), HOUSE.state)
    assert OPENS < end.time() <= CLOSES
    assert end - start >= dt.timedelta(hours=hours)


@given(MOMENTS, HOURS, HOURS)
def test_hours_add_up(start: dt.datetime, first: int, more: int) -> None:
    assert after(after(start, first, HOUSE), more, HOUSE) == after(start, first + more, HOUSE)


@given(MOMENTS, MOMENTS, HOURS)
def test_who_begins_later_ends_no_earlier(one: dt.datetime, other: dt.datetime, hours: int) -> None:
    first, second = sorted((one, other))
    assert after(first, hours, HOUSE) <= after(second, hours, HOUSE)


@given(MOMENTS, HOURS)
def test_one_day_of_work_lies_between_the_same_times(start: dt.datetime, days: int) -> None:
    """Eight hours from within a working day on end at the same local time, whatever the clocks do in between."""
    begin = after(start, 1, HOUSE)
    end = after(begin, 8 * (days % 30 + 1), HOUSE)
    assert end.astimezone(BERLIN).time() == begin.astimezone(BERLIN).time()
