"""Deadlines: until when the reader is to do something.

A date is a deadline because of the words before it ("bis zum", "spätestens am", "Anmeldeschluss ist der") and because
its sentence asks for something. That something applies until a date, is open until a date, or happened on a date is
no deadline.
"""

import calendar
import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from umlauf.engines.reading.dates import WEEKDAY, DateMention, Period, find_clock, find_periods, next_on
from umlauf.engines.reading.facts import Deadline
from umlauf.engines.reading.limits import DATES_IN_SENTENCE, ENTRIES
from umlauf.engines.reading.paragraphs import Span
from umlauf.engines.reading.purposes import is_request, purpose_near
from umlauf.engines.reading.recurrences import find_recurrences
from umlauf.engines.reading.relative_deadlines import find_relative
from umlauf.engines.reading.view import View

_LABELS: Final = (
    r"(?:Anmelde|Antrags|Bewerbungs|Rückmelde|Antwort|Abgabe|Melde|Einsende|Vorlage|Berichts"
    r"|Annahme|Redaktions|Ausschluss|Einreichungs|Verschweigens"
    r"|Anhörungs|Rücklauf|Zahlungs|Äußerungs|Stellungnahme|Einwendungs|Nachmelde"
    r"|Abruf)?(?:-)?(?:[Ff]rist|[Ss]chluss|[Tt]ermin)"
)
_LEAD: Final = (
    r"(?:ca\.[ ]|Ende[ ]|zum[ ](?:Ende[ ]des[ ])?|dem[ ]|den[ ]|der[ ]|einschließlich[ ]|inklusive[ ]"
    r"|the[ ])?"
)
_DAY: Final = rf"{_LEAD}(?i:{WEEKDAY})?(?:dem[ ]|den[ ]|der[ ])?\Z"
_STRONG = re.compile(
    rf"(?:\bspätestens(?:[ ]bis)?(?:[ ](?:am|zum|bis))?|\blängstens[ ]bis"
    rf"|\bbis[ ](?:allerspätestens|spätestens|längstens)(?:[ ](?:am|zum))?"
    rf"|\bFristverlängerung[ ](?:wird[ ])?(?:gewährt[ ])?bis|\b[Ff]rist\b[^.;\n]{{0,40}}\bbis"
    rf"|\bb\.|\bno(?:t)?[ ]later[ ]than|\bon[ ]or[ ]before|\bat[ ]the[ ]latest[ ](?:by|on)"
    rf"|\bT\.[ ]?:?|\b{_LABELS}[ ]?:(?:[ ]?(?:ist|bis|am|zum))?(?:[ ]zum)?|\b{_LABELS}[ ](?:ist"
    rf"|war|bleibt)(?:[ ](?:somit|daher|also|nunmehr|jetzt))?"
    rf"|\b{_LABELS}[ ](?:endet|läuft)(?:[ ](?:am|bis|mit|mit[ ]Ablauf|nunmehr|jetzt))*(?:[ ]des)?"
    rf"|\bTermin[ ]?:|\b[Dd]eadline(?:[ ]for[ ][\w ]{{2,40}})?(?:[ ]?:|[ ]is|[ ]will[ ]be)"
    rf"|\b(?:deadline|period|date)\b[^;\n]{{0,60}}\bextended\b[^;\n]{{0,40}}\b(?:to|until)"
    rf"|\bclos(?:es|ing[ ]date(?:[ ]is|:)?)(?:[ ]on)?|\b[Rr]epl(?:y|ies)[ ]by|\bReply by:?"
    rf"|\b{_LABELS}\b[^;\n]{{0,60}}\bauf|\bverlängert\b[^.;\n]{{0,40}}\b(?:bis|auf))[ \n]?{_DAY}"
)
_WEAK = re.compile(
    rf"(?:\b[Bb]is(?:[ \n](?:zum|einschließlich|inkl\.|incl\.|zum[ \n]Ablauf[ \n]des|Ablauf[ \n]des"
    rf"|einschl\.))?|\b[Bb]y|\b[Uu]ntil|\b[Bb]efore)[ \n]{_DAY}"
)
_AFTER_NEGATIVE = re.compile(
    r"[ \n](?:\w{1,20}[ \n])?(?:ein(?:gehend|gereicht|gegangen|treffend)|vorgeleg|verspätet|will not"
    r"|cannot|received|werden[^.]{1,60}nicht)"
)
_NEGATIVE = re.compile(rf"\b(?:[Nn]ach|[Aa]fter|received after)(?:[ ]dem)?[ \n](?i:{WEEKDAY})?(?:dem[ ])?\Z")
_REPLACED = re.compile(
    rf"\b(?:statt|anstatt|anstelle(?:[ ]des)?|nicht(?:[ ](?:wie[ ][\w ]{{3,40}}))?|bisher"
    rf"|ursprünglich|instead[ ]of|not|vom)[ ,]{{0,2}}(?:bis[ ])?(?:zum[ ]|zum[ ]|am[ ])?{_DAY}"
)
_VALIDITY = re.compile(
    r"\b(?:gilt|gelten|gültig|befristet|Gültigkeit|Geltungsdauer|[Ll]aufzeit|Zeitraum"
    r"|Förderzeitraum|außer Kraft|in Kraft|[Ll]äuft|geöffnet|gesperrt|dauert|andauer"
    r"|valid|in force|remains? open|runs|umgesetzt|abgeschlossen sein|Übergangsfrist"
    r"|Übergangsregelung|Bestandsschutz|verabschiedet|veröffentlicht|beschlossen)\b"
)
_DAY_LABEL = re.compile(r"Termin\b")
_TIME_AFTER = re.compile(
    r"(?:,|[ ]?\(|[ ])?[ \n]?(?:um|at|spätestens|jeweils"
    r"|,)?[ \n]?(?:um[ ])?(?=\d{1,2}(?:[:.]\d\d)?[ ]?(?:Uhr|h\b|hrs|[ap]\.?m)|noon|\d{1,2}:\d\d)"
)
_TIME_BEFORE = re.compile(
    r"(?:bis|by|until|spätestens|before)[ \n](?:spätestens[ ]"
    r"|um[ ])?(?P<time>\d{1,2}(?:[:.]\d\d)?[ ]?(?:Uhr|[ap]\.?m\.?)|noon),?[ \n](?:am|on|des|of"
    r"|dem)?[ \n]?(?:dem[ ])?\Z"
)
_MONTH_END = re.compile(
    r"\b(?:bis|spätestens)[ \n](?:zum[ ])?(?:Ende"
    r"|Ende des Monats)[ ](?P<month>[A-Zä]\w{2,9})(?:[ ](?P<year>20\d\d))?\b"
)
_EXTENDED = re.compile(r"\b(?:verlängert|Fristverlängerung|extended)\b")
# A sentence without any of these has no deadline; the many rules below need not look at it.
_HINT = re.compile(
    r"\d|nnerhalb|[Bb]innen|[Ii]nnert|[Ww]ithin|Woche|Monat|Tag|tag\b|Ende|week|day|month|mgehend"
    r"|nverzüglich|möglichst|sofort|mmediately|without delay|soon|genannten|bestimmten"
)
_STRUCTURE = re.compile(
    r"\b(?:Gesetz|Verordnung|Richtlinie|Erlass|Urteil|Beschluss|BGBl|GVBl|MBl|Fassung|Schreiben"
    r"|Rundschreiben)\b[^.]{0,40}\b(?:vom|v\.)[ ]\Z"
)


@dataclass(frozen=True)
class FoundDeadline:
    """A deadline with its place in the view."""

    deadline: Deadline
    start: int
    end: int
    confidence: float


def _time_of(text: str, start: int, end: int, limit: int) -> tuple[str | None, int, int]:
    """The time beside a date with the stretch that it adds to the quotation; 24:00 says no more than the date."""
    after = _TIME_AFTER.match(text, end, limit)
    if after:
        clock = find_clock(text, after.end(), min(limit, after.end() + 16))
        if clock and clock.start == after.end():
            return clock.first, start, clock.end
    before = _TIME_BEFORE.search(text, max(0, start - 60), start)
    if before:
        clock = find_clock(text, before.start("time"), before.end("time"))
        if clock:
            return clock.first, before.start(), end
    return None, start, end


def _iso(mention: DateMention, letter: datetime.date | None, year: int | None) -> str | None:
    day = next_on(mention.month, mention.day, letter) if mention.year is None and letter else mention.on(year)
    return day.isoformat() if day else None


class _Finder:
    """Finds the deadlines of one text; `letter` is its date, `year` that of its number where the date is missing."""

    def __init__(self, view: View, letter: datetime.date | None, year: int | None, event_days: Sequence[str]) -> None:
        self.view, self.text = view, view.text
        self.letter = letter
        self.year = letter.year if letter else year
        self.event_days = [day[:10] for day in event_days]
        self.found: list[FoundDeadline] = []

    def read(self, spans: Sequence[Span]) -> list[FoundDeadline]:
        previous: Span | None = None
        for span in spans:
            if len(self.found) >= ENTRIES:
                break
            self.read_sentence(span, previous)
            previous = span
        return self.found

    def read_sentence(self, span: Span, previous: Span | None) -> None:
        if not _HINT.search(self.text, span.start, span.end):
            return
        taken: list[tuple[int, int]] = []
        for recurrence in find_recurrences(self.text, span.start, span.end):
            context = purpose_near(self.text, span.start, span.end, recurrence.start)
            if context or is_request(self.text, span.start, span.end):
                rule = Deadline(what=context or "response", recurrence=recurrence.value)
                self.add(recurrence.start, recurrence.end, rule, 0.85)
            taken.append((recurrence.start, recurrence.end))
        for period in find_periods(self.text, span.start, span.end)[:DATES_IN_SENTENCE]:
            if not any(start <= period.start < end for start, end in taken):
                self.read_period(period, span, previous)
        self.read_month_end(span)
        for relative in find_relative(self.text, span.start, span.end, self.letter, self.event_days):
            if not any(start <= relative.start < end for start, end in taken):
                what = purpose_near(self.text, span.start, span.end, relative.start)
                if what or is_request(self.text, span.start, span.end):
                    deadline = Deadline(what=what or "response", relative=True, resolved_date=relative.resolved)
                    self.add(relative.start, relative.end, deadline, relative.confidence)

    def read_period(self, period: Period, span: Span, previous: Span | None) -> None:
        if period.first is not period.last and not _EXTENDED.search(self.text, span.start, span.end):
            return
        text, mention = self.text, period.last
        floor = max(span.start, mention.start - 90)
        if _REPLACED.search(text, floor, mention.start) or _STRUCTURE.search(text, floor, mention.start):
            return
        time, start, end = _time_of(text, mention.start, mention.end, span.end)
        trigger = _STRONG.search(text, floor, mention.start)
        confidence = 0.95
        if trigger is None:
            trigger = _WEAK.search(text, floor, mention.start)
            confidence = 0.9
        if trigger is None and start < mention.start:
            trigger, confidence = _TIME_BEFORE.search(text, floor, mention.start), 0.9
        if trigger is None:
            trigger = (
                _NEGATIVE.search(text, floor, mention.start)
                if _AFTER_NEGATIVE.match(text, mention.end, span.end)
                else None
            )
            confidence = 0.8
        if trigger is None or (
            _DAY_LABEL.match(trigger.group()) and _iso(mention, self.letter, self.year) in self.event_days
        ):
            return
        what = purpose_near(text, span.start, span.end, mention.start)
        asks = what is not None or is_request(text, span.start, span.end)
        if confidence < 0.95 and (not asks or self.is_validity(span, trigger)):
            what = self.purpose_before(previous) if not self.is_validity(span, trigger) else None
            if what is None:
                return
        start = min(start, trigger.start())
        self.add(
            start,
            end,
            Deadline(_iso(mention, self.letter, self.year), time, what or self.purpose_before(previous) or "response"),
            confidence,
        )

    def is_validity(self, span: Span, trigger: re.Match[str]) -> bool:
        """Whether the clause says until when something applies, and nothing near the date asks for anything."""
        clause = max(
            self.text.rfind(",", span.start, trigger.start()),
            self.text.rfind(";", span.start, trigger.start()),
            span.start,
        )
        near = _VALIDITY.search(self.text, clause, min(span.end, trigger.end() + 60))
        return near is not None and not is_request(self.text, clause, span.end)

    def purpose_before(self, previous: Span | None) -> str | None:
        """ "Wir bitten um Rückmeldung. Termin: …": the purpose stands in the sentence before."""
        if previous is None or not is_request(self.text, previous.start, previous.end):
            return None
        return purpose_near(self.text, previous.start, previous.end, previous.end)

    def read_month_end(self, span: Span) -> None:
        """ "bis Ende November" is the last day of that month."""
        for found in _MONTH_END.finditer(self.text, span.start, span.end):
            first = find_periods(f"1. {found['month']} {found['year'] or ''}".strip())
            what = purpose_near(self.text, span.start, span.end, found.start())
            if not first or what is None:
                continue
            mention = first[0].first
            start = (
                mention.on(self.year) if mention.year or not self.letter else next_on(mention.month, 28, self.letter)
            )
            if start:
                day = start.replace(day=calendar.monthrange(start.year, start.month)[1])
                self.add(found.start(), found.end(), Deadline(day.isoformat(), None, what), 0.8)

    def add(self, start: int, end: int, deadline: Deadline, confidence: float) -> None:
        """Keep a deadline; a second mention of the same day for the same purpose only adds what the first lacked."""
        quoted = replace(deadline, phrase=self.view.phrase(start, end))
        for index, known in enumerate(self.found):
            one = known.deadline
            same_day = (
                one.date is not None
                and one.date == quoted.date
                and (one.what == quoted.what or "response" in (one.what, quoted.what))
            )
            same_rule = one.recurrence is not None and one.recurrence == quoted.recurrence
            if same_day or same_rule:
                what = quoted.what if one.what == "response" else one.what
                # The mention that names the hour is the better quotation.
                fuller = FoundDeadline(quoted, start, end, confidence) if quoted.time and not one.time else known
                self.found[index] = replace(fuller, deadline=replace(fuller.deadline, what=what))
                return
        self.found.append(FoundDeadline(quoted, start, end, confidence))


def find_deadlines(
    view: View, spans: Sequence[Span], letter: datetime.date | None, year: int | None, event_days: Sequence[str]
) -> list[FoundDeadline]:
    """The deadlines in some sentences of a view, in order.

    `letter` is the letter's date, from which a missing year follows; `event_days` are the ISO dates of the events,
    for "a week before".
    """
    return _Finder(view, letter, year, event_days).read(spans)
