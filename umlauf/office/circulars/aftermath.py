"""What became of a circular after it was sent: corrected, supplemented, withdrawn, its deadline moved, replaced.

None of it is stored with the circular: the follow-ups that were sent and the notices that were given say it.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery

from umlauf.engines.mail.enums import NEEDS_A_PERSON, State
from umlauf.ground.text import Refused
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.enums import FollowUp, ReferenceKind
from umlauf.office.circulars.models import Circular, FollowUpCircular, Issue, IssueReference, Notice, NoticeDelivery

SAYING = (FollowUp.CORRECTION, FollowUp.SUPPLEMENT, FollowUp.WITHDRAWAL)
"""What a circular of its own may do to an earlier one."""


@dataclass(frozen=True, slots=True)
class Aftermath:
    """One thing that became of a circular, by another that was sent (``issue``) or by a ``notice``.

    ``on`` is the day of the letter or of the notice's mails.
    """

    kind: FollowUp
    on: dt.date
    issue: Issue | None = None
    notice: Notice | None = None

    @property
    def answer_by(self) -> dt.date | None:
        """The new deadline, where it was moved."""
        return self.notice.answer_by if self.notice else None


def withdrawn(issue: str) -> ExpressionWrapper[Q]:
    """Whether a circular no longer holds, as an annotation; ``issue`` is the path from the row to its issue's id."""
    notices = Notice.objects.filter(issue_id=OuterRef(issue), kind=FollowUp.WITHDRAWAL)
    letters = FollowUpCircular.objects.filter(
        issue_id=OuterRef(issue), kind=FollowUp.WITHDRAWAL, circular__issue__dispatch__isnull=False
    )
    return ExpressionWrapper(Exists(notices) | Exists(letters), BooleanField())


def moved_deadline(issue: str) -> Subquery:
    """The day to which the deadline was moved last, as an annotation, NULL if it never was; ``issue`` as above."""
    notices = Notice.objects.filter(issue_id=OuterRef(issue), kind=FollowUp.DEADLINE).order_by("-id")
    return Subquery(notices.values("answer_by")[:1])


def is_withdrawn(issue: Issue) -> bool:
    """Whether a circular no longer holds."""
    return Issue.objects.filter(id=issue.id).annotate(is_withdrawn=withdrawn("pk")).filter(is_withdrawn=True).exists()


def must_hold(issue: Issue, code: str, sentence: str) -> None:
    """Raises ``Refused(code, sentence)`` for a circular that was withdrawn."""
    if is_withdrawn(issue):
        raise Refused(code, sentence)


def deadlines_now(issue_ids: Collection[int]) -> dict[int, dt.date]:
    """By issue, the day to which its deadline was moved last. Those whose deadline is the signed one are not in it."""
    notices = Notice.objects.filter(issue_id__in=issue_ids, kind=FollowUp.DEADLINE).order_by("id")
    return {issue_id: day for issue_id, day in notices.values_list("issue_id", "answer_by") if day is not None}


def content_now(issue: Issue) -> Content:
    """What was signed, with the deadline as it is now."""
    content = Content.parse(issue.content)
    return replace(content, answer_by=deadlines_now([issue.id]).get(issue.id, content.answer_by))


def stands_alone(issue: Issue) -> bool:
    """Whether a circular has no follow-up, notice or reference and is none: nothing more to ask for. One query."""
    tied = (
        Exists(FollowUpCircular.objects.filter(Q(issue=issue) | Q(circular=issue.circular_id)))
        | Exists(IssueReference.objects.filter(Q(issue=issue) | Q(target=issue)))
        | Exists(Notice.objects.filter(issue=issue))
    )
    return not Issue.objects.filter(tied, id=issue.id).exists()


def aftermath_of(issue: Issue) -> tuple[Aftermath, ...]:
    """What became of a circular, in order. Two queries."""
    return tuple(aftermaths([issue.id])[issue.id])


def aftermaths(issue_ids: Collection[int]) -> defaultdict[int, list[Aftermath]]:
    """By issue, what became of it, in order. Two queries, however many they are."""
    found: defaultdict[int, list[tuple[dt.datetime, Aftermath]]] = defaultdict(list)
    for one in _sent().filter(issue_id__in=issue_ids):
        said = one.circular.issue
        found[one.issue_id].append((said.dispatch.at, Aftermath(FollowUp(one.kind), said.date, issue=said)))
    for notice in Notice.objects.filter(issue_id__in=issue_ids).select_related("association"):
        day = notice.at.astimezone(ZoneInfo(notice.association.zone)).date()
        found[notice.issue_id].append((notice.at, Aftermath(FollowUp(notice.kind), day, notice=notice)))
    ordered: defaultdict[int, list[Aftermath]] = defaultdict(list)
    for issue_id, entries in found.items():
        ordered[issue_id] = [one for _at, one in sorted(entries, key=lambda entry: entry[0])]
    return ordered


def drafts_after(issue: Issue) -> list[FollowUpCircular]:
    """Follow-ups of a circular that were begun and not sent, for its own office alone."""
    begun = FollowUpCircular.objects.filter(issue=issue, circular__issue__dispatch__isnull=True)
    return list(begun.select_related("circular__issue__series", "circular__series").order_by("id"))


def follows(circular: Circular) -> FollowUpCircular | None:
    """What the circular does to which earlier one, if it is a follow-up."""
    found = FollowUpCircular.objects.filter(circular=circular)
    return found.select_related("issue__series", "issue__circular").first()


def references_of(issue: Issue) -> list[IssueReference]:
    """What a signed circular refers to, each with the circular of ours that it is."""
    return list(IssueReference.objects.filter(issue=issue).select_related("target__series").order_by("id"))


def referring_to(issue: Issue, *, sent: bool) -> list[IssueReference]:
    """References of other signed circulars to this one, follow-ups apart. ``sent``: of those alone that were sent."""
    rows = IssueReference.objects.filter(target=issue, kind__in=_REFERRING)
    if sent:
        rows = rows.filter(issue__dispatch__isnull=False)
    return list(rows.select_related("issue__series").order_by("issue_id", "id"))


def notice_states(issue: Issue) -> dict[int, Counter[State]]:
    """By notice of a circular, how many of its messages are in which state. One query."""
    states: defaultdict[int, Counter[State]] = defaultdict(Counter)
    rows = NoticeDelivery.objects.filter(notice__issue=issue).values_list("notice_id", "message__state")
    for notice_id, state in rows:
        states[notice_id][State(state)] += 1
    return states


def stuck_notices(issue: Issue) -> list[NoticeDelivery]:
    """The messages of a circular's notices that need a person, each with its recipient. One query."""
    rows = NoticeDelivery.objects.filter(notice__issue=issue, message__state__in=NEEDS_A_PERSON)
    return list(rows.select_related("address__recipient").order_by("address__recipient__name", "id"))


_REFERRING = (ReferenceKind.REFERS, ReferenceKind.FOLLOWS, ReferenceKind.REPLACES, ReferenceKind.ORIGIN)


def _sent() -> QuerySet[FollowUpCircular]:
    sent = FollowUpCircular.objects.filter(circular__issue__dispatch__isnull=False)
    return sent.select_related("circular__issue__series", "circular__issue__dispatch").order_by("id")
