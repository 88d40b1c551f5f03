"""Two times: the office may live in another year than the machine."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from umlauf.ground.core.clock import machine_now, office_now, office_offset, office_today, set_office_time
from umlauf.ground.core.models import Association, OfficeClock

SECOND = dt.timedelta(seconds=1)


@pytest.mark.django_db
def test_without_a_row_both_times_are_the_same() -> None:
    assert office_offset() == dt.timedelta()
    assert machine_now() <= office_now() <= machine_now()


@pytest.mark.django_db
def test_office_time_runs_on_from_where_it_was_set() -> None:
    then = dt.datetime(2016, 11, 1, 9, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    set_office_time(then)
    assert abs(office_now() - then) < 3 * SECOND
    assert office_now() <= office_now()
    assert office_now().utcoffset() == dt.timedelta()
    assert abs(machine_now() - dt.datetime.now(dt.UTC)) < SECOND


@pytest.mark.django_db
def test_it_is_one_row_and_may_be_set_again() -> None:
    for year in (2016, 2031):
        set_office_time(dt.datetime(year, 6, 1, tzinfo=dt.UTC))
        assert office_now().year == year
    assert OfficeClock.objects.count() == 1


@pytest.mark.parametrize(
    ("instant", "zone", "day"),
    [
        ("2016-12-31T22:59:00", "Europe/Berlin", dt.date(2016, 12, 31)),
        ("2016-12-31T23:00:30", "Europe/Berlin", dt.date(2017, 1, 1)),
        ("2016-06-30T22:00:30", "Europe/Berlin", dt.date(2016, 7, 1)),
        ("2016-06-30T22:00:30", "UTC", dt.date(2016, 6, 30)),
    ],
)
@pytest.mark.django_db
def test_today_is_a_matter_of_the_zone(instant: str, zone: str, day: dt.date) -> None:
    set_office_time(dt.datetime.fromisoformat(instant).replace(tzinfo=dt.UTC))
    assert office_today(Association(zone=zone)) == day
