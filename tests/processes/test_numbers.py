"""Promise 1 with real processes: a number is never given twice and never missing."""

from __future__ import annotations

from collections.abc import Callable

from tests.processes.installation import Installation
from tests.processes.opening import LATE

SIGNERS = 50
VOIDERS = 12
PAIRS = 8


def test_fifty_who_sign_at_once_draw_fifty_numbers(install: Callable[..., Installation]) -> None:
    installation = install()
    assert installation.facts("tests.processes.signing", str(SIGNERS), "own") == [0] * SIGNERS
    found = installation.facts("tests.processes.report")
    assert found["numbers"] == list(range(543, 543 + SIGNERS))
    assert len(found["tasks"]) == SIGNERS
    assert found["flaws"] == []


def test_eight_who_sign_the_same_circular_draw_one_number(install: Callable[..., Installation]) -> None:
    installation = install()
    assert installation.facts("tests.processes.signing", "8", "same") == [0] * 8
    found = installation.facts("tests.processes.report")
    assert found["numbers"] == [543]
    assert found["events"].count("circulars.issued") == 1
    assert found["flaws"] == []


def test_who_signs_and_who_corrects_and_signs_the_same_circular_draw_one_number(
    install: Callable[..., Installation],
) -> None:
    installation = install()
    assert installation.facts("tests.processes.signing", str(PAIRS), "changed") == [0] * 2 * PAIRS
    found = installation.facts("tests.processes.report")
    assert found["numbers"] == list(range(543, 543 + PAIRS))
    assert found["events"].count("circulars.issued") == PAIRS
    assert found["flaws"] == []


def test_a_number_is_given_or_left_out_and_never_both(install: Callable[..., Installation]) -> None:
    installation = install()
    assert installation.facts("tests.processes.voiding", str(VOIDERS)) == [0] * 2 * VOIDERS
    found = installation.facts("tests.processes.report")
    assert len(found["numbers"]) == len(found["voided"]) == VOIDERS
    assert sorted(found["numbers"] + found["voided"]) == list(range(543, 543 + 2 * VOIDERS))
    assert found["events"].count("circulars.number_voided") == VOIDERS
    assert found["flaws"] == []


def test_a_series_that_several_open_at_once_is_opened_by_one(install: Callable[..., Installation]) -> None:
    installation = install()
    assert installation.facts("tests.processes.opening", "6") == [[0, *[LATE] * 5], [1, 1]]
