"""Hand what is due to the mail server: several lanes, each a thread with one SMTP and one database connection.

What a lane knows of a message decides what it becomes:

=============================================  =====================================================================
accepted after the data                        sent
4xx to the message, at any step                deferred, with growing waits; failed after five days at the latest
5xx to the message, at any step                failed, with the server's words
connection lost before the data                queued again, nobody's fault; twice in a row with a server that is there:
                                               deferred like a 4xx
connection lost after the data, no answer      uncertain, never sent again by itself
the message cannot be made (file missing)      failed; deferred when the storage is away
=============================================  =====================================================================
"""

from __future__ import annotations

import datetime as dt
import logging
import random
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Final, TypeVar

from django.core.files.storage import storages
from django.db import InterfaceError, OperationalError, connection, connections

from umlauf.engines.mail.compose import Encoded, compose
from umlauf.engines.mail.dkim_keys import Signers
from umlauf.engines.mail.enums import State
from umlauf.engines.mail.ledger import LEASE, Held, Ledger, body_of, due, holder_name, recover, renew
from umlauf.engines.mail.outage import outage_of
from umlauf.engines.mail.smtp import Connection, Reply, Server, ServerGone, Unanswered
from umlauf.engines.mail.turns import Result, Turns
from umlauf.engines.mail.verp import envelope_sender
from umlauf.ground.core.clock import machine_now
from umlauf.ground.core.workers import worker_name
from umlauf.ground.text import Refused

BATCH: Final = 25
RETRY_MINUTES: Final = (1, 5, 15, 60, 120, *(240,) * 24)
"""Waits after the first, second … temporary refusal. Together they are four to five days (RFC 5321 4.5.4.1: at least
four to five), then the message has failed."""
JITTER: Final = 0.2
"""By how much of itself a wait is longer at most, by chance: who was refused together does not come back together."""
INTERRUPTED: Final = dt.timedelta(minutes=1)
"""How long a message waits during which the connection broke, so that one that breaks it does not hold up the rest."""
PATIENCE: Final = 3
"""After so many broken connections in a row the server counts as away."""
DATABASE_AWAY: Final = (OperationalError, InterfaceError)
DATABASE_WAITS: Final = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
"""Seconds between attempts to reach a database that is away, with a result in hand that only this process knows."""

T = TypeVar("T")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Counts:
    """What a call of ``send_due`` did. ``waiting``: interrupted, goes on later; ``away``: why the server is."""

    sent: int = 0
    deferred: int = 0
    failed: int = 0
    uncertain: int = 0
    waiting: int = 0
    away: str = ""


def send_due(*, connections: int, stop: Callable[[], bool], worker: str = "", server: Server | None = None) -> Counts:
    """Send until nothing is due, ``stop`` says so, or the server is away. ``stop`` is asked between two messages.

    ``connections`` lanes at most, fewer for a few messages. ``worker`` names this process (``workers.worker_name``,
    which it is unless given); ``server`` is the one of the settings unless given. Raises what a lane could not deal
    with, such as a database that stays away; rows it had in hand then are recovered later.
    """
    server = server or Server.from_settings()
    outage = outage_of(server)
    recover()
    waiting = due(connections * BATCH, suspects=False)
    if not waiting and not due(1, suspects=True):
        return Counts()
    if outage.lasts():
        return Counts(away=outage.reason)
    lanes = min(connections, waiting)
    run = _Run(server, worker or worker_name(), ceil(waiting / max(lanes, 1)), stop)
    run.go(lanes)
    if run.goes_on() and due(1, suspects=True):
        run.go(1, suspects=True)  # last and alone, so that whoever ends the worker takes nobody along
    if run.errors:
        raise run.errors[0]
    away = "" if run.finished else run.gone
    if away:
        outage.began(away)
    else:
        outage.ended()
    return Counts(
        sent=run.counts[State.SENT],
        deferred=run.counts[State.DEFERRED],
        failed=run.counts[State.FAILED],
        uncertain=run.counts[State.UNCERTAIN],
        waiting=run.counts[State.QUEUED],
        away=away,
    )


class _Run:
    """What the lanes of one call share."""

    def __init__(self, server: Server, worker: str, batch: int, stop: Callable[[], bool]) -> None:
        self.server = server
        self.worker = worker
        self.batch = min(batch, BATCH)
        self.encoded = Encoded(_read, body_of)
        self.turns = Turns()
        self.signers = Signers()
        self.counts: Counter[State] = Counter()
        self.finished = 0
        self.gone = ""
        self.errors: list[Exception] = []
        self._stop = stop
        self._halt = threading.Event()
        self._lock = threading.Lock()

    def halted(self) -> bool:
        return self._halt.is_set() or self._stop()

    def goes_on(self) -> bool:
        """Whether nothing has happened that the next lane would meet as well."""
        return not (self.errors or self.gone or self.halted())

    def end_early(self) -> None:
        """Let all lanes end after the message they have in hand."""
        self._halt.set()

    def go(self, lanes: int, *, suspects: bool = False) -> None:
        """Run the lanes to their end and keep what they hold, while they hold it."""
        holders = [holder_name(self.worker) for _lane in range(lanes)]
        threads = [
            threading.Thread(target=self._run_lane, args=(holder, suspects), name=f"mail-{number}")
            for number, holder in enumerate(holders)
        ]
        beat = LEASE.total_seconds() / 3
        due_beat = time.monotonic() + beat
        try:
            for thread in threads:
                thread.start()
            for thread in threads:
                while thread.is_alive():
                    thread.join(timeout=max(0.0, due_beat - time.monotonic()))
                    if time.monotonic() >= due_beat:
                        self._renew(holders)
                        due_beat = time.monotonic() + beat
        except BaseException:
            self._halt.set()
            raise
        finally:
            for thread in threads:
                if thread.ident is not None:
                    thread.join()

    def _renew(self, holders: Sequence[str]) -> None:
        try:
            renew(holders)
        except DATABASE_AWAY:
            _log.warning("the leases of %s could not be renewed", self.worker, exc_info=True)
            connection.close()

    def _run_lane(self, holder: str, suspects: bool) -> None:
        lane = _Lane(self, holder, suspects=suspects)
        try:
            lane.work()
        except ServerGone as gone:
            with self._lock:
                self.gone = str(gone)
        except Exception as error:  # noqa: BLE001 - the main thread raises it
            _log.exception("a lane of %s ended early", self.worker)
            with self._lock:
                self.errors.append(error)
        else:
            with self._lock:
                self.finished += 1
        finally:
            connections.close_all()  # those of this thread
            with self._lock:
                self.counts.update(lane.counts)


class _Lane:
    """One SMTP connection, one database connection, one message at a time."""

    def __init__(self, run: _Run, holder: str, *, suspects: bool) -> None:
        self.counts: Counter[State] = Counter()
        self._run = run
        self._suspects = suspects
        self._ledger = Ledger(holder, run.turns)
        self._last: Result | None = None
        self._breaks = 0
        self._forsaken = False
        self._given_up = False

    def work(self) -> None:
        """Connect, then claim and send until nothing is left. Raises ``ServerGone``; then nothing is kept in hand."""
        self._smtp = Connection(self._run.server)
        try:
            while not self._run.halted():
                batch = self._patiently(self._claim)
                if not batch:
                    break
                self._send(deque(batch))
        finally:
            self._smtp.leave()

    def _claim(self) -> list[Held]:
        return self._ledger.claim(1 if self._suspects else self._run.batch, suspects=self._suspects)

    def _send(self, batch: deque[Held]) -> None:
        try:
            while batch and not self._run.halted():
                self._handle(batch.popleft())
        finally:
            if not self._given_up:
                self._patiently(lambda: self._ledger.close(self._last, batch))
                self._last = None

    def _handle(self, held: Held) -> None:
        try:
            data = self._patiently(lambda: self._made(held))
        except DATABASE_AWAY:
            raise
        except Exception as error:  # noqa: BLE001 - one broken message must not hold up the rest
            _log.exception("message %s could not be made", held.id)
            self._note(_unmade(held, error))
            return
        for last_chance in (False, True):
            try:
                self._deliver(held, data)
            except ServerGone as gone:
                self._interrupted(held, gone, last_chance)
            except Unanswered as silence:
                self._note(Result(held.id, State.UNCERTAIN, held.attempts + 1, str(silence)))
                self._reconnect(silence)
                return
            else:
                self._breaks = 0
                return

    def _made(self, held: Held) -> Sequence[bytes]:
        """The message, signed if its association signs. Raises ``Refused`` while it has a key that cannot be used."""
        pieces = compose(held.letter, self._run.encoded)
        signer = self._run.signers.of(held.association_id, held.letter.sender_address)
        return (signer.signature(pieces, machine_now()), *pieces) if signer else pieces

    def _deliver(self, held: Held, data: Sequence[bytes]) -> None:
        letter = held.letter
        if self._smtp.sock is None:  # a 421 was the last answer
            self._smtp = Connection(self._run.server)
        sender = envelope_sender(held.id, held.association_id, letter.sender_address)
        refusal = self._smtp.offer(sender, letter.recipient, sum(map(len, data)))
        if refusal is not None:
            self._note(_judged(held, refusal))
        elif self._write(held):
            self._note(_judged(held, self._smtp.hand_over(data)))
        else:
            self._smtp.withdraw()

    def _interrupted(self, held: Held, gone: ServerGone, last_chance: bool) -> None:
        """Nothing was delivered: once more on a new connection, then later. Raises ``ServerGone`` if there is none.

        If there is one again, the message counts as deferred, so that one that no connection outlives ends some day.
        """
        try:
            self._reconnect(gone)
        except ServerGone:
            state = State.DEFERRED if held.attempts else State.QUEUED
            wait = INTERRUPTED if last_chance else dt.timedelta()
            self._note(Result(held.id, state, held.attempts, str(gone), machine_now() + wait))
            raise
        if last_chance:
            self._note(replace(_judged(held, Reply(451, str(gone))), reply=str(gone), code=None))

    def _reconnect(self, reason: Exception) -> None:
        self._smtp.close()
        self._breaks += 1
        if self._breaks >= PATIENCE:
            raise ServerGone(str(reason)) from reason
        self._smtp = Connection(self._run.server)

    def _note(self, result: Result) -> None:
        """Keep a result, to be stored with the next start or at the end of the batch."""
        self._write()
        self._last = result
        self.counts[result.state] += 1

    def _write(self, following: Held | None = None) -> bool:
        """Store the last result and mark the following message started. False: the following one is not ours."""
        if self._last is None and following is None:
            return False
        ours = self._patiently(lambda: self._ledger.turn(self._last, following))
        self._last = None
        return ours

    def _patiently(self, write: Callable[[], T]) -> T:
        """Write, and wait for a database that is away: this process alone knows what the server answered.

        It may come back without the latest commits, so those are repeated, and the call ends early: the next one
        begins in the new life of the database.
        """
        waits = iter(DATABASE_WAITS)
        while True:
            try:
                if self._forsaken:
                    self._ledger.repeat()
                result = write()
            except DATABASE_AWAY:
                if (wait := next(waits, None)) is None:
                    self._given_up = True
                    raise
                _log.warning("the database does not answer, asking again", exc_info=True)
                self._forsaken = True
                self._run.end_early()
                connection.close()
                time.sleep(wait)
            else:
                self._forsaken = False
                return result


def _read(key: str) -> bytes:
    with storages["files"].open(key) as file:
        data: bytes = file.read()
    return data


def _judged(held: Held, reply: Reply) -> Result:
    """What the server's answer means for a message. 552 and the like are final: the same message will not shrink."""
    attempts, now, code = held.attempts + 1, machine_now(), reply.code
    if reply.accepted:
        return Result(held.id, State.SENT, attempts, str(reply), sent_at=now, code=code, queue_id=reply.queue_id)
    if reply.temporary and attempts <= len(RETRY_MINUTES):
        wait = dt.timedelta(minutes=RETRY_MINUTES[attempts - 1] * random.uniform(1, 1 + JITTER))  # noqa: S311
        return Result(held.id, State.DEFERRED, attempts, str(reply), now + wait, code=code)
    return Result(held.id, State.FAILED, attempts, str(reply), code=code)


def _unmade(held: Held, error: Exception) -> Result:
    """A message that could not be put together. Storage may come back, a key be mended; a missing file stays so."""
    mends = isinstance(error, Refused) or (isinstance(error, OSError) and not isinstance(error, FileNotFoundError))
    reply = Reply(451 if mends else 554, str(error) if isinstance(error, Refused) else repr(error))
    return replace(_judged(held, reply), code=None)
