"""Give what a security check asks for, take it back, and hand it on to the body that asks."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import Refused
from umlauf.office.conferences.access import get_conference_for
from umlauf.office.conferences.models import Conference, Registration, SecurityCheck, SecurityEntry
from umlauf.office.conferences.place_access import PlaceKey, contact_of, lock_place, must_be_coming
from umlauf.office.conferences.security_entries import (
    checked_birth,
    is_birth,
    sealed_birth,
    state_of_check,
    state_of_entry,
)
from umlauf.office.conferences.security_queries import (
    check_now,
    entry_of,
    handed_on,
    ids_by_name,
    is_asked,
)
from umlauf.office.responses.enums import Channel
from umlauf.office.responses.models import Ask
from umlauf.office.responses.queries import local_day


@transaction.atomic
def give_birth_data(
    *, actor: Actor, key: PlaceKey, day: str, place: str, told: str, seen: str = "", channel: Channel = Channel.PHONE
) -> SecurityEntry:
    """Keep when and where somebody was born, sealed for their registration. The same again: no change.

    ``told``: ``state_of_check`` of what the page said of the check. By the link of the place whoever sends last is
    right, for the page shows nobody what stands there. An office writes down what it was told over ``channel``, on what
    it has ``seen`` (``state_of_entry``). Taken also after the deadline of the check. Raises ``Refused`` with
    ``security.over`` (ended, or its day has come), ``security.told`` (it says something else by now),
    ``security.seat``, ``security.changed``, ``place.over``, ``place.gone``, ``access.role``, what ``checked_birth``
    raises, and ``Http404``.
    """
    row = lock_place(actor, key, Ability.SEE_SECURITY_ENTRIES)
    must_be_coming(row)
    now = office_now()
    check = _must_be_asked(row, told, now)
    birth = checked_birth(day, place, local_day(now, row.conference.association))
    entry = entry_of(row)
    if is_birth(entry, birth) and entry is not None:
        return entry
    if key.by_office and seen != state_of_entry(entry):
        raise Refused(
            "security.changed",
            _("Meanwhile something else was given. Nothing was saved. Please compare it and save again."),
        )
    kept = entry or SecurityEntry(association_id=row.association_id, registration=row)
    kept.security_check, kept.sealed, kept.at = check, sealed_birth(birth, row.id), now
    kept.channel = channel if key.by_office else Channel.LINK
    kept.by = actor.label[: LIMITS.name] if key.by_office else ""
    kept.save()
    SecurityCheck.objects.filter(id=check.id, given_at=None).update(given_at=now)
    _record(actor, "conferences.security_given", row.conference)
    return kept


@transaction.atomic
def take_birth_data_back(*, actor: Actor, key: PlaceKey) -> Registration:
    """Delete what somebody gave, whatever else has come to an end. That they were asked stays. Again: no change.

    Raises ``Refused("access.role")`` and ``Http404``.
    """
    row = lock_place(actor, key, Ability.SEE_SECURITY_ENTRIES)
    given = SecurityEntry.objects.filter(registration=row, sealed__isnull=False)
    if given.update(sealed=None, at=None, channel="", by=""):
        _record(actor, "conferences.security_taken_back", row.conference)
    return row


@transaction.atomic
def hand_on(*, actor: Actor, conference_id: int) -> tuple[SecurityCheck, list[Registration]]:
    """Everybody who has given it and whose data can be read, by their last name, for the file for the body which asks.

    Recorded: who, for which conference, how many people; no name of anybody. Raises ``Refused`` with ``security.over``,
    ``security.empty``, ``access.role``, and ``Http404``.
    """
    actor.must(Ability.SEE_SECURITY_ENTRIES)
    conference = get_conference_for(actor, conference_id, Ability.SEE_SECURITY_ENTRIES)
    Ask.objects.select_for_update().get(circular_id=conference.circular_id)
    check = check_now(conference, office_now())
    if check is None:
        raise check_over()
    rows = handed_on(conference, ids_by_name(conference, given=True))
    if not rows:
        raise Refused("security.empty", _("Nobody has given anything yet, so there is nothing to be handed on."))
    label = f"{conference.title[:100]} ({len(rows)}), {check.body[:80]}"
    subject = f"conferences.Conference:{conference.id}"
    record(actor, "conferences.security_handed_on", subject=subject, label=label)
    return check, rows


def _must_be_asked(row: Registration, told: str, now: dt.datetime) -> SecurityCheck:
    """The check that asks the person, as they were told of it."""
    check = check_now(row.conference, now)
    if check is None:
        raise check_over()
    if told != state_of_check(check):
        raise Refused(
            "security.told",
            _("Meanwhile something else holds. Nothing was saved. Please read who asks now, and then send it again."),
        )
    if not is_asked(row):
        raise Refused(
            "security.seat",
            _("Only those are asked who have a place. Nothing was saved. Please turn to %(contact)s if that is wrong.")
            % {"contact": contact_of(row)},
        )
    return check


def check_over() -> Refused:
    """What is said to whoever sends something to a check that has ended meanwhile, or whose day has come."""
    return Refused(
        "security.over", _("The security check has ended. Nothing was saved, and what was given is deleted.")
    )


def _record(actor: Actor, event: str, conference: Conference) -> None:
    """That it happened, and of nobody: with a name it would say who was asked for a security check."""
    record(actor, event, subject=f"conferences.Conference:{conference.id}", label=conference.title)
