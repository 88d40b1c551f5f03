"""People who administer a house of the cast, and those whom they administer."""

from __future__ import annotations

import datetime as dt

from tests.cast import PASSWORD, House
from umlauf.engines.mail.models import Message
from umlauf.ground.accounts.models import User
from umlauf.ground.core.actor import Actor, Means
from umlauf.ground.core.policy import MEMBER_ROLES, Role
from umlauf.office.directory.hats import actor_of, hats_of
from umlauf.office.directory.models import Grant, Organisation


def add_user(
    house: House, name: str, *roles: Role, at: Organisation | None = None, until: dt.datetime | None = None
) -> User:
    """Somebody with these roles, in the office or at an organisation. Inside the scope."""
    user = User.objects.filter(name=name).first()
    if user is None:
        user = User(email=f"{name.rsplit(maxsplit=1)[-1].lower()}@umlauf.example", name=name)
        user.set_password(PASSWORD)
        user.save()
    for role in roles:
        organisation = at if role in MEMBER_ROLES else None
        Grant.objects.create(
            association=house.association, user=user, role=role, organisation=organisation, until=until
        )
    return user


def actor_at(house: House, user: User, at: Organisation | None = None) -> Actor:
    """The actor that somebody is in a house, as the pages make it."""
    key = f"{house.association.slug}.{at.id if at else 0}"
    return next(actor_of(user, hat, Means.LOGIN) for hat in hats_of(user) if hat.key == key)


def administrator(house: House, name: str = "Alma Verwalter") -> Actor:
    """An administrator of the association."""
    return actor_at(house, add_user(house, name, Role.ADMINISTRATOR))


def member_administrator(house: House, at: Organisation, name: str = "Meta Kreis") -> Actor:
    """An administrator of a member's own house."""
    return actor_at(house, add_user(house, name, Role.MEMBER_ADMINISTRATOR, at=at), at)


def roles_of(user: User, at: Organisation | None = None) -> set[str]:
    """All roles of somebody in a house, whether they hold or not. Inside the scope."""
    return set(Grant.objects.filter(user=user, organisation=at).values_list("role", flat=True))


def mails(house: House) -> list[Message]:
    """What lies in the outbox. Inside the scope."""
    return list(Message.objects.filter(association=house.association).order_by("id"))
