"""Write to the chain, and verify it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial

from umlauf.ground.audit.digests import Scalar, entry_digest, personal_digest
from umlauf.ground.audit.events import KNOWN
from umlauf.ground.audit.models import ChainHead, Entry, PersonalPart
from umlauf.ground.audit.verification import Finding, examine
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import machine_now, office_now
from umlauf.ground.core.models import Association


def record(actor: Actor, event: str, *, subject: str, label: str, personal: Mapping[str, Scalar] | None = None) -> None:
    """Write an entry, inside the action's transaction and after its last other lock.

    ``event`` is ``room.past_participle``, ``subject`` the model and id, ``label`` what a person would call it.
    ``KeyError``: no room has named the event (``register_events``), or it does not hold what ``personal`` names.
    """
    holds = KNOWN[event].holds
    if personal and not holds.issuperset(personal):
        raise KeyError(", ".join(sorted(set(personal) - holds)))
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


def verify(association: Association) -> list[Finding]:
    """What is wrong with a chain; an empty list: nothing was changed, nothing is missing, nothing was added."""
    return list(examine(association).findings)


def _write(actor: Actor, event: str, *, subject: str, label: str, personal: Mapping[str, Scalar]) -> None:
    head = _locked_head(actor.association_id)
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
        personal_digest=personal_digest(salt, data),
        previous=head.digest,
    )
    entry.digest = entry_digest(
        entry.association_id,
        entry.sequence,
        entry.event,
        entry.subject,
        entry.label,
        entry.means,
        entry.office_time,
        entry.machine_time,
        entry.personal_digest,
        entry.previous,
    )
    entry.save(force_insert=True)
    PersonalPart.objects.create(association_id=actor.association_id, entry=entry, salt=salt, data=data)
    head.sequence, head.digest = entry.sequence, entry.digest
    head.save(update_fields=["sequence", "digest"])


def _locked_head(association_id: int) -> ChainHead:
    locked = ChainHead.objects.select_for_update()
    head = locked.filter(association_id=association_id).first()
    if head is None:
        ChainHead.objects.get_or_create(association_id=association_id)
        head = locked.get(association_id=association_id)
    return head
