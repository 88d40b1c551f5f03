"""Weekdays beside dates, and those that do not fit: 17 November 2016 was no Friday."""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from umlauf.engines.reading.dates import DateMention, Period, calendar_day, find_periods, next_on
from umlauf.engines.reading.limits import ENTRIES
from umlauf.engines.reading.paragraphs import Paragraph
from umlauf.engines.reading.view import View

_FULL: Final = (
    ("montag", "monday"),
    ("dienstag", "tuesday"),
    ("mittwoch", "wednesday"),
    ("donnerstag", "thursday"),
    ("freitag", "friday"),
    ("samstag", "sonnabend", "saturday"),
    ("sonntag", "sunday"),
)
# „So“ alone begins a sentence, so it counts with a full stop or a comma only.
_SHORT: Final = (("Mo", "Mon"), ("Di", "Tue", "Tues"), ("Mi", "Wed"), ("Do", "Thu", "Thurs"), ("Fr", "Fri"))
_SHORT_MARKED: Final = (*((),) * 5, ("Sa", "Sat"), ("So", "Sun"))
_NUMBER: Final = {
    name.lower(): number
    for table in (_FULL, _SHORT, _SHORT_MARKED)
    for number, names in enumerate(table)
    for name in names
}


def _any(*tables: tuple[tuple[str, ...], ...]) -> str:
    names = sorted((name for table in tables for day in table for name in day), key=len, reverse=True)
    return "|".join(names)


_WORD: Final = rf"(?:(?i:{_any(_FULL)})|(?:{_any(_SHORT)})\b\.?|(?:{_any(_SHORT_MARKED)})(?=[.,])\.?)"
_BEFORE = re.compile(
    rf"(?<![\w/–-])(?P<day>{_WORD})(?:(?:vor|nach)?(?:mittag|abend|morgen)|[ ](?:morning|afternoon|evening))?"
    r"[ \n]?,?[ \n]?(?:\(|d\.[ ]|(?:den|dem|der|the)[ \n])?\Z"
)
_AFTER = re.compile(rf"[ \n]?,?[ \n]?(?:\(|(?:einem|a)[ ])(?:(?:ein|a)[ ])?(?P<day>{_WORD})\)?")
_ANOTHER = re.compile(rf"{_WORD}[ \n]?,?[ \n]?(?:/|und|u\.|oder|bis|and|or|to|[-–])[ \n]?\Z")
_STOP = re.compile(r"(?<=[A-Za-zä])\.$")  # behind the month: that of the sentence
_REACH: Final = 34


@dataclass(frozen=True)
class WrongWeekday:
    """A weekday beside a day on which it does not fall. ``weekday``: 0 is Monday; ``fits``: the nearest day that is
    one.
    """

    weekday: int
    day: datetime.date
    fits: datetime.date
    phrase: str


def find_wrong_weekdays(view: View, parts: Sequence[Paragraph], letter: datetime.date) -> list[WrongWeekday]:
    """The weekdays in some paragraphs that do not fit the date beside them, in order.

    A date without a year is in the one that a letter of that day means, or in the letter's own. Sentences would not
    do: "Sat." ends one.
    """
    found: list[WrongWeekday] = []
    for part in parts:
        floor = part.start
        for period in find_periods(view.text, part.start, part.end)[:ENTRIES]:
            for mention in _ends(period):
                beside = _beside(view.text, mention, max(floor, mention.start - _REACH), part.end)
                wrong = _judged(view, mention, beside, letter) if beside else None
                if wrong:
                    found.append(wrong)
                floor = mention.start + 1  # that of a span reaches over the weekday behind it
    return found


def _ends(period: Period) -> tuple[DateMention, ...]:
    return (period.last,) if period.first is period.last else (period.first, period.last)


def _beside(text: str, mention: DateMention, floor: int, limit: int) -> tuple[str, int, int] | None:
    """The weekday beside a date, with the place of both; none where two weekdays belong to two dates."""
    before = _BEFORE.search(text, floor, mention.start)
    if before:
        two = _ANOTHER.search(text, floor, before.start())
        return None if two else (before["day"], before.start(), mention.end)
    after = _AFTER.match(text, mention.end, min(limit, mention.end + _REACH))
    return (after["day"], mention.start, after.end()) if after else None


def _judged(
    view: View, mention: DateMention, beside: tuple[str, int, int], letter: datetime.date
) -> WrongWeekday | None:
    weekday = _NUMBER[beside[0].rstrip(".").lower()]
    days = [mention.on(None)]
    if mention.year is None:
        days = [next_on(mention.month, mention.day, letter), calendar_day(letter.year, mention.month, mention.day)]
    possible = [day for day in days if day]
    if not possible or any(day.weekday() == weekday for day in possible):
        return None
    day = possible[0]
    apart = (weekday - day.weekday() + 3) % 7 - 3
    try:
        fits = day + datetime.timedelta(days=apart)
    except OverflowError:
        return None
    return WrongWeekday(weekday, day, fits, _STOP.sub("", view.phrase(beside[1], beside[2])))
