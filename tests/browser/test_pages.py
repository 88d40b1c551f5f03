"""Every page in both languages: axe-core finds nothing, and nothing sticks out at 320 pixels (WCAG 2.1, 1.4.10)."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.office import MEMBER, SIGNATORY, Office, choose, log_in, looks_right, write_draft

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
    "/circulars/1/ask/",
    "/circulars/1/remind/",
    "/circulars/1/participants/",
    "/circulars/1/answers/1/",
    "/circulars/1/answers/3/",
    "/circulars/1/answers/3/register/",
    "/deliveries/1/",
)
LETTER = re.compile(r"/letter/\d+/$")
# Below the page of a letter: each form, as it is opened and as it comes back when nothing was entered.
FORMS = ("register/", "deputy/", "decline/", "extension/")


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("width", [1280, 320])
def test_pages_that_everybody_may_read(open_page: OpenPage, width: int, language: str) -> None:
    page = open_page(width)
    page.goto("/login/")
    choose(page, language)
    for path in PUBLIC:
        page.goto(path)
        looks_right(page, width, scripts=True)
    page.goto("/login/")
    page.locator("#id_login").fill("nobody@nowhere.example")
    page.locator("#id_password").fill("wrong")
    page.locator("main form button").first.click()
    expect(page.get_by_role("alert")).to_be_visible()
    looks_right(page, width, scripts=True)


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
            looks_right(page, width, scripts=True)
        page.goto(f"{draft}edit/")
        page.locator("#id_subject").fill("")
        page.locator("form.draft .save button").click()
        expect(page.get_by_role("alert")).to_be_visible()
        looks_right(page, width, scripts=True)
        page.goto("/circulars/text/")
        page.locator("main form button").click()
        expect(page.get_by_role("alert")).to_be_visible()
        looks_right(page, width, scripts=True)
    finally:
        choose(page, "de")


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("width", [1280, 320])
def test_pages_of_a_member_and_of_a_guest(open_page: OpenPage, width: int, language: str) -> None:
    page = open_page(width)
    log_in_in_german(page, MEMBER)
    choose(page, language)
    try:
        looks_right(page, width, scripts=True)
        page.locator("main tbody a").first.click()
        looks_right(page, width, scripts=True)
    finally:
        choose(page, "de")
    guest = open_page(width)
    guest.goto("/mail/")
    choose(guest, language)
    guest.locator("main tbody a").last.click()
    looks_right(guest, width, scripts=True)
    guest.locator("pre a").first.click()
    guest.wait_for_url(LETTER)
    looks_right(guest, width, scripts=True)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("width", [1280, 320])
def test_forms_of_a_guest(open_page: OpenPage, width: int, language: str) -> None:
    page = open_page(width)
    page.goto("/mail/")
    choose(page, language)
    page.goto("/mail/?q=poststelle@landkreis-stendal.example+543/2016")
    page.locator("main tbody a").last.click()
    page.locator("pre a").first.click()
    page.wait_for_url(LETTER)
    letter = page.url
    for form in FORMS:
        page.goto(letter + form)
        looks_right(page, width, scripts=True)
        page.locator("main form button").first.click()
        expect(page.locator("#errors")).to_be_focused()
        looks_right(page, width, scripts=True)


def test_the_letter_prints_without_buttons(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/mail/")
    page.locator("main tbody a").last.click()
    page.locator("pre a").first.click()
    page.wait_for_url(LETTER)
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".act").first).to_be_hidden()
    expect(page.locator("footer")).to_be_hidden()


def log_in_in_german(page: Page, email: str) -> None:
    page.goto("/login/")
    choose(page, "de")
    log_in(page, email)
