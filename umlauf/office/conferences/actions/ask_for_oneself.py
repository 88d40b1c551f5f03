"""Ask for one's own place again, by the link of that place. Whoever registered one is told."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from umlauf.engines.mail.models import Message
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import machine_now
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused
from umlauf.office.conferences.actions.answer_invitation import must_be_for, must_register, whys_of_guests
from umlauf.office.conferences.actions.ask_again import must_be_free_to_ask, queue_again
from umlauf.office.conferences.actions.deputies import must_represent_alone
from umlauf.office.conferences.actions.desk import must_take_place
from umlauf.office.conferences.actions.move_up import move_up
from umlauf.office.conferences.actions.own_place import desk_of, record_said
from umlauf.office.conferences.actions.register import must_be_with_us, must_have_room, whys_of
from umlauf.office.conferences.actions.seats import coming_of, welcome
from umlauf.office.conferences.enums import CaseWhy, RegistrationState
from umlauf.office.conferences.invitee_entries import InviteeDesk
from umlauf.office.conferences.mailing import key_of_person
from umlauf.office.conferences.models import Registration
from umlauf.office.conferences.offers import asking_with
from umlauf.office.conferences.people import person_of
from umlauf.office.conferences.place_access import PlaceKey, contact_of, lock_place
from umlauf.office.conferences.place_mailing import Said
from umlauf.office.conferences.queries import registered_with
from umlauf.office.responses.access import must_be_open
from umlauf.office.responses.entries import Desk
from umlauf.office.responses.enums import AnswerState


@transaction.atomic
def ask_for_oneself(*, actor: Actor, key: PlaceKey, seen: int) -> Registration:
    """Ask again by the rules of ``ask_again``, or of ``accept_invitation`` for who came by an invitation.

    ``seen``: the sequence of the registration as the form showed it. Coming already: as it is. Raises ``Refused`` with
    ``again.changed`` (something has become of it since), ``again.host`` (the organisation is with the host),
    ``again.together`` (their offers lapsed together, and nobody asks for another by this link), ``answer.too_many``,
    ``answer.closed``, ``answer.over``, ``again.refused``, ``registration.known``, ``deputy.back``, ``deputy.there``,
    ``register.host``, ``register.house_full``, ``register.many``, ``invitee.before``, ``invitee.over``,
    ``invitee.places``, ``register.over``, ``register.forgotten``, and ``Http404``.
    """
    row = lock_place(actor, key)
    if row.means.coming:
        return row
    desk = desk_of(actor, row)
    why = _why_to_decide(desk, row)
    if row.sequence != seen:
        raise Refused(
            "again.changed",
            _("Meanwhile something else has become of your place. Nothing was changed. Please look at it first."),
        )
    _must_not_be_many(row)
    queue_again(desk, [row], [why])
    moved = move_up(row.conference, desk.now, fresh={row.id})
    row.refresh_from_db(fields=["state", "sequence"])
    others = [one for one in moved if one.registration.id != row.id]
    record_said(desk, row, Said.AGAIN, notices=[*welcome([row]), *others], event="conferences.asked_again")
    return row


def no_asking(actor: Actor, row: Registration) -> Refused | None:
    """Why somebody who does not come cannot ask again at present; None: they can. Nothing is locked."""
    try:
        _why_to_decide(desk_of(actor, row), row)
    except Refused as refused:
        return refused
    return None


def _why_to_decide(desk: Desk | InviteeDesk, row: Registration) -> CaseWhy | None:
    """Why somebody has to decide about the one who asks; None: nobody has."""
    must_take_place(desk, row.conference)
    rows = registered_with(row)
    coming = coming_of(rows)
    if isinstance(desk, InviteeDesk):
        must_register(desk)
        must_be_free_to_ask(desk, [row], coming)
        must_be_for(desk, len(coming), 1)
        return whys_of_guests(desk, len(coming), 1)[0]
    lapsed = row.state == RegistrationState.LAPSED
    must_be_open(desk, always=lapsed)
    must_be_with_us(desk)
    if desk.answer is not None and desk.answer.state == AnswerState.WITH_HOST:
        raise Refused(
            "again.host",
            _(
                "%(house)s has registered with the host. Nothing was changed. Please ask %(house)s to register you "
                "there too."
            )
            % {"house": row.inviter_name},
        )
    must_be_free_to_ask(desk, [row], coming)
    if len(asking_with(row, rows)) > 1:
        raise Refused(
            "again.together",
            _(
                "You come together with others, and nobody can ask for them here. Nothing was changed. Please ask "
                "%(house)s to ask again for all."
            )
            % {"house": row.inviter_name},
        )
    must_represent_alone([row], rows)
    must_have_room(desk, row.conference, len(coming) + 1)
    return None if lapsed else whys_of(desk, row.conference, rows, [person_of(row)], before=len(coming))[0]


def _must_not_be_many(row: Registration) -> None:
    """Withdrawing and asking again in turn would fill the mailbox of whoever registered somebody."""
    within = machine_now() - dt.timedelta(hours=1)
    sent = Message.objects.filter(key__startswith=key_of_person(row), queued_at__gte=within)
    if sent.count() >= LIMITS.mails_per_place:
        raise Refused(
            "answer.too_many",
            _(
                "So much has changed about your place within an hour that nothing more is taken here. Nothing was "
                "changed. Please try again later, or turn to %(contact)s."
            )
            % {"contact": contact_of(row)},
        )
