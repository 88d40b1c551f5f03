"""Invite people, and let them come in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled

from umlauf.ground.accounts.actions import create_user, switch_on
from umlauf.ground.accounts.models import User
from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor, Means
from umlauf.ground.core.addresses import check_address
from umlauf.ground.core.clock import machine_now
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.links import invalid_link
from umlauf.ground.core.models import Association
from umlauf.ground.core.policy import Role
from umlauf.ground.text import Refused
from umlauf.office.directory.actions.grants import (
    Style,
    check_roles,
    enter_grants,
    in_words,
    lock_grants,
    must_be_lasting,
    own_posts,
)
from umlauf.office.directory.enums import SignsAs
from umlauf.office.directory.mailing import send_invitation
from umlauf.office.directory.models import Grant, Invitation
from umlauf.office.directory.queries.grants import (
    ability_to_administer,
    get_invitation_for,
    in_house,
    invitation_of_link,
    members_of,
    staff_of,
)

FROM_OFFICE = frozenset({Role.MEMBER_ADMINISTRATOR, Role.REGISTRY})
"""What an association gives at a member; the rest is said in the member's own house."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Who shall be what. ``organisation_id`` None: in the office. ``principals`` are ids of posts."""

    email: str
    name: str
    roles: frozenset[Role]
    title: str = ""
    signs_as: SignsAs = SignsAs.OWN
    organisation_id: int | None = None
    principals: frozenset[int] = frozenset()
    language: str = "de"


@transaction.atomic
def invite(*, actor: Actor, offer: Offer) -> Invitation:
    """Send somebody a link by mail. Invited already: the offer is the new one, and the older link is worth nothing.

    Raises ``Refused`` with ``access.role``, ``grant.none``, ``grant.role``, ``grant.principals``, ``invitation.name``,
    ``invitation.member`` (no member of the association), ``invitation.known`` (is there already), or for the address.
    """
    actor.must(ability_to_administer(actor.organisation_id))
    lock_grants(actor.association_id)
    association = Association.objects.get(id=actor.association_id)
    email = check_address(offer.email).lower()
    name = " ".join(offer.name.split())
    if not 0 < len(name) <= LIMITS.name:
        raise Refused("invitation.name", _("Please write the name of the person."))
    _check_house(actor, offer, association)
    if Role.ADMINISTRATOR in offer.roles:
        must_be_lasting(actor)
    _check_new(actor, offer, email)
    now = machine_now()
    values = {
        "name": name,
        "title": offer.title.strip(),
        "signs_as": offer.signs_as if Role.SIGNATORY in offer.roles else SignsAs.OWN,
        "roles": sorted(role.value for role in offer.roles),
        "principals": sorted(own_posts(association.id, offer.organisation_id, offer.roles, offer.principals)),
        "language": offer.language if offer.language in dict(settings.LANGUAGES) else association.language,
        "invited_at": now,
        "invited_by": actor.label,
        "expires_at": now + dt.timedelta(days=LIMITS.invitation_days),
    }
    waiting = Invitation.objects.filter(in_house(association.id, offer.organisation_id))
    invitation, created = waiting.get_or_create(
        email=email,
        of_office=actor.organisation_id is None,
        accepted_at=None,
        revoked_at=None,
        defaults=values | {"association_id": association.id, "organisation_id": offer.organisation_id},
    )
    if not created:
        _renew(invitation, **values)
    send_invitation(invitation)
    _record_about(actor, "directory.invited" if created else "directory.invitation_renewed", invitation)
    return invitation


@transaction.atomic
def renew_invitation(*, actor: Actor, invitation_id: int) -> Invitation:
    """Send a new link for the same offer; the older one is worth nothing. Raises ``Refused("invitation.closed")``."""
    lock_grants(actor.association_id)
    invitation = _open(actor, invitation_id)
    now = machine_now()
    _renew(invitation, invited_at=now, invited_by=actor.label, expires_at=now + dt.timedelta(LIMITS.invitation_days))
    send_invitation(invitation)
    _record_about(actor, "directory.invitation_renewed", invitation)
    return invitation


@transaction.atomic
def revoke_invitation(*, actor: Actor, invitation_id: int) -> Invitation:
    """Take an invitation back: its link is worth nothing. Raises ``Refused("invitation.closed")``."""
    lock_grants(actor.association_id)
    invitation = _open(actor, invitation_id)
    invitation.revoked_at = machine_now()
    invitation.save(update_fields=["revoked_at"])
    _record_about(actor, "directory.invitation_revoked", invitation)
    return invitation


@transaction.atomic
def accept(*, invitation_id: int, generation: int, user: User) -> Invitation:
    """Let the owner of the invited address act as was offered. To be called inside the association's scope.

    Raises ``Refused`` with ``link.invalid`` (also when it was used meanwhile) or ``invitation.other`` (address).
    """
    invitation = _taken_up(invitation_id, generation)
    if user.email.lower() != invitation.email:
        raise Refused(
            "invitation.other",
            _("The invitation is for %(email)s. Please log in with that address.") % {"email": invitation.email},
        )
    _enter(invitation, user)
    return invitation


@transaction.atomic
def accept_as_new(*, invitation_id: int, generation: int, name: str, password: str) -> User:
    """Set up a login for the invited address, and let it act as was offered. Inside the association's scope.

    Raises ``Refused`` with ``link.invalid``, ``accounts.taken`` (there is a login), or as ``create_user``.
    """
    invitation = _taken_up(invitation_id, generation)
    known = User.objects.filter(email__iexact=invitation.email).first()
    if known is not None and may_come_back(known):
        user = switch_on(user=known, name=name, password=password)
    else:
        user = create_user(email=invitation.email, name=name, password=password, language=invitation.language)
    _enter(invitation, user)
    return user


@transaction.atomic
def forget_invitations(*, actor: Actor) -> int:
    """Erase who was invited, some time after the link was over; how many. Never while somebody acts through it."""
    before = machine_now() - dt.timedelta(days=LIMITS.retention_days)
    acting = Grant.objects.filter(association_id=actor.association_id, user__email__iexact=OuterRef("email"))
    in_office = Exists(acting.filter(organisation=None))
    at_member = Exists(acting.filter(organisation_id=OuterRef("organisation_id")))
    used = Q(accepted_at__isnull=False) & ((Q(organisation=None) & Q(in_office)) | Q(at_member))
    old = Invitation.objects.filter(association_id=actor.association_id, expires_at__lt=before)
    ids = list(old.exclude(used).order_by("id").values_list("id", flat=True))
    if ids:
        Invitation.objects.filter(id__in=ids).delete()
        subject = f"directory.Invitation:{ids[0]}"
        record(actor, "directory.invitations_forgotten", subject=subject, label=str(len(ids)))
    return len(ids)


def may_come_back(user: User) -> bool:
    """Whether the account was switched off since its owner acted nowhere any more."""
    with scopes_disabled():
        return not user.is_active and not Grant.objects.filter(user=user).exists()


def _check_house(actor: Actor, offer: Offer, association: Association) -> None:
    check_roles(offer.roles, offer.organisation_id)
    if offer.organisation_id == actor.organisation_id:
        return
    if actor.organisation_id is not None or not members_of(association).filter(Q(id=offer.organisation_id)).exists():
        raise Refused("invitation.member", _("Please choose one of the members."))
    if not offer.roles <= FROM_OFFICE:
        raise Refused(
            "grant.role",
            _("At a member you invite its administrator or its registry. All others are invited there."),
        )


def _check_new(actor: Actor, offer: Offer, email: str) -> None:
    """Whoever is in one's own house has a page there. What a member does in its house the office is not told."""
    if offer.organisation_id != actor.organisation_id:
        return
    known = staff_of(actor.association_id, actor.organisation_id)
    there = next((staff.user.name for staff in known if staff.user.email.lower() == email), None)
    if there is not None:
        raise Refused(
            "invitation.known",
            _("%(name)s is here already. Please change the roles on the page of this person.") % {"name": there},
        )


def _renew(invitation: Invitation, **values: object) -> None:
    for name, value in values.items():
        setattr(invitation, name, value)
    invitation.generation += 1
    invitation.save()


def _open(actor: Actor, invitation_id: int) -> Invitation:
    invitation = get_invitation_for(actor, invitation_id)
    if invitation.accepted_at is not None or invitation.revoked_at is not None:
        raise Refused("invitation.closed", _("This invitation was taken up or taken back already."))
    return invitation


def _taken_up(invitation_id: int, generation: int) -> Invitation:
    """The invitation, marked as accepted under the lock. Raises ``Refused("link.invalid")``."""
    waiting = invitation_of_link(invitation_id, generation)
    if waiting is None:
        raise invalid_link()
    lock_grants(waiting.association_id)
    invitation = invitation_of_link(invitation_id, generation)  # once more: somebody may have been first
    if invitation is None:
        raise invalid_link()
    invitation.accepted_at = machine_now()
    invitation.save(update_fields=["accepted_at"])
    return invitation


def _enter(invitation: Invitation, user: User) -> None:
    enter_grants(
        invitation.association_id,
        invitation.organisation_id,
        user,
        invitation.offered,
        style=Style(invitation.title, SignsAs(invitation.signs_as)),
        by=invitation.invited_by,
        principals=frozenset(invitation.principals),
    )
    actor = Actor(
        user.name,
        invitation.association_id,
        Means.LINK,
        user_id=user.id,
        organisation_id=invitation.organisation_id,
    )
    _record_about(actor, "directory.invitation_accepted", invitation)


def _record_about(actor: Actor, event: str, invitation: Invitation) -> None:
    record(
        actor,
        event,
        subject=f"directory.Invitation:{invitation.id}",
        label=in_words(invitation.offered),
        personal={"to": invitation.email},
    )
