"""A worker that is ended while it sends: by SIGKILL in the middle of a planned dispatch, and by SIGTERM."""

from __future__ import annotations

import asyncio
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.engines.mail.servers import Mailbox, listening
from tests.processes.installation import Installation

COUNTIES: Final = 3
ADDRESSES: Final = 8  # three a county, but for the last, which nobody is responsible in
CONNECTIONS: Final = 2
PASSED: Final = 1
PATIENCE: Final = 60.0
KILLS: Final = 8
PLANNED: Final = [1, 0, 0, 0]
DISPATCHED: Final = [0, 1, ADDRESSES, ADDRESSES]


@dataclass
class Gate(Mailbox):
    """A mail server that answers the first ``PASSED`` messages, and the others when ``opened`` is set."""

    opened: threading.Event = field(default_factory=threading.Event)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        held = len(self.kept) >= PASSED
        answer = await super().handle_DATA(server, session, envelope)
        if held:
            await asyncio.to_thread(self.opened.wait)
        return answer


def messages(installation: Installation) -> Counter[str]:
    """How many are in which state."""
    found = installation.facts("tests.processes.report")
    assert (found["undelivered"], found["deliveries"], found["flaws"]) == (0, len(found["messages"]), [])
    return Counter(state for _id, _recipient, state in found["messages"])


def wait_until(true: Callable[[], bool]) -> None:
    patience = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < patience
        time.sleep(0.01)


@pytest.mark.kill
def test_a_planned_dispatch_killed_in_the_middle_is_sent_once_by_the_next_worker(
    install: Callable[..., Installation],
) -> None:
    mailbox = Mailbox()
    with listening(mailbox) as server:
        installation = install(COUNTIES, server.port)
        told = installation.facts("tests.processes.planned", str(KILLS))
        assert told["whole"] == [0, *DISPATCHED]
        assert len(told["ended"]) == KILLS
        first = [one for one, _then in told["ended"]]
        assert {code for code, *_rows in first} == {-signal.SIGKILL}
        assert all(rows in (PLANNED, DISPATCHED) for _code, *rows in first)  # whole or not at all
        assert sum(rows == PLANNED for _code, *rows in first) > KILLS // 2
        assert [then for _one, then in told["ended"]] == [[0, *DISPATCHED]] * KILLS
        installation.run("umlauf", "worker", "--until-idle")
    found = installation.facts("tests.processes.report")
    assert (found["dispatches"], found["tasks"], found["flaws"]) == (KILLS + 1, [], [])
    assert Counter(found["events"])["circulars.dispatched"] == KILLS + 1
    assert [state for _id, _recipient, state in found["messages"]] == ["sent"] * ADDRESSES * (KILLS + 1)
    assert set(mailbox.times().values()) == {KILLS + 1}
    assert len(mailbox.kept) == ADDRESSES * (KILLS + 1)


def test_told_to_end_a_worker_ends_after_the_message_that_each_connection_has_in_hand(
    install: Callable[..., Installation],
) -> None:
    mailbox = Gate()
    with listening(mailbox) as server:
        installation = replace(install(COUNTIES, server.port), more={"SMTP_CONNECTIONS": str(CONNECTIONS)})
        installation.run("tests.processes.signed")
        worker = installation.start("umlauf", "worker")
        try:
            wait_until(lambda: len(mailbox.kept) == PASSED + CONNECTIONS or worker.poll() is not None)
            worker.terminate()
            time.sleep(0.5)  # it hears of it meanwhile; where it has not, one more each goes out
            assert worker.poll() is None
            mailbox.opened.set()
            output, errors = worker.communicate(timeout=PATIENCE)
        finally:
            mailbox.opened.set()
            worker.kill()
            worker.communicate()
        assert worker.returncode == 0, f"{output}{errors}"
        arrived = len(mailbox.kept)
        assert PASSED + CONNECTIONS <= arrived <= PASSED + 2 * CONNECTIONS
        assert messages(installation) == {"sent": arrived, "queued": ADDRESSES - arrived}
        installation.run("umlauf", "worker", "--until-idle")
        assert messages(installation) == {"sent": ADDRESSES}
    assert set(mailbox.times().values()) == {1}
    assert len(mailbox.kept) == ADDRESSES
