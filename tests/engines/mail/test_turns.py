"""What several lanes write at the same moment is one statement, and each learns what became of its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence

from django.db import OperationalError

from umlauf.engines.mail.turns import Mark, Turns


class Pen:
    """Writes slowly the first time, so that others gather meanwhile."""

    def __init__(self, *, breaks: bool = False) -> None:
        self.written: list[list[int]] = []
        self.goes_on = threading.Event()
        self._breaks = breaks

    def write(self, marks: Sequence[Mark]) -> set[int]:
        ids = [mark[0] for mark in marks]
        self.written.append(ids)
        if len(self.written) == 1:
            assert self.goes_on.wait(10)
        elif self._breaks:
            raise OperationalError("the database is away")
        return {number for number in ids if number % 2}


def run(pen: Pen) -> dict[int, set[int] | Exception]:
    """Five lanes: the first is still writing when the others come."""
    turns, outcomes = Turns(), dict[int, set[int] | Exception]()

    def lane(number: int) -> None:
        try:
            outcomes[number] = turns.take([(number,)], pen.write) & {number}
        except OperationalError as error:
            outcomes[number] = error

    lanes = [threading.Thread(target=lane, args=(number,)) for number in range(5)]
    lanes[0].start()
    while not pen.written:
        time.sleep(0.001)
    for thread in lanes[1:]:
        thread.start()
    while len(turns._asked) < 4:
        time.sleep(0.001)
    pen.goes_on.set()
    for thread in lanes:
        thread.join()
    return outcomes


def test_those_who_wait_are_written_together() -> None:
    pen = Pen()
    assert run(pen) == {0: set(), 1: {1}, 2: set(), 3: {3}, 4: set()}
    assert [sorted(ids) for ids in pen.written] == [[0], [1, 2, 3, 4]]


def test_a_failure_is_that_of_all_who_were_written_together() -> None:
    pen = Pen(breaks=True)
    outcomes = run(pen)
    assert outcomes.pop(0) == set()
    assert all(isinstance(error, OperationalError) for error in outcomes.values())
    assert len(outcomes) == 4
    assert len(pen.written) == 2
