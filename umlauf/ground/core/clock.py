"""Two times. *Office time* dates letters, years, deadlines and links; *machine time* leases, sessions and retries."""

from __future__ import annotations

import datetime as dt
from typing import Final
from zoneinfo import ZoneInfo

from django.db import connection

from umlauf.ground.core.models import Association, OfficeClock

# Each page asks, some three times: as SQL, since making it anew costs ten times what the database takes.
_OFFSET: Final = f"SELECT offset_seconds FROM {OfficeClock._meta.db_table} WHERE id = 1"  # noqa: S608


def machine_now() -> dt.datetime:
    """Now, as the machine has it: an aware datetime in UTC."""
    return dt.datetime.now(dt.UTC)


def office_offset() -> dt.timedelta:
    """How far office time is from machine time: nothing, except in a demo."""
    with connection.cursor() as cursor:
        cursor.execute(_OFFSET)
        row = cursor.fetchone()
    return dt.timedelta(seconds=row[0] if row else 0)


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
