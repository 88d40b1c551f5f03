"""The calendar file holds what is known, and two libraries of others read it."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.utils import translation
from hypothesis import example, given
from hypothesis import strategies as st
from ical.calendar import Calendar
from ical.calendar_stream import IcsCalendarStream

from umlauf.ground.core.models import Association
from umlauf.office.conferences.calendar import calendar_of
from umlauf.office.conferences.enums import ConferenceStatus
from umlauf.office.conferences.models import Conference, Invitee, Registration

BERLIN = ZoneInfo("Europe/Berlin")
AT = dt.datetime(2016, 11, 10, 12, 0, 0, 5, tzinfo=dt.UTC)
FRIDAY, SATURDAY, SUNDAY = (dt.date(2016, 12, day) for day in (2, 3, 4))


def a_conference(zone: str = "Europe/Berlin", **fields: Any) -> Conference:
    association = Association(name="Landkreistag Musterland", email="verband@lkt-musterland.example", zone=zone)
    known: dict[str, Any] = {
        "title": "Integration",
        "starts_on": FRIDAY,
        "starts_at": dt.time(10),
        "ends_at": dt.time(16),
    }
    return Conference(association=association, **{**known, **fields})


def local(day: int, hour: int) -> dt.datetime:
    """A moment in December 2016, where the association is."""
    return dt.datetime(2016, 12, day, hour, tzinfo=BERLIN)


def the_file(conference: Conference, name: str = "Anna Berg", email: str = "anna@kreis.example", **fields: Any) -> str:
    cancelled = fields.pop("cancelled", False)
    registration = Registration(name=name, **fields)
    return calendar_of(registration, conference, title=conference.title, email=email, cancelled=cancelled, at=AT)


def strictly(text: str) -> icalendar.Event:
    """The event, where icalendar finds nothing wrong and the text is as RFC 5545 3.1 wants its lines."""
    assert text.replace("\r\n", "").isprintable()
    assert text.endswith("END:VCALENDAR\r\n")
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    calendar = icalendar.Calendar.from_ical(text)
    assert isinstance(calendar, icalendar.Calendar)
    assert not any(component.errors for component in calendar.walk())
    assert calendar.get_missing_tzids() == set()
    (event,) = calendar.events
    return event


def elsewhere(text: str) -> Calendar:
    """The same as the second library reads it."""
    return IcsCalendarStream.calendar_from_ics(text)


def test_both_libraries_find_what_was_meant() -> None:
    conference = a_conference(venue="Haus der Landkreise; Saal 1, 2", city="Musterstadt", title="Häuser,\\ & Höfe;")
    text = the_file(conference, function="Amtsleiterin", sequence=3)
    event, other = strictly(text), elsewhere(text)
    assert "\r\nMETHOD:REQUEST\r\n" in text
    assert (other.method, other.prodid) == ("REQUEST", "-//Umlauf//Umlauf//DE")
    (twin,) = other.events
    for start, end in ((event.start, event.end), (twin.dtstart, twin.dtend)):
        assert start == dt.datetime(2016, 12, 2, 10, tzinfo=BERLIN)
        assert end == dt.datetime(2016, 12, 2, 16, tzinfo=BERLIN)
    assert str(event["summary"]) == twin.summary == conference.title
    assert str(event["location"]) == twin.location == "Haus der Landkreise; Saal 1, 2, Musterstadt"
    assert event.sequence == twin.sequence == 3
    assert event.stamp == dt.datetime(2016, 11, 10, 12, tzinfo=dt.UTC)
    assert (event["organizer"], event["organizer"].params["CN"]) == (
        "mailto:verband@lkt-musterland.example",
        "Landkreistag Musterland",
    )
    assert event["attendee"] == "mailto:anna@kreis.example"
    assert dict(event["attendee"].params) == {
        "CN": "Anna Berg",
        "CUTYPE": "INDIVIDUAL",
        "PARTSTAT": "ACCEPTED",
        "ROLE": "REQ-PARTICIPANT",
        "RSVP": "FALSE",
    }
    assert (twin.attendees[0].common_name, twin.status) == ("Anna Berg", "CONFIRMED")
    assert "DTSTART;TZID=Europe/Berlin:20161202T100000" in text
    assert "BEGIN:VTIMEZONE" in text


def test_a_cancellation_has_the_same_uid() -> None:
    registration = Registration(name="Anna Berg", sequence=1)
    conference = a_conference()
    files = [
        calendar_of(
            registration, conference, title="Integration", email="anna@kreis.example", cancelled=cancelled, at=AT
        )
        for cancelled in (False, True)
    ]
    assert {str(strictly(text)["uid"]) for text in files} == {str(registration.uid)}
    assert {elsewhere(text).events[0].uid for text in files} == {str(registration.uid)}
    assert "\r\nMETHOD:CANCEL\r\n" in files[1]
    assert elsewhere(files[1]).events[0].status == "CANCELLED"


@pytest.mark.parametrize(
    ("fields", "start", "end", "words"),
    [
        ({}, local(2, 10), local(2, 16), None),
        ({"ends_on": FRIDAY}, local(2, 10), local(2, 16), None),
        ({"ends_on": SATURDAY}, local(2, 10), local(3, 16), None),
        ({"ends_at": None}, local(2, 10), None, "Das Ende steht noch nicht fest."),
        (
            {"ends_at": None, "ends_on": SATURDAY},
            local(2, 10),
            local(4, 0),
            "Das Ende steht noch nicht fest.",
        ),
        ({"starts_at": None, "ends_at": None}, FRIDAY, SATURDAY, "Die Uhrzeiten stehen noch nicht fest."),
        (
            {"starts_at": None, "ends_at": None, "ends_on": SATURDAY},
            FRIDAY,
            SUNDAY,
            "Die Uhrzeiten stehen noch nicht fest.",
        ),
        ({"starts_at": None}, FRIDAY, SATURDAY, "Ende: 16:00 Uhr."),
        ({"ends_at": dt.time(1)}, local(2, 10), local(3, 1), None),
        ({"ends_at": dt.time(10)}, local(2, 10), None, None),
        ({"ends_on": dt.date(2016, 12, 1)}, local(2, 10), local(2, 16), None),
    ],
    ids=range(11),
)
def test_whatever_is_known_of_the_times(
    fields: dict[str, Any], start: dt.date, end: dt.date | None, words: str | None
) -> None:
    text = the_file(a_conference(**fields))
    event, twin = strictly(text), elsewhere(text).events[0]
    assert event.start == start == twin.dtstart
    assert event.get("dtend") is None if end is None else event.end == end == twin.dtend
    assert event.get("description") == words
    assert ("VTIMEZONE" in text) == isinstance(start, dt.datetime)


def test_what_is_not_certain_yet_is_said_to_be_so() -> None:
    conference = a_conference(status=ConferenceStatus.TENTATIVE)
    assert strictly(the_file(conference))["status"] == elsewhere(the_file(conference)).events[0].status == "TENTATIVE"
    assert strictly(the_file(conference, cancelled=True))["status"] == "CANCELLED"


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kolkata", "America/New_York", "Africa/Casablanca"])
def test_the_zone_is_that_of_the_association(zone: str) -> None:
    text = the_file(a_conference(zone, starts_on=dt.date(2017, 7, 1)))
    wanted = dt.datetime(2017, 7, 1, 10, tzinfo=ZoneInfo(zone))
    assert strictly(text).start == wanted
    assert elsewhere(text).events[0].dtstart == wanted


def test_what_is_not_known_is_said_in_the_language_of_the_circular() -> None:
    with translation.override("en"):
        text = the_file(a_conference(starts_at=None, ends_at=None))
    assert strictly(text)["description"] == "The times are not known yet."
    assert "PRODID:-//Umlauf//Umlauf//EN" in text


# icalendar reads a backslash before an N as a line break, also an escaped one.
names = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=120).filter(
    lambda text: "\\N" not in text
)


@given(name=names, title=names)
def test_any_name_and_title_is_read_back(name: str, title: str) -> None:
    shown = [" ".join("".join(c if c.isprintable() else " " for c in text).split()) for text in (name, title)]
    shown[0] = shown[0].replace("\\", "/")
    text = the_file(a_conference(title=title), name=name)
    event, twin = strictly(text), elsewhere(text).events[0]
    assert [event["attendee"].params.get("CN", ""), str(event["summary"])] == shown
    assert [twin.attendees[0].common_name or "", twin.summary] == shown


ENDS_A_LINE = ("\r\n", "\n", "\r", "\n ", "\u2028", "\x85", "\t", "\x0b")
MEANS_SOMETHING = (";", ",", ":", "\\", '"', "^n", "=", "%", "'", "BEGIN:VALARM", "ATTENDEE:mailto:a@b.example")
IS_CUT = ("ä", "🧑‍🤝‍🧑", "🇩🇪", "e\u0301", "\u200f", "漢" * 40, "x" * 75, " ")
dangerous = st.lists(st.sampled_from((*ENDS_A_LINE, *MEANS_SOMETHING, *IS_CUT)), min_size=1, max_size=12).map("".join)
"""What would end a line or a value, open another one, or be cut in its middle where lines are folded at 75 bytes."""


@given(name=dangerous, title=dangerous, venue=dangerous, programme=dangerous)
@example(name="ä" * 125, title="🧑‍🤝‍🧑" * 14, venue="x" * 250, programme="漢" * 83)
@pytest.mark.parametrize("invitee", [None, Invitee(name="Eva Lang")], ids=["of a member", "invited beside them"])
def test_no_text_breaks_the_lines_of_the_file(
    invitee: Invitee | None, name: str, title: str, venue: str, programme: str
) -> None:
    conference = a_conference(title=title, venue=venue)
    registration = Registration(name=name, invitee=invitee)
    said: dict[str, Any] = {
        "title": title,
        "email": "anna@kreis.example",
        "cancelled": False,
        "at": AT,
        "programme": programme,
    }
    text = calendar_of(registration, conference, **said)
    event, twin = strictly(text), elsewhere(text).events[0]
    lines = text.replace("\r\n ", "").split("\r\n")
    assert lines.count("BEGIN:VEVENT") == sum(line.startswith("ATTENDEE") for line in lines) == 1
    assert not any(line.startswith(("BEGIN:VALARM", "ATTENDEE:mailto:a@b")) for line in lines)
    where = on_one_line(venue)
    assert [str(event["summary"]), str(event.get("location", ""))] == [on_one_line(title), where]
    assert [twin.summary, twin.location or ""] == [on_one_line(title), where]
    named = on_one_line(name).replace("\\", "/")
    assert twin.attendees[0].common_name in {named, None} or '"' in named
    assert (twin.description or "").split("\n") == list(filter(None, map(on_one_line, programme.splitlines()))) or [""]


def on_one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


@pytest.mark.parametrize(
    ("email", "written"),
    [
        ("o'neill+a&b=c@kreis.example", "o'neill+a%26b%3Dc@kreis.example"),
        ("50%?x@kreis.example", "50%25%3Fx@kreis.example"),
    ],
)
def test_addresses_are_written_as_in_a_mailto(email: str, written: str) -> None:
    assert strictly(the_file(a_conference(), email=email))["attendee"] == f"mailto:{written}"


def test_an_association_with_an_umlaut_in_its_domain_organises() -> None:
    conference = a_conference()
    conference.association.email = "post@märkisch.example"
    assert strictly(the_file(conference))["organizer"] == "mailto:post@xn--mrkisch-5wa.example"
