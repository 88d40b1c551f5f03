"""When and where a conference is, in words."""

from __future__ import annotations

from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from umlauf.office.conferences.models import Conference


def when_of(conference: Conference) -> str:
    """„Freitag, 2. Dezember 2016, 10 bis 16 Uhr“, with what is known, in the active language."""
    days = date_format(conference.starts_on, "l, j. F Y")
    if conference.ends_on and conference.ends_on != conference.starts_on:
        days = _("%(first)s to %(last)s") % {"first": days, "last": date_format(conference.ends_on, "l, j. F Y")}
    if conference.starts_at and conference.ends_at:
        times = {"start": time_format(conference.starts_at, "H:i"), "end": time_format(conference.ends_at, "H:i")}
        return _("%(days)s, %(start)s to %(end)s") % {"days": days, **times}
    if conference.starts_at:
        return _("%(days)s, from %(start)s") % {"days": days, "start": time_format(conference.starts_at, "H:i")}
    return days


def where_of(conference: Conference) -> str:
    """„Presse- und Informationsamt, Reichstagsufer 14, 10117 Berlin“, with what is known."""
    place = "\N{NO-BREAK SPACE}".join(part for part in (conference.postal_code, conference.city) if part)
    return ", ".join(part for part in (conference.venue, conference.street, place) if part)
