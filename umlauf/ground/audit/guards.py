"""Whether the database still refuses to change what was recorded, as migration 2 has taught it."""

from __future__ import annotations

from importlib import import_module
from typing import Final

from django.db import connection, transaction

_migration = import_module("umlauf.ground.audit.migrations.0002_append_only")
GUARDS: Final[tuple[tuple[str, str, str], ...]] = _migration.GUARDS
"""Name, operation and table of each."""

_STANDING: Final = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
    # Those that are switched off, or that replication alone minds, guard nothing.
    "postgresql": (
        "SELECT tgname, pg_get_triggerdef(oid, true) FROM pg_trigger WHERE NOT tgisinternal "
        "AND tgenabled IN ('O', 'A') AND tgrelid IN (to_regclass('audit_entry'), to_regclass('audit_personalpart'))"
    ),
}


def missing_guards() -> tuple[str, ...]:
    """The names of those that are not there, are switched off, or are not as they were made."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING[connection.vendor])
        standing = dict(cursor.fetchall())
    return tuple(one[0] for one in GUARDS if standing.get(one[0]) != _making(*one))


def put_up_missing() -> tuple[str, ...]:
    """Make those anew; their names. Only the owner of the tables may do it."""
    missing = missing_guards()
    with transaction.atomic(), connection.cursor() as cursor:
        for name, operation, table in GUARDS:
            if name in missing:
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")
                cursor.execute(_making(name, operation, table))
    return missing


def _making(name: str, operation: str, table: str) -> str:
    """The statement that makes a guard, and as which the database tells it."""
    return str(_migration.guard(connection.vendor, name, operation, table))
