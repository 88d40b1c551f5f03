"""Events: what takes place on a certain day, where, held by whom, and whether it still does."""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from umlauf.engines.reading.dates import Period, find_clock, find_periods, next_on
from umlauf.engines.reading.event_words import (
    CANCELLED,
    CITY_ALONE,
    GOES_ON,
    NOUN,
    PAST,
    PLACE_LABEL,
    TENTATIVE,
    TIME_LABEL,
    VENUE,
    VENUE_BEFORE,
    find_title,
)
from umlauf.engines.reading.facts import Event
from umlauf.engines.reading.hosts import distinct, hosts_in
from umlauf.engines.reading.limits import DATES_IN_SENTENCE, ENTRIES
from umlauf.engines.reading.paragraphs import Span
from umlauf.engines.reading.places import Address, find_address
from umlauf.engines.reading.rescheduling import REACH, Fate, announces_new_day, find_fates, loses_its_day
from umlauf.engines.reading.view import View

_NOT_AN_EVENT = re.compile(
    r"(?:\b(?:bis(?:[ \n](?:zum|spätestens|einschließlich|zur))?|spätestens(?:[ ]am)?"
    r"|seit(?:[ ]dem)?|[Gg]esetz(?:[ ][\w-]+)?[ ]vom|[Vv]erordnung[ ]vom|[Rr]ichtlinie[ ]vom"
    r"|\w{0,12}[Ss]chreiben[ ](?:Nr\.[ ][\d/]+[ ])?vom|[Ee]rlass(?:es)?[ ]vom|[Uu]rteil[ ]vom"
    r"|[Bb]eschluss[ ]vom|[Ss]tand:?|BGBl\.[^,]{0,20}|Fassung[ ](?:der[ ]Bekanntmachung[ ])?vom"
    r"|tritt[ ]am|mit[ ]Wirkung[ ]vom"
    r"|gilt[ ]ab(?:[ ]dem)?|by|until|no later than|before|[Ee]nde[ ]am|[Ss]chluss[ ](?:ist"
    r"|am)(?:[ ]der)?|\w{0,20}[Ff]rist[ ][\w ]{0,30}|verkündet[ ]am|veröffentlicht[ ]am|[Nn]ach[ ]dem"
    r"|letter[ ]of|Tag[ ]der|dated"
    r"|geboren[ ]am|ab[ ]dem|[Ss]chluss:?|[Ff]rist:?|of[ ]the[ ]letter[ ]of|b\.|T\.:?"
    r"|RdErl\.[^,]{0,30})[ \n](?:dem[ ]|den[ ]|der[ ]|the[ ])?)(?:[A-Za-z]{2,10}tag,?[ ](?:den[ ]"
    r"|dem[ ])?)?\Z"
)
_ANNOUNCED = re.compile(
    r"\b(?:[Aa]m|[Vv]om|von|[Oo]n|from|to|für den|auf den|zum|ab|Termin:?|Wann:?|Datum:?|When:?|Date:?|den"
    r"|dem|statt:?|is)[ \n](?:(?:the|dem|den)[ ])?(?:\w{2,10}(?:tag|abend|day),?[ \n](?:den[ \n]"
    r"|dem[ \n]|the[ ])?)?\Z"
    r"|[,(„“\n][ \n]?(?:\w{2,10}(?:tag|day),?[ ])?(?:den[ ])?\Z|\A\Z"
)
_FROM_TO = re.compile(r"\b(?:moved|postponed|rescheduled)[ \n]from\b")
_DURATION: Final = 160
_CLOCK_REACH: Final = 90


@dataclass(frozen=True)
class FoundEvent:
    """An event with its place in the view; `richness` counts what its sentence told."""

    event: Event
    start: int
    end: int
    confidence: float

    @property
    def richness(self) -> int:
        one = self.event
        return sum(bool(part) for part in (one.title, one.venue, one.street, one.city, one.hosts))


def _days(period: Period, letter: datetime.date | None, year: int | None) -> tuple[datetime.date, datetime.date] | None:
    def day_of(index: int) -> datetime.date | None:
        mention = (period.first, period.last)[index]
        if mention.year is None and letter:
            return next_on(mention.month, mention.day, letter)
        return mention.on(year)

    first, last = day_of(0), day_of(1)
    return (first, last) if first and last and first <= last else None


def _joined(*parts: str | None) -> str | None:
    return ", ".join(part for part in parts if part) or None


class _Finder:
    def __init__(self, view: View, letter: datetime.date | None, year: int | None) -> None:
        self.view, self.text = view, view.text
        self.letter, self.year = letter, letter.year if letter else year
        self.lost: Span | None = None
        self.found: list[FoundEvent] = []

    def read(self, spans: Sequence[Span]) -> list[FoundEvent]:
        lost_at = -REACH - 1
        for index, span in enumerate(spans):
            if len(self.found) >= ENTRIES:
                break
            if loses_its_day(self.text, span.start, span.end):
                self.lost, lost_at = span, index
            elif index - lost_at > REACH:
                self.lost = None
            periods = self.periods(span)
            days = periods[:DATES_IN_SENTENCE]
            fates = find_fates(self.text, span.start, span.end, days, follows=self.lost is not None)
            for number, (period, fate) in enumerate(zip(days, fates, strict=True)):
                if self.is_event(period, span, fate):
                    limit = periods[number + 1].start if number + 1 < len(periods) else None
                    self.add(period, span, limit, spans[index + 1 : index + 3], fate)
        self.read_hosts(spans)
        return self.found

    def periods(self, span: Span) -> list[Period]:
        """The days of a sentence; where an event is moved "from … to …", these are two days and no stretch."""
        periods = find_periods(self.text, span.start, span.end)
        if not _FROM_TO.search(self.text, span.start, span.end):
            return periods
        days = [
            mention
            for one in periods
            for mention in ((one.first, one.last) if one.first is not one.last else (one.last,))
        ]
        return [Period(one.start, one.end, one, one) for one in days]

    def read_hosts(self, spans: Sequence[Span]) -> None:
        """The only event of a letter has the hosts that any sentence about an event names."""
        if len(self.found) != 1 or self.found[0].event.hosts:
            return
        for span in spans:
            hosts = hosts_in(self.text, span) if NOUN.search(self.text, span.start, span.end) else []
            if hosts:
                self.found[0] = replace(self.found[0], event=replace(self.found[0].event, hosts=tuple(hosts)))
                return

    def hosts(self, span: Span, following: Sequence[Span]) -> list[str]:
        """The hosts of the event in a sentence: named there, or in one of the next two sentences that goes on about
        it ("Sie wird … veranstaltet").
        """
        own = hosts_in(self.text, span)
        if own:
            return own
        return next(
            (
                hosts
                for hosts in (
                    hosts_in(self.text, one) for one in following if GOES_ON.search(self.text, one.start, one.end)
                )
                if hosts
            ),
            [],
        )

    def is_event(self, period: Period, span: Span, fate: Fate | None) -> bool:
        text = self.text
        before = text[max(span.start, period.start - 90) : period.start]
        if _NOT_AN_EVENT.search(before):
            return False
        labelled = TIME_LABEL.search(text, max(span.start, period.start - 30), period.start)
        if labelled and PLACE_LABEL.search(text, span.start, span.end):
            return True
        new_day = fate == "rescheduled" and announces_new_day(before)
        if not _ANNOUNCED.search(before) and period.first is period.last and not new_day:
            return False
        return NOUN.search(text, span.start, span.end) is not None or (fate is not None and self.lost is not None)

    def status(self, span: Span, day: datetime.date, fate: Fate | None) -> str:
        """What becomes of the event on this day: of two days the old one is cancelled, the new one rescheduled."""
        text = self.text
        if fate:
            return fate
        if CANCELLED.search(text, span.start, span.end):
            return "cancelled"
        if PAST.search(text, span.start, span.end) or (self.letter and day < self.letter):
            return "past"
        return "tentative" if TENTATIVE.search(text, span.start, span.end) else "planned"

    def title(self, period: Period, span: Span) -> tuple[str, int, int] | None:
        """The title beside the day; a new day that does not name its event has the title of what it replaces."""
        found = find_title(self.text, span.start, span.end, period.start)
        if found or self.lost is None or NOUN.search(self.text, span.start, span.end):
            return found
        return find_title(self.text, self.lost.start, self.lost.end, self.lost.end)

    def add(self, period: Period, span: Span, limit: int | None, following: Sequence[Span], fate: Fate | None) -> None:
        days = _days(period, self.letter, self.year)
        if days is None:
            return
        text = self.text
        title = self.title(period, span)
        end = min(span.end, limit or span.end)
        address, venue, venue_span = self.labelled_place(span) or self.place(period.end, end)
        if venue is None:
            before = VENUE_BEFORE.search(text, span.start, min(span.end, period.start + 3))
            venue = before["venue"] if before else None
        stop = max([period.end, *([address.end] if address else []), *([venue_span[1]] if venue_span else [])])
        begin = min(title[1], period.start) if title and span.start <= title[1] > period.start - 300 else period.start
        start_text, end_text, stop = self.times(period, days, span, stop)
        city = address.city if address else self.city(period.end, end)
        event = Event(
            title=title[0] if title else None,
            start=start_text,
            end=end_text,
            venue=venue,
            street=address.street if address else None,
            postal_code=address.postal_code if address else None,
            city=city,
            address=_joined(venue, address.street if address else None, _postal(address) or city),
            hosts=tuple(self.hosts(span, following)),
            status=self.status(span, days[0], fate),
            phrase=self.view.phrase(begin, stop),
        )
        self.merge(FoundEvent(event, begin, stop, 0.9 if title or address else 0.7))

    def times(
        self, period: Period, days: tuple[datetime.date, datetime.date], span: Span, stop: int
    ) -> tuple[str, str | None, int]:
        """Beginning and end as ISO text; the time is looked for near the day."""
        first, last = days
        reach = min(span.end, max(period.end, stop) + _CLOCK_REACH)
        clock = find_clock(self.text, period.end, reach)
        if clock is None:
            clock = find_clock(self.text, max(span.start, period.start - 40), period.start)
        one_day = first == last
        if clock is None:
            return first.isoformat(), None if one_day else last.isoformat(), stop
        begins = f"{first.isoformat()}T{clock.first}"
        ends = f"{last.isoformat()}T{clock.last}" if clock.last else None if one_day else last.isoformat()
        return begins, ends, max(stop, clock.end) if clock.end - stop < _CLOCK_REACH else stop

    def place(self, start: int, end: int) -> tuple[Address | None, str | None, tuple[int, int] | None]:
        """Address and venue in the text after the day."""
        address = find_address(self.text, start, end)
        found = VENUE.search(self.text, start, address.start if address else end)
        if found is None:
            return address, None, None
        name = re.split(
            r"[ ](?:statt|ein|eine|wird|werden|findet|durch|die|der[ ]Deutsche|unter|zum[ ]Thema|ab"
            r"|um|von)(?=[ ]|$)",
            found["venue"],
        )[0]
        venue = " ".join(name.replace("\n", " ").split()).strip(' „“”"')
        return address, venue or None, (found.start("venue"), found.start("venue") + len(name))

    def labelled_place(self, span: Span) -> tuple[Address | None, str | None, tuple[int, int]] | None:
        found = PLACE_LABEL.search(self.text, span.start, span.end)
        if found is None:
            return None
        address = find_address(self.text, found.start("place"), found.end("place"))
        name = self.text[found.start("place") : address.start if address else found.end("place")].strip(" ,.;")
        return address, name or None, (found.start("place"), found.end("place"))

    def city(self, start: int, end: int) -> str | None:
        found = CITY_ALONE.search(self.text, start, min(end, start + _DURATION))
        return found["city"] if found else None

    def merge(self, new: FoundEvent) -> None:
        """One event per day, unless two titles on one day say otherwise; the richer mention gives what the other
        lacks.
        """
        for index, known in enumerate(self.found):
            same_day = (known.event.start or "")[:10] == (new.event.start or "")[:10]
            titles = {known.event.title, new.event.title} - {None}
            quoted = (
                known.event.title != new.event.title and known.event.street and new.event.street and len(titles) == 2
            )
            if same_day and not quoted:
                rich, poor = (new, known) if new.richness > known.richness else (known, new)
                self.found[index] = replace(rich, event=_completed(rich.event, poor.event))
                return
        self.found.append(new)


def _postal(address: Address | None) -> str | None:
    return " ".join(part for part in (address.postal_code, address.city) if part) or None if address else None


def _completed(rich: Event, poor: Event) -> Event:
    """The richer mention with what only the poorer one says; a day that is called off stays called off."""
    strong = next(
        (state for state in ("cancelled", "rescheduled", "tentative") if state in (rich.status, poor.status)),
        rich.status,
    )
    timed = poor.start if poor.start and "T" in poor.start and "T" not in (rich.start or "") else rich.start
    return replace(
        rich,
        title=rich.title or poor.title,
        start=timed,
        end=rich.end or poor.end,
        venue=rich.venue or poor.venue,
        street=rich.street or poor.street,
        postal_code=rich.postal_code or poor.postal_code,
        city=rich.city or poor.city,
        address=rich.address or poor.address,
        hosts=tuple(distinct([*rich.hosts, *poor.hosts])),
        status=strong,
    )


def find_events(view: View, spans: Sequence[Span], letter: datetime.date | None, year: int | None) -> list[FoundEvent]:
    """The events in some sentences of a view, in order of their first mention."""
    return _Finder(view, letter, year).read(spans)
