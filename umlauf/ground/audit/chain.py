"""Write to the chain, and verify it."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from django.db import transaction

from umlauf.ground.audit.models import ChainHead, Entry, PersonalPart
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import machine_now, office_now
from umlauf.ground.core.models import Association

NOTHING = "0" * 64  # what the first entry follows
Scalar = str | int | bool | None


class Flaw(StrEnum):
    """What ``verify`` can find. Only ``ERASED`` is as it should be."""

    CHANGED = "changed"
    MISSING = "missing"
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class Finding:
    """A flaw at an entry of the chain."""

    sequence: int
    flaw: Flaw


def record(actor: Actor, event: str, *, subject: str, label: str, personal: Mapping[str, Scalar] | None = None) -> None:
    """Write an entry, inside the action's transaction and after its last other lock.

    ``event`` is ``room.past-participle``, ``subject`` the model and id, ``label`` what a person would call it.
    """
    write = partial(_write, actor, event, subject=subject, label=label, personal=dict(personal or {}))
    held_back = _held_back.get()
    if held_back is None:
        write()
    else:
        held_back.append(write)


@contextmanager
def recorded_together() -> Iterator[None]:
    """Hold back what is recorded inside until its end, in the caller's transaction.

    For an action that is made of others: so it, too, locks the head of the chain after everything else. Inside
    another one it does nothing of its own.
    """
    if _held_back.get() is not None:
        yield
        return
    entries: list[Callable[[], None]] = []
    token = _held_back.set(entries)
    try:
        yield
    finally:
        _held_back.reset(token)
    for write in entries:
        write()


_held_back: ContextVar[list[Callable[[], None]] | None] = ContextVar("held_back", default=None)


def _write(actor: Actor, event: str, *, subject: str, label: str, personal: Mapping[str, Scalar]) -> None:
    ChainHead.objects.get_or_create(association_id=actor.association_id)
    head = ChainHead.objects.select_for_update().get(association_id=actor.association_id)
    salt = secrets.token_hex(16)
    data = {"actor": actor.label, "user": actor.user_id, **personal}
    entry = Entry(
        association_id=actor.association_id,
        sequence=head.sequence + 1,
        event=event,
        subject=subject,
        label=label[:200],
        means=actor.means,
        office_time=office_now(),
        machine_time=machine_now(),
        personal_digest=_personal_digest(salt, data),
        previous=head.digest,
    )
    entry.digest = _digest(entry)
    entry.save()
    PersonalPart.objects.create(association_id=actor.association_id, entry=entry, salt=salt, data=data)
    head.sequence, head.digest = entry.sequence, entry.digest
    head.save(update_fields=["sequence", "digest"])


@transaction.atomic
def verify(association: Association) -> list[Finding]:
    """Walk the chain from its first entry to its head. An empty list: nothing was changed, nothing is missing.

    The head stays locked meanwhile, so that what is being written is not taken for a flaw.
    """
    locked = ChainHead.objects.select_for_update().filter(association=association)
    entries = Entry.objects.filter(association=association)
    head = locked.first()
    if head is None:
        if not entries.exists():
            return []
        head = locked.first()  # there was none to lock: the first entry may have come in meanwhile
    findings: list[Finding] = []
    previous, expected = NOTHING, 1
    for entry in entries.select_related("personal").iterator(chunk_size=2000):
        if entry.sequence != expected:
            findings.append(Finding(expected, Flaw.MISSING))
        if (entry.previous != previous and entry.sequence == expected) or entry.digest != _digest(entry):
            findings.append(Finding(entry.sequence, Flaw.CHANGED))
        part = getattr(entry, "personal", None)
        if part is None:
            findings.append(Finding(entry.sequence, Flaw.ERASED))
        elif _personal_digest(part.salt, part.data) != entry.personal_digest:
            findings.append(Finding(entry.sequence, Flaw.CHANGED))
        previous, expected = entry.digest, entry.sequence + 1
    known = (head.sequence, head.digest) if head else (0, NOTHING)
    if known != (expected - 1, previous):
        findings.append(Finding(expected, Flaw.MISSING))
    return findings


def _digest(entry: Entry) -> str:
    fields = [
        entry.association_id,
        entry.sequence,
        entry.event,
        entry.subject,
        entry.label,
        entry.means,
        entry.office_time.isoformat(),
        entry.machine_time.isoformat(),
        entry.personal_digest,
        entry.previous,
    ]
    return hashlib.sha256(json.dumps(fields, ensure_ascii=False).encode()).hexdigest()


def _personal_digest(salt: str, data: Mapping[str, Scalar]) -> str:
    text = json.dumps(data, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(f"{salt}{text}".encode()).hexdigest()
