"""Promise 2 with real processes: whatever is ended by SIGKILL and called again, nobody is lost and nobody gets two."""

from __future__ import annotations

import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.engines.mail.servers import Mailbox, listening
from tests.processes.installation import Installation
from tests.processes.letters import write_letter

COUNTIES = 167
RECIPIENTS = 500  # three addresses a county, but for the last, which nobody is responsible in
CONNECTIONS = 4
DONE, OPEN = 0, 3
MESSAGE_ID = re.compile(rb"^Message-ID: (<[^>]+>)", re.MULTILINE)
ISSUE = ("--association", "lkt-musterland")
pytestmark = [pytest.mark.kill, pytest.mark.soak]


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def port(mailbox: Mailbox) -> Iterator[int]:
    with listening(mailbox) as server:
        yield server.port


def arrived(mailbox: Mailbox) -> Counter[str]:
    """How often the mail server took each message, by its Message-ID."""
    found = (MESSAGE_ID.search(kept.content) for kept in mailbox.kept)
    return Counter(match[1].decode() for match in found if match)


def assert_whole(found: dict[str, Any], mailbox: Mailbox, *, letters: int, addresses: int, kills: int) -> None:
    """Every circular has its number, its letter and its messages, and every message arrived once or is uncertain."""
    assert found["numbers"] == list(range(543, 543 + letters))
    assert (found["circulars"], found["unrendered"], found["dispatches"]) == (letters, 0, letters)
    assert found["letters"] == ["%PDF-"] * letters
    assert (found["undelivered"], found["deliveries"], len(found["messages"])) == (0, *[letters * addresses] * 2)
    assert (found["tasks"], found["flaws"]) == ([], [])
    times = arrived(mailbox)
    assert set(times.values()) == {1}
    states = {message_id: state for message_id, _recipient, state in found["messages"]}
    assert set(times) <= set(states)
    assert set(states.values()) <= {"sent", "uncertain"}
    assert [message_id for message_id, state in states.items() if state == "sent" and not times[message_id]] == []
    assert Counter(states.values())["uncertain"] <= kills * CONNECTIONS


def kill_after(installation: Installation, seconds: float, *command: str) -> bool:
    """Start a command and end it by SIGKILL; whether it still ran."""
    process = installation.start("umlauf", *command)
    time.sleep(seconds)
    ran = process.poll() is None
    process.kill()
    process.communicate()
    return ran


def finish(installation: Installation, *command: str) -> float:
    """Call a command again and let it end; how many seconds it took."""
    begun = time.monotonic()
    process = installation.start("umlauf", *command)
    output, errors = process.communicate(timeout=100)
    assert process.returncode in {DONE, OPEN}, f"{process.returncode}: {output}{errors}"
    return time.monotonic() - begun


def test_issue_killed_at_random_moments_goes_on_where_it_stopped(
    install: Callable[..., Installation],
    mailbox: Mailbox,
    port: int,
    tmp_path: Path,
    rounds: Callable[[int, int], int],
) -> None:
    installation = install(COUNTIES, port)
    for number in range(2):  # cold, which compiles what it imports; and warm, as all that follow
        whole = finish(installation, "issue", str(write_letter(tmp_path, number)), *ISSUE)
    kills = 0
    for number in range(2, 2 + rounds(2, 20)):
        command = ("issue", str(write_letter(tmp_path, number)), *ISSUE)
        for _time in range(rounds(1, 2)):
            kills += kill_after(installation, random.uniform(0.3 * whole, whole), *command)
        finish(installation, *command)
    assert kills > 0
    found = installation.facts("tests.processes.report")
    assert_whole(found, mailbox, letters=2 + rounds(2, 20), addresses=RECIPIENTS, kills=kills)


def test_a_worker_killed_at_random_moments_is_followed_by_the_next(
    install: Callable[..., Installation], mailbox: Mailbox, port: int, rounds: Callable[[int, int], int]
) -> None:
    installation = install(COUNTIES, port)
    command = ("worker", "--until-idle")
    for _run in range(2):  # as above
        installation.run("tests.processes.signed")
        whole = finish(installation, *command)
    kills = 0
    for _round in range(rounds(2, 20)):
        installation.run("tests.processes.signed")
        for _time in range(rounds(1, 2)):
            kills += kill_after(installation, random.uniform(0.3 * whole, whole), *command)
        finish(installation, *command)
    assert kills > 0
    found = installation.facts("tests.processes.report")
    assert_whole(found, mailbox, letters=2 + rounds(2, 20), addresses=RECIPIENTS, kills=kills)


def test_issue_killed_between_two_steps_goes_on_where_it_stopped(
    install: Callable[..., Installation], mailbox: Mailbox, port: int, rounds: Callable[[int, int], int]
) -> None:
    installation = install(3, port)
    seed = str(random.randrange(1000))
    ended = installation.facts("tests.processes.stepping", str(rounds(12, 0)), seed, timeout=1500)
    assert ended["total"] > 100
    assert len(ended["endings"]) >= rounds(12, ended["total"])
    # Threads share the last steps in another order each time, so that a run may be over before its step comes.
    assert {first for first, _second in ended["endings"]} <= {-9, 0}
    assert {second for _first, second in ended["endings"]} == {0}
    kills = sum(first == -9 for first, _second in ended["endings"])
    assert kills >= len(ended["endings"]) // 2
    found = installation.facts("tests.processes.report")
    assert_whole(found, mailbox, letters=1 + len(ended["endings"]), addresses=8, kills=kills)
