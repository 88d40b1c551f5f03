"""Note that a letter was called up („abgerufen“): of an organisation the first time alone, and never by whom."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from umlauf.engines.mail.enums import State
from umlauf.engines.mail.models import Message
from umlauf.engines.mail.settling import mark_seen
from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor, Means
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.policy import Ability
from umlauf.office.circulars.dispatching import BUNDLE_KEY
from umlauf.office.circulars.models import Delivery, Recipient, RecipientAddress


@transaction.atomic
def call_up(*, actor: Actor, recipient_id: int) -> bool:
    """Note it, and settle what was uncertain: the link stood in nothing but the mails, so one of them came. Where it
    has gone out in another mail too, a reminder, a notice or a new link, nobody knows which, and a person settles it.

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
        _settle(actor, recipient_id)
    return first


def _settle(actor: Actor, recipient_id: int) -> None:
    deliveries = Delivery.objects.filter(address__recipient_id=recipient_id)
    uncertain = Message.objects.filter(id__in=deliveries.values("message_id"), state=State.UNCERTAIN)
    if not uncertain.exists() or _stood_elsewhere(recipient_id):
        return
    if settled := mark_seen(uncertain):
        record(actor, "circulars.delivery_seen", subject=f"circulars.Recipient:{recipient_id}", label=f"{settled}")


def _stood_elsewhere(recipient_id: int) -> bool:
    """Whether the link may have come by another mail than the circular's: their keys end with the address, too."""
    addresses = RecipientAddress.objects.filter(recipient=recipient_id).values_list("id", "email")
    theirs = Q()
    for address_id, email in addresses:
        theirs |= Q(recipient=email, key__endswith=f":{address_id}")
    out = Message.objects.filter(theirs, state__in=(State.STARTED, State.SENT, State.UNCERTAIN))
    return out.exclude(key__startswith="circular:").exclude(key__startswith=BUNDLE_KEY).exists()
