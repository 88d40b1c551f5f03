"""An administrator sees the pages as somebody else of the house does: never without a reason, never without a trace."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused
from umlauf.office.directory.actions.grants import in_words
from umlauf.office.directory.queries.grants import Staff, get_staff_for


@transaction.atomic
def begin_viewing(*, actor: Actor, user_id: int, reason: str) -> Staff:
    """Record who begins to see whose pages and why; it ends by itself after ``LIMITS.viewing_minutes``.

    Raises ``Http404`` for a stranger, and ``Refused`` with ``viewing.reason``, ``viewing.self`` or
    ``viewing.suspended`` (who may do nothing sees nothing).
    """
    staff = get_staff_for(actor, user_id)
    said = reason.strip()
    if not 0 < len(said) <= LIMITS.note:
        raise Refused("viewing.reason", _("Please write why you look at these pages."))
    if user_id == actor.user_id:
        raise Refused("viewing.self", _("These are your own pages."))
    if staff.suspended or not staff.user.is_active:
        raise Refused("viewing.suspended", _("%(name)s is suspended and sees nothing.") % {"name": staff.user.name})
    record(
        actor,
        "directory.viewing_begun",
        subject=f"accounts.User:{user_id}",
        label=in_words(staff.roles),
        personal={"to": staff.user.email, "reason": said},
    )
    return staff


@transaction.atomic
def end_viewing(*, actor: Actor, user_id: int) -> None:
    """Record that the administrator has stopped looking. Whoever began may always end."""
    record(actor, "directory.viewing_ended", subject=f"accounts.User:{user_id}", label="")
