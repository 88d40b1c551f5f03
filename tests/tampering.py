"""What somebody with the password of the database does to the audit record, and an event for entries of tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Final

from django.db import connection

from umlauf.ground.audit.events import EventType, register_events
from umlauf.ground.audit.guards import GUARDS

DONE: Final = "test.done"
register_events("test", "Tests", EventType(DONE, "Something was done.", frozenset({"to", "ä", "n"})))

_migration = import_module("umlauf.ground.audit.migrations.0002_append_only")


def guards() -> set[str]:
    """The names of the guards that stand."""
    known = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(known)
        return {name for (name,) in cursor.fetchall()}


@contextmanager
def unguarded() -> Iterator[None]:
    """Take the guards down while the block lasts. Inside a transaction of the test, which is rolled back."""
    standing = [one for one in GUARDS if one[0] in guards()]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no table with checks that are still due can be altered
        for name, _operation, table in standing:
            cursor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor == "postgresql" else ""))
    yield
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for one in standing:
            cursor.execute(_migration.guard(connection.vendor, *one))
