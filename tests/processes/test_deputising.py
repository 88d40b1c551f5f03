"""Deputies, withdrawals and registrations that come at the same moment from real processes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.processes.installation import Installation

pytestmark = pytest.mark.soak


def test_a_place_goes_to_one_deputy_or_to_who_waits(
    install: Callable[..., Installation], rounds: Callable[[int, int], int]
) -> None:
    installation = install(rounds(12, 40))
    for _round in range(rounds(1, 3)):
        endings, places, taken, each = installation.facts("tests.processes.deputising", timeout=600)
        assert set(endings) == {0}
        assert taken == places
        assert set(each) <= {0, 1}
    assert installation.facts("tests.processes.report")["flaws"] == []
