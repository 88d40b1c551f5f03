"""The writing desk in a browser: what is typed is kept, the letter stands beside it, nobody's text is lost."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.office import CLERK, PATIENCE, SIGNATORY, Office, load_until, log_in, looks_right, write_draft
from umlauf.faces.cli.demonstration import PASSWORD

pytestmark = pytest.mark.browser

KEPT = re.compile(r"\d\d:\d\d")
CIRCULAR = re.compile(r"/circulars/\d+/$")


def edit(page: Page, path: str) -> None:
    """Open the form of a draft, with the letter drawn beside it where that is open."""
    page.goto(f"{path}edit/")
    expect(page.locator("#draft")).to_be_visible()


def retype(page: Page, subject: str) -> None:
    page.locator("#id_subject").fill(subject)


def wait_until_kept(page: Page) -> None:
    expect(page.locator("#kept")).to_have_text(KEPT, timeout=PATIENCE * 1_000)


def save(page: Page) -> None:
    page.locator(".save button").click()


def test_what_was_typed_is_there_after_the_tab_was_closed(office: Office, open_page: OpenPage) -> None:
    page = open_page()
    log_in(page, CLERK)
    path = write_draft(page, office.new_subject())
    edit(page, path)
    subject = office.new_subject()
    retype(page, subject)
    wait_until_kept(page)
    last = f"{subject}, und noch ein letztes Wort"
    retype(page, last)  # and away, before it is kept by itself
    page.close(run_before_unload=True)
    again = open_page()
    log_in(again, CLERK)
    load_until(again, again.get_by_role("link", name=last, exact=True))  # it was kept while the tab closed
    again.goto(f"{path}edit/")
    expect(again.locator("ins").last).to_contain_text("Wort")
    looks_right(again, 1280, scripts=True)
    again.locator("main a.first").click()
    expect(again.locator("#id_subject")).to_have_value(last)
    save(again)
    expect(again.get_by_role("heading", name=last, level=1)).to_be_visible()
    edit(again, path)
    expect(again.locator("#id_subject")).to_have_value(last)


def test_a_new_circular_is_kept_as_well(office: Office, open_page: OpenPage) -> None:
    page = open_page()
    log_in(page, CLERK)
    page.goto("/circulars/new/")
    subject = office.new_subject()
    retype(page, subject)
    wait_until_kept(page)
    page.goto("/circulars/new/")
    begun = page.locator(".unsaved").filter(has_text=subject)
    expect(begun).to_be_visible()
    looks_right(page, 1280, scripts=True)
    begun.locator("a").click()
    expect(page.locator("#id_subject")).to_have_value(subject)
    page.goto("/circulars/new/")
    begun.locator("button").click()
    expect(page.locator("#draft")).to_be_visible()
    expect(begun).to_have_count(0)


def size_of(page: Page) -> list[float]:
    """Of the paper on which the letter is drawn."""
    box = page.locator("#sheet .page").bounding_box()
    assert box is not None
    return [box["x"], box["width"], box["height"]]


@pytest.mark.parametrize("width", [1280, 375, 320])
def test_the_letter_follows_the_text(office: Office, open_page: OpenPage, width: int) -> None:
    page = open_page(width)
    log_in(page, CLERK)
    edit(page, write_draft(page, office.new_subject()))
    if width < 860:
        expect(page.locator("#sheet-page")).to_be_hidden()
        page.locator("#sheet > summary").click()
    picture = page.locator("#sheet-page")
    expect(picture).to_have_attribute("alt", re.compile("1"))
    before, size = picture.get_attribute("src"), size_of(page)
    retype(page, office.new_subject())
    expect(picture).not_to_have_attribute("src", before or "")
    assert size_of(page) == size
    drawn = picture.get_attribute("src")
    retype(page, "")
    expect(page.locator("#sheet-says")).not_to_be_empty()
    expect(picture).to_have_attribute("src", drawn or "")
    looks_right(page, width, scripts=True)


def test_the_pages_are_turned_by_keyboard(office: Office, open_page: OpenPage) -> None:
    page = open_page()
    log_in(page, CLERK)
    edit(page, write_draft(page, office.new_subject()))
    page.locator("#id_abstract").fill("Noch ein Satz. " * 260)
    after = page.locator("#sheet-turn button").last
    expect(after).to_be_visible()
    after.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#sheet-caption")).to_contain_text(re.compile("2.*2"))
    expect(after).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#sheet-turn button").first).to_have_attribute("aria-disabled", "true")


def test_without_a_script_the_letter_is_shown_by_a_button(office: Office, open_page: OpenPage) -> None:
    page = open_page(scripts=False)
    log_in(page, CLERK)
    path = write_draft(page, office.new_subject())
    edit(page, path)
    subject = office.new_subject()
    retype(page, subject)
    page.locator("#sheet-show").click()
    expect(page.locator("#id_subject")).to_have_value(subject)
    expect(page.locator("#sheet-page")).to_have_attribute("src", re.compile("^data:image/png"))
    save(page)
    expect(page.get_by_role("heading", name=subject, level=1)).to_be_visible()


def test_two_people_at_one_draft(office: Office, open_page: OpenPage) -> None:
    clerk, boss = open_page(), open_page(375)
    log_in(clerk, CLERK)
    log_in(boss, SIGNATORY)
    path = write_draft(clerk, office.new_subject())
    edit(clerk, path)
    mine, theirs = f"{office.new_subject()} von Karla", f"{office.new_subject()} von Theo"
    retype(clerk, mine)
    wait_until_kept(clerk)
    edit(boss, path)
    expect(boss.locator("#company")).to_contain_text("Karla König")
    looks_right(boss, 375, scripts=True)
    retype(boss, theirs)
    wait_until_kept(boss)
    save(boss)
    boss.wait_for_url(CIRCULAR)
    retype(clerk, f"{mine} und weiter")
    expect(clerk.locator("#company a")).to_have_attribute("href", re.compile("from=1&to=2"))
    save(clerk)
    expect(clerk.locator("input[name=goes_over]")).to_be_visible()
    expect(clerk.locator("#id_subject")).to_have_value(f"{mine} und weiter")
    looks_right(clerk, 1280, scripts=True)
    with clerk.expect_navigation():
        save(clerk)
    clerk.locator("input[name=goes_over]").check()
    save(clerk)
    expect(clerk.get_by_role("heading", name=f"{mine} und weiter", level=1)).to_be_visible()


def test_without_a_connection_nothing_is_lost(office: Office, browser: Browser) -> None:
    """In a window of its own: the browser itself complains of requests that fail."""
    context = browser.new_context(base_url=office.address, viewport={"width": 1280, "height": 900}, locale="de-DE")
    page = context.new_page()
    log_in(page, CLERK)
    path = write_draft(page, office.new_subject())
    edit(page, path)
    subject = office.new_subject()
    context.set_offline(True)
    retype(page, subject)
    expect(page.locator("#kept")).not_to_be_empty()
    expect(page.locator("#kept")).not_to_have_text(KEPT)
    save(page)
    page.wait_for_timeout(500)
    expect(page.locator("#id_subject")).to_have_value(subject)
    context.set_offline(False)
    wait_until_kept(page)
    save(page)
    expect(page.get_by_role("heading", name=subject, level=1)).to_be_visible()
    context.close()


def test_when_the_login_has_ended_nothing_is_lost(office: Office, open_page: OpenPage) -> None:
    page = open_page()
    log_in(page, CLERK)
    edit(page, write_draft(page, office.new_subject()))
    page.context.clear_cookies()
    subject = office.new_subject()
    retype(page, subject)
    way = page.locator("#kept a")
    expect(way).to_be_visible()
    save(page)
    page.wait_for_timeout(500)
    expect(page.locator("#id_subject")).to_have_value(subject)
    with page.expect_popup() as opened:
        way.click()
    form = opened.value.locator("main form").first
    form.locator("#id_login").fill(CLERK)
    form.locator("#id_password").fill(PASSWORD)
    form.locator("button").click()
    expect(opened.value.locator(".me form button")).to_be_visible()
    opened.value.close()
    page.bring_to_front()
    wait_until_kept(page)
    save(page)
    expect(page.get_by_role("heading", name=subject, level=1)).to_be_visible()
