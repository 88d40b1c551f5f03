"""A draft to Word and back in a browser: the hidden form under the difference saves what was shown, lines and all."""

from __future__ import annotations

import io

import docx
import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.office import CLERK, Office, choose, log_in, looks_right, write_draft
from umlauf.engines.word import MEDIA_TYPE

pytestmark = pytest.mark.browser


def edited(data: bytes) -> FilePayload:
    """What a colleague makes of it: one more sentence, a second paragraph of the abstract, and a comment."""
    document = docx.Document(io.BytesIO(data))
    last = document.paragraphs[-1]
    title = document.paragraphs[0]
    for words in ("Zweiter Absatz.", "Erster Absatz."):
        title._p.addnext(document.add_paragraph(words, style="Kurzfassung")._p)
    document.add_comment(last.add_run(" Das kam aus Word."), "Einverstanden?", author="K")
    file = io.BytesIO()
    document.save(file)
    return {"name": "Entwurf.docx", "mimeType": MEDIA_TYPE, "buffer": file.getvalue()}


def difference(page: Page, draft: str) -> None:
    data = page.request.get(f"{draft}draft.docx").body()
    page.goto(f"{draft}word/")
    page.locator("main input[type=file]").set_input_files(edited(data))
    page.locator("main button.act.first").click()
    expect(page.locator("ins")).to_have_count(3)


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("scripts", [True, False])
def test_what_was_written_in_word_is_saved(office: Office, open_page: OpenPage, width: int, *, scripts: bool) -> None:
    page = open_page(width, scripts=scripts)
    log_in(page, CLERK)
    choose(page, "de")
    draft = write_draft(page, office.new_subject())
    page.goto(f"{draft}word/")
    if scripts:
        looks_right(page, width, scripts=True)
    difference(page, draft)
    if scripts:
        looks_right(page, width, scripts=True)
    page.locator("main form button.act.first").click()
    expect(page).to_have_url(draft)
    expect(page.locator("main")).to_contain_text("Das kam aus Word.")
    page.goto(f"{draft}edit/")
    abstract = page.locator("#id_abstract").input_value().replace("\r\n", "\n")
    assert abstract.split("\n\n") == ["Erster Absatz.", "Zweiter Absatz.", "Das Ministerium bittet um Stellungnahme."]
