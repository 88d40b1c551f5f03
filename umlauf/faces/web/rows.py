"""The recipients of a circular as rows of a table, each organisation once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from umlauf.engines.mail.enums import NEEDS_A_PERSON, OPEN, State
from umlauf.faces.web.returns import AnswerCell, Returns
from umlauf.faces.web.words import StateWord, counties, state_word
from umlauf.office.circulars.models import Issue, Recipient, RecipientAddress
from umlauf.office.circulars.queries import recipients_of
from umlauf.office.directory.enums import AddressKind
from umlauf.office.directory.queries.addressees import Addressee


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
    """An organisation with its addresses, and what it has answered. ``words`` are its states, each once.

    ``is_copy``: it gets the circular for information, so there is no answer of it.
    """

    name: str
    to: str
    addresses: tuple[AddressState, ...]
    answer: AnswerCell | None = None
    recipient_id: int | None = None
    is_copy: bool = False

    @property
    def words(self) -> list[StateWord]:
        return list({one.word.word: one.word for one in self.addresses if one.word}.values())

    @property
    def stuck(self) -> list[AddressState]:
        return [one for one in self.addresses if one.needs_a_person]


@dataclass(frozen=True, slots=True)
class Recipients:
    """All recipients of an issue, and how one may call them."""

    rows: tuple[RecipientRow, ...]
    as_counties: bool
    addresses: int
    all: int


@dataclass(frozen=True, slots=True)
class Count:
    """How many addresses are in one of the states, with the address that shows those."""

    word: StateWord
    count: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the sending has come. ``open`` messages go on by themselves, ``stuck`` ones need a person.

    ``moving`` are those of the open ones that change within seconds; a deferred one waits for its hour.
    """

    counts: tuple[Count, ...]
    open: int
    moving: int
    stuck: int
    sent: int
    addresses: int


def recipients(
    issue: Issue, state: State | None = None, returns: Returns | None = None, answer: str = ""
) -> Recipients:
    """The recipients of an issue, with what they have answered. ``state`` and ``answer`` leave those that fit both."""
    found = list(recipients_of(issue).select_related("organisation"))
    cells = returns.cells if returns else {}
    rows = [_row(one, cells.get(one.id)) for one in found]
    return Recipients(
        rows=tuple(row for row in rows if _fits(row, state, answer)),
        as_counties=counties(one.organisation.kind for one in found),
        addresses=sum(len(one.addresses.all()) for one in found),
        all=len(found),
    )


def progress(by_state: dict[State, int]) -> Progress:
    """The sums of a dispatch in the order of the way, equal words put together."""
    counts: dict[str, Count] = {}
    for state in State:
        if number := by_state.get(state, 0):
            word = state_word(state)
            counts[word.word] = Count(word, number + (counts[word.word].count if word.word in counts else 0))
    return Progress(
        counts=tuple(counts.values()),
        open=sum(by_state.get(state, 0) for state in OPEN),
        moving=sum(by_state.get(state, 0) for state in OPEN - {State.DEFERRED}),
        stuck=sum(by_state.get(state, 0) for state in NEEDS_A_PERSON),
        sent=by_state.get(State.SENT, 0),
        addresses=sum(by_state.values()),
    )


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


def _row(recipient: Recipient, answer: AnswerCell | None) -> RecipientRow:
    addresses = list(recipient.addresses.all())
    return RecipientRow(
        recipient.name,
        _to((one.kind, one.label, one.holder) for one in addresses),
        tuple(_address(one) for one in addresses),
        answer,
        recipient.id,
        recipient.is_copy,
    )


def _address(address: RecipientAddress) -> AddressState:
    delivery = getattr(address, "delivery", None)
    state = State(delivery.message.state) if delivery else None
    needs_a_person = state in NEEDS_A_PERSON
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


def _fits(row: RecipientRow, state: State | None, answer: str) -> bool:
    in_state = state is None or state_word(state).word in {word.word for word in row.words}
    return in_state and (not answer or (row.answer is not None and answer in row.answer.keys))
