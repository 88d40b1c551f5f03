"""The statement that a sender runs for each message, and how several lanes run it as one.

A *mark* is what is written into one row: that a message has been started, or what became of it.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

from umlauf.engines.mail.enums import State
from umlauf.engines.mail.models import REPLY_LENGTH
from umlauf.ground.core.clock import machine_now

Mark = tuple[Any, ...]
"""Id, 1 for a start and 0 for a result, state, attempts, instant (of the start, or ``sent_at``), ``next_attempt_at``,
reply, code, queue id, holder."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a message. ``next_attempt_at`` goes with queued and deferred; ``code`` and ``queue_id`` are those
    of the server's answer, if it gave one."""

    id: int
    state: State
    attempts: int
    reply: str
    next_attempt_at: dt.datetime | None = None
    sent_at: dt.datetime | None = None
    code: int | None = None
    queue_id: str = ""

    def mark(self, holder: str) -> Mark:
        return (
            self.id,
            0,
            self.state.value,
            self.attempts,
            self.sent_at,
            self.next_attempt_at,
            self.reply[:REPLY_LENGTH],
            self.code,
            self.queue_id,
            holder,
        )


def start(message_id: int, attempts: int, holder: str) -> Mark:
    """The mark that a message is started, for the ``attempts``-th time."""
    return (message_id, 1, State.STARTED.value, attempts, machine_now(), None, "", None, "", holder)


def write(marks: Sequence[Mark]) -> set[int]:
    """Write marks in one statement. Gives the ids of the rows that were their holder's and took theirs."""
    database = connections[DEFAULT_DB_ALIAS]
    values = [value for mark in marks for value in mark]
    if database.vendor == "sqlite":
        adapt = database.ops.adapt_datetimefield_value
        values = [adapt(value) if isinstance(value, dt.datetime) else value for value in values]
    with database.cursor() as cursor:
        cursor.execute(_statement(len(marks), database.vendor), values)
        return {row[0] for row in cursor.fetchall()}


@dataclass(slots=True)
class _Asked:
    marks: Sequence[Mark]
    done: bool = False
    taken: set[int] = field(default_factory=set)
    error: Exception | None = None


class Turns:
    """What the lanes of a run have to write at the same moment, written in one statement by one of them.

    A lane waits for its marks as if it had written them itself. While one writes, those of the others gather, so the
    database gets fewer and larger transactions the busier it is, and an idle one gets each at once.
    """

    def __init__(self) -> None:
        self._asked: list[_Asked] = []
        self._list = threading.Lock()
        self._pen = threading.Lock()

    def take(self, marks: Sequence[Mark], write_all: Callable[[Sequence[Mark]], set[int]]) -> set[int]:
        """Have ``marks`` written, with ``write_all`` by this lane or with that of another. What it raises is raised to
        all whose marks were in its hands."""
        mine = _Asked(marks)
        with self._list:
            self._asked.append(mine)
        with self._pen:
            if not mine.done:
                with self._list:
                    together, self._asked = self._asked, []
                _answer(together, write_all)
        if mine.error is not None:
            raise mine.error
        return mine.taken


def _answer(together: list[_Asked], write_all: Callable[[Sequence[Mark]], set[int]]) -> None:
    taken: set[int] = set()
    error = None
    try:
        taken = write_all([mark for asked in together for mark in asked.marks])
    except Exception as raised:  # noqa: BLE001 - each lane raises it
        error = raised
    for asked in together:
        asked.taken, asked.error, asked.done = taken, error, True


@lru_cache(maxsize=128)
def _statement(marks: int, vendor: str) -> str:
    """One for each number of marks: the planner then knows that they are few, and looks rows up by their ids.

    A result is taken for what is uncertain too: now we know. A start is not.
    """
    instant = "::timestamptz" if vendor == "postgresql" else ""
    values = ", ".join(["(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"] * marks)
    return f"""
UPDATE mail_message SET
    state = v.column3,
    attempts = v.column4,
    started_at = CASE v.column2 WHEN 1 THEN v.column5{instant} ELSE started_at END,
    claimed_until = CASE v.column2 WHEN 1 THEN claimed_until END,
    next_attempt_at = CASE v.column2 WHEN 1 THEN next_attempt_at ELSE v.column6{instant} END,
    sent_at = CASE v.column2 WHEN 1 THEN sent_at ELSE v.column5{instant} END,
    last_reply = CASE v.column2 WHEN 1 THEN last_reply ELSE v.column7 END,
    reply_code = CASE v.column2 WHEN 1 THEN reply_code ELSE CAST(v.column8 AS integer) END,
    queue_id = CASE v.column2 WHEN 1 THEN queue_id ELSE v.column9 END
FROM (VALUES {values}) AS v
WHERE id = v.column1 AND claimed_by = v.column10
    AND (state IN ('claimed', 'started') OR (state = 'uncertain' AND v.column2 = 0))
RETURNING id
"""  # noqa: S608 - nothing but placeholders is put in
