"""The way in, as people go it: invited by mail, with password, app and passkey, to a signature, by keyboard alone."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from oidc_provider_mock import run_server_in_thread
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.office import looks_right, press_until
from tests.engines.mail.servers import Mailbox, listening
from tests.services.program import environment, free_port, run, serving

# The provider of the tests is older than the library that it stands on.
pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::authlib.deprecate.AuthlibDeprecationWarning"),
    pytest.mark.filterwarnings("ignore:get_jwt_config:DeprecationWarning"),
]

ROOT = Path(__file__).resolve().parents[2]
SLUG = "landkreistag-musterland"
ADMINISTRATOR = f"verwaltung@{SLUG}.example"
INVITED = f"neu@{SLUG}.example"
PASSWORD = "Zwölf-Birken-am-Weg"
PATIENCE = 30.0


@dataclass(frozen=True)
class House:
    """An association that is no demo, with one administrator; its mail comes to ``mails``."""

    address: str
    surroundings: dict[str, str]
    mails: Mailbox


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    home = tmp_path_factory.mktemp("house") / "home"
    mails = Mailbox()
    with listening(mails) as server, run_server_in_thread() as provider:
        home.mkdir(parents=True)
        file = home / "oidc.json"
        entry = {
            "association": SLUG,
            "name": "Anmeldung des Hauses",
            "issuer": f"http://localhost:{provider.server_port}",
            "client_id": "umlauf",
            "client_secret": "geheim",
        }
        file.write_text(json.dumps([entry]), encoding="utf-8")
        file.chmod(0o600)
        surroundings = environment(home, SMTP_HOST="127.0.0.1", SMTP_PORT=str(server.port), OIDC_FILE=str(file))
        made = run(surroundings, "init", str(ROOT / "samples" / "associations" / f"{SLUG}.yaml"))
        assert made.returncode == 0, made.stderr.decode()
        for role in ("administrator", "signatory"):
            person = ("createuser", ADMINISTRATOR, "--name", "Vera Walter", "--role", role, "--password-stdin")
            made = run(surroundings, *person, "--association", SLUG, stdin=f"{PASSWORD}\n".encode())
            assert made.returncode == 0, made.stderr.decode()
        with serving(surroundings, port=free_port()) as address:
            yield House(address, surroundings, mails)


@pytest.fixture
def context(browser: Browser, house: House) -> Iterator[BrowserContext]:
    opened = browser.new_context(base_url=house.address, viewport={"width": 1280, "height": 900}, locale="de-DE")
    yield opened
    opened.close()


def code_of(secret: str) -> str:
    """What an app shows now (RFC 6238)."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def type_into(page: Page, label: str, text: str) -> None:
    """Go to a field by keyboard and write."""
    press_until(page, label)
    page.keyboard.type(text)


def press(page: Page, label: str) -> None:
    """Go to a button or a link by keyboard and use it."""
    press_until(page, label)
    page.keyboard.press("Enter")


def at_both_widths(page: Page) -> None:
    for width in (375, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        looks_right(page, width, scripts=True)


def by_password(page: Page, email: str) -> None:
    page.goto("/login/")
    type_into(page, "E-Mail-Adresse", email)
    type_into(page, "Passwort", PASSWORD)
    page.keyboard.press("Enter")


def set_up_app(page: Page) -> tuple[str, str]:
    """Set up an app for codes from the page of one's login; gives its secret and a recovery code."""
    press(page, "App einrichten")
    expect(page.get_by_role("heading", name="App einrichten", level=1)).to_be_visible()
    at_both_widths(page)
    secret = page.locator("code.breaks").inner_text()
    type_into(page, "Code, den Ihre App zeigt", code_of(secret))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Notfallcodes", level=1)).to_be_visible()
    assert page.locator("ul.codes li").count() == 10
    at_both_widths(page)
    return secret, page.locator("ul.codes li").first.inner_text()


def add_passkeys_to(page: Page) -> None:
    """Give the browser a key that is always touched and always knows its owner, as a computer with a PIN has it."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def mail_to(house: House, recipient: str, subject: str) -> str:
    """The text of a mail that came to somebody, once the worker has sent it."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        for kept in house.mails.kept:
            body = kept.message.get_body(("plain",))
            if kept.recipient == recipient and subject in kept.message["Subject"] and body is not None:
                return str(body.get_content())
        time.sleep(0.2)
    raise AssertionError(f"no mail “{subject}” came to {recipient}")


def let_time_pass(house: House) -> None:
    """Eleven minutes go by for the proofs of all sessions: nobody waits for them in a test."""
    script = (
        "import django; django.setup()\n"
        "from django.contrib.sessions.models import Session\n"
        "from django.contrib.sessions.backends.db import SessionStore\n"
        "for row in Session.objects.all():\n"
        "    store = SessionStore(row.session_key)\n"
        "    for proof in store.get('account_authentication_methods', []): proof['at'] -= 660\n"
        "    store.modified = True; store.save()\n"
    )
    surroundings = house.surroundings | {"DJANGO_SETTINGS_MODULE": "umlauf.project.settings", "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", script], env=surroundings | {"PUBLIC_URL": house.address}, check=True)


def test_the_way_in(house: House, browser: Browser, context: BrowserContext) -> None:
    page = context.new_page()
    by_password(page, ADMINISTRATOR)
    expect(page.get_by_text("Ihr Verband verlangt einen zweiten Faktor")).to_be_visible()
    at_both_widths(page)
    set_up_app(page)
    page.goto("/staff/invite/")
    at_both_widths(page)
    type_into(page, "E-Mail-Adresse", INVITED)
    type_into(page, "Nachname", "Nele Neu")
    page.locator("input[value=signatory]").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")

    link = re.search(r"http://localhost:\d+(/invitation/\S+)", mail_to(house, INVITED, "Einladung"))
    assert link is not None
    newcomer = browser.new_context(base_url=house.address, viewport={"width": 1280, "height": 900}, locale="de-DE")
    try:
        mine = newcomer.new_page()
        add_passkeys_to(mine)
        mine.goto(link[1])
        assert link[1] not in mine.url
        at_both_widths(mine)
        mine.locator("input[type=password]").first.focus()
        mine.keyboard.type(PASSWORD)
        mine.keyboard.press("Tab")
        mine.keyboard.type(PASSWORD)
        mine.keyboard.press("Enter")
        expect(mine.get_by_role("button", name="Abmelden")).to_be_visible()
        mine.goto("/")
        expect(mine.get_by_text("Ihr Verband verlangt einen zweiten Faktor")).to_be_visible()
        secret, recovery = set_up_app(mine)
        add_a_passkey(mine)
        log_in_by_passkey(mine)
        sign_after_a_step_up(house, mine)
        second_factor_by_code(browser, house, secret)
        end_a_session_elsewhere(browser, house, mine, recovery)
    finally:
        newcomer.close()


def add_a_passkey(page: Page) -> None:
    page.goto("/me/login/")
    press(page, "Passkey einrichten")
    expect(page.get_by_role("heading", name="Passkey einrichten", level=1)).to_be_visible()
    at_both_widths(page)
    page.get_by_label("Allein damit anmelden, ohne Passwort").focus()
    page.keyboard.press("Space")
    press(page, "Passkey einrichten")
    expect(page.get_by_text("Ein Passkey wurde eingerichtet.")).to_be_visible()
    at_both_widths(page)


def log_in_by_passkey(page: Page) -> None:
    page.get_by_role("button", name="Abmelden").click()
    expect(page.get_by_role("heading", name="Anmelden", level=1)).to_be_visible()
    press(page, "Mit einem Passkey anmelden")
    expect(page.get_by_role("button", name="Abmelden")).to_be_visible()
    expect(page.get_by_role("heading", name="Heute", level=1)).to_be_visible()


def sign_after_a_step_up(house: House, page: Page) -> None:
    """Write a letter; before it is signed, the second factor is asked for once more, and a passkey is one."""
    page.goto("/circulars/new/")
    page.get_by_label("Betreff").fill("Satzung zur Kita-Finanzierung")
    page.get_by_label("Text", exact=True).fill("Bitte beachten Sie den Entwurf.")
    page.get_by_role("button", name="speichern").first.click()
    draft = re.sub(r"^http://[^/]+", "", page.url)
    let_time_pass(house)
    page.goto(draft)
    page.get_by_role("link", name="Zeichnen und Nummer").click()
    expect(page.get_by_role("heading", name="Bitte zeigen Sie noch einmal, dass Sie es sind")).to_be_visible()
    at_both_widths(page)
    press(page, "Stattdessen mit einem Passkey")
    page.wait_for_url("**/prove/key/**")
    at_both_widths(page)
    press(page, "Passkey oder Sicherheitsschlüssel benutzen")
    page.wait_for_url("**/sign/")
    page.get_by_role("button", name="Zeichnen").first.click()
    expect(page.get_by_role("heading", name="Nächster Schritt")).to_be_visible()
    expect(page.get_by_text(re.compile("Nele Neu"))).not_to_have_count(0)


def second_factor_by_code(browser: Browser, house: House, secret: str) -> None:
    """On another computer, where the passkey is not: password and code."""
    elsewhere = browser.new_context(base_url=house.address, locale="de-DE")
    try:
        page = elsewhere.new_page()
        by_password(page, INVITED)
        expect(page.get_by_role("heading", name="Zweiter Faktor", level=1)).to_be_visible()
        at_both_widths(page)
        page.get_by_label("Code aus Ihrer App").fill("000000")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_be_visible()
        at_both_widths(page)
        page.get_by_label("Code aus Ihrer App").fill(next_code(secret))
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Heute", level=1)).to_be_visible()
    finally:
        elsewhere.close()


def next_code(secret: str) -> str:
    """A code that was not used before: that of the next half minute, which the server takes already."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + 1)))


def end_a_session_elsewhere(browser: Browser, house: House, mine: Page, recovery: str) -> None:
    elsewhere = browser.new_context(
        base_url=house.address, locale="de-DE", user_agent="Mozilla/5.0 (Windows) Firefox/1"
    )
    try:
        page = elsewhere.new_page()
        connect_and_log_in_by_provider(mine, page)
        page.get_by_label("Code aus Ihrer App").fill(recovery)
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Abmelden")).to_be_visible()
        mine.goto("/me/login/")
        row = mine.locator("section[aria-labelledby=sessions] li", has_text="Firefox, Windows")
        row.get_by_role("button").focus()
        mine.keyboard.press("Enter")
        expect(mine.get_by_text("wurde beendet")).to_be_visible()
        page.goto("/circulars/")
        expect(page.get_by_role("heading", name="Anmelden", level=1)).to_be_visible()
    finally:
        elsewhere.close()


def connect_and_log_in_by_provider(mine: Page, page: Page) -> None:
    """Connect the login of the house with one's account, and come in by it on another computer."""
    mine.goto("/me/login/")
    press(mine, "Verbinden")
    expect(mine.get_by_role("heading", name="Mit „Anmeldung des Hauses“ verbinden", level=1)).to_be_visible()
    at_both_widths(mine)
    press(mine, "Dort weiter")
    be_at_provider(mine)
    expect(mine.get_by_text("Der Anmeldedienst eines Amtes wurde verbunden.")).to_be_visible()
    page.goto("/login/")
    press(page, "Anmeldung des Hauses")
    be_at_provider(page)
    expect(page.get_by_role("heading", name="Zweiter Faktor", level=1)).to_be_visible()


def be_at_provider(page: Page) -> None:
    """Say who one is on the provider's own page."""
    page.locator("input[name=sub]").first.fill("nele")
    page.locator("button").first.click()


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("scripts", [True, False])
def test_the_pages_of_the_login_look_right(house: House, browser: Browser, language: str, scripts: bool) -> None:
    context = browser.new_context(base_url=house.address, java_script_enabled=scripts, locale="de-DE")
    try:
        page = context.new_page()
        page.goto("/login/")
        page.locator(f"footer button[value={language}]").click()
        for path in ("/login/", "/login/password/", "/login/password/asked/", "/login/link/", "/login/link/sent/"):
            page.goto(path)
            for width in (320, 375, 1280):
                page.set_viewport_size({"width": width, "height": 900})
                looks_right(page, width, scripts=scripts)
        assert page.locator("#passkey").is_visible() is False
        page.goto("/login/password/1-broken-link/")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
    finally:
        context.close()
