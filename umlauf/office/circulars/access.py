"""Fetch and authorise in one call. What is missing and what is not yours look alike."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q
from django.http import Http404

from umlauf.ground.core.actor import Actor
from umlauf.ground.core.policy import Ability
from umlauf.office.circulars.models import Circular, Delivery, Issue, NoticeDelivery, Recipient


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
    issue = own.select_for_update(of=("self",), no_key=True).filter(id=issue_id).first()
    if issue is None:
        raise Http404
    return issue


def get_circular_for(actor: Actor, circular_id: int, ability: Ability = Ability.SEE_CIRCULARS) -> Circular:
    """A circular of the actor's own office, for whoever has the ability. Raises ``Http404``."""
    if not actor.may(ability):
        raise Http404
    own = Circular.objects.filter(association_id=actor.association_id)
    circular = own.filter(id=circular_id).select_related("series").first()
    if circular is None:
        raise Http404
    return circular


def get_letter_for_one_of(actors: Sequence[Actor], recipient_id: int) -> tuple[Recipient, Actor]:
    """A circular as an organisation got it, once it was sent, and who of those it is open to that somebody acts as.

    One query, however many they are. To be asked inside the scopes of all of them. Raises
    ``Http404``.
    """
    by_house = {(one.association_id, one.organisation_id): one for one in actors if one.organisation_id is not None}
    own = Q(pk__in=())
    for association_id, organisation_id in by_house:
        own |= Q(association_id=association_id, organisation_id=organisation_id)
    letters = Recipient.objects.filter(own, id=recipient_id, issue__dispatch__isnull=False)
    recipient = letters.select_related("issue__series", "issue__association").first()
    if recipient is None:
        raise Http404
    return recipient, by_house[recipient.association_id, recipient.organisation_id]


def get_recipient_for(actor: Actor, circular_id: int, recipient_id: int) -> Recipient:
    """A recipient of a circular of the actor's own office, once it was sent. Raises ``Http404``."""
    if not actor.may(Ability.KEY_IN_ANSWERS):
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
    if not actor.may(Ability.SEE_CIRCULARS):
        raise Http404
    delivery = (
        Delivery.objects.filter(id=delivery_id, association_id=actor.association_id)
        .select_related("message", "address__recipient", "dispatch__issue__series")
        .first()
    )
    if delivery is None:
        raise Http404
    return delivery


def get_notice_delivery_for(actor: Actor, delivery_id: int) -> NoticeDelivery:
    """The same for the delivery of a notice."""
    if not actor.may(Ability.SEE_CIRCULARS):
        raise Http404
    delivery = (
        NoticeDelivery.objects.filter(id=delivery_id, association_id=actor.association_id)
        .select_related("message", "address__recipient", "notice__issue__series")
        .first()
    )
    if delivery is None:
        raise Http404
    return delivery


def get_issue(circular: Circular) -> Issue | None:
    """The signature of a circular, if it has one, with its letter and what is known of its dispatch."""
    known = ("series", "circular", "association", "rendition__pdf", "plan", "dispatch__hold")
    return Issue.objects.filter(circular=circular).select_related(*known).first()
