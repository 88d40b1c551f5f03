"""How long a place is offered, and to whom one is. To be asked inside a scope."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, QuerySet
from django.utils.translation import gettext as _

from umlauf.ground.core.days import planned_day
from umlauf.ground.core.models import Association
from umlauf.ground.core.working_time import after
from umlauf.office.conferences.enums import OfferOutcome, RegistrationState
from umlauf.office.conferences.models import Conference, Offer, Registration
from umlauf.office.conferences.people import name_key

WITHOUT_PLACE: Final = (RegistrationState.WAITING, RegistrationState.REVIEW)
"""How those of a party stand who are still to get their places."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A place that is offered, or several to a party. ``first`` is the registration whose form speaks for all."""

    rows: tuple[Registration, ...]
    expires_at: dt.datetime

    @property
    def first(self) -> Registration:
        return self.rows[0]

    @property
    def several(self) -> bool:
        return len(self.rows) > 1


def offer_end(conference: Conference, now: dt.datetime) -> dt.datetime | None:
    """Until when a place is kept that is offered now. None: nothing is offered, who moves up is admitted at once.

    At the latest it ends when the conference begins. Once that has begun, nobody needs to be asked any more, nor where
    there are as many places as are wanted.
    """
    begins = beginning_of(conference)
    if conference.offer_hours is None or conference.places is None or begins <= now:
        return None
    return min(begins, after(now, conference.offer_hours, conference.association))


def beginning_of(conference: Conference) -> dt.datetime:
    """The instant at which a conference begins; where the time is not known, its first day."""
    zone = ZoneInfo(conference.association.zone)
    return dt.datetime.combine(conference.starts_on, conference.starts_at or dt.time(), zone).astimezone(dt.UTC)


def open_offers(rows: Iterable[Registration]) -> dict[int, Offer]:
    """The offers that these have at present, by registration. One query, none where nobody has one."""
    ids = [row.id for row in rows if row.state == RegistrationState.OFFERED]
    if not ids:
        return {}
    found = Offer.objects.filter(registration__in=ids, outcome=OfferOutcome.OPEN)
    return {offer.registration_id: offer for offer in found}


def offered_to(rows: Collection[Registration]) -> tuple[Offered, ...]:
    """What is offered to these, those of a party together, in their order. One query, or none."""
    offers = open_offers(rows)
    found: dict[tuple[int | None, int], list[Registration]] = {}
    for row in rows:
        if row.id in offers:
            found.setdefault((row.party_id, 0 if row.party_id else row.id), []).append(row)
    return tuple(Offered(tuple(own), offers[own[0].id].expires_at) for own in found.values())


def latest_offers(conference: Conference) -> QuerySet[Offer]:
    """The offers that are open, and those that have lapsed and were the last of somebody; who is next to end first."""
    state = (RegistrationState.OFFERED, RegistrationState.LAPSED)
    asked = conference.registrations.filter(state__in=state, purged_at=None).annotate(last=Max("offers"))
    found = Offer.objects.filter(id__in=asked.values("last")).select_related("registration__recipient")
    return found.order_by("-outcome", "expires_at", "registration__party", "id")


def party_sizes(
    conference: Conference, rows: Iterable[Registration], states: Collection[RegistrationState] = WITHOUT_PLACE
) -> dict[int, int]:
    """How many people of the parties of these rows stand so, by party. One query, none where nobody is of one."""
    parties = {row.party_id for row in rows if row.party_id is not None}
    if not parties:
        return {}
    counted = conference.registrations.filter(party__in=parties, state__in=states).order_by().values_list("party")
    return dict(counted.annotate(count=Count("id")))


def together_with(row: Registration, rows: Iterable[Registration]) -> list[Registration]:
    """Those of the rows who are of the same party as one of them, and stand as it does; itself, where it has none."""
    if row.party_id is None:
        return [row]
    return [one for one in rows if (one.party_id, one.state) == (row.party_id, row.state)]


def asking_with(row: Registration, rows: Collection[Registration]) -> list[Registration]:
    """Who asks again with somebody: those of their party who stand so too, without whom is registered once more."""
    there = {name_key(one.name) for one in rows if one.means.coming and not one.name_follows}
    return [one for one in together_with(row, rows) if one.id == row.id or name_key(one.name) not in there]


def close_offers(rows: Iterable[Registration], outcome: OfferOutcome, now: dt.datetime) -> None:
    """Those of the rows that have an open offer have it no more."""
    ids = [row.id for row in rows if row.state == RegistrationState.OFFERED]
    if ids:
        offers = Offer.objects.filter(registration__in=ids, outcome=OfferOutcome.OPEN)
        offers.update(outcome=outcome, closed_at=now)


def hand_on_offer(before: Registration, row: Registration) -> None:
    """What is offered to somebody is offered to who comes instead, with the same end. Nothing open: no change."""
    Offer.objects.filter(registration=before, outcome=OfferOutcome.OPEN).update(registration=row)


def until_in_words(at: dt.datetime, association: Association) -> str:
    """„Donnerstag, 24. November 2016, 16:00 Uhr“, in the association's zone and the language that is active."""
    local = at.astimezone(ZoneInfo(association.zone))
    return _("%(day)s, at %(time)s") % {"day": planned_day(local.date()), "time": f"{local:%H:%M}"}
