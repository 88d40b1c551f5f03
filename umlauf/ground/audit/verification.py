"""Walk a chain from its first entry to its head, and name what somebody has done to it in the database."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from django.db import DatabaseError, transaction
from django.db.models import Max, QuerySet

from umlauf.ground.audit.digests import NOTHING, entry_digest, personal_digest
from umlauf.ground.audit.models import ChainHead, Entry
from umlauf.ground.core.models import Association

_PAGE: Final = 2_000  # entries in memory at once
_AHEAD: Final = 8  # how many entries that were taken out without a gap are recognised when the head was changed too
_FIELDS: Final = (
    *("sequence", "event", "subject", "label", "means", "office_time", "machine_time"),
    *("personal_digest", "previous", "digest", "personal__salt", "personal__data"),
)
_UNREADABLE: Final = (*[None] * 9, "", None)
_GREATEST: Final = 2**63 - 1  # behind it SQLite sorts what is no number


class Flaw(StrEnum):
    """What somebody has done to a chain."""

    CHANGED = "changed"
    """The entry, its place or its personal part."""
    MISSING = "missing"
    INSERTED = "inserted"
    HEADLESS = "headless"
    """The row that says which entry is the last one is gone."""
    REWRITTEN = "rewritten"
    """The chain agrees with itself, and not with what was exported of it: everything up to this entry may be new."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A flaw of the entries ``first`` to ``last``, by their numbers in the chain."""

    first: int
    last: int
    flaw: Flaw


@dataclass(frozen=True, slots=True)
class ExportedHead:
    """The last entry of a chain as it was at a time (of the machine), told outside of the database."""

    association: str
    sequence: int
    digest: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Verified:
    """How many entries there are, how many personal parts were erased, as it should be, and what is wrong."""

    entries: int
    erased: int
    findings: tuple[Finding, ...]


@dataclass(slots=True)
class _Walk:
    """Where a walk stands. ``stored`` and ``place``: the number of the last sound entry, now and when it was written.

    ``strange``: entries behind it that fit nowhere. They were changed if entries of the chain are missing there, and
    else inserted.
    """

    association_id: int
    end: int  # number of the last entry, as the head has it
    slipped: int  # how far the last row lies from it
    exported: dict[int, set[str]]
    stored: int = 0
    place: int = 0
    digest: str = NOTHING
    entries: int = 0
    erased: int = 0
    strange: list[tuple[int, int]] = field(default_factory=list)
    strange_digest: str = ""
    strangers: int = 0
    rewritten: bool = False
    findings: list[Finding] = field(default_factory=list)

    def step(self, row: tuple[Any, ...]) -> None:
        """Take the next entry, with its personal part."""
        sequence, said, digest, salt, data = row[0], row[1:9], row[9], row[10], row[11]
        personal, previous = said[-2:]
        self.entries += 1
        if salt is None:
            self.erased += 1
        elif not _fits(personal, personal_digest, salt, data):
            self._find(sequence, sequence, Flaw.CHANGED)
        if sequence < 1:
            self._find(sequence, sequence, Flaw.INSERTED)
            return
        place = self._place(sequence, said, digest)
        if place is None:
            self._doubt(sequence, digest)
            return
        if place == self.place + 1 and not self.strangers:
            self._follow(sequence, previous)
        else:
            self._settle(sequence, place, previous)
        self.stored, self.place, self.digest = sequence, place, digest
        known = self.exported.get(place)
        if known and known != {digest} and not self.rewritten:
            self.rewritten = True
            self._find(place, place, Flaw.REWRITTEN)

    def finish(self, last_row: int, head_digest: str) -> None:
        """Compare the end with the head, whose number may have been lowered after entries were taken out."""
        self.end = max(self.end, self.place)
        if self.place == self.end and not self.strangers:
            self._follow(last_row + 1, head_digest)
        else:
            self._settle(last_row + 1, self.end + 1, head_digest)
        known = max(self.exported, default=0)
        if known > self.end:
            self._find(self.end + 1, known, Flaw.MISSING)

    def _place(self, sequence: int, said: tuple[Any, ...], digest: str) -> int | None:
        """The number under which an entry was written: its own, or that from which it was moved. None: it was not."""
        if _fits(digest, entry_digest, self.association_id, sequence, *said):
            return sequence if self.place < sequence <= self.end else None
        moved = sequence - self.stored + self.place
        candidates = [moved, moved - self.strangers, sequence - self.slipped]
        if not self.strangers:
            candidates += range(moved + 1, moved + 1 + _AHEAD)
        possible = (one for one in dict.fromkeys(candidates) if one != sequence and one > self.place)
        return next((one for one in possible if _fits(digest, entry_digest, self.association_id, one, *said)), None)

    def _doubt(self, sequence: int, digest: str) -> None:
        if self.strange and self.strange[-1][1] == sequence - 1:
            self.strange[-1] = (self.strange[-1][0], sequence)
        else:
            self.strange.append((sequence, sequence))
        self.strangers += 1
        self.strange_digest = digest

    def _follow(self, sequence: int, previous: str) -> None:
        """A sound entry right behind another one: it must hold its digest. Else that one was written anew."""
        if previous != self.digest:
            culprit = self.stored or sequence
            self._find(culprit, culprit, Flaw.CHANGED)

    def _settle(self, sequence: int, place: int, previous: str) -> None:
        """Say what became of the places between the last sound entry and this one."""
        expected = place - self.place - 1
        changed = min(self.strangers, expected)
        if expected == sequence - self.stored - 1:  # nothing has moved, so a gap is where the entry was
            self._find_all(self.strange, Flaw.CHANGED)
            self._find_all(_between(self.stored, sequence, self.strange), Flaw.MISSING)
        elif expected == 0 and self.strangers and previous == self.strange_digest != self.digest:
            # The strangers are the entries that stood here, and the sound ones before them took their places.
            self._find(self.stored - self.strangers + 1, self.stored, Flaw.INSERTED)
        else:
            self._find_all(_cut(self.strange, changed, first=True), Flaw.CHANGED)
            self._find_all(_cut(self.strange, changed, first=False), Flaw.INSERTED)
            self._find(place - expected + changed, place - 1, Flaw.MISSING)
            if not self.strangers and not expected:
                self._find(sequence, sequence, Flaw.CHANGED)
        self.strange, self.strangers = [], 0

    def _find_all(self, spans: Iterable[tuple[int, int]], flaw: Flaw) -> None:
        for first, last in spans:
            self._find(first, last, flaw)

    def _find(self, first: int, last: int, flaw: Flaw) -> None:
        if first > last:
            return
        before = self.findings[-1] if self.findings else None
        if before and before.flaw == flaw and before.first <= first <= before.last + 1:
            self.findings[-1] = Finding(before.first, max(last, before.last), flaw)
        else:
            self.findings.append(Finding(first, last, flaw))


def examine(association: Association, exported: Iterable[ExportedHead] = ()) -> Verified:
    """Walk the chain of an association, inside its scope, and compare it with heads that were exported of it.

    The head is locked only while its row is read: what is written from then on is not part of the walk.
    """
    known: defaultdict[int, set[str]] = defaultdict(set)
    for one in exported:
        known[one.sequence].add(one.digest)
    head, last_row = _end(association)
    end = head.sequence if head else last_row
    walk = _Walk(association.id, end, last_row - end, dict(known))
    for row in _rows(association, last_row):
        walk.step(row)
    headless = head is None and (last_row or known)
    walk.finish(last_row, head.digest if head else walk.digest)
    findings = _merged(walk.findings)
    if headless:
        findings.append(Finding(end, end, Flaw.HEADLESS))
    return Verified(walk.entries, walk.erased, tuple(findings))


@transaction.atomic
def _end(association: Association) -> tuple[ChainHead | None, int]:
    """The head, and the greatest number of an entry: taken together, since whoever writes an entry holds the head."""
    locked = ChainHead.objects.select_for_update().filter(association=association)
    last_rows = Entry.objects.filter(association=association, sequence__lte=_GREATEST)
    head, last_row = locked.first(), last_rows.aggregate(last=Max("sequence"))["last"] or 0
    if head is None and last_row:  # there was none to lock: the first entry may have come in meanwhile
        head, last_row = locked.first(), last_rows.aggregate(last=Max("sequence"))["last"] or 0
    return head, last_row


def _rows(association: Association, last_row: int) -> Iterator[tuple[Any, ...]]:
    """All entries up to a number, in their order, a page at a time: no transaction stays open meanwhile."""
    entries = Entry.objects.filter(association=association, sequence__lte=last_row).order_by("sequence")
    after = -1
    while True:
        page = _page(entries.filter(sequence__gt=after))
        yield from page
        if len(page) < _PAGE:
            return
        after = page[-1][0]


def _page(entries: QuerySet[Entry]) -> list[tuple[Any, ...]]:
    """The next entries, one by one where something cannot be read: SQLite takes any bytes into any column."""
    rows = entries.values_list(*_FIELDS)
    try:
        return list(rows[:_PAGE])
    except (ValueError, DatabaseError):
        return [_one(rows, number) for number in list(entries.values_list("sequence", flat=True)[:_PAGE])]


def _one(rows: QuerySet[Entry, tuple[Any, ...]], number: int) -> tuple[Any, ...]:
    try:
        return rows.get(sequence=number)
    except (ValueError, DatabaseError):
        return number, *_UNREADABLE


def _fits(digest: str, calculate: Callable[..., str], *said: Any) -> bool:
    """Whether this is the digest of what an entry says, which may be of any kind now."""
    try:
        return calculate(*said) == digest
    except (AttributeError, TypeError, ValueError):
        return False


def _between(stored: int, sequence: int, present: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The spans of numbers between two entries that no row has."""
    after = stored
    for first, last in [*present, (sequence, sequence)]:
        if after + 1 < first:
            yield after + 1, first - 1
        after = last


def _cut(spans: list[tuple[int, int]], count: int, *, first: bool) -> Iterator[tuple[int, int]]:
    """The first ``count`` numbers of spans, or all others."""
    left = count
    for start, end in spans:
        taken = min(left, end - start + 1)
        left -= taken
        if first and taken:
            yield start, start + taken - 1
        if not first and start + taken <= end:
            yield start + taken, end


def _merged(findings: list[Finding]) -> list[Finding]:
    """Each flaw of an entry once, in the order of the entries."""
    merged: list[Finding] = []
    for one in sorted(findings, key=lambda finding: (finding.flaw, finding.first)):
        before = merged[-1] if merged else None
        if before and before.flaw == one.flaw and one.first <= before.last + 1:
            merged[-1] = Finding(before.first, max(before.last, one.last), one.flaw)
        else:
            merged.append(one)
    return sorted(merged)
