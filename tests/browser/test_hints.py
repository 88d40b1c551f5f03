"""Hints while somebody writes: a weekday and a deadline are noticed, taken up by one click, put aside for good."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.office import CLERK, Office, choose, log_in, looks_right, read_until, write_draft

pytestmark = pytest.mark.browser

TEXT = "Bitte antworten Sie bis zum Freitag, 24. November 2016, wie in der Anlage. "
OVER = "24.11.2016"


def hint(page: Page, words: str, which: str = "") -> Locator:
    return page.locator(f"#hints li{which}").filter(has_text=words)


def write(page: Page, text: str) -> None:
    """At the end of the text, as it is typed."""
    page.locator("#id_body").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(text)


def selected(page: Page) -> str:
    """What is selected, once something is."""
    return read_until(lambda: " ".join(page.evaluate("getSelection().toString()").split()), bool)


@pytest.mark.parametrize("width", [1280, 375])
def test_noticed_taken_up_and_put_aside(office: Office, open_page: OpenPage, width: int) -> None:
    page = open_page(width)
    log_in(page, CLERK)
    choose(page, "de")
    draft = write_draft(page, office.new_subject())
    page.goto(f"{draft}edit/")
    page.locator("#id_answer_by").fill("")
    write(page, TEXT)
    weekday, deadline = hint(page, OVER, ".hint-warning"), hint(page, OVER, ".hint-offer")
    expect(weekday).to_have_count(1)
    expect(deadline).to_have_count(1)
    expect(page.locator("#id_body")).to_be_focused()
    looks_right(page, width, scripts=True)

    noticed = page.locator("#id_body .noticed")
    expect(noticed.filter(has_text="Freitag").first).to_have_class(re.compile("noticed-warning"))
    expect(noticed.filter(has_text="Freitag").first).to_have_class(re.compile("noticed-offer"))
    expect(noticed.filter(has_text="in der Anlage")).to_have_class("noticed noticed-warning")

    weekday.locator("[data-phrase]").click()
    assert selected(page) == "Freitag, 24. November 2016"

    deadline.locator("[data-sets]").click()
    expect(page.locator("#id_answer_by")).to_have_value("2016-11-24")
    expect(page.locator("#hints-say")).not_to_be_empty()
    expect(page.locator("#hints-title")).to_be_focused()
    expect(deadline).to_have_count(0)

    weekday.locator("[data-dismiss]").click()
    expect(weekday).to_have_count(0)
    page.locator("#draft .save button").first.click()
    page.wait_for_url(draft)
    expect(page.locator(".hint-warning")).to_have_count(1)  # the annex that is missing
    looks_right(page, width, scripts=True)
    page.goto(f"{draft}edit/")
    write(page, "Und noch ein Satz.")
    expect(hint(page, "Anlage")).to_have_count(1)
    expect(weekday).to_have_count(0)


def test_without_a_script(office: Office, open_page: OpenPage) -> None:
    page = open_page(375, scripts=False)
    log_in(page, CLERK)
    choose(page, "de")
    draft = write_draft(page, office.new_subject())
    page.goto(f"{draft}edit/")
    page.locator("#id_answer_by").fill("")
    page.locator("#id_body").fill(TEXT)
    page.locator("#draft .save button").first.click()
    page.wait_for_url(draft)
    page.goto(f"{draft}edit/")
    deadline = hint(page, OVER, ".hint-offer")
    page.locator("#id_subject").fill("Noch nicht gespeichert")
    deadline.locator("button[name=take]").click()
    expect(page.locator("#id_answer_by")).to_have_value("2016-11-24")
    expect(page.locator("#id_subject")).to_have_value("Noch nicht gespeichert")
    weekday = hint(page, OVER, ".hint-warning")
    with page.expect_navigation():
        weekday.locator("button[name=dismiss]").click()
    expect(weekday).to_have_count(0)
    expect(page.locator("#id_answer_by")).to_have_value("2016-11-24")
    expect(page.locator("#id_subject")).to_have_value(re.compile("Noch"))
    looks_right(page, 375, scripts=False)
