"""Take the place that is offered to oneself, or let it go, by the link of one's own place."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from umlauf.ground.core.actor import Actor
from umlauf.ground.text import Refused
from umlauf.office.conferences.actions.desk import must_take_place
from umlauf.office.conferences.actions.move_up import move_up
from umlauf.office.conferences.actions.own_place import desk_of, record_said
from umlauf.office.conferences.actions.seats import leave
from umlauf.office.conferences.actions.standing import become
from umlauf.office.conferences.enums import OfferOutcome, RegistrationState
from umlauf.office.conferences.mailing import News, Notice
from umlauf.office.conferences.models import Registration
from umlauf.office.conferences.offers import close_offers, open_offers, together_with, until_in_words
from umlauf.office.conferences.place_access import PlaceKey, lock_place
from umlauf.office.conferences.place_mailing import Said
from umlauf.office.conferences.queries import registered_with


@transaction.atomic
def take_own_offer(*, actor: Actor, key: PlaceKey) -> Registration:
    """Take the place that is offered to oneself, by the rules of ``take_offer``. Taken already: as it is.

    Raises ``Refused`` with ``offer.lapsed`` (from its very end on, by office time behind the lock), ``offer.none``,
    ``offer.together`` (they come only together, and nobody takes a place for another by this link), ``register.over``,
    ``register.forgotten``, and ``Http404``.
    """
    row = lock_place(actor, key)
    if row.state == RegistrationState.ADMITTED:
        return row
    desk = desk_of(actor, row)
    must_take_place(desk, row.conference)
    offer = open_offers([row]).get(row.id)
    if row.state == RegistrationState.LAPSED or (offer and offer.expires_at <= desk.now):
        raise _lapsed(row)
    if offer is None:
        raise _none()
    if len(together_with(row, registered_with(row))) > 1:
        raise Refused(
            "offer.together",
            _(
                "You come together with others, and nobody can take their places for them here. Nothing was changed. "
                "Please ask %(house)s to take the places of all."
            )
            % {"house": row.inviter_name},
        )
    close_offers([row], OfferOutcome.TAKEN, desk.now)
    become([row], RegistrationState.ADMITTED)
    notices = [Notice(row, News.ADMITTED, admitted=True)]
    record_said(desk, row, Said.TAKEN, notices=notices, event="conferences.offer_taken")
    return row


@transaction.atomic
def let_own_offer_go(*, actor: Actor, key: PlaceKey) -> Registration:
    """Do not take the place that is offered to oneself; who comes together with one keeps theirs. Again: no change.

    Raises ``Refused`` with ``offer.none`` (they have a place, or wait), ``register.over``, ``register.forgotten``, and
    ``Http404``.
    """
    row = lock_place(actor, key)
    if not row.means.coming:
        return row
    desk = desk_of(actor, row)
    must_take_place(desk, row.conference)
    if row.state != RegistrationState.OFFERED:
        raise _none()
    notices = [*leave([row], desk.now), *move_up(row.conference, desk.now)]
    record_said(desk, row, Said.LET_GO, notices=notices, event="conferences.offer_let_go")
    return row


def _lapsed(row: Registration) -> Refused:
    until = until_in_words(row.offers.latest("id").expires_at, row.conference.association)
    return Refused(
        "offer.lapsed",
        _(
            "The place was kept for you until %(until)s, and that time is over. Nothing was changed. This page says "
            "what you can do if you still want to come."
        )
        % {"until": until},
    )


def _none() -> Refused:
    return Refused(
        "offer.none",
        _("No place is offered to you at the moment. Nothing was changed. This page says how it stands."),
    )
