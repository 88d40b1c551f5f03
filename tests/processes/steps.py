"""End this process by SIGKILL at its n-th step: before a statement, before or after a commit, before bytes go out."""

from __future__ import annotations

import os
import signal
import smtplib
import threading
from collections.abc import Callable
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper


class Steps:
    """Counts the steps of all threads, and ends the process when ``last`` is reached (0: never)."""

    def __init__(self, last: int) -> None:
        self.count = 0
        self._last = last
        self._lock = threading.Lock()

    def step(self) -> None:
        with self._lock:
            self.count += 1
            if self.count == self._last:
                os.kill(os.getpid(), signal.SIGKILL)

    def watch(self) -> None:
        """Step wherever something becomes lasting. For the rest of the process."""
        _around(self, BaseDatabaseWrapper, "_commit", after=True)
        _around(self, CursorWrapper, "execute")
        _around(self, CursorWrapper, "executemany")
        _around(self, smtplib.SMTP, "send")


def _around(steps: Steps, owner: type[Any], name: str, *, after: bool = False) -> None:
    """Let a method step before it does what it does, and after it if that counts."""
    original: Callable[..., Any] = getattr(owner, name)

    def stepping(*args: Any, **kwargs: Any) -> Any:
        steps.step()
        result = original(*args, **kwargs)
        if after:
            steps.step()
        return result

    setattr(owner, name, stepping)
