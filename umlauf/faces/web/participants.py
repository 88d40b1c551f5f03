"""Who comes to a conference, as a page and as a table for a spreadsheet."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from umlauf.engines.sheets import Sheet
from umlauf.faces.web.templatetags.office import clock, day
from umlauf.office.circulars.models import Recipient
from umlauf.office.conferences.models import Conference, Registration
from umlauf.office.conferences.queries import participants, waiting_places
from umlauf.office.conferences.words import stands_for, state_in_words
from umlauf.office.directory.names import sort_key
from umlauf.office.responses.enums import Channel


@dataclass(frozen=True, slots=True)
class Participant:
    """A person who wants to come, and may. ``state`` is „angemeldet“ or „Warteliste, Platz 2“, in its ``tone``.

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


def who_comes(conference: Conference) -> tuple[Participant, ...]:
    """Everybody who was not withdrawn, by county and then by name. Three queries."""
    places = waiting_places(conference)
    ours = Recipient.objects.filter(issue__circular_id=conference.circular_id)
    short_names = dict(ours.values_list("id", "organisation__short_name"))
    coming = [one for one in participants(conference) if one.means.coming]

    def house(one: Registration) -> str:
        return one.inviter_name if one.recipient_id is None else short_names[one.recipient_id]

    coming.sort(key=lambda one: (sort_key(house(one)), one.recipient_id or 0, sort_key(one.called), one.id))
    return tuple(_participant(one, places.get(one.id, 0)) for one in coming)


def sheet_of(people: tuple[Participant, ...], county: str) -> Sheet:
    """The people as a table. ``county`` is what their organisations are called."""
    return Sheet(
        title=_("Participants"),
        columns=(
            county,
            _("Name"),
            _("Function"),
            _("E-mail"),
            _("represents"),
            _("State"),
            _("registered on"),
            _("registered how"),
            _("registered by"),
        ),
        rows=tuple(
            (
                one.county,
                one.name,
                one.function,
                one.email,
                one.represents,
                one.state,
                f"{day(one.at)}, {clock(one.at)}",
                one.channel,
                one.by,
            )
            for one in people
        ),
    )


def _participant(row: Registration, place: int) -> Participant:
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
    )
