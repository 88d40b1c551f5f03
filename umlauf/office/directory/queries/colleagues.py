"""Whom of the office a letter can name: with their mail address, their phone and their mark."""

from __future__ import annotations

from dataclasses import dataclass

from umlauf.ground.core.policy import Ability
from umlauf.office.directory.hats import users_who_may
from umlauf.office.directory.models import Colleague


@dataclass(frozen=True, slots=True)
class OfficeContact:
    """Somebody of the office as a letter names them."""

    user_id: int
    name: str
    email: str
    phone: str
    mark: str


def office_contacts(association_id: int) -> tuple[OfficeContact, ...]:
    """All who see circulars, by name. Two queries. To be asked inside the scope."""
    known = {one.user_id: one for one in Colleague.objects.filter(association_id=association_id)}
    nothing = Colleague()
    return tuple(
        OfficeContact(
            user.id, user.name, user.email, known.get(user.id, nothing).phone, known.get(user.id, nothing).mark
        )
        for user in users_who_may(association_id, Ability.SEE_CIRCULARS)
    )


def colleague_of(association_id: int, user_id: int) -> Colleague:
    """What the office keeps of one of its people; an empty row, not saved, where that is nothing."""
    found = Colleague.objects.filter(association_id=association_id, user_id=user_id).first()
    return found or Colleague(association_id=association_id, user_id=user_id)
