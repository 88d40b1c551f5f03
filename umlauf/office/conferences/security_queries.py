"""Who is asked for a security check, and who has given what it asks for. To be asked inside a scope."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from umlauf.office.conferences.enums import CERTAIN
from umlauf.office.conferences.lists import NAMED, by_name
from umlauf.office.conferences.models import Conference, Registration, SecurityCheck, SecurityEntry
from umlauf.office.conferences.place import own_address
from umlauf.office.conferences.queries import INVITER
from umlauf.office.conferences.security_entries import is_readable, latest_deletion
from umlauf.office.responses.queries import local_day


@dataclass(frozen=True, slots=True)
class CheckCounts:
    """How many people have a place, and have given it; of those who are missing, how many were asked by mail,
    have no address of their own, and would be asked now.
    """

    people: int
    given: int
    asked: int
    addressless: int
    to_ask: int

    @property
    def missing(self) -> int:
        return self.people - self.given


def open_check(conference: Conference) -> SecurityCheck | None:
    """The check of a conference that was not ended. One query."""
    return conference.security_checks.filter(ended_at=None).first()


def deletion_of(check: SecurityCheck, conference: Conference) -> dt.date:
    """The day on which everything is deleted: also where the event was moved, no later than the names."""
    return min(check.delete_on, latest_deletion(conference))


def is_due(check: SecurityCheck, conference: Conference, now: dt.datetime) -> bool:
    """Whether the day has come, so that nothing is asked and nothing is shown any more."""
    return local_day(now, conference.association) >= deletion_of(check, conference)


def check_now(conference: Conference, now: dt.datetime) -> SecurityCheck | None:
    """The check of a conference, unless its day has come. One query."""
    check = open_check(conference)
    return None if check is None or is_due(check, conference, now) else check


def has_ended(conference: Conference, now: dt.datetime) -> bool:
    """Whether there was a check that asks nothing any more. Two queries, or one."""
    return check_now(conference, now) is None and conference.security_checks.exists()


def is_asked(row: Registration) -> bool:
    """Whether it is a person with a place, about whom nobody decides any more."""
    return row.state in CERTAIN and not row.name_follows and row.purged_at is None


def people_of_check(conference: Conference) -> QuerySet[Registration]:
    """Everybody who is asked."""
    return conference.registrations.filter(state__in=CERTAIN, name_follows=False, purged_at=None).order_by("id")


def missing_of_check(conference: Conference) -> QuerySet[Registration]:
    """Those of them who have given nothing, with what was asked of them."""
    return people_of_check(conference).filter(security_entry__sealed=None).select_related("security_entry")


def people_to_ask(missing: Sequence[Registration], conference: Conference, now: dt.datetime) -> list[Registration]:
    """Those of the missing who have an address of their own, and were not asked today."""
    today, own = local_day(now, conference.association), conference.association
    return [
        row
        for row in missing
        if own_address(row) and not ((at := asked_at(row)) is not None and local_day(at, own) == today)
    ]


def asked_at(row: Registration) -> dt.datetime | None:
    """When somebody was asked by mail last; fetched with ``security_entry``."""
    entry = entry_of(row)
    return entry.asked_at if entry is not None else None


def entry_of(row: Registration) -> SecurityEntry | None:
    """What lies there of somebody; one query where it was not fetched with the row."""
    return getattr(row, "security_entry", None)


def counts_of_check(conference: Conference, now: dt.datetime) -> CheckCounts:
    """Numbers for those who run the conference: they see nothing else. Two queries."""
    missing = list(missing_of_check(conference))
    people = people_of_check(conference).count()
    return CheckCounts(
        people=people,
        given=people - len(missing),
        asked=sum(asked_at(row) is not None for row in missing),
        addressless=sum(not own_address(row) for row in missing),
        to_ask=len(people_to_ask(missing, conference, now)),
    )


def kept_of_check(conference: Conference) -> int:
    """Of how many people something lies there that ending the check deletes, whatever has become of them. One query."""
    return SecurityEntry.objects.filter(registration__conference=conference, sealed__isnull=False).count()


def kept_of_others(conference: Conference) -> list[Registration]:
    """Those who have given it and are not asked now, since it is decided about them anew. One query."""
    kept = conference.registrations.filter(security_entry__sealed__isnull=False, purged_at=None)
    rows = kept.select_related(*INVITER, "security_entry").order_by("id")
    return sorted((row for row in rows if not is_asked(row)), key=lambda row: by_name(row.name))


def handed_on(conference: Conference, given: Sequence[int]) -> list[Registration]:
    """Those of the people who have given it (``ids_by_name``) whose data can be read. One query."""
    return [row for row in with_entries(conference, given) if is_readable(entry_of(row))]


def ids_by_name(conference: Conference, given: bool | None = None) -> list[int]:
    """Everybody who is asked, by their last name; those who have given it, or have not, where it is said. One query."""
    rows = people_of_check(conference)
    if given is not None:
        rows = rows.filter(security_entry__sealed__isnull=not given)
    return [id_ for id_, name in sorted(rows.values_list("id", "name"), key=lambda one: (*by_name(one[1]), one[0]))]


def with_entries(conference: Conference, ids: Sequence[int]) -> list[Registration]:
    """These people in this order, with who registered them and what lies there of them. One query."""
    rows = people_of_check(conference).select_related(*INVITER, "security_entry")
    found = {row.id: row for row in (rows.filter(id__in=ids) if len(ids) <= NAMED else rows)}
    return [found[id_] for id_ in ids if id_ in found]


def checks_running(day: dt.date) -> list[SecurityCheck]:
    """The checks of the association in scope whose day has not come, with the conference, the next first. One query."""
    rows = SecurityCheck.objects.filter(ended_at=None, delete_on__gt=day).select_related("conference__association")
    known = rows.order_by("conference__starts_on", "id")
    return [check for check in known if deletion_of(check, check.conference) > day]
