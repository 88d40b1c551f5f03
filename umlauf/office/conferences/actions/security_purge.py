"""Delete what people gave for a security check: on its day, when it ends, and at once where they no longer come."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q

from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import office_now
from umlauf.office.conferences.enums import COMING
from umlauf.office.conferences.models import Conference, SecurityEntry
from umlauf.office.conferences.security_queries import is_due, open_check
from umlauf.office.responses.models import Ask

ENTRY_GONE = ~Q(registration__state__in=COMING) | Q(registration__purged_at__isnull=False)
"""Of somebody who no longer comes, or of whom nobody knows the name any more."""


def forget_entries(whose: Q) -> int:
    """Delete what lies there, behind the lock of the ask. Returns how many people had given something."""
    rows = SecurityEntry.objects.filter(whose)
    given = rows.filter(sealed__isnull=False).count()
    rows.delete()
    return given


def end_checks(conference: Conference, now: dt.datetime) -> int | None:
    """End the check of the conference, behind the lock of the ask, and delete everything that lies there.

    Returns how many people had given something; None where there is no check.
    """
    check = open_check(conference)
    if check is None:
        return None
    given = forget_entries(Q(registration__conference=conference))
    check.ended_at = now
    check.save(update_fields=["ended_at"])
    return given


def record_end(actor: Actor, conference: Conference, given: int | None) -> None:
    """How many had given something; nothing where no check ended."""
    if given is not None:
        _record(actor, "conferences.security_ended", conference, given)


@transaction.atomic
def purge_security(*, actor: Actor, conference_id: int) -> int:
    """End the check whose day has come, and delete what lies there of who no longer comes.

    Returns how many people had given what was deleted. Again: no change.
    """
    conference = Conference.objects.select_related("association").get(id=conference_id)
    Ask.objects.select_for_update().get(circular_id=conference.circular_id)
    conference.refresh_from_db(fields=["starts_on", "ends_on"])
    now = office_now()
    gone = forget_entries(Q(registration__conference=conference) & ENTRY_GONE)
    if gone:
        _record(actor, "conferences.security_purged", conference, gone)
    check = open_check(conference)
    if check is None or not is_due(check, conference, now):
        return gone
    ended = end_checks(conference, now)
    record_end(actor, conference, ended)
    return gone + (ended or 0)


def _record(actor: Actor, event: str, conference: Conference, given: int) -> None:
    subject = f"conferences.Conference:{conference.id}"
    record(actor, event, subject=subject, label=f"{conference.title[:180]} ({given})")
