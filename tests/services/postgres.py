"""A throw-away PostgreSQL server: made in two seconds, reached by a socket in a folder of its own, gone afterwards.

``python -m tests.services.postgres COMMAND…`` runs a command with ``DATABASE_URL`` set to such a server. It does not
wait for the disk, which only a machine that fails would tell: a test with real commits takes a third of the time so.
PostgreSQL refuses to run as root, so root starts it as the user ``postgres`` that Debian's package brings.
The server is told to end with the process that started it, so that a killed test run leaves none behind.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit
from uuid import uuid4

import psycopg

OWNER = "umlauf"
START_SECONDS = 120.0


def programs() -> Path:
    """The folder of the newest PostgreSQL server on this machine; ``FileNotFoundError`` when there is none."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    found = str(versions[-1]) if versions else shutil.which("initdb")
    if found is None:
        raise FileNotFoundError("PostgreSQL is missing. Please install the Debian package postgresql.")
    return Path(found).resolve().parent


def _as_owner() -> list[str]:
    end_with_parent = ["setpriv", "--pdeathsig=INT"]
    if os.geteuid() != 0:
        return end_with_parent
    return [*end_with_parent, "--reuid=postgres", "--regid=postgres", "--init-groups"]


@dataclass
class Cluster:
    """A server with its folder. ``url`` is the address of an empty database on it while it runs.

    ``lasting``: what it has committed outlives even the machine, as with any server that is not for tests alone.
    """

    folder: Path
    max_connections: int
    lasting: bool = True
    url: str = ""
    _process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """The address of the database that each server has from the start."""
        return f"postgresql://{OWNER}@{quote(str(self.folder), safe='')}/postgres"

    def start(self) -> None:
        """Run the server, and wait until it answers."""
        log = self.folder / "log"
        running = [str(programs() / "postgres"), "-D", str(self.folder / "data"), "-k", str(self.folder)]
        chosen = ["listen_addresses=", f"max_connections={self.max_connections}"]
        if not self.lasting:
            chosen += ["fsync=off", "full_page_writes=off"]
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                [*_as_owner(), *running, *(word for one in chosen for word in ("-c", one))],
                cwd=self.folder,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        _wait_until_up(self.address, self._process, log)

    def stop(self, *, crash: bool = False) -> None:
        """End the server: in good order, or as a failure would, so that commits not yet on the disk are lost."""
        assert self._process is not None
        self._process.send_signal(signal.SIGQUIT if crash else signal.SIGINT)
        self._process.wait(timeout=START_SECONDS)


@contextmanager
def cluster(max_connections: int = 150, *, lasting: bool = True) -> Iterator[Cluster]:
    """Run a server while the block lasts; whoever has it may stop and start it."""
    folder = Path(tempfile.mkdtemp(prefix="umlauf-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    making = [str(programs() / "initdb"), f"--pgdata={folder / 'data'}", f"--username={OWNER}", "--auth=trust"]
    try:
        subprocess.run(
            [*_as_owner(), *making, "--encoding=UTF8", "--locale=C.UTF-8"],
            cwd=folder,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        running = Cluster(folder, max_connections, lasting)
        running.start()
        try:
            with new_database(running.address) as running.url:
                yield running
        finally:
            running.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def server(max_connections: int = 150, *, lasting: bool = True) -> Iterator[str]:
    """Run a server while the block lasts; gives the address of its empty database as a ``DATABASE_URL``."""
    with cluster(max_connections, lasting=lasting) as running:
        yield running.url


def _wait_until_up(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    patience = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(address).close()
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > patience:
                raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text(errors='replace')}") from None
            time.sleep(0.05)
        else:
            return


@contextmanager
def new_database(url: str, template: str = "template1") -> Iterator[str]:
    """Make a database on the server of ``url``, empty unless it is to be a copy of ``template``.

    Gives its address, and drops it with all its connections.
    """
    name = f"umlauf_{uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode())
    try:
        yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


def main(command: list[str]) -> int:
    """Run ``command`` on a server of its own; gives its exit code."""
    with server(lasting=False) as url:
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
