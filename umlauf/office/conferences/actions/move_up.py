"""Who moves up: the free places in the order of the waiting list, counted under the lock of the ask."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence

from umlauf.office.conferences.actions.standing import become
from umlauf.office.conferences.capacity import free_places, waiting_in_order, who_moves_up
from umlauf.office.conferences.enums import RegistrationState
from umlauf.office.conferences.mailing import News, Notice
from umlauf.office.conferences.models import QUEUE, Conference, Offer, Registration
from umlauf.office.conferences.offers import offer_end

Block = list[Registration]
"""Who moves up at once or not at all: a party, or somebody alone."""


def move_up(conference: Conference, now: dt.datetime, *, fresh: Collection[int] = ()) -> list[Notice]:
    """Give the free places to those who wait, in their order; a party that does not fit keeps its rank.

    They are admitted, or a place is offered to them where the conference does that. ``fresh`` are the ids of those who
    have only now come onto the list: they want the place at this moment, so they are admitted in any case, with those
    of their party who have waited for them, and so is whoever is invited beside the members.
    """
    blocks = list(_those_who_fit(conference))
    until = offer_end(conference, now)
    at_once: list[Notice] = []
    asked: list[Registration] = []
    for block in blocks:
        new = {row.id for row in block} & set(fresh)
        if until is None or new or block[0].invitee is not None:
            at_once += [Notice(row, News.ADMITTED if row.id in new else News.MOVED_UP, admitted=True) for row in block]
        else:
            asked += block
    become([notice.registration for notice in at_once], RegistrationState.ADMITTED, told_anew=False)
    return at_once if until is None else [*at_once, *_offer(asked, now, until)]


def _offer(rows: Sequence[Registration], now: dt.datetime, until: dt.datetime) -> list[Notice]:
    become(rows, RegistrationState.OFFERED)
    Offer.objects.bulk_create(
        Offer(association_id=row.association_id, registration=row, at=now, expires_at=until) for row in rows
    )
    return [Notice(row, News.OFFERED, admitted=False, until=until) for row in rows]


def _those_who_fit(conference: Conference) -> Iterator[Block]:
    """The blocks that can move up now, in the order of their first members. The whole list is read only for parties."""
    free, parties = free_places(conference), _parties(conference)
    if not parties:
        yield from ([row] for row in who_moves_up(conference, free))
        return
    for row in waiting_in_order(conference):
        if free.most() == 0:
            return
        block = parties.pop(row.party_id, []) if row.party_id else [row]
        if block and free.take(block):
            yield block


def _parties(conference: Conference) -> dict[int, Block]:
    """Who waits of each party; nobody of one while somebody still has to decide about one of its people. One query."""
    tied = conference.registrations.exclude(party=None).select_related("recipient").order_by(*QUEUE)
    found: dict[int, Block] = {}
    undecided = set()
    for row in tied.filter(state__in=(RegistrationState.WAITING, RegistrationState.REVIEW)):
        if row.party_id is None:
            continue
        found.setdefault(row.party_id, []).append(row)
        if row.state == RegistrationState.REVIEW:
            undecided.add(row.party_id)
    return {party: [] if party in undecided else rows for party, rows in found.items()}
