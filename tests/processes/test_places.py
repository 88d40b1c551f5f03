"""Promise 3 with real processes: no place is given twice, however many register at the same time over HTTP."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.processes.installation import Installation
from tests.services.program import serving

OK = 200
COUNTY = re.compile(r"· für: (.+)")
WAITING = re.compile(r"Warteliste, Platz (\d+)")
pytestmark = pytest.mark.soak


def test_parallel_registrations_fill_the_places_and_then_the_waiting_list(
    install: Callable[..., Installation], rounds: Callable[[int, int], int]
) -> None:
    counties, places = rounds(24, 300), rounds(8, 60)
    installation = install(counties)
    told: list[dict[str, int]] = []
    with serving(installation.environment) as address:
        for _round in range(rounds(1, 3)):
            links = installation.facts("tests.processes.inviting", str(places))
            assert len(links) == counties
            endings, pages = installation.facts("tests.processes.registering", address, *links, timeout=600)
            assert endings == [0] * counties
            told.append(waiting_places(pages, places))
    found = installation.facts("tests.processes.report")
    assert found["flaws"] == []
    for registrations, answers, places_told in zip(found["registrations"], found["answers"], told, strict=True):
        waiting = [county for county, state in registrations if state == "waiting"]
        assert places_told == {county: place for place, county in enumerate(waiting, start=1)}
        assert [state for _county, state in registrations] == ["admitted"] * places + ["waiting"] * (counties - places)
        assert len({county for county, _state in registrations}) == counties
        assert sorted(answers) == sorted([county, "registered"] for county, _state in registrations)
    log = Path(installation.home, "serve.log").read_text(errors="replace")
    assert "Traceback" not in log
    assert "Internal Server Error" not in log


def waiting_places(pages: list[tuple[int, str]], places: int) -> dict[str, int]:
    """Which place on the waiting list the page of a county has told; each page says what became of it."""
    assert {status for status, _text in pages} == {OK}
    assert all("Angemeldet" in text for _status, text in pages)
    told = {}
    for _status, text in pages:
        county = COUNTY.search(text)
        assert county
        if place := WAITING.search(text):
            told[county[1]] = int(place[1])
    assert len(told) == len(pages) - places
    return told
