"""Many letters at once are the letters one by one."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.engines.letters.papers import LETTER
from umlauf.engines.letters import Letter, LetterError, render_letter, render_letters
from umlauf.engines.letters.many import BATCH


def addressed(count: int, taken: list[int]) -> Iterator[Letter]:
    for number in range(count):
        taken.append(number)
        yield replace(LETTER, addressees=(f"Landkreis {number}", "Die Landrätin"))


def test_each_letter_is_what_it_is_alone_and_they_come_in_order() -> None:
    taken: list[int] = []
    count = BATCH + 3
    alone = [render_letter(letter).pdf for letter in addressed(count, [])]
    assert list(render_letters(addressed(count, taken))) == alone
    assert taken == list(range(count))
    assert list(render_letters([])) == []


def test_letters_are_taken_as_they_are_needed_and_no_process_is_left() -> None:
    taken: list[int] = []
    before = len(multiprocessing.active_children())
    printed = render_letters(addressed(50 * BATCH, taken), processes=1)
    next(printed)
    assert len(taken) <= 4 * BATCH
    printed.close()  # type: ignore[attr-defined]
    assert len(multiprocessing.active_children()) == before


def test_a_letter_that_cannot_be_rendered_is_told() -> None:
    with pytest.raises(LetterError) as refused:
        list(render_letters([LETTER, replace(LETTER, subject="\N{GRINNING FACE}")], processes=1))
    assert refused.value.characters == ("\N{GRINNING FACE}",)
