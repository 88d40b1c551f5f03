"""The one table of how much is too much."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MB: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes, lengths in characters, times in days."""

    text_bytes: int = 2 * MB
    annex_bytes: int = 25 * MB
    annexes: int = 30
    name: int = 200
    person: int = 120
    phone: int = 40
    function: int = 120
    address: int = 500
    note: int = 1_000
    statement: int = 20_000
    persons_at_once: int = 20
    registrations: int = 60  # of one organisation for one conference
    places: int = 100_000
    changes_per_hour: int = 60  # of one organisation to its answer to one circular
    subject: int = 200
    keyword: int = 100
    file_reference: int = 60
    abstract: int = 4_000
    addressees: int = 1_000
    email: int = 254
    link_days: int = 730
    retention_days: int = 90  # names of those who came or answered, after the conference or the deadline
    former_days: int = 3_653  # names of former holders, after their last day in office
    import_bytes: int = 25 * MB
    import_unpacked_bytes: int = 500 * MB  # what the parts of a workbook say that they unpack to
    import_rows: int = 100_000
    import_days: int = 7  # how long a file waits that nobody applies
    login_attempts: int = 10
    login_window_minutes: int = 15


LIMITS: Final = Limits()
