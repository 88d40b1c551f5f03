"""A session beside the sample conference: signed, sent, and a member comes, declines, and is represented."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conference import Way, clerk_at_sample, decline, entries_of, person, say, submit
from tests.browser.conftest import OpenPage
from tests.browser.office import MEMBER, SIGNATORY, choose, load_until, log_in

pytestmark = pytest.mark.browser

TITLE = "Sitzung des Präsidiums"
HOUSE = "landkreis-harz"
both_ways = pytest.mark.parametrize("way", [Way(1280, "de"), Way(375, "en")], ids=["wide, German", "narrow, English"])


def at_session(page: Page) -> str:
    """Go to the page of the session; gives its path."""
    page.goto("/conferences/")
    page.locator("main tbody a", has_text=TITLE).first.click()
    expect(page.locator("main h1")).to_have_text(TITLE)
    return re.sub(r"^https?://[^/]+", "", page.url)


def invite_to_it(open_page: OpenPage) -> None:
    """The circular is signed and sent, unless another test has done it."""
    page = open_page()
    log_in(page, SIGNATORY)
    at_session(page)
    page.locator("main p.meta a[href^='/circulars/']").first.click()
    page.wait_for_load_state()
    circular = page.url
    signing = page.get_by_role("link", name=re.compile("Zeichnen und Nummer"))
    if signing.count() == 0:
        return
    signing.click()
    page.get_by_role("button", name=re.compile("Zeichnen und Nummer")).click()
    sending = page.get_by_role("link", name=re.compile(r"An \d+ Empfänger .*versenden"))
    load_until(page, sending)
    sending.click()
    page.get_by_role("button", name=re.compile("versenden")).last.click()
    expect(page).to_have_url(circular)
    load_until(page, page.get_by_role("heading", name=re.compile(r"Übermittlung: (\d+) von \1\b")))


@both_ways
def test_it_has_an_agenda_and_neither_a_public_page_nor_groups(open_page: OpenPage, way: Way) -> None:
    page = clerk_at_sample(open_page, way).page
    at_session(page)
    way.looks(page)
    expect(page.locator("main a[href$='/publish/']")).to_have_count(0)
    expect(page.locator("main a[href$='/groups/']")).to_have_count(0)
    page.locator("main dl.facts a[href$='/programme/']").click()
    expect(page.locator("td.titled")).not_to_have_count(0)
    way.looks(page)


@both_ways
def test_a_member_comes_declines_and_is_represented(open_page: OpenPage, way: Way) -> None:
    invite_to_it(open_page)
    page = open_page(way.width)
    log_in(page, MEMBER)
    choose(page, way.language)
    page.locator("main tbody tr", has_text=TITLE).locator("a[href*='/letter/']").first.click()
    expect(page).to_have_url(re.compile(r"/letter/\d+/$"))
    letter = re.sub(r"^https?://[^/]+", "", page.url)
    way.looks(page)

    name, mail = f"Ludwig Landrat {way.width}", f"landrat.{way.width}@{HOUSE}.example"
    page.locator("main a[href='register/']").click()
    expect(page.locator("#id_person-0-name")).to_be_visible()
    way.looks(page)
    page.locator("#id_person-0-name").fill(name)
    page.locator("#id_person-0-email").fill(mail)
    say(page, HOUSE)
    submit(page, opens=f"{letter}$")
    expect(person(page, name).locator(".tag.ok")).to_be_visible()
    way.looks(page)

    decline(page, letter, way, HOUSE)
    expect(person(page, name).locator(".tag.ok")).to_have_count(0)
    came, went = entries_of(open_page(), mail, 2)
    assert [came[0], went[0]] == ["REQUEST", "CANCEL"]
    assert came[1] == went[1]
    assert came[2] < went[2]

    deputy, deputys = f"Dora Dezernentin {way.width}", f"dezernentin.{way.width}@{HOUSE}.example"
    page.goto(letter)
    page.locator("main a[href='deputy/']").click()
    expect(page.locator("#id_represents")).to_be_visible()
    way.looks(page)
    page.locator("#id_represents").fill(name)
    page.locator("#id_person-0-name").or_(page.locator("#id_person-name")).fill(deputy)
    page.locator("#id_person-0-email").or_(page.locator("#id_person-email")).fill(deputys)
    say(page, HOUSE)
    submit(page, opens=f"{letter}$")
    expect(person(page, deputy)).to_contain_text(name)
    way.looks(page)
    assert entries_of(open_page(), deputys, 1)[0][0] == "REQUEST"

    clerk = clerk_at_sample(open_page, way).page
    at_session(clerk)
    way.looks(clerk)
    clerk.locator("main p.meta a[href^='/circulars/']").first.click()
    expect(clerk.locator("main tr", has_text="Landkreis Harz")).to_contain_text(
        {"de": "lässt sich vertreten", "en": "represented"}[way.language]
    )
    decline(page, letter, way, HOUSE)  # as it was, for the other way
