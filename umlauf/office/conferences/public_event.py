"""A published conference as everybody may see it, and the same for machines (schema.org/Event)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django_scopes import scopes_disabled

from umlauf.office.conferences.enums import ConferenceStatus, ContributionState, VoiceKind
from umlauf.office.conferences.models import Conference, ContributorPhoto, ProgrammeVersion, PublicPage
from umlauf.office.conferences.photos import photos_shown
from umlauf.office.conferences.programme import Sheet, Voice
from umlauf.office.conferences.programme_rows import versions_out
from umlauf.office.conferences.queries import final_day

_SCHEMA: Final = "https://schema.org"
_STATUS: Final = {
    ConferenceStatus.PLANNED: "EventScheduled",
    ConferenceStatus.PAST: "EventScheduled",
    ConferenceStatus.RESCHEDULED: "EventRescheduled",
    ConferenceStatus.CANCELLED: "EventCancelled",
}
"""Of one that is tentative nothing is said: there is no word for it."""


@dataclass(frozen=True, slots=True)
class PublicEvent:
    """A conference with the programme that was released last, if one was. ``address`` is that of its page.

    ``photos`` are by the keys of the voices beside whom they stand, without their bytes.
    """

    page: PublicPage
    conference: Conference
    address: str
    hosts: tuple[str, ...]
    version: ProgrammeVersion | None
    sheet: Sheet | None
    photos: Mapping[int, ContributorPhoto]


def page_published(association: str, slug: str) -> PublicPage | None:
    """The page at an address, while it is published. Asked before any house is known. One query."""
    with scopes_disabled():
        known = PublicPage.objects.filter(association__slug=association, association__active=True, slug=slug)
        return known.exclude(published_at=None).select_related("association", "conference__association").first()


def public_address(page: PublicPage) -> str:
    return f"{settings.PUBLIC_URL}/events/{page.association.slug}/{page.slug}/"


def public_event(page: PublicPage) -> PublicEvent:
    """All that its page says. Three queries, five where there are photos, inside a scope."""
    conference = page.conference
    version = versions_out(conference).last()
    sheet = Sheet.parse(version.content) if version else None
    return PublicEvent(
        page=page,
        conference=conference,
        address=public_address(page),
        hosts=tuple(conference.hosts.values_list("name", flat=True)),
        version=version,
        sheet=sheet,
        photos=photos_shown(conference, sheet),
    )


def schema_of(event: PublicEvent) -> dict[str, Any]:
    """The event as schema.org has it. Whoever was only asked is no performer, and nothing is said that is not known."""
    conference = event.conference
    known = {
        "name": conference.title,
        "startDate": _moment(conference, conference.starts_on, conference.starts_at),
        "endDate": _end(conference),
        "eventStatus": _word(_STATUS.get(ConferenceStatus(conference.status))),
        "eventAttendanceMode": _word("OfflineEventAttendanceMode") if conference.venue or conference.city else None,
        "location": _place(conference),
        "organizer": [
            {"@type": "Organization", "name": name} for name in event.hosts or (conference.association.name,)
        ],
        "performer": list(_performers(event)),
        "inLanguage": conference.language,
        "isAccessibleForFree": None if conference.fee else True,  # a fee in words may say that there is none
        "offers": _offer(conference),
        "url": event.address,
    }
    return {"@context": _SCHEMA, "@type": "Event"} | {
        name: value for name, value in known.items() if value not in (None, [])
    }


def _word(name: str | None) -> str | None:
    return f"{_SCHEMA}/{name}" if name else None


def _moment(conference: Conference, day: dt.date, time: dt.time | None) -> str:
    """ISO 8601 with the offset of the zone on that day, or the day alone."""
    if time is None:
        return day.isoformat()
    return dt.datetime.combine(day, time, ZoneInfo(conference.association.zone)).isoformat()


def _end(conference: Conference) -> str | None:
    last = final_day(conference)
    if conference.ends_at is None:
        return last.isoformat() if last != conference.starts_on else None
    evening = last == conference.starts_on and conference.starts_at and conference.ends_at < conference.starts_at
    return _moment(conference, last + dt.timedelta(days=1 if evening else 0), conference.ends_at)


def _place(conference: Conference) -> dict[str, Any] | None:
    address = {
        "streetAddress": conference.street,
        "postalCode": conference.postal_code,
        "addressLocality": conference.city,
    }
    known = {name: value for name, value in address.items() if value}
    if not conference.venue and not known:
        return None
    place: dict[str, Any] = {"@type": "Place", "name": conference.venue or conference.city or conference.street}
    return place | ({"address": {"@type": "PostalAddress", **known}} if known else {})


def _offer(conference: Conference) -> dict[str, Any]:
    """Free of charge, else the fee in the words in which it is shown: no number is known."""
    free = {"price": "0", "priceCurrency": "EUR"}
    return {"@type": "Offer"} | ({"description": conference.fee} if conference.fee else free)


def _performers(event: PublicEvent) -> Iterator[dict[str, str]]:
    """Each person by name who has accepted, once."""
    named: dict[str, Voice] = {}
    pictures: dict[str, str] = {}
    for _item, voice in event.sheet.voices() if event.sheet else ():
        if voice.key in event.photos:
            pictures[voice.who.casefold()] = photo_address(event, event.photos[voice.key])
        if voice.state == ContributionState.CONFIRMED and voice.kind == VoiceKind.PERSON and voice.who:
            named.setdefault(voice.who.casefold(), voice)
    for key, voice in named.items():
        known = {"jobTitle": voice.office, "image": pictures.get(key, "")}
        yield {"@type": "Person", "name": voice.who} | {name: value for name, value in known.items() if value}


def photo_address(event: PublicEvent, photo: ContributorPhoto) -> str:
    return f"{event.address}photos/{photo.id}/"
