"""Ask those once more who have not acknowledged the receipt of a circular, and only them. A person does it."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from umlauf.engines.mail.outbox import queue
from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import office_now, office_today
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import Refused
from umlauf.office.circulars.access import lock_circular
from umlauf.office.circulars.aftermath import must_hold
from umlauf.office.circulars.models import Issue, ReceiptReminded, ReceiptReminder
from umlauf.office.responses.models import Ask
from umlauf.office.responses.queries import intake_addresses
from umlauf.office.responses.receipt_mails import receipt_messages
from umlauf.office.responses.receipts import unconfirmed


@transaction.atomic
def ask_receipt_again(*, actor: Actor, circular_id: int, recipient_ids: Collection[int]) -> ReceiptReminder:
    """Mail those of the recipients that have still neither acknowledged nor answered, at their intake addresses.

    Once a day: asked again on the same day, it gives what was done first. Raises ``Refused`` with
    ``receipt.withdrawn`` or ``receipt.nobody``, and ``Http404``.
    """
    actor.must(Ability.WRITE_CIRCULARS)
    circular = lock_circular(actor, circular_id)
    # An answer confirms too, and takes this lock alone.
    Ask.objects.select_for_update().filter(circular=circular).first()
    issue = _sent_issue(circular_id)
    today = office_today(issue.association)
    done = ReceiptReminder.objects.filter(issue=issue, on=today).first()
    if done is not None:
        return done
    must_hold(
        issue,
        "receipt.withdrawn",
        _("This circular was withdrawn, so nobody needs to confirm that it came. No reminder was sent."),
    )
    chosen = [one for one in unconfirmed(issue) if one.id in recipient_ids]
    addresses = intake_addresses([one.id for one in chosen])
    if not addresses:
        raise Refused(
            "receipt.nobody",
            _("Of those all have confirmed by now, or have no intake address. No reminder was sent."),
        )
    now = office_now()
    owner = {"association_id": circular.association_id}
    reminder = ReceiptReminder.objects.create(**owner, issue=issue, on=today, at=now, by=actor.label)
    mails = receipt_messages(issue, chosen, addresses, word=str(reminder.id), at=now)
    messages = queue(circular.association_id, [outgoing for _recipient, outgoing in mails])
    ReceiptReminded.objects.bulk_create(
        ReceiptReminded(**owner, reminder=reminder, recipient=recipient, message=message)
        for (recipient, _outgoing), message in zip(mails, messages, strict=True)
    )
    record(
        actor,
        "responses.receipt_asked_again",
        subject=f"circulars.ReceiptReminder:{reminder.id}",
        label=f"{issue.label} ({len(addresses)})",
    )
    return reminder


def _sent_issue(circular_id: int) -> Issue:
    """The circular once it was sent, if it asks to acknowledge. Raises ``Http404``."""
    sent = Issue.objects.filter(circular_id=circular_id, dispatch__isnull=False)
    issue = sent.select_related("series", "association").first()
    if issue is None or not issue.asks_to_acknowledge:
        raise Http404
    return issue
