"""The recipients of a circular as rows of a table, each organisation once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from umlauf.engines.mail.enums import NEEDS_A_PERSON, State
from umlauf.faces.web.receipt_words import ReceiptCell, receipt_cells
from umlauf.faces.web.recipient_filter import ALL, RecipientFilter
from umlauf.faces.web.returns import AnswerCell, Returns
from umlauf.faces.web.words import StateWord, counties, state_word
from umlauf.office.circulars.dispatching import recipients_with
from umlauf.office.circulars.models import Issue, Recipient, RecipientAddress
from umlauf.office.circulars.queries import recipients_of
from umlauf.office.directory.enums import AddressKind
from umlauf.office.directory.queries.addressees import Addressee
from umlauf.office.responses.receipts import ReceiptState, with_receipt

PAGE_ROWS: Final = 300
"""Recipients on one page of their table; no association of counties has as many members."""


@dataclass(frozen=True, slots=True)
class AddressState:
    """One address of a recipient and what became of its message. ``delivery_id`` is None before the dispatch."""

    label: str
    email: str
    delivery_id: int | None
    word: StateWord | None
    reply: str
    needs_a_person: bool


@dataclass(frozen=True, slots=True)
class RecipientRow:
    """An organisation with its addresses, and what it has answered.

    ``is_copy``: it gets the circular for information, so there is no answer of it.
    """

    name: str
    to: str
    addresses: tuple[AddressState, ...]
    answer: AnswerCell | None = None
    recipient_id: int | None = None
    is_copy: bool = False
    receipt: ReceiptCell | None = None

    @property
    def deliveries(self) -> list[tuple[StateWord, list[AddressState]]]:
        """Each word once, with the addresses of which it is said."""
        found: dict[str, tuple[StateWord, list[AddressState]]] = {}
        for one in self.addresses:
            if one.word:
                found.setdefault(one.word.word, (one.word, []))[1].append(one)
        return list(found.values())

    @property
    def stuck(self) -> list[AddressState]:
        return [one for one in self.addresses if one.needs_a_person]


@dataclass(frozen=True, slots=True)
class Recipients:
    """A page of the recipients of an issue, how many there are in all, and how one may call them."""

    rows: tuple[RecipientRow, ...]
    page: Page[Recipient]
    as_counties: bool
    all: int


def recipients(issue: Issue, shown: RecipientFilter = ALL, returns: Returns | None = None) -> Recipients:
    """The recipients of an issue, a page of them, with what they have answered. ``shown`` leaves those that fit.

    As many queries however many there are.
    """
    cells = returns.cells if returns else {}
    own = Recipient.objects.filter(issue=issue).order_by()
    kinds = dict(own.values_list("organisation__kind").annotate(count=Count("id")))
    page = _page(_fitting(issue, shown), shown, cells, sum(kinds.values()))
    receipts = receipt_cells(issue, list(page))
    return Recipients(
        rows=tuple(_row(one, cells.get(one.id), receipts.get(one.id)) for one in page),
        page=page,
        as_counties=counties(kinds),
        all=sum(kinds.values()),
    )


def _fitting(issue: Issue, shown: RecipientFilter) -> QuerySet[Recipient]:
    """Those that the database can tell."""
    rows = recipients_of(issue)
    if shown.of_deliveries:
        rows = rows.filter(id__in=recipients_with(issue, shown.states, shown.domain).values("id"))
    return with_receipt(rows, ReceiptState(shown.receipt)) if shown.receipt else rows


def _page(
    rows: QuerySet[Recipient], shown: RecipientFilter, cells: Mapping[int, AnswerCell], everybody: int
) -> Page[Recipient]:
    """The page that is asked for. What somebody has answered only the cells know; ``everybody``: counted already."""
    if shown.answer:
        ids = rows.values_list("id", flat=True)
        rows = rows.filter(id__in=[one for one in ids if one in cells and shown.answer in cells[one].keys])
    pages = Paginator(rows, PAGE_ROWS)
    if not shown.query and not shown.only:
        pages.count = everybody
    return pages.get_page(shown.page)


def planned(reached: Iterable[Addressee]) -> tuple[RecipientRow, ...]:
    """Whom a distribution list reaches today, before the signature fixes it."""
    return tuple(
        RecipientRow(
            one.organisation.name,
            _to((line.kind, line.label, line.holder) for line in one.lines),
            tuple(AddressState(line.label, line.email, None, None, "", needs_a_person=False) for line in one.lines),
            is_copy=one.is_copy,
        )
        for one in reached
    )


def _row(recipient: Recipient, answer: AnswerCell | None, receipt: ReceiptCell | None) -> RecipientRow:
    addresses = list(recipient.addresses.all())
    return RecipientRow(
        recipient.name,
        _to((one.kind, one.label, one.holder) for one in addresses),
        tuple(_address(one) for one in addresses),
        answer,
        recipient.id,
        recipient.is_copy,
        receipt,
    )


def _address(address: RecipientAddress) -> AddressState:
    delivery = getattr(address, "delivery", None)
    state = State(delivery.message.state) if delivery else None
    needs_a_person = state in NEEDS_A_PERSON | {State.CANCELLED}
    return AddressState(
        label=address.label,
        email=address.email,
        delivery_id=delivery.id if delivery else None,
        word=state_word(state) if state else None,
        reply=delivery.message.last_reply if delivery and needs_a_person else "",
        needs_a_person=needs_a_person,
    )


def _to(lines: Iterable[tuple[str, str, str]]) -> str:
    """„Poststelle, nachrichtlich Landrat M. Beispiel, Dezernentin Soziales“"""
    intake: list[str] = []
    copies: list[str] = []
    for kind, label, holder in lines:
        (intake if kind == AddressKind.INTAKE else copies).append(f"{label} {holder}".strip())
    if copies:
        copies[0] = _("for information %(who)s") % {"who": copies[0]}
    return ", ".join(intake + copies)
