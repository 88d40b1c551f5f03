"""Set up a security check, ask for it by mail, and end it. Whoever does so sees numbers, and nothing that was given."""

from __future__ import annotations

from dataclasses import asdict

from django.db import transaction
from django.utils.translation import gettext as _

from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import office_now, office_today
from umlauf.ground.text import Refused
from umlauf.office.conferences.access import lock_conference
from umlauf.office.conferences.actions.announce import Tell, told_already, write_to_who_comes
from umlauf.office.conferences.actions.security_purge import end_checks, record_end
from umlauf.office.conferences.enums import AnnouncementKind
from umlauf.office.conferences.models import Conference, SecurityCheck, SecurityEntry
from umlauf.office.conferences.queries import takes_place
from umlauf.office.conferences.security_entries import (
    CheckEntry,
    checked_check,
    entry_of_check,
    state_of_check,
)
from umlauf.office.conferences.security_queries import check_now, entry_of, missing_of_check, open_check, people_to_ask


@transaction.atomic
def set_check(*, actor: Actor, conference_id: int, entry: CheckEntry, seen: str) -> SecurityCheck:
    """Set up the check of a conference, or change it until somebody has given what it asks for.

    ``seen``: ``state_of_check`` as the form showed it; empty for a new one. The same again: no change. Raises
    ``Refused`` with ``security.changed``, ``security.given``, ``event.ended``, ``access.role``, what ``checked_check``
    raises, and ``Http404``.
    """
    conference = _ahead(actor, conference_id)
    clean = checked_check(entry, conference, office_today(conference.association))
    check = open_check(conference)
    if check is not None and entry_of_check(check) == clean:
        return check
    if seen != state_of_check(check):
        raise Refused(
            "security.changed",
            _("Somebody has changed this meanwhile. Nothing was saved. Please open it again."),
        )
    if check is not None and check.given_at is not None:
        raise Refused(
            "security.given",
            _(
                "Somebody has given their data already, and was told what stands here. Nothing was saved. If something "
                "else holds, please end the check, which deletes the data, and set it up anew."
            ),
        )
    check = check or SecurityCheck(association_id=conference.association_id, conference=conference)
    for name, value in asdict(clean).items():
        setattr(check, name, value)
    check.save()
    _record(actor, "conferences.security_set", conference)
    return check


@transaction.atomic
def end_check(*, actor: Actor, conference_id: int) -> None:
    """End the check, also after the event, and delete what people gave. There is none: no change.

    Raises ``Refused("access.role")`` and ``Http404``.
    """
    conference = lock_conference(actor, conference_id)
    record_end(actor, conference, end_checks(conference, office_now()))


@transaction.atomic
def tell_security(*, actor: Actor, conference_id: int, count: int, nonce: str) -> None:
    """Have the worker write to each who has a page of their own, has given nothing, and was not asked today.

    ``count`` is the number of mails that the button showed. The same form again: no change. Raises ``Refused`` with
    ``event.ended``, ``security.none`` (no check, or its day has come), ``security.nobody``, ``security.count``,
    ``access.role``, and ``Http404``.
    """
    conference = lock_conference(actor, conference_id)
    if told_already(actor, Tell(nonce=nonce)):
        return
    now = office_now()
    check = check_now(conference, now)
    if not takes_place(conference, now):
        raise _ended()
    if check is None:
        raise Refused("security.none", _("There is no security check any more. No mail was sent."))
    asked = people_to_ask(list(missing_of_check(conference)), conference, now)
    if not asked:
        raise Refused(
            "security.nobody",
            _("Whoever can be asked by mail has answered, or was asked today. No mail was sent."),
        )
    if len(asked) != count:
        raise Refused(
            "security.count",
            _(
                "Meanwhile others would be asked. No mail was sent. Please look at the number and press the button "
                "again."
            ),
        )
    known = [entry.id for row in asked if (entry := entry_of(row)) is not None]
    SecurityEntry.objects.filter(id__in=known).update(asked_at=now)
    SecurityEntry.objects.bulk_create(
        SecurityEntry(association_id=row.association_id, registration=row, security_check=check, asked_at=now)
        for row in asked
        if entry_of(row) is None
    )
    announcement = write_to_who_comes(actor, conference, kind=AnnouncementKind.SECURITY, nonce=nonce, at=now)
    label = f"{conference.title[:180]} ({len(asked)})"
    subject = f"conferences.Announcement:{announcement.id}"
    record(actor, "conferences.security_told", subject=subject, label=label)


def _ahead(actor: Actor, conference_id: int) -> Conference:
    conference = lock_conference(actor, conference_id)
    if not takes_place(conference, office_now()):
        raise _ended()
    return conference


def _ended() -> Refused:
    return Refused("event.ended", _("It is over or was cancelled. Nothing was changed."))


def _record(actor: Actor, event: str, conference: Conference) -> None:
    record(actor, event, subject=f"conferences.Conference:{conference.id}", label=conference.title)
