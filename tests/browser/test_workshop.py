"""From a mail that is dropped in to a corrected circular: two people in two browsers, one of them on a phone."""

from __future__ import annotations

import re
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.office import (
    CLERK,
    MEMBER,
    SIGNATORY,
    Office,
    log_in,
    looks_right,
    press_until,
    text_field,
    wait_for_send_button,
    wait_until_sent,
)

pytestmark = pytest.mark.browser

PHONE, DESK = 375, 1280
DROP = """([name, text]) => {
  const moved = new DataTransfer()
  moved.items.add(new File([text], name, { type: 'message/rfc822' }))
  document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: moved, bubbles: true, cancelable: true }))
}"""


def a_mail(subject: str) -> bytes:
    """What a ministry might send."""
    mail = EmailMessage()
    mail["From"] = "Referat 33 <referat33@ministerium.example>"
    mail["To"] = "verband@landkreistag-musterland.example"
    mail["Subject"] = subject
    mail["Date"] = "Mon, 14 Nov 2016 10:12:00 +0100"
    mail.set_content(
        "Sehr geehrte Damen und Herren,\n\n"
        "wir bitten um Ihre Stellungnahme zum beigefügten Entwurf bis zum 9. Dezember 2016.\n\n"
        "Mit freundlichen Grüßen\n"
    )
    mail.add_attachment(b"Entwurf", maintype="text", subtype="plain", filename="unwichtig.txt")
    return mail.as_bytes()


def test_from_a_mail_to_a_corrected_circular(office: Office, open_page: OpenPage, tmp_path: Path) -> None:
    clerk, boss = open_page(DESK), open_page(PHONE)
    subject = office.new_subject()
    log_in(clerk, CLERK)
    log_in(boss, SIGNATORY)
    file = tmp_path / "eingang.eml"
    file.write_bytes(a_mail(subject))
    circular = begin_with(clerk, file, subject)
    lay_sign_and_send(clerk, boss, circular, subject)
    press_on(clerk, "Berichtigen")
    expect(clerk.get_by_role("button", name="Entwurf anlegen")).to_be_visible()
    looks_right(clerk, DESK, scripts=True)
    press_on(clerk, "Entwurf anlegen")
    expect(text_field(clerk)).to_be_visible()
    correction = path_of(clerk)
    while not text_field(clerk).evaluate("field => field === document.activeElement"):
        clerk.keyboard.press("Tab")
    clerk.keyboard.press("ControlOrMeta+End")
    clerk.keyboard.type("\nDie Frist endet erst am 16. Dezember 2016.")
    press_on(clerk, "Entwurf speichern")
    expect(clerk.get_by_role("status").first).to_contain_text("Der Entwurf ist gespeichert.")
    lay_sign_and_send(clerk, boss, correction.removesuffix("edit/"), f"Berichtigung: {subject}")
    clerk.goto(circular)
    expect(clerk.get_by_text("Berichtigt durch")).to_be_visible()
    looks_right(clerk, DESK, scripts=True)
    county_sees_it(open_page(PHONE), subject)


def begin_with(clerk: Page, file: Path, subject: str) -> str:
    """Drop the mail in; what was proposed is looked through and saved. Gives the path of the circular."""
    clerk.goto("/circulars/text/")
    looks_right(clerk, DESK, scripts=True)
    clerk.goto("/")
    looks_right(clerk, DESK, scripts=True)
    clerk.evaluate(DROP, [file.name, file.read_text(encoding="utf-8")])
    expect(clerk.get_by_label("Betreff")).to_have_value(subject)
    expect(clerk.get_by_label("Bezug")).to_have_value(re.compile("14. November 2016"))
    expect(clerk.get_by_label("Rückmeldung bis")).to_have_value("2016-12-06")
    looks_right(clerk, DESK, scripts=True)
    press_until(clerk, "Landkreise –")
    clerk.keyboard.press("Space")
    expect(clerk.get_by_label("Landkreise –")).to_be_checked()
    press_on(clerk, "Entwurf speichern")
    expect(clerk.get_by_role("heading", name=subject, level=1)).to_be_visible()
    return path_of(clerk)


def lay_sign_and_send(clerk: Page, boss: Page, circular: str, subject: str) -> None:
    """The clerk lays it before, the signatory signs it on the phone, the clerk sends it: all by keyboard alone."""
    clerk.goto(circular)
    press_on(clerk, "Zur Zeichnung vorlegen")
    clerk.wait_for_url("**/lay/")
    press_on(clerk, "Zur Zeichnung vorlegen")
    expect(clerk.get_by_role("heading", name="Liegt zur Zeichnung")).to_be_visible()
    boss.goto("/folder/")
    press_until(boss, subject)
    boss.keyboard.press("Enter")
    expect(boss.get_by_role("heading", name=subject, level=1)).to_be_visible()
    press_until(boss, "Zeichnen und Nummer")
    boss.keyboard.press("Enter")
    expect(boss.get_by_role("status").first).to_contain_text("Gezeichnet: Rundschreiben Nr.")
    clerk.goto(circular)
    wait_for_send_button(clerk, scripts=True)
    press_on(clerk, "versenden")
    clerk.wait_for_url("**/send/")
    press_on(clerk, "An 22 Empfänger in 11 Landkreisen versenden")
    wait_until_sent(clerk, scripts=True)


def press_on(page: Page, wanted: str) -> None:
    """Go by Tab to the link or button with these words, and press it."""
    press_until(page, wanted, most=150)
    page.keyboard.press("Enter")


def county_sees_it(county: Page, subject: str) -> None:
    """Both letters are in its inbox, and the first one says by what it was corrected."""
    log_in(county, MEMBER)
    expect(county.get_by_role("link", name=f"Berichtigung: {subject}")).to_be_visible()
    county.get_by_role("link", name=subject, exact=True).click()
    expect(county.get_by_text("Berichtigt durch")).to_be_visible()
    looks_right(county, PHONE, scripts=True)


def path_of(page: Page) -> str:
    return re.sub(r"^https?://[^/]+", "", page.url)
