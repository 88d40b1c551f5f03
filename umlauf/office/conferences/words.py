"""When and where a conference is, and how it stands with people, in words."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from umlauf.ground.core.days import long_day, planned_day
from umlauf.office.conferences.enums import UNDECIDED, RegistrationState
from umlauf.office.conferences.models import Conference, Registration
from umlauf.office.responses.queries import local_day


def when_of(conference: Conference) -> str:
    """„Freitag, 2. Dezember 2016, 10 bis 16 Uhr“, with what is known, in the active language."""
    days = planned_day(conference.starts_on)
    if conference.ends_on and conference.ends_on != conference.starts_on:
        days = _("%(first)s to %(last)s") % {"first": days, "last": planned_day(conference.ends_on)}
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


def until_when(conference: Conference, *, deputies: bool = True) -> tuple[str, ...]:
    """Until when one cancels and, where there are ``deputies``, sends one, a sentence each; none where it is open."""
    said = []
    if conference.cancel_by:
        day = {"day": planned_day(conference.cancel_by)}
        said.append(_("If you cannot come, please cancel by %(day)s. After that, please cancel all the same.") % day)
    if conference.deputy_by and deputies:
        day = {"day": planned_day(conference.deputy_by)}
        said.append(_("A deputy can be sent until %(day)s; after that, please turn to the office.") % day)
    return tuple(said)


def state_in_words(row: Registration, place: int) -> str:
    """„angemeldet“, „Warteliste, Platz 2“"""
    if row.state == RegistrationState.WAITING and place:
        return _("waiting list, place %(place)s") % {"place": place}
    return str(RegistrationState(row.state).label)


def stands_for(row: Registration, before: Registration | None) -> str:
    """„vertritt Jan Ahorntal“; of who took over a place (of ``before``) also since when, and from whom."""
    if not row.represents or before is None:
        return _("represents %(name)s") % {"name": row.represents} if row.represents else ""
    said = {"name": row.represents, "before": before.name}
    said["day"] = long_day(local_day(row.at, row.conference.association))
    if before.name == row.represents:
        return _("represents %(name)s since %(day)s") % said
    return _("represents %(name)s, since %(day)s in place of %(before)s") % said


def with_those_who_wait(people: str, states: Iterable[str]) -> str:
    """„3 Personen, davon 1 auf der Warteliste“: ``people``, and of those in ``states`` who has no place for certain."""
    known = list(states)
    if offered := known.count(RegistrationState.OFFERED):
        shown = ngettext("%(people)s; %(count)s place is offered", "%(people)s; %(count)s places are offered", offered)
        others = [state for state in known if state != RegistrationState.OFFERED]
        return shown % {"people": with_those_who_wait(people, others), "count": offered}
    waiting, review = known.count(RegistrationState.WAITING), sum(map(known.count, UNDECIDED))
    said = {"registered": people, "waiting": waiting, "review": review}
    if waiting and review:
        return _("%(registered)s, of these %(waiting)s waiting and %(review)s under review") % said
    if waiting:
        return _("%(registered)s, of these %(waiting)s waiting") % said
    return _("%(registered)s, of these %(review)s under review") % said if review else people
