"""The chain of a series: who agrees to its circulars before they are signed, and what is asked of whom today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.http import Http404

from umlauf.ground.accounts.models import User
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.policy import Ability
from umlauf.office.circulars.models import ChainStep, Series


@dataclass(frozen=True, slots=True)
class Step:
    """Who agrees, and who stands in for them, by the ids of users. Equal ``position``: at the same time."""

    position: int
    approver_id: int
    stand_in_id: int | None = None


def get_series_for(actor: Actor, series_id: int) -> Series:
    """A series of the association that the actor administers. Raises ``Http404``."""
    found = Series.objects.filter(association_id=actor.association_id, id=series_id).first()
    if found is None or not actor.may(Ability.ADMINISTER):
        raise Http404
    return found


def chain_of(series_id: int) -> list[ChainStep]:
    """The steps of a series in their order, with their people. One query."""
    return list(_steps().filter(series_id=series_id).order_by("position", "id"))


def steps_with(user: User) -> list[ChainStep]:
    """The steps of all series in which somebody agrees or stands in."""
    own = _steps().filter(Q(approver=user) | Q(stand_in=user))
    return list(own.order_by("series_id", "position", "id"))


def broken_steps(able: frozenset[int]) -> list[ChainStep]:
    """The steps of all series in which somebody is named who may agree no more, with ``able`` those who may."""
    broken = ~Q(approver_id__in=able) | (Q(stand_in__isnull=False) & ~Q(stand_in_id__in=able))
    return list(_steps().filter(broken).order_by("series_id", "position", "id"))


def steps_today(chain: Sequence[ChainStep], able: frozenset[int]) -> tuple[Step, ...]:
    """What is asked of whom if a draft is laid before the chain today, with ``able`` those who may agree.

    The stand-in takes the place of an approver who may agree no more. Where there is none, or where they agree already
    in a place of their own, the step is left out.
    """
    asked: list[Step] = []
    agreeing = {one.approver_id for one in chain if one.approver_id in able}
    for one in chain:
        stand_in_id = one.stand_in_id if one.stand_in_id in able else None
        if one.approver_id in able:
            asked.append(Step(one.position, one.approver_id, stand_in_id))
        elif stand_in_id is not None and stand_in_id not in agreeing:
            agreeing.add(stand_in_id)
            asked.append(Step(one.position, stand_in_id))
    return tuple(asked)


def _steps() -> QuerySet[ChainStep]:
    return ChainStep.objects.select_related("series", "approver", "stand_in")
