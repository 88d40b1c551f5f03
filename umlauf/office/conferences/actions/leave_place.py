"""Withdraw oneself by the link of one's own place. Whoever registered one is told."""

from __future__ import annotations

from django.db import transaction

from umlauf.ground.core.actor import Actor
from umlauf.office.conferences.actions.desk import must_take_place
from umlauf.office.conferences.actions.move_up import move_up
from umlauf.office.conferences.actions.own_place import desk_of, record_said
from umlauf.office.conferences.actions.seats import leave
from umlauf.office.conferences.models import Registration
from umlauf.office.conferences.place_access import PlaceKey, lock_place
from umlauf.office.conferences.place_mailing import Said
from umlauf.office.responses.access import must_be_open
from umlauf.office.responses.entries import Desk


@transaction.atomic
def leave_place(*, actor: Actor, key: PlaceKey) -> Registration:
    """Withdraw oneself, by the rules of ``withdraw``, or of ``withdraw_guests`` for who came by an invitation.

    With the last one the organisation, or the one invited, declines. Again: no change.
    Raises ``Refused`` with ``register.over``, ``register.forgotten``, ``answer.closed``, and ``Http404``.
    """
    row = lock_place(actor, key)
    if not row.means.coming:
        return row
    desk = desk_of(actor, row)
    must_take_place(desk, row.conference)
    if isinstance(desk, Desk):
        must_be_open(desk, always=True)
    notices = [*leave([row], desk.now), *move_up(row.conference, desk.now)]
    record_said(desk, row, Said.LEFT, notices=notices, event="conferences.place_left")
    return row
