"""Say what has come back to a circular: who answered what, who is missing, how many confirmations went out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import reduce
from operator import or_
from zoneinfo import ZoneInfo

import click
from django.db.models import Q
from django.utils.formats import date_format

from umlauf.engines.mail.enums import State
from umlauf.engines.mail.models import Message
from umlauf.faces.cli.words import gettext as _
from umlauf.faces.cli.words import ngettext
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.days import planned_day, short_day
from umlauf.office.circulars.models import Issue
from umlauf.office.conferences.enums import RegistrationState
from umlauf.office.conferences.mailing import key_prefix
from umlauf.office.conferences.models import Registration
from umlauf.office.conferences.queries import conference_of, participants
from umlauf.office.responses.entries import Standing
from umlauf.office.responses.enums import AnswerState
from umlauf.office.responses.mailing import receipt_prefix
from umlauf.office.responses.queries import standings

People = tuple[Registration, ...]


def report_returned(issue: Issue) -> None:
    """Print it for a circular that asks for registrations."""
    known = standings(issue)
    conference = conference_of(issue.circular_id)
    people: defaultdict[int, People] = defaultdict(tuple)
    for person in participants(conference) if conference else ():
        if person.recipient_id is not None:
            people[person.recipient_id] += (person,)
    coming = sum(person.means.coming for several in people.values() for person in several)
    counts = {"answered": sum(one.counted for one in known), "asked": len(known)}
    persons = ngettext("%(count)s person", "%(count)s people", coming) % {"count": coming}
    click.echo(_("Answers: %(answered)s of %(asked)s counties") % counts + f", {persons}")
    zone = ZoneInfo(issue.association.zone)
    for one in known:
        if one.answer is not None:
            click.echo(f"  {one.recipient.name}: {_line(one, people[one.recipient.id], zone)}")
    if missing := [one.recipient.name for one in known if not one.counted]:
        click.echo(_("Missing: %(names)s") % {"names": ", ".join(missing)})
    prefixes = [receipt_prefix(one.recipient.id) for one in known]
    click.echo(_confirmations([*prefixes, key_prefix(conference.id)] if conference else prefixes))
    now = office_now().astimezone(zone)
    click.echo(_("It is %(day)s, %(time)s.") % {"day": planned_day(now.date()), "time": date_format(now, "H:i")})


def _line(standing: Standing, people: People, zone: ZoneInfo) -> str:
    """„angemeldet, 19.11., nach der Frist: Jan Niemand“"""
    answer = standing.answer
    if answer is None:
        return ""
    parts = [str(AnswerState(answer.state).label), short_day(answer.at.astimezone(zone))]
    if answer.late:
        parts.append(_("after the deadline"))
    names = ", ".join(_named(one) for one in people)
    return ", ".join(parts) + (f": {names}" if names else "")


def _named(person: Registration) -> str:
    if person.means.calendar and person.represents:
        return _("%(name)s for %(represented)s") % {"name": person.called, "represented": person.represents}
    if person.means.calendar:
        return person.called
    return f"{person.called} ({RegistrationState(person.state).label})"


def _confirmations(prefixes: Iterable[str]) -> str:
    """„20 Bestätigungen per E-Mail, davon 11 mit Kalenderdatei“. ``prefixes`` are what their keys begin with."""
    ours = reduce(or_, (Q(key__startswith=prefix) for prefix in prefixes))
    sent = Message.objects.filter(ours, state=State.SENT)
    counts = {"count": sent.count(), "calendars": sent.exclude(calendar="").count()}
    sentence = ngettext(
        "%(count)s confirmation by mail, %(calendars)s of them with a calendar file",
        "%(count)s confirmations by mail, %(calendars)s of them with a calendar file",
        counts["count"],
    )
    return sentence % counts
