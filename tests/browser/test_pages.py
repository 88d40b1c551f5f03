"""Every page in both languages: axe-core finds nothing, and nothing sticks out at 320 pixels (WCAG 2.1, 1.4.10)."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.office import MEMBER, SIGNATORY, Office, log_in, write_draft
from tests.services.chromium import axe_findings

pytestmark = pytest.mark.browser

PUBLIC = (
    "/login/",
    "/imprint/",
    "/accessibility/",
    "/a/landkreistag-musterland/imprint/",
    "/a/landkreistag-musterland/accessibility/",
    "/mail/",
    "/l/broken",
    "/nowhere/",
)
OFFICE = (
    "/",
    "/circulars/",
    "/circulars/?q=nothing",
    "/circulars/new/",
    "/circulars/text/",
    "/circulars/1/",
    "/deliveries/1/",
)


def choose(page: Page, language: str) -> None:
    """Read on in a language; the person's own choice is kept with the account, so each test chooses."""
    button = page.locator(f"footer button[value={language}]")
    if button.get_attribute("aria-pressed") != "true":
        button.click()
    expect(page.locator("html")).to_have_attribute("lang", language)


def check(page: Page, width: int) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
    assert axe_findings(page) == [], page.url


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("width", [1280, 320])
def test_pages_that_everybody_may_read(open_page: OpenPage, width: int, language: str) -> None:
    page = open_page(width)
    page.goto("/login/")
    choose(page, language)
    for path in PUBLIC:
        page.goto(path)
        check(page, width)
    page.goto("/login/")
    page.locator("#id_username").fill("nobody@nowhere.example")
    page.locator("#id_password").fill("wrong")
    page.locator("main form button").first.click()
    expect(page.get_by_role("alert")).to_be_visible()
    check(page, width)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("width", [1280, 320])
def test_pages_of_an_office(office: Office, open_page: OpenPage, width: int, language: str) -> None:
    page = open_page(width)
    log_in_in_german(page, SIGNATORY)
    draft = write_draft(page, office.new_subject())
    choose(page, language)
    try:
        for path in (*OFFICE, draft, *(f"{draft}{name}/" for name in ("edit", "annex", "sign", "preview"))):
            page.goto(path)
            check(page, width)
        page.goto(f"{draft}edit/")
        page.locator("#id_subject").fill("")
        page.locator("form.draft .save button").click()
        expect(page.get_by_role("alert")).to_be_visible()
        check(page, width)
        page.goto("/circulars/text/")
        page.locator("main form button").click()
        expect(page.get_by_role("alert")).to_be_visible()
        check(page, width)
    finally:
        choose(page, "de")


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("width", [1280, 320])
def test_pages_of_a_member_and_of_a_guest(open_page: OpenPage, width: int, language: str) -> None:
    page = open_page(width)
    log_in_in_german(page, MEMBER)
    choose(page, language)
    try:
        check(page, width)
        page.locator("main tbody a").first.click()
        check(page, width)
    finally:
        choose(page, "de")
    guest = open_page(width)
    guest.goto("/mail/")
    choose(guest, language)
    guest.locator("main tbody a").last.click()
    check(guest, width)
    guest.locator("pre a").first.click()
    expect(guest).to_have_url(re.compile(r"/letter/\d+/$"))
    check(guest, width)


def test_the_letter_prints_without_buttons(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/mail/")
    page.locator("main tbody a").last.click()
    page.locator("pre a").first.click()
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".act").first).to_be_hidden()
    expect(page.locator("footer")).to_be_hidden()


def log_in_in_german(page: Page, email: str) -> None:
    page.goto("/login/")
    choose(page, "de")
    log_in(page, email)
