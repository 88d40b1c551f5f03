"""What an office enters of a conference, as it comes in, is checked and compared; and in words, what has changed."""

from __future__ import annotations

import datetime as dt
import hashlib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Any, Final, TypeVar

from django.utils.translation import gettext as _

from umlauf.ground.core.days import planned_day
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused
from umlauf.office.circulars.checks import YEARS, check_characters, check_length
from umlauf.office.conferences.enums import ConferenceStatus, EventLanguage
from umlauf.office.conferences.models import Conference
from umlauf.office.conferences.words import when_of, where_of
from umlauf.office.responses.access import names_somebody, one_line

HOSTS: Final = 12
"""So many may invite together."""
AHEAD: Final = (ConferenceStatus.PLANNED, ConferenceStatus.TENTATIVE, ConferenceStatus.RESCHEDULED)
"""What somebody may say of a conference that is still to come."""
_TEXTS: Final = {"directions": LIMITS.abstract, "access_notes": LIMITS.abstract, "note": LIMITS.note}
_DATED: Final = ("starts_on", "ends_on", "starts_at", "ends_at")
_BESIDE: Final = ("directions", "access_notes", "fee")
_PLACED: Final = ("venue", "street", "postal_code", "city")


@dataclass(frozen=True, slots=True)
class EventEntry:
    """What is known of a conference and may change; the names are those of its columns."""

    title: str
    starts_on: dt.date
    ends_on: dt.date | None = None
    starts_at: dt.time | None = None
    ends_at: dt.time | None = None
    venue: str = ""
    street: str = ""
    postal_code: str = ""
    city: str = ""
    status: ConferenceStatus = ConferenceStatus.PLANNED
    language: EventLanguage = EventLanguage.GERMAN
    fee: str = ""
    directions: str = ""
    access_notes: str = ""
    note: str = ""
    register_from: dt.date | None = None
    cancel_by: dt.date | None = None
    deputy_by: dt.date | None = None

    def columns(self) -> dict[str, Any]:
        """Its values by the name of their column."""
        return {item.name: getattr(self, item.name) for item in fields(EventEntry)}

    def moves(self, before: EventEntry) -> bool:
        """Whether whoever comes would come at another time or to another place."""
        return any(getattr(self, name) != getattr(before, name) for name in (*_DATED, *_PLACED))

    def shows_in_calendars(self, before: EventEntry) -> bool:
        """Whether an entry in a calendar would look otherwise."""
        tentative = ConferenceStatus.TENTATIVE in {self.status, before.status} and self.status != before.status
        return self.title != before.title or tentative or self.moves(before)

    def prints_otherwise(self, before: EventEntry) -> bool:
        """Whether a programme or a form that we render would look otherwise."""
        return self.title != before.title or self.moves(before)


Entered = TypeVar("Entered", bound=EventEntry)


@dataclass(frozen=True, slots=True)
class HostEntry:
    """Somebody who invites."""

    name: str
    co_host: bool = False


def entry_of(conference: Conference) -> EventEntry:
    """The conference as it stands."""
    return EventEntry(**{item.name: getattr(conference, item.name) for item in fields(EventEntry)})


def state_of_event(conference: Conference) -> str:
    """A digest of what a form of the conference has shown."""
    return _digest(tuple(str(getattr(conference, item.name)) for item in fields(EventEntry)))


def state_of_hosts(conference: Conference) -> str:
    """The same of who invites. One query."""
    hosts = conference.hosts.values_list("name", "co_host")
    return _digest((conference.issuer, *(f"{co_host}:{name}" for name, co_host in hosts)))


def checked_event(entry: Entered) -> Entered:
    """The entry in its normal form, with whatever else it says.

    Raises ``Refused`` with ``event.title``, ``event.days`` (ends before it begins, or a year that cannot be right),
    ``event.register_from``, ``event.cancel_by`` or ``event.deputy_by`` (a day after it is over), ``circular.long`` or
    ``circular.characters``; ``ValueError`` for a status that no form sets.
    """
    if entry.status not in AHEAD:
        raise ValueError(f"{entry.status} is not entered by hand")
    lines: dict[str, Any] = {name: one_line(getattr(entry, name)) for name in ("title", "fee", *_PLACED)}
    texts: dict[str, Any] = {name: paragraphs(getattr(entry, name)) for name in _TEXTS}
    clean = replace(entry, **lines, **texts, ends_on=None if entry.ends_on == entry.starts_on else entry.ends_on)
    if not names_somebody(clean.title):
        raise Refused("event.title", _("The title is missing. Please write what people are invited to."))
    check_days(clean.starts_on, clean.ends_on)
    _check_own_days(clean)
    labels = _labels()
    for name in (*lines, *texts):
        most = _TEXTS.get(name) or (10 if name == "postal_code" else LIMITS.name)
        check_length(labels[name], getattr(clean, name), most)
        check_characters(labels[name], getattr(clean, name))
    return clean


def check_days(first: dt.date, last: dt.date | None) -> None:
    """Raises ``Refused("event.days")`` for an end before the beginning, or a year that cannot be right."""
    if last is not None and last < first:
        raise Refused("event.days", _("The last day is before the first one. Please correct the days."))
    if first.year not in YEARS or (last or first).year not in YEARS:
        raise Refused("event.days", _("The year cannot be right. Please correct the days."))


def _check_own_days(entry: EventEntry) -> None:
    """Whoever registers, cancels or sends a deputy does so before it is over."""
    last = entry.ends_on or entry.starts_on
    said = {
        "register_from": _("Registration would begin after the event. Please enter an earlier day."),
        "cancel_by": _("The day until which one can cancel is after the event. Please enter an earlier one."),
        "deputy_by": _("The day until which one can send a deputy is after the event. Please enter an earlier one."),
    }
    for name, sentence in said.items():
        day = getattr(entry, name)
        if day is not None and day > last:
            raise Refused(f"event.{name}", sentence)


def check_ahead(last: dt.date, today: dt.date) -> None:
    """Raises ``Refused("event.past")`` for a conference whose last day is over."""
    if last < today:
        raise Refused("event.past", _("That day has passed. Please enter a day that is still to come."))


def checked_hosts(hosts: tuple[HostEntry, ...], issuer: str) -> tuple[tuple[HostEntry, ...], str]:
    """Who invites, in their order, and who issues the invitation; empty lines are left out, none stands there twice.

    Raises ``Refused`` with ``event.hosts`` for too many, ``circular.long`` or ``circular.characters``.
    """
    named = [replace(host, name=one_line(host.name)) for host in hosts]
    clean = tuple({host.name.casefold(): host for host in reversed(named) if host.name}.values())[::-1]
    if len(clean) > HOSTS:
        raise Refused(
            "event.hosts",
            _("At most %(most)s can invite together. Please name the most important ones.") % {"most": HOSTS},
        )
    for label, text in ((_("Issued by"), one_line(issuer)), *((_("Host"), host.name) for host in clean)):
        check_length(label, text, LIMITS.name)
        check_characters(label, text)
    return clean, one_line(issuer)


def paragraphs(text: str) -> str:
    """The text in NFC, with line ends as Unix has them and at most one empty line between two."""
    lines = [line.rstrip() for line in unicodedata.normalize("NFC", text).splitlines()]
    kept = [line for number, line in enumerate(lines) if line or (number and lines[number - 1])]
    return "\n".join(kept).strip()


def differences(before: Conference, after: Conference) -> Iterator[str]:
    """What is new for whoever comes, a line each, in the active language."""
    pairs = (
        (_("Title"), before.title, after.title),
        (_("When"), when_of(before), when_of(after)),
        (_("Where"), where_of(before), where_of(after)),
        (_("Registration from"), _day(before.register_from), _day(after.register_from)),
        (_("Cancel by"), _day(before.cancel_by), _day(after.cancel_by)),
        (_("Deputy by"), _day(before.deputy_by), _day(after.deputy_by)),
    )
    for label, old, new in pairs:
        if old != new:
            said = {"label": label, "new": new or "–", "old": old or "–"}
            yield _("%(label)s: %(new)s (until now: %(old)s)") % said
    labels = _labels()
    beside = [labels[name] for name in _BESIDE if getattr(before, name) != getattr(after, name)]
    if beside:
        yield _("New beside the letter: %(what)s") % {"what": ", ".join(beside)}
    was, now = (one.status == ConferenceStatus.TENTATIVE for one in (before, after))
    if was != now:
        yield _("The date may still be moved.") if now else _("The date is certain now.")


def _day(day: dt.date | None) -> str:
    return planned_day(day) if day else ""


def _labels() -> dict[str, str]:
    return {
        "title": _("Title"),
        "fee": _("Fee"),
        "venue": _("Venue"),
        "street": _("Street"),
        "postal_code": _("Postal code"),
        "city": _("City"),
        "directions": _("Directions"),
        "access_notes": _("Notes on accessibility"),
        "note": _("Note"),
    }


def _digest(values: tuple[str, ...]) -> str:
    return hashlib.sha256(repr(values).encode()).hexdigest()
