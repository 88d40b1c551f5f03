"""Take in what came back, and clear up what no machine can know of it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.http import Http404
from django.utils.translation import gettext as _

from umlauf.engines.mail.arrivals import Match, keep_arrival, match
from umlauf.engines.mail.bounces import Returned, read_returned
from umlauf.engines.mail.enums import DISPLAYED, IN_HAND, ArrivalKind, Bounce
from umlauf.engines.mail.models import Arrival, Message
from umlauf.engines.mail.settling import mark_bounced, mark_seen
from umlauf.engines.mail.verp import Verp
from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor, Means
from umlauf.ground.core.clock import office_now, office_today
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Association
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import Refused
from umlauf.office.circulars.bad_addresses import bad_addresses
from umlauf.office.circulars.models import ClearedAddress, Delivery, Recipient
from umlauf.office.circulars.returned import carried_by

_LINK: Final = re.compile(
    r"(?:https?(?::|%3A)(?:/|%2F){2}[\w.:%-]{1,200}?)?(?:/|%2F)"
    r"(?:l|login(?:/|%2F)(?:password|link)|invitation|confirm|contribute)(?:/|%2F)[\w.:%~-]{8,}",
    re.IGNORECASE | re.ASCII,
)
"""A personal link, also where a mail gateway has put it into one of its own."""


class NotYet(Exception):
    """A worker has the message in hand that came back. The mail stays where it is and is taken in a moment later."""


def take_in(*, actor: Actor, data: bytes, verp: Verp | None) -> Arrival:
    """Keep a mail that came back, and say of its message that it bounced, or was displayed, if it did. The same bytes
    again: no change.

    ``verp`` is what the address said that it came to. Raises ``NotYet``.
    """
    if actor.means != Means.TASK:
        actor.must(Ability.WRITE_CIRCULARS)
    return _write_down(actor, data, verp, _without_links(read_returned(data)))


def take_in_if_ours(*, actor: Actor, data: bytes) -> Arrival | None:
    """Keep a mail that somebody brings, if it came back for one of our messages beyond doubt; else None, no change.

    Raises ``Refused("returned.busy")``.
    """
    actor.must(Ability.WRITE_CIRCULARS)
    returned = _without_links(read_returned(data))
    matched = match(actor.association_id, None, returned)
    if not matched.message or matched.doubt:
        return None
    try:
        return _write_down(actor, data, None, returned)
    except NotYet as busy:
        raise _busy() from busy


def _without_links(returned: Returned) -> Returned:
    """A mail quotes ours, with the link that opens the letter: whoever reads mails that came back does not get it."""
    own = _("[the recipient’s own link]")
    return replace(
        returned,
        text=_LINK.sub(own, returned.text),
        diagnostic=_LINK.sub(own, returned.diagnostic),
        subject=_LINK.sub(own, returned.subject),
    )


def _busy() -> Refused:
    return Refused("returned.busy", _("The message is just being sent. Please try again in a minute."))


@transaction.atomic
def _write_down(actor: Actor, data: bytes, verp: Verp | None, returned: Returned) -> Arrival:
    matched: Match = match(actor.association_id, verp, returned)
    association = Association.objects.get(id=actor.association_id)
    last_day = office_today(association) + dt.timedelta(days=LIMITS.arrival_days)
    arrival, new = keep_arrival(actor.association_id, data, returned, matched, at=office_now(), kept_until=last_day)
    if new and not arrival.doubt:
        _act_on(actor, arrival)
    return arrival


@transaction.atomic
def assign_arrival(*, actor: Actor, arrival_id: int, message_id: int) -> Arrival:
    """Say which message a mail is about of which that was in doubt. The same answer again changes nothing.

    Raises ``Http404``, or ``Refused("returned.assigned")`` when it belongs to another one already.
    """
    actor.must(Ability.WRITE_CIRCULARS)
    arrival = _locked(actor, arrival_id)
    message = Message.objects.filter(association_id=actor.association_id, id=message_id).first()
    if message is None:
        raise Http404
    if not arrival.doubt:
        if arrival.message_id == message_id:
            return arrival
        raise Refused("returned.assigned", _("Somebody has assigned this mail meanwhile. Please look at it again."))
    arrival.message, arrival.doubt = message, ""
    arrival.address = arrival.address or message.recipient.lower()
    arrival.save(update_fields=["message", "doubt", "address"])
    record(actor, "circulars.return_assigned", subject=f"mail.Arrival:{arrival.id}", label=_label(message))
    try:
        _act_on(actor, arrival)
    except NotYet as busy:
        raise _busy() from busy
    return arrival


@transaction.atomic
def settle_arrival(*, actor: Actor, arrival_id: int) -> Arrival:
    """Say that nothing is left to do about a mail. Again: no change. Raises ``Http404``."""
    actor.must(Ability.WRITE_CIRCULARS)
    arrival = _locked(actor, arrival_id)
    if arrival.settled_at is None:
        arrival.settled_at, arrival.settled_by = office_now(), actor.label
        arrival.save(update_fields=["settled_at", "settled_by"])
        record(
            actor,
            "circulars.return_settled",
            subject=f"mail.Arrival:{arrival.id}",
            label=str(ArrivalKind(arrival.kind).label),
        )
    return arrival


@transaction.atomic
def clear_address(*, actor: Actor, address: str) -> None:
    """Say that an address takes messages after all: what came back from it so far counts no more. An address that is
    none of those that take no messages: no change."""
    actor.must(Ability.WRITE_CIRCULARS)
    association = Association.objects.select_for_update(no_key=True).get(id=actor.association_id)
    bad = {one.address: one for one in bad_addresses(association)}.get(address)
    if bad is None:
        return
    ClearedAddress.objects.create(association=association, address=address, at=office_now(), by=actor.label)
    record(
        actor,
        "circulars.address_cleared",
        subject=f"directory.Organisation:{bad.organisation.id}",
        label=bad.organisation.name,
        personal={"address": address},
    )


def _locked(actor: Actor, arrival_id: int) -> Arrival:
    own = Arrival.objects.filter(association_id=actor.association_id, id=arrival_id)
    arrival = own.select_for_update(of=("self",), no_key=True).first()
    if arrival is None:
        raise Http404
    return arrival


def _act_on(actor: Actor, arrival: Arrival) -> None:
    """A message that was not delivered is undeliverable from here on, one that was displayed did arrive. All else is
    only read."""
    if arrival.message is None:
        return
    if arrival.kind == ArrivalKind.BOUNCE:
        _came_back(actor, arrival, arrival.message)
    elif arrival.kind == ArrivalKind.RECEIPT and arrival.status == DISPLAYED:
        _was_displayed(actor, arrival, arrival.message)


def _came_back(actor: Actor, arrival: Arrival, message: Message) -> None:
    if not mark_bounced(message.id, Bounce(arrival.bounce), arrival.diagnostic):
        _must_be_let_go(message)
        return
    record(actor, "circulars.message_came_back", subject=f"mail.Message:{message.id}", label=_label(message))


def _was_displayed(actor: Actor, arrival: Arrival, message: Message) -> None:
    """Of each circular that the message brought, the first receipt alone is noted, and of a house, never whose it was.

    Where it settles what became of the message, that is noted of each house as well.
    """
    _must_be_let_go(message)
    brought = Delivery.objects.filter(message=message).values("address__recipient_id")
    rows = Recipient.objects.filter(id__in=brought).select_related("issue__series")
    recipients = list(rows.select_for_update(of=("self",), no_key=True).order_by("id"))
    first = [one for one in recipients if one.read_at is None]
    Recipient.objects.filter(id__in=[one.id for one in first]).update(read_at=arrival.received_at)
    settled = mark_seen(Message.objects.filter(id=message.id))
    if settled and not recipients:
        record(actor, "circulars.mail_displayed", subject=f"mail.Message:{message.id}", label=message.message_id)
    for one in recipients if settled else first:
        record(
            actor,
            "circulars.mail_displayed",
            subject=f"circulars.Recipient:{one.id}",
            label=f"{one.issue.label} {one.name}",
        )


def _must_be_let_go(message: Message) -> None:
    if Message.objects.filter(id=message.id, state__in=sorted(IN_HAND)).exists():
        raise NotYet


def _label(message: Message) -> str:
    carried = carried_by([message.id]).get(message.id)
    if carried is None:
        return message.message_id
    return f"{carried.issue.label} {carried.recipient.name}, {carried.label}"


def forget_cleared_addresses(today: dt.date) -> int:
    """Let go of who was cleared up, once what came back before that is forgotten too. Returns how many."""
    known = Arrival.objects.filter(address=OuterRef("address"), kind=ArrivalKind.BOUNCE)
    over = ClearedAddress.objects.filter(at__date__lt=today - dt.timedelta(days=LIMITS.arrival_days))
    return over.exclude(Exists(known)).delete()[0]
