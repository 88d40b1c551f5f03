"""The command as a person runs it: a process of its own, a home folder of its own, German unless told otherwise."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from umlauf.faces.cli.demonstration import PASSWORD, sample_folder

ROOT = Path(__file__).resolve().parents[3]
SAMPLE = sample_folder() / "rundschreiben-543-2016.md"
OFFICE = sample_folder() / "associations" / "landkreistag-musterland.yaml"
CLOSED_PORT = "9"  # discard: nobody listens there
PATIENCE = 600.0  # seconds for a command on a machine that does much else


@dataclass(frozen=True)
class Terminal:
    """A terminal with ``UMLAUF_HOME`` and a database of SQLite inside it."""

    home: Path
    environment: dict[str, str] = field(default_factory=dict)

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start ``umlauf`` and leave it running."""
        return subprocess.Popen(
            [sys.executable, "-m", "umlauf", *arguments],
            env=self.surroundings(),
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def surroundings(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("UMLAUF", "DJANGO", "SMTP"))}
        own = {"UMLAUF_HOME": str(self.home), "DATABASE_URL": "", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
        return kept | own | {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": CLOSED_PORT} | self.environment

    def run(self, *arguments: str | Path, code: int = 0, given: str = "") -> subprocess.CompletedProcess[str]:
        """Run ``umlauf`` with the arguments and insist on the exit code."""
        done = subprocess.run(
            [sys.executable, "-m", "umlauf", *map(str, arguments)],
            env=self.surroundings(),
            cwd=ROOT,
            input=given,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert done.returncode == code, f"{done.returncode}: {done.stdout}{done.stderr}"
        assert "Traceback" not in done.stderr, done.stderr
        return done

    def facts(self, *arguments: str | Path, code: int = 0) -> Any:
        """Run with ``--json`` and read what is printed."""
        return json.loads(self.run(*arguments, "--json", code=code).stdout)

    def set_up_office(self) -> None:
        """The sample association, with the logins of its people."""
        self.run("init", OFFICE)
        self.add("koenig@landkreistag-musterland.example", "Karla König", "clerk")
        self.add("muster@landkreistag-musterland.example", "Theo Muster", "signatory", "--title", "Geschäftsführer")

    def add(self, email: str, name: str, role: str, *more: str) -> None:
        self.run("createuser", email, "--name", name, "--role", role, *more, "--password-stdin", given=f"{PASSWORD}\n")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def processes_with(word: str) -> list[str]:
    """The command lines of this machine's processes in which the word stands as an argument."""
    return [line for line in _processes("cmdline") if word in line.split("\0")]


def processes_at(home: Path) -> list[str]:
    """The environments of this machine's processes that work in a home folder."""
    return [line for line in _processes("environ") if f"UMLAUF_HOME={home}" in line.split("\0")]


def _processes(told: str) -> Iterator[str]:
    for file in Path("/proc").glob(f"[0-9]*/{told}"):
        with suppress(OSError):  # it ended while we looked, or is somebody else's
            yield file.read_bytes().decode(errors="replace")
