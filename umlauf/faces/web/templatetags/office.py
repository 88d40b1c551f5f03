"""Dates and times as Umlauf writes them, in the zone of the association."""

from __future__ import annotations

import datetime as dt
from pathlib import PurePath

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext

from umlauf.faces.web.hat_field import HAT_FIELD
from umlauf.ground.core import days
from umlauf.ground.core.addresses import readable_address
from umlauf.ground.core.clock import office_offset
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.references import lines_of

register = template.Library()


@register.simple_tag(takes_context=True)
def form_token(context: template.Context) -> SafeString:
    """What each form carries: that it is ours, and under which hat its page was made, for a person may have many."""
    token = context.get("csrf_token") or ""
    ours = format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', token)
    shell = context.get("shell")
    hat = shell.hat_key if shell else ""
    return ours + format_html('<input type="hidden" name="{}" value="{}">', HAT_FIELD, hat) if hat else ours


Moment = dt.date | dt.datetime | None


def _local(value: dt.date | dt.datetime) -> dt.date | dt.datetime:
    return timezone.localtime(value) if isinstance(value, dt.datetime) and timezone.is_aware(value) else value


@register.filter
def day(value: Moment) -> str:
    """„01.11.2016“, for tables."""
    return days.brief_day(_local(value)) if value else ""


@register.filter
def in_office(value: dt.datetime | None) -> dt.datetime | None:
    """A moment of the machine as the clock of the office shows it. They differ in a demo alone."""
    return value + office_offset() if value is not None and settings.DEMO else value


@register.filter
def short_day(value: Moment) -> str:
    """„01.11.“, where the year is plain."""
    return days.short_day(_local(value)) if value else ""


@register.filter
def long_day(value: Moment) -> str:
    """„1. November 2016“, in text."""
    return days.long_day(_local(value)) if value else ""


@register.filter
def planned_day(value: Moment) -> str:
    """„Freitag, 18. November 2016“, where one plans."""
    return days.planned_day(_local(value)) if value else ""


@register.filter
def weekday_day(value: Moment) -> str:
    """„Mo., 21.11.2016“, where one plans and there is little room."""
    return days.weekday_day(_local(value)) if value else ""


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
def reference_lines(content: Content) -> tuple[str, ...]:
    """What a circular refers to, as its letter says it."""
    return lines_of(content.references, content.language)


@register.filter
def readable(address: str) -> str:
    """A mail address with the letters of its domain, „post@bücher.example“, instead of their IDNA form."""
    return readable_address(address)


@register.filter
def readable_domain(domain: str) -> str:
    """„bücher.example“, in place of its IDNA form."""
    return readable_address(f"@{domain}")[1:]
