"""Annexes in a browser: several files at once, with the script and without it, and the same list at the end."""

from __future__ import annotations

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests import pdfs
from tests.browser.conftest import OpenPage
from tests.browser.office import CLERK, Office, choose, log_in, looks_right, write_draft

pytestmark = pytest.mark.browser

DROP = """(files) => {
  const moved = new DataTransfer()
  for (const [name, text] of files) moved.items.add(new File([text], name, { type: 'application/pdf' }))
  document.getElementById('attach').dispatchEvent(new DragEvent('drop', { dataTransfer: moved, cancelable: true }))
}"""


def a_file(name: str, data: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


def files() -> list[FilePayload]:
    return [
        a_file("Anlage 1 - Programm.pdf", pdfs.a_pdf("Programm")),
        a_file("programm.exe", b"MZ"),
        a_file("Scan_des_Erlasses.pdf", pdfs.a_pdf()),
    ]


def lists(page: Page, *titles: str) -> None:
    """Wait until the list holds annexes with exactly these titles, in this order."""
    fields = page.locator("#annex-list input[name^=title]")
    expect(fields).to_have_count(len(titles))
    for place, title in enumerate(titles):
        expect(fields.nth(place)).to_have_value(title)


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("scripts", [True, False])
def test_several_files_at_once(office: Office, open_page: OpenPage, width: int, *, scripts: bool) -> None:
    page = open_page(width, scripts=scripts)
    log_in(page, CLERK)
    choose(page, "de")
    draft = write_draft(page, office.new_subject())
    page.goto(f"{draft}annex/")
    page.locator("#attach input[type=file]").set_input_files(files())
    page.locator("#attach button").click()
    if scripts:
        expect(page.locator(".sending .tag.ok")).to_have_count(2)
        expect(page.locator(".sending .tag.bad")).to_have_count(1)
        expect(page.locator("#attach [role=status]")).to_contain_text("2")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    else:
        expect(page.get_by_role("alert")).to_contain_text("programm.exe")
    lists(page, "Programm", "Scan des Erlasses")
    page.goto(f"{draft}annex/")
    lists(page, "Programm", "Scan des Erlasses")
    page.locator("button[name=move]").first.click()
    lists(page, "Scan des Erlasses", "Programm")
    if scripts:
        looks_right(page, width, scripts=True)
        page.locator("#annex-list .order a").first.click()
        looks_right(page, width, scripts=True)


def test_files_that_are_dropped_and_titles_that_are_not_saved_yet(office: Office, open_page: OpenPage) -> None:
    page = open_page()
    log_in(page, CLERK)
    choose(page, "de")
    draft = write_draft(page, office.new_subject())
    page.goto(f"{draft}annex/")
    page.evaluate(DROP, [["eins.pdf", pdfs.a_pdf("eins").decode()]])
    expect(page.locator(".sending .tag.ok")).to_have_count(1)
    page.locator("#annex-list input[name^=title]").fill("Eins, noch nicht gespeichert")
    page.evaluate(DROP, [["zwei.pdf", pdfs.a_pdf("zwei").decode()], ["drei.pdf", pdfs.a_pdf("drei").decode()]])
    expect(page.locator(".sending .tag.ok")).to_have_count(3)
    lists(page, "Eins, noch nicht gespeichert", "zwei", "drei")
    with page.expect_navigation():
        page.locator("#annex-list .head button").click()
    lists(page, "Eins, noch nicht gespeichert", "zwei", "drei")
