"""The chain of a series: who agrees to its circulars before they are signed, and what is asked of whom today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from umlauf.ground.accounts.models import User
from umlauf.office.circulars.models import ChainStep


@dataclass(frozen=True, slots=True)
class Step:
    """Who agrees, and who stands in for them, by the ids of users. Equal ``position``: at the same time."""

    position: int
    approver_id: int
    stand_in_id: int | None = None


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


def steps_today(chain: Sequence[ChainStep], able: frozenset[int]) -> list[ChainStep]:
    """What is asked of whom if a draft is laid before the chain today, not saved; ``able`` are those who may agree.

    The stand-in takes the place of an approver who may agree no more. Where there is none, or where they agree already
    in a place of their own, the step is left out.
    """
    asked: list[ChainStep] = []
    agreeing = {one.approver_id for one in chain if one.approver_id in able}
    for one in chain:
        stand_in = one.stand_in if one.stand_in_id in able else None
        if one.approver_id in able:
            asked.append(ChainStep(position=one.position, approver=one.approver, stand_in=stand_in))
        elif stand_in is not None and stand_in.id not in agreeing:
            agreeing.add(stand_in.id)
            asked.append(ChainStep(position=one.position, approver=stand_in))
    return asked


def _steps() -> QuerySet[ChainStep]:
    return ChainStep.objects.select_related("series", "approver", "stand_in")
