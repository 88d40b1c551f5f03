"""Keep what somebody is typing, until they save it or throw it away.

None of this is recorded: a working copy is nobody's draft but that of its writer, nobody else reads it, and it goes
when it is saved. What it becomes is recorded then. An entry every few seconds would hide the others, and would say of
an employee when they typed and when they paused.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import machine_now
from umlauf.ground.core.limits import LIMITS, MB
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import Refused
from umlauf.office.circulars.access import get_circular_for
from umlauf.office.circulars.agreement import already_issued, must_be_open_for_changes
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.models import Circular, Issue, WorkingCopy
from umlauf.office.circulars.writing import copy_in, own_copies


@dataclass(frozen=True, slots=True)
class Typed:
    """The form as it stands. ``entries`` is what it would send, by field; ``based_on`` the revision that it showed.

    ``window`` is the one-time word of the page, ``over`` that of the one whose copy it goes on with. ``content`` is
    what would be saved, None where that would be refused.
    """

    entries: dict[str, list[str]]
    window: str
    over: str = ""
    based_on: int = 0
    content: Content | None = None

    @property
    def windows(self) -> set[str]:
        return {self.window, self.over}


@transaction.atomic
def keep_working_copy(*, actor: Actor, circular_id: int, typed: Typed) -> WorkingCopy | None:
    """Keep what is typed into the form of a draft; None if that is what the draft says anyway, so nothing is unsaved.

    It takes no lock but that of its own row. Raises ``Http404``, and ``Refused`` with ``access.role``,
    ``draft.issued``, ``draft.laid`` (except for whoever may sign, who may correct it then), ``copy.long``, or
    ``copy.elsewhere`` when the same person has another window open in which they have gone on.
    """
    _must_write(actor)
    circular = get_circular_for(actor, circular_id)
    if not actor.may(Ability.SIGN):
        must_be_open_for_changes(circular)
    elif Issue.objects.filter(circular=circular).exists():
        raise already_issued()
    saved = circular.drafts.latest("revision")
    if typed.content is not None and Content.parse(saved.content) == typed.content:
        copy_in(typed.windows, actor, circular).delete()
        return None
    return _keep(actor, typed, circular)


@transaction.atomic
def keep_new_working_copy(
    *, actor: Actor, nonce: str, typed: Typed, origin_digest: str | None = None
) -> WorkingCopy | None:
    """Keep what is typed into the form of a new circular, which ``nonce`` names; None if just that was begun already.

    ``origin_digest`` as in ``begin_circular``. Raises ``Refused`` as ``keep_working_copy``, and ``copy.many``.
    """
    _must_write(actor)
    begun = Circular.objects.filter(association_id=actor.association_id, origin_digest=origin_digest)
    if origin_digest is not None and begun.exists():
        copy_in(typed.windows, actor, None, nonce).delete()
        return None
    others = WorkingCopy.objects.filter(association_id=actor.association_id, user_id=actor.user_id or 0, circular=None)
    if others.exclude(nonce=nonce).count() >= LIMITS.working_copies:
        raise Refused(
            "copy.many",
            _("You have begun %(most)s circulars without saving them. Please save or discard one of them first.")
            % {"most": LIMITS.working_copies},
        )
    return _keep(actor, typed, None, nonce)


@transaction.atomic
def drop_working_copy(*, actor: Actor, circular_id: int | None, nonce: str = "") -> bool:
    """Throw away what one has typed oneself; whether there was something. Raises ``Http404`` and ``access.role``."""
    _must_write(actor)
    circular = None if circular_id is None else get_circular_for(actor, circular_id)
    gone, _rows = own_copies(actor, circular, nonce).delete()
    return bool(gone)


@transaction.atomic
def forget_working_copies(*, actor: Actor) -> int:
    """Erase what nobody has gone on with for ``LIMITS.working_copy_days``; how many."""
    before = machine_now() - dt.timedelta(days=LIMITS.working_copy_days)
    gone, _rows = WorkingCopy.objects.filter(association_id=actor.association_id, kept_at__lt=before).delete()
    return gone


def _must_write(actor: Actor) -> None:
    """Whoever writes, and whoever corrects and signs; a person, since a copy is somebody's."""
    actor.must(Ability.SIGN if actor.may(Ability.SIGN) else Ability.WRITE_CIRCULARS)
    if actor.user_id is None:
        raise Http404


def _keep(actor: Actor, typed: Typed, circular: Circular | None, nonce: str = "") -> WorkingCopy | None:
    """None, if a save has taken it away meanwhile."""
    entries = _storable(typed.entries)
    now = machine_now()
    values: dict[str, Any] = {
        "window": typed.window,
        "entries": entries,
        "based_on": typed.based_on,
        "kept_at": now,
    }
    if not copy_in(typed.windows, actor, circular, nonce).update(**values):
        copy, created = own_copies(actor, circular, nonce).get_or_create(
            association_id=actor.association_id,
            user_id=actor.user_id or 0,
            circular=circular,
            nonce="" if circular is not None else nonce,
            defaults={**values, "begun_at": now},
        )
        if not created and copy.window != typed.window:
            raise Refused(
                "copy.elsewhere",
                _(
                    "You have gone on with this text in another window, so it is not kept from here. "
                    "Please go on there, or save here."
                ),
            )
    return own_copies(actor, circular, nonce).first()


def _storable(entries: dict[str, list[str]]) -> dict[str, list[str]]:
    """Without the character NUL, which PostgreSQL cannot keep. Raises ``Refused("copy.long")``."""
    clean = {name: [value.replace("\x00", "") for value in values] for name, values in entries.items()}
    size = len(json.dumps(clean, ensure_ascii=False).encode())
    if size > LIMITS.working_copy_bytes:
        raise Refused(
            "copy.long",
            _("The text has %(size).1f MB, and at most %(most).0f MB are kept while you write. Please save it.")
            % {"size": size / MB, "most": LIMITS.working_copy_bytes / MB},
        )
    return clean
