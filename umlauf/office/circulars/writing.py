"""Texts that are not saved yet: whose they are, and who else is writing at this moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet
from django.db.models.fields.json import KT

from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import machine_now
from umlauf.office.circulars.models import Circular, WorkingCopy

WRITING: Final = dt.timedelta(minutes=2)
"""Whoever typed something in the last two minutes is writing."""


@dataclass(frozen=True, slots=True)
class Unsaved:
    """A text of one's own that is not saved. ``circular_id`` None: of a circular that is not begun yet.

    ``kept_at`` is machine time.
    """

    circular_id: int | None
    nonce: str
    subject: str
    kept_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Writer:
    """Somebody who is writing at a draft, and when they typed last, in machine time."""

    name: str
    at: dt.datetime


def working_copy_of(actor: Actor, circular: Circular | None, nonce: str = "") -> WorkingCopy | None:
    """What this person has typed into the form of a draft, or into that of a new one by its ``nonce``."""
    return own_copies(actor, circular, nonce).first()


def own_copies(actor: Actor, circular: Circular | None, nonce: str = "") -> QuerySet[WorkingCopy]:
    """At most one row."""
    own = WorkingCopy.objects.filter(association_id=actor.association_id, user_id=actor.user_id or 0)
    return own.filter(circular=circular) if circular is not None else own.filter(circular=None, nonce=nonce)


def unsaved_texts(actor: Actor, *, new: bool = False) -> list[Unsaved]:
    """All texts of this person that are not saved, the last one first; ``new``: of circulars that are not begun yet.

    One query, which does not read the texts.
    """
    own = WorkingCopy.objects.filter(association_id=actor.association_id, user_id=actor.user_id or 0)
    if new:
        own = own.filter(circular=None)
    rows = own.annotate(subject=KT("entries__subject__0")).order_by("-kept_at")
    found = rows.values_list("circular_id", "nonce", "subject", "kept_at")
    return [Unsaved(circular_id, nonce, (subject or "").strip(), at) for circular_id, nonce, subject, at in found]


def others_writing(actor: Actor, circular: Circular) -> list[Writer]:
    """Who else has typed something into this draft in the last two minutes, by name."""
    now = WorkingCopy.objects.filter(circular=circular, kept_at__gte=machine_now() - WRITING)
    others = now.exclude(user_id=actor.user_id or 0).order_by("user__name", "id").values_list("user__name", "kept_at")
    return [Writer(name, at) for name, at in others]


def copy_in(
    windows: Collection[str], actor: Actor, circular: Circular | None, nonce: str = ""
) -> QuerySet[WorkingCopy]:
    """The copy, if one of these ``windows`` wrote it; they never showed what was typed in another one."""
    return own_copies(actor, circular, nonce).filter(window__in=windows)


def forget_working_copy(actor: Actor, circular: Circular | None, windows: Collection[str], nonce: str = "") -> None:
    """What this person has typed in these windows is saved or signed. In the transaction that does so."""
    if actor.user_id is not None and windows and (circular is not None or nonce):
        copy_in(windows, actor, circular, nonce).delete()
