from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.faces.cli.terminal import Terminal
from tests.services.migrated import migrated_file


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    """A terminal with an empty home."""
    return Terminal(tmp_path / "home")


@pytest.fixture
def migrated(terminal: Terminal, shelf: Path) -> Terminal:
    """A terminal whose home holds nothing but a migrated database, as after a first ``umlauf init``."""
    _lay_database(terminal.home, shelf)
    return terminal


@pytest.fixture
def begun_demo(migrated: Terminal) -> Terminal:
    """A terminal in whose home a demo has begun and not played anything yet."""
    (migrated.home / "demo").touch()
    return migrated


@pytest.fixture(scope="session")
def prepared_home(tmp_path_factory: pytest.TempPathFactory, shelf: Path) -> Path:
    """The home of the sample association, made once."""
    made = Terminal(tmp_path_factory.mktemp("prepared") / "home")
    _lay_database(made.home, shelf)
    made.set_up_office()
    return made.home


@pytest.fixture
def office(terminal: Terminal, prepared_home: Path) -> Terminal:
    """A terminal of the sample association."""
    shutil.copytree(prepared_home, terminal.home)
    return terminal


def _lay_database(home: Path, shelf: Path) -> None:
    home.mkdir(mode=0o700)
    shutil.copy(migrated_file(shelf), home / "umlauf.sqlite3")
