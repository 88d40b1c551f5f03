import datetime as dt

import pytest
from django.utils import translation

from umlauf.ground.core.days import long_day, planned_day

DAY = dt.date(2016, 12, 2)


@pytest.mark.parametrize(
    ("language", "long", "planned"),
    [
        ("de", "2. Dezember 2016", "Freitag, 2. Dezember 2016"),
        ("en", "2 December 2016", "Friday, 2 December 2016"),
    ],
)
def test_days_are_written_as_the_language_of_the_reader_writes_them(language: str, long: str, planned: str) -> None:
    with translation.override(language):
        assert (long_day(DAY), planned_day(DAY)) == (long, planned)
