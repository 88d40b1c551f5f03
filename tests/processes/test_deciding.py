"""Decisions and registrations that come at the same moment from real processes: no place is given twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.processes.installation import Installation

pytestmark = pytest.mark.soak


def test_decisions_beside_registrations_give_no_place_twice(
    install: Callable[..., Installation], rounds: Callable[[int, int], int]
) -> None:
    counties, places = rounds(12, 60), rounds(5, 25)
    installation = install(counties)
    for _round in range(rounds(1, 3)):
        endings, states, same = installation.facts("tests.processes.deciding", str(places), timeout=600)
        assert set(endings) == {0}
        assert sorted(states) == ["admitted"] * places + ["waiting"] * (counties - places)
        assert same
    found = installation.facts("tests.processes.report")
    assert found["flaws"] == []
    assert found["events"].count("conferences.case_decided") == rounds(1, 3) * ((counties + 1) // 2)
