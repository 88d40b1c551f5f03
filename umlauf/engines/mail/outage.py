"""A mail server that is away: say so once, and ask again after growing waits, for all messages together."""

from __future__ import annotations

import logging
import threading
import time
from typing import Final

from umlauf.engines.mail.smtp import Server

LONGEST: Final = 60.0
"""Seconds between two looks at a server that stays away."""

_log = logging.getLogger(__name__)


class Outage:
    """What this process knows of one server. ``reason`` is empty while the server is there."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._lock = threading.Lock()
        self._wait = 0.0
        self._until = 0.0
        self.reason = ""

    def lasts(self) -> bool:
        """Whether it is too early to ask the server again."""
        with self._lock:
            return bool(self.reason) and time.monotonic() < self._until

    def began(self, reason: str) -> None:
        """The server could not be reached: wait 1, 2, 4 … seconds, up to ``LONGEST``."""
        with self._lock:
            if not self.reason:
                _log.warning("mail server %s is away, messages wait: %s", self._server, reason)
            self.reason = reason
            self._wait = min(self._wait * 2 or 1.0, LONGEST)
            self._until = time.monotonic() + self._wait

    def ended(self) -> None:
        with self._lock:
            if self.reason:
                _log.warning("mail server %s is back", self._server)
            self.reason, self._wait = "", 0.0


_outages: dict[Server, Outage] = {}
_outages_lock = threading.Lock()


def outage_of(server: Server) -> Outage:
    """The one that all calls of this process share."""
    with _outages_lock:
        return _outages.setdefault(server, Outage(server))
