"""Say who is invited beside the members: the groups, with their text, their places and their deadline."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, replace

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.days import long_day
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused
from umlauf.office.circulars.checks import check_characters, check_length
from umlauf.office.conferences.actions.move_up import move_up
from umlauf.office.conferences.actions.telling import tell_people
from umlauf.office.conferences.enums import COUNTING
from umlauf.office.conferences.event_entries import paragraphs
from umlauf.office.conferences.invitee_access import lock_for_guests
from umlauf.office.conferences.invitee_entries import GroupEntry
from umlauf.office.conferences.models import Conference, InvitedGroup
from umlauf.office.conferences.queries import final_day, places_of
from umlauf.office.responses.access import names_somebody, one_line


@transaction.atomic
def set_group(
    *, actor: Actor, conference_id: int, group_id: int | None, entry: GroupEntry, seen: str = ""
) -> InvitedGroup:
    """Add a group, or change one (``group_id``); who waits moves up into new places. The same again: no change.

    ``seen`` is ``state_of_group`` as the form showed it. Raises ``Refused`` with ``group.changed``, ``group.name``
    (none, or there already), ``group.text``, ``group.number``, ``group.days``, ``group.few`` (fewer places than are
    taken), ``group.total`` (taken out of places that the conference does not have), ``group.many``, what
    ``lock_for_guests`` raises, ``circular.long`` or ``circular.characters``, and ``Http404``.
    """
    clean = _checked(entry)
    conference = lock_for_guests(actor, conference_id)
    if group_id is None:
        _must_not_be_many(conference)
        group = InvitedGroup(association_id=conference.association_id, conference=conference)
    else:
        group = _of(conference, group_id)
        if entry_of_group(group) == clean:
            return group
        if seen != state_of_group(group):
            raise Refused(
                "group.changed",
                _(
                    "Somebody has changed this group meanwhile. What you entered is still here and has not been saved. "
                    "Please open the group once more in another window, and compare."
                ),
            )
    _must_be_new(conference, group, clean)
    _must_end_before(conference, clean)
    if group_id is not None:
        _must_have_room(conference, group, clean)
    for name, value in asdict(clean).items():
        setattr(group, name, value)
    group.save()
    if group_id is not None:
        now = office_now()
        tell_people(conference, move_up(conference, now), now)
    record(
        actor,
        "conferences.group_set",
        subject=f"conferences.Conference:{conference.id}",
        label=f"{conference.title}: {group.name}",
    )
    return group


@transaction.atomic
def remove_group(*, actor: Actor, conference_id: int, group_id: int) -> None:
    """Take a group away in which nobody is.

    Raises ``Refused`` with ``group.used``, ``group.asked``, or what ``set_group`` raises.
    """
    conference = lock_for_guests(actor, conference_id)
    group = _of(conference, group_id)
    if group.invitees.exists():
        raise Refused(
            "group.used",
            _("There are people in this group, so it stays. Please take those out first who were not invited yet."),
        )
    if group.questions.exists():
        raise Refused(
            "group.asked",
            _("A question is for this group, so it stays. As long as it is open you can choose others for it."),
        )
    record(
        actor,
        "conferences.group_removed",
        subject=f"conferences.Conference:{conference.id}",
        label=f"{conference.title}: {group.name}",
    )
    group.delete()


def entry_of_group(group: InvitedGroup) -> GroupEntry:
    """A group as a form shows it."""
    return GroupEntry(**{name: getattr(group, name) for name in GroupEntry.__dataclass_fields__})


def state_of_group(group: InvitedGroup) -> str:
    """What a form is filled from, to see whether somebody has changed it meanwhile."""
    return hashlib.sha256(repr(sorted(_shown(entry_of_group(group)).items())).encode()).hexdigest()[:16]


def _shown(entry: GroupEntry) -> dict[str, str]:
    return {name: str(value) for name, value in asdict(entry).items()}


def _of(conference: Conference, group_id: int) -> InvitedGroup:
    group = conference.groups.filter(id=group_id).first()
    if group is None:
        raise Http404
    return group


def _checked(entry: GroupEntry) -> GroupEntry:
    clean = replace(entry, name=one_line(entry.name), invitation=paragraphs(entry.invitation))
    if not names_somebody(clean.name):
        raise Refused("group.name", _("The name of the group is missing."))
    if not names_somebody(clean.invitation):
        raise Refused("group.text", _("The text of the invitation is missing. It stands in the mail to each of them."))
    for label, text, most in (
        (_("Name"), clean.name, LIMITS.name),
        (_("Text of the invitation"), clean.invitation, LIMITS.abstract),
    ):
        check_length(label, text, most)
        check_characters(label, text)
    if clean.places is not None and not 1 <= clean.places <= LIMITS.places:
        raise Refused("group.number", _("There can be 1 to %(most)s places, or no limit.") % {"most": LIMITS.places})
    if not 1 <= clean.per_invitee <= LIMITS.persons_at_once:
        raise Refused(
            "group.per_invitee", _("One invitation is for 1 to %(most)s people.") % {"most": LIMITS.persons_at_once}
        )
    if (clean.register_from_time and not clean.register_from) or (clean.register_by_time and not clean.register_by):
        raise Refused("group.days", _("There is a time without a day. Please enter the day, too."))
    first = (clean.register_from, clean.register_from_time)
    last = (clean.register_by, clean.register_by_time)
    if first[0] and last[0] and (first[0], str(first[1] or "")) > (last[0], str(last[1] or "9")):
        raise Refused("group.days", _("Registration ends before it begins. Please look at the days once more."))
    return clean


def _must_not_be_many(conference: Conference) -> None:
    if conference.groups.count() >= LIMITS.invited_groups:
        raise Refused(
            "group.many",
            _("There can be %(most)s groups. Please put people into one of those that are there.")
            % {"most": LIMITS.invited_groups},
        )


def _must_be_new(conference: Conference, group: InvitedGroup, entry: GroupEntry) -> None:
    if conference.groups.filter(name=entry.name).exclude(id=group.pk).exists():
        raise Refused("group.name", _("There is a group of this name already. Please choose another one."))


def _must_end_before(conference: Conference, entry: GroupEntry) -> None:
    if entry.register_by is not None and entry.register_by > final_day(conference):
        raise Refused(
            "group.days",
            _("The conference is over after %(day)s. Please choose an earlier day.")
            % {"day": long_day(final_day(conference))},
        )


def _must_have_room(conference: Conference, group: InvitedGroup, entry: GroupEntry) -> None:
    """Nobody loses the place that they have."""
    taken = conference.registrations.filter(invitee__group=group, state__in=COUNTING).count()
    if entry.places is not None and entry.places < taken:
        raise Refused(
            "group.few",
            _("%(taken)s people of this group are registered already. Please allow at least as many places.")
            % {"taken": taken},
        )
    free = places_of(conference).free
    if group.outside_total and not entry.outside_total and free is not None and taken > free:
        raise Refused(
            "group.total",
            _(
                "%(taken)s people of this group are registered, and the conference has only %(free)s free places of "
                "its own. Please leave the group outside of the total, or allow more places."
            )
            % {"taken": taken, "free": free},
        )
