"""Promise 3 with real processes: no place is given twice, however many register at the same time over HTTP."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.processes.installation import Installation
from tests.services.program import serving

OK = 200
WAITING = re.compile(r"Warteliste, Platz (\d+)")
pytestmark = pytest.mark.soak


def test_parallel_registrations_fill_the_places_and_then_the_waiting_list(
    install: Callable[..., Installation], rounds: Callable[[int, int], int]
) -> None:
    counties, places = rounds(50, 300), rounds(10, 60)
    installation = install(counties)
    with serving(installation.environment) as address:
        for _round in range(rounds(1, 3)):
            links = installation.facts("tests.processes.inviting", str(places))
            assert len(links) == counties
            endings, pages = installation.facts("tests.processes.registering", address, *links, timeout=600)
            assert endings == [0] * counties
            assert_told(pages, places)
    found = installation.facts("tests.processes.report")
    assert found["flaws"] == []
    for registrations, answers in zip(found["registrations"], found["answers"], strict=True):
        assert [state for _county, state in registrations] == ["admitted"] * places + ["waiting"] * (counties - places)
        assert len({county for county, _state in registrations}) == counties
        assert sorted(answers) == sorted([county, "registered"] for county, _state in registrations)
    log = Path(installation.home, "serve.log").read_text(errors="replace")
    assert "Traceback" not in log
    assert "Internal Server Error" not in log


def assert_told(pages: list[tuple[int, str]], places: int) -> None:
    """Each page says what became of it, and the places on the waiting list are each told once."""
    assert {status for status, _text in pages} == {OK}
    waiting = [int(found[1]) for _status, text in pages if (found := WAITING.search(text))]
    assert sorted(waiting) == list(range(1, len(pages) - places + 1))
    assert sum("Angemeldet" in text for _status, text in pages) == len(pages)
