"""A plan comes in from a file, a draft is filed under one of its entries and becomes a template."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.office import SIGNATORY, Office, choose, log_in, looks_right, write_draft

pytestmark = pytest.mark.browser

PLAN = "code;title;retention years\n0;Allgemeine Verwaltung;30\n020.11;Satzungen;dauernd\n103;Soziales;10\n7;Sieben;x\n"


@pytest.mark.parametrize(("width", "language"), [(1280, "de"), (320, "en")])
def test_the_plan_and_what_is_filed_there(office: Office, open_page: OpenPage, width: int, language: str) -> None:
    page = open_page(width)
    page.goto("/login/")
    choose(page, "de")
    log_in(page, SIGNATORY)
    draft = write_draft(page, office.new_subject())
    choose(page, language)
    plan = f"{PLAN}103-{width};Breite {width};\n"
    page.goto("/file-plan/import/")
    looks_right(page, width, scripts=True)
    page.locator("#id_file").set_input_files({"name": "plan.csv", "mimeType": "text/csv", "buffer": plan.encode()})
    page.locator("main form").last.locator("button").click()
    expect(page.locator("button[name=apply]")).to_be_visible()
    looks_right(page, width, scripts=True)
    with page.expect_navigation():
        page.locator("button[name=apply]").click()
    expect(page.locator("details.branch > summary")).not_to_have_count(0)
    for branch in page.locator("details.branch > summary").all():
        branch.click()
    looks_right(page, width, scripts=True)
    page.goto(f"/file-plan/?q={width}")
    page.locator("main tbody a").first.click()
    looks_right(page, width, scripts=True)
    page.goto("/mark/")
    looks_right(page, width, scripts=True)
    page.goto(f"{draft}edit/")
    page.locator("#id_file_reference").fill("")
    page.locator("#id_file_plan_entry").fill(f"103-{width} Breite {width}")
    page.locator("details.more > summary").click()
    page.locator("#id_copies").fill("Der Städtetag")
    page.locator("#id_confidentiality").select_option("named")
    looks_right(page, width, scripts=True)
    page.locator("form.draft .save button").first.click()
    expect(page.locator("main .meta").first).to_contain_text(f"103-{width}")
    looks_right(page, width, scripts=True)
    page.goto(f"{draft}template/")
    looks_right(page, width, scripts=True)
    page.locator("#id_name").fill(f"Vorlage {width}")
    page.locator("main form .save button").click()
    expect(page.locator("main tbody")).to_contain_text(f"Vorlage {width}")
    looks_right(page, width, scripts=True)
