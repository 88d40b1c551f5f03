"""How many places are free, and for whom: those of the conference together, and those of each group beside the members.

To be asked behind the lock of the ask, so that no place is given twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from django.db.models import Count, Q, QuerySet

from umlauf.office.conferences.enums import COUNTING, RegistrationState
from umlauf.office.conferences.models import QUEUE, Conference, InvitedGroup, Registration

WITHIN = Q(invitee=None) | Q(invitee__group__outside_total=False)
"""Whose place is one of the conference's own."""


@dataclass(slots=True)
class Free:
    """Free places of the conference, and of each of its groups by id; ``inf`` where there is no limit."""

    total: float
    groups: dict[int, float]
    outside: frozenset[int]

    def take(self, rows: Sequence[Registration]) -> bool:
        """Take places for people of one organisation or one invitation who wait, if there is one for each of them."""
        group = rows[0].invitee.group_id if rows[0].invitee is not None else None
        if group is not None and self.groups[group] < len(rows):
            return False
        if group not in self.outside:
            if self.total < len(rows):
                return False
            self.total -= len(rows)
        if group is not None:
            self.groups[group] -= len(rows)
        return True

    def somebody(self) -> Q:
        """For whom of those who wait there is a place."""
        full = [group for group, places in self.groups.items() if places < 1]
        fits = Q(invitee=None) | ~Q(invitee__group__in=full) if full else Q()
        return fits if self.total >= 1 else fits & Q(invitee__group__in=self.outside)

    def most(self) -> int | None:
        """How many can get a place at most; None: any number."""
        places = self.total + sum(self.groups[group] for group in self.outside)
        return None if places == inf else int(places)


def free_places(conference: Conference) -> Free:
    """All free places of a conference. Two queries."""
    groups = list(conference.groups.all())
    counted = conference.registrations.filter(state__in=COUNTING).order_by().values_list("invitee__group")
    taken: dict[int | None, int] = dict(counted.annotate(count=Count("id")))
    outside = frozenset(group.id for group in groups if group.outside_total)
    within = sum(count for group, count in taken.items() if group not in outside)
    return Free(
        _left(conference.places, within),
        {group.id: _left(group.places, taken.get(group.id, 0)) for group in groups},
        outside,
    )


def room_for(conference: Conference, group: InvitedGroup | None) -> float:
    """How many more of the members, or of one group, can be admitted at once.

    What is free is nobody's who waits: else they had moved up, but for a party that does not fit. At most one query,
    none where there is no limit.
    """
    within = group is None or not group.outside_total
    total = conference.places if within else None
    own = group.places if group is not None else None
    if total is None and own is None:
        return inf
    same = Q(invitee=None) if group is None else Q(invitee__group=group)
    counted = conference.registrations.aggregate(
        total=Count("id", filter=Q(WITHIN, state__in=COUNTING)),
        own=Count("id", filter=Q(same, state__in=COUNTING)),
    )
    return min(_left(total, counted["total"]), _left(own, counted["own"]))


def who_moves_up(conference: Conference, free: Free) -> list[Registration]:
    """Who of those that wait gets a place now, in their order. Whoever's group is full is passed over, and stays first.

    As many queries as there are groups that become full over it, and one more.
    """
    moved: list[Registration] = []
    while batch := _next(conference, free, moved):
        moved += [row for row in batch if free.take([row])]
    return moved


def _next(conference: Conference, free: Free, moved: Sequence[Registration]) -> list[Registration]:
    """Those who are first of whom there is a place for somebody; nobody where there is none."""
    most = free.most()
    if most == 0:
        return []
    ahead = waiting_in_order(conference).filter(free.somebody()).exclude(id__in=[row.id for row in moved])
    return list(ahead[:most])


def waiting_in_order(conference: Conference) -> QuerySet[Registration]:
    waiting = conference.registrations.filter(state=RegistrationState.WAITING)
    return waiting.select_related("recipient", "invitee__group").order_by(*QUEUE)


def _left(places: int | None, taken: int) -> float:
    return inf if places is None else max(0, places - taken)
