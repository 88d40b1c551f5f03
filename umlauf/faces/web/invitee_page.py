"""An invitation beside the circular as it stands now, for the pages of both doors, and the numbers of groups."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from umlauf.faces.web.answering import Person
from umlauf.faces.web.requests import InviteeRequest
from umlauf.faces.web.words import people_in_words
from umlauf.office.circulars.access import get_issue
from umlauf.office.circulars.aftermath import content_now
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.models import Issue
from umlauf.office.conferences.enums import COMING, COUNTING, RegistrationState
from umlauf.office.conferences.invitee_deadlines import InviteeGate, deadline_in_words, gate_of, in_words
from umlauf.office.conferences.models import Conference, InvitedGroup, Invitee, ProgrammeVersion, Registration
from umlauf.office.conferences.programme_rows import latest_version
from umlauf.office.conferences.queries import last_day, registered_by, waiting_places_of
from umlauf.office.conferences.words import state_in_words, when_of, where_of, with_those_who_wait


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody invited, and what they have said so far. ``issue`` None: the circular is not signed yet."""

    invitee: Invitee
    conference: Conference
    issue: Issue | None
    content: Content
    gate: InviteeGate
    office: bool
    people: tuple[Person, ...]
    programme: ProgrammeVersion | None

    @property
    def coming(self) -> tuple[Person, ...]:
        return tuple(person for person in self.people if person.coming)

    @property
    def when(self) -> str:
        return when_of(self.conference)

    @property
    def where(self) -> str:
        return where_of(self.conference)

    @property
    def until(self) -> str:
        return deadline_in_words(self.invitee)

    @property
    def begins(self) -> str:
        return in_words(self.invitee.group.register_from, self.invitee.group.register_from_time)

    @property
    def kept_until(self) -> dt.date:
        return last_day(self.conference)

    @property
    def said(self) -> str:
        """„Sie haben noch nicht geantwortet“, „Angemeldet: 1 Person“, „Sie nehmen nicht teil“"""
        if self.invitee.answered_at is None:
            return _("Has not answered yet") if self.office else _("You have not answered yet")
        if self.coming:
            people = with_those_who_wait(people_in_words(len(self.coming)), (one.row.state for one in self.coming))
            return _("Registered: %(people)s") % {"people": people}
        if any(one.row.state == RegistrationState.REFUSED for one in self.people):
            return _("Nobody was admitted")
        return _("Does not take part") if self.office else _("You do not take part")

    @property
    def tone(self) -> str:
        if self.invitee.answered_at is None:
            return "wait"
        return self.coming[0].tone if self.coming else "none"

    @property
    def may_step_back(self) -> bool:
        """Whether they may still say that somebody, or nobody, comes."""
        ahead = self.gate in {InviteeGate.BEFORE, InviteeGate.OPEN, InviteeGate.OVER}
        return self.issue is not None and (ahead or self.office)

    @property
    def may_register(self) -> bool:
        return self.may_step_back and (self.office or (self.gate == InviteeGate.OPEN and self.left > 0))

    @property
    def left(self) -> int:
        """How many more the invitation is for."""
        return max(0, self.invitee.group.per_invitee - len(self.coming))

    @property
    def may_decline(self) -> bool:
        return self.may_step_back and (bool(self.coming) or self.invitee.answered_at is None)


def invited_of(request: InviteeRequest) -> Invited:
    """Where the invitation of the request stands. Asks the database, so once a page."""
    invitee = request.invitee
    conference = invitee.group.conference
    issue = get_issue(conference.circular)
    rows = registered_by(invitee)
    places = waiting_places_of(rows)
    return Invited(
        invitee=invitee,
        conference=conference,
        issue=issue,
        content=content_now(issue) if issue else Content.parse(conference.circular.drafts.latest("revision").content),
        gate=gate_of(invitee, conference, request.now),
        office=request.door.office,
        people=tuple(
            Person(
                row,
                row.means.coming,
                state_in_words(row, places.get(row.id, 0)),
                row.means.tone,
                theirs=True,
                again=False,
                together=0,
            )
            for row in rows
            if row.purged_at is None
        ),
        programme=latest_version(issue) if issue else None,
    )


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group with its numbers: how many are invited, and of these are not sent to yet, silent, and do not come.

    ``admitted``, ``waiting`` and ``review`` are the people whom they have registered.
    """

    group: InvitedGroup
    entered: int
    unsent: int
    silent: int
    declined: int
    admitted: int
    waiting: int
    review: int

    @property
    def answered(self) -> int:
        return self.entered - self.unsent - self.silent

    @property
    def until(self) -> str:
        return in_words(self.group.register_by, self.group.register_by_time)


def group_rows(conference: Conference) -> list[GroupRow]:
    """The groups of a conference in their order. Three queries, however many they are."""
    people, invited = _counted_people(conference), _counted_invitees(conference)
    rows = []
    for group in conference.groups.all():
        states, standing = people[group.id], invited[group.id]
        rows.append(
            GroupRow(
                group,
                entered=standing.total(),
                unsent=standing["unsent"],
                silent=standing["silent"],
                declined=standing["declined"],
                admitted=sum(states[state] for state in COUNTING),
                waiting=states[RegistrationState.WAITING],
                review=states[RegistrationState.REVIEW],
            )
        )
    return rows


STANDING: Final = ("sent", "said", "comes", "seated", "refused")


def standing_of_invitee(sent: bool, said: bool, comes: bool, seated: bool, refused: bool) -> str:
    """How it stands with somebody invited: a key, the same for one and for counting many."""
    if said and comes:
        return "comes" if seated else "pending"
    if said:
        return "refused" if refused else "declined"
    return "silent" if sent else "unsent"


def with_standing(invitees: QuerySet[Invitee]) -> QuerySet[Any]:
    """The invitees with what is in ``STANDING``: whether anybody of theirs wants to come, is admitted, was refused."""
    registered = Registration.objects.filter(invitee=OuterRef("pk"))
    return invitees.annotate(
        sent=_whether(Q(invited_at__isnull=False)),
        said=_whether(Q(answered_at__isnull=False)),
        comes=Exists(registered.filter(state__in=COMING)),
        seated=Exists(registered.filter(state=RegistrationState.ADMITTED)),
        refused=Exists(registered.filter(state=RegistrationState.REFUSED)),
    )


def _whether(condition: Q) -> ExpressionWrapper[Q]:
    return ExpressionWrapper(condition, BooleanField())


def _counted_people(conference: Conference) -> defaultdict[int, Counter[str]]:
    counted = conference.registrations.filter(invitee__isnull=False).order_by()
    found: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for group_id, state, count in counted.values_list("invitee__group", "state").annotate(count=Count("id")):
        found[group_id][state] = count
    return found


def _counted_invitees(conference: Conference) -> defaultdict[int, Counter[str]]:
    known = with_standing(Invitee.objects.filter(group__conference=conference)).order_by()
    found: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for group_id, *how, count in known.values_list("group_id", *STANDING).annotate(count=Count("id")):
        found[group_id][standing_of_invitee(*how)] += count
    return found
