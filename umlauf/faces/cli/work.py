"""What the worker does in one turn, and until nothing is left to do."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings

from umlauf.engines.mail.ledger import due
from umlauf.engines.mail.sender import Counts, send_due
from umlauf.engines.mail.workers import worker_name
from umlauf.ground.core.models import Task, TaskState
from umlauf.ground.core.tasks import run_next_task, sweep

Stop = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Turn:
    """What one turn did."""

    tasks: int
    mail: Counts

    @property
    def idle(self) -> bool:
        return not self.tasks and not (self.mail.sent or self.mail.failed or self.mail.uncertain)


def begin_work() -> None:
    """What a worker does first: find what should have happened and did not."""
    sweep()


def take_turn(stop: Stop) -> Turn:
    """Run the tasks that are due, then hand over the mail that is due."""
    tasks = 0
    while not stop() and run_next_task():
        tasks += 1
    mail = Counts() if stop() else send_due(connections=settings.SMTP_CONNECTIONS, worker=worker_name(), stop=stop)
    return Turn(tasks, mail)


def work_until_idle(stop: Stop = lambda: False) -> Turn:
    """Take turns until a turn finds nothing to do, or the mail server is away. The last turn is returned.

    A task that another worker has in hand is waited for.
    """
    begin_work()
    while True:
        turn = take_turn(stop)
        if stop() or turn.mail.away or (turn.idle and not _in_other_hands() and not due(1)):
            return turn
        if turn.idle:
            time.sleep(0.2)


def _in_other_hands() -> bool:
    return Task.objects.filter(state=TaskState.RUNNING).exists()
