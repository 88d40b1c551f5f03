"""A day, and what was known by when: how every question to the directory says which truth it means.

Each fact says when it was recorded and when it was retired. Nothing is overwritten, so what the directory said on a
past day can be asked for ever after, also when something was entered late or corrected since.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import Q

from umlauf.ground.core.clock import office_today
from umlauf.ground.core.models import Association

ALWAYS = dt.date(1, 1, 1)
"""The first day of what has no known beginning."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A ``day`` of validity, and the instant up to which something must have been recorded. None: as it stands now."""

    day: dt.date
    known_by: dt.datetime | None = None

    def known(self, path: str = "") -> Q:
        """Facts (behind ``path``, as in ``"details__"``) that were believed then."""
        if self.known_by is None:
            return Q(**{f"{path}retired_at__isnull": True})
        unretired = Q(**{f"{path}retired_at__isnull": True}) | Q(**{f"{path}retired_at__gte": self.known_by})
        return unretired & Q(**{f"{path}recorded_at__lt": self.known_by})

    def holds(self, path: str = "") -> Q:
        """Facts with a time of their own that were believed then and hold on the day."""
        unended = Q(**{f"{path}until__isnull": True}) | Q(**{f"{path}until__gte": self.day})
        return self.known(path) & Q(**{f"{path}since__lte": self.day}) & unended


def as_it_stands(day: dt.date) -> Moment:
    """The day as the directory has it now, with what was corrected or entered late."""
    return Moment(day)


def as_it_was(day: dt.date, association: Association) -> Moment:
    """The day as the directory had it at its end. Today and days to come: as it stands now."""
    if day >= office_today(association):
        return Moment(day)
    midnight = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), ZoneInfo(association.zone))
    return Moment(day, midnight.astimezone(dt.UTC))
