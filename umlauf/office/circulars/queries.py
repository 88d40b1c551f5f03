"""What a page or a command wants to know of circulars. To be asked inside a scope."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Prefetch, Q, QuerySet, Subquery, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, NullIf
from django_scopes import scopes_disabled

from umlauf.engines.mail.enums import NEEDS_A_PERSON, OPEN, WITHHELD, State
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.models import Task
from umlauf.ground.core.tasks import STUCK
from umlauf.office.circulars.aftermath import moved_deadline, withdrawn
from umlauf.office.circulars.beside import unsettled_beside
from umlauf.office.circulars.dispatching import OVERDUE
from umlauf.office.circulars.enums import NumberFormat, Step
from umlauf.office.circulars.listing import folded
from umlauf.office.circulars.models import (
    AnnexVersion,
    Approval,
    Circular,
    Delivery,
    Dispatch,
    Draft,
    Issue,
    NoticeDelivery,
    Recipient,
    RecipientAddress,
    Series,
    SeriesYear,
    Submission,
)


def latest_annexes(circular: Circular) -> list[AnnexVersion]:
    """The newest version of each annex, by number."""
    versions = AnnexVersion.objects.filter(annex__circular=circular).select_related("annex", "file")
    newest = {version.annex_id: version for version in versions.order_by("version")}
    return sorted(newest.values(), key=lambda version: version.annex.number)


def frozen_annexes(issue: Issue) -> list[AnnexVersion]:
    """The annexes that were signed, by number."""
    versions = AnnexVersion.objects.filter(frozenannex__issue=issue).select_related("annex", "file")
    return list(versions.order_by("annex__number"))


def last_issue() -> Issue | None:
    """What was signed last."""
    return Issue.objects.order_by("-id").first()


def next_number(series: Series, year: int) -> int:
    """The number that the next signature of the year would draw, if nobody else signs first."""
    row = SeriesYear.objects.filter(series=series, year=year).first()
    return (row.last_number if row else 0) + 1


@dataclass(frozen=True, slots=True)
class DeliverySums:
    """How many messages of a dispatch are in which state."""

    by_state: dict[State, int]


def delivery_sums(issue: Issue) -> DeliverySums:
    """Counts for the page of a circular."""
    return DeliverySums(dict(delivery_states([issue.circular_id])[issue.circular_id]))


def is_stuck(issue: Issue) -> bool:
    """Whether the next step of a signed circular, its letter or its dispatch, was tried in vain several times."""
    steps = ("circulars.render_issue", "circulars.dispatch", "circulars.dispatch_planned")
    return Task.objects.filter(name__in=steps, subject_id=issue.id, attempts__gte=STUCK).exists()


def recipients_of(issue: Issue) -> QuerySet[Recipient]:
    """The recipients with their addresses, deliveries and messages, by name, in two queries."""
    addresses = RecipientAddress.objects.select_related("delivery__message").order_by("id")
    return Recipient.objects.filter(issue=issue).prefetch_related(Prefetch("addresses", addresses)).order_by("id")


def letters_of(organisation_id: int) -> QuerySet[Recipient]:
    """The circulars that an organisation got from the association in scope, the newest first."""
    return (
        Recipient.objects.filter(organisation_id=organisation_id, issue__dispatch__isnull=False)
        .select_related("issue__series", "issue__dispatch", "issue__association")
        .order_by("-issue__date", "-issue__number")
    )


@dataclass(frozen=True, slots=True)
class CircularRow:
    """A circular in a list. ``number`` is „543/2016“ once it is signed, ``issued_on`` the letter's date.

    ``planned_at``: when it is to be sent by itself. ``answer_by`` is the deadline as it is now, ``withdrawn`` says that
    the circular no longer holds.
    """

    id: int
    kind: str
    number: str
    subject: str
    keyword: str
    file_reference: str
    answer_by: dt.date | None
    saved_at: dt.datetime
    saved_by: str
    step: Step
    issued_on: dt.date | None
    sent_at: dt.datetime | None
    planned_at: dt.datetime | None
    withdrawn: bool

    @property
    def overdue(self) -> bool:
        """Whether it should have gone out by itself."""
        return self.planned_at is not None and self.sent_at is None and self.planned_at < office_now() - OVERDUE


STILL_WAITING = dt.timedelta(days=14)  # after a deadline, until a circular is no longer running
_TOLD = ("subject", "keyword", "file_reference", "answer_by")
_ROW = (
    "id", "series__kind", "series__number_format", "issue__number", "issue__year", "issue__date", "issue__id",
    "issue__rendition__id", "issue__dispatch__at", "issue__plan__at", "saved_at", "saved_by", "laid", "unagreed",
    "withdrawn", *_TOLD,
)  # fmt: skip

Rows = QuerySet[Any, dict[str, Any]]
"""Circulars as ``circular_rows`` gives them."""


def circular_rows() -> Rows:
    """What lists show, without texts: drafts first, then by number, the newest first. One query; see ``row_of``."""
    latest = Draft.objects.filter(circular=OuterRef("pk")).order_by("-revision")
    told: dict[str, Subquery | Coalesce] = {
        name: Subquery(latest.annotate(told=KeyTextTransform(name, "content")).values("told")[:1]) for name in _TOLD
    }
    told["answer_by"] = Coalesce(
        Cast(moved_deadline("issue__id"), TextField()),
        NullIf(told["answer_by"], Value("null", TextField())),  # which is how SQLite says a JSON null
    )
    saved = {name: Subquery(latest.values(name)[:1]) for name in ("saved_at", "saved_by")}
    open_ones = Submission.objects.filter(circular=OuterRef("pk"), ended_at__isnull=True)
    missing = Approval.objects.filter(
        submission__circular=OuterRef("pk"), submission__ended_at__isnull=True, at__isnull=True
    )
    lying = {"laid": Exists(open_ones), "unagreed": Exists(missing)}
    rows: Rows = (
        Circular.objects.annotate(**told, **saved, **lying, withdrawn=withdrawn("issue__id"))
        .order_by("-place", "-id")
        .values(*_ROW)
    )
    return rows


def ids_of(rows: Rows) -> QuerySet[Circular, int]:
    """Which circulars the rows are, in their order. A long list is cut by them: all else is asked for a page alone."""
    return rows.values_list("pk", flat=True)


def rows_of(ids: Sequence[int]) -> list[CircularRow]:
    """The circulars of a page, in the order of their ids there. One query."""
    known = {values["id"]: row_of(values) for values in circular_rows().filter(pk__in=ids)}
    return [known[one] for one in ids if one in known]


def row_of(values: dict[str, Any]) -> CircularRow:
    """One of ``circular_rows`` as a value with names."""
    signed = values["issue__id"] is not None
    return CircularRow(
        id=values["id"],
        kind=values["series__kind"],
        number=_numbered(values) if signed else "",
        subject=values["subject"],
        keyword=values["keyword"],
        file_reference=values["file_reference"],
        answer_by=dt.date.fromisoformat(values["answer_by"]) if values["answer_by"] else None,
        saved_at=values["saved_at"],
        saved_by=values["saved_by"],
        step=_step(values),
        issued_on=values["issue__date"],
        sent_at=values["issue__dispatch__at"],
        planned_at=values["issue__plan__at"],
        withdrawn=values["withdrawn"],
    )


def _numbered(values: dict[str, Any]) -> str:
    return NumberFormat(values["series__number_format"]).write(values["issue__number"], values["issue__year"])


def _step(values: dict[str, Any]) -> Step:
    if values["issue__dispatch__at"] is not None:
        return Step.DISPATCHED
    if values["issue__id"] is not None:
        return Step.RENDERED if values["issue__rendition__id"] is not None else Step.ISSUED
    if values["laid"]:
        return Step.AGREEING if values["unagreed"] else Step.SIGNING
    return Step.DRAFT


def at_step(rows: Rows, step: Step) -> Rows:
    """Those of the rows that have come so far and no further."""
    conditions = {
        Step.DRAFT: Q(issue__isnull=True, laid=False),
        Step.AGREEING: Q(issue__isnull=True, laid=True, unagreed=True),
        Step.SIGNING: Q(issue__isnull=True, laid=True, unagreed=False),
        Step.ISSUED: Q(issue__isnull=False, issue__rendition__isnull=True),
        Step.RENDERED: Q(issue__rendition__isnull=False, issue__dispatch__isnull=True),
        Step.DISPATCHED: Q(issue__dispatch__isnull=False),
    }
    return rows.filter(conditions[step])


def laid(rows: Rows) -> Rows:
    """Those of the rows that lie before others, to be agreed to or signed."""
    return rows.filter(issue__isnull=True, laid=True)


def with_words(rows: Rows, text: str) -> Rows:
    """Those of the rows that have each word in subject, keyword or file reference, or as their number („543/2016“)."""
    for word in text.split():
        found = Q(words__contains=folded(word))
        if numbers := _numbers_meant(word):
            found |= Q(pk__in=Issue.objects.filter(numbers).values("circular_id"))
        rows = rows.filter(found)
    return rows


def _numbers_meant(word: str) -> Q:
    """Of issues, what is written as their number: in any of the formats, whichever their series has, or no year."""
    meant = Q(number=int(word)) if re.fullmatch(r"\d{1,6}", word) else Q()
    for written in NumberFormat:
        if found := re.fullmatch(written.pattern, word):
            number, year = NumberFormat.read(found)
            meant |= Q(number=number, year=year)
    return meant


_UNDER_WAY = sorted(OPEN | WITHHELD)


def running(rows: Rows, today: dt.date) -> Rows:
    """Those that were sent and whose deadline is to come or passed a short while ago, so that the office still waits
    unless they were withdrawn, or whose messages are on their way; the next to end first."""
    on_the_way = Delivery.objects.filter(dispatch__issue__circular=OuterRef("pk"), message__state__in=_UNDER_WAY)
    due = Q(answer_by__gte=(today - STILL_WAITING).isoformat(), withdrawn=False) | Q(Exists(on_the_way))
    return rows.filter(due, issue__dispatch__isnull=False).order_by("answer_by", "-id")


def answers_due(rows: Rows, first: dt.date, last: dt.date) -> int:
    """How many of the rows were sent and ask for an answer by one of these days."""
    span = {"answer_by__gte": first.isoformat(), "answer_by__lte": last.isoformat()}
    return rows.filter(issue__dispatch__isnull=False, withdrawn=False, **span).count()


def sent_between(first: dt.datetime, last: dt.datetime) -> int:
    """How many circulars went out in that time."""
    count: int = Dispatch.objects.filter(at__gte=first, at__lt=last).count()
    return count


def delivery_states(circular_ids: Collection[int]) -> dict[int, Counter[State]]:
    """By circular, how many of its messages are in which state. One query, however many they are."""
    counted = (
        Delivery.objects.filter(dispatch__issue__circular_id__in=circular_ids)
        .values_list("dispatch__issue__circular_id", "message__state")
        .annotate(count=Count("id"))
    )
    states: defaultdict[int, Counter[State]] = defaultdict(Counter)
    for circular_id, state, count in counted:
        states[circular_id][State(state)] += count
    return states


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A circular with messages that somebody has to look after, how many they are, and the first of them.

    ``of_notice``: that one brought a notice, and its id is that of a ``NoticeDelivery``. ``beside``: it brought
    neither, and its id is that of the ``Message``.
    """

    circular_id: int
    number: str
    count: int
    first_delivery_id: int
    of_notice: bool = False
    beside: bool = False


def unsettled() -> list[Unsettled]:
    """The circulars with messages that need a person, the newest first; behind them, whose notices or other mails do.

    Three queries, and a few more where there are other mails.
    """
    found: dict[int, Unsettled] = {}
    for rows, of_notice in ((_open_now(Delivery, "dispatch"), False), (_open_now(NoticeDelivery, "notice"), True)):
        for circular_id, number_format, number, year, count, first in rows:
            known = found.get(circular_id)
            numbered = NumberFormat(number_format).write(number, year)
            found[circular_id] = (
                replace(known, count=known.count + count)
                if known
                else Unsettled(circular_id, numbered, count, first, of_notice=of_notice)
            )
    for one in unsettled_beside():
        issue = one.issue
        before = found.get(issue.circular_id) or Unsettled(
            issue.circular_id, issue.numbered, 0, one.message.id, beside=True
        )
        found[issue.circular_id] = replace(before, count=before.count + 1)
    return list(found.values())


def _open_now(model: type[Delivery | NoticeDelivery], by: str) -> Iterable[tuple[int, str, int, int, int, int]]:
    """By circular: how its number is written, how many deliveries need a person, and the first; ``by``: what sent."""
    issue = f"{by}__issue"
    return (
        model._default_manager.filter(message__state__in=sorted(NEEDS_A_PERSON))
        .values_list(f"{issue}__circular_id", f"{issue}__series__number_format", f"{issue}__number", f"{issue}__year")
        .annotate(count=Count("id"), first=Min("id"))
        .order_by(f"-{issue}__circular_id")
    )


def of_origin(digest: str) -> Circular | None:
    """The circular that was read from the text with this SHA-256."""
    return Circular.objects.filter(origin_digest=digest).first()


def letter_of_link(recipient_id: int, generation: int) -> Recipient | None:
    """A letter that was sent, in whichever association: whoever asks has proved the link of that generation."""
    with scopes_disabled():
        return (
            Recipient.objects.filter(
                id=recipient_id,
                link_generation=generation,
                issue__dispatch__isnull=False,
                issue__association__active=True,
            )
            .select_related("issue__series", "issue__association", "issue__dispatch")
            .first()
        )
