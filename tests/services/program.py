"""Umlauf as a person starts it: the command in a process of its own, with a home folder and a database of its own."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

UMLAUF = [sys.executable, "-m", "umlauf"]
START_SECONDS = 300.0  # on a machine that does much else
END_SECONDS = 40.0
# What the tests set for themselves, and what a person may have set: none of it reaches the command.
OURS = ("DATABASE_URL", "DJANGO_", "PUBLIC_URL", "PYTEST_", "SECRET_KEYS", "SMTP_", "TRUSTED_", "UMLAUF_")


def environment(home: Path, database: str | None = None, **more: str) -> dict[str, str]:
    """The environment of a command: only its home, its database (SQLite in the home unless given) and ``more``."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    own = {"UMLAUF_HOME": str(home)}
    return {**kept, **own, **({"DATABASE_URL": database} if database else {}), **more}


def run(surroundings: dict[str, str], *arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run ``umlauf ARGUMENTS`` to its end; its exit code and output are for the test to judge."""
    return subprocess.run([*UMLAUF, *arguments], env=surroundings, input=stdin, capture_output=True, check=False)


def free_port() -> int:
    """A port of this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(surroundings: dict[str, str], command: str = "serve", *, port: int | None = None) -> Iterator[str]:
    """Run ``umlauf serve`` (or ``demo``) while the block lasts; gives its address without a slash at the end.

    The server is told to end with the test that started it. A server that does not end on SIGTERM fails the test.
    """
    port = port or free_port()
    address = f"http://localhost:{port}"
    log = Path(surroundings["UMLAUF_HOME"], f"{command}.log")
    log.parent.mkdir(parents=True, exist_ok=True)
    ending_with_us = ["setpriv", "--pdeathsig=TERM"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*ending_with_us, *UMLAUF, command, "--port", str(port)],
            env={**surroundings, "PUBLIC_URL": address},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_until_up(address, process, log)
        yield address
    finally:
        process.terminate()
        try:
            process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            raise


def _wait_until_up(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    patience = time.monotonic() + START_SECONDS
    while True:
        if process.poll() is not None or time.monotonic() > patience:
            raise RuntimeError(f"Umlauf does not answer at {address}:\n{log.read_text(errors='replace')}")
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except urllib.error.HTTPError:
            return  # an answer, whatever it says
        except (OSError, urllib.error.URLError):
            time.sleep(0.1)
        else:
            return
