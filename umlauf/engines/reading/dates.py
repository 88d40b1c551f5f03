"""Dates and times as letters write them.

Day first, as everywhere in Europe; month first is read only where day first is impossible (`04/25/2017`). Two-digit
years up to 69 belong to this century. What is no day of the calendar is no date.
"""

import datetime
import re
from dataclasses import dataclass
from typing import Final

_MONTHS: Final = (
    ("januar", "jänner", "january", "jan"),
    ("februar", "february", "feber", "feb"),
    ("märz", "maerz", "march", "mrz", "mär", "mar"),
    ("april", "apr"),
    ("mai", "may"),
    ("juni", "june", "jun"),
    ("juli", "july", "jul"),
    ("august", "aug"),
    ("september", "sept", "sep"),
    ("oktober", "october", "okt", "oct"),
    ("november", "nov"),
    ("dezember", "december", "dez", "dec"),
)
_MONTH_NUMBER: Final = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
MONTH: Final = "(?:" + "|".join(sorted(_MONTH_NUMBER, key=len, reverse=True)) + r")(?![a-zäöü])\.?"
_YEAR: Final = r"(?:(?:19|20)\d\d|'?\d\d(?!\d|[:.]\d\d|[ ]?Uhr))"
WEEKDAY: Final = (
    r"(?:(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday|mo|di|mi|do|fr|sa"
    r"|so)\.?,?[ \n](?:den[ \n]|dem[ \n]|the[ \n])?)"
)

_DATE = re.compile(
    rf"""(?<![\w§])(?<![\w§]/)(?:
      (?P<iy>(?:19|20)\d\d)-(?P<im>\d\d)-(?P<id>\d\d)(?![\d-])
    | (?P<sd>\d{{1,2}})/(?P<sm>\d{{1,2}})/(?P<sy>(?:19|20)\d\d)(?!\d)
    | (?P<nd>\d{{1,2}})\.[ \n]?(?P<nm>\d{{1,2}})\.(?:[ \n]?(?P<ny>(?:19|20)\d\d
        |\d\d(?![\d:]|\.\d|[ ]?Uhr|[ ]?[-–][ ]?\d{{1,2}}[ ]Uhr)))?(?!\d)
    | (?P<md>\d{{1,2}})(?:\.|st|nd|rd|th)?(?:[ \n]of)?[ \n]?(?P<mm>{MONTH})(?:,?[ \n](?P<my>{_YEAR})(?!\d))?
    | (?P<em>{MONTH})[ \n](?P<ed>\d{{1,2}})(?:st|nd|rd|th)?(?!\d|\.|[ ]Uhr)(?:,?[ \n](?P<ey>(?:19|20)\d\d)(?!\d))?
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_RANGE_OPENING = re.compile(
    rf"(?<![\w.,:])(?P<day>\d{{1,2}})(?P<dot>\.|st|nd|rd|th)?"
    rf"(?:[ \n]?(?:(?P<month>{MONTH})|(?P<number>\d{{1,2}})\.))?(?:[ \n](?P<year>(?:19|20)\d\d))?"
    rf"[ \n]?(?P<link>bis(?:[ \n]zum)?|und|u\.|[-–/&+]|to|until|and)[ \n]?{WEEKDAY}?\Z",
    re.IGNORECASE,
)
_BETWEEN_RANGE = re.compile(rf"[ \n]?(?:bis(?:[ \n]zum)?|[-–]|to|until|\+)[ \n]?{WEEKDAY}?\Z", re.IGNORECASE)

_CLOCK: Final = r"(?<![\d.:])(\d{1,2})(?:[:.](\d\d))?"
_HOURS = re.compile(rf"{_CLOCK}(?:[ ]?Uhr)?[ ]?(?:bis|[-–])[ ]?(?:ca\.[ ]?)?(\d{{1,2}})(?:[:.](\d\d))?[ ]?Uhr\b")
_HOUR = re.compile(rf"{_CLOCK}[ ]?(?:Uhr|h|hrs?)\b")
_HALF: Final = r"(a\.?m\b\.?|p\.?m\b\.?|noon)"
_HOURS_EN = re.compile(
    rf"{_CLOCK}[ ]?(a\.?m\b\.?|p\.?m\b\.?)?[ ]?(?:to|until"
    rf"|[-–])[ ]?(\d{{1,2}})(?:[:.](\d\d))?[ ]?{_HALF}",
    re.IGNORECASE,
)
_HOUR_EN = re.compile(rf"{_CLOCK}[ ]?{_HALF}", re.IGNORECASE)
_NOON = re.compile(r"\bnoon\b", re.IGNORECASE)
_PLAIN_HOURS = re.compile(r"(?<![\d.:])(\d{1,2}):(\d\d)(?:[ ]?(?:to|until|bis|[-–])[ ]?(\d{1,2}):(\d\d))?(?![\d:.])")


@dataclass(frozen=True)
class DateMention:
    """A date in a text; `year` is None where the text gives only day and month."""

    start: int
    end: int
    day: int
    month: int
    year: int | None

    def on(self, year: int | None) -> datetime.date | None:
        """The day itself, in the year given where the text has none."""
        chosen = self.year if self.year is not None else year
        return None if chosen is None else calendar_day(chosen, self.month, self.day)


@dataclass(frozen=True)
class Period:
    """One day or several: `first` and `last` are the same mention for a single day."""

    start: int
    end: int
    first: DateMention
    last: DateMention


@dataclass(frozen=True)
class Clock:
    """A time of day or a span of time, "HH:MM"; `last` is None where only a beginning is named."""

    start: int
    end: int
    first: str
    last: str | None


def calendar_day(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def month_number(name: str) -> int | None:
    return _MONTH_NUMBER.get(name.lower().rstrip("."))


def full_year(text: str) -> int:
    """The year of "2016", "16" or "'16"."""
    digits = text.lstrip("'")
    if len(digits) == 4:
        return int(digits)
    return int(digits) + (2000 if int(digits) < 70 else 1900)


def _mention(found: re.Match[str]) -> DateMention | None:
    group = found.groupdict()
    if group["iy"]:
        year, month, day = group["iy"], int(group["im"]), int(group["id"])
    elif group["sy"]:
        year, month, day = group["sy"], int(group["sm"]), int(group["sd"])
        if month > 12:
            month, day = day, month
    elif group["nd"]:
        year, month, day = group["ny"], int(group["nm"]), int(group["nd"])
    elif group["md"]:
        year, month, day = group["my"], month_number(group["mm"]) or 0, int(group["md"])
    else:
        year, month, day = group["ey"], month_number(group["em"]) or 0, int(group["ed"])
    # 2000 is a leap year: a 29 February without a year must be possible.
    known = full_year(year) if year else None
    if calendar_day(2000 if known is None else known, month, day) is None:
        return None
    end = found.end()
    return DateMention(found.start(), end, day, month, known)


def find_dates(text: str, start: int = 0, end: int | None = None) -> list[DateMention]:
    """Every date between two places of the text, in order."""
    mentions = (_mention(found) for found in _DATE.finditer(text, start, len(text) if end is None else end))
    return [mention for mention in mentions if mention is not None]


def find_periods(text: str, start: int = 0, end: int | None = None) -> list[Period]:
    """Every date or span of days ("vom 6. bis 7. November 2025", "6./7.11.2025"), in order."""
    periods: list[Period] = []
    mentions = find_dates(text, start, end)
    for mention in mentions:
        before = periods[-1] if periods else None
        if before and before.first is before.last and _BETWEEN_RANGE.match(text, before.end, mention.start):
            gap = _BETWEEN_RANGE.fullmatch(text, before.end, mention.start)
            first = before.first if before.first.year else _in_year(before.first, mention.year)
            if gap and (first.year, first.month, first.day) <= (mention.year or first.year, mention.month, mention.day):
                periods[-1] = Period(before.start, mention.end, first, mention)
                continue
        periods.append(_opened(text, mention, max(start, before.end if before else 0)))
    return periods


def _in_year(mention: DateMention, year: int | None) -> DateMention:
    return DateMention(mention.start, mention.end, mention.day, mention.month, year)


def _opened(text: str, mention: DateMention, floor: int) -> Period:
    """The mention with the day before it ("6. und ...", "vom 6. bis ..."), where there is one."""
    found = _RANGE_OPENING.search(text, max(floor, mention.start - 40), mention.start)
    if found and (found["dot"] or found["link"] in "-–/"):
        month = month_number(found["month"]) if found["month"] else int(found["number"] or mention.month)
        year = int(found["year"]) if found["year"] else mention.year
        day = int(found["day"])
        # "am 2. und am 9." are two days, "6. und 7. November" is a stretch only if the days follow each other.
        stretch = found["link"].lower() not in ("und", "u.", "and", "&", "+") or day + 1 == mention.day
        if month and stretch and calendar_day(year or 2000, month, day) and (month, day) < (mention.month, mention.day):
            opening = DateMention(found.start(), found.end(), day, month, year)
            return Period(found.start(), mention.end, opening, mention)
    return Period(mention.start, mention.end, mention, mention)


def _time(hour: str, minute: str | None, half: str | None = None) -> str | None:
    number = int(hour)
    sign = (half or "").lower().replace(".", "")
    if sign == "pm" and number < 12:
        number += 12
    elif sign == "am" and number == 12:
        number = 0
    if number > 23 or int(minute or 0) > 59:
        return None
    return f"{number:02d}:{int(minute or 0):02d}"


def find_clock(text: str, start: int, end: int) -> Clock | None:
    """The first time or span of time between two places: "12 Uhr", "11-18 Uhr", "10.30 bis 12 Uhr", "10 am to 4 pm"."""
    best: Clock | None = None
    for pattern in (_HOURS, _HOURS_EN, _HOUR, _HOUR_EN, _PLAIN_HOURS, _NOON):
        found = pattern.search(text, start, end)
        if found is None or (best and found.start() >= best.start):
            continue
        clock = _clock(pattern, found)
        if clock:
            best = clock
    return best


def _clock(pattern: re.Pattern[str], found: re.Match[str]) -> Clock | None:
    group = found.groups()
    last: str | None = None
    if pattern is _NOON:
        first: str | None = "12:00"
    elif pattern is _HOURS:
        first, last = _time(group[0], group[1]), _time(group[2], group[3])
    elif pattern is _HOURS_EN:
        first, last = _time(group[0], group[1], group[2] or _same_half(group)), _time(group[3], group[4], group[5])
    elif pattern is _HOUR_EN:
        first = _time(group[0], group[1], group[2])
    elif pattern is _PLAIN_HOURS:
        first = _time(group[0], group[1])
        last = _time(group[2], group[3]) if group[2] else None
    else:
        first = _time(group[0], group[1])
    return Clock(found.start(), found.end(), first, last) if first else None


def _same_half(group: tuple[str | None, ...]) -> str | None:
    """ "2-4 pm" begins in the afternoon, "10-4 pm" in the morning."""
    return group[5] if int(group[0] or 0) < int(group[3] or 0) else None


def next_on(month: int, day: int, letter: datetime.date) -> datetime.date | None:
    """The day that a letter means by a date without a year: the next one, unless that would be most of a year away."""
    same = calendar_day(letter.year, month, day)
    if same and same >= letter:
        return same
    later = calendar_day(letter.year + 1, month, day)
    if same and later and (later - letter).days > 300:
        return same
    return later or same
