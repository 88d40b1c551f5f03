"""Hours in which the offices of a German state work: Monday to Friday from 8 to 16, no holidays."""

from __future__ import annotations

import datetime as dt
from typing import Final
from zoneinfo import ZoneInfo

from umlauf.ground.core.holidays import is_working_day
from umlauf.ground.core.models import Association

OPENS: Final = dt.time(8)
CLOSES: Final = dt.time(16)


def after(start: dt.datetime, hours: int, association: Association) -> dt.datetime:
    """The instant (UTC) at which so many working hours of the association have passed since ``start`` (aware).

    The last hour of a day ends that day, at 16:00, and not the next morning. No hours: the first instant from
    ``start`` on at which the office works. No clock is changed between 8 and 16, so each hour is one.
    """
    zone, left = ZoneInfo(association.zone), dt.timedelta(hours=hours)
    day = start.astimezone(zone).date()
    while True:
        if is_working_day(day, association.state):
            begin = max(start.astimezone(dt.UTC), _at(day, OPENS, zone))
            there = _at(day, CLOSES, zone) - begin
            if left <= there:
                return begin + left
            left -= max(there, dt.timedelta())
        day += dt.timedelta(days=1)


def _at(day: dt.date, time: dt.time, zone: ZoneInfo) -> dt.datetime:
    return dt.datetime.combine(day, time, zone).astimezone(dt.UTC)
