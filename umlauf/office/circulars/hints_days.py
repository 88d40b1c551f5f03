"""Hints about days: deadlines, weekdays beside dates, events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import translation
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from umlauf.engines.reading import Event, Written, WrongWeekday
from umlauf.ground.core.days import brief_day
from umlauf.ground.core.holidays import holiday_on, is_working_day
from umlauf.ground.core.models import Association
from umlauf.office.circulars.hint import Hint, HintKind, Weight, key_of, without_stop


@dataclass(frozen=True, slots=True)
class DayNamed:
    """A day by which a text asks for something. ``place``: the field that it stands in."""

    day: dt.date
    phrase: str
    place: str


def hints_of_deadlines(
    named: tuple[DayNamed, ...], answer_by: dt.date | None, association: Association, today: dt.date
) -> Iterator[Hint]:
    """What the text says of deadlines that the field „Answer by“ does not, and days on which nobody can keep one."""
    if answer_by not in {one.day for one in named}:
        for one in named:
            yield from _taken_up(one, answer_by, today)
    known = {one.day: one for one in reversed(named)}
    if answer_by is not None:
        known.setdefault(answer_by, DayNamed(answer_by, "", "answer_by"))
    for one in known.values():
        yield from _kept(one, association, today)


def _taken_up(one: DayNamed, answer_by: dt.date | None, today: dt.date) -> Iterator[Hint]:
    if answer_by is None and one.day < today:
        return
    day = one.day.isoformat()
    if answer_by is None:
        kind, weight, key = HintKind.DEADLINE, Weight.OFFER, key_of(HintKind.DEADLINE, day)
        sentence = _("The text names a deadline, %(day)s. Take it up in “Answer by”?") % {"day": brief_day(one.day)}
    else:
        kind, weight = HintKind.DEADLINE_OTHER, Weight.WARNING
        key = key_of(kind, day, answer_by.isoformat())
        sentence = _("The text says %(day)s, the field “Answer by” says %(field)s.") % {
            "day": brief_day(one.day),
            "field": brief_day(answer_by),
        }
    yield Hint(kind, key, weight, sentence, one.phrase, one.place, sets="answer_by", value=day)


def _kept(one: DayNamed, association: Association, today: dt.date) -> Iterator[Hint]:
    """Whether the day can be kept. A written day stays as it is (BGB § 193 would move the duty, not the letter)."""
    if one.day < today:
        kind, sentence = HintKind.DEADLINE_OVER, _("The deadline, %(day)s, is over.") % {"day": brief_day(one.day)}
    elif is_working_day(one.day, association.state):
        return
    else:
        kind = HintKind.DEADLINE_CLOSED
        sentence = _("The deadline, %(day)s, is a %(what)s. The next working day is %(next)s.") % {
            "day": brief_day(one.day),
            "what": _what_is(one.day, association.state),
            "next": brief_day(_next_working_day(one.day, association.state)),
        }
    yield Hint(kind, key_of(kind, one.day.isoformat()), Weight.WARNING, sentence, one.phrase, one.place)


def _what_is(day: dt.date, state: str) -> str:
    holiday = holiday_on(day, state, translation.get_language() or "de")
    if holiday is None:
        return str(WEEKDAYS[day.weekday()])
    return _("holiday (%(name)s)") % {"name": holiday}


def _next_working_day(day: dt.date, state: str) -> dt.date:
    while not is_working_day(day, state) and day < dt.date.max:
        day += dt.timedelta(days=1)
    return day


def hints_of_weekdays(found: Written, place: str) -> Iterator[Hint]:
    for wrong in found.weekdays:
        key = key_of(HintKind.WEEKDAY, wrong.weekday, wrong.day.isoformat())
        yield Hint(HintKind.WEEKDAY, key, Weight.WARNING, _of_weekday(wrong), wrong.phrase, place)


def _of_weekday(wrong: WrongWeekday) -> str:
    return _("%(day)s is a %(is)s, not a %(written)s. Perhaps %(fits)s is meant.") % {
        "day": brief_day(wrong.day),
        "is": WEEKDAYS[wrong.day.weekday()],
        "written": WEEKDAYS[wrong.weekday],
        "fits": brief_day(wrong.fits),
    }


def hints_of_events(found: Written, place: str, today: dt.date) -> Iterator[Hint]:
    """Events are shown as they were read: that a circular invites to one is said elsewhere."""
    for event in found.events:
        day = dt.date.fromisoformat(event.start[:10]) if event.start else None
        if day is None or day < today or event.status in {"cancelled", "past"}:
            continue
        key = key_of(HintKind.EVENT, day.isoformat(), event.title or "")
        sentence = _("Read as an event: %(what)s.") % {"what": _of_event(event, day)}
        yield Hint(HintKind.EVENT, key, Weight.NOTE, sentence, without_stop(event.phrase or ""), place)


def _of_event(event: Event, day: dt.date) -> str:
    return ", ".join(filter(None, (event.title, brief_day(day), event.venue, event.city)))
