"""What goes wrong around a worker that sends: a mail server with moods, a disk that fills up, a database that ends."""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.engines.mail.servers import BREAK, Mailbox, free_port, listening
from tests.processes.installation import Installation
from tests.services.postgres import Cluster

CLOCKS = tuple(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
"""The library of Debian's package faketime."""
HANG = "hang"
CUT = "cut"
AT_RCPT = ("421 4.3.2 closing down", "451 4.3.0 try later", "550 5.1.1 nobody here", HANG, CUT)
AT_DATA = ("451 4.2.2 mailbox full", "554 5.7.1 not this one", BREAK)
PATIENCE = 1
"""Seconds that the installation waits for the mail server."""
SLOW = 0.03
"""Seconds that the mail server takes for each message, so that there is a middle to break."""


LONGEST = 180.0
"""Seconds for what takes a few, or where a worker was killed or the server was away, a minute each."""


@dataclass
class Moody(Mailbox):
    """A mail server that takes every message, or while it is ``moody`` two of three."""

    moody: bool = False
    chance: random.Random = field(default_factory=random.Random)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it so
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        mood = self._mood(AT_RCPT)
        if mood == HANG:
            await asyncio.sleep(PATIENCE * 2)
        elif mood == CUT:
            assert isinstance(server.transport, asyncio.WriteTransport)
            asyncio.get_running_loop().call_later(self.chance.uniform(0, 0.01), server.transport.abort)
        elif mood:
            return mood
        return await super().handle_RCPT(server, session, envelope, address, options)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        await asyncio.sleep(SLOW)
        if mood := self._mood(AT_DATA):
            self.at_data.setdefault(envelope.rcpt_tos[0], []).append(mood)
        return await super().handle_DATA(server, session, envelope)

    def _mood(self, moods: tuple[str, ...]) -> str | None:
        return self.chance.choice(moods) if self.moody and self.chance.random() < 1 / 6 else None


@dataclass
class Surroundings:
    """An installation with everything that it stands on. ``disk`` is the small one on which its database lies."""

    installation: Installation
    mailbox: Moody
    disk: Path | None
    cluster: Cluster | None
    _serving: ExitStack = field(default_factory=ExitStack)

    def server_up(self) -> None:
        self._serving.enter_context(listening(self.mailbox, port=self.installation.port))

    def server_down(self) -> None:
        self._serving.close()

    def fill_disk(self) -> None:
        """Leave no byte free."""
        assert self.disk is not None
        with (self.disk / "filler").open("wb", buffering=0) as filler:
            try:
                while True:
                    filler.write(b"\0" * 65536)
            except OSError:
                return

    def free_disk(self) -> None:
        assert self.disk is not None
        (self.disk / "filler").unlink(missing_ok=True)

    def restart_database(self) -> None:
        """End the database server as a failure would, and start it again after a moment."""
        assert self.cluster is not None
        self.cluster.stop(crash=True)
        self.cluster.start()

    def start_worker(self, *, hours: float = 0) -> subprocess.Popen[str]:
        """A worker whose clock is ahead by so many hours."""
        return self._ahead(hours).start("umlauf", "worker", "--until-idle")

    def wait_for(self, messages: int, worker: subprocess.Popen[str]) -> None:
        """Until the mail server has got so many more messages, or the worker has ended."""
        enough = len(self.mailbox.kept) + messages
        patience = time.monotonic() + LONGEST
        while len(self.mailbox.kept) < enough and worker.poll() is None:
            if time.monotonic() > patience:
                raise TimeoutError(f"{messages} messages did not come in {LONGEST} s")
            time.sleep(0.005)

    def finish(self, *, hours: float = 0) -> None:
        """Let a worker do what is due, and insist that it ends well."""
        self._ahead(hours).run("umlauf", "worker", "--until-idle")

    def _ahead(self, hours: float) -> Installation:
        here = self.installation
        if not hours:
            return here
        if not CLOCKS:
            raise FileNotFoundError("Another time cannot be told. Please install the Debian package faketime.")
        told = {"LD_PRELOAD": str(CLOCKS[0]), "FAKETIME": f"+{hours}h", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
        return Installation(here.home, here.database, here.port, here.more | told)


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path | None]:
    """A disk of its own that is soon full, where PostgreSQL's user may go too; None where one may not mount."""
    place = Path(tempfile.mkdtemp(prefix="umlauf-chaos-"))
    place.chmod(0o755)
    mounted = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "umlauf-chaos", str(place)]
    if os.geteuid() != 0 or subprocess.run(mounted, check=False, capture_output=True).returncode != 0:
        place.rmdir()
        yield None
        return
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)
        place.rmdir()


def on_sqlite(model: Installation, disk: Path | None, tmp_path: Path) -> Installation:
    """A copy of a prepared installation on the small disk."""
    home = (disk or tmp_path) / "home"
    shutil.copytree(model.home, home)
    return _with(home, f"sqlite:///{home / 'umlauf.sqlite3'}")


def on_postgresql(running: Cluster, disk: Path | None, tmp_path: Path, counties: int) -> Installation:
    """An installation on a server of its own, whose tables lie on the small disk."""
    import psycopg

    if disk is not None:
        room = disk / "tables"
        room.mkdir()
        shutil.chown(room, "postgres", "postgres")
        name = running.url.rpartition("/")[2]
        with psycopg.connect(running.address, autocommit=True) as connection:
            connection.execute(f"CREATE TABLESPACE small LOCATION '{room}'".encode())
            connection.execute(f'ALTER DATABASE "{name}" SET TABLESPACE small'.encode())
    home = tmp_path / "home"
    home.mkdir()
    installation = _with(home, running.url)
    installation.run("tests.services.migrated")
    installation.run("tests.processes.prepare", str(counties))
    return installation


def _with(home: Path, database: str) -> Installation:
    return Installation(home, database, free_port(), {"SMTP_TIMEOUT": str(PATIENCE)})
