"""The directory in a browser: every page of it looked at, and a list built by keyboard alone."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.office import CLERK, PATIENCE, Office, choose, load_until, log_in, looks_right, press_until

pytestmark = pytest.mark.browser

BEGINNINGS = ("/directory/", "/directory/?q=beispiel", "/directory/?q=nirgendwo", "/me/")
# One page of each of these shapes must be found by following links from the first page of the directory.
SHAPES = {
    "/directory/",
    "/directory/changes/",
    "/directory/duplicates/",
    "/directory/functions/",
    "/directory/functions/N/",
    "/directory/import/",
    "/directory/lists/",
    "/directory/lists/N/",
    "/directory/lists/N/close/",
    "/directory/lists/N/edit/",
    "/directory/lists/new/",
    "/directory/memberships/N/",
    "/directory/organisations/N/",
    "/directory/organisations/N/contact/",
    "/directory/organisations/N/edit/",
    "/directory/organisations/N/membership/",
    "/directory/organisations/N/posts/new/",
    "/directory/organisations/N/responsibilities/",
    "/directory/organisations/new/",
    "/directory/people/N/",
    "/directory/people/N/edit/",
    "/directory/posts/N/",
    "/directory/posts/N/appoint/",
    "/directory/posts/N/close/",
    "/directory/posts/N/deputies/",
    "/directory/posts/N/details/",
    "/directory/tenures/N/",
    "/me/",
}


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("width", [1280, 320])
def test_every_page_of_the_directory(open_page: OpenPage, width: int, language: str) -> None:
    page = open_page(width)
    log_in_in_german(page)
    choose(page, language)
    waiting, seen = list(BEGINNINGS), set()
    try:
        while waiting:
            address = waiting.pop(0)
            page.goto(address)
            looks_right(page, width, scripts=True)
            seen.add(shape_of(address))
            for link in links_of(page):
                if shape_of(link) not in seen and shape_of(link) not in map(shape_of, waiting):
                    waiting.append(link)
    finally:
        choose(page, "de")
    assert SHAPES - seen == set()


def log_in_in_german(page: Page) -> None:
    page.goto("/login/")
    choose(page, "de")
    log_in(page, CLERK)
    choose(page, "de")


def shape_of(address: str) -> str:
    return re.sub(r"/\d+", "/N", urlsplit(address).path)


def links_of(page: Page) -> list[str]:
    """The pages of the directory to which a page leads; files are for a spreadsheet to open."""
    found = page.eval_on_selector_all("main a[href]", "all => all.map(one => new URL(one.href).pathname)")
    return [path for path in found if path.startswith("/directory/") and not path.endswith((".csv", ".xlsx", ".vcf"))]


WORDS = {
    "de": {
        "new": "Verteiler anlegen",
        "find": "Organisation oder Funktion",
        "out": "Ausnehmen",
        "save": "Verteiler speichern",
    },
    "en": {
        "new": "Make a list",
        "find": "Organisation or post",
        "out": "Leave out",
        "save": "Save the list",
    },
}


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("language", ["de", "en"])
def test_a_list_is_built_by_keyboard_alone(office: Office, open_page: OpenPage, language: str, scripts: bool) -> None:
    page = open_page(375, scripts=scripts)
    log_in_in_german(page)
    choose(page, language)
    words = WORDS[language]
    name = f"Verteiler {office.new_subject()} {language}"  # behind „Landkreise“, which other tests choose first
    try:
        page.goto("/directory/lists/")
        page.keyboard.press("Tab")
        press_until(page, words["new"])
        page.keyboard.press("Enter")
        page.wait_for_url("**/lists/new/")
        press_until(page, "Name")
        page.keyboard.type(name)
        press_until(page, "Landrat/Landrätin")
        page.keyboard.press("Space")
        if scripts:
            expect(page.locator("#preview")).to_contain_text("Saalekreis")
        press_until(page, words["find"])
        page.keyboard.type("Landkreis Harz")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name=words["out"]).first).to_be_visible()
        press_until(page, words["out"])
        page.keyboard.press("Enter")
        expect(page.locator("#preview")).to_contain_text("Saalekreis")
        expect(page.locator("#preview")).not_to_contain_text("Harz")
        looks_right(page, 375, scripts=scripts)
        press_until(page, words["save"], most=160)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
        expect(page.locator("main")).to_contain_text("Saalekreis")
        looks_right(page, 375, scripts=scripts)
    finally:
        choose(page, "de")


IMPORTING = {
    "de": {
        "upload": "Datei hochladen",
        "preview": "Vorschau anzeigen",
        "apply": "1 Änderung übernehmen",
        "done": "Die Datei ist übernommen",
    },
    "en": {
        "upload": "Upload the file",
        "preview": "Show the preview",
        "apply": "Apply 1 change",
        "done": "The file is applied",
    },
}


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("language", ["de", "en"])
def test_a_file_is_brought_in_by_keyboard_alone(
    office: Office, open_page: OpenPage, language: str, scripts: bool
) -> None:
    page = open_page(375, scripts=scripts)
    log_in_in_german(page)
    choose(page, language)
    words = IMPORTING[language]
    number = int(office.new_subject().split()[1])
    town = f"Beispielsee {number}"
    data = f"AGS;Bezeichnung;Ort\r\n{15084900 + number};{town};Beispielsee\r\n".encode()
    try:
        page.goto("/directory/import/")
        looks_right(page, 375, scripts=scripts)
        page.locator("#id_file").set_input_files({"name": "Städte.csv", "mimeType": "text/csv", "buffer": data})
        press_until(page, words["upload"])
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Städte.csv", level=1)).to_be_visible()
        looks_right(page, 375, scripts=scripts)
        press_until(page, "Bezeichnung")
        page.keyboard.type("Organisation")
        expect(page.get_by_label("Bezeichnung")).to_have_value("name")
        press_until(page, words["preview"])
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_contain_text(f": {town}")
        looks_right(page, 375, scripts=scripts)
        press_until(page, words["apply"])
        with page.expect_navigation():
            page.keyboard.press("Enter")
        done = page.get_by_role("heading", name=words["done"])
        if scripts:
            expect(done).to_be_visible(timeout=PATIENCE * 1000)
        else:
            load_until(page, done)
        looks_right(page, 375, scripts=scripts)
        page.goto(f"/directory/?q={town}")
        expect(page.locator("main")).to_contain_text(town)
    finally:
        choose(page, "de")


def test_the_enter_key_saves_an_organisation(office: Office, open_page: OpenPage) -> None:
    page = open_page(375)
    log_in_in_german(page)
    name = f"Zweckverband {office.new_subject()}"
    page.goto("/directory/organisations/new/")
    page.locator("#id_name").fill(name)
    page.locator("#id_seat").fill("Beispielsee")
    page.locator("#id_seat").press("Enter")
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()


def test_the_list_of_the_heads_differs_after_the_election(open_page: OpenPage) -> None:
    page = open_page(1280)
    log_in_in_german(page)
    page.goto("/directory/lists/")
    page.get_by_role("link", name="Landrätinnen und Landräte", exact=True).click()
    for day, holder, gone in (
        ("2016-11-30", "Carola Probe", "Konstanze Nachfolge"),
        ("2016-12-01", "Konstanze Nachfolge", "Carola Probe"),
    ):
        page.locator("#day").fill(day)
        with page.expect_navigation():
            page.locator("main form button").first.click()
        expect(page.locator("main")).to_contain_text(holder)
        expect(page.locator("main")).not_to_contain_text(gone)
    page.goto("/circulars/1/")
    expect(page.locator("main")).to_contain_text("Carola Probe")
    expect(page.locator("main")).not_to_contain_text("Konstanze Nachfolge")
