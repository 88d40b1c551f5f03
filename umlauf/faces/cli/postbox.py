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
def postbox(home: Path) -> Iterator[int]:
    """Run the server in a thread. Its mail lies in ``home/mail``, its port, which is given, in ``home/postbox`` too."""
    controller = Controller(Mailbox(home / "mail"), hostname=HOST, port=_free_port(), ident="Umlauf demo")
    controller.start()
    try:
        (home / "postbox").write_text(str(controller.port))
        yield controller.port
    finally:
        controller.stop()
        (home / "postbox").unlink(missing_ok=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
