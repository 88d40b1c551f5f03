"""Fetch and authorise in one call. What is missing and what is not yours look alike."""

from __future__ import annotations

from django.http import Http404

from umlauf.ground.core.actor import Actor, Role
from umlauf.office.circulars.models import Circular, Delivery, Issue, Recipient


def lock_circular(actor: Actor, circular_id: int) -> Circular:
    """The circular with its row locked: the first lock of each action on it. Raises ``Http404``.

    The scope alone is not enough: the actor must be of the same association.
    """
    own = Circular.objects.filter(association_id=actor.association_id)
    circular = own.select_for_update().filter(id=circular_id).first()
    if circular is None:
        raise Http404
    return circular


def lock_issue(actor: Actor, issue_id: int) -> Issue:
    """A signed circular of the actor's association with its row locked. Raises ``Http404``."""
    own = Issue.objects.filter(association_id=actor.association_id).select_related("series", "association", "circular")
    issue = own.select_for_update(of=("self",)).filter(id=issue_id).first()
    if issue is None:
        raise Http404
    return issue


def get_circular_for(actor: Actor, circular_id: int) -> Circular:
    """A circular of the actor's own office. Raises ``Http404``."""
    if not actor.may(Role.CLERK, Role.SIGNATORY):
        raise Http404
    own = Circular.objects.filter(association_id=actor.association_id)
    circular = own.filter(id=circular_id).select_related("series").first()
    if circular is None:
        raise Http404
    return circular


def get_letter_for(actor: Actor, recipient_id: int) -> Recipient:
    """A circular as the organisation got it for which the actor acts, once it was sent. Raises ``Http404``."""
    if actor.organisation_id is None:
        raise Http404
    recipient = (
        Recipient.objects.filter(
            id=recipient_id,
            association_id=actor.association_id,
            organisation_id=actor.organisation_id,
            issue__dispatch__isnull=False,
        )
        .select_related("issue__series", "issue__association")
        .first()
    )
    if recipient is None:
        raise Http404
    return recipient


def get_recipient_for(actor: Actor, circular_id: int, recipient_id: int) -> Recipient:
    """A recipient of a circular of the actor's own office, once it was sent. Raises ``Http404``."""
    if not actor.may(Role.CLERK, Role.SIGNATORY):
        raise Http404
    own = Recipient.objects.filter(association_id=actor.association_id, issue__dispatch__isnull=False)
    recipient = (
        own.filter(id=recipient_id, issue__circular_id=circular_id)
        .select_related("issue__series", "issue__association", "organisation")
        .first()
    )
    if recipient is None:
        raise Http404
    return recipient


def get_delivery_for(actor: Actor, delivery_id: int) -> Delivery:
    """A delivery of the actor's own office, with its message and its way up. Raises ``Http404``."""
    if not actor.may(Role.CLERK, Role.SIGNATORY):
        raise Http404
    delivery = (
        Delivery.objects.filter(id=delivery_id, association_id=actor.association_id)
        .select_related("message", "address__recipient", "dispatch__issue__series")
        .first()
    )
    if delivery is None:
        raise Http404
    return delivery


def get_issue(circular: Circular) -> Issue | None:
    """The signature of a circular, if it has one."""
    return Issue.objects.filter(circular=circular).select_related("series", "circular", "association").first()
