"""Who agrees today: the approver, or whoever stands in for somebody who is away or may agree no more.

Nothing of this is stored: a series never waits for somebody who cannot come in, however their rights ended, and who is
back tomorrow agrees tomorrow.
"""

from __future__ import annotations

from dataclasses import dataclass

from umlauf.ground.accounts.models import User
from umlauf.ground.core.clock import office_today
from umlauf.ground.core.models import Association
from umlauf.ground.core.policy import Ability
from umlauf.office.circulars.models import Absence, Approval, ChainStep
from umlauf.office.directory.hats import users_who_may


@dataclass(frozen=True, slots=True)
class Presence:
    """By the ids of users: who of the office may agree and can log in, and who is away today."""

    able: frozenset[int]
    away: frozenset[int]


def presence_today(association_id: int) -> Presence:
    """Three queries, inside the scope."""
    today = office_today(Association.objects.get(id=association_id))
    able = users_who_may(association_id, Ability.APPROVE).values_list("id", flat=True)
    away = Absence.objects.filter(since__lte=today, until__gte=today).values_list("user_id", flat=True)
    return Presence(frozenset(able), frozenset(away))


def acting(one: Approval | ChainStep, presence: Presence) -> User | None:
    """Who gives an approval today; None if neither the approver nor a stand-in may agree any more.

    The stand-in of somebody who is away acts if they are here; else it waits for the approver to come back.
    """
    people = [user for user in (one.approver, one.stand_in) if user is not None and user.id in presence.able]
    return next((user for user in people if user.id not in presence.away), people[0] if people else None)
