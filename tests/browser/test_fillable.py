"""A form with fields comes back: dropped by the clerk, and entered with one key; on a wide screen and on a phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.office import CLERK, Office, choose, log_in, looks_right
from tests.engines.letters.filling import filled

pytestmark = pytest.mark.browser

NAME = "Dr. Jürgen Müßig-Öztürk"
DESK = re.compile(r"/circulars/\d+/answers/\d+/$")


def a_form(page: Page) -> bytes:
    """The form of the first county of the newest invitation, as the office saves it."""
    page.goto("/circulars/")
    page.locator('main a[href^="/circulars/"]', has_text="Fachtagung").first.click()
    page.locator('a[href*="/answers/"]').first.click()
    expect(page).to_have_url(DESK)
    looks_right(page, page.viewport_size["width"] if page.viewport_size else 0, scripts=True)
    link = page.locator('a[href="form.pdf"]')
    expect(link).to_be_visible()
    saved = page.request.get(page.url + "form.pdf")
    assert saved.headers["content-type"] == "application/pdf"
    return saved.body()


@pytest.mark.parametrize(("width", "language"), [(1280, "de"), (375, "en")])
def test_a_form_is_dropped_and_entered(office: Office, open_page: OpenPage, width: int, language: str) -> None:
    office.invite()
    page = open_page(width)
    log_in(page, CLERK)
    choose(page, language)
    values = {"p0_name": NAME, "p0_function": "Landrat", "p1_name": "Karin Groß", "p1_represents": "Dezernentin"}
    data = filled(a_form(page), values)
    page.goto("/")
    page.locator("form.drop input[type=file]").set_input_files(
        {"name": "Anmeldung.pdf", "mimeType": "application/pdf", "buffer": data}
    )
    page.locator("form.drop button").click()
    button = page.locator('form[action="/returned/form/"] button.first')
    expect(button).to_be_focused()
    looks_right(page, width, scripts=True)
    page.keyboard.press("Enter")
    expect(page).to_have_url(DESK)
    expect(page.locator("main")).to_contain_text(NAME)
    expect(page.locator("main")).to_contain_text("Karin Groß")
