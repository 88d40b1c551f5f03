"""An administrator sees the pages as somebody else of the house does: never without a reason, never without a trace."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from umlauf.ground.audit.chain import record, recorded_together
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import machine_now
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused
from umlauf.office.directory.actions.grants import in_words
from umlauf.office.directory.models import Viewing
from umlauf.office.directory.queries.grants import get_staff_for


@transaction.atomic
def begin_viewing(*, actor: Actor, user_id: int, reason: str) -> Viewing:
    """Record who begins to see whose pages and why; it ends by itself after ``LIMITS.viewing_minutes``.

    Raises ``Http404`` for a stranger, and ``Refused`` with ``viewing.reason``, ``viewing.self`` or
    ``viewing.suspended`` (who may do nothing sees nothing).
    """
    staff = get_staff_for(actor, user_id)
    said = reason.strip()
    if not 0 < len(said) <= LIMITS.note:
        raise Refused("viewing.reason", _("Please write why you look at these pages."))
    if actor.user_id is None or user_id == actor.user_id:
        raise Refused("viewing.self", _("These are your own pages."))
    if staff.suspended or not staff.user.is_active:
        raise Refused("viewing.suspended", _("%(name)s is suspended and sees nothing.") % {"name": staff.user.name})
    viewing = Viewing.objects.create(
        association_id=actor.association_id,
        viewer_id=actor.user_id,
        seen=staff.user,
        until=machine_now() + dt.timedelta(minutes=LIMITS.viewing_minutes),
    )
    record(
        actor,
        "directory.viewing_begun",
        subject=f"accounts.User:{user_id}",
        label=in_words(staff.roles),
        personal={"to": staff.user.email, "reason": said},
    )
    return viewing


@transaction.atomic
def end_viewing(*, actor: Actor, viewing_id: int) -> None:
    """Record that the administrator has stopped looking. Whoever began may always end; ended already: unchanged."""
    own = Viewing.objects.filter(association_id=actor.association_id, viewer_id=actor.user_id, id=viewing_id)
    for viewing in own.select_related("viewer", "seen"):
        _end(actor, viewing)


@transaction.atomic
@recorded_together()
def end_viewings_over(*, actor: Actor) -> int:
    """Record the end of each viewing that ran out, whatever became of its session; how many."""
    over = Viewing.objects.filter(association_id=actor.association_id, until__lte=machine_now())
    return sum(_end(actor, viewing) for viewing in over.select_related("viewer", "seen").order_by("id"))


def _end(actor: Actor, viewing: Viewing) -> bool:
    """Whoever takes the row away records it, so that two at the same moment record one end."""
    gone, _rows = Viewing.objects.filter(id=viewing.id).delete()
    if gone:
        record(
            actor,
            "directory.viewing_ended",
            subject=f"accounts.User:{viewing.seen_id}",
            label="",
            personal={"to": viewing.seen.email, "by": viewing.viewer.email},
        )
    return bool(gone)
