"""Who comes to a conference, as a page, as a table for a spreadsheet and as a paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from umlauf.engines.letters import RecordColumn, RecordSheet, render_record
from umlauf.engines.sheets import Sheet
from umlauf.faces.web.evidence import printable
from umlauf.faces.web.templatetags.office import clock, day, long_day, readable
from umlauf.ground.core.clock import office_now
from umlauf.office.circulars.letter import sender_of
from umlauf.office.circulars.models import Issue
from umlauf.office.conferences.enums import RegistrationState
from umlauf.office.conferences.forums import certain_of
from umlauf.office.conferences.lists import rows_of
from umlauf.office.conferences.models import Conference, Registration
from umlauf.office.conferences.queries import last_day, waiting_places
from umlauf.office.conferences.words import stands_for, state_in_words, when_of
from umlauf.office.responses.enums import Channel


@dataclass(frozen=True, slots=True)
class Participant:
    """A person on a list. ``state`` is „angemeldet“ or „Warteliste, Platz 2“, in its ``tone``.

    ``forgotten`` says that the names are gone because their time was up.
    """

    recipient_id: int | None
    invitee_id: int | None
    group: str
    county: str
    name: str
    function: str
    email: str
    represents: str
    instead: str
    state: str
    tone: str
    at: dt.datetime
    channel: str
    by: str
    forgotten: bool
    registration_id: int
    chooses: bool
    forums: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """A list that somebody takes: what its organisations are called, which people are on it, what for, and who.

    ``forums``: whether there are any to choose.
    """

    conference: Conference
    issue: Issue
    people: tuple[Participant, ...]
    house: str
    chosen: str
    purpose: str
    by: str
    emails: bool = False
    forums: bool = False


def people_of(
    conference: Conference, ids: Collection[int], chosen: Mapping[int, str] | None = None
) -> tuple[Participant, ...]:
    """The people with these ids, in this order, with what they have ``chosen``. Two queries, one where nobody waits."""
    return as_people(conference, rows_of(conference, ids), chosen or {})


def as_people(
    conference: Conference, rows: Iterable[Registration], chosen: Mapping[int, str]
) -> tuple[Participant, ...]:
    """The rows as people. One query, none where nobody of them waits."""
    known = list(rows)
    waits = any(one.state == RegistrationState.WAITING for one in known)
    places = waiting_places(conference) if waits else {}
    return tuple(_participant(one, places.get(one.id, 0), chosen.get(one.id, "")) for one in known)


def sheet_of(taken: Taken) -> Sheet:
    """The people as a table, with their addresses if they are asked for."""
    head = [taken.house, _("Group"), _("Name"), _("Function"), _("represents"), _("State")]
    head += [_("registered on"), _("registered how"), _("registered by")]
    rows = [
        [
            *(one.county, one.group, one.name, one.function, one.represents, one.state),
            *(f"{day(one.at)}, {clock(one.at)}", one.channel, one.by),
        ]
        for one in taken.people
    ]
    if taken.forums:
        head.append(_("Forum"))
        for cells, one in zip(rows, taken.people, strict=True):
            cells.append(one.forums)
    if taken.emails:
        head.append(_("E-mail"))
        for cells, one in zip(rows, taken.people, strict=True):
            cells.append(one.email)
    return Sheet(_("Participants"), tuple(head), tuple(map(tuple, rows)))


def paper_of(taken: Taken) -> bytes:
    """The PDF of it: who took it, and what for, stand on it. What the fonts cannot show is a question mark."""
    now = office_now()
    facts = (
        (_("When"), when_of(taken.conference)),
        (_("List"), f"{taken.chosen} ({len(taken.people)})"),
        (_("What for"), taken.purpose),
        (_("Made"), f"{day(now)}, {clock(now)}, {taken.by}"),
    )
    sheet = RecordSheet(
        sender=sender_of(taken.issue.association),
        language="en" if get_language() == "en" else "de",
        title=_("Participants"),
        heading=printable(taken.conference.title),
        number_label=taken.issue.label,
        facts=tuple((label, (printable(text),)) for label, text in facts),
        caption=_("Who is on the list"),
        columns=(
            RecordColumn(_("Name"), 10),
            RecordColumn(taken.house, 9),
            RecordColumn(_("State, forum") if taken.forums else _("State"), 6),
        ),
        rows=tuple(_printed(one, emails=taken.emails) for one in taken.people),
        remarks=(
            _("The names are deleted after %(day)s. Please destroy this list then, too.")
            % {"day": long_day(last_day(taken.conference))},
        ),
        date=now.date(),
    )
    return render_record(sheet).pdf


def _printed(one: Participant, *, emails: bool) -> tuple[tuple[str, ...], ...]:
    name = one.name or _("The name was deleted when its time was up.")
    person = (name, one.function, one.instead, readable(one.email) if emails else "")
    return tuple(
        tuple(printable(line) for line in cell if line)
        for cell in (person, (one.county, one.group), (one.state, one.forums))
    )


def _participant(row: Registration, place: int, forums: str) -> Participant:
    return Participant(
        recipient_id=row.recipient_id,
        invitee_id=row.invitee_id,
        group=row.invitee.group.name if row.invitee is not None else "",
        county=row.inviter_name,
        name=row.called,
        function=row.function,
        email=row.email,
        represents=row.represents,
        instead=stands_for(row, row.replaces),
        state=state_in_words(row, place),
        tone=row.means.tone,
        at=row.at,
        channel=str(Channel(row.channel).label),
        by=row.by_name,
        forgotten=row.purged_at is not None,
        registration_id=row.id,
        chooses=certain_of(row),
        forums=forums,
    )
