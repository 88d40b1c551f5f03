"""Look something up in the record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from umlauf.ground.audit.digests import entry_digest
from umlauf.ground.audit.events import GROUPS, KNOWN
from umlauf.ground.audit.models import Entry
from umlauf.ground.core.models import Association
from umlauf.ground.core.policy import Role


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries are wanted. ``group``: a key of ``GROUPS``; days of office time, both included.

    ``words`` stand in the label, or one of ``roles`` does that belong to the word; ``person`` in the name of somebody
    who acted or is named. Empty: all.
    """

    group: str = ""
    first: dt.date | None = None
    last: dt.date | None = None
    words: str = ""
    person: str = ""
    roles: Mapping[str, Collection[Role]] = field(default_factory=dict)


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
        found = found.filter(Q(label__icontains=word) | _about_roles(wanted.roles.get(word, ())))
    for word in wanted.person.split():
        found = found.filter(_named(word))
    return found


def _about_roles(roles: Collection[Role]) -> Q:
    """Entries with one of these among their roles, as a whole: “administrator” is no “member_administrator”."""
    events = [one.name for one in KNOWN.values() if one.roles]
    about = Q(pk__in=())
    for role in roles:
        about |= Q(event__in=events, label__regex=rf"(^|, ){role.value}(,|$)")
    return about


def _named(word: str) -> Q:
    named = Q(personal__data__actor__icontains=word)
    for key in sorted(frozenset[str]().union(*(one.holds for one in KNOWN.values()))):
        named |= Q(**{f"personal__data__{key}__icontains": word})
    return named


def is_recorded(event: str, subject: str, label: str) -> bool:
    """Whether an entry says this and still has its own digest. Whether the chain is whole says ``verify`` alone."""
    found = Entry.objects.filter(event=event, subject=subject, label=label[:200])
    return any(_is_sound(entry) for entry in found)


def _is_sound(entry: Entry) -> bool:
    said = (entry.sequence, entry.event, entry.subject, entry.label, entry.means, entry.office_time, entry.machine_time)
    return entry.digest == entry_digest(entry.association_id, *said, entry.personal_digest, entry.previous)
