"""Real processes, ended by SIGKILL or running at the same time: nobody is lost and nobody gets two by itself."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection

from tests.engines.mail.conftest import Outbox, outgoing
from tests.engines.mail.servers import KILL, Mailbox
from umlauf.engines.mail.enums import State
from umlauf.engines.mail.ledger import LEASE
from umlauf.engines.mail.smtp import Server

WITHIN = LEASE.total_seconds() / 2
"""Seconds in which a restart has to be done: it may not wait until the lease of the dead has run out."""


def database_url() -> str:
    """Of the database of this test, for a process beside."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))


def start(server: Server, connections: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.engines.mail.sending", str(server.port), str(connections)],
        env={**os.environ, "DATABASE_URL": database_url()},
        stdout=subprocess.PIPE,
        text=True,
    )


def finish(process: subprocess.Popen[str]) -> int:
    output, _errors = process.communicate(timeout=WITHIN)
    assert process.returncode == 0
    return int(output)


def kill(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


def assert_nobody_lost_or_doubled(outbox: Outbox, mailbox: Mailbox, uncertain: int) -> list[str]:
    """Each row against the server's own record; returns the recipients that are uncertain, ``uncertain`` at most."""
    times = mailbox.times()
    assert set(times.values()) == {1}
    rows = outbox.rows()
    assert {row.state for row in rows} <= {State.SENT, State.UNCERTAIN}
    assert [row.recipient for row in rows if row.state == State.SENT and times[row.recipient] != 1] == []
    unclear = [row.recipient for row in rows if row.state == State.UNCERTAIN]
    assert len(unclear) <= uncertain
    return unclear


@pytest.mark.kill
@pytest.mark.soak
def test_killed_at_any_moment_and_started_again(
    outbox: Outbox, mailbox: Mailbox, server: Server, rounds: Callable[[int, int], int]
) -> None:
    connections, recipients, kills = 4, 300, rounds(3, 20)
    outbox.put(*(outgoing(number) for number in range(recipients)))
    for number in range(kills):
        so_far, wanted = len(mailbox.kept), random.randint(1, recipients // kills)
        process = start(server, connections)
        patience = time.monotonic() + WITHIN
        while len(mailbox.kept) - so_far < wanted and process.poll() is None:
            assert time.monotonic() < patience, f"kill {number}: the sender does not go on"
            time.sleep(0.001)
        kill(process)
    finish(start(server, connections))
    assert_nobody_lost_or_doubled(outbox, mailbox, connections * kills)
    assert len(mailbox.kept) > recipients - connections * kills


@pytest.mark.kill
@pytest.mark.parametrize(
    ("step", "may_be_uncertain"),
    [
        ("at_rcpt", "poststelle-3@kreis.example"),  # the one before was answered, and its result not yet stored
        ("at_data", "poststelle-4@kreis.example"),  # the server has it, and the sender never heard so
    ],
)
def test_killed_at_a_step_of_the_dialogue(
    outbox: Outbox, mailbox: Mailbox, server: Server, step: str, may_be_uncertain: str
) -> None:
    getattr(mailbox, step)["poststelle-4@kreis.example"] = [KILL]
    outbox.put(*(outgoing(number) for number in range(9)))
    process = start(server, 1)
    mailbox.victim = process.pid
    kill_code = process.wait(timeout=WITHIN)
    process.communicate()
    assert kill_code == -9
    states = outbox.states()
    assert states.count(State.STARTED) == 1
    assert states.count(State.CLAIMED) >= 4
    finish(start(server, 1))
    assert assert_nobody_lost_or_doubled(outbox, mailbox, 1) == [may_be_uncertain]
    assert len(mailbox.kept) == 9


@pytest.mark.parametrize("workers", [3])
def test_workers_at_the_same_time_do_not_double(outbox: Outbox, mailbox: Mailbox, server: Server, workers: int) -> None:
    outbox.put(*(outgoing(number) for number in range(300)))
    processes = [start(server, 2) for _number in range(workers)]
    assert sum(map(finish, processes)) == 300
    assert assert_nobody_lost_or_doubled(outbox, mailbox, 0) == []
    assert len(mailbox.kept) == 300
