import datetime as dt

import pytest
from django.utils import translation

from umlauf.ground.core.days import brief_day, long_day, planned_day, short_day, short_weekday_day, weekday_day

DAY = dt.date(2016, 12, 2)
WRITTEN = {
    "de": {
        long_day: "2. Dezember 2016",
        planned_day: "Freitag, 2. Dezember 2016",
        brief_day: "02.12.2016",
        short_day: "02.12.",
        weekday_day: "Fr., 02.12.2016",
        short_weekday_day: "Fr., 02.12.",
    },
    "en": {
        long_day: "2 December 2016",
        planned_day: "Friday, 2 December 2016",
        brief_day: "2 Dec 2016",
        short_day: "2 Dec",
        weekday_day: "Fri, 2 Dec 2016",
        short_weekday_day: "Fri, 2 Dec",
    },
}


@pytest.mark.parametrize("language", WRITTEN)
def test_days_are_written_as_the_language_of_the_reader_writes_them(language: str) -> None:
    with translation.override(language):
        assert {write: write(DAY) for write in WRITTEN[language]} == WRITTEN[language]
