from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.faces.cli.terminal import Terminal


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    """A terminal with an empty home."""
    return Terminal(tmp_path / "home")


@pytest.fixture(scope="session")
def prepared_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of the sample association, made once."""
    made = Terminal(tmp_path_factory.mktemp("prepared") / "home")
    made.set_up_office()
    return made.home


@pytest.fixture
def office(terminal: Terminal, prepared_home: Path) -> Terminal:
    """A terminal of the sample association."""
    shutil.copytree(prepared_home, terminal.home)
    return terminal
