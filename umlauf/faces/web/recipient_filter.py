"""Which rows of the table of recipients are asked for: by state of delivery, by domain, by answer, and which page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext as _

from umlauf.engines.mail.enums import IN_HAND, NEEDS_A_PERSON, State
from umlauf.faces.web.dispatch_card import Count
from umlauf.faces.web.receipt_words import ReceiptSums, filters
from umlauf.faces.web.requests import number_in
from umlauf.faces.web.returns import filters_of
from umlauf.faces.web.words import state_word
from umlauf.ground.core.limits import LIMITS
from umlauf.office.circulars.dispatching import TROUBLED
from umlauf.office.responses.receipts import ReceiptState

STUCK: Final = "stuck"
"""In place of a state: all that need a person."""


@dataclass(frozen=True, slots=True)
class RecipientFilter:
    """What was asked for. ``state`` is a ``State`` or ``STUCK``; with a ``domain`` alone, what it does not take.

    ``only`` are the states of a page that shows no others and has no filter.
    """

    state: str = ""
    domain: str = ""
    answer: str = ""
    receipt: str = ""
    page: int = 1
    only: frozenset[State] = frozenset()

    @property
    def of_deliveries(self) -> bool:
        """Whether what became of messages is asked for."""
        return bool(self.state or self.domain or self.only)

    @property
    def states(self) -> frozenset[State]:
        if self.only or self.state == STUCK:
            return self.only or NEEDS_A_PERSON
        if self.state in IN_HAND:  # one word for both
            return IN_HAND
        return frozenset({State(self.state)}) if self.state else TROUBLED if self.domain else frozenset()

    @property
    def query(self) -> str:
        """What is asked for, as the end of an address, without the page."""
        asked = {"state": self.state, "domain": self.domain, "answer": self.answer, "receipt": self.receipt}
        query = urlencode({name: value for name, value in asked.items() if value})
        return f"?{query}" if query else ""


ALL: Final = RecipientFilter()


def shown_in(request: HttpRequest, page: dict[str, Any]) -> RecipientFilter:
    """What the address asks for; ``page`` is what ``progress_of`` gives."""
    state, answer, returns = request.GET.get("state", ""), request.GET.get("answer", ""), page.get("returns")
    return RecipientFilter(
        state=state if state in {*State.values, STUCK} else "",
        domain=request.GET.get("domain", "").replace("\0", "")[: LIMITS.email].lower(),
        answer=answer if returns and answer in dict(filters_of(returns)) else "",
        receipt=_receipt_in(request, page),
        page=number_in(request.GET, "page", 1),
    )


def choices_of(shown: RecipientFilter, page: dict[str, Any]) -> dict[str, Any]:
    """For the template: what is chosen, and what can be: the states and answers that there are, and the chosen ones."""
    returns, progress = page.get("returns"), page.get("progress")
    offered = returns.keys | {shown.answer} if returns else set()
    answers = filters_of(returns) if returns else []
    counts: tuple[Count, ...] = progress.counts if progress else ()
    states = [(one.word.state.value, one.word.word) for one in counts]
    if progress and progress.stuck:
        states.append((STUCK, _("to be cleared up")))
    if shown.state and shown.state not in dict(states):
        states.append((shown.state, _state_in_words(shown.state)))
    return {
        "shown": shown,
        "states": states,
        "answers": [(key, label) for key, label in answers if key in offered],
        "receipt_filters": _receipt_filters(shown, page),
        "query": shown.query,
        "poll_query": f"{shown.query or '?'}&page={shown.page}" if shown.page > 1 else shown.query,
    }


def _receipt_in(request: HttpRequest, page: dict[str, Any]) -> str:
    given = request.GET.get("receipt", "")
    return given if "receipts" in page and given in set(ReceiptState) else ""


def _receipt_filters(shown: RecipientFilter, page: dict[str, Any]) -> list[tuple[str, str]]:
    """Those that show some rows, and the chosen one."""
    sums: ReceiptSums | None = page.get("receipts")
    offered = {*(key for key, _label in sums.filters), shown.receipt} if sums else set()
    return [(key.value, label) for key, label in filters().items() if key in offered]


def _state_in_words(state: str) -> str:
    return _("to be cleared up") if state == STUCK else state_word(State(state)).word
