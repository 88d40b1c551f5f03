"""However they race: an administrator stays, and an invitation is taken up once."""

from __future__ import annotations

from collections.abc import Callable

from tests.processes.installation import Installation


def test_two_administrators_cannot_remove_each_other(
    install: Callable[..., Installation], rounds: Callable[[int, int], int]
) -> None:
    installation = install()
    found = installation.facts("tests.processes.removing", str(rounds(5, 60)), timeout=600)
    told = ["accepted", "grant.last_administrator", "link.invalid", "removed"]
    assert found == [{"endings": [0] * 4, "told": told, "administrators": 1, "logins": 1}] * len(found)
    assert installation.facts("tests.processes.report")["flaws"] == []
