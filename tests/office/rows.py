"""All rows there are, to show that a refusal left nothing behind."""

from __future__ import annotations

from django.db import connection

_COUNTERS = {"web_cache"}  # tries are counted there, also refused ones


def row_counts() -> dict[str, int]:
    """How many rows each table of the database has, whomever they belong to."""
    counts = {}
    with connection.cursor() as cursor:
        for table in set(connection.introspection.table_names(cursor)) - _COUNTERS:
            cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")
            (counts[table],) = cursor.fetchone()
    return counts
