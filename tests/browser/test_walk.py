"""From a draft to the mail in the mailbox: wide and narrow, with scripts and without, and by keyboard alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.office import (
    CLERK,
    SIGNATORY,
    Office,
    log_in,
    log_out,
    looks_right,
    press_until,
    wait_for_send_button,
    wait_until_sent,
    write_draft,
)
from umlauf.faces.cli.demonstration import PASSWORD

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("width", [1280, 375])
def test_draft_sign_send_mail(office: Office, open_page: OpenPage, width: int, scripts: bool) -> None:
    page = open_page(width, scripts=scripts)
    subject = office.new_subject()
    circular = draft(page, subject, width, scripts=scripts)
    number = sign(page, subject, width, scripts=scripts)
    send(page, width, scripts=scripts)
    expect(page).to_have_url(circular)
    read(page, subject, number, width, scripts=scripts)


def draft(page: Page, subject: str, width: int, *, scripts: bool) -> str:
    """The clerk writes and looks at the letter; gives the path of the circular."""
    log_in(page, CLERK)
    looks_right(page, width, scripts=scripts)
    circular = write_draft(page, subject)
    looks_right(page, width, scripts=scripts)
    page.get_by_role("link", name="Vorschau des Schreibens").click()
    expect(page.get_by_role("img", name=re.compile("Seite 1 von 1"))).to_be_visible()
    looks_right(page, width, scripts=scripts)
    log_out(page)
    return circular


def sign(page: Page, subject: str, width: int, *, scripts: bool) -> str:
    """The signatory reads and signs; gives the number („544/2016“)."""
    log_in(page, SIGNATORY)
    page.get_by_role("link", name=re.compile(f"Lesen und zeichnen.*{subject}")).click()
    looks_right(page, width, scripts=scripts)
    expect(page.get_by_text("Noch wird nichts versandt.")).to_be_visible()
    page.get_by_role("button", name=re.compile(r"Zeichnen und Nummer \d+.2016 vergeben")).click()
    expect(page.get_by_role("status").first).to_contain_text("Gezeichnet: Rundschreiben Nr.")
    looks_right(page, width, scripts=scripts)
    wait_for_send_button(page, scripts=scripts)
    looks_right(page, width, scripts=scripts)
    label = page.get_by_text(re.compile(r"^Rundschreiben Nr\. \d+.2016$")).first.inner_text()
    return label.rsplit(" ", 1)[1]


def send(page: Page, width: int, *, scripts: bool) -> None:
    """It goes to all counties."""
    page.get_by_role("link", name=re.compile("versenden")).click()
    looks_right(page, width, scripts=scripts)
    page.get_by_role("button", name=re.compile(r"An 22 Empfänger in 11 Landkreisen versenden")).click()
    wait_until_sent(page, scripts=scripts)
    looks_right(page, width, scripts=scripts)
    expect(page.get_by_role("row", name=re.compile("Landkreis Harz"))).to_contain_text("übergeben")


def read(page: Page, subject: str, number: str, width: int, *, scripts: bool) -> None:
    """The county finds it in its mailbox and opens its link."""
    page.get_by_role("link", name="Die versandten E-Mails").click()
    looks_right(page, width, scripts=scripts)
    page.get_by_label("Adresse oder Betreff").fill("landkreis-harz.example")
    page.get_by_role("button", name="Filtern").click()
    line = page.get_by_role("row").filter(has_text="poststelle@landkreis-harz.example").filter(has_text=f"RS {number}")
    line.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(
        f"RS {number} – Kita-Finanzierung – Rückmeldung bis 09.12.2016"
    )
    looks_right(page, width, scripts=scripts)
    page.get_by_role("link", name="HTML-Teil ansehen").click()
    looks_right(page, width, scripts=scripts)
    page.get_by_role("link", name="Rundschreiben lesen und Rückmeldung geben").click()
    page.wait_for_url(re.compile(r"/letter/\d+/$"))
    expect(page.get_by_role("heading", name=subject, level=1)).to_be_visible()
    looks_right(page, width, scripts=scripts)


def test_the_page_is_told_live_how_the_sending_goes(office: Office, open_page: OpenPage) -> None:
    """A second window shows the end of the sending without being touched, and asks no longer then."""
    page = open_page()
    log_in(page, SIGNATORY)
    circular = write_draft(page, office.new_subject())
    page.get_by_role("link", name=re.compile("Zeichnen und Nummer")).click()
    page.get_by_role("button", name=re.compile("Zeichnen und Nummer")).click()
    wait_for_send_button(page, scripts=True)
    page.get_by_role("link", name=re.compile("versenden")).click()
    page.get_by_role("button", name=re.compile("versenden")).click()
    wait_until_sent(page, scripts=True)
    expect(page).to_have_url(circular)
    expect(page.locator("[hx-get]")).to_have_count(0)
    expect(page.locator("#recipients .tag.ok")).to_have_count(11)


def test_signing_by_keyboard_alone(office: Office, open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/login/")
    press_until(page, "E-Mail-Adresse")
    page.keyboard.type(SIGNATORY)
    press_until(page, "Passwort")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Abmelden")).to_be_visible()

    subject = office.new_subject()
    press_until(page, "Rundschreiben entwerfen")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Rundschreiben entwerfen", level=1)).to_be_visible()
    press_until(page, "Landkreise –")
    page.keyboard.press("Space")
    press_until(page, "Betreff")
    page.keyboard.type(subject)
    press_until(page, "Text")
    page.keyboard.type("Guten Tag.")
    press_until(page, "Entwurf speichern")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=subject, level=1)).to_be_visible()

    press_until(page, "Zum Inhalt")
    page.keyboard.press("Enter")
    press_until(page, "Zeichnen und Nummer", most=5)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Was beim Zeichnen geschieht")).to_be_visible()
    press_until(page, "Zeichnen und Nummer")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Gezeichnet: Rundschreiben Nr.")
