"""What a distribution list says, as data."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Rule:
    """Whom a list reaches: function × membership × kind × region × tag, with exceptions, other lists and guests.

    ``functions`` (ids) and ``subjects`` (keywords of responsibilities) choose posts, one or the other; without both
    the list reaches organisations. An empty tuple asks nothing. ``regions`` are beginnings of official keys.
    ``all_members``: without any other condition all members count; else a rule without a condition has only its
    lists, exceptions and guests. All ids are of rows of the same association, or of the register.
    """

    functions: tuple[int, ...] = ()
    subjects: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    members_only: bool = True
    all_members: bool = False
    lists: tuple[int, ...] = ()
    with_organisations: tuple[int, ...] = ()
    with_posts: tuple[int, ...] = ()
    without_organisations: tuple[int, ...] = ()
    without_posts: tuple[int, ...] = ()

    @classmethod
    def parse(cls, data: dict[str, Any]) -> Rule:
        given: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in data.items()
        }
        return cls(**given)

    def json(self) -> dict[str, Any]:
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}

    @property
    def by_posts(self) -> bool:
        """Whether the conditions choose posts rather than organisations."""
        return bool(self.functions or self.subjects)

    @property
    def has_conditions(self) -> bool:
        """Whether it chooses by conditions at all, or only by lists, exceptions and guests."""
        return bool(self.by_posts or self.kinds or self.regions or self.tags or self.all_members)
