"""Two people in two browsers: a draft goes to the signing folder and back, on a phone and by keyboard alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.office import (
    CLERK,
    SIGNATORY,
    Office,
    add_to_text,
    load_until,
    log_in,
    log_out,
    looks_right,
    press_until,
    write_draft,
)
from umlauf.faces.cli.demonstration import PASSWORD

pytestmark = pytest.mark.browser

PHONE, DESK = 375, 1280
LINK = re.compile(r"https?://[^/\s]+(/folder/l/\S+)")


def test_a_draft_goes_to_the_folder_comes_back_and_is_signed(office: Office, open_page: OpenPage) -> None:
    clerk, boss = open_page(DESK), open_page(PHONE)
    subject = office.new_subject()
    log_in(boss, SIGNATORY)  # who is then written to in German, whatever another test has left
    log_out(boss)
    log_in(clerk, CLERK)
    circular = write_draft(clerk, subject)
    lay_before(clerk, "Bitte bis heute Mittag.")
    follow_the_link(boss, subject)
    send_back(boss)
    correct_and_lay_again(clerk, circular)
    boss.goto("/folder/")
    looks_right(boss, PHONE, scripts=True)
    boss.get_by_role("link", name=re.compile(f"Lesen und zeichnen.*{re.escape(subject)}")).click()
    expect(boss.get_by_role("insertion")).to_contain_text("und die Kosten")
    looks_right(boss, PHONE, scripts=True)
    press_until(boss, "Zeichnen und Nummer")
    boss.keyboard.press("Enter")
    expect(boss.get_by_role("heading", name="Unterschriftsmappe", level=1)).to_be_visible()
    expect(boss.get_by_role("status")).to_contain_text("Gezeichnet: Rundschreiben Nr.")
    clerk.goto(circular)
    expect(clerk.get_by_role("list", name="Der Weg dieses Rundschreibens")).to_contain_text("Gezeichnet")


def lay_before(clerk: Page, note: str) -> None:
    """By keyboard alone."""
    press_until(clerk, "Zur Zeichnung vorlegen")
    clerk.keyboard.press("Enter")
    expect(clerk.get_by_role("heading", name="Entwurf zur Zeichnung vorlegen")).to_be_visible()
    looks_right(clerk, DESK, scripts=True)
    press_until(clerk, "Vermerk")
    clerk.keyboard.type(note)
    press_until(clerk, "Zur Zeichnung vorlegen")
    clerk.keyboard.press("Enter")
    expect(clerk.get_by_role("status")).to_contain_text("Der Entwurf ist vorgelegt.")
    expect(clerk.get_by_role("heading", name="Liegt zur Zeichnung")).to_be_visible()
    looks_right(clerk, DESK, scripts=True)


def follow_the_link(boss: Page, subject: str) -> None:
    """The mail shows nothing of the letter; its link leads through the login to it."""
    mail = boss.get_by_role("link", name=re.compile(f"Zur Zeichnung: {re.escape(subject)}")).first
    boss.goto("/mail/")
    load_until(boss, mail)
    mail.click()
    expect(boss.locator("main")).to_contain_text(LINK)
    link = LINK.search(boss.locator("main").inner_text())
    assert link is not None
    boss.goto(link[1])
    expect(boss.get_by_role("heading", name="Anmelden", level=1)).to_be_visible()
    expect(boss.get_by_text(subject)).to_have_count(0)
    form = boss.locator("main form").first
    form.get_by_label("E-Mail-Adresse").fill(SIGNATORY)
    form.get_by_label("Passwort").fill(PASSWORD)
    form.get_by_role("button", name="Anmelden").click()
    expect(boss.get_by_role("heading", name=subject, level=1)).to_be_visible()
    looks_right(boss, PHONE, scripts=True)


def send_back(boss: Page) -> None:
    press_until(boss, "Mit Anmerkung zurückgeben")
    boss.keyboard.press("Enter")
    press_until(boss, "Was soll geändert werden?")
    boss.keyboard.type("Bitte auch nach den Kosten fragen.")
    press_until(boss, "zurückgeben")
    boss.keyboard.press("Enter")
    expect(boss.get_by_role("status")).to_contain_text("zurückgegeben")
    looks_right(boss, PHONE, scripts=True)


def correct_and_lay_again(clerk: Page, circular: str) -> None:
    clerk.goto(circular)
    expect(clerk.get_by_text("Bitte auch nach den Kosten fragen.")).to_be_visible()
    looks_right(clerk, DESK, scripts=True)
    clerk.get_by_role("link", name="Entwurf bearbeiten").click()
    add_to_text(clerk, "die Pauschalen", " und die Kosten")
    clerk.get_by_role("button", name="Entwurf speichern").click()
    clerk.get_by_role("link", name="Fassungen und Änderungen").click()
    expect(clerk.get_by_role("insertion")).to_contain_text("und die Kosten")
    looks_right(clerk, DESK, scripts=True)
    clerk.goto(circular)
    clerk.get_by_role("link", name="Zur Zeichnung vorlegen").click()
    clerk.get_by_role("button", name="Zur Zeichnung vorlegen").click()
    expect(clerk.get_by_role("heading", name="Liegt zur Zeichnung")).to_be_visible()
