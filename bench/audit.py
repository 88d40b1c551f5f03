"""The audit chain: how long a million entries take to verify, in how much memory, and what an entry costs.

``python -m bench.audit`` measures in one run, on SQLite and on PostgreSQL (a throw-away server, or that of
``DATABASE_URL``), at a tenth of the entries and at all of them: (a) the same rows read and thrown away, which no
verification can beat, (b) ``umlauf audit verify``'s walk, each in a process of its own. And entries written a second:
(c) bare INSERTs of the same three rows, (d) ``record``, each in a transaction of its own.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

SALT = "0123456789abcdef" * 2
EVENTS = ("directory.appointed", "responses.answered", "circulars.draft_saved")
BEGIN = dt.datetime(2016, 11, 1, 9, 12, 31, 123456, tzinfo=dt.UTC)


def fill(association: Any, first: int, last: int) -> None:
    """Write the entries ``first`` to ``last`` with right digests, as fast as the database takes them."""
    from django.db import connection, transaction

    from umlauf.ground.audit.models import ChainHead

    head, _created = ChainHead.objects.get_or_create(association=association)
    rows = _rows(association.id, first, last, head.digest)
    with transaction.atomic():
        head.digest = _copy(rows) if connection.vendor == "postgresql" else _insert(rows)
        head.sequence = last
        head.save()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _rows(association_id: int, first: int, last: int, previous: str) -> Iterator[tuple[tuple[Any, ...], str]]:
    """An entry as a tuple of its columns, id first, and the JSON of its personal part."""
    import json

    from umlauf.ground.audit.digests import entry_digest, personal_digest

    data: dict[str, str | int | bool | None] = {"actor": "Nora Feldkamp", "user": 7, "name": "Jan Ahorntal"}
    written, part = json.dumps(data), personal_digest(SALT, data)
    for number in range(first, last + 1):
        at = BEGIN + dt.timedelta(seconds=number)
        event, subject = EVENTS[number % 3], f"directory.Person:{number % 90_000}"
        said = (event, subject, "Landrat, Landkreis Ahorntal, Größe Ä", "login", at, at, part, previous)
        digest = entry_digest(association_id, number, *said)
        yield (number, number, *said, digest, association_id), written
        previous = digest


_ENTRY = "id, sequence, event, subject, label, means, office_time, machine_time, personal_digest, previous, digest"
_PART = "id, salt, data, association_id, entry_id"


def _copy(rows: Iterator[tuple[tuple[Any, ...], str]]) -> str:
    """The digest of the last entry."""
    from django.db import connection

    parts, digest = [], ""
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY audit_entry ({_ENTRY}, association_id) FROM STDIN") as target:
            for entry, data in rows:
                target.write_row(entry)
                parts.append((entry[0], SALT, data, entry[-1], entry[0]))
                digest = entry[-2]
        with cursor.copy(f"COPY audit_personalpart ({_PART}) FROM STDIN") as target:
            for part in parts:
                target.write_row(part)
        for table in ("audit_entry", "audit_personalpart"):
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")
    return digest


def _insert(rows: Iterator[tuple[tuple[Any, ...], str]]) -> str:
    from django.db import connection

    digest = ""
    with connection.cursor() as cursor:
        for entry, data in rows:
            stored = [str(value.replace(tzinfo=None)) if isinstance(value, dt.datetime) else value for value in entry]
            cursor.execute(
                f"INSERT INTO audit_entry ({_ENTRY}, association_id) VALUES ({', '.join(['%s'] * 12)})", stored
            )
            part = (entry[0], SALT, data, entry[-1], entry[0])
            cursor.execute(f"INSERT INTO audit_personalpart ({_PART}) VALUES (%s, %s, %s, %s, %s)", part)
            digest = entry[-2]
    return digest


def read_all(association: Any) -> int:
    """(a): the same rows, read by the same questions, and nothing done with them."""
    from umlauf.ground.audit.verification import _rows as read

    return sum(1 for _row in read(association, 10**12))


def walk(association: Any) -> int:
    """(b)"""
    from umlauf.ground.audit.verification import examine

    verified = examine(association)
    if verified.findings or verified.erased:
        raise RuntimeError(f"the chain is sound, and was not found to be: {verified.findings[:3]}")
    return verified.entries


def measure_one(what: str) -> None:
    """Seconds, entries and peak memory in MB, on standard output."""
    association = _association()
    from django_scopes import scope

    work: Callable[[Any], int] = {"read": read_all, "walk": walk}[what]
    with scope(association=association):
        start = time.perf_counter()
        entries = work(association)
        seconds = time.perf_counter() - start
    print(seconds, entries, _peak())


def _peak() -> float:
    """MB. Not ``ru_maxrss``, which begins with what the process had that started this one."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def _association() -> Any:
    import django

    django.setup()
    from umlauf.ground.core.models import Association

    return Association.objects.get_or_create(slug="muster", defaults={"name": "Verband", "short_name": "LKT"})[0]


def writing(association: Any, count: int) -> tuple[float, float]:
    """Entries a second: by bare statements, and by ``record``."""
    from django.db import connection, transaction

    from umlauf.ground.audit.chain import record
    from umlauf.ground.audit.models import ChainHead, Entry
    from umlauf.ground.core.actor import Actor, Means

    actor = Actor("Nora Feldkamp", association.id, Means.LOGIN, user_id=7)
    start = time.perf_counter()
    for number in range(count):
        with transaction.atomic():
            record(actor, "directory.appointed", subject=f"directory.Person:{number}", label="Landrat", personal={})
    recorded = count / (time.perf_counter() - start)
    last = Entry.objects.order_by("-sequence")[0]
    start = time.perf_counter()
    for number in range(1, count + 1):
        said = ("directory.appointed", "directory.Person:1", "Landrat", "login")
        stored = connection.ops.adapt_datetimefield_value(last.office_time)
        entry = (last.id + number, last.sequence + number, *said, stored, stored, *["0" * 64] * 3, association.id)
        part = (last.id + number, SALT, "{}", association.id, last.id + number)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO audit_entry ({_ENTRY}, association_id) VALUES ({', '.join(['%s'] * 12)})", entry
            )
            cursor.execute(f"INSERT INTO audit_personalpart ({_PART}) VALUES (%s, %s, %s, %s, %s)", part)
            cursor.execute("UPDATE audit_chainhead SET sequence = sequence WHERE association_id = %s", [association.id])
    bare = count / (time.perf_counter() - start)
    ChainHead.objects.update(sequence=last.sequence + count)
    return bare, recorded


def measure(entries: int) -> None:
    """All of it, with the database of the settings."""
    association = _association_in_new_database()
    from django.db import connection
    from django_scopes import scope

    lines, known = [], {}
    for first, last in ((1, entries // 10), (entries // 10 + 1, entries)):
        start = time.perf_counter()
        with scope(association=association):
            fill(association, first, last)
        filled = time.perf_counter() - start
        for what in ("read", "walk"):
            known[what, last] = _in_process(what)
        (read, _count, _peak), (walked, count, peak) = known["read", last], known["walk", last]
        lines.append(
            f"  {int(count):>9,} entries: (a) read {read:6.2f} s   (b) verified {walked:6.2f} s, "
            f"{walked / read:.2f} × (a), {count / walked:8,.0f} a second; peak {peak:.0f} MB (filled in {filled:.0f} s)"
        )
    growth = known["walk", entries][2] - known["walk", entries // 10][2]
    with scope(association=association):
        bare, recorded = writing(association, 500)
    print(f"{connection.vendor}: the audit chain")
    print("\n".join(lines))
    print(f"  ten times the entries take {growth:+.1f} MB more")
    print(
        f"  written: (c) bare statements {bare:6.0f} a second   (d) record {recorded:6.0f} a second, "
        f"{recorded / bare:.2f} × (c)",
        flush=True,
    )


def _association_in_new_database() -> Any:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    return _association()


def _in_process(what: str) -> tuple[float, float, float]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.audit", "--one", what], check=True, capture_output=True, text=True
    )
    seconds, entries, peak = map(float, done.stdout.split())
    return seconds, entries, peak


def main(arguments: list[str]) -> int:
    """Measure on both databases, each in a process of its own, or here with ``--here`` on that of the environment."""
    parser = argparse.ArgumentParser(prog="python -m bench.audit", description=__doc__)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--one", choices=["read", "walk"], help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.one:
        measure_one(options.one)
        return 0
    if options.here:
        measure(options.entries)
        return 0
    from tests.services.postgres import server

    given = os.environ.get("DATABASE_URL", "")
    code = _on("", arguments)
    if given.startswith("postgresql"):
        return code or _on(given, arguments)
    with server() as url:
        return code or _on(url, arguments)


def _on(url: str, arguments: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="umlauf-bench-") as home:
        environment = {**os.environ, "UMLAUF_HOME": home, "DATABASE_URL": url}
        environment.setdefault("DJANGO_SETTINGS_MODULE", "umlauf.project.settings")
        command = [sys.executable, "-m", "bench.audit", "--here", *arguments]
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
