"""Who has which message in hand, and how far it came: the writes that make a kill harmless.

Two steps, not one: *claimed* says that a worker means to send a message, *started* that its data may be on the way.
Only the second can leave a doubt, and it is written per message. One statement stores the last result and marks the
next message, so that each message costs one transaction. These transactions survive a kill at once and a power failure
from the next claim on, which waits for the disk; what lies between is known by the *life* of the database, and in
doubt after it ended (docs/decisions/0007).

All of this works across associations: a sender serves the house. It reads nothing for anybody and is the one place in
the engine without a scope.
"""

from __future__ import annotations

import datetime as dt
import itertools
import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Case, QuerySet, Value, When
from django.utils.timezone import localtime
from django_scopes import scopes_disabled

from umlauf.engines.mail.compose import Letter
from umlauf.engines.mail.enums import State
from umlauf.engines.mail.models import REPLY_LENGTH, Message
from umlauf.engines.mail.outbox import Attachment
from umlauf.ground.core.clock import machine_now
from umlauf.ground.core.workers import is_dead, worker_name

LEASE: Final = dt.timedelta(seconds=60)

# SQLite lets one write at a time and its busy handler sleeps for milliseconds; threads of one process queue up better.
_sqlite_turn = threading.Lock()

_calls = itertools.count(1)

_WAIT_FOR_DISK: Final = {
    "postgresql": {True: "SET synchronous_commit TO on", False: "SET synchronous_commit TO off"},
    "sqlite": {True: "PRAGMA synchronous=FULL", False: "PRAGMA synchronous=NORMAL"},
}

_TURN: Final = """
UPDATE mail_message SET
    state = CASE id WHEN %(next)s THEN 'started' ELSE %(state)s END,
    attempts = CASE id WHEN %(next)s THEN %(next_attempts)s ELSE %(attempts)s END,
    started_at = CASE id WHEN %(next)s THEN %(now)s ELSE started_at END,
    claimed_until = CASE id WHEN %(next)s THEN claimed_until ELSE NULL END,
    next_attempt_at = CASE id WHEN %(next)s THEN next_attempt_at ELSE %(next_attempt_at)s END,
    sent_at = CASE id WHEN %(next)s THEN sent_at ELSE %(sent_at)s END,
    last_reply = CASE id WHEN %(next)s THEN last_reply ELSE %(reply)s END
WHERE claimed_by = %(holder)s AND (
    (id = %(next)s AND state IN ('claimed', 'started'))
    OR (id = %(last)s AND state IN ('claimed', 'started', 'uncertain'))
)
RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Held:
    """A claimed message."""

    id: int
    attempts: int
    letter: Letter


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a message. ``next_attempt_at`` goes with queued and deferred."""

    id: int
    state: State
    attempts: int
    reply: str
    next_attempt_at: dt.datetime | None = None
    sent_at: dt.datetime | None = None


class Ledger:
    """What one lane of a sender writes down, on the connection of its thread. ``holder`` is made by ``holder_name``."""

    def __init__(self, holder: str) -> None:
        self._holder = holder
        self._unflushed: list[Result] = []
        self._mode: tuple[object, bool] = (None, True)

    def claim(self, limit: int) -> list[Held]:
        """Up to ``limit`` messages that are due, oldest first, now in our hands for the time of a lease."""
        self._wait_for_disk(True)
        now = machine_now()
        with _writing(), scopes_disabled():
            due = Message.objects.filter(next_attempt_at__lte=now).order_by("next_attempt_at", "id")
            rows = list(_unlocked(due)[:limit])
            Message.objects.filter(id__in=[row.id for row in rows]).update(
                state=State.CLAIMED, next_attempt_at=None, claimed_by=self._holder, claimed_until=now + LEASE
            )
        return [Held(row.id, row.attempts, _letter(row)) for row in rows]

    def turn(self, last: Result | None, following: Held | None) -> bool:
        """Store the last result and mark the following message started, in one transaction.

        False: the following message is not ours any more (its lease ran out and somebody else has it) and must not go
        out. A result is also taken for a message that was given up as uncertain meanwhile: now we know. Doing it
        twice does no harm, so that it can be repeated when the database did not answer.
        """
        self._wait_for_disk(False)
        with _sqlite_waits():
            ours = self._store(last, following)
        if last:
            self._unflushed.append(last)
        return ours

    def close(self, last: Result | None, unused: Sequence[Held]) -> None:
        """End a batch: store the last result, give back what was not started, and see all of it on the disk."""
        self._wait_for_disk(True)
        ids = [one.id for one in unused]
        with _writing(), scopes_disabled():
            if last:
                self._store(last, None)
            _requeue(Message.objects.filter(id__in=ids, claimed_by=self._holder, state=State.CLAIMED))
        self._unflushed.clear()

    def repeat(self) -> None:
        """Store again what a database that was away may have lost. What it kept does not change."""
        with _writing():
            for result in self._unflushed:
                self._store(result, None)

    def _store(self, last: Result | None, following: Held | None) -> bool:
        next_id = following.id if following else 0
        parameters = {
            "holder": self._holder,
            "now": _adapted(machine_now()),
            "next": next_id,
            "next_attempts": following.attempts + 1 if following else 0,
            "last": last.id if last else 0,
            "state": last.state.value if last else "",
            "attempts": last.attempts if last else 0,
            "reply": last.reply[:REPLY_LENGTH] if last else "",
            "next_attempt_at": _adapted(last.next_attempt_at) if last else None,
            "sent_at": _adapted(last.sent_at) if last else None,
        }
        with connection.cursor() as cursor:
            cursor.execute(_TURN, parameters)
            return (next_id,) in cursor.fetchall()

    def _wait_for_disk(self, wait: bool) -> None:
        """Whether a commit on this connection returns when it is on the disk, or when it is safe from a kill."""
        connection.ensure_connection()
        if self._mode[0] is not connection.connection or self._mode[1] != wait:
            with connection.cursor() as cursor:
                cursor.execute(_WAIT_FOR_DISK[connection.vendor][wait])
            self._mode = (connection.connection, wait)


def holder_name(worker: str) -> str:
    """What stands in the rows of one call of the sender: the worker, the call, and the life of the database."""
    return f"{worker}:{next(_calls)}@{_life()}"


def renew(holder: str) -> None:
    """Keep everything that a holder has in its hands for another lease."""
    with _writing(), scopes_disabled():
        held = Message.objects.filter(claimed_until__isnull=False, claimed_by=holder)
        ids = list(_unlocked(held).values_list("id", flat=True))
        Message.objects.filter(id__in=ids).update(claimed_until=machine_now() + LEASE)


@dataclass(frozen=True, slots=True)
class Recovered:
    """How many messages a dead worker had in hand: ``uncertain`` were started, ``queued`` were not."""

    uncertain: int = 0
    queued: int = 0


def recover() -> Recovered:
    """Take over from the dead: at once on this machine, else when the lease has run out.

    What was started becomes uncertain and is never sent again by itself; what was only claimed waits again. Claimed in
    an earlier life of the database is uncertain too: the mark that it was started may not have reached the disk.
    """
    with scopes_disabled():
        held = Message.objects.filter(claimed_until__isnull=False)
        suspects = _gone(held)
        if not suspects:
            return Recovered()
        with _writing():
            lost = Message.objects.filter(id__in=_gone(_unlocked(held.filter(id__in=suspects))))
            earlier = lost.filter(state=State.CLAIMED).exclude(claimed_by__endswith=f"@{_life()}")
            doubtful = lost.filter(state=State.STARTED) | earlier
            uncertain = doubtful.update(state=State.UNCERTAIN, claimed_until=None, last_reply="")
            return Recovered(uncertain, _requeue(lost.filter(state=State.CLAIMED)))


def _gone(held: QuerySet[Message]) -> list[int]:
    """Which of the messages that somebody has in hand nobody will go on with."""
    now = machine_now()
    rows = list(held.values_list("id", "claimed_by", "claimed_until"))
    dead = {holder for holder in {holder for _id, holder, _until in rows} if is_dead(holder)}
    return [id_ for id_, holder, until in rows if holder in dead or (until is not None and until < now)]


def due(limit: int) -> int:
    """How many messages are due, counted up to ``limit``."""
    with scopes_disabled():
        return int(Message.objects.filter(next_attempt_at__lte=machine_now())[:limit].count())


def _requeue(messages: QuerySet[Message]) -> int:
    state = Case(When(attempts__gt=0, then=Value(State.DEFERRED.value)), default=Value(State.QUEUED.value))
    return messages.update(state=state, claimed_until=None, next_attempt_at=machine_now())


def _unlocked(rows: QuerySet[Message]) -> QuerySet[Message]:
    """Rows that nobody else is writing, locked. Nobody waits here for two rows, so nobody can block crosswise."""
    return rows.select_for_update(skip_locked=True) if connection.features.has_select_for_update_skip_locked else rows


@contextmanager
def _writing() -> Iterator[None]:
    with _sqlite_waits(), transaction.atomic(durable=True):
        yield


def _sqlite_waits() -> AbstractContextManager[Any]:
    return _sqlite_turn if connection.vendor == "sqlite" else nullcontext()


def _life() -> str:
    """Which life of the database this is: commits that were not on the disk are gone in the next one.

    PostgreSQL's ends with its server; SQLite's with the machine, since the kernel has what a killed process wrote.
    """
    if connection.vendor == "sqlite":
        return worker_name().partition(":")[0].rpartition("/")[2]
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM pg_postmaster_start_time())::text")
        return str(cursor.fetchone()[0])


def _adapted(instant: dt.datetime | None) -> Any:
    return connection.ops.adapt_datetimefield_value(instant)


def _letter(row: Message) -> Letter:
    return Letter(
        recipient=row.recipient,
        sender_name=row.sender_name,
        sender_address=row.sender_address,
        reply_to=row.reply_to,
        subject=row.subject,
        text=row.text,
        html=row.html,
        calendar=row.calendar,
        attachments=tuple(Attachment(**attachment) for attachment in row.attachments),
        headers=tuple((name, value) for name, value in row.headers),
        message_id=row.message_id,
        date=localtime(row.date),
    )
