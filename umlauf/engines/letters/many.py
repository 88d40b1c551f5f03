"""Many letters at once, by processes beside this one: each core prints, and what Typst keeps goes with them."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from typing import Final

from umlauf.engines.letters.papers import Letter
from umlauf.engines.letters.rendering import letter_pdf

BATCH: Final = 20  # letters that go to a process at once: some tenths of a second
WAITING: Final = 2  # batches for each process: one that it prints, and the next one
LIFE: Final = 50  # batches until a process is replaced


def render_letters(letters: Iterable[Letter], *, processes: int = 2) -> Iterator[bytes]:
    """The PDF of each letter, in their order, with Standard.ARCHIVE; the letters are taken as they are needed.

    This process keeps a few batches, so that memory does not grow with their number. Raises LetterError as
    `render_letter` does, in place of the letter that cannot be rendered; those after it are not rendered then.
    """
    waiting: deque[Future[list[bytes]]] = deque()
    batches = _batches(letters)
    beside = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=beside, max_tasks_per_child=LIFE) as pool:
        try:
            waiting.extend(pool.submit(_print, batch) for batch in islice(batches, processes * WAITING))
            while waiting:
                printed = waiting.popleft().result()
                waiting.extend(pool.submit(_print, batch) for batch in islice(batches, 1))
                yield from printed
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _batches(letters: Iterable[Letter]) -> Iterator[list[Letter]]:
    rest = iter(letters)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _print(letters: list[Letter]) -> list[bytes]:
    return [letter_pdf(letter) for letter in letters]
