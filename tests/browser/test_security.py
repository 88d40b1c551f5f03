"""A security check: set up, asked by mail, given on a phone, seen by one role, and by nobody else."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conference import (
    Way,
    clerk_at_sample,
    county_at_letter,
    open_link,
    register,
    submit,
    wait_for_mails,
)
from tests.browser.conftest import OpenPage
from tests.browser.office import Office, choose, log_in
from tests.services.program import run
from umlauf.faces.cli.demonstration import PASSWORD

pytestmark = pytest.mark.browser

NAME, MAIL, PLACE = "Sabine Geladen", "sabine.geladen@walk.example", "Quedlinburg-Gernrode"
OFFICER = "sicherheit@landkreistag-musterland.example"


def test_a_birth_date_goes_from_a_phone_to_the_one_who_may_see_it(office: Office, open_page: OpenPage) -> None:
    made = ("createuser", OFFICER, "--name", "Sina Sicher", "--role", "security_officer", "--password-stdin")
    slug = ("--association", "landkreistag-musterland")
    assert run(office.surroundings, *made, *slug, stdin=f"{PASSWORD}\n".encode()).returncode == 0
    wide, phone = Way(1280, "de"), Way(375, "de")
    page, letter = county_at_letter(open_page, wide, "salzlandkreis")
    register(page, letter, wide, {NAME: MAIL})

    clerk = clerk_at_sample(open_page, wide)
    clerk.follow("security/")
    clerk.page.locator("main a[href$='security/edit/']").first.click()
    expect(clerk.page.locator("#id_body")).to_be_visible()
    expect(clerk.page.locator("#id_consequence")).to_have_value(re.compile("Zutritt zum Gebäude"))
    wide.looks(clerk.page)
    filled = {"body": "Landeskriminalamt Musterland", "letter": "LKA 43-2", "letter_on": "2016-11-16", "basis": "§ 4"}
    for name, words in filled.items():
        clerk.page.locator(f"#id_{name}").fill(words)
    submit(clerk.page, opens=r"/security/$")
    wide.looks(clerk.page)
    clerk.page.locator("form[action$='/security/tell/'] button").click()
    expect(clerk.page.locator("form[action$='/security/tell/']")).to_have_count(0)

    person = open_page(phone.width)
    place = open_link(person, wait_for_mails(person, MAIL, 2)[-1], "/p/")
    choose(person, "de")
    phone.looks(person)
    person.locator("main a[href='security/']").click()
    expect(person).to_have_url(re.compile(f"{place}security/$"))
    phone.looks(person)
    person.locator("#id_day").fill("30.02.1971")
    person.locator("#id_place").fill(PLACE)
    person.locator("button.first").click()
    expect(person.locator("#errors")).to_be_visible()
    phone.looks(person)
    person.locator("#id_day").fill("24.3.1971")
    person.locator("button.first").click()
    expect(person.locator("input[value=delete]")).to_have_count(1)
    phone.looks(person)
    assert PLACE not in person.content()

    officer = open_page(wide.width)
    log_in(officer, OFFICER)
    wide.looks(officer)
    officer.locator("main a[href^='/security/']").click()
    row = officer.locator("main tbody tr", has_text=NAME)
    expect(row).to_contain_text("24.03.1971")
    expect(row).to_contain_text(PLACE)
    wide.looks(officer)
    officer.set_viewport_size({"width": 375, "height": 900})
    phone.looks(officer)
    with officer.expect_download() as saved:
        officer.locator("main form button.first").click()
    assert saved.value.suggested_filename.endswith(".xlsx")
    row.locator("a").click()
    expect(officer.locator("#id_day")).to_have_value("24.03.1971")
    phone.looks(officer)

    shown = clerk.at("security/").locator("main dl.facts").first
    expect(shown).to_be_visible()
    assert PLACE not in clerk.page.content()
    address = re.sub(r"^https?://[^/]+", "", officer.url)
    for path in (address, re.sub(r"people/\d+/$", "", address)):
        answer = clerk.page.goto(path)
        assert answer is not None
        assert answer.status == 404
