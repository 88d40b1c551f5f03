"""An installation for each test, on the kind of database that the run is about."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from tests.processes.installation import Installation
from tests.services.migrated import migrated_database, migrated_file
from tests.services.postgres import new_database


@pytest.fixture(scope="session")
def prepared(shelf: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[int], Installation]]:
    """``prepared(counties)`` is an installation with the cast of ``tests.cast``, made once and never used itself."""
    made: dict[int, Installation] = {}
    with ExitStack() as databases:

        def make(counties: int) -> Installation:
            if counties not in made:
                home = tmp_path_factory.mktemp("prepared") / "home"
                url = os.environ["DATABASE_URL"]
                if url.startswith("postgresql:"):
                    model = migrated_database(shelf, url)
                    database = databases.enter_context(new_database(url, model))
                else:
                    database = _file(home)
                    home.mkdir()
                    shutil.copy(migrated_file(shelf), home / "umlauf.sqlite3")
                made[counties] = Installation(home, database)
                made[counties].run("tests.processes.prepare", str(counties))
            return made[counties]

        yield make


@pytest.fixture
def install(
    tmp_path: Path, empty_database: str, prepared: Callable[[int], Installation]
) -> Callable[..., Installation]:
    """``install(counties, port)`` is a copy of a prepared installation, with the port of a mail server."""

    def make(counties: int = 3, port: int = 9) -> Installation:
        model = prepared(counties)
        home = tmp_path / "home"
        shutil.copytree(model.home, home)
        if not empty_database.startswith("postgresql:"):
            return Installation(home, _file(home), port)
        _copy_database(model.database, empty_database)
        return Installation(home, empty_database, port)

    return make


def _file(home: Path) -> str:
    return f"sqlite:///{home / 'umlauf.sqlite3'}"


def _copy_database(model: str, empty: str) -> None:
    source, target = (Identifier(urlsplit(url).path[1:]) for url in (model, empty))
    with closing(psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)) as connection:
        connection.execute(SQL("DROP DATABASE {}").format(target))
        connection.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(target, source))
