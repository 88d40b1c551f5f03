"""Read what came in, and say in the person's language why something cannot be read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext as _

from umlauf.engines.reading import Facts, ReadingRefused, read_circular, read_file
from umlauf.ground.text import Refused


def read_incoming(data: bytes, name: str) -> Facts:
    """The facts of a file. Raises ``Refused`` with the codes of the reading engine (``reading.…``)."""
    with _refusing():
        return read_file(data, name)


def facts_in(text: str) -> Facts:
    """The facts of a text. Raises ``Refused`` as ``read_incoming`` does."""
    with _refusing():
        return read_circular(text)


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except ReadingRefused as refusal:
        raise Refused(refusal.code, _(refusal.message) % refusal.params) from refusal
