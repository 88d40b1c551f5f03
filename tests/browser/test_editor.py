"""The editor of a letter's text, as people use it: typing, pasting, by keyboard alone, on a phone, and without it."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.office import (
    CLERK,
    SIGNATORY,
    Office,
    choose,
    log_in,
    looks_right,
    read_until,
    text_field,
    write_draft,
)
from tests.ground.text.test_html_in import OF_WORD, WORD
from umlauf.ground.text import Doc, fitted, to_markdown

pytestmark = pytest.mark.browser

PHONE, SMALL, DESK = 375, 320, 1280
NBSP = "\u00a0"

PASTE = """([html, text]) => {
  const data = new DataTransfer()
  if (html) data.setData('text/html', html)
  if (text) data.setData('text/plain', text)
  const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })
  document.activeElement.dispatchEvent(event)
}"""


@pytest.fixture
def clerk(open_page: OpenPage) -> Page:
    page = open_page(DESK)
    log_in(page, CLERK)
    return begin(page)


def begin(page: Page) -> Page:
    page.goto("/circulars/new/")
    text_field(page).click()
    return page


def tool(page: Page, name: str) -> Locator:
    return page.locator(f"[data-do={name}]")


def sent(page: Page) -> Doc:
    """What the form would send."""
    tree: Any = json.loads(page.locator("input[name=body_tree]").input_value())
    return Doc.parse(tree)


def markdown(page: Page) -> str:
    return to_markdown(fitted(sent(page))).strip()


def reads(page: Page, right: Callable[[str], bool]) -> None:
    """Wait until the text is right: the editor hears of a key a moment after it was pressed."""
    found = read_until(lambda: markdown(page), right)
    assert right(found), found


def written(page: Page, text: str) -> None:
    reads(page, lambda found: found == text)


def paste(page: Page, html: str = "", text: str = "") -> None:
    page.evaluate(PASTE, [html, text])


def status(page: Page) -> Locator:
    return page.locator("[data-editor] [role=status]")


def test_what_is_typed_is_what_is_saved(office: Office, open_page: OpenPage) -> None:
    page = open_page(DESK)
    log_in(page, CLERK)
    circular = write_draft(page, office.new_subject())
    page.goto(f"{circular}edit/")
    reads(page, lambda text: "**vor**" in text)
    reads(page, lambda text: "- die Pauschalen nach §\u00a03," in text)
    looks_right(page, DESK, scripts=True)
    text_field(page).click()
    page.keyboard.press("ControlOrMeta+End")
    page.keyboard.type("\nZuletzt")
    page.get_by_label("Betreff").fill("")
    page.get_by_role("button", name="Entwurf speichern").click()
    expect(page.locator("#errors")).to_be_visible()
    expect(text_field(page)).to_contain_text("Zuletzt")
    looks_right(page, DESK, scripts=True)


def test_marks_headings_lists_and_quotations_by_buttons(clerk: Page) -> None:
    clerk.keyboard.type("Anlass")
    tool(clerk, "heading2").click()
    expect(tool(clerk, "heading2")).to_have_attribute("aria-pressed", "true")
    clerk.keyboard.press("Enter")
    clerk.keyboard.type("Das ist ")
    tool(clerk, "bold").click()
    expect(tool(clerk, "bold")).to_have_attribute("aria-pressed", "true")
    clerk.keyboard.type("wichtig")
    tool(clerk, "bold").click()
    tool(clerk, "italic").click()
    clerk.keyboard.type(" bald")
    clerk.keyboard.press("Enter")
    tool(clerk, "italic").click()
    tool(clerk, "bulletList").click()
    clerk.keyboard.type("eins\nzwei")
    tool(clerk, "indent").click()
    clerk.keyboard.press("Enter")
    clerk.keyboard.press("Enter")
    clerk.keyboard.press("Enter")
    tool(clerk, "blockquote").click()
    clerk.keyboard.type("gesagt")
    written(clerk, "## Anlass\n\nDas ist **wichtig** _bald_\n\n- eins\n\n  - zwei\n\n> gesagt")
    tool(clerk, "undo").click()
    reads(clerk, lambda text: "gesagt" not in text)
    tool(clerk, "redo").click()
    reads(clerk, lambda text: "> gesagt" in text)
    looks_right(clerk, DESK, scripts=True)


def test_a_table_grows_and_shrinks_and_has_a_head(clerk: Page) -> None:
    expect(tool(clerk, "rowAfter")).to_be_hidden()
    tool(clerk, "table").click()
    for word in ("Kreis", "Plätze", "frei", "Harz", "12", "3"):
        clerk.keyboard.type(word)
        clerk.keyboard.press("Tab")
    reads(clerk, lambda text: text.startswith("| Kreis | Plätze | frei |\n| --- | --- | --- |\n| Harz | 12 | 3 |"))
    tool(clerk, "columnRemove").click()
    tool(clerk, "rowRemove").click()
    written(clerk, "| Plätze | frei |\n| --- | --- |\n| 12 | 3 |")
    tool(clerk, "rowAfter").click()
    tool(clerk, "columnAfter").click()
    text_field(clerk).locator("th").last.click()
    clerk.keyboard.type("neu")
    looks_right(clerk, DESK, scripts=True)
    text_field(clerk).get_by_text("Plätze").click()
    tool(clerk, "rowRemove").click()
    reads(clerk, lambda text: text.startswith("| 12 | 3 |  |\n| --- |"))
    expect(text_field(clerk).locator("tr").first.locator("th")).to_have_count(3)
    tool(clerk, "tableRemove").click()
    written(clerk, "")
    expect(tool(clerk, "rowAfter")).to_be_hidden()


def test_a_link_is_set_corrected_and_removed(clerk: Page) -> None:
    clerk.keyboard.type("hier")
    clerk.wait_for_timeout(100)  # nobody selects within a twentieth of a second of typing, which the editor passes over
    clerk.keyboard.press("Shift+Home")
    clerk.wait_for_timeout(100)
    clerk.keyboard.press("ControlOrMeta+k")
    address = clerk.locator("#link_address")
    expect(address).to_be_focused()
    address.fill("irgendwo hin")
    clerk.keyboard.press("Enter")
    expect(clerk.locator("#link_error")).to_be_visible()
    expect(address).to_be_focused()
    looks_right(clerk, DESK, scripts=True)
    address.fill("www.lkt.example/kita")
    clerk.keyboard.press("Enter")
    expect(text_field(clerk)).to_be_focused()
    written(clerk, "[hier](<https://www.lkt.example/kita>)")
    tool(clerk, "link").click()
    expect(address).to_have_value("https://www.lkt.example/kita")
    address.fill("post@lkt.example")
    clerk.keyboard.press("Enter")
    written(clerk, "[hier](<mailto:post@lkt.example>)")
    tool(clerk, "link").click()
    clerk.locator("dialog [data-do=remove]").click()
    written(clerk, "hier")
    clerk.wait_for_timeout(100)
    clerk.keyboard.press("End")
    clerk.wait_for_timeout(100)
    clerk.keyboard.type(", ")
    tool(clerk, "link").click()
    address.fill("+49 391 123")
    clerk.keyboard.press("Escape")
    expect(text_field(clerk)).to_be_focused()
    written(clerk, "hier,")


def test_quotation_marks_follow_the_language_and_undo_takes_them_back(clerk: Page) -> None:
    clerk.keyboard.type("Er sagte \"so\" und 'so' - geht's - nach § 47, z. B. am 18. November, Nr. 5")
    proper = f"Er sagte „so“ und ‚so‘ – geht’s – nach §{NBSP}47, z.{NBSP}B. am 18.{NBSP}November, Nr.{NBSP}5"
    written(clerk, proper)
    expect(text_field(clerk).locator(".firm-blank")).to_have_count(4)
    clerk.keyboard.press("Enter")
    clerk.keyboard.type('"')
    reads(clerk, lambda text: text.endswith("„"))
    clerk.keyboard.press("ControlOrMeta+z")
    reads(clerk, lambda text: text.endswith('"'))
    expect(text_field(clerk)).to_have_attribute("lang", "de")
    clerk.get_by_label("Sprache des Schreibens").select_option("en")
    expect(text_field(clerk)).to_have_attribute("lang", "en")
    text_field(clerk).click()
    clerk.keyboard.press("ControlOrMeta+End")
    clerk.keyboard.press("Backspace")
    clerk.keyboard.type('"yes"')
    reads(clerk, lambda text: text.endswith("“yes”"))


def test_word_pastes_as_the_server_reads_it(clerk: Page) -> None:
    paste(clerk, WORD.read_text(encoding="utf-8"), "egal")
    written(clerk, OF_WORD)
    expect(status(clerk)).not_to_be_empty()
    clerk.keyboard.type("x")
    expect(status(clerk)).to_be_empty()


@pytest.mark.parametrize(
    ("html", "text", "cleaned"),
    [
        ("", "eins\nzwei\r\n\r\n drei", "eins\\\nzwei\n\ndrei"),
        ("<b style='font-weight:normal'><p>x <b>y</b></p></b>", "", "x **y**"),
        ("<h1>A</h1><h4>B</h4><p> </p><p>c&shy;d</p>", "", "## A\n\n### B\n\ncd"),
        ("<table><tr><td><p>a</p></td><td><p>b</p></td></tr></table>", "", "a\n\nb"),
        (
            "<table><tr><td colspan=2>a<tr><td>1<td>2<td>3</table>",
            "",
            "| a |  |  |\n| --- | --- | --- |\n| 1 | 2 | 3 |",
        ),
        ("<p>x<script>alert(1)</script><img src=x onerror=alert(1)></p>", "", "x"),
        (
            "<p onclick=x><a href='javascript:alert(1)'>x</a> <a href='https://a.example/'>y</a></p>",
            "",
            "x [y](<https://a.example/>)",
        ),
        ("<p dir=rtl style='color:red' title='> style=x'>x</p><style>p{color:red}</style>", "", "x"),
    ],
)
def test_what_is_pasted_is_cleaned(clerk: Page, html: str, text: str, cleaned: str) -> None:
    paste(clerk, html, text)
    written(clerk, cleaned)


def test_pictures_belong_into_annexes(clerk: Page) -> None:
    clerk.evaluate(
        """() => {
          const data = new DataTransfer()
          data.items.add(new File(['x'], 'bild.png', { type: 'image/png' }))
          const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })
          document.activeElement.dispatchEvent(event)
        }"""
    )
    expect(status(clerk)).not_to_be_empty()
    written(clerk, "")


def test_five_megabytes_of_paste_are_read_or_kindly_refused_soon(clerk: Page) -> None:
    clerk.keyboard.type("Steht da.")
    began = time.monotonic()
    paste(clerk, "<p>" + "Wort " * 40 + "</p>")
    paste(clerk, ("<p class=MsoNormal style='margin:0cm'>" + "Wort " * 40 + "</p>") * 22_000)
    expect(status(clerk)).not_to_be_empty()
    assert len(markdown(clerk)) < 1000
    markup = "<p class=MsoNormal style='margin:0cm;" + "mso-x:y;" * 600 + "'>Wort</p>"
    paste(clerk, markup * 1000)
    reads(clerk, lambda text: text.count("Wort") == 1040)
    assert time.monotonic() - began < 30


def test_a_real_copy_comes_back_whole(clerk: Page) -> None:
    clerk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    clerk.keyboard.type("## Anlass\n- eins\nzwei")
    before = read_until(lambda: markdown(clerk), lambda text: text.endswith("zwei"))
    clerk.keyboard.press("ControlOrMeta+a")
    clerk.keyboard.press("ControlOrMeta+c")
    clerk.keyboard.press("Delete")
    written(clerk, "")
    clerk.keyboard.press("ControlOrMeta+v")
    written(clerk, before)


def test_the_keyboard_alone_reaches_everything_and_is_never_caught(clerk: Page) -> None:
    clerk.keyboard.type("x")
    expect(text_field(clerk)).to_have_css("outline-style", "solid")
    clerk.keyboard.press("Alt+F10")
    expect(tool(clerk, "paragraph")).to_be_focused()
    expect(tool(clerk, "paragraph")).to_have_css("outline-style", "solid")
    clerk.keyboard.press("End")
    expect(tool(clerk, "redo")).to_be_focused()
    clerk.keyboard.press("ArrowRight")
    for _press in range(3):
        clerk.keyboard.press("ArrowRight")
    expect(tool(clerk, "bold")).to_be_focused()
    clerk.keyboard.press("Shift+Tab")
    clerk.keyboard.press("Tab")
    expect(tool(clerk, "bold")).to_be_focused()
    clerk.keyboard.press("Tab")
    expect(text_field(clerk)).to_be_focused()
    clerk.keyboard.press("Alt+F10")
    for _press in range(6):
        clerk.keyboard.press("ArrowRight")
    expect(tool(clerk, "table")).to_be_focused()
    clerk.keyboard.press("Enter")
    clerk.keyboard.press("Tab")
    expect(text_field(clerk)).to_be_focused()
    clerk.keyboard.press("Tab")
    expect(text_field(clerk)).to_be_focused()
    clerk.keyboard.press("Escape")
    clerk.keyboard.press("Tab")
    expect(tool(clerk, "rowBefore")).to_be_focused()
    clerk.keyboard.press("Tab")
    expect(clerk.locator("[data-editor] :focus")).to_have_count(0)


@pytest.mark.parametrize("width", [PHONE, SMALL])
@pytest.mark.parametrize("language", ["de", "en"])
def test_it_fits_a_phone(open_page: OpenPage, width: int, language: str) -> None:
    page = open_page(width)
    log_in(page, CLERK)
    page.goto("/circulars/new/")
    choose(page, language)
    begin(page)
    paste(page, WORD.read_text(encoding="utf-8"))
    text_field(page).get_by_text("Harz").click()
    looks_right(page, width, scripts=True)
    for button in page.locator("[data-bar] button:visible").all():
        box = button.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44
    tool(page, "link").click()
    looks_right(page, width, scripts=True)
    page.keyboard.press("Escape")
    choose(page, "de")


def test_who_signs_corrects_in_it(office: Office, open_page: OpenPage) -> None:
    page, boss = open_page(DESK), open_page(PHONE)
    log_in(page, CLERK)
    circular = write_draft(page, office.new_subject())
    log_in(boss, SIGNATORY)
    boss.goto(f"{circular}sign/edit/")
    text_field(boss).get_by_text("die Fristen").click()
    boss.keyboard.press("End")
    boss.keyboard.type(" - genau -")
    looks_right(boss, PHONE, scripts=True)
    boss.locator("form.draft button.first, form#draft button.first").last.click()
    expect(boss.get_by_role("status").first).to_contain_text("Gezeichnet:")
    page.goto(circular)
    expect(page.get_by_text(re.compile("nach §\u00a07. – genau -"))).to_be_visible()


def test_without_scripts_the_field_takes_markdown(office: Office, open_page: OpenPage) -> None:
    page = open_page(DESK, scripts=False)
    log_in(page, CLERK)
    circular = write_draft(page, office.new_subject())
    page.goto(f"{circular}edit/")
    expect(page.locator("textarea#id_body")).to_have_value(re.compile(r"\*\*vor\*\*"))
    expect(page.locator("[data-bar]")).to_have_count(0)
