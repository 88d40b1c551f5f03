"""Look something up in the record."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from umlauf.ground.audit.events import GROUPS, KNOWN
from umlauf.ground.audit.models import Entry
from umlauf.ground.core.models import Association


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries are wanted. ``group``: a key of ``GROUPS``; days of office time, both included.

    ``words`` stand in the label, ``person`` in the name of somebody who acted or is named. Empty: all.
    """

    group: str = ""
    first: dt.date | None = None
    last: dt.date | None = None
    words: str = ""
    person: str = ""


def entries(association: Association, wanted: Wanted) -> QuerySet[Entry]:
    """The entries with their personal parts, the newest first, inside the scope of the association."""
    found = Entry.objects.select_related("personal").order_by("-sequence")
    zone = ZoneInfo(association.zone)
    if wanted.group:
        found = found.filter(event__in=[one.name for one in GROUPS[wanted.group].events])
    if wanted.first:
        found = found.filter(office_time__gte=dt.datetime.combine(wanted.first, dt.time.min, zone))
    if wanted.last:
        end = wanted.last + dt.timedelta(days=1)
        found = found.filter(office_time__lt=dt.datetime.combine(end, dt.time.min, zone))
    for word in wanted.words.split():
        found = found.filter(label__icontains=word)
    for word in wanted.person.split():
        found = found.filter(_named(word))
    return found


def _named(word: str) -> Q:
    named = Q(personal__data__actor__icontains=word)
    for key in sorted(frozenset[str]().union(*(one.holds for one in KNOWN.values()))):
        named |= Q(**{f"personal__data__{key}__icontains": word})
    return named
