"""Heads outside of the database: whoever rewrites a chain together with its head cannot rewrite these.

A file of JSON lines that is only ever added to: ``{"association": slug, "sequence": 12, "digest": "…", "at": "…"}``.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path

from django_scopes import scopes_disabled

from umlauf.ground.audit.models import ChainHead
from umlauf.ground.audit.verification import ExportedHead
from umlauf.ground.core.clock import machine_now
from umlauf.ground.core.models import Association


def heads_of(associations: Iterable[Association]) -> list[ExportedHead]:
    """The heads of these associations, as they are now."""
    now = machine_now().replace(microsecond=0)
    with scopes_disabled():
        rows = ChainHead.objects.filter(association__in=associations, sequence__gt=0).order_by("association")
        known = list(rows.values_list("association__slug", "sequence", "digest"))
    return [ExportedHead(slug, sequence, digest, now) for slug, sequence, digest in known]


def as_line(head: ExportedHead) -> str:
    return json.dumps(asdict(head) | {"at": head.at.isoformat()})


def append_heads(file: Path, heads: Iterable[ExportedHead]) -> None:
    """Add heads to the file, which is made where there is none. Raises ``OSError``."""
    lines = "".join(f"{as_line(head)}\n" for head in heads)
    with file.open("a+b") as target:
        target.seek(0, os.SEEK_END)
        if target.tell():
            target.seek(-1, os.SEEK_END)
            if target.read(1) != b"\n":  # a line that was being written when the power went
                lines = f"\n{lines}"
        target.write(lines.encode())
        target.flush()
        os.fsync(target.fileno())


def read_heads(file: Path) -> Iterator[ExportedHead]:
    """The heads in a file. Raises ``OSError``, and ``ValueError`` with the number of a line that is none."""
    with file.open(encoding="utf-8", errors="replace") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield _parsed(number, line)


def _parsed(number: int, line: str) -> ExportedHead:
    try:
        told = json.loads(line)
        at = dt.datetime.fromisoformat(told["at"])
        return ExportedHead(str(told["association"]), int(told["sequence"]), str(told["digest"]), at)
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(number) from error


def export_daily(file: Path, association: Association) -> bool:
    """Add the head of an association, once a day and only if it has changed since. Whether it did. Raises ``OSError``.

    A line that cannot be read does not keep it from adding one: ``umlauf audit verify`` will tell.
    """
    last = _last_line(file, association.slug)
    for head in heads_of([association]):
        if last is None or (last.at.date() != head.at.date() and (last.sequence, last.digest) != _state(head)):
            append_heads(file, [head])
            return True
    return False


def _state(head: ExportedHead) -> tuple[int, str]:
    return head.sequence, head.digest


def _last_line(file: Path, slug: str) -> ExportedHead | None:
    if not file.exists():
        return None
    mark = f'"association": {json.dumps(slug)},'
    with file.open(encoding="utf-8", errors="replace") as lines:
        last = None
        for line in lines:
            last = line if mark in line else last
    try:
        return _parsed(0, last) if last else None
    except ValueError:
        return None
