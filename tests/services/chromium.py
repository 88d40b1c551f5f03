"""Debian's headless Chromium, driven by Playwright, and axe-core for what a person with a screen reader would meet.

While a browser is open its thread runs an event loop, so Django refuses the database there: a browser test looks
at what a real server shows, and asks the database only through commands or before the browser opens.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

AXE = Path(__file__).resolve().parents[1] / "browser" / "axe" / "axe.min.js"
PACKAGE = "chromium-headless-shell"  # the whole browser, hidden, takes more than twice the processor's time
# It runs as root in CI, without a graphics card, and looks for no update.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def program() -> str:
    """The path of Chromium; ``FileNotFoundError`` with what to do when it is missing."""
    found = shutil.which(PACKAGE)
    if found is None:
        raise FileNotFoundError(f"Chromium is missing. Please install the Debian package {PACKAGE}.")
    return found


@contextmanager
def open_browser() -> Iterator[Browser]:
    """A headless browser while the block lasts, with a profile of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program(), args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


def axe_findings(page: Page) -> list[str]:
    """What axe-core finds on the page as it stands: one line for each rule with the elements that break it.

    The script is evaluated by the debugger and not added to the page, whose security policy would refuse it.
    """
    page.evaluate(_axe())
    result: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{found['id']} ({found['impact']}): {found['help']}: {', '.join(_selector(node) for node in found['nodes'])}"
        for found in result["violations"]
    ]


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")


def _selector(node: dict[str, Any]) -> str:
    return " ".join(map(str, node["target"]))
