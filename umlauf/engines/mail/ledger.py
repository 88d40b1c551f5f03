"""Who has which message in hand, and how far it came: the writes that make a kill harmless.

Two steps, not one: *claimed* says that a worker means to send a message, *started* that its data may be on the way.
Only the second can leave a doubt, and it is written per message. One statement stores the last result and marks the
next message, for all lanes that wait to write at that moment (``turns``), so that each message costs one transaction at
most. These transactions survive a kill at once and a power failure from the next claim on, which waits for the disk;
what lies between is known by the *life* of the database, and in doubt after it ended (docs/decisions/0007).

All of this works across associations: a sender serves the house. It reads nothing for anybody and is the one place in
the engine without a scope.
"""

from __future__ import annotations

import datetime as dt
import itertools
import logging
import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.models import Case, F, QuerySet, Value, When
from django.utils.timezone import localtime
from django_scopes import scopes_disabled

from umlauf.engines.mail.compose import Letter
from umlauf.engines.mail.enums import State
from umlauf.engines.mail.models import Body, Message
from umlauf.engines.mail.outbox import ASKS_READ, Attachment, Shared, said_by
from umlauf.engines.mail.pace import let_go
from umlauf.engines.mail.turns import Mark, Result, Turns, start, write
from umlauf.engines.mail.verp import return_path
from umlauf.ground.core.clock import machine_now
from umlauf.ground.core.workers import is_dead, worker_name

LEASE: Final = dt.timedelta(seconds=60)
LOOK: Final = 500
"""How many due messages are looked at in one transaction for some that the pace of their domains lets go."""
CRASHES: Final = 3
"""So often a worker may end without a word with a message in hand that it has not started; then it has failed."""
PARKED: Final = "not sent: the worker ended unexpectedly three times while it was preparing this message"

REQUEUED: Final = Case(When(attempts__gt=0, then=Value(State.DEFERRED.value)), default=Value(State.QUEUED.value))
"""How a message waits that was put back: deferred if it was tried before."""

_log = logging.getLogger(__name__)

# SQLite lets one write at a time and its busy handler sleeps for milliseconds; threads of one process queue up better.
_sqlite_turn = threading.Lock()

_lanes = itertools.count(1)

_WAIT_FOR_DISK: Final = {
    "postgresql": {True: "SET synchronous_commit TO on", False: "SET synchronous_commit TO off"},
    "sqlite": {True: "PRAGMA synchronous=FULL", False: "PRAGMA synchronous=NORMAL"},
}


@dataclass(frozen=True, slots=True)
class Held:
    """A claimed message."""

    id: int
    association_id: int
    attempts: int
    letter: Letter


class Ledger:
    """What one lane of a sender writes down, on the connection of its thread.

    ``holder`` is made by ``holder_name`` and is this lane's alone: what it writes twice is then never taken for what
    another lane has in hand meanwhile. ``turns`` are shared with the other lanes of a run.
    """

    def __init__(self, holder: str, turns: Turns | None = None) -> None:
        self._holder = holder
        self._turns = turns or Turns()
        self._unflushed: list[Result] = []
        self._mode: tuple[object, bool] = (None, True)

    def claim(self, limit: int, *, suspects: bool = False) -> list[Held]:
        """Up to ``limit`` messages that are due, oldest first, now in our hands for the time of a lease.

        Messages that may have ended a worker are ``suspects`` and are claimed apart. What goes to a domain faster than
        its pace allows is given a later time instead, and we look further.
        """
        self._wait_for_disk(True)
        rows: list[Message] = []
        moved = True
        while moved and len(rows) < limit:
            with _writing(), scopes_disabled():
                more, moved = self._take(limit - len(rows), suspects)
            rows += more
        return [Held(row.id, row.association_id, row.attempts, _letter(row)) for row in rows]

    def _take(self, limit: int, suspects: bool) -> tuple[list[Message], bool]:
        """In a transaction: claim some, and whether others were given a later time."""
        now, per_minute, moved = machine_now(), settings.SMTP_PER_MINUTE, False
        rows = _unlocked(_due(now, suspects))[: LOOK if per_minute else limit]
        if per_minute:
            found = list(rows.only("domain", "slot_at"))
            ids, later = let_go(found, limit, now, per_minute)
            rows, moved = Message.objects.filter(id__in=ids).order_by("next_attempt_at", "id"), bool(later)
        taken = list(rows)
        Message.objects.filter(id__in=[row.id for row in taken]).update(
            state=State.CLAIMED,
            next_attempt_at=None,
            slot_at=None,
            claimed_by=self._holder,
            claimed_until=now + LEASE,
        )
        return taken, moved

    def turn(self, last: Result | None, following: Held | None) -> bool:
        """Store the last result and mark the following message started, in one transaction.

        False: the following message is not ours any more (its lease ran out and somebody else has it) and must not go
        out. A result is also taken for a message that was given up as uncertain meanwhile: now we know. Doing it
        twice does no harm, so that it can be repeated when the database did not answer.
        """
        marks = [] if last is None else [last.mark(self._holder)]
        if following is not None:
            marks.append(start(following.id, following.attempts + 1, self._holder))
        taken = self._turns.take(marks, self._write)
        if last:
            self._unflushed.append(last)
            if last.id not in taken:
                _log.warning("message %s is in other hands: that it was %s is not kept", last.id, last.state.value)
        return following is not None and following.id in taken

    def close(self, last: Result | None, unused: Sequence[Held]) -> None:
        """End a batch: store the last result, give back what was not started, and see all of it on the disk."""
        self._wait_for_disk(True)
        ids = [one.id for one in unused]
        with _writing(), scopes_disabled():
            if last:
                write([last.mark(self._holder)])
            _requeue(Message.objects.filter(id__in=ids, claimed_by=self._holder, state=State.CLAIMED))
        self._unflushed.clear()

    def repeat(self) -> None:
        """Store again what a database that was away may have lost. What it kept does not change."""
        with _writing():
            for result in self._unflushed:
                write([result.mark(self._holder)])

    def _write(self, marks: Sequence[Mark]) -> set[int]:
        self._wait_for_disk(False)
        with _sqlite_waits():
            return write(marks)

    def _wait_for_disk(self, wait: bool) -> None:
        """Whether a commit on this connection returns when it is on the disk, or when it is safe from a kill."""
        database = connections[DEFAULT_DB_ALIAS]  # the proxy would look it up at each word
        database.ensure_connection()
        if self._mode[0] is not database.connection or self._mode[1] != wait:
            with database.cursor() as cursor:
                cursor.execute(_WAIT_FOR_DISK[database.vendor][wait])
            self._mode = (database.connection, wait)


def holder_name(worker: str) -> str:
    """What stands in the rows of one lane: the worker, the lane's number in it, and the life of the database."""
    return f"{worker}:{next(_lanes)}@{_life()}"


def renew(holders: Collection[str]) -> None:
    """Keep everything that holders have in their hands for another lease."""
    with _writing(), scopes_disabled():
        held = Message.objects.filter(claimed_until__isnull=False, claimed_by__in=holders)
        ids = list(_unlocked(held).values_list("id", flat=True))
        Message.objects.filter(id__in=ids).update(claimed_until=machine_now() + LEASE)


@dataclass(frozen=True, slots=True)
class Recovered:
    """How many messages a dead worker had in hand: ``uncertain`` were started, ``queued`` were not, and ``parked`` were
    not either, for the last time."""

    uncertain: int = 0
    queued: int = 0
    parked: int = 0


def recover() -> Recovered:
    """Take over from the dead: at once on this machine, else when the lease has run out.

    What was started becomes uncertain and is never sent again by itself; what was only claimed waits again. Claimed in
    an earlier life of the database is uncertain too: the mark that it was started may not have reached the disk.

    One of those that were only claimed may be what the worker died of. Each counts one crash more and is a suspect from
    then on, claimed by itself alone; at the third crash it has failed, for a person to look at.
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
            claimed = lost.filter(state=State.CLAIMED)
            parked = claimed.filter(crashes__gte=CRASHES - 1).update(
                state=State.FAILED, claimed_until=None, crashes=F("crashes") + 1, last_reply=PARKED, reply_code=None
            )
            claimed.update(crashes=F("crashes") + 1)
            return Recovered(uncertain, _requeue(claimed), parked)


def _gone(held: QuerySet[Message]) -> list[int]:
    """Which of the messages that somebody has in hand nobody will go on with."""
    now = machine_now()
    rows = list(held.values_list("id", "claimed_by", "claimed_until"))
    dead = {holder for holder in {holder for _id, holder, _until in rows} if is_dead(holder)}
    return [id_ for id_, holder, until in rows if holder in dead or (until is not None and until < now)]


def due(limit: int, *, suspects: bool | None = None) -> int:
    """How many messages are due, counted up to ``limit``: all, or the suspects alone, or all others."""
    with scopes_disabled():
        return int(_due(machine_now(), suspects)[:limit].count())


def _due(now: dt.datetime, suspects: bool | None) -> QuerySet[Message]:
    rows = Message.objects.filter(next_attempt_at__lte=now)
    if suspects is None:
        return rows
    # The guilty one is behind those that were only there when it happened.
    order = ("crashes", "next_attempt_at", "id") if suspects else ("next_attempt_at", "id")
    return (rows.filter(crashes__gt=0) if suspects else rows.filter(crashes=0)).order_by(*order)


def body_of(body_id: int) -> Shared:
    """What a shared body says."""
    with scopes_disabled():
        return said_by(Body.objects.get(id=body_id))


def _requeue(messages: QuerySet[Message]) -> int:
    return messages.update(state=REQUEUED, claimed_until=None, next_attempt_at=machine_now())


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
        headers=tuple(_headers(row)),
        message_id=row.message_id,
        date=localtime(row.date),
        body=row.body_id,
        parts=row.parts,
    )


def _headers(row: Message) -> Iterator[tuple[str, str]]:
    """A mail program sends a receipt by itself only to the address in the Return-Path (RFC 8098 2.1), which is known
    when the message goes out."""
    for name, value in row.headers:
        if name != ASKS_READ:
            yield name, value
        elif back := return_path(row.id, row.association_id):
            yield name, back
