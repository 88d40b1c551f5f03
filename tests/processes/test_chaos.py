"""Promise 2 in bad weather: whatever goes wrong around a worker, each message is in one state, and the mail server got
none that the table does not know of, and none twice."""

from __future__ import annotations

import os
import random
import re
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.processes.chaos import LONGEST, Moody, Surroundings, on_postgresql, on_sqlite, small_disk
from tests.processes.installation import Installation
from tests.services.postgres import cluster

pytestmark = [pytest.mark.kill, pytest.mark.soak]

COUNTIES: Final = 40
FEW: Final = 40
"""Messages, of the three times as many that a circular has."""
MEGABYTES: Final = 96
MESSAGE_ID: Final = re.compile(rb"^Message-ID: (<[^>]+>)", re.MULTILINE)
WAITING: Final = frozenset({"queued", "deferred"})
GONE_OUT: Final = frozenset({"sent", "bounced"})


@pytest.fixture
def surroundings(tmp_path: Path, prepared: Callable[[int], Installation]) -> Iterator[Surroundings]:
    """An installation of its own, with everything under it."""
    with small_disk(MEGABYTES) as disk:
        if os.environ["DATABASE_URL"].startswith("postgresql:"):
            with cluster() as running:
                yield Surroundings(on_postgresql(running, disk, tmp_path, COUNTIES), Moody(), disk, running)
        else:
            yield Surroundings(on_sqlite(prepared(COUNTIES), disk, tmp_path), Moody(), disk, None)


def killed(around: Surroundings, chance: random.Random) -> None:
    """Workers end by SIGKILL, two of them, with messages in hand."""
    for _time in range(2):
        worker = around.start_worker()
        around.wait_for(chance.randint(1, FEW), worker)
        worker.kill()
        worker.communicate()


def server_away(around: Surroundings, chance: random.Random) -> None:
    """The mail server refuses every connection, comes back, and goes once more while messages are under way."""
    around.server_down()
    worker = around.start_worker()
    time.sleep(chance.uniform(0, 2))
    around.server_up()
    around.wait_for(chance.randint(1, FEW), worker)
    around.server_down()
    time.sleep(chance.uniform(0, 1))
    around.server_up()
    end(worker)


def server_moody(around: Surroundings, chance: random.Random) -> None:
    """It hangs, cuts connections in the middle of a message or before its answer, and refuses this one and that."""
    around.mailbox.moody = True
    worker = around.start_worker()
    around.wait_for(chance.randint(FEW, 2 * FEW), worker)
    around.mailbox.moody = False
    end(worker)


def clock_set_back(around: Surroundings, chance: random.Random) -> None:
    """The clock was ahead by an hour, and is put right while a worker has messages in hand."""
    worker = around.start_worker(hours=1)
    around.wait_for(chance.randint(1, FEW), worker)
    worker.kill()
    worker.communicate()


def disk_full(around: Surroundings, chance: random.Random) -> None:
    """Nothing can be written for a while."""
    worker = around.start_worker()
    around.wait_for(chance.randint(1, FEW), worker)
    around.fill_disk()
    time.sleep(chance.uniform(0.5, 2))
    around.free_disk()
    end(worker)


def database_ended(around: Surroundings, chance: random.Random) -> None:
    """The server of the database fails, and what it had not yet on its disk is lost."""
    worker = around.start_worker()
    for _time in range(2):
        around.wait_for(chance.randint(1, FEW), worker)
        around.restart_database()
    end(worker)


def one_of_two_killed(around: Surroundings, chance: random.Random) -> None:
    """Two workers send at the same time, and one ends by SIGKILL: the other goes on, also with what that held."""
    workers = [around.start_worker(), around.start_worker()]
    around.wait_for(chance.randint(1, FEW), workers[0])
    workers[0].kill()
    workers[0].communicate()
    end(workers[1])


FAULTS: Final = (killed, server_away, server_moody, clock_set_back)
IN_MANY_ROUNDS: Final = 50


def end(worker: subprocess.Popen[str]) -> None:
    """Let a worker come to its end, good or bad; one that stays is ended as the operating system would."""
    try:
        worker.communicate(timeout=LONGEST)
    except subprocess.TimeoutExpired:
        worker.terminate()
        worker.communicate(timeout=LONGEST)


def arrived(mailbox: Moody) -> Counter[str]:
    """How often the mail server took each message, or had it when it broke off, by its Message-ID."""
    found = (MESSAGE_ID.search(kept.content) for kept in mailbox.kept)
    return Counter(match[1].decode() for match in found if match)


def states(around: Surroundings) -> dict[str, str]:
    """The state of each message. Everything else that an installation promises holds too."""
    found = around.installation.facts("tests.processes.report")
    assert (found["unrendered"], found["undelivered"], found["flaws"]) == (0, 0, [])
    assert found["deliveries"] == len(found["messages"])
    return {message_id: state for message_id, _recipient, state in found["messages"]}


def assert_agree(by_message: dict[str, str], times: Counter[str], released: set[str], told: str) -> None:
    """The table and the mail server say the same of each message."""
    assert set(times) <= set(by_message)
    assert set(by_message.values()) <= WAITING | GONE_OUT | {"failed", "uncertain"}
    twice = {one for one, count in times.items() if count > 1}
    assert twice <= released, told
    wrong = {
        one: (state, times[one])
        for one, state in by_message.items()
        if (state in GONE_OUT and not times[one]) or (state in WAITING | {"failed"} and times[one])
    }
    assert {one: fact for one, fact in wrong.items() if one not in released} == {}, told


def faults_around(around: Surroundings) -> list[Callable[..., None]]:
    """What can go wrong here: no disk is full where one may not mount a small one, and SQLite knows one worker alone
    and has no server."""
    on_disk = [disk_full] if around.disk else []
    on_server = [database_ended, one_of_two_killed] if around.cluster else []
    return [*FAULTS, *on_disk, *on_server]


def faults_of(round_: int, chance: random.Random, known: list[Callable[..., None]]) -> list[Callable[..., None]]:
    """Each fault once in the first rounds, then by chance one to three of them."""
    return [known[round_]] if round_ < len(known) else chance.sample(known, chance.randint(1, 3))


def test_each_message_is_in_one_state_whatever_went_wrong(
    surroundings: Surroundings, rounds: Callable[[int, int], int]
) -> None:
    around, seed = surroundings, random.randrange(10**6)
    chance = random.Random(seed)
    around.mailbox.chance = chance
    known = faults_around(around)
    around.server_up()
    try:
        for round_ in range(rounds(len(known), IN_MANY_ROUNDS)):
            around.installation.run("tests.processes.signed")
            for fault in (faults := faults_of(round_, chance, known)):
                fault(around, chance)
            around.finish()
            told = f"seed {seed}, round {round_}: {[fault.__name__ for fault in faults]}"
            assert_agree(states(around), arrived(around.mailbox), set(), told)
        released = set(around.installation.facts("tests.processes.releasing"))
        around.finish(hours=1)
        around.finish(hours=4)
        last = states(around)
        assert set(last.values()) <= {"sent", "failed"}
        assert_agree(last, arrived(around.mailbox), released, f"seed {seed}, released")
        assert "sent" in last.values()
    finally:
        around.server_down()
