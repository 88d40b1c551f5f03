"""What pages show of a security check, put together from the rooms."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from umlauf.engines.sheets import Sheet
from umlauf.ground.core.days import long_day
from umlauf.ground.core.sealing import Unreadable
from umlauf.office.conferences.models import Conference, Registration, SecurityCheck, SecurityEntry
from umlauf.office.conferences.queries import final_day, takes_place
from umlauf.office.conferences.security_entries import Birth, birth_of
from umlauf.office.conferences.security_queries import check_now, deletion_of, entry_of, is_asked
from umlauf.office.responses.enums import Channel
from umlauf.office.responses.queries import local_day


@dataclass(frozen=True, slots=True)
class OwnStep:
    """The step of somebody with a place: the check, whether it is still asked, and when they have given it.

    ``late``: the day by which they should is over.
    """

    check: SecurityCheck
    asks: bool
    given_at: dt.datetime | None
    deleted_on: dt.date
    late: bool


def step_of(row: Registration, now: dt.datetime) -> OwnStep | None:
    """What the person's own page says of it; None where nothing is asked and nothing was given. Two queries, or one."""
    check = check_now(row.conference, now)
    if check is None:
        return None
    entry = entry_of(row)
    given_at = entry.at if entry is not None else None
    asks = is_asked(row) and takes_place(row.conference, now)
    if not asks and given_at is None:
        return None
    until = check.answer_until
    late = until is not None and local_day(now, row.conference.association) > until
    return OwnStep(check, asks, given_at, deletion_of(check, row.conference), late)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the one list that shows what was given. ``unreadable``: its key is not in the settings any more."""

    registration: Registration
    house: str
    birth: Birth | None = field(repr=False)
    unreadable: bool
    at: dt.datetime | None
    how: str


def person_of(row: Registration) -> Person:
    """With what they gave, opened. The row was fetched with it."""
    entry = entry_of(row)
    birth, unreadable = opened(entry)
    given = entry is not None and entry.at is not None
    how = [str(Channel(entry.channel).label), entry.by] if entry is not None and given else []
    return Person(
        row, row.inviter_name, birth, unreadable, entry.at if entry is not None else None, ", ".join(filter(None, how))
    )


def opened(entry: SecurityEntry | None) -> tuple[Birth | None, bool]:
    """What was given, and whether it cannot be read."""
    try:
        return birth_of(entry), False
    except Unreadable:
        return None, True


def sheet_for_body(rows: Iterable[Registration]) -> Sheet:
    """The table for the authority that asks: its days are written alike, whatever language the pages have."""
    head = (_("Name"), _("Function"), _("Organisation"), _("Date of birth"), _("Place of birth"))
    cells = [
        (row.name, row.function, row.inviter_name, f"{birth.day:%d.%m.%Y}", birth.place)
        for row in rows
        if (birth := opened(entry_of(row))[0]) is not None
    ]
    return Sheet(_("Security check"), head, tuple(cells))


def facts_of(check: SecurityCheck, conference: Conference) -> dict[str, Any]:
    """Of the check itself, for every page that shows it."""
    return {"conference": conference, "check": check, "deleted_on": deletion_of(check, conference)}


def early_in_words(check: SecurityCheck, conference: Conference) -> str:
    """That it is deleted before the event is over; nothing where it is not."""
    day = deletion_of(check, conference)
    if day > final_day(conference):
        return ""
    return _(
        "All of it is deleted on %(day)s, before the event is over. If that is wrong since the event was moved, please "
        "set another day, or end the check and set it up anew."
    ) % {"day": long_day(day)}


def late_in_words(check: SecurityCheck, conference: Conference) -> str:
    """That people are asked to give it by a day after the event; nothing where they are not."""
    until = check.answer_until
    if until is None or until <= final_day(conference):
        return ""
    return _("People are asked to give it by %(day)s, which is after the event.") % {"day": long_day(until)}


def moved_in_words(before: Conference, after: Conference, now: dt.datetime) -> list[str]:
    """What does not fit any more, or is another day, of the check of an event that was moved. One query, or none."""
    if (before.starts_on, before.ends_on) == (after.starts_on, after.ends_on):
        return []
    check = check_now(after, now)
    if check is None:
        return []
    deletion = early_in_words(check, after)
    if not deletion and deletion_of(check, before) != deletion_of(check, after):
        deletion = _("What people give is now deleted on %(day)s.") % {"day": long_day(deletion_of(check, after))}
    return [one for one in (deletion, late_in_words(check, after)) if one]
