"""Somebody whose offer has lapsed, or who has withdrawn, wants to come after all."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from umlauf.ground.core.actor import Actor
from umlauf.ground.text import Refused
from umlauf.office.conferences.actions.deputies import must_represent_alone
from umlauf.office.conferences.actions.desk import (
    keyed_in,
    must_take_place,
    open_conference,
    record_answer,
    stands_final,
    tell,
)
from umlauf.office.conferences.actions.move_up import move_up
from umlauf.office.conferences.actions.register import must_be_with_us, must_have_room, whys_of
from umlauf.office.conferences.actions.seats import coming_of, open_cases, state_with, welcome
from umlauf.office.conferences.capacity import free_places
from umlauf.office.conferences.enums import ASKING_AGAIN, CaseWhy, ConferenceStatus, Priority, RegistrationState
from umlauf.office.conferences.front_office import must_act_for
from umlauf.office.conferences.invitee_entries import InviteeDesk
from umlauf.office.conferences.mailing import Notice
from umlauf.office.conferences.models import Conference, Registration
from umlauf.office.conferences.offers import asking_with
from umlauf.office.conferences.people import name_key, person_of
from umlauf.office.conferences.queries import registrations_of, takes_place
from umlauf.office.responses.access import must_be_current, stands_already
from umlauf.office.responses.actions.answer import keep_answer
from umlauf.office.responses.entries import Desk, Entry
from umlauf.office.responses.enums import AnswerState
from umlauf.office.responses.models import Answer
from umlauf.office.responses.wording import contact_line


@transaction.atomic
def ask_again(*, actor: Actor, recipient_id: int, registration_id: int, entry: Entry) -> Answer:
    """Put somebody at the end of the waiting list again, with those of their party whose offers lapsed with theirs.

    If a place is free that fits nobody before them they have it at once. Whoever has withdrawn is judged anew, as if
    they registered now; whose offer has lapsed may ask also after a strict deadline, and keeps the rank if the office
    says so. Once it is over the office sets right who was there, and nobody else moves up. Coming already: as it is.
    Raises ``Refused`` with ``answer.changed`` (it has declined meanwhile), ``again.refused`` (they were not admitted),
    ``registration.known`` (registered once more since), ``register.host``, ``register.house_full``, ``register.many``,
    ``register.principals``, ``register.over``, ``register.forgotten``, or what ``open_desk`` raises; and ``Http404``.
    """
    mine = Registration.objects.filter(id=registration_id, recipient=recipient_id)
    lapsed = mine.filter(state=RegistrationState.LAPSED).exists()
    desk, conference = open_conference(actor, recipient_id, entry, ("again", registration_id), always=lapsed)
    rows = registrations_of(conference, recipient_id)
    row = next((row for row in rows if row.id == registration_id), None)
    if row is None:
        raise Http404
    if desk.repeated or row.means.coming:
        return stands_already(desk)
    must_take_place(desk, conference)
    must_be_with_us(desk)
    if conference.status == ConferenceStatus.CANCELLED:
        raise Refused("register.over", _("It was cancelled, so nobody can ask again. Nothing was changed."))
    if desk.answer is not None and desk.answer.state in {AnswerState.DECLINED, AnswerState.WITH_HOST}:
        must_be_current(desk)
    asking = asking_with(row, rows)
    coming = coming_of(rows)
    must_be_free_to_ask(desk, asking, coming)
    must_act_for(desk, map(person_of, asking))
    must_represent_alone(asking, rows)
    must_have_room(desk, conference, len(coming) + len(asking))
    whys: list[CaseWhy | None] = [None] * len(asking)
    ahead = takes_place(conference, desk.now)
    if row.state == RegistrationState.WITHDRAWN and ahead:
        whys = whys_of(desk, conference, rows, [person_of(one) for one in asking], before=len(coming))
    queue_again(desk, asking, whys)
    ids = {one.id for one in asking}
    moved = move_up(conference, desk.now, fresh=ids) if ahead else _set_right(conference, asking)
    others = [one for one in moved if one.registration.id not in ids]
    rows = registrations_of(conference, recipient_id)
    news = welcome(one for one in rows if one.id in ids)
    coming = coming_of(rows)
    answer = keep_answer(desk, state=state_with(coming), final=stands_final(desk))
    tell(desk, conference, [*news, *others], coming)
    record_answer(desk, answer, "conferences.asked_again", len(asking))
    return answer


def _set_right(conference: Conference, rows: Sequence[Registration]) -> list[Notice]:
    """Once it is over, those who were there have a place, if there was one; nobody else moves up any more."""
    if free_places(conference).take(rows):
        Registration.objects.filter(id__in=[row.id for row in rows]).update(state=RegistrationState.ADMITTED)
    return []


def queue_again(desk: Desk | InviteeDesk, rows: Sequence[Registration], whys: Sequence[CaseWhy | None]) -> None:
    """What somebody has answered in time, and the office keys in too late, does not cost them their rank."""
    for row, why in zip(rows, whys, strict=True):
        if not (keyed_in(desk) and row.state == RegistrationState.LAPSED):
            row.queued_at, row.priority, row.priority_reason = desk.now, Priority.IN_TURN, ""
        row.state = RegistrationState.WAITING if why is None else RegistrationState.REVIEW
        row.sequence += 1
        row.save(update_fields=["state", "sequence", "queued_at", "priority", "priority_reason"])
    open_cases(rows, whys)


def must_be_free_to_ask(
    desk: Desk | InviteeDesk, asking: Sequence[Registration], coming: Sequence[Registration]
) -> None:
    """Raises ``Refused``, ``again.refused`` or ``registration.known``."""
    there = {name_key(row.name) for row in coming if not row.name_follows}
    for row in asking:
        if row.state not in ASKING_AGAIN:
            raise Refused(
                "again.refused",
                _("%(name)s cannot ask again here. Nothing was changed. Please turn to %(contact)s.")
                % {"name": row.called, "contact": contact_line(desk.content, desk.issue.association)},
            )
        if name_key(row.name) in there:
            raise Refused(
                "registration.known",
                _("%(name)s is registered already. Nothing was saved.") % {"name": row.name},
            )
