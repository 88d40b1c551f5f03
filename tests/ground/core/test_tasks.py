"""Work that waits is a row: asked for with what asks for it, done at least once, given up in sight of everybody."""

import ast
import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from django_scopes import get_scope

import umlauf
from umlauf.ground.core import tasks
from umlauf.ground.core.clock import machine_now
from umlauf.ground.core.models import Association, Task, TaskState
from umlauf.ground.core.tasks import (
    LEASE,
    LONGEST_WAIT,
    STUCK,
    Sweep,
    enqueue,
    register,
    register_sweep,
    registered,
    run_next_task,
    sweep,
)
from umlauf.ground.core.workers import worker_name

DEAD = f"{worker_name().partition(':')[0]}:1:0"  # process 1 did not start with the machine's first tick
MINUTE = dt.timedelta(minutes=1)

done: list[tuple[str, int, object]] = []


@pytest.fixture(autouse=True)
def _works() -> Iterator[None]:
    """Two works known while a test runs: one that is done, one that fails."""

    def note(subject_id: int) -> None:
        done.append(("note", subject_id, get_scope().get("association")))

    def fail(subject_id: int) -> None:
        done.append(("fail", subject_id, None))
        raise ValueError("der Drucker brennt")

    done.clear()
    register("test.note")(note)
    register("test.fail")(fail)
    yield
    for name in ("test.note", "test.fail"):
        del tasks._works[name]


def overdue() -> None:
    """Let the waiting time of all tasks be over."""
    Task.objects.filter(state=TaskState.QUEUED).update(run_after=machine_now() - MINUTE)


def test_work_is_done_once_in_the_scope_of_its_association(association: Association) -> None:
    enqueue("test.note", 7, association_id=association.id)
    assert run_next_task()
    assert not run_next_task()
    assert done == [("note", 7, association)]
    assert Task.objects.count() == 0


def test_asked_for_twice_it_waits_once(association: Association) -> None:
    for _time in range(2):
        enqueue("test.note", 7, association_id=association.id)
    enqueue("test.note", 8, association_id=association.id)
    assert sorted(Task.objects.values_list("subject_id", flat=True)) == [7, 8]


def test_what_is_rolled_back_leaves_no_work(association: Association) -> None:
    @transaction.atomic
    def fails() -> None:
        enqueue("test.note", 7, association_id=association.id)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert not run_next_task()
    assert Task.objects.count() == 0


def test_nobody_can_ask_for_what_nobody_knows(association: Association) -> None:
    with pytest.raises(KeyError):
        enqueue("test.unknown", 1, association_id=association.id)


def test_a_name_is_given_once() -> None:
    with pytest.raises(ValueError, match=r"test\.note"):
        register("test.note")(print)
    with pytest.raises(ValueError, match=r"circulars\.unrendered"):
        register_sweep("circulars.unrendered")(lambda association: 0)


def test_where_an_association_is_switched_off_only_last_days_are_kept(association: Association) -> None:
    swept: list[str] = []
    off = Association.objects.create(name="Ehemals", short_name="E", zone="Europe/Berlin", active=False)

    def note(name: str) -> Sweep:
        def search(one: Association) -> int:
            assert get_scope().get("association") == one
            swept.append(f"{name} {one.id}")
            return 0

        return search

    register_sweep("test.look")(note("look"))
    register_sweep("test.forget", last_day=True)(note("forget"))
    try:
        sweep()
    finally:
        for name in ("test.look", "test.forget"):
            del tasks._sweeps[name]
        tasks._last_days.discard("test.forget")
    assert sorted(swept) == sorted([f"forget {association.id}", f"forget {off.id}", f"look {association.id}"])


def test_whatever_forgets_keeps_its_last_day_everywhere() -> None:
    forgets = {
        name for name in tasks._sweeps if {"forget", "erase", "empty", "unpurged"} & set(re.split(r"[._]", name))
    }
    assert len(forgets) > 10
    assert forgets <= tasks._last_days


def test_the_oldest_comes_first(association: Association) -> None:
    for subject in (3, 1, 2):
        enqueue("test.note", subject, association_id=association.id)
    while run_next_task():
        pass
    assert [subject for _name, subject, _association in done] == [3, 1, 2]


def test_what_fails_waits_longer_each_time_and_is_never_given_up(association: Association) -> None:
    enqueue("test.fail", 7, association_id=association.id)
    waits = []
    for attempt in range(1, 15):
        assert run_next_task()
        task = Task.objects.get()
        assert (task.state, task.attempts, task.worker) == (TaskState.QUEUED, attempt, "")
        assert task.error == "ValueError: der Drucker brennt"
        waits.append((task.run_after - machine_now()).total_seconds())
        assert not run_next_task()
        overdue()
    longest = [min(2**attempt, LONGEST_WAIT.total_seconds()) for attempt in range(1, 15)]
    assert all(most - 1.5 < wait <= most for wait, most in zip(waits, longest, strict=True))
    assert len(done) == 14


def test_one_that_fails_does_not_hold_up_the_others(association: Association) -> None:
    enqueue("test.fail", 1, association_id=association.id)
    enqueue("test.note", 2, association_id=association.id)
    assert run_next_task()
    assert run_next_task()
    assert [name for name, _subject, _association in done] == ["fail", "note"]


@pytest.mark.parametrize(
    ("worker", "lease", "free"),
    [
        (DEAD, LEASE, True),
        (worker_name(), LEASE, False),
        (worker_name(), -MINUTE, True),
        ("another-machine:5:5", LEASE, False),
        ("another-machine:5:5", -MINUTE, True),
    ],
    ids=["dead", "own", "own and late", "elsewhere", "elsewhere and late"],
)
def test_what_a_dead_worker_held_is_taken_over(
    association: Association, worker: str, lease: dt.timedelta, free: bool
) -> None:
    enqueue("test.note", 7, association_id=association.id)
    Task.objects.update(state=TaskState.RUNNING, worker=worker, lease_until=machine_now() + lease, attempts=1)
    assert run_next_task() is free
    assert bool(done) is free
    assert Task.objects.exists() is not free


def test_what_ends_its_worker_again_and_again_waits(association: Association) -> None:
    enqueue("test.note", 7, association_id=association.id)
    Task.objects.update(state=TaskState.RUNNING, worker=DEAD, lease_until=machine_now() + LEASE, attempts=STUCK)
    assert not run_next_task()
    task = Task.objects.get()
    assert (task.state, done) == (TaskState.QUEUED, [])
    assert task.error
    overdue()
    assert run_next_task()
    assert done


def test_who_has_lost_the_lease_does_not_write_over_the_new_holder(association: Association) -> None:
    def lose(subject_id: int) -> None:
        Task.objects.update(worker="another-machine:5:5")
        if subject_id == 2:
            raise ValueError

    register("test.lose")(lose)
    try:
        for subject in (1, 2):
            enqueue("test.lose", subject, association_id=association.id)
            assert run_next_task()
            task = Task.objects.get()
            assert (task.state, task.worker, task.error) == (TaskState.RUNNING, "another-machine:5:5", "")
            task.delete()
    finally:
        del tasks._works["test.lose"]


def test_every_name_that_the_code_asks_for_is_known() -> None:
    package = Path(umlauf.__file__).parent
    asked = {
        argument.value
        for path in package.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "enqueue"
        for argument in node.args[:1]
        if isinstance(argument, ast.Constant)
    }
    assert asked
    assert asked <= registered()
    for name in registered():
        assert re.fullmatch(r"[a-z]+\.[a-z_]+", name)
