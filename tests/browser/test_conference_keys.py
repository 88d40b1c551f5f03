"""The sample conference by keyboard alone: what has the focus is seen to have it, and it goes where one goes on."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conference import (
    SAMPLE,
    Way,
    clerk_at_sample,
    county_at_letter,
    full_house,
    mails_to,
    person,
    register,
    set_places,
)
from tests.browser.conftest import OpenPage
from tests.browser.office import choose, press_until

pytestmark = pytest.mark.browser

WIDE = Way(1280, "de")


def press(page: Page, words: str, *, opens: str, most: int = 80) -> None:
    """Go to a link or a button and press it; the page that comes then has its focus at the top or on what is said."""
    press_until(page, words, most=most)
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
    """From the mail to the answer that is there, with a mistake on the way, which is read first and mended."""
    house = "landkreis-anhalt-bitterfeld"
    page = open_page(WIDE.width)
    page.goto("/mail/")
    choose(page, WIDE.language)
    page.goto(mails_to(page, f"poststelle@{house}.example", f"RS {SAMPLE} –")[0])
    press_until(page, "/l/")  # the text of the mail, which can be scrolled
    press(page, "/l/", opens=r"/letter/\d+/$")
    letter = re.sub(r"^https?://[^/]+", "", page.url)
    choose(page, WIDE.language)
    press(page, page.locator("main a[href='register/']").first.inner_text(), opens="/register/$")
    press_until(page, "Anmelden")
    page.keyboard.press("Enter")
    expect(page.locator("#errors")).to_be_focused()
    WIDE.looks(page)
    press_until(page, "Name")
    expect(page.locator("#errors a").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#id_name")).to_be_focused()
    page.keyboard.type("Vera Vorzimmer")
    names = [f"{first} Taste" for first in ("Anna", "Bert", "Carla")]
    mails = [f"{name.split()[0].lower()}.taste@{house}.example" for name in names]
    type_into(page, *sayer_of(house)[1:], ("Telefon", "03493 1-0"))
    for name, mail in zip(names, mails, strict=True):
        type_into(page, ("Name", name), ("E-Mail", mail))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"{letter}(#.*)?$"))  # a browser keeps the place that was jumped to
    for name, mail in zip(names, mails, strict=True):
        expect(person(page, name).locator(".tag.ok")).to_be_visible()
        expect(person(page, name)).to_contain_text(mail)

    press_until(page, names[1])  # „ändern“ of the one who cannot come; what can be done for them follows
    press_until(page, names[1], most=1)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/people/\d+/deputy/$"))
    expect(page.locator("main")).to_contain_text(names[1])
    WIDE.looks(page)
    type_into(page, ("Name", "Dora Taste"), ("E-Mail", f"dora.taste@{house}.example"), *sayer_of(house))
    press(page, "Vertretung schicken", opens=f"{letter}$")
    expect(person(page, "Dora Taste")).to_contain_text(names[1])
    expect(person(page, "Dora Taste").locator(".tag.ok")).to_be_visible()
    expect(person(page, names[1]).locator(".tag.ok")).to_have_count(0)
    for name in (names[0], names[2]):
        expect(person(page, name).locator(".tag.ok")).to_be_visible()
    WIDE.looks(page)


def test_a_clerk_releases_what_a_speaker_has_agreed_to(open_page: OpenPage) -> None:
    """„angefragt“ becomes „zugesagt“, and version n+1 says so."""
    page = clerk_at_sample(open_page, WIDE).page
    speaker, title = "Tina Taste", "Ausklang mit Tasten"
    press(page, "Fassung", opens="/programme/$")
    press(page, "Programmpunkt hinzufügen", opens="/programme/new/$")
    type_into(page, ("Titel", title))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/programme/#item-\d+$"))
    press_until(page, title)  # the row that is new comes next
    press(page, "Mitwirkende hinzufügen", opens=r"/people/new/$")
    type_into(page, ("Name", speaker))
    page.keyboard.press("Enter")
    line = page.locator("ul.voices > li", has_text=speaker)
    expect(line.locator(".tag.wait")).to_have_text("angefragt")
    before = release(page)
    expect(changes(page).filter(has_text=title)).to_have_count(1)

    press(page, "Programm", opens="/programme/$")
    press_until(page, speaker, most=300)
    press_until(page, "Zusage eintragen", most=1)
    page.keyboard.press("Enter")
    expect(line.locator(".tag.ok")).to_have_text("zugesagt")
    WIDE.looks(page)
    assert release(page) == before + 1
    expect(changes(page).filter(has_text=speaker)).to_contain_text("zugesagt")


def changes(page: Page) -> Locator:
    return page.locator("main li")


def release(page: Page) -> int:
    """Release from the page of the programme and open what was released; gives the number of the version."""
    press(page, "Freigeben", opens="/release/$")
    found = re.search(r"\d+", page.locator("h1").inner_text())
    assert found is not None
    expect(changes(page)).not_to_have_count(0)
    WIDE.looks(page)
    press(page, f"Fassung {found[0]} freigeben", opens="/programme/$")
    press(page, f"Fassung {found[0]}", opens=f"/versions/{found[0]}/$", most=300)
    WIDE.looks(page)
    return int(found[0])


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
