"""What a file would change: entries for a person to look at, and the rows that would be written."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from django.db.models import Choices as Labelled
from django.utils.translation import gettext as _

from umlauf.office.directory.exchange.tables import RowError
from umlauf.office.directory.models import Function, Kept, Organisation, Person, Post


class State(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"
    UNCHANGED = "unchanged"


class Subject(StrEnum):
    ORGANISATION = "organisation"
    FUNCTION = "function"
    POST = "post"
    PERSON = "person"
    TENURE = "tenure"


@dataclass(frozen=True, slots=True)
class Difference:
    """What a field (``columns.Field``, by its value) says now and what it would say, as a person reads it."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that the file is about. ``line`` is 0 for what is gone. ``note`` says why something stays as it is.

    ``touches`` has the ids of facts that would be retired.
    """

    state: State
    subject: Subject
    label: str
    line: int
    differences: tuple[Difference, ...] = ()
    note: str = ""
    touches: tuple[int, ...] = ()


@dataclass(slots=True)
class Writes:
    """The rows to be written, those without ids first.

    ``ended_keys``: organisations whose keys end, and the day; ``revived_keys``: those whose keys hold again.
    """

    organisations: list[Organisation] = field(default_factory=list)
    amended: list[tuple[Organisation, dict[str, object]]] = field(default_factory=list)
    functions: list[Function] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    entered: list[Kept] = field(default_factory=list)
    replaced: list[tuple[Kept, dict[str, object]]] = field(default_factory=list)
    retired: list[Kept] = field(default_factory=list)
    ended_keys: list[tuple[int, dt.date]] = field(default_factory=list)
    revived_keys: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Draft:
    """A plan in the making."""

    association_id: int
    entries: list[Entry] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    writes: Writes = field(default_factory=Writes)

    def enter(self, *facts: Kept) -> None:
        self.writes.entered += facts

    def replace(self, old: Kept, **values: object) -> None:
        self.writes.replaced.append((old, values))

    def retire(self, *facts: Kept) -> None:
        self.writes.retired += facts


@dataclass(frozen=True, slots=True)
class Plan:
    """What applying a file would do. With ``errors`` nothing is done at all.

    ``digest`` is the SHA-256 of what would be written: it differs when the directory has changed since.
    """

    entries: tuple[Entry, ...]
    errors: tuple[RowError, ...]
    writes: Writes
    digest: str

    @property
    def written(self) -> tuple[Entry, ...]:
        """The entries that would write something."""
        return tuple(entry for entry in self.entries if entry.state != State.UNCHANGED)

    @property
    def empty(self) -> bool:
        return not self.written

    def count(self, state: State, subject: Subject | None = None) -> int:
        """How many entries are in a state, of one subject or of all."""
        return sum(entry.state == state and subject in {None, entry.subject} for entry in self.entries)

    def counts(self) -> Counter[tuple[Subject, State]]:
        """How many entries there are, by subject and state."""
        return Counter((entry.subject, entry.state) for entry in self.entries)


def planned(draft: Draft) -> Plan:
    """The finished plan."""
    return Plan(
        tuple(draft.entries),
        tuple(sorted(draft.errors, key=lambda error: error.line)),
        draft.writes,
        _digest(draft.entries),
    )


def _digest(entries: Iterable[Entry]) -> str:
    told = [
        [
            entry.state,
            entry.subject,
            entry.label,
            entry.touches,
            *([one.field, one.old, one.new] for one in entry.differences),
        ]
        for entry in entries
        if entry.state != State.UNCHANGED
    ]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def shown(value: object) -> str:
    """A value as a person reads it in a table."""
    if value is None or value == "":
        return ""
    if isinstance(value, Labelled):
        return str(value.label)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dt.date):
        return f"{value.day:02}.{value.month:02}.{value.year:04}"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}".replace(".", ",")
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return str(value)


def same(old: object, new: object) -> bool:
    """Whether two values are one to a person: blanks at the ends or twice do not count."""
    if isinstance(old, str) and isinstance(new, str):
        return " ".join(old.split()) == " ".join(new.split())
    return old == new
