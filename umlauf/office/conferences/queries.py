"""What a page wants to know of conferences and who comes. To be asked inside a scope."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Exists, OuterRef, Q

from umlauf.ground.core.limits import LIMITS
from umlauf.office.circulars.models import Issue
from umlauf.office.conferences.enums import COMING, COUNTING, ConferenceStatus, Decision, RegistrationState
from umlauf.office.conferences.models import QUEUE, AdmissionCase, Conference, Invitee, Registration
from umlauf.office.responses.queries import local_day

INVITER: Final = ("recipient", "invitee__group")
"""To be fetched with a registration of which it is said who has registered it."""


@dataclass(frozen=True, slots=True)
class Places:
    """How many places there are (None: as many as wanted), how many people have one, how many wait.

    ``admitted`` are also those to whom one is ``offered``: it is kept for them. ``outside``: how many more are admitted
    whose group does not take of these places.
    """

    limit: int | None
    admitted: int
    waiting: int
    offered: int = 0
    outside: int = 0

    @property
    def certain(self) -> int:
        """How many have a place without being asked any more."""
        return self.admitted - self.offered

    @property
    def everybody(self) -> int:
        """How many have a place, whether or not it is one of these."""
        return self.admitted + self.outside

    @property
    def free(self) -> int | None:
        """How many can still be admitted at once; None: all."""
        return None if self.limit is None else max(0, self.limit - self.admitted)


def conference_of(circular_id: int) -> Conference | None:
    """The conference that a circular invites to."""
    return Conference.objects.filter(circular_id=circular_id).select_related("association").first()


def conferences_of(circular_ids: Collection[int]) -> dict[int, Conference]:
    """The conferences that circulars invite to, by circular. One query."""
    found = Conference.objects.filter(circular_id__in=circular_ids).select_related("association")
    return {conference.circular_id: conference for conference in found}


def coming_conferences(day: dt.date) -> tuple[Conference, ...]:
    """The conferences of the association in scope that are not over on the day, the next first. One query."""
    signed = Issue.objects.filter(circular=OuterRef("circular"))
    ahead = Conference.objects.filter(Q(ends_on__gte=day) | Q(ends_on=None, starts_on__gte=day), Exists(signed))
    return tuple(ahead.exclude(status=ConferenceStatus.CANCELLED).order_by("starts_on", "id"))


def final_day(conference: Conference) -> dt.date:
    """The day on which the conference ends."""
    return max(conference.starts_on, conference.ends_on or conference.starts_on)


def is_past(conference: Conference, now: dt.datetime) -> bool:
    """Whether the last day of the conference is over where it is held."""
    return local_day(now, conference.association) > final_day(conference)


def takes_place(conference: Conference, now: dt.datetime) -> bool:
    """Whether it is still to come, or goes on: neither past nor cancelled."""
    return conference.status != ConferenceStatus.CANCELLED and not is_past(conference, now)


def last_day(conference: Conference) -> dt.date:
    """The last day on which we keep who registered and who came."""
    return final_day(conference) + dt.timedelta(days=LIMITS.retention_days)


def registrations_of(conference: Conference, recipient_id: int) -> tuple[Registration, ...]:
    """Whom a recipient has registered, withdrawn ones too, in their order."""
    rows = conference.registrations.filter(recipient_id=recipient_id).select_related("recipient")
    return tuple(rows.order_by("id"))


def registered_by(invitee: Invitee) -> tuple[Registration, ...]:
    """Whom somebody has registered who was invited beside the members, withdrawn ones too, in their order."""
    rows = Registration.objects.filter(invitee=invitee).order_by("id")
    for row in rows:
        row.invitee = invitee
    return tuple(rows)


def registered_with(row: Registration) -> tuple[Registration, ...]:
    """Everybody whom the same organisation, or the same invitee, has registered."""
    if row.invitee is not None:
        return registered_by(row.invitee)
    return registrations_of(row.conference, row.recipient_id) if row.recipient_id is not None else ()


def participants(conference: Conference) -> tuple[Registration, ...]:
    """Everybody who was registered, withdrawn ones too, with who has invited them, by recipient. One query."""
    return tuple(conference.registrations.select_related(*INVITER, "replaces").order_by("recipient_id", "id"))


def persons_by_recipient(conference: Conference) -> dict[int, int]:
    """How many people of each recipient are coming or wait. Recipients without any are left out. One query."""
    counted = conference.registrations.filter(state__in=COMING, invitee=None).order_by().values_list("recipient_id")
    return dict(counted.annotate(count=Count("id")))


def places_of(conference: Conference) -> Places:
    """The places of a conference, counted. One query."""
    counted = conference.registrations.aggregate(
        admitted=Count("id", filter=Q(state__in=COUNTING)),
        outside=Count("id", filter=Q(state__in=COUNTING, invitee__group__outside_total=True)),
        waiting=Count("id", filter=Q(state=RegistrationState.WAITING)),
        offered=Count("id", filter=Q(state=RegistrationState.OFFERED)),
    )
    outside = counted["outside"]
    return Places(conference.places, counted["admitted"] - outside, counted["waiting"], counted["offered"], outside)


def waiting_places(conference: Conference) -> dict[int, int]:
    """The place of each registration on the waiting list, from 1, by its id. One query, as long as the list is."""
    waiting = conference.registrations.filter(state=RegistrationState.WAITING).order_by(*QUEUE)
    return {id_: place for place, id_ in enumerate(waiting.values_list("id", flat=True), start=1)}


def waiting_places_of(rows: Iterable[Registration]) -> dict[int, int]:
    """The places of these registrations of one conference on its waiting list, from 1, by id.

    Whoever is not on it is left out. One query that counts who is before them, none where nobody waits.
    """
    waiting = [row for row in rows if row.state == RegistrationState.WAITING]
    if not waiting:
        return {}
    everybody = Registration.objects.filter(conference=waiting[0].conference_id, state=RegistrationState.WAITING)
    before = everybody.aggregate(**{f"before_{row.id}": Count("id", filter=_before(row)) for row in waiting})
    return {row.id: before[f"before_{row.id}"] + 1 for row in waiting}


def _before(row: Registration) -> Q:
    """Who stands before the registration in the order of ``QUEUE``."""
    first = Q(queued_at__lt=row.queued_at) | Q(queued_at=row.queued_at, id__lt=row.id)
    return Q(priority__gt=row.priority) | Q(first, priority=row.priority)


def open_cases(day: dt.date) -> tuple[tuple[Conference, int], ...]:
    """The conferences of the association in scope still ahead where somebody has to be decided about, and how many.

    One query and one for the conferences, if there are any.
    """
    undecided = AdmissionCase.objects.filter(decision=Decision.OPEN).order_by()
    counts = dict(undecided.values_list("registration__conference").annotate(count=Count("id")))
    if not counts:
        return ()
    ahead = Conference.objects.filter(Q(ends_on__gte=day) | Q(ends_on=None, starts_on__gte=day), id__in=counts)
    found = ahead.exclude(status=ConferenceStatus.CANCELLED).order_by("starts_on", "id")
    return tuple((conference, counts[conference.id]) for conference in found)


def places_without_names(day: dt.date) -> tuple[tuple[Conference, int, int], ...]:
    """The conferences of the association in scope still ahead with places whose names follow: of how many
    organisations, and how many.

    One query and one for the conferences, if there are any.
    """
    nameless = Registration.objects.filter(name_follows=True, state__in=COMING, purged_at=None).order_by()
    counts = {
        id_: (houses, places)
        for id_, houses, places in nameless.values_list("conference").annotate(
            houses=Count("recipient", distinct=True), places=Count("id")
        )
    }
    if not counts:
        return ()
    ahead = Conference.objects.filter(Q(ends_on__gte=day) | Q(ends_on=None, starts_on__gte=day), id__in=counts)
    found = ahead.exclude(status=ConferenceStatus.CANCELLED).order_by("starts_on", "id")
    return tuple((conference, *counts[conference.id]) for conference in found)


def nameless_of(conference: Conference) -> tuple[Registration, ...]:
    """The places whose names follow, with the recipient, by recipient. One query."""
    found = conference.registrations.filter(name_follows=True, state__in=COMING, purged_at=None)
    return tuple(found.select_related("recipient").order_by("recipient_id", "id"))


def people_by_state(conference: Conference) -> dict[str, int]:
    """How many people stand how with a conference; states in which nobody is are left out. One query."""
    counted = conference.registrations.order_by().values_list("state")
    return dict(counted.annotate(count=Count("id")))
