"""Who gets a place: counted under the lock of the ask, so that no place is given twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from copy import copy
from typing import Final

from django.db.models import F, Q

from umlauf.office.conferences.actions.desk import keyed_in
from umlauf.office.conferences.actions.forum_seats import free_seats
from umlauf.office.conferences.actions.sayings import forget_sayings
from umlauf.office.conferences.actions.security_purge import forget_entries
from umlauf.office.conferences.capacity import room_for
from umlauf.office.conferences.enums import CaseWhy, Decision, OfferOutcome, Priority, RegistrationState
from umlauf.office.conferences.invitee_entries import InviteeDesk
from umlauf.office.conferences.mailing import News, Notice, address_of
from umlauf.office.conferences.models import AdmissionCase, Conference, InvitedGroup, Party, Registration
from umlauf.office.conferences.offers import close_offers, open_offers
from umlauf.office.conferences.people import PersonEntry, is_same, same_mailbox
from umlauf.office.responses.entries import Desk
from umlauf.office.responses.enums import AnswerState


def coming_of(rows: Iterable[Registration]) -> list[Registration]:
    """Those who want to come, and may."""
    return [row for row in rows if row.means.coming]


def state_with(coming: Sequence[Registration]) -> AnswerState:
    """What an organisation has answered of whom these are coming."""
    if not coming:
        return AnswerState.DECLINED
    if all(row.represents for row in coming):
        return AnswerState.REPRESENTED
    return AnswerState.REGISTERED


def seat(
    desk: Desk | InviteeDesk,
    conference: Conference,
    people: Sequence[PersonEntry],
    whys: Sequence[CaseWhy | None],
    *,
    together: bool = False,
) -> list[Registration]:
    """New registrations in the order of the people: admitted while there is room, else waiting.

    Where somebody has to decide about one (``whys``, one for each), it is under review and takes no place.
    ``together``: if not all can be admitted, nobody is, and they are a party.
    """
    invitee = desk.invitee if isinstance(desk, InviteeDesk) else None
    states, party = _states(conference, whys, invitee.group if invitee is not None else None), None
    if together and len(set(states)) > 1:
        states = [RegistrationState.WAITING if why is None else RegistrationState.REVIEW for why in whys]
    if together and len(people) > 1 and RegistrationState.ADMITTED not in states:
        party = Party.objects.create(association_id=conference.association_id, conference=conference, at=desk.now)
    added = Registration.objects.bulk_create(
        Registration(
            association_id=conference.association_id,
            conference=conference,
            recipient=desk.recipient if isinstance(desk, Desk) else None,
            invitee=invitee,
            name=person.name,
            function=person.function,
            email=person.email,
            represents=person.represents,
            state=state,
            channel=desk.entry.channel,
            by_name=desk.entry.name,
            by_email=desk.entry.email,
            at=desk.now,
            queued_at=desk.now,
            party=party,
            name_follows=not person.name,
        )
        for person, state in zip(people, states, strict=True)
    )
    open_cases(added, whys)
    return added


def open_cases(rows: Sequence[Registration], whys: Sequence[CaseWhy | None]) -> None:
    """Somebody has to decide about those of the rows for which there is a reason."""
    AdmissionCase.objects.bulk_create(
        AdmissionCase(association_id=row.association_id, registration=row, why=why)
        for row, why in zip(rows, whys, strict=True)
        if why is not None
    )


def _states(
    conference: Conference, whys: Sequence[CaseWhy | None], group: InvitedGroup | None
) -> list[RegistrationState]:
    free = room_for(conference, group)
    states = []
    for why in whys:
        if why is not None:
            states.append(RegistrationState.REVIEW)
            continue
        states.append(RegistrationState.ADMITTED if free > 0 else RegistrationState.WAITING)
        free -= 1
    return states


def welcome(rows: Iterable[Registration]) -> list[Notice]:
    """The news of people who have just been registered, or get their mails at another address from now on.

    Of places without a name there is nobody to tell.
    """
    rows = list(rows)
    offers = open_offers(rows)
    return [
        Notice(
            row,
            _FIRST[RegistrationState(row.state)],
            admitted=row.means.calendar,
            until=offers[row.id].expires_at if row.id in offers else None,
        )
        for row in rows
        if not row.name_follows
    ]


_FIRST: Final = {
    RegistrationState.ADMITTED: News.ADMITTED,
    RegistrationState.WAITING: News.WAITING,
    RegistrationState.REVIEW: News.IN_REVIEW,
    RegistrationState.OFFERED: News.OFFERED,
    RegistrationState.STAND_IN: News.IN_REVIEW,
}
"""What is said first to somebody who wants to come."""


def leave(rows: Sequence[Registration], now: dt.datetime) -> list[Notice]:
    """Withdraw people who were coming. Who leaves is of no party any more."""
    ids = [row.id for row in rows]
    leaving = Registration.objects.filter(id__in=ids)
    leaving.update(state=RegistrationState.WITHDRAWN, sequence=F("sequence") + 1, party=None)
    forget_entries(Q(registration__in=ids))
    close_offers(rows, OfferOutcome.LET_GO, now)
    drop_cases(rows)
    free_seats(rows)
    notices = []
    for row in rows:
        news = News.LET_GO if row.state == RegistrationState.OFFERED else News.WITHDRAWN
        notices.append(Notice(row, news, admitted=row.means.calendar))
        row.state = RegistrationState.WITHDRAWN
        row.sequence += 1
    return notices


def drop_cases(rows: Iterable[Registration]) -> None:
    """Nobody has to decide about them any more."""
    if ids := [row.id for row in rows if row.means.undecided]:
        AdmissionCase.objects.filter(registration__in=ids, decision=Decision.OPEN).update(decision=Decision.DROPPED)


_ALTERED: Final = (
    *("name", "function", "email", "represents", "by_name", "by_email"),
    *("sequence", "priority", "priority_reason", "name_follows", "link_generation"),
)


def alter(desk: Desk | InviteeDesk, row: Registration, person: PersonEntry) -> list[Notice] | None:
    """Change a registration to what ``person`` says. None when it says that already.

    Where mails go to another address from now on, the one before loses the entry in its calendar, and learns nothing
    of what is new. The new entry has the higher sequence, so that it also wins where both come to one calendar. What
    the office has given to one person on the waiting list does not pass to another whom a link puts there. A name that
    is put in where one followed is the first that this person hears of it.
    """
    wanted = (person.name, person.function, person.email, person.represents)
    if wanted == (row.name, row.function, row.email, row.represents):
        return None
    before = copy(row)
    row.name, row.function, row.email, row.represents = wanted
    if desk.entry.email and not row.by_email:
        row.by_name, row.by_email = desk.entry.name, desk.entry.email
    if not keyed_in(desk) and not row.name_follows and not is_same(before.name, row.name):
        row.priority, row.priority_reason = Priority.IN_TURN, ""
    if row.name_follows:
        row.name_follows, row.sequence = False, row.sequence + 1
        row.save(update_fields=[*_ALTERED])
        return welcome([row])
    _end_links(before, row)
    before.sequence += 1
    moved = not same_mailbox(address_of(before), address_of(row))
    row.sequence = before.sequence + moved
    row.save(update_fields=[*_ALTERED])
    if not moved:
        return [Notice(row, News.CHANGED, admitted=row.means.calendar)]
    return [Notice(before, News.REDIRECTED, admitted=row.means.calendar), *welcome([row])]


def _end_links(before: Registration, row: Registration) -> None:
    """The page of a place is for one person at one address: another one does not see what that one has said."""
    other = not is_same(before.name, row.name)
    if other or not same_mailbox(before.email, row.email):
        row.link_generation += 1
    if other:
        forget_sayings(Q(registration=row))
        forget_entries(Q(registration=row))
