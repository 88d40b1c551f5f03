"""The sample conference by keyboard alone: what has the focus is seen to have it, and it goes where one goes on."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conference import Way, clerk_at_sample, county_at_letter, full_house, person, register, set_places
from tests.browser.conftest import OpenPage
from tests.browser.office import press_until

pytestmark = pytest.mark.browser

WIDE = Way(1280, "de")


def press(page: Page, words: str, *, opens: str) -> None:
    """Go to a link or a button and press it; the page that comes then has its focus at the top or on what is said."""
    press_until(page, words)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(opens))
    page.wait_for_load_state()


def type_into(page: Page, *fields: tuple[str, str]) -> None:
    """Fill in the fields in the order in which they are reached."""
    for label, text in fields:
        press_until(page, label)
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.type(text)


def sayer_of(house: str) -> tuple[tuple[str, str], ...]:
    return ("Name", "Vera Vorzimmer"), ("E-Mail", f"vorzimmer@{house}.example")


def test_an_offered_place_is_taken(open_page: OpenPage) -> None:
    house = "salzlandkreis"
    page, letter = county_at_letter(open_page, WIDE, house)
    clerk = clerk_at_sample(open_page, WIDE)
    with full_house(clerk) as places:
        register(page, letter, WIDE, {"Emma Taste": ""})
        expect(person(page, "Emma Taste").locator(".tag.wait")).to_be_visible()
        set_places(clerk, places + 1)
        page.goto(letter)
        press(page, "Platz annehmen", opens=r"/offer/\d+/$")
        type_into(page, *sayer_of(house))
        press(page, "Platz annehmen", opens=f"{letter}$")
        expect(person(page, "Emma Taste").locator(".tag.ok")).to_be_visible()
        expect(page.locator("section.offer")).to_have_count(0)
