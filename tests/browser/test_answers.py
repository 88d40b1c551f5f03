"""What a county does with the letter, and what the office sees of it, with scripts, without, and by keyboard alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

import pytest
from icalendar import Calendar, Event
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.office import (
    CLERK,
    MEMBER,
    PATIENCE,
    Invitation,
    Office,
    choose,
    log_in,
    looks_right,
    press_until,
    read_until,
)

pytestmark = pytest.mark.browser

LETTER = re.compile(r"/letter/\d+/$")
MISSING = ("landkreis-börde", "landkreis-harz", "landkreis-stendal")  # in the demo
REMINDER = "Erinnerung: RS 543/2016"


@dataclass(frozen=True)
class Words:
    """What stands on the pages, in one language. ``said`` are the two sums of the answer, before and after."""

    register: str
    sayer: str
    person: str
    email: str
    function: str
    send: str
    change: str
    save: str
    withdraw: str
    withdraw_sayer: str
    three: str
    two: str
    withdrawn: str
    remind: str
    send_reminder: str
    reminded: str


WORDS = {
    "de": Words(
        register="Teilnahme anmelden",
        sayer="Wer meldet an?",
        person="Person",
        email="E-Mail",
        function="Funktion",
        send="Anmelden",
        change="ändern",
        save="Änderung speichern",
        withdraw="Personen abmelden",
        withdraw_sayer="Wer meldet ab?",
        three="Angemeldet: 3 Personen",
        two="Angemeldet: 2 Personen",
        withdrawn="abgemeldet",
        remind="3 Landkreise erinnern",
        send_reminder="Erinnerung senden",
        reminded="Eine Erinnerung ist unterwegs an: Börde, Harz, Stendal.",
    ),
    "en": Words(
        register="Register",
        sayer="Who registers?",
        person="Person",
        email="E-mail",
        function="Function",
        send="Register",
        change="change",
        save="Save the change",
        withdraw="Withdraw people",
        withdraw_sayer="Who withdraws them?",
        three="Registered: 3 people",
        two="Registered: 2 people",
        withdrawn="withdrawn",
        remind="Remind 3 counties",
        send_reminder="Send the reminder",
        reminded="A reminder is on its way to: Börde, Harz, Stendal.",
    ),
}


@pytest.fixture(scope="module")
def invitation(office: Office) -> Invitation:
    """One more circular, which invites all counties to a conference."""
    return office.invite()


def mails_to(page: Page, address: str, about: str) -> list[str]:
    """The addresses of the pages of all mails to somebody whose subject holds some words, the oldest first."""
    page.goto("/mail/?" + urlencode({"q": f"{address} {about}"}))
    return [str(link.get_attribute("href")) for link in page.locator("main tbody a").all()][::-1]


def wait_for_mails(page: Page, address: str, about: str, count: int) -> list[str]:
    """The same once the worker has sent so many."""
    found = read_until(lambda: mails_to(page, address, about), lambda mails: len(mails) >= count, PATIENCE)
    assert len(found) == count, (address, found)
    return found


def calendar_of(page: Page, mail: str) -> tuple[str, Event]:
    """The method and the event of the calendar file that came with a mail, read strictly."""
    page.goto(mail)
    file = page.get_by_role("link", name=re.compile(r"\.ics$"))
    answered = page.request.get(str(file.get_attribute("href")))
    calendar = Calendar.from_ical(answered.text())
    assert isinstance(calendar, Calendar)
    (event,) = calendar.events
    assert not event.errors
    return str(calendar["METHOD"]), event


def open_letter(page: Page, invitation: Invitation, county: str) -> str:
    """Open the link of the mail that the registry of a county got; gives the path of the letter."""
    (mail,) = mails_to(page, f"poststelle@{county}.example", f"RS {invitation.number} –")
    page.goto(mail)
    page.locator("pre a").first.click()
    page.wait_for_url(LETTER)
    expect(page.get_by_role("heading", name=invitation.title, level=1)).to_be_visible()
    return re.sub(r"^https?://[^/]+", "", page.url)


def fill_in(page: Page, group: str, **fields: str) -> None:
    """Fill in the fields of a group, by their words."""
    part = page.get_by_role("group", name=group, exact=True)
    for label, value in fields.items():
        part.get_by_label(label.replace("_", "-")).first.fill(value)


@pytest.mark.parametrize(
    ("width", "scripts", "language", "county"),
    [
        (1280, True, "de", "landkreis-wittenberg"),
        (375, True, "en", "saalekreis"),
        (375, False, "de", "landkreis-stendal"),
        (1280, False, "en", "burgenlandkreis"),
    ],
    ids=["wide, German", "narrow, English", "narrow without scripts, German", "wide without scripts, English"],
)
def test_a_county_registers_changes_and_withdraws(
    open_page: OpenPage, invitation: Invitation, width: int, scripts: bool, language: str, county: str
) -> None:
    page, words = open_page(width, scripts=scripts), WORDS[language]
    page.goto("/mail/")
    choose(page, language)
    letter = open_letter(page, invitation, county)
    looks = partial(looks_right, page, width, scripts=scripts)
    looks()
    sayer, anna, bert = (f"{name}@{county}.example" for name in ("sekretariat", "anna.muster", "bert.muster"))

    page.get_by_role("link", name=words.register, exact=True).click()
    looks()
    fill_in(page, words.sayer, Name="Vera Vorzimmer", **{words.email: sayer})
    fill_in(page, f"{words.person} 1", Name="Anna Muster", **{words.function: "Landrätin", words.email: anna})
    fill_in(page, f"{words.person} 2", Name="Bert Muster", **{words.email: bert})
    fill_in(page, f"{words.person} 3", Name="Carl Muster")
    page.get_by_role("button", name=words.send, exact=True).click()
    expect(page.get_by_text(words.three)).to_be_visible()
    expect(page).to_have_url(letter)
    looks()

    about = invitation.title
    receipt, for_carl = sorted(
        wait_for_mails(page, sayer, "", 2), key=lambda mail: is_about(page, mail, f"Angemeldet – {about}")
    )
    page.goto(receipt)
    expect(page.locator("pre")).to_contain_text("Carl Muster")
    first = {name: calendar_of(page, mail) for name, mail in (("carl", for_carl),)}
    for name, address in (("anna", anna), ("bert", bert)):
        first[name] = calendar_of(page, wait_for_mails(page, address, about, 1)[0])
    assert {method for method, _event in first.values()} == {"REQUEST"}
    assert len({event["UID"] for _method, event in first.values()}) == 3
    assert {event.sequence for _method, event in first.values()} == {0}
    assert str(first["carl"][1]["ATTENDEE"]) == f"mailto:{sayer}"
    assert "/l/" not in str(first)

    page.goto(letter)
    page.get_by_role("link", name=f"{words.change} Bert Muster").click()
    looks()
    page.get_by_label(words.function).fill("Amtsleiter")
    fill_in(page, page.locator("fieldset legend").last.inner_text(), Name="Vera Vorzimmer", **{words.email: sayer})
    page.get_by_role("button", name=words.save).click()
    expect(page.get_by_role("listitem").filter(has_text="Bert Muster")).to_contain_text("Amtsleiter")
    _mail, changed = wait_for_mails(page, bert, about, 2)
    assert follows(first["bert"], calendar_of(page, changed), "REQUEST")

    page.goto(letter)
    page.get_by_role("link", name=words.withdraw, exact=True).click()
    looks()
    page.get_by_role("checkbox", name=re.compile("Anna Muster")).check()
    fill_in(page, words.withdraw_sayer, Name="Vera Vorzimmer", **{words.email: sayer})
    page.get_by_role("button", name=words.withdraw).click()
    expect(page.get_by_text(words.two)).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="Anna Muster")).to_contain_text(words.withdrawn)
    looks()
    _mail, withdrawn = wait_for_mails(page, anna, about, 2)
    assert follows(first["anna"], calendar_of(page, withdrawn), "CANCEL")


def is_about(page: Page, mail: str, subject: str) -> bool:
    page.goto(mail)
    return page.get_by_role("heading", level=1).inner_text() == subject


def follows(before: tuple[str, Event], after: tuple[str, Event], method: str) -> bool:
    """The same entry, later in its life."""
    same = before[1]["UID"] == after[1]["UID"]
    return same and after[0] == method and after[1].sequence > before[1].sequence


@pytest.mark.parametrize(
    ("width", "scripts", "language"),
    [(1280, True, "de"), (375, False, "en")],
    ids=["wide, German", "narrow without scripts, English"],
)
def test_a_reminder_goes_to_exactly_the_missing(open_page: OpenPage, width: int, scripts: bool, language: str) -> None:
    page, words = open_page(width, scripts=scripts), WORDS[language]
    looks = partial(looks_right, page, width, scripts=scripts)
    before = {county: len(reminders(page, county)) for county in MISSING}
    log_in(page, CLERK)
    choose(page, language)
    try:
        page.goto("/circulars/1/")
        looks()
        page.get_by_role("link", name=words.remind).click()
        looks()
        expect(page.get_by_role("checkbox")).to_have_count(3)
        expect(page.get_by_role("checkbox", checked=True)).to_have_count(3)
        page.get_by_role("button", name=words.send_reminder).click()
        expect(page.get_by_role("status")).to_contain_text(words.reminded)
        looks()
        for county in MISSING:
            wait_for_mails(page, f"poststelle@{county}.example", REMINDER, before[county] + 1)
        page.goto("/mail/")
        newest = page.locator("main tbody tr").filter(has_text=REMINDER).all()[: len(MISSING)]
        reached = {row.locator("td").first.inner_text() for row in newest}
        assert reached == {f"poststelle@{county}.example" for county in MISSING}
        assert {county: len(reminders(page, county)) for county in MISSING} == {
            county: count + 1 for county, count in before.items()
        }
        assert mails_to(page, "poststelle@saalekreis.example", REMINDER) == []
    finally:
        page.goto("/")
        choose(page, "de")


def reminders(page: Page, county: str) -> list[str]:
    return mails_to(page, f"poststelle@{county}.example", REMINDER)


def test_a_guest_registers_and_withdraws_by_keyboard_alone(open_page: OpenPage, invitation: Invitation) -> None:
    page = open_page()
    page.goto("/mail/")
    choose(page, "de")
    open_letter(page, invitation, "salzlandkreis")
    press_until(page, "Teilnahme anmelden")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Teilnahme anmelden", level=1)).to_be_visible()
    for label, text in (
        ("Name", "Vera Vorzimmer"),
        ("E-Mail", "vorzimmer@salzlandkreis.example"),
        ("Telefon", "03471 1234-5"),
        ("Name", "Anna Muster"),
        ("Funktion", "Landrätin"),
    ):
        press_until(page, label)
        page.keyboard.type(text)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Angemeldet: 1 Person")).to_be_visible()
    press_until(page, "Personen abmelden")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Personen abmelden", level=1)).to_be_visible()
    for label, text in (("Name", "Vera Vorzimmer"), ("E-Mail", "vorzimmer@salzlandkreis.example")):
        press_until(page, label)
        page.keyboard.type(text)
    press_until(page, "Personen abmelden")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Sie nehmen nicht teil")).to_be_visible()


def test_the_office_enters_a_call_by_keyboard_alone(open_page: OpenPage, invitation: Invitation) -> None:
    """„Die Beigeordnete kommt“, on the phone: from the circular to the answer with four stops."""
    page = open_page()
    log_in(page, CLERK)
    page.get_by_role("link", name=f"{invitation.number} Fachtagung").first.click()
    page.get_by_role("link", name=re.compile("eintragen.*Landkreis Börde")).click()
    press_until(page, "Personen anmelden")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Name").first).to_be_focused()
    page.keyboard.type("Edda Beispiel")
    press_until(page, "Funktion")
    page.keyboard.type("Beigeordnete")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("1 Person ist angemeldet.")
    expect(page.get_by_text("telefonisch").first).to_be_visible()


def test_a_member_answers_from_the_inbox(open_page: OpenPage, invitation: Invitation) -> None:
    """One entry, with the deadline; what the guest with the link has said stands there too."""
    page = open_page()
    log_in(page, MEMBER)
    entry = page.get_by_role("row").filter(has_text=invitation.title)
    expect(entry).to_have_count(1)
    entry.get_by_role("link").click()
    page.get_by_role("link", name=re.compile("Personen anmelden|Teilnahme anmelden")).click()
    expect(page.get_by_role("group", name="Wer meldet an?").get_by_label("Name")).to_have_value("Petra Postmann")
    fill_in(page, "Person 1", Name="Dora Muster")
    page.get_by_role("button", name="Anmelden", exact=True).click()
    expect(page.get_by_role("listitem").filter(has_text="Dora Muster")).to_be_visible()
    page.goto("/")
    expect(page.get_by_role("row").filter(has_text=invitation.title)).to_contain_text("angemeldet")
