"""The demo's own mail server: takes every message and puts it into a Maildir."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Mailbox

from umlauf.faces.cli.ports import LOCAL, free_port


@contextmanager
def postbox(home: Path) -> Iterator[int]:
    """Run the server in a thread. Its mail lies in ``home/mail``, its port, which is given, in ``home/postbox`` too."""
    controller = Controller(Mailbox(home / "mail"), hostname=LOCAL, port=free_port(), ident="Umlauf demo")
    controller.start()
    try:
        (home / "postbox").write_text(str(controller.port))
        yield controller.port
    finally:
        controller.stop()
        (home / "postbox").unlink(missing_ok=True)
