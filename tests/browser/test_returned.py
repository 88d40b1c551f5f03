"""A clerk finds what came back, on a wide screen and on a phone, and clears it up by keyboard."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.office import CLERK, Office, choose, log_in, looks_right, press_until

pytestmark = pytest.mark.browser

PHONE, SMALL, DESK = 375, 320, 1280


@pytest.fixture(scope="module")
def brought_back(office: Office) -> None:
    surroundings = {**office.surroundings, "DJANGO_SETTINGS_MODULE": "umlauf.project.settings"}
    subprocess.run([sys.executable, "-m", "tests.browser.bringing_back"], env=surroundings, check=True)


def test_what_came_back_is_cleared_up(brought_back: None, office: Office, open_page: OpenPage) -> None:
    page = open_page(DESK)
    log_in(page, CLERK)
    choose(page, "de")
    page.goto("/")
    task = page.locator('.todo a[href="/returned/addresses/"]')
    expect(task).to_contain_text("des Landkreises Harz")
    looks_right(page, DESK, scripts=True)
    task.click()
    looks_right(page, DESK, scripts=True)
    entry = page.locator("main .acts a.first")
    expect(entry).to_have_attribute("href", re.compile(r"/directory/organisations/\d+/contact/$"))
    button = page.locator('form[action="/returned/addresses/clear/"] button').first
    press_until(page, button.inner_text().splitlines()[0])
    page.keyboard.press("Enter")
    expect(page.locator('form[action="/returned/addresses/clear/"]')).to_have_count(0)

    page.goto("/returned/")
    looks_right(page, DESK, scripts=True)
    page.get_by_role("link", name="Günstige Toner").click()
    looks_right(page, DESK, scripts=True)
    with page.expect_navigation():
        page.locator('form[action$="/settle/"] button').press("Enter")
    expect(page.locator("main h1")).to_be_visible()
    page.goto("/returned/?kind=other")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody .tag.wait")).to_have_count(0)


@pytest.mark.parametrize("width", [PHONE, SMALL])
def test_on_a_small_screen(brought_back: None, office: Office, open_page: OpenPage, width: int) -> None:
    page = open_page(width)
    log_in(page, CLERK)
    for path in ("/returned/", "/returned/addresses/"):
        page.goto(path)
        looks_right(page, width, scripts=True)
    page.goto("/returned/?kind=reply")
    page.locator('tbody a[href^="/returned/"]').first.click()
    looks_right(page, width, scripts=True)
    expect(page.locator("pre.mail")).to_contain_text("nimmt teil")


def test_without_scripts(brought_back: None, office: Office, open_page: OpenPage) -> None:
    page = open_page(DESK, scripts=False)
    log_in(page, CLERK)
    page.goto("/returned/?kind=bounce")
    expect(page.locator("tbody tr")).to_have_count(2)


def test_a_new_link_that_reached_nobody_is_cleared_up(brought_back: None, office: Office, open_page: OpenPage) -> None:
    page = open_page(PHONE)
    log_in(page, CLERK)
    choose(page, "de")
    page.goto("/")
    page.locator('.todo a[href*="state=stuck"]').first.click()
    page.locator('section[aria-labelledby="mails"] a').click()
    expect(page.locator("main")).to_contain_text("554 5.7.1 refused")
    looks_right(page, PHONE, scripts=True)
    button = page.get_by_role("button", name="Dabei belassen")
    press_until(page, button.inner_text())
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("wird nicht noch einmal versandt")
    looks_right(page, PHONE, scripts=True)
