"""Dates and times as Umlauf writes them, in the zone of the association."""

from __future__ import annotations

import datetime as dt
from pathlib import PurePath

from django import template
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import get_language, pgettext

from umlauf.ground.core.addresses import readable_address

register = template.Library()

Moment = dt.date | dt.datetime | None


def _local(value: dt.date | dt.datetime) -> dt.date | dt.datetime:
    return timezone.localtime(value) if isinstance(value, dt.datetime) and timezone.is_aware(value) else value


def _formatted(value: Moment, german: str, english: str) -> str:
    return date_format(_local(value), english if get_language() == "en" else german) if value else ""


@register.filter
def day(value: Moment) -> str:
    """„01.11.2016“, for tables."""
    return _formatted(value, "d.m.Y", "j M Y")


@register.filter
def short_day(value: Moment) -> str:
    """„01.11.“, where the year is plain."""
    return _formatted(value, "d.m.", "j M")


@register.filter
def long_day(value: Moment) -> str:
    """„1. November 2016“, in text."""
    return _formatted(value, "j. F Y", "j F Y")


@register.filter
def planned_day(value: Moment) -> str:
    """„Freitag, 18. November 2016“, where one plans."""
    return _formatted(value, "l, j. F Y", "l, j F Y")


@register.filter
def clock(value: dt.datetime | None) -> str:
    """„09:12 Uhr“"""
    return pgettext("time of day", "%(time)s") % {"time": date_format(_local(value), "H:i")} if value else ""


@register.filter
def span(start: dt.time, end: dt.time | None) -> str:
    """„10 bis 16 Uhr“, „ab 9:30 Uhr“"""
    if end is None:
        return pgettext("time of day", "from %(time)s") % {"time": time_format(start, "H:i")}
    whole = start.minute == end.minute == 0 and get_language() != "en"
    shape = "G" if whole else "H:i"
    times = {"start": time_format(start, shape), "end": time_format(end, shape)}
    return pgettext("time of day", "%(start)s to %(end)s") % times


@register.filter
def iso(value: Moment) -> str:
    """For the attribute ``datetime`` of an element ``time``."""
    return _local(value).isoformat(*(["T", "minutes"] if isinstance(value, dt.datetime) else [])) if value else ""


@register.filter
def file_size(size: int) -> str:
    """„48 kB“, „1,3 MB“"""
    if size >= 1_000_000:
        number = f"{size / 1e6:.1f}"
        return f"{number if get_language() == 'en' else number.replace('.', ',')} MB"
    return f"{max(1, round(size / 1000))} kB"


@register.filter
def suffix(filename: str) -> str:
    """„PDF“, from the name of a file."""
    return PurePath(filename).suffix[1:].upper()


@register.filter
def readable(address: str) -> str:
    """A mail address with the letters of its domain, „post@bücher.example“, instead of their IDNA form."""
    return readable_address(address)
