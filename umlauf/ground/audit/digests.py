"""What an entry is in a number: the digest that the next entry holds, and that of the personal part beside it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from typing import Final

NOTHING: Final = "0" * 64  # what the first entry follows
Scalar = str | int | bool | None

# Made once: a million entries are walked.
_written = json.JSONEncoder(ensure_ascii=False).encode
_sorted = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode


def entry_digest(
    association_id: int,
    sequence: int,
    event: str,
    subject: str,
    label: str,
    means: str,
    office_time: dt.datetime,
    machine_time: dt.datetime,
    personal_digest: str,
    previous: str,
) -> str:
    """SHA-256 of all that an entry says, and of the entry before it. Times are aware, in UTC."""
    fields = [
        association_id,
        sequence,
        event,
        subject,
        label,
        means,
        office_time.isoformat(),
        machine_time.isoformat(),
        personal_digest,
        previous,
    ]
    return hashlib.sha256(_written(fields).encode()).hexdigest()


def personal_digest(salt: str, data: Mapping[str, Scalar]) -> str:
    return hashlib.sha256(f"{salt}{_sorted(data)}".encode()).hexdigest()
