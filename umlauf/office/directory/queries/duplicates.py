"""People that were probably entered twice: alike in name, at the same organisation."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations

from umlauf.office.directory.models import Apart, PersonDetails, Tenure
from umlauf.office.directory.names import sort_key

_ALIKE = 0.8  # of 1: how much two first names must have in common to be one with a slip


@dataclass(frozen=True, slots=True)
class Pair:
    """Two people of one organisation that look like one. ``first`` was entered first."""

    organisation_id: int
    organisation: str
    first: PersonDetails
    second: PersonDetails


def likely_duplicates(most: int = 200) -> tuple[Pair, ...]:
    """Pairs that nobody has told apart yet, by organisation. Mailboxes are shared, so an address says nothing.

    The last names are equal without accents and case; of the first names one is the other, its initial, missing, or a
    slip of the other. Three queries.
    """
    people = {one.person_id: one for one in PersonDetails.objects.filter(retired_at=None).exclude(last_name="")}
    at: defaultdict[tuple[int, str], set[int]] = defaultdict(set)
    names: dict[int, str] = {}
    held = Tenure.objects.filter(retired_at=None).values_list(
        "person_id", "post__organisation_id", "post__organisation__short_name"
    )
    for person_id, organisation_id, name in held:
        if person_id in people:
            at[(organisation_id, sort_key(people[person_id].last_name))].add(person_id)
            names[organisation_id] = name
    apart = set(Apart.objects.filter(retired_at=None).values_list("first_id", "second_id"))
    found = [
        Pair(organisation_id, names[organisation_id], people[one], people[other])
        for (organisation_id, _last_name), ids in at.items()
        for one, other in combinations(sorted(ids), 2)
        if (one, other) not in apart and _one_first_name(people[one].first_name, people[other].first_name)
    ]
    found.sort(key=lambda pair: (sort_key(pair.organisation), sort_key(pair.first.last_name), pair.first.person_id))
    return tuple(found[:most])


def _one_first_name(one: str, other: str) -> bool:
    first, second = sorted((sort_key(one).rstrip("."), sort_key(other).rstrip(".")), key=len)
    return second.startswith(first) or SequenceMatcher(None, first, second).ratio() >= _ALIKE
