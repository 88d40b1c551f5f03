"""Databases with all migrations applied and no rows: each kind is made once for a run of the tests, then copied.

Migrating costs about ten seconds of a core. Tests that are about migrating, or about a first start, begin with an empty
database all the same.
``python -m tests.services.migrated`` applies the migrations to the database of ``DATABASE_URL``.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg.sql import SQL, Identifier

ROOT = Path(__file__).resolve().parents[2]


def schema() -> str:
    """Names the schema that the migrations of today make, so that no run takes what an older one has left behind."""
    files = sorted((ROOT / "umlauf").glob("*/*/migrations/*.py"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:10]


ON_SERVER = f"umlauf_migrated_{schema()}"


def migrated_file(shelf: Path) -> Path:
    """A migrated file of SQLite in ``shelf``, a folder of the run alone that its workers share. To be copied only."""
    made = shelf / "migrated.sqlite3"
    with _one_at_a_time(shelf):
        if not made.exists():
            half = made.with_suffix(".half")
            _migrate(shelf, f"sqlite:///{half}")
            half.rename(made)
    return made


def migrated_database(shelf: Path, url: str) -> str:
    """The name of a migrated database on the throw-away server of ``url``, for ``CREATE DATABASE … TEMPLATE``."""
    with _one_at_a_time(shelf), psycopg.connect(url, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [ON_SERVER]).fetchone():
            half = f"{ON_SERVER}_half"
            connection.execute(SQL("CREATE DATABASE {}").format(Identifier(half)))
            _migrate(shelf, urlunsplit(urlsplit(url)._replace(path=f"/{half}")))
            connection.execute(SQL("ALTER DATABASE {} RENAME TO {}").format(Identifier(half), Identifier(ON_SERVER)))
    return ON_SERVER


@contextmanager
def _one_at_a_time(shelf: Path) -> Iterator[None]:
    with (shelf / "migrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _migrate(home: Path, url: str) -> None:
    own = {"DATABASE_URL": url, "UMLAUF_HOME": str(home), "DJANGO_SETTINGS_MODULE": "umlauf.project.settings"}
    command = [sys.executable, "-m", "tests.services.migrated"]
    done = subprocess.run(command, env=os.environ | own, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"The migrations cannot be applied:\n{done.stdout}{done.stderr}")


def main() -> None:
    """Migrate; the connection is closed, so that a file of SQLite holds everything itself and may be copied."""
    import django
    from django.core.management import call_command
    from django.db import connections

    django.setup()
    call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
    connections.close_all()


if __name__ == "__main__":
    main()
