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


def test_a_front_office_registers_three_and_sends_a_deputy(open_page: OpenPage) -> None:
    house = "landkreis-anhalt-bitterfeld"
    page, letter = county_at_letter(open_page, WIDE, house)
    press(page, "Teilnahme anmelden", opens="/register/$")
    press_until(page, "Anmelden")
    page.keyboard.press("Enter")
    expect(page.locator("#errors")).to_be_focused()  # nothing was filled in: what is missing is read first
    press_until(page, "Name")
    expect(page.locator("#errors a").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#id_name")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    names = [f"{first} Taste" for first in ("Anna", "Bert", "Carla")]
    type_into(page, *sayer_of(house), ("Telefon", "03493 1-0"))
    for name in names:
        type_into(page, ("Name", name), ("E-Mail", f"{name.split()[0].lower()}.taste@{house}.example"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"{letter}$"))
    for name in names:
        expect(person(page, name).locator(".tag.ok")).to_be_visible()

    press(page, f"Vertretung schicken {names[1]}", opens="/deputy/$")
    expect(page.locator("#id_person-name")).to_be_focused()
    page.keyboard.type("Dora Taste")
    type_into(page, *sayer_of(house))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"{letter}$"))
    expect(person(page, "Dora Taste")).to_contain_text(names[1])
    WIDE.looks(page)


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


def test_the_office_invites_a_guest_and_releases_the_programme(open_page: OpenPage) -> None:
    clerk = clerk_at_sample(open_page, WIDE)
    page = clerk.page
    press(page, "Gruppen", opens="/groups/$")
    press(page, "Neue Gruppe", opens="/groups/new/$")
    type_into(page, ("Name der Gruppe", "Gäste per Taste"), ("Einladung", "Wir laden Sie herzlich ein."))
    press(page, "Gruppe speichern", opens=r"/groups/(\d+/)?$")
    if not page.locator("#id_lines").is_visible():
        press(page, "Gäste per Taste", opens=r"/groups/\d+/$")
    type_into(page, ("Wer eingeladen ist", "Gesa Taste; Leiterin; Haus; gesa.taste@haus.example"))
    press(page, "Personen eintragen", opens=r"/groups/\d+/$")
    expect(clerk.row).to_contain_text("Gesa Taste")
    press(page, "Einladung an 1 Person senden", opens=r"/groups/\d+/$")
    expect(page.locator("form:has(input[value=send])")).to_have_count(0)

    clerk.at("programme/new/")
    type_into(page, ("Titel", "Ausklang per Taste"))
    page.keyboard.press("Enter")
    expect(page.locator("td.titled a").last).to_have_text("Ausklang per Taste")
    page.goto(f"{clerk.path}programme/release/")
    press(page, "freigeben", opens=f"{clerk.path}programme/$")
    clerk.at("programme/release/")
    expect(page.locator("main form")).to_have_count(0)  # nothing is left to release
