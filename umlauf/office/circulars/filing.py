"""The file plan („Aktenplan“): its tree, how long what is filed there is kept, and file references made of it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from umlauf.office.circulars.models import FilePlanEntry


@dataclass(frozen=True, slots=True)
class Retention:
    """How long something is kept: so many ``years``, or for good; neither, where the plan says nothing.

    ``inherited``: it is said further up in the tree.
    """

    years: int | None = None
    permanent: bool = False
    inherited: bool = False

    @property
    def known(self) -> bool:
        return self.permanent or self.years is not None


class FilePlan:
    """All entries of an association, read once. To be made inside its scope."""

    def __init__(self, entries: Iterable[FilePlanEntry] | None = None) -> None:
        found = FilePlanEntry.objects.all() if entries is None else entries
        self.entries: tuple[FilePlanEntry, ...] = tuple(found)

    @cached_property
    def by_id(self) -> Mapping[int, FilePlanEntry]:
        return {one.id: one for one in self.entries}

    @cached_property
    def by_code(self) -> Mapping[str, FilePlanEntry]:
        return {one.code: one for one in self.entries}

    @cached_property
    def below(self) -> Mapping[int | None, list[FilePlanEntry]]:
        """By the id of an entry those right below it, in their order; by None those at the top."""
        found: defaultdict[int | None, list[FilePlanEntry]] = defaultdict(list)
        for one in self.entries:
            found[one.parent_id].append(one)
        return found

    def line_of(self, entry: FilePlanEntry) -> Iterator[FilePlanEntry]:
        """The entry itself and those above it, to the top."""
        at: FilePlanEntry | None = entry
        while at is not None:
            yield at
            at = self.by_id.get(at.parent_id) if at.parent_id is not None else None

    def retention_of(self, entry: FilePlanEntry) -> Retention:
        """What the entry says, else the nearest above it that says something."""
        for one in self.line_of(entry):
            if one.permanent or one.retention_years is not None:
                return Retention(one.retention_years, one.permanent, inherited=one is not entry)
        return Retention()

    def all_below(self, entry: FilePlanEntry) -> set[int]:
        """The ids of all below an entry, and its own. One that is not saved yet has nothing below it."""
        found, waiting = set(), [entry.id] if entry.id in self.by_id else []
        while waiting:
            at = waiting.pop()
            found.add(at)
            waiting.extend(one.id for one in self.below.get(at, ()))
        return found

    def height_of(self, entry: FilePlanEntry) -> int:
        """How many entries stand in a line from this one down, itself counted."""
        height, level = 1, self.below.get(entry.id, []) if entry.id in self.by_id else []
        while level:
            height += 1
            level = [one for each in level for one in self.below.get(each.id, ())]
        return height

    def named(self, text: str) -> FilePlanEntry | None:
        """The entry that a person means by „103-55“ or „103-55 Integration“. Closed ones too."""
        clean = " ".join(text.split())
        if clean in self.by_code:
            return self.by_code[clean]
        fitting = (one for code, one in self.by_code.items() if clean.startswith(f"{code} "))
        return max(fitting, key=lambda one: len(one.code), default=None)


def place_of_code(code: str) -> str:
    """What sorts codes as people do: „2“ before „10“, and „020.11“ behind „020.2“."""
    return re.sub(r"\d+", lambda found: found[0].zfill(6), code.casefold())[:200]


def parent_code(code: str, others: Collection[str]) -> str:
    """The longest other code that this one begins with, or nothing: „103“ of „103-55“."""
    return next((code[:end] for end in range(len(code) - 1, 0, -1) if code[:end] in others), "")


def reference_of(entry: FilePlanEntry, mark: str) -> str:
    """„103-55/kö“: the code of the entry, and the mark of the clerk where there is one."""
    return f"{entry.code}/{mark}" if mark else entry.code


def reference_moved(reference: str, entry: FilePlanEntry, plan: FilePlan, marks: Collection[str], own: str) -> str:
    """The reference for an entry that was just chosen. What was written by hand stays; what was made of the plan keeps
    its mark and goes with the entry. ``marks`` are those of the office, ``own`` is that of who writes.
    """
    if not reference:
        return reference_of(entry, own)
    if reference in plan.by_code:
        return reference_of(entry, own)
    code, _slash, mark = reference.rpartition("/")
    if code in plan.by_code and mark in marks:
        return reference_of(entry, mark)
    return reference
