"""What several processes do at the same time: write to the chain, claim tasks, issue the same text."""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests.engines.mail.servers import Mailbox, listening
from tests.processes.installation import Installation
from tests.processes.letters import write_letter

WRITERS, ENTRIES = 10, 12
WORKERS, TASKS = 4, 80


def test_entries_of_many_writers_make_one_chain_without_a_gap(install: Callable[..., Installation]) -> None:
    installation = install()
    assert installation.facts("tests.processes.recording", str(WRITERS), str(ENTRIES)) == [0] * (WRITERS + 1)
    found = installation.facts("tests.processes.report")
    assert len(found["events"]) == WRITERS * ENTRIES
    assert found["flaws"] == []


def test_no_two_workers_have_the_same_task_and_a_killed_one_loses_none(
    install: Callable[..., Installation], tmp_path: Path
) -> None:
    installation, journal = install(), tmp_path / "journal"
    first, second = installation.facts("tests.processes.working", str(WORKERS), str(TASKS), str(journal))
    assert sorted(first) == [-signal.SIGKILL, *[0] * (WORKERS - 1)]
    assert second == [0]
    lines = Counter(journal.read_text().splitlines())
    assert lines.pop("1 begins") == 2
    assert lines == Counter(
        {
            f"{subject} {what}": 1
            for subject in range(TASKS)
            for what in ("begins", "ends")
            if (subject, what) != (1, "begins")
        }
    )
    assert installation.facts("tests.processes.report")["tasks"] == []


def test_two_who_issue_the_same_text_issue_it_once(install: Callable[..., Installation], tmp_path: Path) -> None:
    letter = write_letter(tmp_path, 1)
    mailbox = Mailbox()
    with listening(mailbox) as server:
        installation = install(port=server.port)
        command = ("umlauf", "issue", str(letter), "--association", "lkt-musterland")
        both = [installation.start(*command) for _process in range(2)]
        ended = [(process.communicate()[1], process.returncode) for process in both]
    assert [errors for errors, _code in ended] == ["", ""]
    # Who ends first may see messages in the hands of the other and says that something is open.
    codes = {code for _errors, code in ended}
    assert codes in ({0}, {0, 3})
    found = installation.facts("tests.processes.report")
    assert (found["numbers"], found["circulars"], len(found["letters"])) == ([543], 1, 1)
    assert {state for _id, _recipient, state in found["messages"]} == {"sent"}
    assert len(found["messages"]) == 8
    assert set(mailbox.times().values()) == {1}
