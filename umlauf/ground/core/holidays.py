"""Days on which the offices of a German state are closed by law."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Final

_SATURDAY: Final = 5
_KNOWN: Final = range(1991, 2100)  # since there are sixteen states; a mistyped year far ahead is no year of ours


def holiday_on(day: dt.date, state: str, language: str = "de") -> str | None:
    """The name of the holiday that the day is in the state („Sachsen-Anhalt“), if it is one.

    Where the state is not known these are the holidays of all states. ``language``: that of the name.
    """
    return _of_year(day.year, state.strip(), "de" if language.startswith("de") else "en_US").get(day)


def is_working_day(day: dt.date, state: str) -> bool:
    """Monday to Friday, no holiday of the state."""
    return day.weekday() < _SATURDAY and holiday_on(day, state) is None


@lru_cache(maxsize=200)
def _of_year(year: int, state: str, language: str) -> dict[dt.date, str]:
    if year not in _KNOWN:
        return {}
    from holidays.countries.germany import Germany  # loads calendars of half the world, so not before it is asked

    names = {name.casefold(): code for name, code in Germany.subdivisions_aliases.items()}
    found = Germany(subdiv=names.get(state.casefold()), years=year, language=language)
    return {day: found[day] for day in found}
