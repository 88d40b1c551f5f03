"""Questions to those who come: one asks for a file and depends on another, answered on a phone without JavaScript."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conference import Clerk, Way, clerk_at_sample, county_at_letter, open_link, register, wait_for_mails
from tests.browser.conftest import OpenPage
from tests.pictures import a_picture

pytestmark = pytest.mark.browser

BADGE, PICTURE = "Möchten Sie ein Namensschild mit Bild?", "Welches Bild dürfen wir nehmen?"
NAME, ADDRESS = "Frieda Muster", "frieda.muster@landkreis-stendal.example"


def ask(clerk: Clerk, text: str, kind: str, *, options: str = "", depends: str = "") -> None:
    page = clerk.at("questions/new/")
    page.locator("#id_text").fill(text)
    page.locator(f"input[name=kind][value={kind}]").check()
    page.locator("#id_options").fill(options)
    page.locator("#id_purpose").fill("Namensschilder")
    page.locator("input[name=required]").check()
    if depends:
        page.locator("#id_depends").select_option(label=depends)
        clerk.way.looks(page)
    page.locator("main form button.first").last.click()
    expect(page).to_have_url(re.compile(r"/questions/$"))


def field_of(page: Page, words: str, kind: str) -> str:
    """The selector of an input by the question that it answers."""
    block = page.locator(".asked", has_text=words)
    return f"input[name={block.locator(kind).first.get_attribute('name')}]"


def test_a_file_is_given_without_scripts(open_page: OpenPage) -> None:
    wide, narrow = Way(1280, "de"), Way(375, "de")
    clerk = clerk_at_sample(open_page, wide)
    ask(clerk, BADGE, "choice", options="ja\nnein")
    ask(clerk, PICTURE, "file", depends=f"{BADGE} = ja")
    expect(clerk.page.locator("main table")).to_contain_text(f"Nur wenn die Antwort auf „{BADGE}“ „ja“ lautet")
    wide.looks(clerk.page)
    county, letter = county_at_letter(open_page, wide, "landkreis-stendal")
    register(county, letter, wide, {NAME: ADDRESS})
    (mail,) = wait_for_mails(county, ADDRESS, 1)

    phone = open_page(375, scripts=False)
    place = open_link(phone, mail, "/p/")
    choice = field_of(phone, BADGE, "input[type=radio]")
    file = field_of(phone, PICTURE, "input[type=file]")
    expect(phone.locator(".asked.under")).to_contain_text("dann ist eine Antwort nötig")
    phone.locator(f"{choice}[value=ja]").check()
    phone.locator("main form button.first").first.click()
    expect(phone.locator(".asked.under .error")).to_be_visible()
    phone.locator(file).set_input_files({"name": "Frieda.jpg", "mimeType": "image/jpeg", "buffer": b"MZ no picture"})
    phone.locator("main form button.first").first.click()
    expect(phone.locator(".asked.under .error")).to_contain_text("weder PDF noch JPEG oder PNG")
    phone.locator(file).set_input_files({"name": "Frieda.jpg", "mimeType": "image/jpeg", "buffer": a_picture()})
    phone.locator("main form button.first").first.click()
    expect(phone.locator(".asked.under .given")).to_contain_text("Frieda.jpg")

    seen = open_page(375)
    open_link(seen, mail, "/p/")
    expect(seen).to_have_url(re.compile(f"{re.escape(place)}$"))
    narrow.looks(seen)
    clerk.at("questions/").locator("main table a", has_text=PICTURE).click()
    row = clerk.page.locator("main tbody tr", has_text=NAME)
    wide.looks(clerk.page)
    with clerk.page.expect_download() as saving:
        row.locator("form button").click()
    assert saving.value.suggested_filename == "Frieda.jpg"

    phone.locator(f"{choice}[value=nein]").check()
    phone.locator("main form button.first").first.click()
    expect(phone.locator(".asked.under .given")).to_have_count(0)
    clerk.page.reload()
    expect(clerk.page.locator("main tbody tr", has_text=NAME)).to_have_count(0)
