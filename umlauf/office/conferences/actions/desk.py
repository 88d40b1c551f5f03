"""The desk at which answers for a conference are taken: opened, judged, confirmed and recorded."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404
from django.utils import translation
from django.utils.translation import gettext as _

from umlauf.engines.mail.outbox import queue
from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.text import Refused
from umlauf.office.conferences.enums import ConferenceStatus
from umlauf.office.conferences.invitee_entries import InviteeDesk
from umlauf.office.conferences.mailing import Notice, headline_of_all, line_of, messages_of
from umlauf.office.conferences.models import Conference, Registration
from umlauf.office.conferences.queries import (
    conference_of,
    is_past,
    last_day,
    takes_place,
    waiting_places_of,
)
from umlauf.office.responses.access import open_desk
from umlauf.office.responses.entries import Desk, Entry
from umlauf.office.responses.enums import KEYED_IN
from umlauf.office.responses.mailing import receipt
from umlauf.office.responses.models import Answer
from umlauf.office.responses.queries import local_day
from umlauf.office.responses.wording import contact_line


def open_conference(
    actor: Actor, recipient_id: int, entry: Entry, said: object, *, always: bool = False, offered: bool = False
) -> tuple[Desk, Conference]:
    """The desk of a recipient that is invited to a conference. Raises ``Http404``, or what ``open_desk`` raises."""
    desk = open_desk(actor=actor, recipient_id=recipient_id, entry=entry, said=said, always=always, offered=offered)
    conference = conference_of(desk.ask.circular_id)
    if conference is None:
        raise Http404
    return desk, conference


def keyed_in(desk: Desk | InviteeDesk) -> bool:
    return desk.entry.channel in KEYED_IN


def must_take_place(desk: Desk | InviteeDesk, conference: Conference) -> None:
    """Once it is over, or cancelled, only the office still sets right who was there, until the names are deleted."""
    if local_day(desk.now, conference.association) > last_day(conference):
        raise Refused(
            "register.forgotten",
            _("The conference is long over and the names are deleted. Nothing can be changed any more."),
        )
    if keyed_in(desk):
        return
    contact = {"contact": contact_line(desk.content, desk.issue.association)}
    if is_past(conference, desk.now):
        raise Refused(
            "register.over",
            _("The conference is over. Nothing was changed. Please turn to %(contact)s.") % contact,
        )
    if conference.status == ConferenceStatus.CANCELLED:
        raise Refused(
            "register.over",
            _("The conference was cancelled. Nothing was changed. Please turn to %(contact)s.") % contact,
        )


def stands_final(desk: Desk) -> bool:
    """Whether the answer is complete as it stands."""
    return desk.answer is None or desk.answer.final


def tell(
    desk: Desk,
    conference: Conference,
    notices: Sequence[Notice],
    coming: Sequence[Registration],
    gone: Sequence[Registration] = (),
) -> None:
    """A mail for each notice, and a receipt that names everybody for who said it."""
    places = waiting_places_of([*coming, *(notice.registration for notice in notices)])
    with translation.override(desk.content.language):
        headline = headline_of_all(coming) if coming else _("Noted: you do not take part.")
        lines = [line_of(row, places.get(row.id, 0)) for row in (*coming, *gone)]
        send(desk, conference, notices, headline, lines, places)


def send(
    desk: Desk,
    conference: Conference,
    notices: Sequence[Notice],
    headline: str,
    lines: Sequence[str],
    places: dict[int, int] | None = None,
) -> None:
    if not takes_place(conference, desk.now):
        return
    messages = messages_of(
        notices, conference=conference, issue=desk.issue, content=desk.content, places=places or {}, at=desk.now
    )
    said = receipt(desk, headline=headline, lines=lines, last_day=last_day(conference))
    queue(conference.association_id, [*messages, said] if said else messages)


def record_answer(desk: Desk, answer: Answer, event: str, people: int) -> None:
    label = f"{desk.recipient.name} ({people})" if people else desk.recipient.name
    record(desk.actor, event, subject=f"responses.Answer:{answer.id}", label=label)
