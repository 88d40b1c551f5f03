"""Who gets a place: counted under the lock of the ask, so that no place is given twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from typing import Final

from django.db.models import F, Q

from umlauf.office.conferences.actions.desk import keyed_in
from umlauf.office.conferences.actions.sayings import forget_sayings
from umlauf.office.conferences.enums import CaseWhy, Decision, Priority, RegistrationState
from umlauf.office.conferences.mailing import News, Notice, address_of
from umlauf.office.conferences.models import QUEUE, AdmissionCase, Conference, Registration
from umlauf.office.conferences.people import PersonEntry, is_same, same_mailbox
from umlauf.office.conferences.queries import places_of
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
    desk: Desk, conference: Conference, people: Sequence[PersonEntry], whys: Sequence[CaseWhy | None]
) -> list[Registration]:
    """New registrations in the order of the people: admitted while there is room and nobody waits, else waiting.

    Where somebody has to decide about one (``whys``, one for each), it is under review and takes no place.
    """
    states = _states(conference, whys)
    added = Registration.objects.bulk_create(
        Registration(
            association_id=conference.association_id,
            conference=conference,
            recipient=desk.recipient,
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


def _states(conference: Conference, whys: Sequence[CaseWhy | None]) -> list[RegistrationState]:
    free = len(whys)
    if conference.places is not None:
        counted = places_of(conference)
        free = 0 if counted.waiting else counted.free or 0
    states = []
    for why in whys:
        if why is not None:
            states.append(RegistrationState.REVIEW)
            continue
        states.append(RegistrationState.ADMITTED if free > 0 else RegistrationState.WAITING)
        free -= 1
    return states


def move_up(conference: Conference) -> list[Notice]:
    """Give the free places to those who wait, in their order."""
    waiting = conference.registrations.filter(state=RegistrationState.WAITING).select_related("recipient")
    waiting = waiting.order_by(*QUEUE)
    if conference.places is not None:
        waiting = waiting[: places_of(conference).free]
    moved = list(waiting)
    Registration.objects.filter(id__in=[row.id for row in moved]).update(state=RegistrationState.ADMITTED)
    for row in moved:
        row.state = RegistrationState.ADMITTED
    return [Notice(row, News.MOVED_UP, admitted=True) for row in moved]


def welcome(rows: Iterable[Registration]) -> list[Notice]:
    """The news of people who have just been registered."""
    return [Notice(row, _FIRST[RegistrationState(row.state)], admitted=row.means.calendar) for row in rows]


_FIRST: Final = {
    RegistrationState.ADMITTED: News.ADMITTED,
    RegistrationState.WAITING: News.WAITING,
    RegistrationState.REVIEW: News.IN_REVIEW,
}
"""What is said first to somebody who wants to come."""


def leave(rows: Sequence[Registration]) -> list[Notice]:
    """Withdraw people who were coming."""
    ids = [row.id for row in rows]
    Registration.objects.filter(id__in=ids).update(state=RegistrationState.WITHDRAWN, sequence=F("sequence") + 1)
    if any(row.state == RegistrationState.REVIEW for row in rows):
        AdmissionCase.objects.filter(registration__in=ids, decision=Decision.OPEN).update(decision=Decision.DROPPED)
    notices = []
    for row in rows:
        notices.append(Notice(row, News.WITHDRAWN, admitted=row.means.calendar))
        row.state = RegistrationState.WITHDRAWN
        row.sequence += 1
    return notices


_ALTERED: Final = (
    *("name", "function", "email", "represents", "by_name", "by_email"),
    *("sequence", "priority", "priority_reason", "link_generation"),
)


def alter(desk: Desk, row: Registration, person: PersonEntry) -> list[Notice] | None:
    """Change a registration to what ``person`` says. None when it says that already.

    Where mails go to another address from now on, the one before loses the entry in its calendar, and learns nothing
    of what is new. The new entry has the higher sequence, so that it also wins where both come to one calendar. What
    the office has given to one person on the waiting list does not pass to another whom a link puts there.
    """
    wanted = (person.name, person.function, person.email, person.represents)
    if wanted == (row.name, row.function, row.email, row.represents):
        return None
    before = copy(row)
    row.name, row.function, row.email, row.represents = wanted
    if desk.entry.email and not row.by_email:
        row.by_name, row.by_email = desk.entry.name, desk.entry.email
    if not keyed_in(desk) and not is_same(before.name, row.name):
        row.priority, row.priority_reason = Priority.IN_TURN, ""
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
