"""What all processes keep for a while, such as how often somebody has tried something: in the database."""

from __future__ import annotations

import base64
import datetime as dt
import pickle
from typing import Any, cast

from django.core.cache import caches
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import connection

from umlauf.ground.core.clock import machine_now
from umlauf.ground.core.workers import is_dead


class SharedCache(DatabaseCache):
    """Django's cache in the database, with one statement for each write.

    Django's own counts all rows, looks, and then writes: six statements. And once there are ``MAX_ENTRIES`` rows it
    throws away some that still hold, by which whoever comes from many addresses would make it forget the tries of
    others. Here nothing goes before it is over; then the worker clears it away.
    """

    def set(self, key: Any, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._write(key, value, timeout, version, over_alone=False)

    def add(self, key: Any, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Write it unless there is one that still holds; whether it was written. Of many at once one alone does."""
        return self._write(key, value, timeout, version, over_alone=True)

    def hold(self, key: str, holder: str, timeout: float, *, instead_of: str = "") -> bool:
        """Write who holds something unless another does, who is not ``instead_of``; whether it is theirs now."""
        return self._write(key, holder, timeout, None, over_alone=True, or_of=(holder, instead_of))

    def clear_expired(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {self._quoted()} WHERE expires < %s", [_adapted(machine_now())])  # noqa: S608 - the table of the settings

    def _write(
        self,
        key: Any,
        value: Any,
        timeout: float | None,
        version: int | None,
        *,
        over_alone: bool,
        or_of: tuple[str, ...] = (),
    ) -> bool:
        table, now = self._quoted(), machine_now()
        ends = self.get_backend_timeout(timeout)
        until = dt.datetime.max.replace(tzinfo=dt.UTC) if ends is None else dt.datetime.fromtimestamp(ends, tz=dt.UTC)
        kept = self._kept(value)
        written = (
            f"INSERT INTO {table} (cache_key, value, expires) VALUES (%s, %s, %s) ON CONFLICT (cache_key)"  # noqa: S608 - the table of the settings
            " DO UPDATE SET value = excluded.value, expires = excluded.expires"
        )
        given = [self.make_and_validate_key(key, version=version), kept, _adapted(until)]
        if over_alone:
            written, given = f"{written} WHERE {table}.expires < %s", [*given, _adapted(now)]
            written += f" OR {table}.value = %s" * len(or_of)
            given += [self._kept(one) for one in or_of]
        with connection.cursor() as cursor:
            cursor.execute(written, given)
            return bool(cursor.rowcount)

    def _kept(self, value: Any) -> str:
        return base64.b64encode(pickle.dumps(value, self.pickle_protocol)).decode("ascii")

    def _quoted(self) -> str:
        return str(connection.ops.quote_name(self._table))  # type: ignore[attr-defined]


def hold(key: str, holder: str, seconds: float) -> bool:
    """Say that ``holder`` (``worker_name``) does for so long what one alone may do; whether it is theirs.

    Again: theirs for so long from now. Whoever had it before and is dead loses it at once.
    """
    shared = cast("SharedCache", caches["default"])
    before: str = shared.get(key, "")
    return shared.hold(key, holder, seconds, instead_of=before if is_dead(before) else holder)


def let_go(key: str, holder: str) -> None:
    """Another may have it at once, if it is still theirs."""
    shared = caches["default"]
    if shared.get(key) == holder:
        shared.delete(key)


def clear_expired() -> None:
    """Throw away what is over."""
    cast("SharedCache", caches["default"]).clear_expired()


def _adapted(moment: dt.datetime) -> Any:
    """By the second, as Django's own does."""
    return connection.ops.adapt_datetimefield_value(moment.replace(microsecond=0))
