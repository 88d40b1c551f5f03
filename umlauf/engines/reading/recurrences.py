"""Days that come again: "bis zum 31. März eines jeden Jahres", "jeweils bis zum 10. des folgenden Monats"."""

import re
from dataclasses import dataclass
from typing import Final

from umlauf.engines.reading.dates import DateMention, find_dates, month_number

_YEARLY: Final = (
    r"(?:eines[ ](?:jeden|jeweiligen)[ ](?:Kalender|Haushalts)?[Jj]ahres|jede[sn][ ](?:Kalender"
    r"|Haushalts)?[Jj]ahres|des[ ](?:je(?:weiligen|den)[ ])?"
    r"(?:Folge|Vor|laufenden[ ]|Kalender|Haushalts|Förder|Berichts|Schul|Antrags)[Jj]ahres"
    r"|des[ ]jeweiligen[ ]\w{0,20}[Jj]ahres|des[ ]folgenden[ ](?:Kalender|Haushalts)?[Jj]ahres"
    r"|jährlich|alljährlich|im[ ]Jahr|every[ ]year|each[ ]year|of[ ]each[ ]year|of[ ]every[ ]year|annually|yearly)"
)
_YEARLY_AFTER = re.compile(rf"(?:[ ](?:und|oder)[^.]{{0,10}})?[ \n]?(?:\(|,[ ])?{_YEARLY}")
_YEARLY_BEFORE = re.compile(
    r"(?:\b(?:jährlich|alljährlich|in[ ]jedem[ ]Jahr|jedes[ ]Jahr|jeweils|annually|each[ ]year|every[ ]year)\b)"
    r"(?:,?[ ](?:jeweils|spätestens|bis|zum|am|by|on|no[ ]later[ ]than|und[ ]zwar|the))*[ \n]\Z"
)
_JUST_EACH = re.compile(r"\bjeweils\b(?:(?!jähr|Jahr).)*\Z")
_MONTHLY_AFTER = re.compile(
    r"(?<![\w.,:])(?P<day>\d{1,2})(?:\.|st|nd|rd|th)(?:[ ]Kalendertag|[ ]day)?[ \n](?:(?:des"
    r"|eines)[ \n](?:jeweils[ ])?(?:jeden[ ]|folgenden[ ]|jeweiligen[ ]|nächsten[ ]"
    r"|darauffolgenden[ ]|laufenden[ ])?"
    r"(?P<word>Folge|Kalender)?[Mm]onats|jeden[ ]Monats|of[ ](?:each|every|the[ ]following|the[ ]next)[ ]month)"
)
_MONTHLY_BEFORE = re.compile(
    r"\b(?:monatlich|allmonatlich|jeden[ ]Monat|monthly)\b,?(?:[ ](?:jeweils|spätestens|bis|zum|am|by"
    r"|on|the))*[ ](?P<day>\d{1,2})(?:\.(?!\d|[ ]?\d)|st|nd|rd|th)(?![ ]?(?:\d|[A-ZÄ][a-zä]+[ ]\d{4}))"
)
_QUARTERLY = re.compile(r"\b(?:vierteljährlich|quartalsweise|quarterly)\b", re.IGNORECASE)
_LEAD = re.compile(
    r"(?:\b(?:jeweils|spätestens|jährlich|bis|zum|am|by|on|no[ ]later[ ]than|the|and|und|annually"
    r"|each year|every year)[ \n]?,?[ \n]?){1,8}\Z"
)
_LINK = re.compile(
    r"(?:,|[ ]?/|[ ]und|[ ]sowie|[ ]bzw\.|[ ]and)?[ \n]?(?:und[ ]|and[ ]|bis[ ])?(?:zum[ ]|am[ ]"
    r"|dem[ ]|den[ ]|the[ ])?"
)


@dataclass(frozen=True)
class Recurrence:
    """A rule in the form "yearly MM-DD [MM-DD …]" or "monthly DD" with its place in the text."""

    start: int
    end: int
    value: str


def _lead(text: str, floor: int, start: int) -> int:
    """Where the quotation begins: with "jeweils bis zum" before the day."""
    found = _LEAD.search(text, max(floor, start - 50), start)
    return found.start() if found else start


def _runs(text: str, mentions: list[DateMention]) -> list[list[DateMention]]:
    """Days without a year that are listed one after the other."""
    runs: list[list[DateMention]] = []
    for mention in mentions:
        if mention.year is not None:
            continue
        if runs and _LINK.fullmatch(text, runs[-1][-1].end, mention.start):
            runs[-1].append(mention)
        else:
            runs.append([mention])
    return runs


def _yearly(text: str, start: int, end: int) -> list[Recurrence]:
    found: list[Recurrence] = []
    for run in _runs(text, find_dates(text, start, end)):
        first, last = run[0], run[-1]
        after = _YEARLY_AFTER.match(text, last.end, end)
        floor = max(start, first.start - 60)
        before = _YEARLY_BEFORE.search(text, floor, first.start)
        # "jeweils zum 1. März und 1. September" recurs; "jeweils bis 18.11." speaks to each reader.
        if after is None and before and _JUST_EACH.search(before.group()) and len(run) < 2:
            before = None
        if after is None and before is None:
            continue
        days = " ".join(f"{mention.month:02d}-{mention.day:02d}" for mention in run)
        found.append(Recurrence(_lead(text, floor, first.start), after.end() if after else last.end, f"yearly {days}"))
    return found


def _monthly(text: str, start: int, end: int) -> list[Recurrence]:
    found: list[Recurrence] = []
    quarterly = _QUARTERLY.search(text, start, end) is not None
    for pattern in (_MONTHLY_AFTER, _MONTHLY_BEFORE):
        for match in pattern.finditer(text, start, end):
            day = int(match["day"])
            if not 1 <= day <= 31 or month_number(text[match.end() : match.end() + 12].strip()[:4]):
                continue
            value = f"monthly {day:02d}"
            if quarterly and day <= 30:
                value = "yearly " + " ".join(f"{month:02d}-{day:02d}" for month in (1, 4, 7, 10))
            found.append(Recurrence(_lead(text, start, match.start()), match.end(), value))
    return found


def find_recurrences(text: str, start: int, end: int) -> list[Recurrence]:
    """The recurring days between two places of a text."""
    return sorted([*_yearly(text, start, end), *_monthly(text, start, end)], key=lambda one: one.start)
