"""However they race: each circular reaches each address by one message, and what was given up by none."""

from __future__ import annotations

from collections.abc import Callable

from tests.processes.installation import Installation


def test_a_bundle_put_together_while_people_meddle(
    install: Callable[..., Installation], rounds: Callable[[int, int], int]
) -> None:
    installation = install()
    found = installation.facts("tests.processes.bundling", str(rounds(5, 60)), timeout=600)
    for one in found:
        assert one["endings"] == [0] * 5
        assert (one["orphans"], one["twice"]) == (0, 0)
        held, *others = one["states"]
        assert others == [{"queued": 8}] * 3
        assert set(held) <= {"queued", "cancelled"}  # those of a bundle that had left go on
        assert sum(held.values()) == 8
    assert installation.facts("tests.processes.report")["flaws"] == []
