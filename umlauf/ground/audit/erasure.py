"""Erase what is personal in entries, by the rule of their events. The chain stays whole, and says *erased*."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from typing import Final
from zoneinfo import ZoneInfo

from django.db import transaction

from umlauf.ground.audit.chain import record
from umlauf.ground.audit.events import KNOWN, Erasure
from umlauf.ground.audit.models import PersonalPart
from umlauf.ground.core.actor import machine
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Association

_AT_ONCE: Final = 1_000


def erase_with(rule: Erasure, *, association_id: int, subjects: Collection[str]) -> int:
    """Erase the personal parts of entries about these subjects, inside the caller's transaction and its scope.

    Those of events that follow the rule; ``subjects`` are written as in ``record``. It is recorded how many went.
    Returns that number.
    """
    names = [one.name for one in KNOWN.values() if one.erased is rule]
    gone: list[int] = []
    for some in _some(sorted(subjects)):
        parts = PersonalPart.objects.filter(entry__subject__in=some, entry__event__in=names)
        gone += _erase(dict(parts.values_list("id", "entry__sequence")))
    return _recorded(association_id, gone)


@transaction.atomic
def erase_old(association: Association, today: dt.date) -> int:
    """Erase what is personal in entries older than ``LIMITS.audit_days``, so many at once. Returns how many."""
    day = today - dt.timedelta(days=LIMITS.audit_days)
    before = dt.datetime.combine(day, dt.time.min, ZoneInfo(association.zone))
    oldest = PersonalPart.objects.order_by("id").values_list("id", "entry__sequence", "entry__office_time")
    due = {part: sequence for part, sequence, at in oldest[:_AT_ONCE] if at < before}
    return _recorded(association.id, _erase(due))


def _erase(parts: dict[int, int]) -> list[int]:
    """Erase parts by their ids. Returns the numbers of their entries."""
    PersonalPart.objects.filter(id__in=parts).delete()
    return list(parts.values())


def _recorded(association_id: int, gone: list[int]) -> int:
    if gone:
        label = f"{len(gone)} ({min(gone)}–{max(gone)})"
        subject = f"core.Association:{association_id}"
        record(machine(association_id), "audit.erased", subject=subject, label=label)
    return len(gone)


def _some(subjects: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(subjects), _AT_ONCE):
        yield subjects[start : start + _AT_ONCE]
