"""Who has something left to say on the page of their place: questions to answer, or forums to choose."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from umlauf.office.conferences.forums import with_open_choices
from umlauf.office.conferences.models import Conference, Registration
from umlauf.office.conferences.offers import beginning_of
from umlauf.office.conferences.question_queries import with_open_questions


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Somebody, and what is left."""

    row: Registration
    questions: bool
    forums: bool


def with_something_open(conference: Conference, rows: Sequence[Registration], now: dt.datetime) -> list[Unanswered]:
    """Those of the rows (in the order of their ids) who have a page of their own with something open on it.

    ``now`` is office time. Seven queries at most. Nothing can be chosen any more once the conference has begun.
    """
    asked = {row.id for row in with_open_questions(conference, rows)}
    begun = beginning_of(conference) <= now
    choosing = set() if begun else {row.id for row in with_open_choices(conference, rows)}
    return [Unanswered(row, row.id in asked, row.id in choosing) for row in rows if row.id in asked | choosing]
