"""A session is planned beside the conference of the sample, and the conference moves: all who come hear of it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.office import CLERK, MEMBER, Office, choose, load_until, log_in, looks_right

pytestmark = pytest.mark.browser
SAMPLE = "Integration in ländlichen Räumen"


def plan(page: Page, title: str) -> None:
    """Fill in the form of a new one, by the keyboard."""
    page.locator("#id_title").fill(title)
    page.locator("#id_starts_on").fill("2016-12-14")
    page.locator("#id_starts_at").fill("10:00")
    page.locator("#id_city").fill("Musterstadt")
    page.locator("#id_answer_by").fill("2016-12-07")
    page.locator("input[name=distribution_list]").first.press("Space")
    page.locator("main form button").last.press("Enter")


@pytest.mark.parametrize(("width", "language"), [(1280, "de"), (375, "en")])
def test_a_session_and_a_conference_that_moves(office: Office, open_page: OpenPage, width: int, language: str) -> None:
    page, title = open_page(width), f"Präsidium {width}"
    page.goto("/login/")
    log_in(page, CLERK)
    choose(page, language)
    page.goto("/conferences/new/?kind=session")
    looks_right(page, width, scripts=True)
    page.locator("main form button").last.click()
    expect(page.locator("#errors")).to_be_visible()
    looks_right(page, width, scripts=True)
    plan(page, title)
    expect(page.locator("h1")).to_have_text(title)
    expect(page.locator("main .way [aria-current=step]")).to_have_count(1)
    looks_right(page, width, scripts=True)
    page.goto("/conferences/")
    looks_right(page, width, scripts=True)
    expect(page.locator("main tbody")).to_contain_text(title)
    page.locator("main tbody").get_by_text(SAMPLE).first.click()
    looks_right(page, width, scripts=True)
    path = page.url
    for name in ("places/", "cancel/", "edit/"):
        page.goto(f"{path}{name}")
        looks_right(page, width, scripts=True)
    hall = f"Halle {width}"
    page.locator("#id_venue").fill(hall)
    page.locator("#id_directions").fill("Vom Bahnhof rechts")
    page.locator("#id_text").fill("Der Saal ist zu klein.")
    page.locator("button[value=event]").click()
    expect(page.locator("main .facts")).to_contain_text(hall)
    looks_right(page, width, scripts=True)
    page.goto("/mail/")
    load_until(page, page.locator("main").get_by_text(f"– {SAMPLE}").first)


def test_a_member_reads_how_to_come(open_page: OpenPage) -> None:
    clerk, member = open_page(), open_page(375)
    clerk.goto("/login/")
    log_in(clerk, CLERK)
    clerk.goto("/conferences/")
    clerk.locator("main tbody").get_by_text(SAMPLE).first.click()
    clerk.goto(f"{clerk.url}edit/")
    clerk.locator("#id_access_notes").fill("Ein Aufzug führt bis vor den Saal.")
    clerk.locator("button[value=event]").click()
    expect(clerk.locator("main .facts")).to_contain_text("Aufzug")
    member.goto("/login/")
    log_in(member, MEMBER)
    sample = member.locator("main tbody tr", has_text="543/2016")  # other tests send letters to this house too
    sample.locator("a[href*='/letter/']").first.click()
    expect(member.locator("main .facts").first).to_contain_text("Aufzug")
    looks_right(member, 375, scripts=True)
