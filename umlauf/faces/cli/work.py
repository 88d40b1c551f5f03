"""What the worker does in one turn, and until nothing is left to do."""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import InterfaceError, OperationalError, close_old_connections

from umlauf.engines.mail.away import say_away
from umlauf.engines.mail.ledger import due
from umlauf.engines.mail.sender import Counts, send_due
from umlauf.faces.cli.returning import watching
from umlauf.ground.core.models import Task, TaskState
from umlauf.ground.core.shared_cache import clear_expired
from umlauf.ground.core.tasks import run_next_task, sweep
from umlauf.ground.core.workers import worker_name

Stop = Callable[[], bool]

PAUSE = 1.0  # seconds between two looks when there was nothing to do
AWAY = 5.0  # seconds between two tries while the database is away
SWEEP_EVERY = 60.0  # seconds

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Turn:
    """What one turn did."""

    tasks: int
    mail: Counts

    @property
    def idle(self) -> bool:
        return not self.tasks and not (self.mail.sent or self.mail.failed or self.mail.uncertain)


def take_turn(stop: Stop) -> Turn:
    """Run the tasks that are due, then hand over the mail that is due."""
    tasks = 0
    while not stop() and run_next_task():
        tasks += 1
    mail = Counts() if stop() else send_due(connections=settings.SMTP_CONNECTIONS, worker=worker_name(), stop=stop)
    say_away(mail.away)
    return Turn(tasks, mail)


def work_until(told: threading.Event) -> None:
    """Take turns until told to stop, and look for what comes back. A database that goes away is waited for."""
    with watching(told):
        _take_turns(told)


def _take_turns(told: threading.Event) -> None:
    swept = -math.inf
    while not told.is_set():
        try:
            if time.monotonic() - swept > SWEEP_EVERY:
                sweep()
                SessionStore.clear_expired()
                clear_expired()
                swept = time.monotonic()
            turn = take_turn(told.is_set)
        except (InterfaceError, OperationalError):
            _log.exception("the database is away; trying again in %s s", AWAY)
            close_old_connections()
            told.wait(AWAY)
        else:
            told.wait(PAUSE if turn.idle else 0.0)


def work_until_idle(stop: Stop = lambda: False) -> Turn:
    """Take turns until a turn finds nothing to do, or the mail server is away. The last turn is returned.

    A task that another worker has in hand is waited for.
    """
    sweep()
    while True:
        turn = take_turn(stop)
        if stop() or turn.mail.away or (turn.idle and not _in_other_hands() and not due(1)):
            return turn
        if turn.idle:
            time.sleep(0.2)


def _in_other_hands() -> bool:
    return Task.objects.filter(state=TaskState.RUNNING).exists()
