"""Send the bundle of the day: what waits for it since before its hour, put together by address."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from itertools import groupby
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from umlauf.engines.mail.enums import State
from umlauf.engines.mail.models import Message
from umlauf.engines.mail.outbox import queue, take_back
from umlauf.engines.mail.settling import release
from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor, Means
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.models import Association
from umlauf.office.circulars.bundle import BundleMails, bundle_before
from umlauf.office.circulars.models import Circular, Delivery, Issue, RecipientAddress

HOUSES: Final = 1_000
"""Of how many organisations the deliveries are in memory at once."""


def send_bundle(*, actor: Actor) -> int:
    """Send what waits and was dispatched before the last hour of a bundle. Returns how many messages go out.

    An address for which there is one circular gets that as it is; each other one gets a message with all of them in
    place of theirs. A thousand organisations are one transaction, so that what a kill leaves is done by the next call.
    Raises ``Refused("access.role")`` for whoever is not the machine.
    """
    if actor.means != Means.TASK:
        actor.must_run_the_machine()
    association = Association.objects.get(id=actor.association_id)
    before, count = bundle_before(office_now(), association), 0
    while houses := _houses(association, before):
        count += _send(actor, association, houses, before)
    return count


def bundle_is_due(association: Association) -> bool:
    """Whether something waits that belongs into a bundle whose hour has come."""
    return _waiting(association, bundle_before(office_now(), association)).exists()


def _waiting(association: Association, before: dt.datetime) -> QuerySet[Delivery]:
    gathered = Message.objects.filter(association=association, state=State.GATHERED)
    return Delivery.objects.filter(message__in=gathered, dispatch__at__lt=before)


def _houses(association: Association, before: dt.datetime) -> list[int]:
    rows = _waiting(association, before).order_by("address__recipient__organisation").distinct()
    return list(rows.values_list("address__recipient__organisation", flat=True)[:HOUSES])


@transaction.atomic
def _send(actor: Actor, association: Association, houses: Sequence[int], before: dt.datetime) -> int:
    theirs = _waiting(association, before).filter(address__recipient__organisation__in=houses)
    circulars = Circular.objects.filter(issue__dispatch__in=theirs.values("dispatch"))
    locked = list(circulars.select_for_update(of=("self",)).order_by("id").values_list("id", flat=True))
    deliveries = list(
        theirs.filter(dispatch__issue__circular__in=locked)
        .select_related("dispatch", "address__recipient")
        .order_by("address__recipient__organisation", "address__email", "dispatch")
    )
    alone, together = _by_address(deliveries)
    count = release(Message.objects.filter(id__in=[one.message_id for one in alone]))
    count += _put_together(association, together)
    if count:
        said = f"{len(locked)} → {count}"
        record(actor, "circulars.bundle_sent", subject=f"core.Association:{association.id}", label=said)
    return count


def _by_address(deliveries: Sequence[Delivery]) -> tuple[list[Delivery], list[list[Delivery]]]:
    """Those for which their address has nothing else, and the others by address."""
    groups = [
        list(group)
        for _address, group in groupby(
            deliveries, lambda one: (one.address.recipient.organisation_id, one.address.email)
        )
    ]
    return [one for group in groups if len(group) == 1 for one in group], [one for one in groups if len(one) > 1]


def _put_together(association: Association, groups: Sequence[Sequence[Delivery]]) -> int:
    deliveries = [one for group in groups for one in group]
    if not deliveries:
        return 0
    issues = Issue.objects.filter(dispatch__in={one.dispatch_id for one in deliveries}).select_related(
        "series", "association", "rendition__pdf"
    )
    beside: defaultdict[int, list[RecipientAddress]] = defaultdict(list)
    for address in RecipientAddress.objects.filter(recipient__in={one.address.recipient_id for one in deliveries}):
        beside[address.recipient_id].append(address)
    mails = BundleMails(association, list(issues), at=office_now())
    messages = queue(association.id, [mails.of(group, beside) for group in groups])
    single = [one.message_id for one in deliveries]
    for group, message in zip(groups, messages, strict=True):
        for one in group:
            one.message = message
    Delivery.objects.bulk_update(deliveries, ["message"], batch_size=500)
    take_back(association.id, single)
    return len(messages)
