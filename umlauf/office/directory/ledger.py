"""The pen of the directory: facts are entered, retired and replaced inside one change, and nowhere else.

Whoever holds the pen holds the lock of the association's directory, so that changes have one order in time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from hashlib import sha256
from itertools import groupby, islice
from typing import TypeVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.models import Association
from umlauf.ground.text import Refused
from umlauf.office.directory.enums import ChangeKind
from umlauf.office.directory.models import Change, FormerState, Kept, Organisation, Person, PersonDetails, Tenure
from umlauf.office.directory.names import search_key

Fact = TypeVar("Fact", bound=Kept)
_CHUNK = 500
_DIGEST = 16
LEDGER = frozenset({"id", "recorded_in", "recorded_at", "retired_in", "retired_at"})
"""Fields of a fact that say when it was believed, not what it says."""


class Pen:
    """Writes in one change, which becomes a row with the first thing that is written. From ``open_change``."""

    def __init__(self, change: Change) -> None:
        self.change = change

    def begin(self) -> None:
        """Make the change a row, if it is none yet."""
        if self.change.pk is None:
            self.change.save()

    def enter(self, *facts: Fact) -> None:
        """Record facts that are not saved yet."""
        self.enter_all(facts)

    def enter_all(self, facts: Iterable[Kept]) -> None:
        """Record many facts, those of one kind together."""
        for kind, same in groupby(sorted(facts, key=_kind_of), key=_class_of):
            self.begin()
            rows = list(same)
            for row in rows:
                row.association_id = self.change.association_id
                row.recorded_in, row.recorded_at = self.change, self.change.at
            kind._default_manager.bulk_create(rows, batch_size=_CHUNK)
            if kind in {PersonDetails, Tenure}:
                self._remember()

    def _remember(self) -> None:
        """Whoever was forgotten and is entered anew can be forgotten anew."""
        entered = Q(details__recorded_in=self.change) | Q(tenures__recorded_in=self.change)
        Person.objects.filter(entered, forgotten_at__isnull=False).update(forgotten_at=None)

    def retire(self, *facts: Kept) -> None:
        """Believe facts no longer. Raises as ``retire_all``."""
        self.retire_all(facts)

    def retire_all(self, facts: Iterable[Kept]) -> None:
        """Believe many facts no longer.

        Raises ``Refused("directory.changed")`` when somebody else has retired one of them meanwhile.
        """
        for kind, same in groupby(sorted(facts, key=_kind_of), key=_class_of):
            self.begin()
            for ids in _chunks([fact.pk for fact in same]):
                believed = kind._default_manager.filter(pk__in=ids, retired_at__isnull=True)
                if believed.update(retired_in=self.change, retired_at=self.change.at) != len(ids):
                    raise changed_meanwhile()

    def replace(self, old: Fact, **values: object) -> Fact:
        """Retire a fact and record it anew with other values. Nothing else than before: the old one stays."""
        if all(getattr(old, name) == value for name, value in values.items()):
            return old
        self.retire(old)
        new = copied(old, **values)
        self.enter(new)
        return new

    def amend(self, organisation: Organisation, **values: object) -> bool:
        """Change what the register says of an organisation, keeping what it said. False: it said so already."""
        return self.amend_all([(organisation, values)]) == 1

    def amend_all(self, changes: Sequence[tuple[Organisation, dict[str, object]]]) -> int:
        """Change many entries of the register; how many of them were not so already."""
        lock_register(organisation.pk for organisation, _values in changes)
        former, touched, fields = [], [], {"search_key"}
        for organisation, values in changes:
            before = {name: getattr(organisation, name) for name in values}
            differing = {name for name, value in values.items() if before[name] != value}
            if not differing:
                continue
            self.begin()
            for name in differing:
                setattr(organisation, name, values[name])
            organisation.search_key = search_key(organisation)
            fields |= differing
            touched.append(organisation)
            kept = {name: _plain(before[name]) for name in sorted(differing)}
            former.append(
                FormerState(organisation=organisation, values=kept, retired_in=self.change, retired_at=self.change.at)
            )
        FormerState.objects.bulk_create(former, batch_size=_CHUNK)
        Organisation.objects.bulk_update(touched, sorted(fields), batch_size=_CHUNK)
        return len(touched)

    def add_to_register(self, organisations: Sequence[Organisation]) -> list[Organisation]:
        """Enter organisations in the register, kept by the association of this change."""
        self.begin()
        for organisation in organisations:
            organisation.keeper_id = self.change.association_id
            organisation.entered_in, organisation.entered_at = self.change, self.change.at
            organisation.search_key = search_key(organisation)
        return Organisation.objects.bulk_create(organisations, batch_size=_CHUNK)


def open_change(actor: Actor, label: str, *, kind: ChangeKind = ChangeKind.ENTRY, undoes: Change | None = None) -> Pen:
    """Take the lock of the association's directory and open a change, inside the caller's transaction.

    ``label`` is what a person would call it. The lock leaves inserts of other rows of the association alone.
    """
    Association.objects.select_for_update(no_key=True).get(id=actor.association_id)
    return Pen(
        Change(
            association_id=actor.association_id,
            kind=kind,
            label=label[:200],
            at=office_now(),
            by=actor.label[:200],
            organisation_id=actor.organisation_id,
            undoes=undoes,
        )
    )


def lock_register(organisation_ids: Iterable[int]) -> None:
    """Lock entries of the register, which all associations share, in one order. Behind the lock of the directory."""
    for ids in _chunks(sorted(set(organisation_ids))):
        entries = Organisation.objects.select_for_update(no_key=True).filter(id__in=ids).order_by("id")
        list(entries.values_list("id", flat=True))


def copied(fact: Fact, **values: object) -> Fact:
    """The same fact once more, not saved yet, with other values. Relations go by their ids (``person_id``)."""
    names = [field.attname for field in fact._meta.concrete_fields if field.name not in LEDGER]
    return type(fact)(**{name: getattr(fact, name) for name in names} | values)


def digest_of(*rows: models.Model | None) -> str:
    """What rows say, as a form carries it along: the same for the same rows, in whatever order. None: no row."""
    said = sorted(
        repr((type(row).__name__, [str(field.value_from_object(row)) for field in row._meta.concrete_fields]))
        for row in rows
        if row is not None
    )
    return sha256("\n".join(said).encode()).hexdigest()[:_DIGEST]


def must_be_as_seen(seen: str | None, *rows: models.Model | None) -> None:
    """Raises ``Refused("directory.changed")`` unless rows say what somebody has seen, as ``digest_of`` has it.

    None: nobody has looked, so it is not checked. To be called behind the lock, with the rows as they stand.
    """
    if seen is not None and seen != digest_of(*rows):
        raise changed_meanwhile()


def changed_meanwhile() -> Refused:
    """What somebody is told who saves over another's entry."""
    return Refused(
        "directory.changed",
        _("Somebody else has changed this entry meanwhile. Nothing was saved; please look at it once more."),
    )


def _kind_of(fact: Kept) -> str:
    return type(fact).__name__


def _class_of(fact: Kept) -> type[Kept]:
    return type(fact)


def _chunks(ids: list[int]) -> Iterator[list[int]]:
    rest = iter(ids)
    while chunk := list(islice(rest, _CHUNK)):
        yield chunk


def _plain(value: object) -> object:
    """A value as JSON keeps it. Decimals and dates are read back by their field."""
    if isinstance(value, models.Model):
        return value.pk
    return str(value) if isinstance(value, Decimal | dt.date) else value
