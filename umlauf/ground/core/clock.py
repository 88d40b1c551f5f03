"""Two times. *Office time* dates letters, years, deadlines and links; *machine time* leases, sessions and retries."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from umlauf.ground.core.models import Association, OfficeClock


def machine_now() -> dt.datetime:
    """Now, as the machine has it: an aware datetime in UTC."""
    return dt.datetime.now(dt.UTC)


def office_offset() -> dt.timedelta:
    """How far office time is from machine time: nothing, except in a demo."""
    seconds = OfficeClock.objects.filter(id=1).values_list("offset_seconds", flat=True).first()
    return dt.timedelta(seconds=seconds or 0)


def office_now() -> dt.datetime:
    """Now, as the office has it: an aware datetime in UTC. Web, worker and command agree, since the offset is a row."""
    return machine_now() + office_offset()


def office_today(association: Association) -> dt.date:
    """Today in the association's own zone."""
    return office_now().astimezone(ZoneInfo(association.zone)).date()


def set_office_time(now: dt.datetime) -> None:
    """Let office time be ``now`` (aware) and run on from there. Meant for the demo alone."""
    offset = int((now - machine_now()).total_seconds())
    OfficeClock.objects.update_or_create(id=1, defaults={"offset_seconds": offset})
