"""The conferences of an association as its office lists them. To be asked inside a scope."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from umlauf.office.circulars.models import Issue
from umlauf.office.conferences.enums import COUNTING, UNDECIDED, ConferenceKind, RegistrationState
from umlauf.office.conferences.models import Conference, Registration


@dataclass(frozen=True, slots=True)
class EventRow:
    """A conference, whether its circular is signed and sent, and how many have a place, wait, or are under review."""

    conference: Conference
    signed: bool
    sent: bool
    admitted: int
    waiting: int
    review: int


def event_ids(day: dt.date, *, past: bool = False, kind: ConferenceKind | None = None) -> QuerySet[Conference, int]:
    """The ids of those that are not over on the day, the next first; or of those that are, the last first."""
    ahead = Q(ends_on__gte=day) | Q(ends_on=None, starts_on__gte=day)
    found = Conference.objects.filter(~ahead if past else ahead)
    if kind is not None:
        found = found.filter(kind=kind)
    order = ("-starts_on", "-id") if past else ("starts_on", "id")
    return found.order_by(*order).values_list("id", flat=True)


def event_rows(ids: Sequence[int]) -> list[EventRow]:
    """The rows of these, in their order. Two queries."""
    signed = Issue.objects.filter(circular=OuterRef("circular"))
    rows = (
        Conference.objects.filter(id__in=ids)
        .select_related("association")
        .annotate(signed=Exists(signed), sent=Exists(signed.filter(dispatch__isnull=False)))
    )
    people: defaultdict[int, Counter[str]] = defaultdict(Counter)
    counted = Registration.objects.filter(conference__in=ids).order_by().values_list("conference_id", "state")
    for conference_id, state, count in counted.annotate(count=Count("id")):
        people[conference_id][state] = count
    known = {
        row.id: EventRow(
            row,
            row.signed,
            row.sent,
            sum(people[row.id][state] for state in COUNTING),
            people[row.id][RegistrationState.WAITING],
            sum(people[row.id][state] for state in UNDECIDED),
        )
        for row in rows
    }
    return [known[one] for one in ids]
