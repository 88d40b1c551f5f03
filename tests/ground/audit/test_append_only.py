"""The database itself keeps what was recorded: no entry is changed or deleted, and a personal part is only erased."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import IntegrityError, connection, transaction
from django_scopes import scope

from tests.tampering import DONE, guards
from umlauf.ground.audit.chain import record
from umlauf.ground.audit.guards import GUARDS, missing_guards, put_up_missing
from umlauf.ground.audit.models import ChainHead, Entry, PersonalPart
from umlauf.ground.core.actor import machine
from umlauf.ground.core.models import Association


@pytest.fixture
def entry(association: Association) -> Iterator[Entry]:
    """An entry in scope, in a database as an installation has it."""
    put_up_missing()
    with scope(association=association):
        record(machine(association.id), DONE, subject="test.Thing:1", label="Ding")
        yield Entry.objects.get()


def refused(statement: str) -> bool:
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    return True


def test_the_guards_stand_after_all_migrations(db: None) -> None:
    expected = {name for name, _operation, _table in GUARDS}
    if connection.vendor == "sqlite":
        expected.discard("audit_entry_stays")  # see tests/conftest.py
    assert guards() == expected


def test_an_entry_is_neither_changed_nor_deleted(entry: Entry) -> None:
    assert refused("UPDATE audit_entry SET label = 'Etwas anderes'")
    assert refused("UPDATE audit_entry SET label = label")
    PersonalPart.objects.all().delete()
    assert refused("DELETE FROM audit_entry")
    entry.label = "Etwas anderes"
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        entry.save()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Entry.objects.all().delete()
    assert Entry.objects.get().label == "Ding"


def test_a_personal_part_is_erased_and_never_changed(entry: Entry) -> None:
    assert refused("UPDATE audit_personalpart SET data = '{}'")
    PersonalPart.objects.all().delete()
    assert ChainHead.objects.get().sequence == 1


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard[0])
def test_a_guard_that_is_gone_is_named(db: None, guard: tuple[str, str, str]) -> None:
    put_up_missing()
    assert missing_guards() == ()
    name, _operation, table = guard
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor == "postgresql" else ""))
    assert missing_guards() == (name,)
    assert put_up_missing() == (name,)
    assert missing_guards() == ()


def test_one_that_guards_nothing_counts_as_gone(db: None) -> None:
    put_up_missing()
    name, operation, table = GUARDS[0]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
        else:
            cursor.execute(f"DROP TRIGGER {name}")
            cursor.execute(f"CREATE TRIGGER {name} BEFORE {operation} ON {table} WHEN 0 BEGIN SELECT 1; END")
    assert missing_guards() == (name,)
    assert put_up_missing() == (name,)
    assert missing_guards() == ()
