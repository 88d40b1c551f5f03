"""Who may act for the association, or for a member of it, and who was invited to."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django_scopes import scopes_disabled

from umlauf.ground.accounts.models import User
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import machine_now, office_today
from umlauf.ground.core.models import Association
from umlauf.ground.core.policy import POLICY, Ability, Role
from umlauf.office.directory.enums import SignsAs
from umlauf.office.directory.hats import holding
from umlauf.office.directory.models import Emergency, Grant, Invitation, Membership, Organisation
from umlauf.office.directory.moments import as_it_stands


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody with what they may be in one house. The grants are not over; a suspended person has only such."""

    user: User
    grants: tuple[Grant, ...]

    @property
    def roles(self) -> tuple[Role, ...]:
        held = {grant.role for grant in self.grants}
        return tuple(role for role in Role if role in held)

    @property
    def title(self) -> str:
        return next((grant.title for grant in self.grants if grant.title), "")

    @property
    def signs_as(self) -> SignsAs:
        return next((SignsAs(grant.signs_as) for grant in self.grants if grant.signs_as), SignsAs.OWN)

    @property
    def first(self) -> Grant:
        """By this grant the person came to the house."""
        never = dt.datetime.min.replace(tzinfo=dt.UTC)
        return min(self.grants, key=lambda grant: (grant.granted_at or never, grant.id))

    @property
    def suspended(self) -> bool:
        return all(grant.suspended_at is not None for grant in self.grants)

    @property
    def until(self) -> dt.datetime | None:
        """When the emergency access of this person ends."""
        return next((grant.until for grant in self.grants if grant.until is not None), None)

    def through(self, ability: Ability) -> tuple[Grant, ...]:
        """The grants that give the ability."""
        return tuple(grant for grant in self.grants if ability in POLICY[Role(grant.role)])


@dataclass(frozen=True, slots=True)
class MemberLogins:
    """What an association sees of the logins of a member: how many, who administers them, whom it invited itself."""

    organisation: Organisation
    logins: int
    administrators: tuple[Grant, ...]
    invited: tuple[Invitation, ...]


def in_house(association_id: int, organisation_id: int | None) -> Q:
    """Rows of the office itself (``organisation_id`` None), or of one member."""
    return Q(association_id=association_id, organisation_id=organisation_id)


def ability_to_administer(organisation_id: int | None) -> Ability:
    """What somebody must be able to do to say who acts in a house: the office, or an organisation."""
    return Ability.ADMINISTER if organisation_id is None else Ability.ADMINISTER_MEMBER


def staff_of(association_id: int, organisation_id: int | None) -> tuple[Staff, ...]:
    """Who may act for the office (``organisation_id`` None), or for a member, by name. One query."""
    grants = _not_over(Grant.objects.filter(in_house(association_id, organisation_id)))
    return _together(grants)


def get_staff_for(actor: Actor, user_id: int) -> Staff:
    """Somebody in the house that the actor administers. Raises ``Http404``."""
    grants = Grant.objects.filter(in_house(actor.association_id, actor.organisation_id), user_id=user_id)
    found = _together(_not_over(grants)) if actor.may(ability_to_administer(actor.organisation_id)) else ()
    if not found:
        raise Http404
    return found[0]


def open_invitations(actor: Actor) -> QuerySet[Invitation]:
    """Of the actor's own house, the newest first; those whose link is over stay until they are revoked."""
    own = Invitation.objects.filter(in_house(actor.association_id, actor.organisation_id))
    return own.filter(accepted_at=None, revoked_at=None).order_by("-invited_at")


def get_invitation_for(actor: Actor, invitation_id: int) -> Invitation:
    """An invitation into the house that the actor administers, or by the office to a member. Raises ``Http404``."""
    seen = Q(organisation_id=actor.organisation_id)
    if actor.organisation_id is None:
        seen |= Q(of_office=True)
    own = Invitation.objects.filter(seen, association_id=actor.association_id, id=invitation_id)
    found = own.select_related("organisation").first()
    if found is None or not actor.may(ability_to_administer(actor.organisation_id)):
        raise Http404
    return found


def invitation_of_link(invitation_id: int, generation: int) -> Invitation | None:
    """What a link offers while it holds. Asked before any house is known, so it looks into all associations."""
    with scopes_disabled():
        waiting = Invitation.objects.filter(
            id=invitation_id,
            generation=generation,
            accepted_at=None,
            revoked_at=None,
            expires_at__gt=machine_now(),
            association__active=True,
        )
        return waiting.select_related("association", "organisation").first()


def members_of(association: Association) -> QuerySet[Organisation]:
    """The members on this day, by name."""
    moment = as_it_stands(office_today(association))
    members = Membership.objects.filter(moment.holds(), association=association)
    return Organisation.objects.filter(id__in=members.values("organisation_id")).order_by("short_name", "id")


def member_logins(association: Association) -> tuple[MemberLogins, ...]:
    """Each member with its logins. Four queries, however many there are."""
    held = holding(Grant.objects.filter(association=association, organisation__isnull=False), machine_now())
    counts = dict(
        held.filter(user__is_active=True)
        .values_list("organisation_id")
        .annotate(logins=Count("user_id", distinct=True))
        .order_by()
    )
    administrators: defaultdict[int | None, list[Grant]] = defaultdict(list)
    for grant in held.filter(role=Role.MEMBER_ADMINISTRATOR).select_related("user").order_by("user__name", "id"):
        administrators[grant.organisation_id].append(grant)
    invited: defaultdict[int | None, list[Invitation]] = defaultdict(list)
    own = Invitation.objects.filter(association=association, of_office=True, revoked_at=None)
    for invitation in own.exclude(organisation=None).order_by("name", "id"):
        invited[invitation.organisation_id].append(invitation)
    return tuple(
        MemberLogins(one, counts.get(one.id, 0), tuple(administrators[one.id]), tuple(invited[one.id]))
        for one in members_of(association)
    )


def readers_of(association: Association, organisation_ids: Iterable[int]) -> dict[int, int]:
    """How many logins read the letters of each of these organisations. One query."""
    reading = [role.value for role in Role if Ability.READ_LETTERS in POLICY[role]]
    grants = Grant.objects.filter(association=association, organisation_id__in=list(organisation_ids), role__in=reading)
    counted = holding(grants.filter(user__is_active=True), machine_now()).values_list("organisation_id")
    return dict(counted.annotate(logins=Count("user_id", distinct=True)).order_by())


def waiting_emergencies(association: Association) -> QuerySet[Emergency]:
    """What was asked by people of the office and still can be confirmed."""
    now = machine_now()
    office = holding(Grant.objects.filter(association=association, organisation=None), now)
    asked = Emergency.objects.filter(
        association=association, confirmed_at=None, expires_at__gt=now, asked_by_id__in=office.values("user_id")
    )
    return asked.select_related("asked_by")


def running_emergencies(association: Association) -> QuerySet[Emergency]:
    """What was confirmed and is not over: the latest of each person, while the access holds."""
    now = machine_now()
    held = Grant.objects.filter(association=association, role=Role.ADMINISTRATOR, until__gt=now)
    confirmed = Emergency.objects.filter(
        association=association, until__gt=now, ended_at=None, asked_by_id__in=held.values("user_id")
    )
    return confirmed.select_related("asked_by", "confirmed_by")


def past_emergencies(association: Association) -> QuerySet[Emergency]:
    """What was confirmed, running or over, and what nobody confirmed in time: the newest first, until forgotten."""
    known = Emergency.objects.filter(association=association)
    past = known.filter(Q(confirmed_at__isnull=False) | Q(expires_at__lte=machine_now()))
    return past.select_related("asked_by", "confirmed_by")


def _not_over(grants: QuerySet[Grant]) -> QuerySet[Grant]:
    return grants.filter(Q(until__isnull=True) | Q(until__gt=machine_now()))


def _together(grants: QuerySet[Grant]) -> tuple[Staff, ...]:
    by_user: defaultdict[User, list[Grant]] = defaultdict(list)
    for grant in grants.select_related("user").order_by("user__name", "user_id", "id"):
        by_user[grant.user].append(grant)
    return tuple(Staff(user, tuple(same)) for user, same in by_user.items())
