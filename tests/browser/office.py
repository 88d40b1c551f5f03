"""What people do in a browser, with the words that stand on the pages."""

from __future__ import annotations

import itertools
import re
import time
from dataclasses import dataclass, field

from playwright.sync_api import Page, expect

from umlauf.faces.cli.demonstration import PASSWORD

CLERK = "koenig@landkreistag-musterland.example"
SIGNATORY = "muster@landkreistag-musterland.example"
MEMBER = "poststelle@landkreis-harz.example"
PATIENCE = 30.0  # seconds for what the worker does beside us

BODY = """Sehr geehrte Damen und Herren,

der Entwurf der Verordnung liegt **vor**. Bitte prüfen Sie:

- die Pauschalen nach § 3,
- die Fristen nach § 7.
"""


@dataclass(frozen=True)
class Office:
    """The served demo."""

    address: str
    numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def new_subject(self) -> str:
        """A subject that no other circular of this run has."""
        return f"Anhörung {next(self.numbers)} zur Kita-Finanzierung"


def log_in(page: Page, email: str) -> None:
    """Log in as one of the people of the demo."""
    page.goto("/login/")
    form = page.locator("main form").first
    form.get_by_label("E-Mail-Adresse").fill(email)
    form.get_by_label("Passwort").fill(PASSWORD)
    form.get_by_role("button", name="Anmelden").click()
    expect(page.get_by_role("button", name="Abmelden")).to_be_visible()


def log_out(page: Page) -> None:
    page.get_by_role("button", name="Abmelden").click()
    expect(page.get_by_role("heading", name="Anmelden", level=1)).to_be_visible()


def write_draft(page: Page, subject: str) -> str:
    """Draft a circular from the start page; gives the path of its page."""
    page.goto("/")
    page.get_by_role("link", name="Rundschreiben entwerfen").click()
    page.get_by_label("Betreff").fill(subject)
    page.get_by_label("Kurzfassung").fill("Das Ministerium bittet um Stellungnahme.")
    page.get_by_label("Text", exact=True).fill(BODY)
    page.get_by_label("Rückmeldung bis").fill("2016-12-09")
    page.get_by_label("Stichwort").fill("Kita-Finanzierung")
    page.get_by_label("Landkreise –").check()
    page.get_by_role("button", name="Entwurf speichern").click()
    expect(page.get_by_role("heading", name=subject, level=1)).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("Der Entwurf ist gespeichert.")
    return re.sub(r"^https?://[^/]+", "", page.url)


def wait_for_send_button(page: Page, *, scripts: bool) -> None:
    """Until the letter is made. With scripts the page shows it by itself, without them one loads it again."""
    button = page.get_by_role("link", name=re.compile(r"An \d+ Empfänger in 11 Landkreisen versenden"))
    if scripts:
        expect(button).to_be_visible(timeout=PATIENCE * 1000)
        return
    ends = time.monotonic() + PATIENCE
    while not button.is_visible() and time.monotonic() < ends:
        page.get_by_role("link", name="Seite neu laden").click()
    expect(button).to_be_visible()


def wait_until_sent(page: Page, *, scripts: bool) -> None:
    """Until all is handed over."""
    done = page.get_by_role("heading", name=re.compile(r"Übermittlung: (\d+) von \1$"))
    if scripts:
        expect(done).to_be_visible(timeout=PATIENCE * 1000)
        return
    ends = time.monotonic() + PATIENCE
    while not done.is_visible() and time.monotonic() < ends:
        page.reload()
    expect(done).to_be_visible()
