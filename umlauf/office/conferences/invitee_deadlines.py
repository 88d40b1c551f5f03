"""From when until when somebody who was invited beside the members may register."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.utils.formats import time_format
from django.utils.translation import gettext as _

from umlauf.ground.core.days import long_day
from umlauf.ground.core.models import Association
from umlauf.office.conferences.enums import ConferenceStatus
from umlauf.office.conferences.models import Conference, InvitedGroup, Invitee
from umlauf.office.conferences.queries import is_past

_DAY = dt.timedelta(days=1)


class InviteeGate(StrEnum):
    """How far the way for an answer is open to somebody invited. The office may enter one until it is over."""

    BEFORE = "before"
    """Registration has not begun; they may say that they do not come."""
    OPEN = "open"
    OVER = "over"
    """The deadline has passed; they may still say that they do not come."""
    ENDED = "ended"
    CANCELLED = "cancelled"


def gate_of(invitee: Invitee, conference: Conference, now: dt.datetime) -> InviteeGate:
    """How far it is open at ``now``. To be fetched with the group and the association."""
    if conference.status == ConferenceStatus.CANCELLED:
        return InviteeGate.CANCELLED
    if is_past(conference, now):
        return InviteeGate.ENDED
    begins = _begins(invitee.group, conference.association)
    if begins is not None and now < begins:
        return InviteeGate.BEFORE
    ends = _ends(invitee, conference.association)
    return InviteeGate.OVER if ends is not None and now >= ends else InviteeGate.OPEN


def deadline_in_words(invitee: Invitee) -> str:
    """„30. November 2016, 12:00 Uhr“, with the time that they were given more; empty where there is no deadline."""
    group = invitee.group
    if _is_extended(invitee):
        return long_day(invitee.until) if invitee.until else ""
    return in_words(group.register_by, group.register_by_time)


def in_words(day: dt.date | None, time: dt.time | None) -> str:
    """„30. November 2016, 12:00 Uhr“"""
    if day is None or time is None:
        return long_day(day) if day else ""
    return _("%(day)s, %(time)s") % {"day": long_day(day), "time": time_format(time, "H:i")}


def _is_extended(invitee: Invitee) -> bool:
    """Whether the time that they were given for a reason is longer than their group's."""
    by = invitee.group.register_by
    return invitee.until is not None and by is not None and invitee.until >= by


def _begins(group: InvitedGroup, association: Association) -> dt.datetime | None:
    if group.register_from is None:
        return None
    return _instant(group.register_from, group.register_from_time or dt.time(), association)


def _ends(invitee: Invitee, association: Association) -> dt.datetime | None:
    """The first instant at which it is too late."""
    group = invitee.group
    day, time = group.register_by, group.register_by_time
    if _is_extended(invitee):
        day, time = invitee.until, None
    if day is None:
        return None
    return _instant(day, time, association) if time else _instant(day + _DAY, dt.time(), association)


def _instant(day: dt.date, time: dt.time, association: Association) -> dt.datetime:
    """A local time as an instant: where the clock shows it twice, or jumps over it, the later one of both readings."""
    local = dt.datetime.combine(day, time, ZoneInfo(association.zone))
    return max(local.replace(fold=fold).astimezone(dt.UTC) for fold in (0, 1))
