"""Addresses that take no messages: found by points, which are counted anew each time and stored nowhere.

One point a day and address at most: one for „the address is none“, half of one for all else. A week without a mail that
came back makes the count begin anew. Two points make a task, so that one bad day of a server makes none: the message
that came back then is on the office's list anyway. Once there, a task stays until the entry has another address or a
person has said that it is cleared up. Nobody is ever left out by it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Count, Max

from umlauf.engines.mail.enums import ArrivalKind, Bounce
from umlauf.engines.mail.models import Arrival
from umlauf.ground.core.clock import office_today
from umlauf.ground.core.models import Association
from umlauf.office.circulars.models import ClearedAddress
from umlauf.office.directory.models import Organisation
from umlauf.office.directory.queries.addresses import AddressEntry, entries_of

THRESHOLD: Final = 2.0
STALE: Final = dt.timedelta(days=7)
_POINTS: Final = {Bounce.HARD: 1.0, Bounce.SOFT: 0.5}
_SAID: Final = 3


@dataclass(frozen=True, slots=True)
class BadAddress:
    """An address of the directory that takes no messages, since when, what the servers said last, and where it is."""

    address: str
    organisation: Organisation
    entries: tuple[AddressEntry, ...]
    since: dt.date
    last: dt.date
    said: tuple[str, ...]


def reached(points: Iterable[tuple[dt.date, float]]) -> bool:
    """Whether the points, in order of their days, came to ``THRESHOLD`` without a gap of more than a week."""
    total, worth, last = 0.0, 0.0, None
    for day, value in points:
        if day == last:
            more = max(0.0, value - worth)
        else:
            if last is None or day - last > STALE:
                total = 0.0
            more, worth = value, 0.0
        total, worth, last = total + more, max(worth, value), day
        if total >= THRESHOLD:
            return True
    return False


def bad_addresses(association: Association) -> list[BadAddress]:
    """The addresses that make a task, the latest trouble first. Two queries, and six more when there is one."""
    zone = ZoneInfo(association.zone)
    cleared = dict(ClearedAddress.objects.values_list("address").annotate(Max("at")).values_list("address", "at__max"))
    came: defaultdict[str, list[tuple[dt.datetime, Bounce, str]]] = defaultdict(list)
    for address, at, bounce, said in _bounces():
        if address not in cleared or at > cleared[address]:
            came[address].append((at, Bounce(bounce), said))
    bad = {
        address: mails
        for address, mails in came.items()
        if reached((at.astimezone(zone).date(), _POINTS[bounce]) for at, bounce, _said in mails)
    }
    entries = entries_of(bad, office_today(association)) if bad else {}
    found = [
        BadAddress(
            address,
            entries[address][0].organisation,
            tuple(entries[address]),
            mails[0][0].astimezone(zone).date(),
            mails[-1][0].astimezone(zone).date(),
            tuple(dict.fromkeys(said for _at, _bounce, said in reversed(mails) if said))[:_SAID],
        )
        for address, mails in bad.items()
        if address in entries
    ]
    return sorted(found, key=lambda one: (one.last, one.address), reverse=True)


def _bounces() -> Iterable[tuple[str, dt.datetime, str, str]]:
    """Of addresses from which more than one mail came back, the oldest first. What is in doubt does not count."""
    sure = Arrival.objects.filter(kind=ArrivalKind.BOUNCE, doubt="").exclude(address="")
    several = sure.values("address").annotate(mails=Count("id")).filter(mails__gte=2).values("address")
    columns = ("address", "received_at", "bounce", "diagnostic")
    return sure.filter(address__in=several).order_by("received_at", "id").values_list(*columns)
