"""Reading while writing: what a text says that its fields do not, and what would be noticed too late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence

from django.utils.translation import gettext as _

from umlauf.engines.reading import Deadline, read_written
from umlauf.ground.core.models import Association
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.hint import Hint, HintKind, Weight, key_of, text_of, without_stop
from umlauf.office.circulars.hints_days import DayNamed, hints_of_deadlines, hints_of_events, hints_of_weekdays
from umlauf.office.circulars.hints_links import hints_of_links, pages_of
from umlauf.office.circulars.hints_papers import (
    Part,
    hints_of_abstract,
    hints_of_annexes,
    hints_of_characters,
    hints_of_pictures,
    hints_of_references,
)
from umlauf.office.circulars.links import states_of
from umlauf.office.circulars.models import AnnexVersion, DismissedHint

MOST = 40
"""Hints that are shown at a time: whoever has more sees to these first."""


def hints_of(
    content: Content,
    annexes: Sequence[AnnexVersion],
    association: Association,
    today: dt.date,
    dismissed: Collection[str] = (),
    *,
    begun: bool = True,
) -> tuple[Hint, ...]:
    """The hints about a text as it is, which need not be fit to be saved: warnings first, each once.

    ``annexes`` are their newest versions; ``dismissed`` are keys. ``begun``: it is saved, so that annexes can be
    attached. To be asked inside the scope of the association; queries are made for what is cited and linked alone.
    """
    found: dict[str, Hint] = {}
    for hint in _all(content, annexes, association, today, begun=begun):
        if hint.key not in dismissed:
            found.setdefault(hint.key, hint)
    return tuple(sorted(found.values(), key=lambda hint: hint.order))[:MOST]


def dismissed_of(circular_id: int) -> frozenset[str]:
    """The keys of the hints that somebody has put aside for a circular."""
    return frozenset(DismissedHint.objects.filter(circular_id=circular_id).values_list("key", flat=True))


def _all(
    content: Content, annexes: Sequence[AnnexVersion], association: Association, today: dt.date, *, begun: bool
) -> Iterator[Hint]:
    letter = content.letter_date or today
    texts = {"subject": content.subject, "abstract": content.abstract, "body": text_of(content.body)}
    parts = [Part(place, text, read_written(text, letter)) for place, text in texts.items() if text.strip()]
    yield from hints_of_deadlines(_days(parts), content.answer_by, association, today)
    for part in parts:
        yield from hints_of_weekdays(part.found, part.place)
    yield from hints_of_annexes(parts, annexes, begun=begun)
    yield from hints_of_pictures(annexes)
    yield from hints_of_links(content.body, states_of(pages_of(content.body)), sample=association.sample)
    yield from hints_of_characters(content)
    yield from hints_of_abstract(content)
    yield from hints_of_references(parts, content)
    for part in parts:
        yield from hints_of_events(part.found, part.place, today)
        if not part.found.whole:
            sentence = _("The text is very long. Only its beginning was read for hints.")
            yield Hint(HintKind.UNREAD, key_of(HintKind.UNREAD), Weight.NOTE, sentence, place=part.place)


def _days(parts: Sequence[Part]) -> tuple[DayNamed, ...]:
    """The days by which the text asks for an answer, each once."""
    found: dict[dt.date, DayNamed] = {}
    for part in parts:
        for deadline in part.found.deadlines:
            day = _day_of(deadline)
            if day is not None:
                found.setdefault(day, DayNamed(day, without_stop(deadline.phrase or ""), part.place))
    return tuple(found.values())


def _day_of(deadline: Deadline) -> dt.date | None:
    day = deadline.date or deadline.resolved_date
    return dt.date.fromisoformat(day[:10]) if day and deadline.what != "payment" else None
