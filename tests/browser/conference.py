"""What people do with the conference that the sample circular 543/2016 invites to, by the office and by the links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode

from icalendar import Calendar, Event
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.office import CLERK, PATIENCE, choose, log_in, looks_right, read_until

SAMPLE = "543/2016"


@dataclass(frozen=True)
class Way:
    """One way through the pages: how wide the window is, and in which language they are read."""

    width: int
    language: str

    def looks(self, page: Page) -> None:
        expect(page.locator("html")).to_have_attribute("lang", self.language)
        looks_right(page, self.width, scripts=True)


@dataclass(frozen=True)
class Clerk:
    """The office at the page of the conference. ``path`` is that page."""

    page: Page
    way: Way
    path: str

    def at(self, below: str = "") -> Page:
        """Go to a page of the conference, and look at it."""
        self.page.goto(f"{self.path}{below}")
        self.way.looks(self.page)
        return self.page

    def follow(self, below: str) -> Page:
        """Press the link of the page of the conference that leads further, and look at what is there."""
        self.page.goto(self.path)
        self.page.locator(f"main a[href$='{self.path}{below}']").first.click()
        expect(self.page).to_have_url(re.compile(f"{re.escape(self.path + below)}$"))
        self.way.looks(self.page)
        return self.page

    @property
    def row(self) -> Locator:
        return self.page.locator("main tbody tr")


def clerk_at_sample(open_page: OpenPage, way: Way, number: str = SAMPLE) -> Clerk:
    """The clerk logs in and goes from the list of circulars to the conference."""
    page = open_page(way.width)
    log_in(page, CLERK)
    choose(page, way.language)
    page.goto("/circulars/")
    page.locator("main tbody tr", has_text=number).locator("a").first.click()
    page.wait_for_load_state()
    page.locator("main a[href^='/conferences/']").first.click()
    expect(page).to_have_url(re.compile(r"/conferences/\d+/$"))
    way.looks(page)
    return Clerk(page, way, re.sub(r"^https?://[^/]+", "", page.url))


def submit(page: Page, *, opens: re.Pattern[str] | str) -> None:
    """Press the filled button of the form, and wait until the page that comes then is there."""
    page.locator("main form button.first").last.click()
    expect(page).to_have_url(re.compile(opens) if isinstance(opens, str) else opens)
    page.wait_for_load_state()


def mails_to(page: Page, address: str, about: str = "") -> list[str]:
    """The addresses of the pages of all mails to somebody whose subject holds some words, the oldest first."""
    page.goto("/mail/?" + urlencode({"q": f"{address} {about}"}))
    return [str(link.get_attribute("href")) for link in page.locator("main tbody a").all()][::-1]


def wait_for_mails(page: Page, address: str, count: int, about: str = "") -> list[str]:
    """The same once the worker has sent so many."""
    found = read_until(lambda: mails_to(page, address, about), lambda mails: len(mails) >= count, PATIENCE)
    assert len(found) == count, (address, found)
    return found


def entry_of(page: Page, mail: str) -> tuple[str, Event]:
    """The method and the event of the calendar file that came with a mail, read strictly."""
    page.goto(mail)
    file = page.get_by_role("link", name=re.compile(r"\.ics$"))
    calendar = Calendar.from_ical(page.request.get(str(file.get_attribute("href"))).text())
    assert isinstance(calendar, Calendar)
    (event,) = calendar.events
    assert not event.errors
    return str(calendar["METHOD"]), event


def entries_of(page: Page, address: str, count: int) -> list[tuple[str, str, int]]:
    """Method, UID and SEQUENCE of the calendar entries that somebody has got, one with each of ``count`` mails."""
    entries = [entry_of(page, mail) for mail in wait_for_mails(page, address, count)]
    return [(method, str(event["UID"]), event.sequence) for method, event in entries]


def open_link(page: Page, mail: str, path: str) -> str:
    """Press the link of a mail that leads to a page without a login; gives the path of that page."""
    page.goto(mail)
    page.locator("pre a[href*='" + path + "']").first.click()
    page.wait_for_load_state()
    return re.sub(r"^https?://[^/]+", "", page.url)


def county_at_letter(open_page: OpenPage, way: Way, county: str, number: str = SAMPLE) -> tuple[Page, str]:
    """The registry of a county opens the link of its mail; gives the window and the path of the letter."""
    page = open_page(way.width)
    page.goto("/mail/")
    choose(page, way.language)
    letter = open_link(page, mails_to(page, f"poststelle@{county}.example", f"RS {number} –")[0], "/l/")
    expect(page).to_have_url(re.compile(r"/letter/\d+/$"))
    choose(page, way.language)
    way.looks(page)
    return page, letter


def say(page: Page, county: str) -> str:
    """Fill in who says it; gives the address of the sayer, which tells their mails from those of others."""
    address = f"vorzimmer@{county}.example"
    page.locator("#id_name").fill("Vera Vorzimmer")
    page.locator("#id_email").fill(address)
    return address


def register(page: Page, letter: str, way: Way, people: dict[str, str], *, together: bool = False) -> None:
    """Register people (name: address) behind the link of a letter."""
    page.goto(letter)
    page.locator("main a[href='register/']").first.click()
    expect(page).to_have_url(re.compile(r"/register/$"))
    way.looks(page)
    say(page, "walk-front-office")
    for place, (name, email) in enumerate(people.items()):
        page.locator(f"#id_person-{place}-name").fill(name)
        page.locator(f"#id_person-{place}-email").fill(email)
    if together:  # asked only where places are few
        page.locator("#id_together").check()
    submit(page, opens=f"{letter}$")
    for name in people:
        expect(person(page, name)).to_be_visible()
    way.looks(page)


def decline(page: Page, letter: str, way: Way, house: str) -> None:
    """Say by the form that nobody comes, also where somebody was to come."""
    page.goto(f"{letter}decline/")
    way.looks(page)
    say(page, house)
    submit(page, opens=f"{letter}$")
    expect(page.locator("section.answer ul.people .tag.ok")).to_have_count(0)
    way.looks(page)


def person(page: Page, name: str) -> Locator:
    """The line of somebody in the answer of a letter."""
    return page.locator("main ul.people > li").filter(has=page.get_by_text(name, exact=True))


def count_on(page: Page, selector: str) -> int:
    """The first number in an element."""
    expect(page.locator(selector).first).to_be_visible()
    found = re.search(r"\d+", page.locator(selector).first.inner_text())
    assert found is not None
    return int(found[0])


def set_places(clerk: Clerk, places: int | None) -> None:
    clerk.at("places/")
    clerk.page.locator("#id_places").fill("" if places is None else str(places))
    submit(clerk.page, opens=f"{clerk.path}$")


def set_offer_hours(clerk: Clerk, hours: int | None) -> None:
    """For how long a place is kept for who moves up; None: they have it at once."""
    clerk.at("admission/")
    clerk.page.locator("#id_offer_hours").fill("" if hours is None else str(hours))
    submit(clerk.page, opens=f"{clerk.path}$")


@contextmanager
def full_house(clerk: Clerk) -> Iterator[int]:
    """The house is full, and who moves up is asked; gives the number of places. Afterwards all is as it was."""
    clerk.at("places/")
    places = count_on(clerk.page, "main form.card p")  # without those who come outside of the total
    set_offer_hours(clerk, 8)
    try:
        set_places(clerk, places)
        yield places
    finally:
        set_places(clerk, None)
        set_offer_hours(clerk, None)
