"""Members, guests, deputies and offers that end want the last places at the same moment, from real processes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.processes.installation import Installation

pytestmark = pytest.mark.soak


def test_the_last_places_are_given_once_and_nobody_is_lost(
    install: Callable[..., Installation], rounds: Callable[[int, int], int]
) -> None:
    installation = install(rounds(12, 40))
    for _round in range(rounds(1, 3)):
        endings, wrong = installation.facts("tests.processes.crowding", timeout=600)
        assert set(endings) == {0}
        assert {about: said for about, said in wrong.items() if said} == {}
    assert installation.facts("tests.processes.report")["flaws"] == []
