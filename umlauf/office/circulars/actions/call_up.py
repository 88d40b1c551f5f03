"""Note that a letter was called up („abgerufen“): of an organisation the first time alone, and never by whom."""

from __future__ import annotations

from django.db import transaction

from umlauf.engines.mail.models import Message
from umlauf.engines.mail.settling import mark_seen
from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor, Means
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.policy import Ability
from umlauf.office.circulars.models import Delivery, Recipient


@transaction.atomic
def call_up(*, actor: Actor, recipient_id: int) -> bool:
    """Note it, and settle what was uncertain: the link stood in nothing but the mails, so one of them came.

    Raises ``Refused("access.role")`` for a login that may not read letters. Returns whether it was the first time; it
    writes nothing else, and nothing at all any other time. No entry of the record is made of it, so that a reader waits
    for nobody; what was settled is one.
    """
    if actor.means != Means.LINK:
        actor.must(Ability.READ_LETTERS)
    if actor.organisation_id is None:
        return False
    unseen = Recipient.objects.filter(
        id=recipient_id,
        association_id=actor.association_id,
        organisation_id=actor.organisation_id,
        issue__dispatch__isnull=False,
        called_up_at=None,
    )
    first = bool(unseen.update(called_up_at=office_now()))
    if first and actor.means == Means.LINK:
        deliveries = Delivery.objects.filter(address__recipient_id=recipient_id)
        if settled := mark_seen(Message.objects.filter(id__in=deliveries.values("message_id"))):
            record(actor, "circulars.delivery_seen", subject=f"circulars.Recipient:{recipient_id}", label=f"{settled}")
    return first
