"""What people do in a browser, with the words that stand on the pages."""

from __future__ import annotations

import itertools
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from playwright.sync_api import Locator, Page, expect

from tests.services.chromium import axe_findings
from tests.services.program import run
from umlauf.faces.cli.demonstration import PASSWORD

CLERK = "koenig@landkreistag-musterland.example"
SIGNATORY = "muster@landkreistag-musterland.example"
MEMBER = "poststelle@landkreis-harz.example"
PATIENCE = 90.0  # seconds for what the worker does beside us, on a machine that others use too
T = TypeVar("T")

BODY = """Sehr geehrte Damen und Herren,

der Entwurf der Verordnung liegt **vor**. Bitte prüfen Sie:

- die Pauschalen nach § 3,
- die Fristen nach § 7.
"""


INVITATION = """---
# Sample data; all people are invented.
---

An die
Landkreise

Fachtagung
Az.: 103-60/kö
Tel.: 069 90009-20
koenig@landkreistag-musterland.example

21. November 2016

# Rundschreiben Nr. 600/2016

## Einladung zur {title}

**Kurzfassung:**

Wir bitten, die Teilnahme bis zum 2. Dezember 2016 anzumelden.

Im Mittelpunkt steht die Tagung

**„{title}“
am 9. Dezember 2016, 10:00 bis 16:00 Uhr,
im Haus der Landkreise,
Musterstraße 7, 39000 Musterstadt.**

Bitte melden Sie sich bis zum **2. Dezember 2016** an.

Muster
Geschäftsführer
"""


@dataclass(frozen=True)
class Office:
    """The served demo. ``surroundings`` is the environment of its commands."""

    address: str
    surroundings: dict[str, str]
    numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def new_subject(self) -> str:
        """A subject that no other circular of this run has."""
        return f"Anhörung {next(self.numbers)} zur Kita-Finanzierung"

    def invite(self) -> Invitation:
        """Send one more invitation to all counties, by the command line."""
        title = f"Fachtagung {next(self.numbers)}"
        text = Path(self.surroundings["UMLAUF_HOME"], f"{title}.md")
        text.write_text(INVITATION.format(title=title), encoding="utf-8")
        options = ("--association", "landkreistag-musterland", "--renumber", "--json")
        done = run({**self.surroundings, "PUBLIC_URL": self.address}, "issue", str(text), *options)
        assert done.returncode in {0, 3}, done.stderr.decode()
        return Invitation(title, json.loads(done.stdout)["number"].rsplit(" ", 1)[1])


@dataclass(frozen=True)
class Invitation:
    """A circular that invites to a conference. ``number`` is „544/2016“."""

    title: str
    number: str


def looks_right(page: Page, width: int, *, scripts: bool) -> None:
    """Nothing sticks out, and axe finds nothing (it is a script, so only where there are scripts)."""
    page.wait_for_load_state()  # a click ends when the next page begins to come
    if scripts:
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
        assert axe_findings(page) == [], page.url


def read_until(read: Callable[[], T], right: Callable[[T], bool], patience: float = 10.0) -> T:
    """What ``read`` gives once it is right, or what it gives when ``patience`` is over, for the test to compare."""
    ends = time.monotonic() + patience
    while not right(found := read()) and time.monotonic() < ends:
        time.sleep(0.1)
    return found


def load_until(page: Page, wanted: Locator) -> None:
    """Load a page again until it shows what the worker or another window brings about."""
    page.wait_for_load_state()
    ends = time.monotonic() + PATIENCE
    while not wanted.is_visible() and time.monotonic() < ends:
        page.reload()
    expect(wanted).to_be_visible()


def choose(page: Page, language: str) -> None:
    """Read on in a language; the person's own choice is kept with the account, so each test chooses."""
    button = page.locator(f"footer button[value={language}]")
    if button.get_attribute("aria-pressed") != "true":
        button.click()
    expect(page.locator("html")).to_have_attribute("lang", language)


def press_until(page: Page, wanted: str, *, key: str = "Tab", most: int = 80) -> None:
    """Press a key until the focus is on the element with these words. What has the focus must be seen to have it."""
    page.wait_for_load_state()
    for _press in range(most):
        page.keyboard.press(key)
        focused = page.evaluate(
            "() => { const one = document.activeElement; const style = getComputedStyle(one);"
            " const label = one.labels?.[0] ?? document.getElementById(one.getAttribute('aria-labelledby'));"
            " const words = one === document.body ? '' : (label ?? one).innerText ?? '';"
            " return [words, style.outlineStyle, one.type ?? '']; }"
        )
        if wanted in focused[0]:
            assert focused[1] != "none", f"the focus on “{wanted}” cannot be seen"
            return
    raise AssertionError(f"“{wanted}” cannot be reached by keyboard")


def log_in(page: Page, email: str) -> None:
    """Log in as one of the people of the demo, and read in German, whatever another test has chosen for them."""
    page.goto("/login/")
    form = page.locator("main form").first
    form.get_by_label("E-Mail-Adresse").fill(email)
    form.get_by_label("Passwort").fill(PASSWORD)
    form.get_by_role("button", name="Anmelden").click()
    expect(page.locator(".me form button")).to_be_visible()
    choose(page, "de")


def log_out(page: Page) -> None:
    page.get_by_role("button", name="Abmelden").click()
    expect(page.get_by_role("heading", name="Anmelden", level=1)).to_be_visible()


def write_draft(page: Page, subject: str) -> str:
    """Draft a circular from the start page; gives the path of its page."""
    page.goto("/")
    page.get_by_role("link", name="Rundschreiben entwerfen").click()
    page.get_by_label("Betreff").fill(subject)
    page.get_by_label("Kurzfassung").fill("Das Ministerium bittet um Stellungnahme.")
    write_text(page, BODY)
    page.get_by_label("Rückmeldung bis").fill("2016-12-09")
    page.get_by_label("Stichwort").fill("Kita-Finanzierung")
    page.get_by_label("Landkreise –").check()
    page.get_by_role("button", name="Entwurf speichern").click()
    expect(page.get_by_role("heading", name=subject, level=1)).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("Der Entwurf ist gespeichert.")
    return re.sub(r"^https?://[^/]+", "", page.url)


def text_field(page: Page) -> Locator:
    """The text of a letter: the editor, or the field for Markdown where there are no scripts."""
    page.wait_for_load_state()  # with scripts the one takes the place of the other
    return page.get_by_label("Text", exact=True)


def is_editor(field: Locator) -> bool:
    return bool(field.evaluate("(one) => one.tagName !== 'TEXTAREA'"))


def write_text(page: Page, text: str) -> None:
    """Write the text of a letter as a person would: in the editor a list goes on by itself, and ends by Enter twice."""
    field = text_field(page)
    if not is_editor(field):
        field.fill(text)
        return
    field.click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.press("Delete")
    for place, block in enumerate(text.strip().split("\n\n")):
        if place:
            page.keyboard.press("Enter")
        page.keyboard.type(block.replace("\n- ", "\n"))
        if block.startswith("- "):
            page.keyboard.press("Enter")


def add_to_text(page: Page, behind: str, words: str) -> None:
    """Write something more at the end of the line that has some words."""
    field = text_field(page)
    if is_editor(field):
        field.get_by_text(behind).last.click()
        page.keyboard.press("End")
        page.keyboard.type(words)
    else:
        field.fill(re.sub(f"(.*{re.escape(behind)}.*)", lambda line: line[1] + words, field.input_value()))


def wait_for_send_button(page: Page, *, scripts: bool) -> None:
    """Until the letter is made. With scripts the page shows it by itself, without them one loads it again."""
    button = page.get_by_role("link", name=re.compile(r"An \d+ Empfänger in 11 Landkreisen versenden"))
    if scripts:
        expect(button).to_be_visible(timeout=PATIENCE * 1000)
        return
    page.wait_for_load_state()
    ends = time.monotonic() + PATIENCE
    while not button.is_visible() and time.monotonic() < ends:
        with page.expect_navigation():
            page.get_by_role("link", name="Seite neu laden").click()
    expect(button).to_be_visible()


def wait_until_sent(page: Page, *, scripts: bool) -> None:
    """Until all is handed over."""
    done = page.get_by_role("heading", name=re.compile(r"Übermittlung: (\d+) von \1\b"))
    if scripts:
        expect(done).to_be_visible(timeout=PATIENCE * 1000)
    else:
        load_until(page, done)
