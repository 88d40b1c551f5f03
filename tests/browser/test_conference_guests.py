"""The sample conference beyond its counties: guest of honour, press, a speaker, the programme, the public page."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conference import (
    Clerk,
    Way,
    clerk_at_sample,
    entry_of,
    full_house,
    open_link,
    submit,
    wait_for_mails,
)
from tests.browser.conftest import OpenPage
from tests.browser.office import choose, press_until

pytestmark = pytest.mark.browser

WIDE, NARROW = Way(1280, "de"), Way(375, "en")
both_ways = pytest.mark.parametrize("way", [WIDE, NARROW], ids=["wide, German", "narrow, English"])


def invite(clerk: Clerk, group: str, line: str, *, outside: bool = False, case: bool = False) -> None:
    """A group of its own, with one who is invited; the invitation goes out."""
    page = clerk.follow("groups/")
    page.locator(f"main a[href='{clerk.path}groups/new/']").first.click()
    expect(page.locator("#id_invitation")).to_be_visible()
    clerk.way.looks(page)
    page.locator("#id_name").fill(group)
    page.locator("#id_invitation").fill("Wir laden Sie herzlich ein.")
    page.locator("#id_outside_total").set_checked(outside)
    page.locator(f"input[name=admission][value={'case' if case else 'all'}]").check()
    submit(page, opens=r"/groups/(\d+/)?$")
    if page.locator("#id_lines").count() == 0:
        page.locator("main tbody a", has_text=group).click()
    page.locator("#id_lines").fill(line)
    page.locator("form:has(#id_lines) button").click()
    expect(clerk.row).to_have_count(1)
    clerk.way.looks(page)
    page.locator("form:has(input[value=send]) button").click()
    expect(page.locator("form:has(input[value=send])")).to_have_count(0)
    clerk.way.looks(page)


def guest_registers(open_page: OpenPage, way: Way, name: str, mail: str) -> Page:
    """Whoever is invited opens the link of the mail, and registers."""
    page = open_page(way.width)
    path = open_link(page, wait_for_mails(page, mail, 1)[0], "/event/")
    choose(page, way.language)
    way.looks(page)
    page.locator("main a[href$='register/']").first.click()
    expect(page.locator("#id_person-0-name")).to_be_visible()
    way.looks(page)
    page.locator("#id_person-0-name").fill(name)
    page.locator("#id_person-0-email").fill(mail)
    if page.locator("#id_name").input_value() == "":
        page.locator("#id_name").fill(name)
    if page.locator("#id_email").input_value() == "":
        page.locator("#id_email").fill(mail)
    submit(page, opens=f"{path}$")
    way.looks(page)
    return page


@both_ways
def test_a_late_guest_of_honour_comes_to_a_full_house(open_page: OpenPage, way: Way) -> None:
    clerk = clerk_at_sample(open_page, way)
    name, mail = f"Viktor Ehrengast {way.width}", f"ehrengast.{way.width}@bund.example"
    with full_house(clerk):
        invite(clerk, f"Ehrengäste {way.width}", f"{name}; Staatssekretär; Bund; {mail}", outside=True)
        page = guest_registers(open_page, way, name, mail)
        expect(page.locator("#standing ~ ul .tag.ok")).to_have_count(1)
        clerk.at()
        expect(clerk.page.locator("main section[aria-labelledby=people] dd").first.locator(".line")).to_be_visible()
    (registered,) = wait_for_mails(page, mail, 1, "Angemeldet")
    assert entry_of(page, registered)[0] == "REQUEST"


@both_ways
def test_the_press_is_accredited(open_page: OpenPage, way: Way) -> None:
    """Somebody decides about each of them: by keyboard, and the journalist is told."""
    clerk = clerk_at_sample(open_page, way)
    name, mail = f"Paula Presse {way.width}", f"presse.{way.width}@blatt.example"
    invite(clerk, f"Presse {way.width}", f"{name}; Redakteurin; Blatt; {mail}", case=True)
    guest = guest_registers(open_page, way, name, mail)
    expect(guest.locator("#standing ~ ul .tag.wait")).to_have_count(1)
    page = clerk.follow("cases/")
    page.locator("main tbody a", has_text=name).click()
    expect(page.locator("input[name=decision]")).to_have_count(2)
    clerk.way.looks(page)
    press_until(page, {"de": "Zulassen", "en": "Admit"}[way.language])
    page.keyboard.press("Space")
    expect(page.locator("input[name=decision][value=admitted]")).to_be_checked()
    press_until(page, {"de": "Entscheiden", "en": "Decide"}[way.language])
    page.keyboard.press("Enter")
    expect(page.locator("input[name=decision]")).to_have_count(0)
    clerk.at("cases/?all=1")
    expect(clerk.row.filter(has_text=name).locator(".tag.ok")).to_be_visible()
    (admitted,) = wait_for_mails(guest, mail, 1, "Angemeldet")
    assert entry_of(guest, admitted)[0] == "REQUEST"


@both_ways
def test_a_speaker_accepts_by_the_link_and_the_next_version_says_so(open_page: OpenPage, way: Way) -> None:
    """Asked by mail, „angefragt“ becomes „zugesagt“; version n+1 is out, on paper, on the public page, in the mails."""
    clerk = clerk_at_sample(open_page, way)
    speaker, mail = f"Rita Rede {way.width}", f"rede.{way.width}@studie.example"
    page = clerk.follow("programme/")
    page.locator("main a[href$='/people/new/']").nth(1).click()
    expect(page.locator("#id_email")).to_be_visible()
    clerk.way.looks(page)
    page.locator("#id_name").fill(speaker)
    page.locator("#id_email").fill(mail)
    submit(page, opens=r"/programme/(#.*)?$")
    line = page.locator("ul.voices > li", has_text=speaker)
    expect(line.locator(".tag.wait")).to_be_visible()
    first = release(clerk)
    published(clerk, way)
    reader = open_page(way.width)
    public = str(page.locator("main a[href*='/events/']").first.get_attribute("href"))
    read(reader, public, way)
    asked = reader.locator("ul.voices > li", has_text=speaker)
    expect(asked.locator(".tag.wait")).to_be_visible()

    clerk.at("programme/contributors/")
    page.locator("section[aria-labelledby=ask] button").click()
    expect(page.locator("section[aria-labelledby=ask]")).to_have_count(0)
    clerk.way.looks(page)
    guest = open_page(way.width)
    open_link(guest, wait_for_mails(guest, mail, 1, "Anfrage")[0], "/contribute/")
    choose(guest, way.language)
    way.looks(guest)
    guest.locator("input[type=radio][value=yes]").check()
    guest.locator("input[name^=title-]").fill("Was die Studie zeigt")
    guest.locator("main form button.first").click()
    expect(guest.locator("main .card .tag.ok")).to_be_visible()
    way.looks(guest)

    clerk.at("programme/")
    expect(line.locator(".tag.ok")).to_be_visible()
    second = release(clerk)
    assert second == first + 1
    clerk.at(f"programme/versions/{second}/")
    expect(page.locator("main li", has_text=speaker)).not_to_have_count(0)
    wait_for_mails(guest, mail, 1, "Fassung")  # of the first, nobody had asked them yet
    read(reader, public, way)
    expect(asked).to_contain_text("Was die Studie zeigt")
    expect(asked.locator(".tag")).to_have_count(0)


def release(clerk: Clerk) -> int:
    """Release the programme, with what is ticked; gives the number of the version."""
    page = clerk.at("programme/release/")
    found = re.search(r"\d+", page.locator("h1").inner_text())
    assert found is not None
    submit(page, opens=f"{clerk.path}programme/$")
    return int(found[0])


def published(clerk: Clerk, way: Way) -> None:
    """The page is there for everybody, whether or not another test has published it."""
    page = clerk.at("publish/")
    page.locator("#id_press_contact").fill("Pressestelle, 069 90009-30")
    page.locator("button[value=publish]").click()
    expect(page.locator("main a[href*='/events/']").first).to_be_visible()
    way.looks(page)


def read(page: Page, address: str, way: Way) -> None:
    """Read the public page, without a login."""
    page.goto(address)
    choose(page, way.language)
    way.looks(page)
