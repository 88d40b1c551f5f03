"""A security check as an office writes it, and what a person gives for one: what is right of them, and what is not."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from dataclasses import dataclass, field, replace
from typing import Final

from django.utils.translation import gettext as _

from umlauf.ground.core.days import brief_day
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.sealing import Sealed, Unreadable, seal, unseal
from umlauf.ground.text import Refused
from umlauf.office.circulars.checks import check_characters, check_length
from umlauf.office.conferences.models import Conference, SecurityCheck, SecurityEntry
from umlauf.office.conferences.queries import final_day, last_day
from umlauf.office.responses.access import names_somebody, one_line

_OLDEST: Final = 120  # years
_ROOM: Final = 4 * LIMITS.birthplace + 80  # bytes of what is sealed: each character takes four at most
_WRITTEN: Final = (
    re.compile(r"(?P<day>\d{1,2})\. ?(?P<month>\d{1,2})\. ?(?P<year>\d{4})", re.ASCII),
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})", re.ASCII),
)


@dataclass(frozen=True, slots=True)
class CheckEntry:
    """Who asks by which letter of which day, on which ground that it names, and what becomes of whoever says nothing.

    ``answer_until``: until when people shall say it. ``delete_on``: the day on which it is deleted.
    """

    body: str
    letter: str
    letter_on: dt.date
    basis: str
    consequence: str
    delete_on: dt.date
    answer_until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Birth:
    """When and where somebody was born. Nothing that writes out its values shows them."""

    day: dt.date = field(repr=False)
    place: str = field(repr=False)


def entry_of_check(row: SecurityCheck) -> CheckEntry:
    return CheckEntry(row.body, row.letter, row.letter_on, row.basis, row.consequence, row.delete_on, row.answer_until)


def state_of_check(row: SecurityCheck | None) -> str:
    """What a form is filled from, to see whether somebody has changed it meanwhile; empty where there is none."""
    return hashlib.sha256(repr((row.id, entry_of_check(row))).encode()).hexdigest()[:16] if row is not None else ""


def usual_deletion(conference: Conference) -> dt.date:
    """On which day it is deleted, unless somebody says otherwise."""
    return final_day(conference) + dt.timedelta(days=LIMITS.security_days)


def latest_deletion(conference: Conference) -> dt.date:
    """By then nobody is known by name any more who came."""
    return last_day(conference) + dt.timedelta(days=1)


def checked_check(entry: CheckEntry, conference: Conference, today: dt.date) -> CheckEntry:
    """The check with each part on one line.

    Raises ``Refused`` with ``security.body``, ``security.letter``, ``security.letter_on`` (of a later day than today),
    ``security.basis``, ``security.consequence``, ``security.until`` (over already, or after the event),
    ``security.delete`` (not after today and the deadline, or later than names are known), or what checks of lengths
    and characters raise.
    """
    clean = replace(
        entry,
        body=one_line(entry.body),
        letter=one_line(entry.letter),
        basis=one_line(entry.basis),
        consequence=one_line(entry.consequence),
    )
    for code, label, text, most in (
        ("security.body", _("Who asks"), clean.body, LIMITS.name),
        ("security.letter", _("Reference of its letter"), clean.letter, LIMITS.file_reference),
        ("security.basis", _("Ground that the letter names"), clean.basis, LIMITS.question),
        ("security.consequence", _("What becomes of whoever says nothing"), clean.consequence, LIMITS.question),
    ):
        if not names_somebody(text):
            raise Refused(code, _("Please fill this in: those who are asked read it."))
        check_length(label, text, most)
        check_characters(label, text)
    if clean.letter_on > today:
        raise Refused("security.letter_on", _("The letter cannot be of a later day than today. Please check the day."))
    until = clean.answer_until
    if until is not None and not today <= until <= final_day(conference):
        raise Refused("security.until", _("Please choose a day from today on that is not after the event, or none."))
    latest = latest_deletion(conference)
    if not max(today, until or today) < clean.delete_on <= latest:
        raise Refused(
            "security.delete",
            _("Please choose a day after today and after the deadline, and no later than %(day)s.")
            % {"day": brief_day(latest)},
        )
    return clean


def checked_birth(day: str, place: str, today: dt.date) -> Birth:
    """When and where somebody was born, as they wrote it: „24.3.1971“ or “1971-03-24”.

    Raises ``Refused`` with ``security.day`` (no day, or none of a living person) or ``security.place``; what was
    written stands in no refusal.
    """
    born = _day_of(one_line(day))
    if born is None:
        raise Refused(
            "security.day",
            _("Please write the date of birth as day, month and year with four digits, for instance 07.05.1968."),
        )
    if born >= today:
        raise Refused("security.day", _("The date of birth has to lie in the past. Please check it."))
    if today.year - born.year - ((today.month, today.day) < (born.month, born.day)) > _OLDEST:
        raise Refused("security.day", _("That is more than 120 years ago. Please check the year of birth."))
    where = one_line(place)
    if not names_somebody(where) or len(where) > LIMITS.birthplace or not where.isprintable():
        raise Refused(
            "security.place",
            _("Please write the place of birth, in %(most)s characters at most.") % {"most": LIMITS.birthplace},
        )
    return Birth(born, where)


def _day_of(written: str) -> dt.date | None:
    found = next(filter(None, (form.fullmatch(written) for form in _WRITTEN)), None)
    if found is None:
        return None
    try:
        return dt.date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None


def sealed_birth(birth: Birth, registration_id: int) -> bytes:
    """For the row of this registration, and for no other."""
    words = json.dumps({"day": birth.day.isoformat(), "place": birth.place}, ensure_ascii=False)
    return seal(Sealed.SECURITY_ENTRY, _about(registration_id), words, room=_ROOM)


def birth_of(entry: SecurityEntry | None) -> Birth | None:
    """What somebody gave; None where they gave nothing. Raises ``Unreadable``."""
    if entry is None or entry.sealed is None:
        return None
    words = json.loads(unseal(Sealed.SECURITY_ENTRY, _about(entry.registration_id), bytes(entry.sealed)))
    return Birth(dt.date.fromisoformat(words["day"]), words["place"])


def is_birth(entry: SecurityEntry | None, birth: Birth) -> bool:
    """Whether this is what stands there already."""
    try:
        return birth_of(entry) == birth
    except Unreadable:
        return False


def is_readable(entry: SecurityEntry | None) -> bool:
    """Whether it can be opened; the key of old data may have been taken out of the settings."""
    try:
        birth_of(entry)
    except Unreadable:
        return False
    return True


def state_of_entry(entry: SecurityEntry | None) -> str:
    """What a form of an office is filled from; empty where nothing was given."""
    return hashlib.sha256(bytes(entry.sealed)).hexdigest()[:16] if entry is not None and entry.sealed else ""


def _about(registration_id: int) -> str:
    return f"conferences.Registration:{registration_id}"
