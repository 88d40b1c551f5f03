"""What a page wants to know of conferences and who comes. To be asked inside a scope."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from umlauf.ground.core.limits import LIMITS
from umlauf.office.circulars.models import Issue
from umlauf.office.conferences.enums import COMING, ConferenceStatus, RegistrationState
from umlauf.office.conferences.models import Conference, Registration
from umlauf.office.responses.queries import local_day


@dataclass(frozen=True, slots=True)
class Places:
    """How many places there are (None: as many as wanted), how many people have one, how many wait."""

    limit: int | None
    admitted: int
    waiting: int

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


def participants(conference: Conference) -> tuple[Registration, ...]:
    """Everybody who was registered, withdrawn ones too, with the recipient, by recipient. One query."""
    return tuple(conference.registrations.select_related("recipient").order_by("recipient_id", "id"))


def persons_by_recipient(conference: Conference) -> dict[int, int]:
    """How many people of each recipient are coming or wait. Recipients without any are left out. One query."""
    counted = conference.registrations.filter(state__in=COMING).order_by().values_list("recipient_id")
    return dict(counted.annotate(count=Count("id")))


def places_of(conference: Conference) -> Places:
    """The places of a conference, counted. One query."""
    counted = conference.registrations.aggregate(
        admitted=Count("id", filter=Q(state=RegistrationState.ADMITTED)),
        waiting=Count("id", filter=Q(state=RegistrationState.WAITING)),
    )
    return Places(conference.places, counted["admitted"], counted["waiting"])


def waiting_place(registration: Registration) -> int:
    """The place of somebody on the waiting list, from 1; 0 for whoever is not on it."""
    return waiting_places(registration.conference).get(registration.id, 0)


def waiting_places(conference: Conference) -> dict[int, int]:
    """The place of each registration on the waiting list, from 1, by its id. One query."""
    waiting = conference.registrations.filter(state=RegistrationState.WAITING).order_by("id")
    return {id_: place for place, id_ in enumerate(waiting.values_list("id", flat=True), start=1)}
