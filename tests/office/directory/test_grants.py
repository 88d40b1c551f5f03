"""Saying who may act: roles, suspensions, and that nobody is left without an administrator."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404
from django_scopes import scope

from tests.cast import Cast, House
from tests.office.directory.administering import (
    actor_at,
    add_user,
    administrator,
    member_administrator,
    roles_of,
)
from tests.office.rows import row_counts
from umlauf.ground.accounts.models import User
from umlauf.ground.audit.chain import verify
from umlauf.ground.audit.models import Entry
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import machine_now
from umlauf.ground.core.policy import MEMBER_ROLES, Role
from umlauf.ground.text import Refused
from umlauf.office.directory.actions.grants import lift_suspension, remove, set_roles, suspend
from umlauf.office.directory.hats import hats_of
from umlauf.office.directory.models import Grant, Post, Principal

OFFICE = frozenset({Role.CLERK, Role.SIGNATORY})


def test_roles_and_title_are_said_anew(home: House) -> None:
    actor = administrator(home)
    set_roles(actor=actor, user_id=home.clerk.id, roles=OFFICE, title="Referatsleiterin")
    (hat,) = hats_of(home.clerk)
    assert (hat.roles, hat.title) == (OFFICE, "Referatsleiterin")
    new = Grant.objects.get(user=home.clerk, role=Role.SIGNATORY)
    assert (new.granted_by, new.granted_at is not None) == (actor.label, True)
    set_roles(actor=actor, user_id=home.clerk.id, roles=frozenset({Role.REVIEWER}))
    assert roles_of(home.clerk) == {"reviewer"}
    entry = Entry.objects.latest("sequence")
    assert (entry.event, entry.label, home.clerk.email in entry.label) == ("directory.roles_set", "reviewer", False)
    assert verify(home.association) == []


def test_whoever_is_suspended_stays_so_with_other_roles(home: House) -> None:
    actor = administrator(home)
    suspend(actor=actor, user_id=home.clerk.id)
    assert hats_of(home.clerk) == ()
    set_roles(actor=actor, user_id=home.clerk.id, roles=OFFICE)
    assert hats_of(home.clerk) == ()
    lift_suspension(actor=actor, user_id=home.clerk.id)
    assert hats_of(home.clerk)[0].roles == OFFICE


@pytest.mark.parametrize(
    ("roles", "code"),
    [((), "grant.none"), ((Role.REGISTRY,), "grant.role"), ((Role.CLERK, Role.MEMBER_ADMINISTRATOR), "grant.role")],
)
def test_roles_that_make_no_sense_are_refused(home: House, roles: tuple[Role, ...], code: str) -> None:
    actor = administrator(home)
    before = row_counts()
    with pytest.raises(Refused) as refused:
        set_roles(actor=actor, user_id=home.clerk.id, roles=frozenset(roles))
    assert (refused.value.code, row_counts()) == (code, before)


def changes(actor: Actor, user: User) -> tuple[Callable[[], object], ...]:
    """All by which somebody loses the administration."""
    return (
        lambda: set_roles(actor=actor, user_id=user.id, roles=frozenset({Role.CLERK})),
        lambda: suspend(actor=actor, user_id=user.id),
        lambda: remove(actor=actor, user_id=user.id),
    )


def test_nobody_takes_the_administration_from_themselves(home: House) -> None:
    actor = administrator(home)
    administrator(home, "Bea Verwalter-Zwei")
    own = User.objects.get(name=actor.label)
    for change in changes(actor, own):
        with pytest.raises(Refused) as refused:
            change()
        assert refused.value.code == "grant.own"
    set_roles(actor=actor, user_id=own.id, roles=frozenset({Role.ADMINISTRATOR, Role.REVIEWER}))
    assert roles_of(own) == {"administrator", "reviewer"}


def test_the_last_administrator_stays(home: House) -> None:
    last = add_user(home, "Alma Verwalter", Role.ADMINISTRATOR)
    tomorrow = machine_now() + dt.timedelta(days=1)
    emergency = actor_at(home, add_user(home, "Not Helfer", Role.ADMINISTRATOR, until=tomorrow))
    suspended = add_user(home, "Sus Pendiert", Role.ADMINISTRATOR)
    Grant.objects.filter(user=suspended).update(suspended_at=machine_now())
    gone = add_user(home, "Weg Gegangen", Role.ADMINISTRATOR)
    User.objects.filter(id=gone.id).update(is_active=False)
    for change in changes(emergency, last):
        with pytest.raises(Refused) as refused:
            change()
        assert refused.value.code == "grant.last_administrator"
    lift_suspension(actor=emergency, user_id=suspended.id)
    remove(actor=emergency, user_id=last.id)
    assert roles_of(last) == set()


def test_removed_from_the_only_house_the_login_is_switched_off(home: House) -> None:
    actor = administrator(home)
    assert remove(actor=actor, user_id=home.clerk.id)
    home.clerk.refresh_from_db()
    assert (home.clerk.is_active, home.clerk.name) == (False, "Nora Feldkamp")
    with pytest.raises(Http404):
        remove(actor=actor, user_id=home.clerk.id)


def test_removed_from_one_of_two_houses_the_login_goes_on(cast: Cast) -> None:
    with scope(association=cast.home.association):
        actor = member_administrator(cast.home, cast.shared)
        assert not remove(actor=actor, user_id=cast.member.id)
        assert roles_of(cast.member, cast.shared) == set()
    cast.member.refresh_from_db()
    assert cast.member.is_active
    assert [hat.association for hat in hats_of(cast.member)] == [cast.other.association]


def test_a_members_administrator_says_it_in_their_own_house_alone(cast: Cast) -> None:
    with scope(association=cast.home.association):
        actor = member_administrator(cast.home, cast.shared)
        neighbour = add_user(cast.home, "Nach Barin", Role.REGISTRY, at=cast.home.members[1])
        for stranger in (cast.home.clerk, neighbour):
            with pytest.raises(Http404):
                set_roles(actor=actor, user_id=stranger.id, roles=frozenset({Role.REGISTRY}))
        with pytest.raises(Refused):
            set_roles(actor=actor, user_id=cast.member.id, roles=frozenset({Role.CLERK}))
        set_roles(actor=actor, user_id=cast.member.id, roles=frozenset({Role.SPECIALIST}))
        assert roles_of(cast.member, cast.shared) == {"specialist"}
        office = administrator(cast.home)
        with pytest.raises(Http404):
            suspend(actor=office, user_id=cast.member.id)
    with scope(association=cast.other.association):
        assert roles_of(cast.member, cast.shared) == {"registry"}


def test_a_front_office_acts_for_posts_of_its_own_house(cast: Cast) -> None:
    with scope(association=cast.home.association):
        actor = member_administrator(cast.home, cast.shared)
        own = list(Post.objects.filter(organisation=cast.shared).values_list("id", flat=True))
        foreign = Post.objects.exclude(organisation=cast.shared)[0]
        front = frozenset({Role.FRONT_OFFICE})
        with pytest.raises(Refused) as refused:
            set_roles(actor=actor, user_id=cast.member.id, roles=front, principals=frozenset({foreign.id}))
        assert refused.value.code == "grant.principals"
        set_roles(actor=actor, user_id=cast.member.id, roles=front, principals=frozenset({*own, foreign.id}))
        assert set(Principal.objects.values_list("post_id", flat=True)) == set(own)
        set_roles(actor=actor, user_id=cast.member.id, roles=front, principals=frozenset(own[:1]))
        assert list(Principal.objects.values_list("post_id", flat=True)) == own[:1]
        set_roles(actor=actor, user_id=cast.member.id, roles=frozenset({Role.REGISTRY}))
        assert not Principal.objects.exists()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_nobody_else_of_the_office_may(cast: Cast, role: Role) -> None:
    with scope(association=cast.home.association):
        at = cast.shared if role in MEMBER_ROLES else None
        actor = actor_at(cast.home, add_user(cast.home, "Wer Anders", role, at=at), at)
        before = row_counts()
        for change in changes(actor, cast.home.clerk):
            with pytest.raises(Http404):
                change()
        assert row_counts() == before


@pytest.mark.parametrize("of_member", [False, True])
def test_nobody_has_a_role_twice(cast: Cast, of_member: bool) -> None:
    """Also not for an office, where no organisation is named: of two, one might be suspended and one not."""
    with scope(association=cast.home.association):
        grant = Grant.objects.get(user=cast.member if of_member else cast.home.clerk)
        grant.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            grant.save(force_insert=True)
