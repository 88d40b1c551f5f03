"""A chain, those of it, and drafts laid before them. To be called inside the house's scope."""

from __future__ import annotations

from tests.cast import House, a_circular
from umlauf.ground.accounts.models import User
from umlauf.ground.core.actor import Actor, Means
from umlauf.ground.core.policy import Role
from umlauf.office.circulars.actions.lay import lay_before
from umlauf.office.circulars.models import ChainStep, Circular
from umlauf.office.circulars.version import version_of
from umlauf.office.directory.models import Grant


def a_reviewer(house: House, name: str) -> User:
    """Somebody of the office who agrees to circulars and writes none."""
    email = f"{name.rsplit(maxsplit=1)[-1].lower()}@{house.association.slug}.example"
    user = User.objects.create(email=email, name=name, password="!")
    Grant.objects.create(association=house.association, user=user, role=Role.REVIEWER)
    return user


def reviewer_actor(house: House, user: User) -> Actor:
    return Actor(user.name, house.association.id, Means.LOGIN, frozenset({Role.REVIEWER}), user.id)


def add_to_chain(house: House, user: User, *, position: int = 1, stand_in: User | None = None) -> ChainStep:
    return ChainStep.objects.create(
        association=house.association, series=house.series, position=position, approver=user, stand_in=stand_in
    )


def laid(house: House, circular: Circular | None = None, *, note: str = "") -> Circular:
    """A circular that its clerk has laid before those who agree and sign."""
    one = circular or a_circular(house)
    lay_before(actor=house.clerk_actor, circular_id=one.id, seen=version_of(one).digest, note=note)
    return one
