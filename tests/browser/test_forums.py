"""Two people choose between forums that take place at once, of which one has a single seat; the office sees who."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conference import (
    Clerk,
    Way,
    clerk_at_sample,
    county_at_letter,
    open_link,
    register,
    submit,
    wait_for_mails,
)
from tests.browser.conftest import OpenPage
from tests.browser.office import choose, looks_right

pytestmark = pytest.mark.browser

WAYS = [(Way(375, "en"), True), (Way(1280, "de"), False)]
FULL = {"de": "ausgebucht", "en": "fully booked"}


def add(clerk: Clerk, title: str, *, during: str = "", seats: int = 0) -> None:
    page = clerk.page
    page.goto(f"{clerk.path}programme/new/")
    page.locator("#id_title").fill(title)
    if during:
        page.locator("#id_parent").select_option(label=during)
        page.locator("#id_choosable").check()
        page.locator("#id_seats").fill(str(seats))
        clerk.way.looks(page)
    page.locator("main button.first").click()
    expect(page.locator("td.titled a", has_text=title)).to_be_visible()


def release(clerk: Clerk) -> None:
    clerk.page.goto(f"{clerk.path}programme/release/")
    clerk.page.locator("main button.first").click()
    expect(clerk.page).to_have_url(re.compile(f"{clerk.path}programme/$"))


@contextmanager
def two_forums(clerk: Clerk) -> Iterator[tuple[str, str]]:
    """Two forums at once, the first with one seat; afterwards the programme is as it was."""
    frame, *titles = (f"{word} {clerk.way.width}" for word in ("Foren", "Akte", "Sport"))
    add(clerk, frame)
    for seats, title in enumerate(titles, start=1):
        add(clerk, title, during=frame, seats=seats)
    clerk.way.looks(clerk.page)
    release(clerk)
    try:
        yield titles[0], titles[1]
    finally:
        for title in (*titles, frame):
            clerk.page.goto(f"{clerk.path}programme/")
            clerk.page.locator("td.titled a", has_text=title).click()
            clerk.page.locator("main form[action$='/remove/'] button").click()
            expect(clerk.page.locator("td.titled a", has_text=title)).to_have_count(0)
        release(clerk)


def at_own_place(open_page: OpenPage, way: Way, email: str, *, scripts: bool) -> Page:
    page = open_page(way.width, scripts=scripts)
    open_link(page, wait_for_mails(page, email, 1)[0], "/p/")
    choose(page, way.language)
    return page


def pick(page: Page, title: str) -> None:
    page.locator("section:has(#forums) label.radio", has_text=title).locator("input").check()
    page.locator("section:has(#forums) form button").click()
    expect(page.locator("label.radio", has_text=title).locator("input")).to_be_checked()
    page.wait_for_load_state()


@pytest.mark.parametrize(("way", "scripts"), WAYS, ids=["narrow, English", "wide, German, without scripts"])
def test_two_people_choose_and_the_office_sees_it(open_page: OpenPage, way: Way, *, scripts: bool) -> None:
    house = {1280: "landkreis-stendal", 375: "landkreis-mansfeld-suedharz"}[way.width]
    people = {f"{name} Wahl {way.width}": f"{name.lower()}.wahl.{way.width}@{house}.example" for name in ("Ida", "Jan")}
    county, letter = county_at_letter(open_page, way, house)
    clerk = clerk_at_sample(open_page, way)
    with two_forums(clerk) as (first, second):
        register(county, letter, way, people)  # whoever is there before the release gets a mail of it, too
        ida, jan = (at_own_place(open_page, way, email, scripts=scripts) for email in people.values())
        looks_right(ida, way.width, scripts=scripts)
        pick(ida, first)
        looks_right(ida, way.width, scripts=scripts)

        jan.locator("label.radio", has_text=first).locator("input").check()  # the page is older than the choice of Ida
        jan.locator("section:has(#forums) form button").click()
        expect(jan.locator("#errors")).to_contain_text(second)
        looks_right(jan, way.width, scripts=scripts)
        full = jan.locator("label.radio", has_text=first)
        expect(full).to_contain_text(FULL[way.language])
        expect(full.locator("input")).to_be_disabled()
        pick(jan, second)

        page = clerk.follow("forums/")
        page.locator("main tbody tr", has_text=first).locator("a[href*='forum=']").click()
        expect(clerk.row).to_have_count(1)
        expect(clerk.row).to_contain_text(next(iter(people)))
        clerk.way.looks(page)
        clerk.row.locator("a[href*='/people/']").click()
        expect(page.locator("#forums")).to_be_visible()
        clerk.way.looks(page)
        page.locator("label.radio").last.locator("input").check()
        submit(page, opens=r"/answers/$")
    county.close()
