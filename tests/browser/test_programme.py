"""A programme in a browser: a speaker agrees, an item is put in its place by mouse or by button, version n+1 is out."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.office import CLERK, choose, log_in, looks_right

pytestmark = pytest.mark.browser

PROGRAMME = "/conferences/1/programme/"


def titles(page: Page) -> list[str]:
    return page.locator("td.titled a").all_inner_texts()


def add(page: Page, title: str) -> None:
    page.goto(f"{PROGRAMME}new/")
    page.locator("#id_title").fill(title)
    page.locator("main button.first").click()
    expect(page.locator("td.titled a").last).to_have_text(title)


def hold_over_the_first(page: Page, row: Locator) -> None:
    first = page.locator("tbody tr").first
    row.locator(".grip").hover()
    page.mouse.down()
    first.hover(force=True)
    expect(first).to_have_class(re.compile("over"))


@pytest.mark.parametrize("scripts", [True, False])
def test_a_programme_goes_out_again(open_page: OpenPage, *, scripts: bool) -> None:
    page = open_page(1280, scripts=scripts)
    log_in(page, CLERK)
    choose(page, "de")
    title = "Gedränge mit Musik" if scripts else "Gedränge ohne Musik"
    add(page, title)
    before = titles(page)
    row = page.locator("tr", has=page.get_by_role("link", name=title, exact=True))
    if scripts:
        hold_over_the_first(page, row)
        page.keyboard.press("Escape")
        expect(page.locator("tr.over, tr.dragged")).to_have_count(0)
        page.mouse.up()
        assert titles(page) == before
        hold_over_the_first(page, row)
        page.mouse.up()
        expect(page.locator("td.titled a").first).to_have_text(title)
        assert titles(page) == [title, *before[:-1]]
    else:
        row.locator("button[value$=' up']").click()
        expect(page.locator("td.titled a").nth(len(before) - 2)).to_have_text(title)
    looks_right(page, 1280, scripts=scripts)
    page.goto(f"{PROGRAMME}release/")
    heading = page.locator("h1").inner_text()
    number = re.search(r"\d+", heading)
    assert number is not None
    looks_right(page, 1280, scripts=scripts)
    page.locator("main button.first").click()
    page.wait_for_url(f"**{PROGRAMME}")
    page.goto(f"{PROGRAMME}versions/{number[0]}/")
    expect(page.locator("main li").filter(has_text=title)).to_have_count(1)
    looks_right(page, 1280, scripts=scripts)
