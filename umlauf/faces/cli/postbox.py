"""The demo's own mail server: takes every message and puts it into a Maildir."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Mailbox

HOST = "127.0.0.1"


@contextmanager
def postbox(folder: Path) -> Iterator[tuple[str, int]]:
    """Run the server in a thread; gives its host and port."""
    controller = Controller(Mailbox(folder), hostname=HOST, port=_free_port(), ident="Umlauf demo")
    controller.start()
    try:
        yield HOST, controller.port
    finally:
        controller.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
