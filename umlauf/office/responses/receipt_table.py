"""Organisations × circulars: where each circular stands with each organisation. None of it writes."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.db.models import QuerySet

from umlauf.engines.mail.enums import OPEN, State
from umlauf.office.circulars.aftermath import withdrawn
from umlauf.office.circulars.models import Delivery, Issue, Recipient
from umlauf.office.directory.models import Membership, Organisation
from umlauf.office.directory.moments import as_it_stands
from umlauf.office.directory.names import sort_key
from umlauf.office.responses.receipts import Receipt, receipts


class Mark(StrEnum):
    """How far a circular has come with an organisation, the farthest that is known of any of its addresses."""

    CONFIRMED = "confirmed"
    DISPLAYED = "displayed"
    """A mail program said so of the mail."""
    CALLED_UP = "called"
    COPY = "copy"
    """Handed over, and for information alone."""
    HANDED_OVER = "sent"
    WAITING = "waiting"
    HELD_BACK = "held"
    UNCERTAIN = "uncertain"
    UNDELIVERABLE = "undeliverable"
    FAILED = "failed"
    CANCELLED = "cancelled"
    """Given up by the office before it went out."""
    NOT_ADDRESSED = "none"


_BY_STATE: Final = (
    ({State.UNCERTAIN}, Mark.UNCERTAIN),
    (OPEN | {State.GATHERED}, Mark.WAITING),
    ({State.PAUSED}, Mark.HELD_BACK),
    ({State.BOUNCED}, Mark.UNDELIVERABLE),
    ({State.FAILED}, Mark.FAILED),
    ({State.CANCELLED}, Mark.CANCELLED),
)
"""Behind what was handed over: the first that fits one of the addresses."""


@dataclass(frozen=True, slots=True)
class Cell:
    """``recipient_id`` None: it was not for this organisation. ``open``: that is asked to confirm and has not."""

    circular_id: int
    mark: Mark
    recipient_id: int | None = None
    open: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """An organisation with a cell for each of the circulars."""

    organisation: Organisation
    cells: tuple[Cell, ...]
    member: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """Which circulars: of those days of the letter, of that series, to that list; None: of all."""

    since: dt.date | None = None
    until: dt.date | None = None
    series_id: int | None = None
    list_id: int | None = None


def issues_of(asked: Asked) -> QuerySet[Issue]:
    """The circulars that were sent and that are asked for, the newest first."""
    found = Issue.objects.filter(dispatch__isnull=False)
    if asked.since:
        found = found.filter(date__gte=asked.since)
    if asked.until:
        found = found.filter(date__lte=asked.until)
    if asked.series_id:
        found = found.filter(series_id=asked.series_id)
    if asked.list_id:
        found = found.filter(content__distribution_list_id=asked.list_id)
    return found.select_related("series").annotate(is_withdrawn=withdrawn("pk")).order_by("-date", "-id")


def organisations_in(issues: Collection[Issue], today: dt.date, *, members: bool) -> list[Organisation]:
    """Who got one of the circulars, and where ``members`` whoever is a member today, by name. One query."""
    got = Recipient.objects.filter(issue__in=issues).order_by().values("organisation_id")
    found = Organisation.objects.filter(id__in=got)
    if members:
        found |= Organisation.objects.filter(id__in=_members(today))
    return sorted(found, key=lambda one: (sort_key(one.short_name), one.id))


def rows_of(organisations: Sequence[Organisation], issues: Sequence[Issue], today: dt.date) -> list[Row]:
    """A row for each of the organisations. Six queries, however many there are of both."""
    got = Recipient.objects.filter(issue__in=issues, organisation__in=organisations)
    listed = got.order_by().values_list("id", "organisation_id", "issue_id", "is_copy")
    ids = {(one, issue_id): (key, is_copy) for key, one, issue_id, is_copy in listed}
    known, states = receipts(got, issues), _states(got)
    members = set(Organisation.objects.filter(id__in=_members(today)).values_list("id", flat=True))

    def cell(organisation: Organisation, issue: Issue) -> Cell:
        key, is_copy = ids.get((organisation.id, issue.id), (None, False))
        if key is None:
            return Cell(issue.circular_id, Mark.NOT_ADDRESSED)
        receipt = known[key]
        mark = _mark(receipt, states.get(key, set()), is_copy=is_copy)
        return Cell(issue.circular_id, mark, key, receipt.unconfirmed and not getattr(issue, "is_withdrawn", False))

    return [Row(one, tuple(cell(one, issue) for issue in issues), member=one.id in members) for one in organisations]


def _members(today: dt.date) -> QuerySet[Membership, int]:
    return Membership.objects.filter(as_it_stands(today).holds()).values_list("organisation_id", flat=True)


def _states(rows: QuerySet[Recipient]) -> Mapping[int, set[State]]:
    """By recipient, the states of its messages. One query."""
    found: defaultdict[int, set[State]] = defaultdict(set)
    states = Delivery.objects.filter(address__recipient__in=rows.order_by())
    for recipient_id, state in states.values_list("address__recipient_id", "message__state"):
        found[recipient_id].add(State(state))
    return found


def _mark(receipt: Receipt, reached: Iterable[State], *, is_copy: bool) -> Mark:
    """One address is enough: an organisation has a circular once any of them has."""
    known = set(reached)
    if receipt.confirmed:
        return Mark.CONFIRMED
    if receipt.read_at is not None:
        return Mark.DISPLAYED
    if receipt.called_up_at is not None:
        return Mark.CALLED_UP
    if State.SENT in known:
        return Mark.COPY if is_copy else Mark.HANDED_OVER
    return next((mark for states, mark in _BY_STATE if known & states), Mark.WAITING)
