"""Give somebody on the waiting list priority, or put them behind the others."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused
from umlauf.office.circulars.checks import check_characters, check_length
from umlauf.office.conferences.access import lock_registration
from umlauf.office.conferences.actions.subjects import subject_of
from umlauf.office.conferences.enums import Priority, RegistrationState
from umlauf.office.conferences.event_entries import paragraphs
from umlauf.office.conferences.models import Registration


@transaction.atomic
def set_priority(
    *, actor: Actor, conference_id: int, registration_id: int, priority: Priority, reason: str
) -> Registration:
    """Say whether somebody who waits goes before the others, in turn, or after them. Who came first stays first.

    Nobody gets a place by it at once, since nobody waits while one is free. The same again: no change. Raises
    ``Refused`` with ``queue.not_waiting``, ``queue.reason`` (for all but in turn), ``access.role``, ``circular.long``
    or ``circular.characters``, and ``Http404``.
    """
    _conference, row = lock_registration(actor, conference_id, registration_id)
    if row.state != RegistrationState.WAITING:
        raise Refused(
            "queue.not_waiting",
            _("%(name)s is no longer on the waiting list. Nothing was changed.") % {"name": row.called},
        )
    clean = paragraphs(reason)
    if priority != Priority.IN_TURN and not clean:
        raise Refused("queue.reason", _("The reason is missing. Nothing was saved. Please write why."))
    check_length(_("Reason"), clean, LIMITS.note)
    check_characters(_("Reason"), clean)
    if (row.priority, row.priority_reason) == (priority, clean):
        return row
    row.priority, row.priority_reason = priority, clean
    row.save(update_fields=["priority", "priority_reason"])
    record(
        actor,
        "conferences.priority_set",
        subject=subject_of(row),
        label=f"{row.inviter_name}, {priority.label}",
    )
    return row
