"""A registration as a calendar file (RFC 5545, 5546). No link stands in it: calendars are shared and synchronised."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.formats import time_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone, vCalAddress, vText

from umlauf.ground.core.addresses import check_address
from umlauf.office.conferences.enums import ConferenceStatus
from umlauf.office.conferences.models import Conference, Registration
from umlauf.office.conferences.queries import final_day
from umlauf.office.conferences.words import where_of

_IN_MAILTO = "!$'*+-._~@"  # RFC 6068: these stand for themselves
_DAY = dt.timedelta(days=1)
_DESCRIBED = 2_000  # characters of a description

Moment = dt.date | dt.datetime


def calendar_of(
    registration: Registration,
    conference: Conference,
    *,
    title: str,
    email: str,
    cancelled: bool,
    at: dt.datetime,
    programme: str = "",
) -> str:
    """The file that brings the conference into the calendar of ``email``, or takes it out, in the active language.

    ``title`` is what the entry is called, which may say less than the conference's own. Its SEQUENCE rises with each
    change of the conference and of the registration. ``programme``: lines of what happens there. What was cancelled
    never comes into a calendar again.
    """
    cancelled = cancelled or conference.status == ConferenceStatus.CANCELLED
    event = component_of(conference, title=title, at=at, words=programme)
    event.add("uid", str(registration.uid))
    event.add("sequence", conference.calendar_sequence + registration.sequence)
    attendee = _mailbox(registration.name, email)
    attendee.params.update(
        {
            "CUTYPE": vText("INDIVIDUAL"),
            "ROLE": vText("REQ-PARTICIPANT"),
            "PARTSTAT": vText("ACCEPTED"),
            "RSVP": vText("FALSE"),
        }
    )
    event.add("attendee", attendee)
    event.add("status", "CANCELLED" if cancelled else status_of(conference))
    event.add("transp", "OPAQUE")
    return _alone(conference, "CANCEL" if cancelled else "REQUEST", event)


def public_calendar(conference: Conference, *, address: str, at: dt.datetime, programme: str = "") -> str:
    """The file for everybody (RFC 5546 3.2.1), in the active language. ``address`` is that of the public page."""
    cancelled = conference.status == ConferenceStatus.CANCELLED
    event = component_of(conference, title=conference.title, at=at, words=programme)
    event.add("uid", str(uuid.uuid5(uuid.NAMESPACE_URL, f"{settings.PUBLIC_URL}/conferences/{conference.id}/")))
    event.add("sequence", conference.calendar_sequence)
    event.add("url", address)
    event.add("status", "CANCELLED" if cancelled else status_of(conference))
    return _alone(conference, "PUBLISH", event)


def _alone(conference: Conference, method: str, event: Event) -> str:
    calendar = begun_calendar(method)
    add_zone(calendar, (conference,))
    calendar.add_component(event)
    text: str = calendar.to_ical().decode()
    return text


def begun_calendar(method: str) -> Calendar:
    """A calendar in the active language, with nothing in it yet."""
    calendar = Calendar()
    calendar.add("prodid", f"-//Umlauf//Umlauf//{(get_language() or 'en')[:2].upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar


def add_zone(calendar: Calendar, conferences: Iterable[Conference]) -> None:
    """The rules of the zone in which these are held (of one association), where one of them says a time."""
    spans = [(one.association.zone, *span_of(one)) for one in conferences]
    timed = [(zone, start, end or start) for zone, start, end in spans if isinstance(start, dt.datetime)]
    if timed:
        first, last = min(start.year for _zone, start, _end in timed), max(end.year for _zone, _start, end in timed)
        for component in _zone(timed[0][0], first, last):
            calendar.add_component(component)


def component_of(conference: Conference, *, title: str, at: dt.datetime, words: str) -> Event:
    """What stands in each entry of the conference. ``words``: lines of its description."""
    event = Event()
    event.add("dtstamp", at.astimezone(dt.UTC).replace(microsecond=0))
    start, end = span_of(conference)
    event.add("dtstart", start)
    if end is not None:
        event.add("dtend", end)
    event.add("summary", shown(title))
    if where := where_of(conference):
        event.add("location", shown(where))
    lines = (_times(conference), *map(shown, words.splitlines()))
    if described := "\n".join(filter(None, lines))[:_DESCRIBED]:
        event.add("description", described)
    event.add("organizer", _mailbox(conference.association.name, check_address(conference.association.email)))
    return event


def span_of(conference: Conference) -> tuple[Moment, Moment | None]:
    """Start and end (exclusive). Whole days without a time to start at; no end where nothing says when it is over."""
    last = final_day(conference)
    if conference.starts_at is None:
        return conference.starts_on, last + _DAY
    zone = ZoneInfo(conference.association.zone)
    start = dt.datetime.combine(conference.starts_on, conference.starts_at, zone)
    if conference.ends_at is not None:
        if last == conference.starts_on and conference.ends_at < conference.starts_at:
            last += _DAY  # an evening that ends after midnight
        end = dt.datetime.combine(last, conference.ends_at, zone)
        return start, end if end > start else None
    if last > conference.starts_on:
        return start, dt.datetime.combine(last + _DAY, dt.time(), zone)
    return start, None


def status_of(conference: Conference) -> str:
    """STATUS (RFC 5545 3.8.1.11) of one that was not cancelled."""
    return "TENTATIVE" if conference.status == ConferenceStatus.TENTATIVE else "CONFIRMED"


def _times(conference: Conference) -> str:
    """What the span cannot say of the times."""
    if conference.starts_at is None:
        if conference.ends_at is None:
            return _("The times are not known yet.")
        return _("Ends at %(time)s.") % {"time": time_format(conference.ends_at, "H:i")}
    return "" if conference.ends_at else _("When it ends is not known yet.")


def _mailbox(name: str, email: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{quote(email, safe=_IN_MAILTO)}")
    # Programs take a backslash in a parameter for that of a TEXT value, and some lose the parameter's end over it.
    address.params["CN"] = vText(shown(name).replace("\\", "/"))
    return address


def shown(text: str) -> str:
    """Without control characters, which no value may have (RFC 5545 3.1)."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())


@lru_cache(maxsize=64)
def _zone(name: str, first_year: int, last_year: int) -> tuple[Timezone, ...]:
    """The zone's rules for these years; none for UTC, whose times say so themselves."""
    return () if name in {"UTC", "Etc/UTC"} else (zone_of_years(name, first_year, last_year),)


def zone_of_years(name: str, first_year: int, last_year: int) -> Timezone:
    """The rules of a zone in these years."""
    zone = Timezone.from_tzinfo(
        ZoneInfo(name), first_date=dt.date(first_year, 1, 1), last_date=dt.date(last_year, 12, 31)
    )
    zone.pop("comment", None)
    return zone
