"""Make, end and forget the addresses by which calendars fetch events."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.http import Http404

from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import machine_now
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Association
from umlauf.office.conferences.enums import EventLanguage
from umlauf.office.conferences.feeds import digest_of, needed_for
from umlauf.office.conferences.models import FeedKey
from umlauf.office.directory.models import Grant


@transaction.atomic
def make_feed(*, actor: Actor, language: EventLanguage) -> str:
    """The secret of a new address for the actor's house, told this once. The address before opens nothing any more.

    Raises ``Refused("access.role")``, and ``Http404`` for an actor without an account.
    """
    actor.must(needed_for(actor.organisation_id))
    if actor.user_id is None:
        raise Http404
    secret = secrets.token_urlsafe(32)
    known = {"digest": digest_of(secret), "language": language, "made_at": machine_now(), "used_on": None}
    FeedKey.objects.update_or_create(**_whose(actor), defaults=known)
    record(actor, "conferences.feed_made", subject=f"accounts.User:{actor.user_id}", label="")
    return secret


@transaction.atomic
def end_feed(*, actor: Actor) -> None:
    """The address of the actor for this house opens nothing any more. None there: no change."""
    gone, _rows = FeedKey.objects.filter(**_whose(actor)).delete()
    if gone:
        record(actor, "conferences.feed_ended", subject=f"accounts.User:{actor.user_id}", label="")


def note_use(key: FeedKey) -> None:
    """Remember the day on which an address was fetched; one write a day."""
    today = machine_now().date()
    if key.used_on is None or key.used_on < today:
        FeedKey.objects.filter(Q(used_on=None) | Q(used_on__lt=today), id=key.id).update(used_on=today)


def forget_feeds(association: Association) -> int:
    """Delete the addresses that nobody has fetched for ``LIMITS.feed_days``, and those of who is of the house no more.

    Whoever is suspended keeps theirs, which opens nothing meanwhile. Returns how many went.
    """
    before = machine_now() - dt.timedelta(days=LIMITS.feed_days)
    grants = Grant.objects.filter(association=association, user=OuterRef("user"))
    house = grants.filter(organisation=OuterRef("organisation"))
    office = grants.filter(organisation=None)
    left = (Q(organisation=None) & ~Q(Exists(office))) | (Q(organisation__isnull=False) & ~Q(Exists(house)))
    unused = Q(used_on__lt=before.date()) | Q(used_on=None, made_at__lt=before)
    gone, _rows = FeedKey.objects.filter(left | unused, association=association).delete()
    return gone


def _whose(actor: Actor) -> dict[str, Any]:
    """The one row that an actor may have."""
    return {
        "association_id": actor.association_id,
        "user_id": actor.user_id,
        "organisation_id": actor.organisation_id,
    }
