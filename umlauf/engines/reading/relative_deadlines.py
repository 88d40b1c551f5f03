"""Deadlines that count from something else: "innerhalb von zwei Wochen", "spätestens eine Woche vor der Tagung", "KW
46".

They are resolved where the text says from what: from the letter's date when nothing else is named, from the event
when there is exactly one, from the calendar for a week or the end of a year. "Nach Zugang" stays open, for the text
cannot know the day of receipt.
"""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_NUMBERS: Final = {
    "ein": 1,
    "eine": 1,
    "einer": 1,
    "eines": 1,
    "einem": 1,
    "a": 1,
    "one": 1,
    "zwei": 2,
    "two": 2,
    "drei": 3,
    "three": 3,
    "vier": 4,
    "four": 4,
    "fünf": 5,
    "five": 5,
    "sechs": 6,
    "six": 6,
    "sieben": 7,
    "acht": 8,
    "eight": 8,
    "zehn": 10,
    "ten": 10,
    "zwölf": 12,
    "vierzehn": 14,
    "fourteen": 14,
}
_COUNT: Final = r"(?P<count>\d{1,3}|" + "|".join(sorted(_NUMBERS, key=len, reverse=True)) + ")"
_UNIT: Final = (
    r"(?P<unit>Arbeitstag|Werktag|Kalendertag|Tag|Woche|Monat|working day|day|week|month)(?:e?[ns]?"
    r"|en|es|s)?\b"
)
_AMOUNT: Final = rf"{_COUNT}[ ]?{_UNIT}"
_WITHIN = re.compile(
    rf"\b(?:[Ii]nnerhalb(?:[ ]von|[ ]einer[ ]Frist[ ]von)?|[Bb]innen|[Ii]nnert|[Ww]ithin"
    rf"|mit[ ]einer[ ]Frist[ ]von)[ \n]{_AMOUNT}"
    r"(?P<anchor>[ \n](?:(?:nach|ab|seit|after|of|from|zum[ ]Ende|vor)[ \n][\wÄÖÜäöüß ]{3,60}))?"
)
_BEFORE = re.compile(
    rf"\b(?:(?:spätestens|bis|mindestens|at[ ]least|no[ ]later[ ]than)[ \n](?:spätestens[ ]"
    rf"|zu[ ])?)(?:jeweils[ ])?{_AMOUNT}[ \n](?:vor|before|prior[ ]to)[ \n]"
    r"(?P<anchor>(?:der|dem|den|Beginn|the)[ ]?[\wÄÖÜäöüß -]{0,40})"
)
_AFTER = re.compile(rf"\b(?:spätestens|bis)[ \n]{_AMOUNT}[ \n](?:nach|after)[ \n](?P<anchor>[\wÄÖÜäöüß ]{{3,50}})")
_WEEK = re.compile(
    r"\b(?:(?:bis|in(?:[ ]der)?|spätestens)[ ](?:zur[ ]|Ende[ ](?:der[ ])?|in[ ]der[ ])?)?(?:KW"
    r"|Kalenderwoche)[ ]?(?P<week>\d{1,2})(?:[/ ](?P<year>20\d\d))?\b|\b(?:bis|in)[ ](?:zur[ ]"
    r"|der[ ])?(?P<ordinal>\d{1,2})\.[ ](?:KW|Kalenderwoche)(?:[ ](?P<oyear>20\d\d))?"
)
_YEAR_END = re.compile(
    r"\b(?:bis[ ](?:spätestens[ ])?zum|am|zum|spätestens[ ]am)[ ]letzten[ ](?:Arbeits"
    r"|Werk)tag[ ](?:des|eines|im)[ ](?P<what>jeden[ ]Jahres|Jahres|laufenden[ ]Jahres|Monats"
    r"|jeden[ ]Monats)"
)
_AT_ONCE = re.compile(
    r"\b(?:umgehend(?:e|st)?|unverzüglich|schnellstmöglich|baldmöglichst|sofort|immediately"
    r"|without delay|as soon as possible)\b"
)
_ASKS = re.compile(r"\b[Bb]itten?\b|\bgebeten\b|\berbeten\b|\b[Pp]lease\b|\bist\b.{0,60}\bzu\b")
_POINTER = re.compile(
    r"\b(?:zu|bis[ ]zu)[ ](?:dem|den)[ ](?:in|unter)[ ](?:Ziffer|Nummer|Nr\.|Abschnitt|Ziff\."
    r"|Absatz)[ ][\w.]{1,8}[ ](?:genannten|bestimmten|festgelegten|angegebenen)[ ](?:Termin|Zeitpunkt"
    r"|Frist|Datum)\w{0,2}"
)
_WEEKDAYS: Final = ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag")
_NEXT_WEEKDAY = re.compile(
    r"\b(?:bis|spätestens)[ ](?:zum[ ])?(?:(?:kommenden|nächsten|diesen)[ ])?(?P<day>Montag"
    r"|Dienstag|Mittwoch|Donnerstag|Freitag)(?![ ,]{1,2}(?:den|dem|\d)|\w)"
)
_RECEIPT = re.compile(r"Zugang|Erhalt|Eingang|Empfang|Bekanntgabe|receipt|Zustellung|Veröffentlichung")
_LETTER = re.compile(r"dieses[ ](?:Rund)?[Ss]chreibens|Datum|Versand|date of this")


@dataclass(frozen=True)
class RelativeDeadline:
    start: int
    end: int
    resolved: str | None
    confidence: float


def _amount(found: re.Match[str]) -> tuple[int, str]:
    word = found["count"].lower()
    return int(word) if word.isdigit() else _NUMBERS[word], found["unit"].lower()


def _shifted(day: datetime.date, count: int, unit: str) -> datetime.date | None:
    """A day moved by days, weeks or calendar months (a missing day becomes the month's last); working days are not
    counted out.
    """
    try:
        if unit.startswith(("monat", "month")):
            index = day.year * 12 + day.month - 1 + count
            year, month = divmod(index, 12)
            following = datetime.date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
            last = following - datetime.timedelta(days=1)
            return last.replace(day=min(day.day, last.day))
        if unit.startswith(("arbeits", "werk", "working")):
            return None
        return day + datetime.timedelta(days=count * (7 if unit.startswith(("woche", "week")) else 1))
    except (ValueError, OverflowError):
        return None


def _iso(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None


class _Relatives:
    def __init__(
        self, text: str, start: int, end: int, letter: datetime.date | None, event_days: Sequence[str]
    ) -> None:
        self.text, self.start, self.end, self.letter = text, start, end, letter
        self.event = datetime.date.fromisoformat(event_days[0][:10]) if len(set(event_days)) == 1 else None
        self.found: list[RelativeDeadline] = []

    def add(self, match: re.Match[str], resolved: datetime.date | None, confidence: float) -> None:
        trimmed = match.end() - (len(match.group()) - len(match.group().rstrip()))
        self.found.append(RelativeDeadline(match.start(), trimmed, _iso(resolved), confidence))

    def within(self) -> None:
        for match in _WITHIN.finditer(self.text, self.start, self.end):
            anchor = match["anchor"] or ""
            counts = self.letter is not None and (not anchor or _LETTER.search(anchor)) and not _RECEIPT.search(anchor)
            self.add(match, _shifted(self.letter, *_amount(match)) if counts and self.letter else None, 0.85)

    def around(self) -> None:
        for match in _BEFORE.finditer(self.text, self.start, self.end):
            count, unit = _amount(match)
            self.add(match, _shifted(self.event, -count, unit) if self.event else None, 0.85)
        for match in _AFTER.finditer(self.text, self.start, self.end):
            count, unit = _amount(match)
            after_event = self.event is not None and not _RECEIPT.search(match["anchor"])
            self.add(match, _shifted(self.event, count, unit) if after_event and self.event else None, 0.8)

    def weeks(self) -> None:
        """A calendar week ends, for an office, on its Friday."""
        for match in _WEEK.finditer(self.text, self.start, self.end):
            week = int(match["week"] or match["ordinal"])
            written = match["year"] or match["oyear"]
            year = int(written) if written else self.letter.year if self.letter else None
            if year and not written and self.letter and week + 20 < self.letter.isocalendar().week:
                year += 1
            try:
                friday = datetime.date.fromisocalendar(year, week, 5) if year else None
            except ValueError:
                continue
            self.add(match, friday, 0.75)

    def named_days(self) -> None:
        for match in _YEAR_END.finditer(self.text, self.start, self.end):
            known = self.letter is not None and match["what"] in ("Jahres", "laufenden Jahres")
            day = datetime.date(self.letter.year, 12, 31) if known and self.letter else None
            while day and day.weekday() > 4:
                day -= datetime.timedelta(days=1)
            self.add(match, day, 0.75)
        for match in _NEXT_WEEKDAY.finditer(self.text, self.start, self.end):
            ahead = (_WEEKDAYS.index(match["day"].lower()) - self.letter.weekday() - 1) % 7 + 1 if self.letter else 0
            self.add(match, _shifted(self.letter, ahead, "tag") if self.letter else None, 0.7)

    def undated(self) -> None:
        for match in _POINTER.finditer(self.text, self.start, self.end):
            self.add(match, None, 0.7)
        match_ = _AT_ONCE.search(self.text, self.start, self.end)
        if match_ and not self.found and _ASKS.search(self.text, self.start, self.end):
            self.add(match_, None, 0.6)


def find_relative(
    text: str, start: int, end: int, letter: datetime.date | None, event_days: Sequence[str]
) -> list[RelativeDeadline]:
    """The relative deadlines between two places of a text; whether anything is asked for there is for the caller to
    say.
    """
    relatives = _Relatives(text, start, end, letter, event_days)
    relatives.within()
    relatives.around()
    relatives.weeks()
    relatives.named_days()
    relatives.undated()
    return sorted(relatives.found, key=lambda one: one.start)
