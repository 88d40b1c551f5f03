"""A throw-away PostgreSQL server: made in two seconds, reached by a socket in a folder of its own, gone afterwards.

``python -m tests.services.postgres COMMAND…`` runs a command with ``DATABASE_URL`` set to such a server.
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
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit
from uuid import uuid4

import psycopg

OWNER = "umlauf"
START_SECONDS = 30.0


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


@contextmanager
def server(max_connections: int = 150) -> Iterator[str]:
    """Run a server while the block lasts; gives the address of its empty database as a ``DATABASE_URL``."""
    folder = Path(tempfile.mkdtemp(prefix="umlauf-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    data, log = folder / "data", folder / "log"
    making = [str(programs() / "initdb"), f"--pgdata={data}", f"--username={OWNER}", "--auth=trust"]
    running = [str(programs() / "postgres"), "-D", str(data), "-k", str(folder), "-c", "listen_addresses="]
    try:
        subprocess.run(
            [*_as_owner(), *making, "--encoding=UTF8", "--locale=C.UTF-8"],
            cwd=folder,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        with log.open("wb") as output:
            process = subprocess.Popen(
                [*_as_owner(), *running, "-c", f"max_connections={max_connections}"],
                cwd=folder,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            address = f"postgresql://{OWNER}@{quote(str(folder), safe='')}/postgres"
            _wait_until_up(address, process, log)
            with new_database(address) as fresh:
                yield fresh
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=START_SECONDS)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


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
    with server() as url:
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
