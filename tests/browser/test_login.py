"""The way in, as people go it: invited by mail, with password, app and passkey, to a signature, by keyboard alone.

What stands on the pages is named as in the catalogue and looked up in the language in which somebody goes that way.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.utils.translation import gettext as words
from django.utils.translation import override
from oidc_provider_mock import run_server_in_thread
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from tests.browser.office import choose, looks_right, press_until
from tests.engines.mail.servers import Mailbox, listening
from tests.services.migrated import migrated_file
from tests.services.program import environment, free_port, run, serving
from umlauf.faces.web.language import COOKIE

# The provider of the tests is older than the library that it stands on.
pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::authlib.deprecate.AuthlibDeprecationWarning"),
    pytest.mark.filterwarnings("ignore:get_jwt_config:DeprecationWarning"),
]

ROOT = Path(__file__).resolve().parents[2]
SLUG = "landkreistag-musterland"
PROVIDER = "Anmeldung des Hauses"
PASSWORD = "Zwölf-Birken-am-Weg"
PATIENCE = 30.0


@dataclass(frozen=True)
class Way:
    """How somebody goes: reading in a language, on a screen so many pixels wide."""

    language: str
    width: int

    @property
    def administrator(self) -> str:
        return f"verwaltung.{self.language}@{SLUG}.example"

    @property
    def invited(self) -> str:
        return f"neu.{self.language}@{SLUG}.example"

    def browser(self, browser: Browser, house: House, user_agent: str | None = None) -> BrowserContext:
        """A browser of its own, in which nobody is logged in."""
        size: ViewportSize = {"width": self.width, "height": 900}
        context = browser.new_context(base_url=house.address, viewport=size, user_agent=user_agent)
        context.add_cookies([{"name": COOKIE, "value": self.language, "url": house.address}])
        return context


WAYS = (Way("de", 375), Way("en", 1280))


@dataclass(frozen=True)
class House:
    """An association that is no demo, with one administrator; its mail comes to ``mails``."""

    address: str
    surroundings: dict[str, str]
    mails: Mailbox


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, shelf: Path) -> Iterator[House]:
    home = tmp_path_factory.mktemp("house") / "home"
    mails = Mailbox()
    with listening(mails) as server, run_server_in_thread() as provider:
        home.mkdir(parents=True)
        shutil.copy(migrated_file(shelf), home / "umlauf.sqlite3")
        file = home / "oidc.json"
        entry = {
            "association": SLUG,
            "name": PROVIDER,
            "issuer": f"http://localhost:{provider.server_port}",
            "client_id": "umlauf",
            "client_secret": "geheim",
        }
        file.write_text(json.dumps([entry]), encoding="utf-8")
        file.chmod(0o600)
        surroundings = environment(home, SMTP_HOST="127.0.0.1", SMTP_PORT=str(server.port), OIDC_FILE=str(file))
        made = run(surroundings, "init", str(ROOT / "samples" / "associations" / f"{SLUG}.yaml"))
        assert made.returncode == 0, made.stderr.decode()
        for way in WAYS:
            person = ("createuser", way.administrator, "--name", "Vera Walter", "--role", "administrator")
            made = run(surroundings, *person, "--password-stdin", "--association", SLUG, stdin=f"{PASSWORD}\n".encode())
            assert made.returncode == 0, made.stderr.decode()
        with serving(surroundings, port=free_port()) as address:
            yield House(address, surroundings, mails)


@pytest.fixture(params=WAYS, ids=[way.language for way in WAYS])
def way(request: pytest.FixtureRequest) -> Iterator[Way]:
    gone: Way = request.param
    with override(gone.language):
        yield gone


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


def looked_at(page: Page) -> None:
    size = page.viewport_size
    assert size is not None
    looks_right(page, size["width"], scripts=True)


def by_password(page: Page, email: str) -> None:
    page.goto("/login/")
    type_into(page, words("E-mail address"), email)
    type_into(page, words("Password"), PASSWORD)
    page.keyboard.press("Enter")


def set_up_app(page: Page) -> tuple[str, str]:
    """Set up an app for codes from the page of one's login; gives its secret and a recovery code."""
    press(page, words("Set up an app"))
    expect(page.get_by_role("heading", name=words("Set up an app"), level=1)).to_be_visible()
    looked_at(page)
    secret = page.locator("code.breaks").inner_text()
    type_into(page, words("Code that your app shows"), code_of(secret))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=words("Recovery codes"), level=1)).to_be_visible()
    expect(page.locator("ul.codes li")).to_have_count(10)
    looked_at(page)
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


def mail_to(house: House, recipient: str) -> str:
    """The text of the first mail that came to somebody, once the worker has sent it."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        for kept in house.mails.kept:
            body = kept.message.get_body(("plain",))
            if kept.recipient == recipient and body is not None:
                return str(body.get_content())
        time.sleep(0.2)
    raise AssertionError(f"no mail came to {recipient}")


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


def test_the_way_in(house: House, browser: Browser, way: Way) -> None:
    with way.browser(browser, house) as office, way.browser(browser, house) as newcomer:
        invite(office.new_page(), way)
        link = re.search(r"http://localhost:\d+(/invitation/\S+)", mail_to(house, way.invited))
        assert link is not None
        mine = newcomer.new_page()
        accept(mine, link[1], way)
        secret, recovery = set_up_app(mine)
        add_a_passkey(mine)
        log_in_by_passkey(mine)
        sign_after_a_step_up(house, mine)
        with way.browser(browser, house) as elsewhere:
            second_factor_by_code(elsewhere.new_page(), way, secret)
        with way.browser(browser, house, "Mozilla/5.0 (Windows) Firefox/1") as elsewhere:
            end_a_session_elsewhere(elsewhere.new_page(), mine, way, recovery)


def told_to_set_up(page: Page, way: Way) -> None:
    """Whoever has no second factor yet is led to where it is set up. The account's language is chosen there."""
    page.wait_for_url("**/me/login/**")
    choose(page, way.language)
    expect(page.get_by_role("link", name=words("Set up an app"))).to_be_visible()
    looked_at(page)


def invite(page: Page, way: Way) -> None:
    by_password(page, way.administrator)
    told_to_set_up(page, way)
    set_up_app(page)
    page.goto("/staff/invite/")
    looked_at(page)
    type_into(page, words("E-mail address"), way.invited)
    type_into(page, words("First and last name"), "Nele Neu")
    page.locator("input[value=signatory]").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")


def accept(page: Page, link: str, way: Way) -> None:
    """Open the invitation, choose a password, and come in as far as one may without a second factor."""
    add_passkeys_to(page)
    page.goto(link)
    assert link not in page.url
    looked_at(page)
    page.locator("input[type=password]").first.focus()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "invitation" not in address)
    page.goto("/")
    told_to_set_up(page, way)


def add_a_passkey(page: Page) -> None:
    page.goto("/me/login/")
    press(page, words("Set up a passkey"))
    expect(page.get_by_role("heading", name=words("Set up a passkey"), level=1)).to_be_visible()
    looked_at(page)
    page.get_by_label(words("Log in with it alone, without a password")).focus()
    page.keyboard.press("Space")
    press(page, words("Set up the passkey"))
    expect(page.get_by_text(words("A passkey was set up."))).to_be_visible()
    looked_at(page)


def log_in_by_passkey(page: Page) -> None:
    page.get_by_role("button", name=words("Log out")).click()
    expect(page.get_by_role("heading", name=words("Log in"), level=1)).to_be_visible()
    press(page, words("Log in with a passkey"))
    expect(page.get_by_role("button", name=words("Log out"))).to_be_visible()
    expect(page.get_by_role("heading", name=words("Today"), level=1)).to_be_visible()


def sign_after_a_step_up(house: House, page: Page) -> None:
    """Write a letter; before it is signed, the second factor is asked for once more, and a passkey is one."""
    page.goto("/circulars/new/")
    page.get_by_label(words("Subject")).fill("Satzung zur Kita-Finanzierung")
    page.get_by_label(words("Text"), exact=True).fill("Bitte beachten Sie den Entwurf.")
    page.get_by_role("button", name=words("Save the draft")).first.click()
    page.wait_for_url(re.compile(r"/circulars/\d+/$"))
    draft = re.sub(r"^http://[^/]+", "", page.url)
    signing = words("Sign and give number %(number)s").partition("%")[0].strip()
    let_time_pass(house)
    page.goto(draft)
    page.get_by_role("link", name=signing).click()
    expect(page.get_by_role("heading", name=words("Please show once more that it is you"))).to_be_visible()
    looked_at(page)
    press(page, words("With a passkey instead"))
    page.wait_for_url("**/prove/key/**")
    looked_at(page)
    press(page, words("Use a passkey or security key"))
    page.wait_for_url("**/sign/")
    page.get_by_role("button", name=signing).click()
    expect(page.get_by_role("heading", name=words("Next step"))).to_be_visible()
    expect(page.get_by_text(re.compile("Nele Neu"))).not_to_have_count(0)


def second_factor_by_code(page: Page, way: Way, secret: str) -> None:
    """On another computer, where the passkey is not: password and code."""
    by_password(page, way.invited)
    expect(page.get_by_role("heading", name=words("Second factor"), level=1)).to_be_visible()
    looked_at(page)
    code = page.get_by_label(words("Code from your app, or a recovery code"))
    code.fill("000000")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    looked_at(page)
    code.fill(next_code(secret))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=words("Today"), level=1)).to_be_visible()


def next_code(secret: str) -> str:
    """A code that was not used before: that of the next half minute, which the server takes already."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + 1)))


def end_a_session_elsewhere(page: Page, mine: Page, way: Way, recovery: str) -> None:
    connect_and_log_in_by_provider(mine, page, way)
    page.get_by_label(words("Code from your app, or a recovery code")).fill(recovery)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=words("Log out"))).to_be_visible()
    mine.goto("/me/login/")
    looked_at(mine)
    row = mine.locator("section[aria-labelledby=sessions] li", has_text="Firefox, Windows")
    row.get_by_role("button").focus()
    mine.keyboard.press("Enter")
    ended = words("The session on “%(device)s” was ended.") % {"device": "Firefox, Windows"}
    expect(mine.get_by_text(ended)).to_be_visible()
    page.goto("/circulars/")
    expect(page.get_by_role("heading", name=words("Log in"), level=1)).to_be_visible()


def connect_and_log_in_by_provider(mine: Page, page: Page, way: Way) -> None:
    """Connect the login of the house with one's account, and come in by it on another computer."""
    mine.goto("/me/login/")
    press(mine, words("Connect"))
    expect(
        mine.get_by_role("heading", name=words("Connect with “%(name)s”") % {"name": PROVIDER}, level=1)
    ).to_be_visible()
    looked_at(mine)
    press(mine, words("Go on there"))
    be_at_provider(mine, way)
    expect(mine.get_by_text(words("The login of an office was connected."))).to_be_visible()
    page.goto("/login/")
    press(page, PROVIDER)
    be_at_provider(page, way)
    expect(page.get_by_role("heading", name=words("Second factor"), level=1)).to_be_visible()


def be_at_provider(page: Page, way: Way) -> None:
    """Say who one is on the provider's own page."""
    page.locator("input[name=sub]").first.fill(f"nele.{way.language}")
    page.locator("button").first.click()


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("scripts", [True, False])
def test_the_pages_of_the_login_look_right(house: House, browser: Browser, language: str, scripts: bool) -> None:
    context = browser.new_context(base_url=house.address, java_script_enabled=scripts, locale="de-DE")
    try:
        page = context.new_page()
        page.goto("/login/")
        choose(page, language)
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
