"""Reading while somebody writes: what a text without a letterhead says so far, and where it contradicts itself."""

import datetime
import re
from dataclasses import dataclass
from typing import Final

from umlauf.engines.reading.annex_mentions import AnnexMention, find_annex_mentions
from umlauf.engines.reading.citations import find_references, numbers_in, same_number
from umlauf.engines.reading.dates import find_dates
from umlauf.engines.reading.deadlines import find_deadlines
from umlauf.engines.reading.events import find_events
from umlauf.engines.reading.facts import Deadline, Event, Reference
from umlauf.engines.reading.limits import SENTENCES, WRITTEN_CHARACTERS
from umlauf.engines.reading.paragraphs import paragraphs, sentences
from umlauf.engines.reading.view import clean, normalise_newlines
from umlauf.engines.reading.weekdays import WrongWeekday, find_wrong_weekdays

_LEADS: Final = (
    (re.compile(r"\A[Dd](?:es|em|as|er|en)\s(?:[a-zäöü]{3,20}\s)?"), ""),
    (re.compile(r"\A[Tt]he\s"), ""),
    (re.compile(r"\A[Uu]nser(?:e[nmsr]?|em)?\s(?:[a-zäöü]{3,20}\s)?"), "Unser "),
    (re.compile(r"\A[Mm]ein(?:e[nmsr]?|em)?\s(?:[a-zäöü]{3,20}\s)?"), "Mein "),
    (re.compile(r"\AIhr(?:em|en|es)\s(?:[a-zäöü]{3,20}\s)?"), "Ihr "),
    (re.compile(r"\Aour\s"), "Our "),
)


@dataclass(frozen=True)
class Written:
    """What a text says so far. ``whole`` is False where it goes on beyond what was read."""

    deadlines: tuple[Deadline, ...]
    events: tuple[Event, ...]
    references: tuple[Reference, ...]
    annexes: tuple[AnnexMention, ...]
    weekdays: tuple[WrongWeekday, ...]
    whole: bool


def read_written(text: str, letter: datetime.date) -> Written:
    """What a stretch of a letter of that day says, which may be a body alone, or half of one.

    Paragraphs are parted by blank lines. Only the first ``WRITTEN_CHARACTERS`` are read. Never refuses.
    """
    source = normalise_newlines(text)
    view = clean(source[:WRITTEN_CHARACTERS])
    parts = paragraphs(view.lines)
    spans = sentences(view.text, parts)[:SENTENCES]
    events = find_events(view, spans, letter, letter.year)
    held = [one.event.start or "" for one in events if one.event.status != "cancelled"]
    return Written(
        deadlines=tuple(one.deadline for one in find_deadlines(view, spans, letter, letter.year, held)),
        events=tuple(one.event for one in events),
        references=tuple(one.reference for one in find_references(view, (), spans, (None, None))),
        annexes=tuple(find_annex_mentions(view, spans)),
        weekdays=tuple(find_wrong_weekdays(view, parts, letter)),
        whole=len(source) <= WRITTEN_CHARACTERS,
    )


def line_of_reference(reference: Reference) -> str:
    """The words of a citation as a line behind "Bezug:": "unserem Rundschreiben …" stands there as "Unser …"."""
    text = reference.text or ""
    for pattern, word in _LEADS:
        text = pattern.sub(word, text, count=1)
    return text


def names_letter(line: str, reference: Reference) -> bool:
    """Whether a line names the letter that a reference means: by its number, by its date where that has none."""
    if reference.number:
        return any(same_number(reference.number, number) for number in numbers_in(line))
    days = {day.isoformat() for day in (one.on(None) for one in find_dates(line)) if day}
    return reference.date in days
