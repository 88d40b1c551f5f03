"""What is known of a dispatch while it runs, and what is planned. To be asked inside a scope.

Whatever is counted here is counted by the database, in as many queries for eleven messages as for a hundred thousand.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Case, Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery, When

from umlauf.engines.mail.enums import DUE, IN_HAND, NEEDS_A_PERSON, STOPPED, WITHHELD, State
from umlauf.engines.mail.models import Message
from umlauf.engines.mail.settling import FORGOTTEN
from umlauf.ground.core.clock import machine_now, office_now
from umlauf.ground.core.models import Task
from umlauf.office.circulars.models import Delivery, Dispatch, Hold, Issue, PlannedDispatch, Recipient

LATELY: Final = dt.timedelta(minutes=1)
"""The time over which the rate is measured."""
OVERDUE: Final = dt.timedelta(minutes=5)
"""How long behind its time a planned dispatch may begin before somebody should look."""
BUNDLE_KEY: Final = "bundle:"
"""With this the key of a message begins that brings several circulars."""
TROUBLED: Final = NEEDS_A_PERSON | {State.DEFERRED}
"""The states in which the server, or nobody, has said something that a person wants to read."""


def due_plan(issue: Issue) -> PlannedDispatch | None:
    """The plan of a circular that is to go out now."""
    return PlannedDispatch.objects.filter(issue=issue, at__lte=office_now()).first()


def due_plans() -> list[int]:
    """The ids of the issues whose time has come, in the order in which they were to go out."""
    return list(
        PlannedDispatch.objects.filter(at__lte=office_now()).order_by("at", "id").values_list("issue", flat=True)
    )


@dataclass(frozen=True, slots=True)
class OverduePlan:
    """A circular that should have gone out by itself at ``at`` (office time) and has not begun. ``reason`` is what was
    in the way at the last try, empty where there was none."""

    circular_id: int
    number: str
    at: dt.datetime
    reason: str


def overdue_plans(issue: Issue | None = None) -> list[OverduePlan]:
    """All of them, or that of one circular, the oldest first. One query."""
    tried = Task.objects.filter(name="circulars.dispatch_planned", subject_id=OuterRef("issue")).values("error")[:1]
    over = PlannedDispatch.objects.filter(at__lt=office_now() - OVERDUE, issue__dispatch__isnull=True)
    if issue is not None:
        over = over.filter(issue=issue)
    over = over.select_related("issue__series").annotate(said=Subquery(tried)).order_by("at", "id")
    return [
        OverduePlan(one.issue.circular_id, one.issue.numbered, one.at, (one.said or "").partition(": ")[2])
        for one in over
    ]


def messages_bringing(dispatches: QuerySet[Dispatch]) -> QuerySet[Message]:
    """The messages that bring the circulars."""
    return Message.objects.filter(id__in=Delivery.objects.filter(dispatch__in=dispatches).values("message"))


def messages_of_its_own(dispatch: Dispatch) -> QuerySet[Message]:
    """Those that bring this circular alone. What has left in a bundle goes on with what else is in there."""
    bringing = messages_bringing(Dispatch.objects.filter(id=dispatch.id))
    return bringing.exclude(key__startswith=BUNDLE_KEY)


@dataclass(frozen=True, slots=True)
class Sending:
    """How far a dispatch has come. Instants are machine time.

    ``lately`` messages went out within the last minute, the first of them ``since``. ``waiting_since``: from when on
    the one that waits longest may go out. ``next_try``: when the first of the deferred ones is due.
    ``again`` have failed or were cancelled, and it is still known what they say. ``left`` are waiting or held back and
    bring this circular alone, so that they can be given up with it.
    """

    by_state: dict[State, int] = field(default_factory=dict)
    lately: int = 0
    since: dt.datetime | None = None
    last_sent: dt.datetime | None = None
    waiting_since: dt.datetime | None = None
    next_try: dt.datetime | None = None
    again: int = 0
    left: int = 0

    def count(self, states: Collection[State]) -> int:
        """How many messages are in one of the states."""
        return sum(self.by_state.get(state, 0) for state in states)

    @property
    def moving(self) -> int:
        """How many go out within the next minutes, if the server takes them."""
        return self.count({State.QUEUED} | IN_HAND)

    def per_minute(self, now: dt.datetime) -> float:
        """Messages a minute, over the last minute or since the first of them. 0.0 where there is nothing to measure."""
        seconds = (now - self.since).total_seconds() if self.since is not None else 0.0
        return self.lately * 60 / max(seconds, 1.0) if self.lately > 1 and seconds > 0 else 0.0


def sending_of(issue: Issue) -> Sending:
    """How far it has come at this moment. One query."""
    begins = machine_now() - LATELY
    rows: Any = (
        Delivery.objects.filter(dispatch__issue=issue)
        .values("message__state")
        .annotate(
            count=Count("id"),
            lately=Count("id", filter=Q(message__sent_at__gte=begins)),
            since=Min("message__sent_at", filter=Q(message__sent_at__gte=begins)),
            last=Max("message__sent_at"),
            due=Min("message__next_attempt_at"),
            kept=Count("id", filter=~Q(message__recipient=FORGOTTEN)),
            own=Count("id", filter=~Q(message__key__startswith=BUNDLE_KEY)),
        )
        .order_by()
    )
    known = {State(row["message__state"]): row for row in rows}
    none: dict[str, Any] = {}
    sent, queued, deferred = (known.get(state, none) for state in (State.SENT, State.QUEUED, State.DEFERRED))
    return Sending(
        {state: row["count"] for state, row in known.items()},
        lately=sent.get("lately", 0),
        since=sent.get("since"),
        last_sent=sent.get("last"),
        waiting_since=queued.get("due"),
        next_try=deferred.get("due"),
        again=sum(known[state]["kept"] for state in STOPPED & known.keys()),
        left=sum(known[state]["own"] for state in (DUE | WITHHELD) & known.keys()),
    )


@dataclass(frozen=True, slots=True)
class Trouble:
    """What a domain of recipients does not take: how many messages are in which state, and what its server said.

    ``reply`` is that of one of them, the newest that has any.
    """

    domain: str
    by_state: dict[State, int]
    reply: str

    @property
    def count(self) -> int:
        return sum(self.by_state.values())


def troubles_of(issue: Issue, most: int) -> list[Trouble]:
    """The domains with the most messages that are deferred or need a person, ``most`` of them. Two queries."""
    counts = {state.value: Count("id", filter=Q(message__state=state)) for state in sorted(TROUBLED)}
    rows: Any = list(
        Delivery.objects.filter(dispatch__issue=issue, message__state__in=sorted(TROUBLED))
        .exclude(message__domain="")  # whose last day has passed
        .values("message__domain")
        .annotate(all=Count("id"), newest=Max(Case(When(~Q(message__last_reply=""), then=F("message_id")))), **counts)
        .order_by("-all", "message__domain")[:most]
    )
    replies = dict(Message.objects.filter(id__in=[row["newest"] for row in rows]).values_list("id", "last_reply"))
    return [
        Trouble(
            row["message__domain"],
            {State(state): row[state] for state in counts if row[state]},
            replies.get(row["newest"], ""),
        )
        for row in rows
    ]


def recipients_with(issue: Issue, states: Collection[State], domain: str = "") -> QuerySet[Recipient]:
    """The recipients of whom one message is in one of the states, and goes to the domain if one is named."""
    fitting = Delivery.objects.filter(address__recipient=OuterRef("pk"))
    if states:
        fitting = fitting.filter(message__state__in=sorted(states))
    if domain:
        fitting = fitting.filter(message__domain=domain)
    return Recipient.objects.filter(Exists(fitting), issue=issue)


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A circular whose dispatch somebody has stopped, and how many messages wait for that to end."""

    circular_id: int
    number: str
    by: str
    at: dt.datetime
    count: int


def held_back() -> list[HeldBack]:
    """All of them, the newest first. One query."""
    waiting = Count("dispatch__deliveries", filter=Q(dispatch__deliveries__message__state=State.PAUSED))
    holds = Hold.objects.select_related("dispatch__issue__series").annotate(waiting=waiting).order_by("-id")
    return [
        HeldBack(one.dispatch.issue.circular_id, one.dispatch.issue.numbered, one.by, one.at, one.waiting)
        for one in holds
    ]


@dataclass(frozen=True, slots=True)
class Open:
    """How many messages of a circular need a person, and how many are held back."""

    stuck: int
    held: int


def open_messages(circular_ids: Collection[int]) -> dict[int, Open]:
    """By circular, where there are any. One query."""
    rows = (
        Delivery.objects.filter(
            dispatch__issue__circular_id__in=circular_ids, message__state__in=sorted(NEEDS_A_PERSON | {State.PAUSED})
        )
        .values_list("dispatch__issue__circular_id", "message__state")
        .annotate(count=Count("id"))
        .order_by()
    )
    counts: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for circular_id, state, count in rows:
        counts[circular_id]["held" if state == State.PAUSED else "stuck"] += count
    return {circular_id: Open(one["stuck"], one["held"]) for circular_id, one in counts.items()}
