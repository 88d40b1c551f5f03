"""The sample conference as its counties see it: forwarded, answered, deputies, declined, few places, names."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conference import (
    Way,
    clerk_at_sample,
    county_at_letter,
    entries_of,
    full_house,
    person,
    register,
    say,
    set_places,
    submit,
)
from tests.browser.conftest import OpenPage
from tests.browser.office import press_until

pytestmark = pytest.mark.browser

WIDE, NARROW = Way(1280, "de"), Way(375, "en")
both_ways = pytest.mark.parametrize("way", [WIDE, NARROW], ids=["wide, German", "narrow, English"])


@both_ways
def test_it_is_forwarded_from_the_federal_association(open_page: OpenPage, way: Way) -> None:
    """The house that writes is not the one that invites: counties read who does, and from whom it comes."""
    clerk = clerk_at_sample(open_page, way)
    page = clerk.follow("edit/")
    issuer = f"Deutscher Landkreistag, Rundschreiben {way.width}"
    page.locator("#id_issuer").fill(issuer)
    page.locator("button[value=hosts]").click()
    expect(page).to_have_url(re.compile(f"{clerk.path}$"))
    facts = page.locator("main dl.facts")
    expect(facts).to_contain_text(issuer)
    expect(facts).to_contain_text("Bundesministerium des Inneren")
    way.looks(page)
    county, _letter = county_at_letter(open_page, way, "saalekreis")
    expect(county.locator("main .facts").first).to_contain_text(issuer)


@both_ways
def test_a_front_office_registers_three_and_sends_a_deputy(open_page: OpenPage, way: Way) -> None:
    house = {1280: "saalekreis", 375: "landkreis-wittenberg"}[way.width]
    page, letter = county_at_letter(open_page, way, house)
    names = [f"{first} Muster {way.width}" for first in ("Anna", "Bert", "Carla", "Dora")]
    mails = [f"{name.split()[0].lower()}.{way.width}@{house}.example" for name in names]
    register(page, letter, way, dict(zip(names[:3], mails[:3], strict=True)))
    ((method, uid, first),) = entries_of(page, mails[0], 1)
    assert method == "REQUEST"

    page.goto(letter)
    person(page, names[0]).locator("a[href$='/deputy/']").click()
    expect(page.locator("#id_person-name")).to_be_visible()
    way.looks(page)
    page.locator("#id_person-name").fill(names[3])
    page.locator("#id_person-email").fill(mails[3])
    say(page, house)
    submit(page, opens=f"{letter}$")
    expect(person(page, names[3])).to_contain_text(names[0])
    way.looks(page)
    before = [("REQUEST", uid, first)]
    _request, gone = entries_of(page, mails[0], 2)
    assert gone[:2] == ("CANCEL", uid)
    assert gone[2] > first
    ((method, other, _zero),) = entries_of(page, mails[3], 1)
    assert method == "REQUEST"
    assert other != uid

    page.goto(letter)
    person(page, names[3]).locator("a[href$='/back/']").click()
    expect(page.locator("main .lead")).to_contain_text(names[0])
    way.looks(page)
    say(page, house)
    submit(page, opens=f"{letter}$")
    way.looks(page)
    history = entries_of(page, mails[0], 3)
    assert history[0] == before[0]
    assert [one[0] for one in history] == ["REQUEST", "CANCEL", "REQUEST"]
    assert {one[1] for one in history} == {uid}
    assert sorted({one[2] for one in history}) == [one[2] for one in history]  # it rises each time
    assert [one[0] for one in entries_of(page, mails[3], 2)] == ["REQUEST", "CANCEL"]


def test_a_county_declines_by_keyboard(open_page: OpenPage) -> None:
    """It was to send somebody, and nobody can: registered and withdrawn, which counts as a refusal."""
    page, letter = county_at_letter(open_page, WIDE, "burgenlandkreis")
    sayer = (("Name", "Vera Vorzimmer"), ("E-Mail", "vorzimmer@burgenlandkreis.example"))
    press_until(page, "Teilnahme anmelden")
    page.keyboard.press("Enter")
    expect(page.locator("#id_person-0-name")).to_be_visible()
    for label, text in (*sayer, ("Telefon", "03445 73-0"), ("Name", "Ines Absage")):
        press_until(page, label)
        page.keyboard.type(text)
    page.keyboard.press("Enter")
    expect(person(page, "Ines Absage")).to_be_visible()
    press_until(page, "Personen abmelden")
    page.keyboard.press("Enter")
    expect(page.get_by_role("checkbox")).to_have_count(1)
    WIDE.looks(page)
    for label, text in sayer:
        press_until(page, label)
        page.keyboard.type(text)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"{letter}$"))
    expect(page.locator("section.answer")).to_contain_text("Sie nehmen nicht teil")
    clerk = clerk_at_sample(open_page, WIDE)
    clerk.page.locator("main p.meta a[href^='/circulars/']").first.click()
    expect(clerk.page.locator("main tr", has_text="Burgenlandkreis")).to_contain_text("nimmt nicht teil")


@both_ways
def test_who_waits_moves_up_by_an_offer(open_page: OpenPage, way: Way) -> None:
    """The house is full: one waits, a party of two waits behind them; each moves up by an offer, and takes it."""
    page, letter = county_at_letter(open_page, way, "salzlandkreis")
    clerk = clerk_at_sample(open_page, way)
    alone, left, right = (f"{first} Warte {way.width}" for first in ("Emil", "Fanny", "Gustav"))
    mail = f"emil.{way.width}@salzlandkreis.example"
    with full_house(clerk) as places:
        register(page, letter, way, {alone: mail})
        expect(person(page, alone).locator(".tag.wait")).to_be_visible()
        register(page, letter, way, {left: "", right: ""}, together=True)
        expect(person(page, left)).to_contain_text("2")
        clerk.follow("waiting/")
        expect(clerk.row).to_have_count(3)
        expect(clerk.row.first).to_contain_text(alone)
        expect(clerk.row.filter(has=clerk.page.locator("button[name=part]"))).to_have_count(1)

        set_places(clerk, places + 1)
        clerk.follow("offers/")
        expect(clerk.row).to_have_count(1)
        expect(clerk.row).to_contain_text(alone)
        page.goto(letter)
        offer = page.locator("section.offer")
        expect(offer).to_contain_text(alone)
        way.looks(page)
        offer.locator("a.first").click()
        expect(page.locator("main .lead")).to_contain_text(alone)
        way.looks(page)
        say(page, "salzlandkreis")
        submit(page, opens=f"{letter}$")
        expect(person(page, alone).locator(".tag.ok")).to_be_visible()
        expect(page.locator("section.offer")).to_have_count(0)

        set_places(clerk, places + 2)
        clerk.follow("waiting/")
        expect(clerk.row).to_have_count(2)  # one place is none for two
        set_places(clerk, places + 3)
        page.goto(letter)
        expect(page.locator("section.offer")).to_contain_text(right)
        way.looks(page)
        page.locator("section.offer a.first").click()
        expect(page.locator("main .lead")).to_contain_text(left)
        way.looks(page)
        say(page, "salzlandkreis")
        submit(page, opens=f"{letter}$")
        for name in (left, right):
            expect(person(page, name).locator(".tag.ok")).to_be_visible()
        clerk.at()
        expect(clerk.page.locator(f"a[href='{clerk.path}waiting/']")).to_have_count(0)


@both_ways
def test_a_name_that_follows_is_put_in(open_page: OpenPage, way: Way) -> None:
    house = {1280: "landkreis-mansfeld-suedharz", 375: "landkreis-jerichower-land"}[way.width]
    page, letter = county_at_letter(open_page, way, house)
    page.locator("main a[href='register/']").first.click()
    page.locator("#id_unnamed").fill("1")
    say(page, house)
    submit(page, opens=f"{letter}$")
    way.looks(page)
    clerk = clerk_at_sample(open_page, way)
    clerk.follow("names/")
    expect(clerk.row.filter(has_text="Vera Vorzimmer")).not_to_have_count(0)
    nameless = page.locator("main ul.people > li").filter(has=page.locator("a[href*='people/']"))
    nameless = nameless.filter(has_not=page.locator("a[href$='/deputy/']"))
    expect(nameless).to_have_count(1)
    nameless.locator("a[href*='people/']").first.click()
    expect(page.locator("#id_person-name")).to_be_visible()
    way.looks(page)
    name, mail = f"Hanna Später {way.width}", f"hanna.{way.width}@{house}.example"
    page.locator("#id_person-name").fill(name)
    page.locator("#id_person-email").fill(mail)
    say(page, house)
    submit(page, opens=f"{letter}$")
    expect(person(page, name)).to_be_visible()
    ((method, _uid, _sequence),) = entries_of(page, mail, 1)
    assert method == "REQUEST"
