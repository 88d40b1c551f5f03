"""Tasks: rows written in the same transaction as what asks for them, so that a kill after the commit loses nothing.

A task is a registered name and one id. It calls one action and may run twice: a claim is a guarded update with the
worker's name and a lease, and a task whose worker was killed is free again: at once on the same machine, else when the
lease has run out.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable

from django.db.models import F, Q, QuerySet
from django_scopes import scope

from umlauf.ground.core.clock import machine_now
from umlauf.ground.core.models import Association, Task, TaskState
from umlauf.ground.core.workers import is_dead, worker_name

LEASE = dt.timedelta(minutes=2)
LONGEST_WAIT = dt.timedelta(hours=1)
STUCK = 3  # attempts after which a person should look; the task itself is tried on and on

Work = Callable[[int], None]
Sweep = Callable[[Association], int]

_works: dict[str, Work] = {}
_sweeps: dict[str, Sweep] = {}
_last_days: set[str] = set()
_log = logging.getLogger(__name__)


def register(name: str) -> Callable[[Work], Work]:
    """Make a function known under ``name`` (``room.verb``). Raises ``ValueError`` if the name is taken."""

    def keep(work: Work) -> Work:
        if name in _works:
            raise ValueError(f"task {name} is registered twice")
        _works[name] = work
        return work

    return keep


def register_sweep(name: str, *, last_day: bool = False) -> Callable[[Sweep], Sweep]:
    """Make a search for what should have happened and did not known. It returns how many tasks it put back.

    ``last_day``: it lets go of what nobody needs to know any more, also for an association that is switched off.
    """

    def keep(sweep: Sweep) -> Sweep:
        if name in _sweeps:
            raise ValueError(f"sweep {name} is registered twice")
        _sweeps[name] = sweep
        if last_day:
            _last_days.add(name)
        return sweep

    return keep


def registered() -> frozenset[str]:
    return frozenset(_works)


def enqueue(name: str, subject_id: int, *, association_id: int) -> None:
    """Ask for work, inside the caller's transaction. Asked for twice, it waits once. ``KeyError``: nobody knows it."""
    if name not in _works:
        raise KeyError(name)
    Task.objects.bulk_create(
        [Task(association_id=association_id, name=name, subject_id=subject_id, run_after=machine_now())],
        ignore_conflicts=True,
    )


def run_next_task() -> bool:
    """Claim and run one task that is due. False when there is none. A task that fails waits longer each time."""
    _put_back_abandoned()
    now = machine_now()
    waiting = Q(state=TaskState.QUEUED, run_after__lte=now)
    for task in Task.objects.filter(waiting).select_related("association").order_by("run_after", "id")[:10]:
        held = {"state": TaskState.RUNNING, "worker": worker_name(), "lease_until": now + LEASE}
        if Task.objects.filter(waiting, id=task.id).update(attempts=F("attempts") + 1, **held):
            task.attempts += 1
            _run(task, Task.objects.filter(id=task.id, **held))
            return True
    return False


def _put_back_abandoned() -> None:
    """Free the tasks of workers that are dead or have not come back. One that ends its worker again waits longer."""
    for task in Task.objects.filter(state=TaskState.RUNNING):
        expired = task.lease_until is None or task.lease_until < machine_now()
        if expired or is_dead(task.worker):
            held = {"state": TaskState.RUNNING, "worker": task.worker, "lease_until": task.lease_until}
            Task.objects.filter(id=task.id, **held).update(
                state=TaskState.QUEUED,
                run_after=_next_try(task.attempts) if task.attempts >= STUCK else machine_now(),
                worker="",
                lease_until=None,
                error="the worker ended before the task did",
            )


def _run(task: Task, held: QuerySet[Task]) -> None:
    """Run a task and write down how it ended, unless somebody else holds it by then."""
    try:
        with scope(association=task.association):
            _works[task.name](task.subject_id)
    except Exception as error:  # noqa: BLE001 - whatever it is, the next attempt or a person decides
        _log.exception("task %s %s failed (attempt %s)", task.name, task.subject_id, task.attempts)
        held.update(
            state=TaskState.QUEUED,
            run_after=_next_try(task.attempts),
            worker="",
            lease_until=None,
            error=f"{type(error).__name__}: {error}"[:2000],
        )
    else:
        held.delete()


def _next_try(attempts: int) -> dt.datetime:
    """2, 4, 8 … seconds from now, an hour at most: what was in the way may be gone, and nothing is ever given up."""
    return machine_now() + min(dt.timedelta(seconds=2 ** min(attempts, 12)), LONGEST_WAIT)


def sweep() -> int:
    """Run every sweep for every association, but where one is switched off only what keeps last days; how many tasks
    were put back."""
    found = 0
    for association in Association.objects.all():
        due = [search for name, search in _sweeps.items() if association.active or name in _last_days]
        with scope(association=association):
            found += sum(search(association) for search in due)
    return found
