"""However they race: nobody writes over a chain unseen, and days that overlap are one absence."""

from __future__ import annotations

from collections.abc import Callable

from tests.processes.installation import Installation


def test_two_chains_and_two_absences_at_once(
    install: Callable[..., Installation], rounds: Callable[[int, int], int]
) -> None:
    installation = install()
    found = installation.facts("tests.processes.chaining", str(rounds(5, 60)), timeout=600)
    expected = {"endings": [0] * 4, "told": ["directory.changed", "set"], "steps": 2, "absences": [[1, 8]]}
    assert found == [expected] * len(found)
    assert installation.facts("tests.processes.report")["flaws"] == []
