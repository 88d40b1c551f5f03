"""A real browser calls a letter up and confirms its receipt, and the office sees it in the overview."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.office import (
    SIGNATORY,
    Office,
    log_in,
    looks_right,
    read_until,
    wait_for_send_button,
    wait_until_sent,
    write_draft,
)

pytestmark = pytest.mark.browser

PHONE, SMALL, DESK = 375, 320, 1280
COUNTY = "landkreis-harz"


def test_a_county_calls_up_confirms_and_stands_in_the_overview(office: Office, open_page: OpenPage) -> None:
    clerk, county = open_page(DESK), open_page(PHONE)
    log_in(clerk, SIGNATORY)
    circular = send_asking(clerk, office.new_subject())
    number = clerk.get_by_text(re.compile(r"^Rundschreiben Nr\. \d+.2016$")).first.inner_text().rsplit(" ", 1)[1]
    row = clerk.locator("#recipients tbody tr").filter(has_text="Landkreis Harz")
    key = str(row.get_attribute("id"))

    open_letter(county, number)
    looks_right(county, PHONE, scripts=True)
    clerk.goto(f"{circular}?receipt=called")
    expect(clerk.locator("#recipients tbody tr")).to_have_count(1)
    expect(clerk.locator(f"#{key}")).to_be_visible()
    looks_right(clerk, DESK, scripts=True)

    county.locator("#receipt-name").fill("Vera Vorzimmer")
    county.locator("#receipt button").click()
    expect(county.locator("#receipt")).to_contain_text("Vera Vorzimmer")
    expect(county.locator("#receipt form")).to_have_count(0)
    looks_right(county, PHONE, scripts=True)

    clerk.goto("/circulars/")
    clerk.locator('main a[href="/circulars/receipts/"]').click()
    cell = clerk.locator(f'.matrix a[href="{circular}#{key}"]')
    expect(cell).to_contain_text("✓")
    looks_right(clerk, DESK, scripts=True)
    cell.click()
    expect(clerk.locator(f"#{key}:target")).to_be_visible()


def test_the_overview_on_a_small_screen_and_by_keyboard(office: Office, open_page: OpenPage) -> None:
    """The table moves inside its own region, which can be reached and moved by keyboard; names and heads stay."""
    page = open_page(SMALL)
    log_in(page, SIGNATORY)
    for _time in range(3):
        office.invite()
    page.goto("/circulars/receipts/")
    looks_right(page, SMALL, scripts=True)
    region = page.get_by_role("region").filter(has=page.locator("table"))
    region.focus()
    head, name = page.locator(".matrix thead th").first, page.locator(".matrix tbody th").first
    before = name.bounding_box()
    for _time in range(8):
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowDown")
    moved = read_until(lambda: float(region.evaluate("region => region.scrollLeft")), lambda left: left > 0)
    assert moved > 0
    after, first = name.bounding_box(), head.bounding_box()
    assert before is not None
    assert after is not None
    assert first is not None
    assert after["x"] == before["x"] == first["x"]
    looks_right(page, SMALL, scripts=True)


def test_the_overview_without_scripts(office: Office, open_page: OpenPage) -> None:
    page = open_page(DESK, scripts=False)
    log_in(page, SIGNATORY)
    page.goto("/circulars/receipts/?since=2016-01-01&until=2016-12-31")
    expect(page.locator(".matrix tbody tr")).to_have_count(11)


def send_asking(page: Page, subject: str) -> str:
    """Draft, sign and send a circular that asks to confirm its receipt; gives the path of its page."""
    circular = write_draft(page, subject)
    page.goto(f"{circular}edit/")
    page.locator("#id_acknowledge").check()
    page.locator("#id_answer_by").fill("")
    looks_right(page, DESK, scripts=True)
    page.get_by_role("button", name="Entwurf speichern").click()
    page.get_by_role("link", name=re.compile("Zeichnen und Nummer")).click()
    page.get_by_role("button", name=re.compile("Zeichnen und Nummer")).click()
    wait_for_send_button(page, scripts=True)
    page.get_by_role("link", name=re.compile("versenden")).click()
    page.get_by_role("button", name=re.compile("versenden")).click()
    wait_until_sent(page, scripts=True)
    return circular


def open_letter(page: Page, number: str) -> None:
    """Open the link of the mail that the registry of the county got."""
    page.goto("/mail/?" + urlencode({"q": f"poststelle@{COUNTY}.example RS {number}"}))
    page.locator("main tbody a").first.click()
    page.locator("pre a").first.click()
    page.wait_for_url(re.compile(r"/letter/\d+/$"))
