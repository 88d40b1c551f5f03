"""Withdraw people from a conference, decline, or say that the host has registered them; who waits moves up."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db import transaction
from django.http import Http404
from django.utils import translation
from django.utils.translation import gettext as _

from umlauf.ground.core.actor import Actor
from umlauf.ground.text import Refused
from umlauf.office.conferences.actions.desk import (
    keyed_in,
    must_take_place,
    open_conference,
    record_answer,
    send,
    stands_final,
    tell,
)
from umlauf.office.conferences.actions.move_up import move_up
from umlauf.office.conferences.actions.seats import coming_of, leave, state_with
from umlauf.office.conferences.enums import RegistrationState
from umlauf.office.conferences.front_office import must_act_for
from umlauf.office.conferences.models import Conference, Registration
from umlauf.office.conferences.people import (
    person_of,
)
from umlauf.office.conferences.queries import (
    registrations_of,
    takes_place,
)
from umlauf.office.responses.access import must_be_current, stands_already
from umlauf.office.responses.actions.answer import keep_answer
from umlauf.office.responses.entries import Desk, Entry
from umlauf.office.responses.enums import AnswerState, Way
from umlauf.office.responses.models import Answer


@transaction.atomic
def withdraw(*, actor: Actor, recipient_id: int, entry: Entry, registration_ids: Collection[int]) -> Answer:
    """Withdraw those of the people who are still coming. With the last one the organisation declines.

    Raises ``Refused`` with ``withdraw.nobody`` when nobody was chosen, ``register.principals``, ``answer.changed`` when
    nobody would be left and the answer is another than the one seen, ``register.over``, ``register.forgotten``, or what
    ``open_desk`` raises.
    """
    desk, conference = open_conference(actor, recipient_id, entry, ("withdraw", sorted(registration_ids)), always=True)
    if desk.repeated:
        return stands_already(desk)
    must_take_place(desk, conference)
    if not registration_ids:
        raise Refused("withdraw.nobody", _("Nobody is chosen. Nothing was changed. Please choose who does not come."))
    rows = registrations_of(conference, recipient_id)
    if not {row.id for row in rows}.issuperset(registration_ids):
        raise Http404
    coming = coming_of(rows)
    gone = [row for row in coming if row.id in set(registration_ids)]
    if not gone:
        return stands_already(desk)
    must_act_for(desk, map(person_of, gone))
    left = [row for row in coming if row not in gone]
    if not left:
        must_be_current(desk)
    return _let_go(desk, conference, gone, left, "conferences.withdrawn")


@transaction.atomic
def let_offer_go(*, actor: Actor, recipient_id: int, registration_id: int, entry: Entry) -> Answer:
    """Somebody to whom a place is offered does not want it; the others of their party keep theirs. Again: no change.

    Also after the deadline, and where the ask is closed: we have asked them. Raises ``Refused`` with ``offer.none``
    (they have a place, or wait), ``register.principals``, ``answer.changed`` when nobody would be left,
    ``register.over``, ``register.forgotten``, or what ``open_desk`` raises; and ``Http404``.
    """
    said = ("let go", registration_id)
    desk, conference = open_conference(actor, recipient_id, entry, said, always=True, offered=True)
    rows = registrations_of(conference, recipient_id)
    row = next((row for row in rows if row.id == registration_id), None)
    if row is None:
        raise Http404
    if desk.repeated or not row.means.coming:
        return stands_already(desk)
    must_take_place(desk, conference)
    if row.state != RegistrationState.OFFERED:
        raise no_offer(row)
    must_act_for(desk, [person_of(row)])
    left = [one for one in coming_of(rows) if one.id != row.id]
    if not left:
        must_be_current(desk)
    return _let_go(desk, conference, [row], left, "conferences.offer_let_go")


def no_offer(row: Registration) -> Refused:
    """The refusal of what can only be said to an offer."""
    return Refused(
        "offer.none",
        _("No place is offered to %(name)s at the moment. Nothing was changed. Please see in the answer how it stands.")
        % {"name": row.called},
    )


@transaction.atomic
def decline(*, actor: Actor, recipient_id: int, entry: Entry) -> Answer:
    """The recipient does not take part; whoever was coming is withdrawn.

    Raises ``Refused`` with ``answer.changed``, ``register.principals`` (somebody is coming for whom a front office does
    not act), ``register.over``, ``register.forgotten``, or what ``open_desk`` raises.
    """
    desk, conference = open_conference(actor, recipient_id, entry, "decline", always=True)
    if desk.repeated:
        return stands_already(desk)
    must_take_place(desk, conference)
    must_be_current(desk)
    gone = coming_of(registrations_of(conference, recipient_id))
    must_act_for(desk, map(person_of, gone))
    return _let_go(desk, conference, gone, [], "conferences.declined")


@transaction.atomic
def registered_with_host(*, actor: Actor, recipient_id: int, entry: Entry, final: bool = True) -> Answer:
    """The recipient says that it has registered with the host.

    Raises ``Refused`` with ``register.us`` when we register (only the office may then), ``register.here`` while people
    are registered with us, ``answer.changed``, ``register.over``, ``register.forgotten``, or what ``open_desk`` raises.
    """
    desk, conference = open_conference(actor, recipient_id, entry, ("host", final))
    if desk.repeated:
        return stands_already(desk)
    must_take_place(desk, conference)
    if desk.ask.way == Way.US and not keyed_in(desk):
        raise Refused("register.us", _("Registration is with us. Nothing was saved. Please register your people here."))
    must_be_current(desk)
    if coming_of(registrations_of(conference, recipient_id)):
        raise Refused(
            "register.here",
            _("People of your organisation are registered with us. Nothing was changed. Please withdraw them first."),
        )
    answer = keep_answer(desk, state=AnswerState.WITH_HOST, final=final)
    with translation.override(desk.content.language):
        send(desk, conference, [], _("Noted: you have registered with the host."), [])
    record_answer(desk, answer, "conferences.registered_with_host", 0)
    return answer


def _let_go(
    desk: Desk, conference: Conference, gone: Sequence[Registration], left: Sequence[Registration], event: str
) -> Answer:
    """Withdraw people, let others move up, and keep what the organisation says with that."""
    notices = leave(gone, desk.now)
    if gone and takes_place(conference, desk.now):
        notices += move_up(conference, desk.now)
    answer = keep_answer(desk, state=state_with(left), final=not left or stands_final(desk))
    tell(desk, conference, notices, left, gone)
    record_answer(desk, answer, event, len(gone))
    return answer
