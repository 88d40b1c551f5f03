"""Days and times as facts bear them (ISO 8601, local)."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from umlauf.ground.text import Refused


def day_of(text: str | None) -> dt.date | None:
    """``2016-12-02``. Raises ``Refused("facts.date")``, as all here do: facts may have been written by anybody."""
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise _no_date(text) from error


def time_of(text: str | None) -> dt.time | None:
    """``10:00``"""
    try:
        return dt.time.fromisoformat(text).replace(tzinfo=None) if text else None
    except ValueError as error:
        raise _no_date(text) from error


def moment_of(text: str | None) -> tuple[dt.date | None, dt.time | None]:
    """``2016-12-02`` or ``2016-12-02T10:00``"""
    day, _separator, time = (text or "").partition("T")
    return day_of(day), time_of(time)


def _no_date(text: str | None) -> Refused:
    return Refused(
        "facts.date",
        _("“%(text)s” is not a day or a time. Please write a day as 2016-12-02 and a time as 10:00.")
        % {"text": (text or "")[:40]},
    )
