"""A dispatch that somebody watches and stops: real pages, a real worker, and a mail server of the tests that waits."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.office import load_until, looks_right, read_until
from tests.cast import PASSWORD
from tests.engines.mail.servers import Mailbox, listening
from tests.services.migrated import migrated_file
from tests.services.program import environment, serving

pytestmark = pytest.mark.browser

DESK, PHONE = 1280, 375
COUNTIES = 20
ALL = 3 * COUNTIES - 1
"""Three addresses a county, but for the last, in which nobody is responsible."""
CLERK = "feldkamp@lkt-musterland.example"
BLOCKED = "landrat@lk-lindenberg.example"
"""Where the mail server waits until the test lets it go on."""
SUM = re.compile(r"Übermittlung: (\d+) von (\d+)")


@dataclass
class Sending:
    """The served association, whose circulars are ready to send, and its mail server. ``quiet`` may wait for some."""

    address: str
    circular: str
    quiet: str
    mailbox: Mailbox
    gate: threading.Event = field(default_factory=threading.Event)


@pytest.fixture
def sending(tmp_path: Path, shelf: Path) -> Iterator[Sending]:
    home, mailbox, gate = tmp_path / "home", Mailbox(), threading.Event()
    home.mkdir()
    shutil.copy(migrated_file(shelf), home / "umlauf.sqlite3")
    mailbox.calls[BLOCKED] = lambda: waiting(gate)
    with listening(mailbox) as server:
        surroundings = environment(
            home, SMTP_HOST="127.0.0.1", SMTP_PORT=str(server.port), SMTP_CONNECTIONS="1", SMTP_TIMEOUT="60"
        )
        settings = {**surroundings, "DJANGO_SETTINGS_MODULE": "umlauf.project.settings"}
        prepared = subprocess.run(
            [sys.executable, "-m", "tests.browser.sending", str(COUNTIES)],
            env=settings,
            capture_output=True,
            check=False,
            text=True,
        )
        assert prepared.returncode == 0, prepared.stderr
        with serving(surroundings) as address:
            circular, quiet = (f"/circulars/{one}/" for one in prepared.stdout.split())
            yield Sending(address, circular, quiet, mailbox, gate)
            gate.set()


def waiting(gate: threading.Event) -> None:
    gate.wait(50)


@pytest.fixture
def window(browser: Browser, sending: Sending) -> Iterator[Callable[..., Page]]:
    """``window(width, scripts=…)`` is a browser in which the clerk is logged in."""
    contexts = []

    def opened(width: int, *, scripts: bool = True) -> Page:
        context = browser.new_context(
            base_url=sending.address,
            viewport={"width": width, "height": 900},
            java_script_enabled=scripts,
            locale="de-DE",
        )
        contexts.append(context)
        page = context.new_page()
        page.goto("/login/")
        form = page.locator("main form").first
        form.locator("input[type=email]").fill(CLERK)
        form.locator("input[type=password]").fill(PASSWORD)
        form.locator("button").click()
        expect(page.locator(".me form button")).to_be_visible()
        return page

    yield opened
    for context in contexts:
        context.close()


def handed_over(page: Page) -> int:
    found = SUM.search(page.locator("#delivery").inner_text())
    assert found is not None
    assert int(found[2]) == ALL
    return int(found[1])


def test_a_dispatch_is_watched_held_back_and_gone_on_with(sending: Sending, window: Callable[..., Page]) -> None:
    desk, phone = window(DESK), window(PHONE, scripts=False)
    desk.goto(f"{sending.circular}send/")
    looks_right(desk, DESK, scripts=True)
    desk.locator("form[action$='/send/'] button.first").click()
    expect(desk.locator("#delivery")).to_be_visible()
    first = read_until(lambda: handed_over(desk), lambda count: count > 0, 40)  # without loading it again
    assert 0 < first < ALL
    looks_right(desk, DESK, scripts=True)
    desk.locator("#hold").focus()
    desk.wait_for_timeout(5_000)  # two looks later
    expect(desk.locator("#hold")).to_be_focused()
    phone.goto(sending.circular)
    assert first <= handed_over(phone) < ALL
    phone.locator("#hold").click()  # without scripts as well
    expect(phone.locator("#resume")).to_be_visible()
    expect(desk.locator("#resume")).to_be_visible()
    sending.gate.set()
    expect(desk.locator("#progress")).not_to_have_attribute("hx-get", re.compile("."), timeout=60_000)
    stopped = handed_over(desk)
    assert first <= stopped < ALL
    looks_right(desk, DESK, scripts=True)
    desk.goto(f"{sending.circular}cancel/")
    expect(desk.locator("main table tbody tr")).to_have_count(ALL - stopped)
    looks_right(desk, DESK, scripts=True)
    assert len(sending.mailbox.kept) == stopped
    phone.goto("/")
    expect(phone.locator(f"main a[href='{sending.circular}']").first).to_be_visible()
    phone.goto(sending.circular)
    phone.locator("#resume").click()
    desk.goto(sending.circular)
    expect(desk.locator("#delivery")).to_contain_text(f"Übermittlung: {ALL} von {ALL}", timeout=60_000)
    assert set(sending.mailbox.times().values()) == {1}
    assert len(sending.mailbox.kept) == ALL
    phone.reload()
    assert handed_over(phone) == ALL
    looks_right(phone, PHONE, scripts=False)
    looks_right(desk, DESK, scripts=True)


def test_what_is_left_is_given_up_and_sent_again(sending: Sending, window: Callable[..., Page]) -> None:
    phone = window(PHONE)
    phone.goto(f"{sending.circular}send/")
    looks_right(phone, PHONE, scripts=True)
    phone.locator("form[action$='/send/'] button.first").click()
    phone.locator("#hold").click()
    sending.gate.set()
    expect(phone.locator("#cancel")).to_be_visible()
    expect(phone.locator("#progress")).not_to_have_attribute("hx-get", re.compile("."), timeout=60_000)
    stopped = handed_over(phone)
    phone.locator("#cancel").click()
    looks_right(phone, PHONE, scripts=True)
    phone.locator("main form button.first").click()
    expect(phone.locator("#state-cancelled")).to_be_visible()
    looks_right(phone, PHONE, scripts=True)
    phone.locator("#again").click()
    expect(phone.locator("main table tbody tr")).to_have_count(ALL - stopped)
    looks_right(phone, PHONE, scripts=True)
    phone.locator("main form button.first").click()
    expect(phone.locator("#delivery")).to_contain_text(f"Übermittlung: {ALL} von {ALL}", timeout=60_000)
    assert set(sending.mailbox.times().values()) == {1}
    assert len(sending.mailbox.kept) == ALL


@pytest.mark.parametrize("scripts", [True, False])
def test_what_may_wait_is_watched_and_sent_at_once(
    sending: Sending, window: Callable[..., Page], *, scripts: bool
) -> None:
    sending.gate.set()
    phone = window(PHONE, scripts=scripts)
    phone.goto(f"{sending.quiet}send/")
    expect(phone.locator("#at_once")).not_to_be_checked()
    looks_right(phone, PHONE, scripts=scripts)
    phone.locator("form[action$='/send/'] button.first").press("Enter")
    expect(phone.locator("#bundle")).to_contain_text("Sammelmail")
    looks_right(phone, PHONE, scripts=scripts)
    phone.locator("#send-gathered").press("Enter")
    expect(phone.locator("#send-gathered")).to_have_count(0)
    load_until(phone, phone.get_by_role("heading", name=f"Übermittlung: {ALL} von {ALL}"))
    assert set(sending.mailbox.times().values()) == {1}
