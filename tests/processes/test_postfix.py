"""Debian's Postfix takes the mails of a circular, refuses some and sends some back: the page shows exactly that."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Final

import pytest

from tests.processes.installation import Installation
from tests.services.postfix import Postfix, postfix

pytestmark = pytest.mark.kill

COUNTIES: Final = 667
MESSAGES: Final = 2000  # three a county, but for the last, which nobody is responsible in
PATIENCE: Final = 60.0


def settled(server: Postfix) -> None:
    """Wait until nothing lies in the server's queues any more."""
    patience = time.monotonic() + PATIENCE
    while server.waiting():
        assert time.monotonic() < patience, server.log()[-3000:]
        time.sleep(0.1)


@pytest.mark.skipif(os.geteuid() != 0, reason="Postfix runs as root alone")
def test_two_thousand_mails_and_those_that_come_back(install: Callable[..., Installation]) -> None:
    with postfix() as server:
        returns = {"RETURN_ADDRESS": "returns@umlauf.example", "RETURN_MAILDIR": str(server.returns)}
        installation = replace(install(COUNTIES, server.port), more=returns)
        unreachable = installation.facts("tests.processes.unreachable")
        assert min(unreachable.values()) > 0
        installation.run("tests.processes.signed")
        installation.run("umlauf", "worker", "--until-idle")
        settled(server)
        arrived = MESSAGES - sum(unreachable.values())
        assert len(server.arrived()) == len(set(server.arrived())) == arrived

        before = installation.facts("tests.processes.report")["messages"]
        assert Counter(state for _id, _recipient, state in before) == {
            "sent": arrived + unreachable["gone"],
            "failed": unreachable["refused"],
            "deferred": unreachable["later"],
        }
        installation.run("umlauf", "worker", "--until-idle")  # which looks for what came back

        after = installation.facts("tests.processes.report")["messages"]
        by_state = {"sent": arrived, "bounced": unreachable["gone"], "failed": unreachable["refused"]}
        assert Counter(state for _id, _recipient, state in after) == {**by_state, "deferred": unreachable["later"]}
        reached = set(server.arrived())
        assert {recipient for _id, recipient, state in after if state == "sent"} == reached
        assert {recipient[:4] for _id, recipient, state in after if state == "bounced"} == {"gone"}
        assert installation.facts("tests.processes.page") == {**by_state, "deferred": unreachable["later"]}

        installation.run("tests.processes.doubting", "7")
        log = server.folder / "log" / "mail.log"
        installation.run("umlauf", "mail", "log", str(log), "--association", "lkt-musterland")
        cleared = Counter(state for _id, _recipient, state in installation.facts("tests.processes.report")["messages"])
        assert (cleared["sent"], cleared["uncertain"]) == (arrived, 1)
