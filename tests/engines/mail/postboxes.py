"""Postboxes as servers have them: a Maildir, and a real IMAP server (pymap) in a process of its own."""

from __future__ import annotations

import imaplib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.services.program import free_port
from umlauf.engines.mail.imap import ImapServer

CERTIFICATE = Path(__file__).with_name("certificate.pem")
USER, PASSWORD = "rueck", "Ahorn-Linde-7"


def a_maildir(folder: Path) -> Path:
    for name in ("tmp", "new", "cur"):
        (folder / name).mkdir(parents=True)
    return folder


def put(folder: Path, data: bytes, name: str = "1478000000.M1P1.mx", *, seen: bool = False) -> Path:
    """Deliver into a Maildir; ``seen``: somebody has looked at it with a mail program."""
    path = folder / ("cur" if seen else "new") / (f"{name}:2,S" if seen else name)
    path.write_bytes(data)
    return path


@dataclass(frozen=True)
class ImapHouse:
    """A running server, and what a person sees in it with a mail program."""

    server: ImapServer

    @contextmanager
    def opened(self) -> Iterator[imaplib.IMAP4]:
        program = imaplib.IMAP4(self.server.host, self.server.port, timeout=20)
        try:
            program.login(USER, PASSWORD)
            yield program
        finally:
            program.logout()

    def put(self, *mails: bytes) -> None:
        with self.opened() as program:
            for data in mails:
                assert program.append("INBOX", "", "", data)[0] == "OK"

    def subjects(self, folder: str = "INBOX") -> list[str]:
        with self.opened() as program:
            if program.select(f'"{folder}"', readonly=True)[0] != "OK":
                return []
            _status, found = program.fetch("1:*", "(BODY.PEEK[HEADER.FIELDS (SUBJECT)])")
            return [one[1].decode().strip() for one in found if isinstance(one, tuple)]


@contextmanager
def imap_running(security: str = "none") -> Iterator[ImapHouse]:
    """A server that listens, with an empty INBOX."""
    port = free_port()
    secure = ["--cert", str(CERTIFICATE)] if security == "starttls" else ["--no-tls"]
    command = [str(Path(sys.executable).with_name("pymap")), "--host", "127.0.0.1", "--port", str(port), *secure]
    command += ["--no-service", "admin", "dict", "--demo-user", USER, "--demo-password", PASSWORD]
    process = subprocess.Popen(command, env=dict(os.environ), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        house = ImapHouse(ImapServer("127.0.0.1", port, security, USER, PASSWORD, timeout=20))
        _await(port)
        yield house
    finally:
        process.terminate()
        process.wait(20)


def _await(port: int) -> None:
    until = time.monotonic() + 30
    while True:
        try:
            imaplib.IMAP4("127.0.0.1", port, timeout=5).logout()
        except (OSError, imaplib.IMAP4.error):
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return
