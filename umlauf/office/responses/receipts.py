"""What shows that a circular has come to a recipient: its mail was displayed, it was called up, acknowledged or
answered. None of it writes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from umlauf.office.circulars.enums import AcknowledgedBy
from umlauf.office.circulars.models import Acknowledgement, Issue, ReceiptReminder, Recipient
from umlauf.office.responses.enums import AnswerState, Channel
from umlauf.office.responses.models import Answer


class ReceiptState(StrEnum):
    """What one may ask for of those who are asked for more than to know of a circular."""

    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"
    DISPLAYED = "displayed"
    CALLED_UP = "called"
    NOT_CALLED_UP = "uncalled"


@dataclass(frozen=True, slots=True)
class ReceiptCounts:
    """How many of those there are, have confirmed, by whatever means, and have called up the letter; and at how many a
    mail program said that it had displayed the mail."""

    all: int
    confirmed: int
    called_up: int
    displayed: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where one recipient stands. ``called_up_at`` and ``confirmed_at`` are office time, None: it has not.

    ``read_at`` is when a mail program there said that the mail was displayed; that confirms nothing. An answer does.
    ``means`` and ``by`` say how it was confirmed, and by whom as far as that is still kept; ``answer`` is what was
    answered. ``asked``: it is asked to acknowledge, whether or not the circular still holds.
    """

    recipient_id: int
    asked: bool
    called_up_at: dt.datetime | None
    read_at: dt.datetime | None = None
    confirmed_at: dt.datetime | None = None
    means: AcknowledgedBy | Channel | None = None
    by: str = ""
    answer: AnswerState | None = None

    @property
    def confirmed(self) -> bool:
        return self.confirmed_at is not None

    @property
    def unconfirmed(self) -> bool:
        """Whether somebody still waits for it."""
        return self.asked and not self.confirmed


def receipts_of(issue: Issue) -> dict[int, Receipt]:
    """By recipient of a circular, in their order. Three queries."""
    return receipts(Recipient.objects.filter(issue=issue), [issue])


def receipt_of(recipient: Recipient) -> Receipt:
    """Where one recipient stands. Three queries."""
    return receipts(Recipient.objects.filter(id=recipient.id), [recipient.issue])[recipient.id]


def receipts(rows: QuerySet[Recipient], issues: Iterable[Issue]) -> dict[int, Receipt]:
    """By recipient, where each of the rows stands, which are recipients of these issues. Three queries."""
    asking = {issue.id for issue in issues if issue.asks_to_acknowledge}
    noted = {one.recipient_id: one for one in Acknowledgement.objects.filter(recipient__in=rows.order_by())}
    answers = {one.recipient_id: one for one in Answer.objects.filter(recipient__in=rows.order_by())}
    return {
        recipient_id: _receipt(
            Receipt(recipient_id, issue_id in asking and not is_copy, called_up_at, read_at),
            noted.get(recipient_id),
            answers.get(recipient_id),
        )
        for recipient_id, issue_id, called_up_at, read_at, is_copy in rows.order_by("id").values_list(
            "id", "issue_id", "called_up_at", "read_at", "is_copy"
        )
    }


def with_receipt(rows: QuerySet[Recipient], state: ReceiptState) -> QuerySet[Recipient]:
    """Those of the rows that stand so. Who gets it for information alone is none of them."""
    conditions = {
        ReceiptState.CONFIRMED: _confirmed(),
        ReceiptState.UNCONFIRMED: ~_confirmed(),
        ReceiptState.DISPLAYED: Q(read_at__isnull=False),
        ReceiptState.CALLED_UP: Q(called_up_at__isnull=False),
        ReceiptState.NOT_CALLED_UP: Q(called_up_at__isnull=True),
    }
    return rows.filter(conditions[state], is_copy=False)


def receipt_counts(issue: Issue) -> ReceiptCounts:
    """How the receipt of a circular stands. One query, however many got it."""
    own = Recipient.objects.filter(issue=issue, is_copy=False).order_by()
    counted = own.aggregate(
        all=Count("id"),
        confirmed=Count("id", filter=_confirmed()),
        called_up=Count("called_up_at"),
        displayed=Count("read_at"),
    )
    return ReceiptCounts(**counted)


def unconfirmed(issue: Issue) -> QuerySet[Recipient]:
    """The recipients that have neither acknowledged nor answered, in their order. Nobody where that is not asked."""
    own = Recipient.objects.filter(issue=issue) if issue.asks_to_acknowledge else Recipient.objects.none()
    return with_receipt(own, ReceiptState.UNCONFIRMED).order_by("id")


def last_receipt_reminder(issue: Issue) -> ReceiptReminder | None:
    """When those who had not acknowledged were asked once more the last time."""
    return ReceiptReminder.objects.filter(issue=issue).order_by("-id").first()


def _confirmed() -> Q:
    """One acknowledgement or answer of a recipient is enough."""
    of_row = {"recipient": OuterRef("pk")}
    return Q(Exists(Acknowledgement.objects.filter(**of_row))) | Q(Exists(Answer.objects.filter(**of_row)))


def _receipt(known: Receipt, noted: Acknowledgement | None, answer: Answer | None) -> Receipt:
    said = AnswerState(answer.state) if answer else None
    if noted is not None:
        how: dict[str, Any] = {"confirmed_at": noted.at, "means": AcknowledgedBy(noted.means), "by": noted.by}
        return replace(known, **how, answer=said)
    if answer is not None:
        how = {"confirmed_at": answer.at, "means": Channel(answer.channel), "by": answer.by_name}
        return replace(known, **how, answer=said)
    return known
