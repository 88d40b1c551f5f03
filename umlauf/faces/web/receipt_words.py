"""How the receipt of a circular stands, in words: for the page of the circular, and for the rows of its recipients."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from umlauf.faces.web.returns import FIRST_NAMED, NAMED
from umlauf.faces.web.templatetags.office import short_day
from umlauf.faces.web.words import counties, organisations_in_words, organisations_named
from umlauf.ground.core.clock import office_today
from umlauf.office.circulars.enums import AcknowledgedBy
from umlauf.office.circulars.models import Issue, ReceiptReminder, Recipient
from umlauf.office.responses.receipts import (
    Receipt,
    ReceiptCounts,
    ReceiptState,
    last_receipt_reminder,
    receipt_counts,
    receipts,
    unconfirmed,
)

ON_PAPER: Final = 2_000
"""Recipients of a circular whose evidence is made as a PDF; of more there is a table alone."""


@dataclass(frozen=True, slots=True)
class ReceiptCell:
    """What a row says of its receipt. ``open``: it is asked to confirm and has not."""

    lines: tuple[str, ...]
    open: bool


@dataclass(frozen=True, slots=True)
class ReceiptSums:
    """The receipt of a circular that was sent. ``names`` are the first of those who have not confirmed."""

    asks: bool
    asks_read: bool
    counts: ReceiptCounts
    names: tuple[str, ...] = ()
    as_counties: bool = False
    reminder: ReceiptReminder | None = None
    reminded_today: bool = False

    @property
    def open(self) -> int:
        """How many have not confirmed, where that is asked."""
        return self.counts.all - self.counts.confirmed if self.asks else 0

    @property
    def not_called_up(self) -> int:
        return self.counts.all - self.counts.called_up

    @property
    def unnamed(self) -> int:
        """How many more have not confirmed than are named."""
        return self.open - len(self.names)

    @property
    def to_remind(self) -> str:
        """„3 Landkreise“"""
        return organisations_named(self.open, as_counties=self.as_counties)

    @property
    def everybody(self) -> str:
        """After „von“: „11 Landkreisen“"""
        return organisations_in_words(self.counts.all, as_counties=self.as_counties)

    @property
    def filters(self) -> list[tuple[str, str]]:
        """Those that show some rows, as choices of a form."""
        counts = {
            ReceiptState.CONFIRMED: self.counts.confirmed if self.asks else 0,
            ReceiptState.UNCONFIRMED: self.open,
            ReceiptState.DISPLAYED: self.counts.displayed,
            ReceiptState.CALLED_UP: self.counts.called_up,
            ReceiptState.NOT_CALLED_UP: self.not_called_up,
        }
        return [(key, label) for key, label in filters().items() if counts[key]]

    @property
    def on_paper(self) -> bool:
        """Whether its evidence fits on paper."""
        return self.counts.all <= ON_PAPER


def filters() -> dict[ReceiptState, str]:
    """All filters of the table of recipients by their receipt."""
    return {
        ReceiptState.CONFIRMED: _("receipt confirmed"),
        ReceiptState.UNCONFIRMED: _("not confirmed yet"),
        ReceiptState.DISPLAYED: _("mail displayed"),
        ReceiptState.CALLED_UP: _("called up"),
        ReceiptState.NOT_CALLED_UP: _("not called up yet"),
    }


def sums_of(issue: Issue) -> ReceiptSums:
    """How the receipt of a circular stands. One query, and three more where it asks to confirm, however many got it."""
    counts = receipt_counts(issue)
    if not issue.asks_to_acknowledge:
        return ReceiptSums(asks=False, asks_read=issue.asks_read, counts=counts)
    own = Recipient.objects.filter(issue=issue, is_copy=False).order_by()
    names = unconfirmed(issue).values_list("organisation__short_name", flat=True)[: NAMED + 1]
    reminder = last_receipt_reminder(issue)
    return ReceiptSums(
        asks=True,
        asks_read=issue.asks_read,
        counts=counts,
        names=tuple(names if len(names) <= NAMED else names[:FIRST_NAMED]),
        as_counties=counties(own.values_list("organisation__kind", flat=True).distinct()),
        reminder=reminder,
        reminded_today=reminder is not None and reminder.on == office_today(issue.association),
    )


def receipt_cells(issue: Issue, rows: Collection[Recipient]) -> dict[int, ReceiptCell]:
    """What rows of the table say of their receipt, by recipient. Three queries where the circular asks to confirm."""
    known = {row.id: Receipt(row.id, False, row.called_up_at, row.read_at) for row in rows}
    if issue.asks_to_acknowledge:
        known = receipts(Recipient.objects.filter(id__in=known), [issue])
    return {key: ReceiptCell(tuple(_lines(one)), one.unconfirmed) for key, one in known.items()}


def confirmed_in_words(receipt: Receipt) -> str:
    """„bestätigt am 03.11., per Link“, „bestätigt am 03.11. durch Rückmeldung“; nothing where it is not."""
    if receipt.means is None:
        return ""
    said = {"day": short_day(receipt.confirmed_at), "how": receipt.means.label}
    by_answer = not isinstance(receipt.means, AcknowledgedBy)
    return (_("confirmed on %(day)s by an answer") if by_answer else _("confirmed on %(day)s, %(how)s")) % said


def displayed_in_words(at: dt.datetime) -> str:
    """„Mail angezeigt am 03.11., sagt ein Mailprogramm“: Umlauf has not seen it."""
    return _("mail displayed on %(day)s, says a mail program") % {"day": short_day(at)}


def _lines(receipt: Receipt) -> Iterator[str]:
    if receipt.called_up_at is not None:
        yield _("called up on %(day)s") % {"day": short_day(receipt.called_up_at)}
    if receipt.read_at is not None:
        yield displayed_in_words(receipt.read_at)
    if receipt.asked and receipt.confirmed:
        yield confirmed_in_words(receipt)
