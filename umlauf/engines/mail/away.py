"""That the mail server is away, said by the worker to the pages: they have no process in common but the database."""

from __future__ import annotations

import time
from typing import Final

from django.core.cache import cache

_KEY: Final = "mail.away"
_HOLDS: Final = 120
"""Seconds for which it is known, unless it is said again or the server is back."""
_SAY_AGAIN: Final = 30.0

_said: dict[str, float] = {}


def say_away(reason: str) -> None:
    """Say why the server is away, or with an empty reason that it is there. Asked for at every turn of a worker."""
    if reason:
        if time.monotonic() - _said.get(reason, -_SAY_AGAIN) >= _SAY_AGAIN:
            cache.set(_KEY, reason, _HOLDS)
            _said.clear()
            _said[reason] = time.monotonic()
    elif _said:
        cache.delete(_KEY)
        _said.clear()


def server_away() -> str:
    """Why the server is away, as a worker found in the last two minutes. Empty: it is there, or nobody knows."""
    reason: str | None = cache.get(_KEY)
    return reason or ""
