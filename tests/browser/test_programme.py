"""A programme in a browser: a speaker agrees, an item is put in its place by mouse or by button, version n+1 is out."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.office import CLERK, PATIENCE, choose, log_in, looks_right, read_until

pytestmark = pytest.mark.browser

PROGRAMME = "/conferences/1/programme/"


def titles(page: Page) -> list[str]:
    return page.locator("td.titled a").all_inner_texts()


def add(page: Page, title: str) -> None:
    page.goto(f"{PROGRAMME}new/")
    page.locator("#id_title").fill(title)
    page.locator("main button.first").click()
    expect(page.locator("td.titled a").last).to_have_text(title)


def drag_onto_the_first(page: Page, row: Locator) -> None:
    """Move until the row below the pointer says that it takes what is dragged: a browser takes a drag up late, and what
    was moved before that is lost."""
    first = page.locator("tbody tr").first

    def moved() -> str:
        first.hover()
        return first.get_attribute("class") or ""

    row.locator(".grip").hover()
    page.mouse.down()
    assert "over" in read_until(moved, lambda classes: "over" in classes, PATIENCE)
    page.mouse.up()


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
        drag_onto_the_first(page, row)
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
