"""What a page wants to know of mails that came back. To be asked inside a scope."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.http import Http404

from umlauf.engines.mail.enums import ArrivalKind
from umlauf.engines.mail.models import Arrival, Message
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.policy import Ability
from umlauf.office.circulars.beside import is_beside, keys_beside, mails_beside, recipients_of
from umlauf.office.circulars.models import Delivery, Issue, NoticeDelivery, Recipient

CANDIDATES = 10

_WAITS = Q(settled_at=None) & (~Q(doubt="") | Q(kind=ArrivalKind.REPLY)) & ~Q(kind=ArrivalKind.RECEIPT)
"""Somebody has to look: it belongs to no message for certain, or a person has written."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What a message brought to whom. ``of_notice``: a notice on the circular, and ``delivery_id`` is of that.

    A mail about the circular that is neither, such as a reminder, has no ``delivery_id``.
    """

    delivery_id: int | None
    of_notice: bool
    issue: Issue
    recipient: Recipient
    label: str
    message_id: int


@dataclass(frozen=True, slots=True)
class ArrivalRow:
    """A mail that came back, without its text, and what its message carried, if that was a circular or a notice."""

    arrival: Arrival
    carried: Carried | None
    waits: bool


def get_arrival_for(actor: Actor, arrival_id: int) -> Arrival:
    """A mail that came back to the actor's own office. Raises ``Http404``."""
    if not actor.may(Ability.SEE_CIRCULARS):
        raise Http404
    arrival = (
        Arrival.objects.filter(association_id=actor.association_id, id=arrival_id).select_related("message").first()
    )
    if arrival is None:
        raise Http404
    return arrival


def waits(arrival: Arrival) -> bool:
    """Whether somebody has to look at it."""
    if arrival.settled_at is not None or arrival.kind == ArrivalKind.RECEIPT:
        return False
    return bool(arrival.doubt) or arrival.kind == ArrivalKind.REPLY


def waiting_arrivals() -> int:
    """How many mails somebody has to look at."""
    return Arrival.objects.filter(_WAITS).count()


def arrivals(kind: ArrivalKind | None = None) -> QuerySet[Arrival]:
    """Those that somebody has to look at first, each part the latest first."""
    rows = Arrival.objects.annotate(
        later=Case(When(_WAITS, then=Value(0)), default=Value(1), output_field=IntegerField())
    )
    if kind is not None:
        rows = rows.filter(kind=kind)
    return rows.defer("text", "message__text").order_by("later", "-received_at", "-id")


def rows_of(listed: Sequence[Arrival]) -> list[ArrivalRow]:
    """Two queries, however many they are, and up to eight more where some of them answer a reminder or the like."""
    carried = carried_by({one.message_id for one in listed if one.message_id})
    return [ArrivalRow(one, carried.get(one.message_id or 0), waits(one)) for one in listed]


def carried_by(message_ids: Collection[int]) -> dict[int, Carried]:
    """By message, what it brought to whom; nothing for mails that are about no circular."""
    if not message_ids:
        return {}
    letters = Delivery.objects.filter(message_id__in=message_ids).select_related(
        "dispatch__issue__series", "address__recipient"
    )
    letters = letters.order_by("-id")  # of a bundle the first circular is named
    notices = NoticeDelivery.objects.filter(message_id__in=message_ids).select_related(
        "notice__issue__series", "address__recipient"
    )
    found: list[Delivery | NoticeDelivery] = [*letters, *notices]
    carried = {one.message_id: _carried(one) for one in found}
    others = set(message_ids) - set(carried)
    return carried | _carried_beside(others) if others else carried


def _carried_beside(message_ids: Collection[int]) -> dict[int, Carried]:
    """Of mails about a circular that bring neither it nor a notice."""
    messages = Message.objects.filter(id__in=message_ids).only("id", "key", "recipient", "state")
    return {
        one.message.id: Carried(None, False, one.issue, one.recipient, one.label, one.message.id)
        for one in mails_beside(messages)
    }


def _carried(one: Delivery | NoticeDelivery) -> Carried:
    return Carried(
        one.id, isinstance(one, NoticeDelivery), one.issue, one.address.recipient, one.address.label, one.message_id
    )


def candidates(arrival: Arrival) -> list[Carried]:
    """What a mail in doubt may be about: its likeliest message, and the latest to the address that it speaks of or
    comes from."""
    found = list(carried_by([arrival.message_id]).values()) if arrival.message_id else []
    named = [one for one in (arrival.address, arrival.sender) if one]
    if named:
        by_address = Delivery.objects.filter(address__email__in=named).exclude(message_id=arrival.message_id or 0)
        latest = by_address.select_related("dispatch__issue__series", "address__recipient").order_by("-id")
        found += [_carried(one) for one in latest[:CANDIDATES]]
    return found


def arrivals_of_message(message_id: int) -> list[Arrival]:
    """What came back for a message, the latest first."""
    known = Arrival.objects.filter(message_id=message_id, doubt="").defer("text")
    return list(known.order_by("-received_at", "-id")[:CANDIDATES])


def replies_to(circular_id: int) -> list[ArrivalRow]:
    """What persons have answered by mail to a circular, or to any mail about it, the latest first."""
    letters = Delivery.objects.filter(dispatch__issue__circular_id=circular_id).values("message_id")
    notices = NoticeDelivery.objects.filter(notice__issue__circular_id=circular_id).values("message_id")
    about_it = Q(message_id__in=letters) | Q(message_id__in=notices) | keys_beside("message__key")
    known = Arrival.objects.filter(about_it, kind=ArrivalKind.REPLY, doubt="").values_list(
        "id", "message_id", "message__key"
    )
    found = [(one, message_id or 0, key) for one, message_id, key in known]
    if not found:
        return []
    whose = recipients_of((message_id, key) for _one, message_id, key in found)
    recipients = Recipient.objects.filter(issue__circular_id=circular_id, id__in=set(whose.values()))
    here = set(recipients.values_list("id", flat=True)) if whose else set()
    own = [one for one, message_id, key in found if whose.get(message_id) in here or not is_beside(key)]
    replies = Arrival.objects.filter(id__in=own).defer("text")
    return rows_of(list(replies.order_by("-received_at", "-id")[:50]))
