"""Step four: dispatch. Each address of the snapshot gets one message, and the outbox does the rest."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from umlauf.engines.mail.dkim_keys import signer_of
from umlauf.engines.mail.outbox import queue
from umlauf.engines.mail.settling import release
from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor, Means
from umlauf.ground.core.addresses import check_address
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import Refused
from umlauf.office.circulars.access import lock_circular, lock_issue
from umlauf.office.circulars.bundle import may_wait
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.dispatching import due_plan, messages_bringing
from umlauf.office.circulars.mailing import CircularMails
from umlauf.office.circulars.models import (
    Delivery,
    Dispatch,
    FollowUpCircular,
    Issue,
    PlannedDispatch,
    RecipientAddress,
    Rendition,
)

CHUNK: Final = 5_000
"""How many messages of a dispatch are in memory at once, about."""


@transaction.atomic
def dispatch(*, actor: Actor, issue_id: int, at_once: bool = False) -> Dispatch:
    """Hand the letter of an issue to the outbox, for all its recipients. Dispatched already: the first result again.

    What may wait is gathered there for those who want it once a day, unless it is to go to them ``at_once`` too. What
    follows an earlier circular, and may never wait, takes along what is still gathered of that.
    A task may do so only for a signature that asked for it, or when the time has come that somebody has set for it.
    Raises ``Refused("dispatch.letter")`` while there is no letter yet, what ``signer_of`` raises while the key for
    mails cannot be used, and ``Http404``.
    """
    followed = _lock_followed(actor, issue_id)
    issue = lock_issue(actor, issue_id)
    by = actor.label
    if actor.means == Means.TASK and (plan := due_plan(issue)) is not None:
        by = plan.by
    elif not (actor.means == Means.TASK and issue.dispatch_when_rendered):
        actor.must(Ability.WRITE_CIRCULARS)
    sent = Dispatch.objects.filter(issue=issue).first()
    if sent is not None:
        return sent
    rendition = must_have_letter(issue)
    signer_of(issue.association.slug, check_address(issue.association.email))
    PlannedDispatch.objects.filter(issue=issue).delete()
    entry = Dispatch.objects.create(association_id=issue.association_id, issue=issue, at=office_now(), by=by)
    gathers = not at_once and may_wait(issue, Content.parse(issue.content))
    mails, count = CircularMails(issue, rendition, at=entry.at, gathers=gathers), 0
    if followed is not None:
        release(messages_bringing(Dispatch.objects.filter(issue=followed)))
    for addresses in _by_recipients(issue):
        messages = queue(issue.association_id, mails.of(addresses))
        Delivery.objects.bulk_create(
            Delivery(association_id=issue.association_id, dispatch=entry, address=address, message=message)
            for address, message in zip(addresses, messages, strict=True)
        )
        count += len(messages)
    record(
        actor,
        "circulars.dispatched",
        subject=f"circulars.Issue:{issue.id}",
        label=f"{issue.label} ({count})",
    )
    return entry


def _by_recipients(issue: Issue) -> Iterator[list[RecipientAddress]]:
    """The addresses of the snapshot, some thousands at a time, and never a recipient in two parts."""
    rows = RecipientAddress.objects.filter(recipient__issue=issue).select_related("recipient")
    chunk: list[RecipientAddress] = []
    for _recipient_id, own in groupby(rows.order_by("recipient_id", "id").iterator(), lambda one: one.recipient_id):
        if len(chunk) >= CHUNK:
            yield chunk
            chunk = []
        chunk += own
    if chunk:
        yield chunk


def _lock_followed(actor: Actor, issue_id: int) -> int | None:
    """The issue that this one is about, behind the lock of its circular: what is done to its messages needs that."""
    follows = FollowUpCircular.objects.filter(circular__issue=issue_id).select_related("issue").first()
    if follows is None:
        return None
    lock_circular(actor, follows.issue.circular_id)
    return follows.issue_id


def must_have_letter(issue: Issue) -> Rendition:
    """The letter. Raises ``Refused("dispatch.letter")`` while there is none."""
    rendition: Rendition | None = getattr(issue, "rendition", None)
    if rendition is None:
        raise Refused("dispatch.letter", _("The letter is still being made. Please try again in a moment."))
    return rendition
