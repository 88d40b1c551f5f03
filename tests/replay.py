"""Rows that the real actions have written once, laid again for each test that begins with them.

Making the cast and its stage takes longer than most tests that look at them, and gives the same rows each time.
"""

from __future__ import annotations

import datetime as dt
import pickle
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection, transaction
from django_scopes import scopes_disabled

from umlauf.engines.files.models import StoredFile
from umlauf.ground.accounts.models import User
from umlauf.ground.core.clock import office_now, set_office_time
from umlauf.ground.core.models import Association, OfficeClock
from umlauf.office.directory.models import Organisation

FRESH: Final = 60.0
"""Seconds after which rows are made anew: leases and links that end soon must not be old when a test begins."""

T = TypeVar("T")
Rows = dict[str, tuple[list[str], list[tuple[Any, ...]]]]
"""For each table the names of its columns and what stands in them."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What was made, pickled, with its rows and files. ``office_time`` is that of the end where it was set meanwhile: a
    test that has set it before it asks for something keeps its own."""

    made: bytes
    inserts: tuple[tuple[str, list[Any]], ...]
    files: dict[str, bytes]
    office_time: dt.datetime | None
    at: float


_kept: dict[Hashable, Kept] = {}


def replayed(name: Hashable, make: Callable[[], T]) -> T:
    """What ``make`` gives, whose rows are in the database afterwards. Equal names stand for equal rows.

    Where there are rows already, it is made in earnest: what was kept has the ids of an empty database.
    """
    if any(model.objects.exists() for model in (Association, Organisation, User)):
        return make()
    kept = _kept.get(name)
    if kept is None or time.monotonic() - kept.at > FRESH:
        return _make(name, make)
    with transaction.atomic(), connection.cursor() as cursor:
        for statement, values in kept.inserts:
            cursor.execute(statement, values)
        if kept.office_time is not None:
            set_office_time(kept.office_time)
    for key, data in kept.files.items():
        if not storages["files"].exists(key):
            storages["files"].save(key, ContentFile(data))
    made: T = pickle.loads(kept.made)
    return made


def _make(name: Hashable, make: Callable[[], T]) -> T:
    before, offset = _rows(), _offset()
    made = make()
    after = _rows()
    inserts = []
    for table, (columns, rows) in after.items():
        old = before[table][1]
        assert all(row in rows for row in old), f"{table}: only what is added can be laid again"
        new = [row for row in rows if row not in old] if old else rows
        if new:
            inserts.append(_insert(table, columns, new))
    files = {}
    with scopes_disabled():
        keys = list(StoredFile.objects.values_list("key", flat=True))
    for key in keys:
        with storages["files"].open(key) as file:
            files[key] = file.read()
    office_time = office_now() if _offset() not in {None, offset} else None
    _kept[name] = Kept(pickle.dumps(made), tuple(inserts), files, office_time, time.monotonic())
    return made


def _offset() -> int | None:
    return OfficeClock.objects.values_list("offset_seconds", flat=True).first()


def _rows() -> Rows:
    clock = OfficeClock._meta.db_table
    found: Rows = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=True, include_views=False):
            if table == clock:
                continue
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found[table] = ([column[0] for column in cursor.description], cursor.fetchall())
    return found


def _insert(table: str, columns: list[str], rows: list[tuple[Any, ...]]) -> tuple[str, list[Any]]:
    quote = connection.ops.quote_name
    line = f"({', '.join(['%s'] * len(columns))})"
    names = ", ".join(map(quote, columns))
    statement = f"INSERT INTO {quote(table)} ({names}) VALUES {', '.join([line] * len(rows))}"
    return statement, [value for row in rows for value in row]
