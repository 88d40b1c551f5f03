"""Which days are holidays differs by state."""

import datetime as dt

import pytest

from umlauf.ground.core.holidays import holiday_on, is_working_day

REFORMATION = dt.date(2016, 10, 31)
ALL_SAINTS = dt.date(2016, 11, 1)


@pytest.mark.parametrize(
    ("day", "state", "name"),
    [
        (REFORMATION, "Sachsen-Anhalt", "Reformationstag"),
        (REFORMATION, "sachsen-anhalt ", "Reformationstag"),
        (REFORMATION, "Bayern", None),
        (REFORMATION, "", None),
        (dt.date(2017, 10, 31), "Bayern", "Reformationstag"),  # once in all states, 500 years after
        (ALL_SAINTS, "Sachsen-Anhalt", None),
        (ALL_SAINTS, "Bayern", "Allerheiligen"),
        (dt.date(2016, 1, 6), "Sachsen-Anhalt", "Heilige Drei Könige"),
        (dt.date(2016, 11, 16), "Sachsen", "Buß- und Bettag"),
        (dt.date(2016, 3, 25), "", "Karfreitag"),
        (dt.date(2016, 10, 3), "Nirgendwo", "Tag der Deutschen Einheit"),
        (dt.date(2016, 12, 24), "Sachsen-Anhalt", None),
        (dt.date(1, 1, 1), "Sachsen-Anhalt", None),
        (dt.date(9999, 12, 25), "Sachsen-Anhalt", None),
    ],
)
def test_holidays(day: dt.date, state: str, name: str | None) -> None:
    assert holiday_on(day, state) == name


def test_the_name_in_english() -> None:
    assert holiday_on(REFORMATION, "Sachsen-Anhalt", "en") == "Reformation Day"


def test_working_days() -> None:
    first = dt.date(2016, 10, 28)  # a Friday
    days = [first + dt.timedelta(days=number) for number in range(5)]
    assert [is_working_day(day, "Sachsen-Anhalt") for day in days] == [True, False, False, False, True]
    assert [is_working_day(day, "Bayern") for day in days] == [True, False, False, True, False]
