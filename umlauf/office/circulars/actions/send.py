"""Step four: dispatch. Each address of the snapshot gets one message, and the outbox does the rest."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from umlauf.engines.mail.outbox import queue
from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor, Means
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import Refused
from umlauf.office.circulars.access import lock_issue
from umlauf.office.circulars.mailing import messages_of
from umlauf.office.circulars.models import Delivery, Dispatch, RecipientAddress


@transaction.atomic
def dispatch(*, actor: Actor, issue_id: int) -> Dispatch:
    """Hand the letter of an issue to the outbox, for all its recipients. Dispatched already: the first result again.

    A task may do so only for a signature that asked for it. Raises ``Refused("dispatch.letter")`` while there is no
    letter yet, and ``Http404``.
    """
    issue = lock_issue(actor, issue_id)
    if not (actor.means == Means.TASK and issue.dispatch_when_rendered):
        actor.must(Ability.WRITE_CIRCULARS)
    sent = Dispatch.objects.filter(issue=issue).first()
    if sent is not None:
        return sent
    rendition = getattr(issue, "rendition", None)
    if rendition is None:
        raise Refused("dispatch.letter", _("The letter is still being made. Please try again in a moment."))
    entry = Dispatch.objects.create(association_id=issue.association_id, issue=issue, at=office_now(), by=actor.label)
    addresses = list(RecipientAddress.objects.filter(recipient__issue=issue).select_related("recipient"))
    messages = queue(issue.association_id, messages_of(issue, rendition, addresses, at=entry.at))
    Delivery.objects.bulk_create(
        Delivery(association_id=issue.association_id, dispatch=entry, address=address, message=message)
        for address, message in zip(addresses, messages, strict=True)
    )
    record(
        actor,
        "circulars.dispatched",
        subject=f"circulars.Issue:{issue.id}",
        label=f"{issue.label} ({len(addresses)})",
    )
    return entry
