"""One demo, served by a real ``umlauf demo`` for all tests of this folder, and browsers to look at it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.office import Office
from tests.services.chromium import open_browser
from tests.services.migrated import migrated_file
from tests.services.program import environment, free_port, run, serving

OpenPage = Callable[..., Page]
expect.set_options(timeout=60_000)  # a slow machine is no mistake of a page


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory, shelf: Path) -> Iterator[Office]:
    """The served demo, whose first circular has gone out. Its tables are there before it starts, which saves time."""
    folder = tmp_path_factory.mktemp("demo")
    database = shutil.copy(migrated_file(shelf), folder / "umlauf.sqlite3")
    port = free_port()
    surroundings = environment(folder / "home", f"sqlite:///{database}")
    played = run(surroundings, "demo", "--once", "--port", str(port))
    assert played.returncode == 0, played.stderr.decode()
    with serving(surroundings, "demo", port=port) as address:
        yield Office(address, surroundings)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with open_browser() as opened:
        yield opened


@pytest.fixture
def open_page(browser: Browser, office: Office) -> Iterator[OpenPage]:
    """``open_page(width, scripts=…)`` is a fresh browser window; what it complains of in its console fails the test."""
    complaints: list[str] = []
    with ExitStack() as closing:

        def opened(width: int = 1280, *, scripts: bool = True) -> Page:
            context = browser.new_context(
                base_url=office.address,
                viewport={"width": width, "height": 900},
                java_script_enabled=scripts,
                locale="de-DE",
            )
            closing.callback(context.close)
            page = context.new_page()
            page.set_default_timeout(60_000)
            page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
            page.on("pageerror", lambda error: complaints.append(str(error)))
            return page

        yield opened
    # The browser logs every answer that is an error; which pages answer so is for the tests to say.
    assert not [text for text in complaints if "the server responded with a status of" not in text]
