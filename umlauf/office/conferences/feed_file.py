"""A calendar that follows, as a file (RFC 5545, 7986).

Its SOURCE is not in it: that would be the address with its secret, in every copy of the file.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterable, Sequence
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Event

from umlauf.office.conferences.calendar import add_zone, begun_calendar, component_of, shown, status_of, zone_of_years
from umlauf.office.conferences.feeds import FeedEntry

REFRESHED: Final = dt.timedelta(hours=6)
"""How often a calendar may ask for it anew."""
_DAY: Final = dt.timedelta(days=1)
_CHANGING: Final = "DTSTAMP"


def feed_file(
    entries: Sequence[tuple[FeedEntry, str]], *, name: str, house: int | None, zone: str, at: dt.datetime
) -> str:
    """The file, in the active language. With each entry goes the address of its page; ``name`` is the calendar's,
    ``zone`` that of its association.

    ``house`` is the id of the organisation whose calendar it is, None for the office. No entry has the UID of the one
    that goes to a person by mail, or of anybody else's calendar.
    """
    calendar = begun_calendar("PUBLISH")
    calendar.add("name", shown(name))
    calendar.add("x-wr-calname", shown(name))  # RFC 7986 has NAME; most programs still know this alone
    calendar.add("refresh-interval", REFRESHED, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    add_zone(calendar, [entry.conference for entry, _address in entries])
    if not entries:  # at least one component has to be there (RFC 5545 3.6)
        calendar.add_component(zone_of_years(zone, at.year, at.year))
    for entry, address in entries:
        for component in _components(entry, address, house, at):
            calendar.add_component(component)
    text: str = calendar.to_ical().decode()
    return text


def state_of_file(text: str) -> str:
    """A digest of what a calendar would show: all but when the file was made."""
    lines = (line for line in text.split("\r\n") if not line.startswith(_CHANGING))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _components(entry: FeedEntry, address: str, house: int | None, at: dt.datetime) -> Iterable[Event]:
    conference = entry.conference
    said = [] if entry.cancelled else [entry.standing]
    if entry.withdrawn:
        said = [_("The circular that invites was withdrawn.")]
    event = component_of(conference, title=conference.title, at=at, words="\n".join(said))
    event.add("uid", _uid(conference.id, house, ""))
    event.add("sequence", conference.calendar_sequence + entry.withdrawn)
    event.add("status", "CANCELLED" if entry.cancelled else status_of(conference))
    event.add("transp", "TRANSPARENT")  # whoever comes has an entry of their own, and nobody else is busy
    event.add("url", address)
    yield event
    if entry.answer_by is not None and not entry.cancelled:
        due = Event()
        due.add("dtstamp", at.astimezone(dt.UTC).replace(microsecond=0))
        due.add("uid", _uid(conference.id, house, "/answer"))
        due.add("sequence", entry.moved)
        due.add("dtstart", entry.answer_by)
        due.add("dtend", entry.answer_by + _DAY)
        due.add("summary", _("Answer due: %(title)s") % {"title": shown(conference.title)})
        due.add("organizer", event["organizer"])
        due.add("transp", "TRANSPARENT")
        due.add("url", address)
        yield due


def _uid(conference_id: int, house: int | None, what: str) -> str:
    return str(
        uuid.uuid5(uuid.NAMESPACE_URL, f"{settings.PUBLIC_URL}/conferences/{conference_id}/feed/{house or 0}{what}")
    )
