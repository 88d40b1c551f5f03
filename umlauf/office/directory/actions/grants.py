"""Say who may act for whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled

from umlauf.ground.accounts.actions import switch_off
from umlauf.ground.accounts.models import User
from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import machine_now
from umlauf.ground.core.models import Association
from umlauf.ground.core.policy import MEMBER_ROLES, OFFICE_ROLES, Ability, Role
from umlauf.ground.text import Refused
from umlauf.office.directory.enums import SignsAs
from umlauf.office.directory.hats import holding
from umlauf.office.directory.models import Colleague, Grant, Organisation, Post, Principal
from umlauf.office.directory.queries.grants import Staff, get_staff_for, in_house


@dataclass(frozen=True, slots=True)
class Style:
    """How somebody is called beside their name, and for whom they sign."""

    title: str = ""
    signs_as: SignsAs = SignsAs.OWN


def lock_grants(association_id: int) -> None:
    """One at a time says who may act for an association and its members. The lock is that of its directory."""
    Association.objects.select_for_update(no_key=True).get(id=association_id)


def in_words(roles: Iterable[Role]) -> str:
    """„clerk, signatory“, for the audit."""
    return ", ".join(sorted(role.value for role in roles))


@transaction.atomic
def grant_role(
    *,
    actor: Actor,
    user: User,
    role: Role,
    organisation: Organisation | None = None,
    title: str = "",
    signs_as: SignsAs = SignsAs.OWN,
) -> Grant:
    """Let a user act for the association, or as a member for an organisation. Granted already: unchanged.

    How somebody signs counts for a signatory alone.

    What was granted for an emergency, whether it is over or not, holds without an end from then on.

    Raises ``Refused("grant.organisation")`` when a member's organisation is missing, or given for another role.
    """
    actor.must_run_the_machine()
    if (role in MEMBER_ROLES) != (organisation is not None):
        raise Refused(
            "grant.organisation",
            _(
                "A member acts for one organisation, so please name it; all others act for the association and "
                "have none."
            ),
        )
    grant, created = Grant.objects.get_or_create(
        association_id=actor.association_id,
        user=user,
        role=role,
        organisation=organisation,
        defaults={
            "title": title,
            "signs_as": signs_as if role == Role.SIGNATORY else SignsAs.OWN,
            "granted_at": machine_now(),
            "granted_by": actor.label,
        },
    )
    for_a_day = not created and grant.until is not None
    if for_a_day:
        grant.until, grant.granted_at, grant.granted_by = None, machine_now(), actor.label
        grant.save(update_fields=["until", "granted_at", "granted_by"])
    if created or for_a_day:
        record(
            actor,
            "directory.granted",
            subject=f"directory.Grant:{grant.id}",
            label=role.value,
            personal={"to": user.email},
        )
    return grant


@transaction.atomic
def set_roles(
    *,
    actor: Actor,
    user_id: int,
    roles: frozenset[Role],
    title: str = "",
    signs_as: SignsAs = SignsAs.OWN,
    principals: frozenset[int] = frozenset(),
) -> None:
    """Say anew what somebody is in the house that the actor administers. ``principals`` are ids of its posts.

    How somebody signs counts for a signatory alone.

    Raises ``Http404`` for a stranger, and ``Refused`` with ``grant.none``, ``grant.role`` (not of this kind of house),
    ``grant.principals`` (a front office without any), ``grant.own`` (nobody takes the administration from themselves)
    or ``grant.last_administrator``.
    """
    lock_grants(actor.association_id)
    staff = get_staff_for(actor, user_id)
    check_roles(roles, actor.organisation_id)
    posts = own_posts(actor.association_id, actor.organisation_id, roles, principals)
    administrator = administrator_of(actor.organisation_id)
    if administrator in roles and administrator not in staff.roles:
        must_be_lasting(actor)
    if administrator in staff.roles and administrator not in roles:
        if user_id == actor.user_id:
            raise _own()
        _check_administrator_stays(actor, staff)
    style = Style(title, signs_as if Role.SIGNATORY in roles else SignsAs.OWN)
    _write_roles(actor, staff, roles, style, posts)
    record(
        actor,
        "directory.roles_set",
        subject=f"accounts.User:{user_id}",
        label=in_words(roles) + (f" ({style.signs_as})" if style.signs_as else ""),
        personal={"to": staff.user.email, "title": title},
    )


def _write_roles(actor: Actor, staff: Staff, roles: frozenset[Role], style: Style, principals: frozenset[int]) -> None:
    grants = Grant.objects.filter(in_house(actor.association_id, actor.organisation_id), user=staff.user)
    grants.exclude(role__in=roles).delete()
    suspended_at = staff.grants[0].suspended_at if staff.suspended else None
    enter_grants(
        actor.association_id,
        actor.organisation_id,
        staff.user,
        roles,
        style=style,
        by=actor.label,
        principals=principals,
        suspended_at=suspended_at,
    )
    grants.update(title=style.title)
    grants.filter(role=Role.SIGNATORY).update(signs_as=style.signs_as)


def enter_grants(
    association_id: int,
    organisation_id: int | None,
    user: User,
    roles: frozenset[Role],
    *,
    style: Style,
    by: str,
    principals: frozenset[int],
    suspended_at: dt.datetime | None = None,
) -> None:
    """Write the grants that are missing, and for whom a front office acts. What is over holds again."""
    now = machine_now()
    house = {"association_id": association_id, "organisation_id": organisation_id}
    new = {"title": style.title, "granted_at": now, "granted_by": by, "suspended_at": suspended_at}
    for role in roles:
        signs_as = style.signs_as if role == Role.SIGNATORY else SignsAs.OWN
        grant, created = Grant.objects.filter(in_house(association_id, organisation_id)).get_or_create(
            user=user, role=role, defaults=house | new | {"signs_as": signs_as}
        )
        if not created and grant.until is not None and grant.until <= now:
            grant.until, grant.granted_at, grant.granted_by, grant.signs_as = None, now, by, signs_as
            grant.save(update_fields=["until", "granted_at", "granted_by", "signs_as"])
        if role == Role.FRONT_OFFICE:
            _set_principals(grant, principals)


def _set_principals(grant: Grant, principals: frozenset[int]) -> None:
    known = set(grant.principals.values_list("post_id", flat=True))
    grant.principals.exclude(post_id__in=principals).delete()
    house = in_house(grant.association_id, grant.organisation_id)
    own = Post.objects.filter(house, id__in=principals - known)
    Principal.objects.bulk_create(
        Principal(association_id=grant.association_id, grant=grant, post=post) for post in own
    )


@transaction.atomic
def suspend(*, actor: Actor, user_id: int) -> None:
    """Let somebody do nothing more in the house, until that is lifted. Raises as ``remove``."""
    lock_grants(actor.association_id)
    staff = get_staff_for(actor, user_id)
    _check_may_go(actor, staff)
    Grant.objects.filter(id__in=[grant.id for grant in staff.grants], suspended_at=None).update(
        suspended_at=machine_now()
    )
    _record_about(actor, "directory.suspended", staff)


@transaction.atomic
def lift_suspension(*, actor: Actor, user_id: int) -> None:
    """Let somebody do again what they could before they were suspended."""
    lock_grants(actor.association_id)
    staff = get_staff_for(actor, user_id)
    Grant.objects.filter(id__in=[grant.id for grant in staff.grants]).update(suspended_at=None)
    _record_about(actor, "directory.suspension_lifted", staff)


@transaction.atomic
def remove(*, actor: Actor, user_id: int) -> bool:
    """Take somebody out of the house; whether their login was switched off, since they act nowhere else.

    What they signed and saved keeps their name. Raises ``Http404`` for a stranger, and ``Refused`` with ``grant.own``
    (nobody does it to themselves) or ``grant.last_administrator``.
    """
    lock_grants(actor.association_id)
    staff = get_staff_for(actor, user_id)
    _check_may_go(actor, staff)
    Grant.objects.filter(in_house(actor.association_id, actor.organisation_id), user=staff.user).delete()
    if actor.organisation_id is None:
        Colleague.objects.filter(association_id=actor.association_id, user=staff.user).delete()
    with scopes_disabled():
        elsewhere = Grant.objects.filter(user=staff.user).exists()
    if not elsewhere:
        switch_off(staff.user)
    _record_about(actor, "directory.person_removed", staff)
    return not elsewhere


def check_roles(roles: frozenset[Role], organisation_id: int | None) -> None:
    """Raises ``Refused`` with ``grant.none`` or ``grant.role``."""
    if not roles:
        raise Refused("grant.none", _("Please choose what this person may do."))
    if not roles <= (OFFICE_ROLES if organisation_id is None else MEMBER_ROLES):
        raise Refused("grant.role", _("One of these roles does not exist here. Please choose among those shown."))


def own_posts(
    association_id: int, organisation_id: int | None, roles: frozenset[Role], principals: frozenset[int]
) -> frozenset[int]:
    """Those of the posts that are the house's own; none without a front office.

    Raises ``Refused("grant.principals")`` for a front office that acts for nobody.
    """
    if Role.FRONT_OFFICE not in roles:
        return frozenset()
    own = Post.objects.filter(in_house(association_id, organisation_id), id__in=principals)
    found = frozenset(own.values_list("id", flat=True))
    if not found:
        raise Refused("grant.principals", _("Please choose for whom the front office acts."))
    return found


def must_be_lasting(actor: Actor) -> None:
    """Raises ``Refused("grant.emergency")`` for an administrator by emergency access, for what would outlast it."""
    passing = Grant.objects.filter(user_id=actor.user_id or 0, role=Role.ADMINISTRATOR, until__isnull=False)
    if actor.organisation_id is None and passing.exists():
        raise Refused(
            "grant.emergency",
            _("Emergency access ends by itself, so it makes no other administrator and changes no rules of the login."),
        )


def administrator_of(organisation_id: int | None) -> Role:
    """The role of those who administer a house."""
    return Role.ADMINISTRATOR if organisation_id is None else Role.MEMBER_ADMINISTRATOR


@transaction.atomic
def set_second_factor(*, actor: Actor, asked: bool) -> None:
    """Say whether the office has to show a second factor. As it is already: unchanged."""
    actor.must(Ability.ADMINISTER)
    association = Association.objects.select_for_update(no_key=True).get(id=actor.association_id)
    if association.second_factor == asked:
        return
    must_be_lasting(actor)
    association.second_factor = asked
    association.save(update_fields=["second_factor"])
    record(
        actor,
        "directory.second_factor_asked" if asked else "directory.second_factor_waived",
        subject=f"core.Association:{association.id}",
        label=association.name,
    )


def _check_may_go(actor: Actor, staff: Staff) -> None:
    if staff.user.id == actor.user_id:
        raise _own()
    if administrator_of(actor.organisation_id) in staff.roles:
        _check_administrator_stays(actor, staff)


def _check_administrator_stays(actor: Actor, staff: Staff) -> None:
    """Somebody else administers the house, and not for a day alone."""
    same = Grant.objects.filter(
        in_house(actor.association_id, actor.organisation_id),
        role=administrator_of(actor.organisation_id),
        until=None,
        user__is_active=True,
    )
    if not holding(same, machine_now()).exclude(user=staff.user).exists():
        raise Refused(
            "grant.last_administrator",
            _("%(name)s is the only administrator. Please let somebody else be administrator first.")
            % {"name": staff.user.name},
        )


def _own() -> Refused:
    return Refused(
        "grant.own",
        _("You cannot take the administration from yourself. Please ask another administrator to do it."),
    )


def _record_about(actor: Actor, event: str, staff: Staff) -> None:
    record(
        actor,
        event,
        subject=f"accounts.User:{staff.user.id}",
        label=in_words(staff.roles),
        personal={"to": staff.user.email},
    )
