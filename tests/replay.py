"""Rows that the real actions have written once, laid again for each test that begins with them.

Making the cast, its stage or a conference takes longer than most tests that look at them, and gives the same rows each
time. What is made on top of something that was laid is kept as well, as long as the test has written nothing between.
"""

from __future__ import annotations

import datetime as dt
import pickle
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import wraps
from itertools import count
from typing import Any, Final, ParamSpec, TypeVar

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
HARMLESS: Final = ("SELECT", "SAVEPOINT", "RELEASE", "EXPLAIN")

P = ParamSpec("P")
T = TypeVar("T")
Row = tuple[Any, ...]
Rows = dict[str, tuple[list[str], dict[Any, Row]]]
"""For each table the names of its columns, and what stands in them by the first of them, its key."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What was made, pickled, with what that changed in rows and files. ``office_time`` is that of the end where it was
    set meanwhile: a test that has set it before it asks for something keeps its own."""

    number: int
    made: bytes
    statements: tuple[tuple[str, list[Any]], ...]
    files: dict[str, bytes]
    office_time: dt.datetime | None
    at: float

    @property
    def fresh(self) -> bool:
        return time.monotonic() - self.at <= FRESH


@dataclass(slots=True)
class Ground:
    """What stands in the database of the test that runs: the numbers of what was laid, and nothing else."""

    laid: list[int] = field(default_factory=list)
    touched: bool = True
    busy: bool = False

    def watch(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """Notice each statement that may change rows, but for those of this module."""
        if not self.busy and not sql.startswith(HARMLESS):
            self.touched = True
        return execute(sql, params, many, context)


_ground = Ground()
_numbers = count(1)
_kept: dict[Hashable, Kept] = {}
_asked: set[Hashable] = set()


def replayed(name: Hashable, make: Callable[[], T]) -> T:
    """What ``make`` gives, whose rows are in the database afterwards. Equal names stand for equal rows.

    Where there are rows already, it is made in earnest: what was kept has the ids of an empty database.
    """
    if any(model.objects.exists() for model in (Association, Organisation, User)):
        return make()
    if _ground.watch not in connection.execute_wrappers:
        connection.execute_wrappers.append(_ground.watch)
    _ground.laid = []
    return _laid_again(name, make)


def laid_again(make: Callable[P, T]) -> Callable[P, T]:
    """Let a function that writes rows be replayed where only what was laid stands in the database.

    It must depend on that and on its arguments alone, and be called in the transaction of a test.
    """

    @wraps(make)
    def laid(*args: P.args, **kwargs: P.kwargs) -> T:
        if _ground.touched or _ground.busy or not connection.in_atomic_block:
            return make(*args, **kwargs)
        name = (make.__qualname__, *_ground.laid, pickle.dumps((args, kwargs)))
        if name not in _asked:
            _asked.add(name)  # what one test alone begins with is not worth keeping
            return make(*args, **kwargs)
        return _laid_again(name, lambda: make(*args, **kwargs))

    return laid


def _laid_again(name: Hashable, make: Callable[[], T]) -> T:
    kept = _kept.get(name)
    _ground.busy = _ground.touched = True
    try:
        if kept is not None and kept.fresh:
            made: T = _lay(kept)
        else:
            made = _make(name, make)
    finally:
        _ground.busy = False
    _ground.laid.append(_kept[name].number)
    _ground.touched = False
    return made


def _lay(kept: Kept) -> Any:
    with transaction.atomic(), connection.cursor() as cursor:
        for statement, values in kept.statements:
            cursor.execute(statement, values)
        if kept.office_time is not None:
            set_office_time(kept.office_time)
    for key, data in kept.files.items():
        if not storages["files"].exists(key):
            storages["files"].save(key, ContentFile(data))
    return pickle.loads(kept.made)


def _make(name: Hashable, make: Callable[[], T]) -> T:
    before, offset, known = _rows(), _offset(), _file_keys()
    made = make()
    statements = tuple(_changes(before, _rows()))
    files = {}
    for key in _file_keys() - known:
        with storages["files"].open(key) as file:
            files[key] = file.read()
    office_time = office_now() if _offset() not in {None, offset} else None
    _kept[name] = Kept(next(_numbers), pickle.dumps(made), statements, files, office_time, time.monotonic())
    return made


def _file_keys() -> set[str]:
    with scopes_disabled():
        return set(StoredFile.objects.values_list("key", flat=True))


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
            columns = [column[0] for column in cursor.description]
            found[table] = (columns, {row[0]: tuple(map(_storable, row)) for row in cursor.fetchall()})
    return found


def _storable(value: Any) -> Any:
    return str(value) if isinstance(value, dt.time) else value  # SQLite gives times and takes none


def _changes(before: Rows, after: Rows) -> list[tuple[str, list[Any]]]:
    """The statements that make ``after`` of ``before``: rows taken away, changed and added."""
    quote = connection.ops.quote_name
    statements: list[tuple[str, list[Any]]] = []
    for table, (columns, rows) in after.items():
        old = before[table][1]
        key = f"WHERE {quote(columns[0])} = %s"
        gone = [one for one in old if one not in rows]
        statements += [(f"DELETE FROM {quote(table)} {key}", [one]) for one in gone]
        sets = ", ".join(f"{quote(column)} = %s" for column in columns)
        changed = [row for one, row in rows.items() if one in old and old[one] != row]
        statements += [(f"UPDATE {quote(table)} SET {sets} {key}", [*row, row[0]]) for row in changed]
        new = [row for one, row in rows.items() if one not in old]
        if new:
            line = f"({', '.join(['%s'] * len(columns))})"
            names = ", ".join(map(quote, columns))
            into = f"INSERT INTO {quote(table)} ({names}) VALUES {', '.join([line] * len(new))}"
            statements.append((into, [value for row in new for value in row]))
    return statements
