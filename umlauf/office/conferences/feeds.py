"""What a calendar fetches that follows the events of a house: which, and how the house stands with each.

It names nobody who comes, since the address of such a calendar is handed on and shared.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_scopes import scopes_disabled

from umlauf.ground.core.days import long_day
from umlauf.ground.core.models import Association
from umlauf.ground.core.policy import Ability
from umlauf.office.circulars.aftermath import withdrawn
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.enums import FollowUp
from umlauf.office.circulars.models import Issue, Notice, Recipient
from umlauf.office.conferences.enums import COMING, ConferenceStatus
from umlauf.office.conferences.models import Conference, FeedKey, Registration
from umlauf.office.conferences.queries import conferences_of, takes_place
from umlauf.office.conferences.words import with_those_who_wait
from umlauf.office.directory.hats import hats_of
from umlauf.office.responses.enums import AnswerState, ExtensionState
from umlauf.office.responses.models import Answer, Ask, Extension
from umlauf.office.responses.queries import counts_as_answered, is_over, later_of, local_day

KEPT: Final = dt.timedelta(days=365)
"""So long an event stays in the calendar after its end."""


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """An event in a calendar that follows. ``recipient_id`` is the letter of the house, None for the office.

    ``cancelled``: the event, or the circular that invites (``withdrawn``). ``standing`` is how the house stands, in
    words. ``answer_by`` is until when it still has to answer, None where it need not (any more); ``moved`` is how often
    that day was moved.
    """

    conference: Conference
    recipient_id: int | None
    withdrawn: bool
    standing: str = ""
    answer_by: dt.date | None = None
    moved: int = 0

    @property
    def cancelled(self) -> bool:
        return self.withdrawn or self.conference.status == ConferenceStatus.CANCELLED


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()


def needed_for(organisation_id: int | None) -> Ability:
    """What somebody must be able to do who follows the events of an organisation, or of the office (None)."""
    return Ability.SEE_CIRCULARS if organisation_id is None else Ability.READ_LETTERS


def feed_of_secret(secret: str) -> FeedKey | None:
    """The address of a secret, in whichever association; None once its person may no longer see what it shows.

    Two queries.
    """
    with scopes_disabled():
        known = FeedKey.objects.filter(digest=digest_of(secret), association__active=True, user__is_active=True)
        key = known.select_related("association", "organisation", "user").first()
    if key is None:
        return None
    hats = (
        hat for hat in hats_of(key.user) if (hat.association, hat.organisation) == (key.association, key.organisation)
    )
    return key if any(needed_for(key.organisation_id) in hat.abilities for hat in hats) else None


def feed_entries(key: FeedKey, now: dt.datetime) -> tuple[FeedEntry, ...]:
    """The events of the house of an address, by day, in the active language. To be asked inside its scope.

    What is meant for the named alone is not among them. Seven queries for an organisation and one for an office,
    however many events there are.
    """
    since = local_day(now, key.association) - KEPT
    recent = Conference.objects.filter(Q(ends_on__gte=since) | Q(ends_on=None, starts_on__gte=since))
    if key.organisation_id is None:
        found = _of_office(recent)
    else:
        found = _of_house(recent, key.organisation_id, key.association, now)
    return tuple(sorted(found, key=lambda one: (one.conference.starts_on, one.conference.id)))


def _of_office(recent: QuerySet[Conference]) -> Iterable[FeedEntry]:
    issues = Issue.objects.filter(circular=OuterRef("circular"), dispatch__isnull=False)
    sent = recent.annotate(issue_id=Subquery(issues.values("id")[:1]), said=Subquery(issues.values("content")[:1]))
    rows = sent.exclude(issue_id=None).annotate(no_longer=withdrawn("issue_id")).select_related("association")
    for row in rows:
        if not Content.parse(row.said).for_the_named_alone:
            yield FeedEntry(row, None, row.no_longer)


@dataclass(frozen=True, slots=True)
class _Said:
    """What is asked by circular; by recipient what was answered, granted, and how the people stand who come; by issue
    to which days the deadline was moved.
    """

    asks: dict[int, Ask]
    answers: dict[int, Answer]
    granted: dict[int, list[dt.date | None]]
    people: dict[int, list[str]]
    moved: dict[int, list[dt.date | None]]


def _of_house(
    recent: QuerySet[Conference], organisation_id: int, association: Association, now: dt.datetime
) -> Iterable[FeedEntry]:
    got = Recipient.objects.filter(organisation_id=organisation_id, is_copy=False, issue__dispatch__isnull=False)
    rows = got.filter(issue__circular__in=recent.values("circular")).annotate(no_longer=withdrawn("issue_id"))
    letters = [(row, content) for row in rows.select_related("issue") if (content := _shown(row.issue)) is not None]
    conferences = conferences_of([row.issue.circular_id for row, _content in letters])
    said = _said([row for row, _content in letters])
    for row, content in letters:
        conference = conferences[row.issue.circular_id]
        moved, granted = said.moved.get(row.issue_id, []), said.granted.get(row.id, [])
        deadline = later_of(granted[-1] if granted else None, moved[-1] if moved else content.answer_by)
        ask, answer = said.asks.get(conference.circular_id), said.answers.get(row.id)
        closed = ask is not None and ask.closed_at is not None
        waits = not (row.no_longer or counts_as_answered(ask, answer) or closed) and takes_place(conference, now)
        over = is_over(deadline, association, now)
        yield FeedEntry(
            conference,
            row.id,
            row.no_longer,
            _standing(answer, said.people.get(row.id, []), deadline if waits and not over else None),
            deadline if waits and not over else None,
            len(moved) + len(granted),
        )


def _shown(issue: Issue) -> Content | None:
    content = Content.parse(issue.content)
    return None if content.for_the_named_alone else content


def _said(letters: list[Recipient]) -> _Said:
    """Five queries."""
    ids, issue_ids = [letter.id for letter in letters], [letter.issue_id for letter in letters]
    granted, moved, people = defaultdict(list), defaultdict(list), defaultdict(list)
    extensions = Extension.objects.filter(recipient_id__in=ids, state=ExtensionState.GRANTED).order_by("id")
    for recipient_id, until in extensions.values_list("recipient_id", "until"):
        granted[recipient_id].append(until)
    notices = Notice.objects.filter(issue_id__in=issue_ids, kind=FollowUp.DEADLINE).order_by("id")
    for issue_id, day in notices.values_list("issue_id", "answer_by"):
        moved[issue_id].append(day)
    coming = Registration.objects.filter(recipient_id__in=ids, state__in=COMING).order_by("id")
    for recipient_id, state in coming.values_list("recipient_id", "state"):
        if recipient_id is not None:
            people[recipient_id].append(state)
    asks = Ask.objects.filter(circular_id__in=[letter.issue.circular_id for letter in letters])
    return _Said(
        asks={ask.circular_id: ask for ask in asks},
        answers={answer.recipient_id: answer for answer in Answer.objects.filter(recipient_id__in=ids)},
        granted=granted,
        people=people,
        moved=moved,
    )


def _standing(answer: Answer | None, people: list[str], answer_by: dt.date | None) -> str:
    """„Ihr Haus: 2 Personen angemeldet“, without a name."""
    if people:
        said = ngettext("%(count)s person registered", "%(count)s people registered", len(people))
        return _("Your house: %(how)s") % {"how": with_those_who_wait(said % {"count": len(people)}, people)}
    if answer is not None:
        return _("Your house: %(how)s") % {"how": AnswerState(answer.state).label}
    if answer_by is not None:
        return _("Your house has not answered yet. Please answer by %(day)s.") % {"day": long_day(answer_by)}
    return _("Your house has not answered.")
