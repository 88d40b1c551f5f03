"""Several processes at once: the first write makes the ask, and nobody stands in another's way."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django_scopes import scope

from tests.cast import Cast
from tests.office.responses.asking import a_sent_circular, by_link, guest_of, keyed_in, recipient_of
from tests.processes.forks import Work, all_at_once
from umlauf.ground.audit.chain import verify
from umlauf.ground.text import Refused
from umlauf.office.circulars.models import Issue
from umlauf.office.responses.actions.answer import give_statement
from umlauf.office.responses.actions.ask import close_ask, reopen_ask, set_ask
from umlauf.office.responses.entries import Terms
from umlauf.office.responses.enums import AskKind
from umlauf.office.responses.models import Answer, Ask, SentForm

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 8


def answering(cast: Cast, issue: Issue, position: int, *, nonce: str = "") -> Work:
    """The guest of a recipient answers as if nobody had before."""
    recipient = recipient_of(issue, position)
    entry = by_link(nonce=nonce)

    def answer() -> None:
        with scope(association=cast.home.association):
            give_statement(actor=guest_of(recipient), recipient_id=recipient.id, entry=entry, text="Ja.")

    return answer


def refused_with(code: str, work: Work) -> Work:
    """Fine, too, if it is refused so."""

    def tried() -> None:
        try:
            work()
        except Refused as refusal:
            if refusal.code != code:
                raise

    return tried


def test_the_first_answers_of_all_make_one_ask(cast: Cast) -> None:
    with scope(association=cast.home.association):
        issue = a_sent_circular(cast.home)
        works = [answering(cast, issue, position) for position in range(3)]
        assert all_at_once(works) == [0] * 3
        assert (Ask.objects.count(), Answer.objects.count()) == (1, 3)
        assert verify(cast.home.association) == []


def test_a_form_sent_by_many_at_once_is_taken_once(cast: Cast) -> None:
    with scope(association=cast.home.association):
        issue = a_sent_circular(cast.home)
        assert all_at_once([answering(cast, issue, 0, nonce="once")] * MANY) == [0] * MANY
        assert (Answer.objects.get().revision, SentForm.objects.count()) == (1, 1)


def test_of_many_who_answer_for_one_the_first_stands(cast: Cast) -> None:
    with scope(association=cast.home.association):
        issue = a_sent_circular(cast.home)
        works = [refused_with("answer.changed", answering(cast, issue, 0)) for _guest in range(MANY)]
        assert all_at_once(works) == [0] * MANY
        assert (Answer.objects.get().revision, SentForm.objects.count()) == (1, 1)


def test_office_and_counties_do_not_wait_for_each_other_for_ever(cast: Cast) -> None:
    house = cast.home

    def in_scope(work: Callable[[], object]) -> Work:
        def run() -> None:
            with scope(association=house.association):
                work()

        return run

    with scope(association=house.association):
        issue = a_sent_circular(house)
        circular_id, last = issue.circular_id, recipient_of(issue, 2)
        clerk = house.clerk_actor
        office: list[Callable[[], object]] = [
            lambda: set_ask(actor=clerk, circular_id=circular_id, terms=Terms(AskKind.STATEMENT)),
            lambda: close_ask(actor=clerk, circular_id=circular_id),
            lambda: reopen_ask(actor=clerk, circular_id=circular_id),
            lambda: give_statement(actor=clerk, recipient_id=last.id, entry=keyed_in(), text="Ja."),
        ]
        guests = [refused_with("answer.closed", answering(cast, issue, position)) for position in range(2)]
        works = [*map(in_scope, office), *guests]
        assert all_at_once(works) == [0] * len(works)
        assert Ask.objects.count() == 1
        assert verify(house.association) == []
