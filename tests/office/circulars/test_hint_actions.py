"""Hints that are put aside, and pages that are asked for once a day."""

from __future__ import annotations

import datetime as dt

import pytest
from django.http import Http404
from django_scopes import scope

from tests.cast import Cast, House, a_circular, a_content
from tests.office.circulars.agreeing import reviewer_actor
from umlauf.engines.pages import Answer
from umlauf.ground.accounts.models import User
from umlauf.ground.audit.models import Entry
from umlauf.ground.core.actor import machine
from umlauf.ground.core.models import Task
from umlauf.ground.text import Refused
from umlauf.office.circulars.actions.draft import save_draft
from umlauf.office.circulars.actions.hint import PAGES, dismiss_hint, look_at_links
from umlauf.office.circulars.enums import PageState
from umlauf.office.circulars.hint import HintKind, key_of
from umlauf.office.circulars.hints import dismissed_of
from umlauf.office.circulars.links import digest_of
from umlauf.office.circulars.models import Circular, DismissedHint, LinkState

KEY = key_of(HintKind.WEEKDAY, 4, "2016-11-17")
PAGE = "https://www.bund.de/seite"


@pytest.fixture(autouse=True)
def _real(home: House) -> None:
    """No sample, whose addresses are all invented."""
    home.association.sample = False
    home.association.save()


def with_links(home: House, *addresses: str) -> Circular:
    body = " und ".join(f"[Seite {number}]({address})" for number, address in enumerate(addresses))
    return a_circular(home, a_content(home, body=f"Siehe {body}."))


def asked_for(home: House, circular: Circular, answers: dict[str, Answer]) -> list[str]:
    """What is asked for, where the web gives these answers and else stays silent."""
    asked: list[str] = []

    def ask(address: str) -> Answer:
        asked.append(address)
        return answers.get(address, Answer.SILENT)

    look_at_links(actor=machine(home.association.id), circular_id=circular.id, asks=ask)
    return asked


def states() -> dict[str, str]:
    return dict(LinkState.objects.values_list("digest", "state"))


def test_put_aside_once(home: House) -> None:
    circular = a_circular(home)
    first = dismiss_hint(actor=home.clerk_actor, circular_id=circular.id, key=KEY)
    again = dismiss_hint(actor=home.signatory_actor, circular_id=circular.id, key=KEY)
    assert (again.id, again.by) == (first.id, home.clerk.name)
    assert dismissed_of(circular.id) == {KEY}
    assert Entry.objects.filter(event="circulars.hint_dismissed").count() == 1
    assert dismissed_of(a_circular(home).id) == frozenset()


def test_who_may_not_write_puts_nothing_aside(home: House) -> None:
    circular = a_circular(home)
    reader = User.objects.create(email="leser@umlauf.example", name="Lena Leser")
    with pytest.raises(Refused) as refused:
        dismiss_hint(actor=reviewer_actor(home, reader), circular_id=circular.id, key=KEY)
    assert refused.value.code == "access.role"
    assert DismissedHint.objects.count() == 0


@pytest.mark.parametrize("key", ["", "x" * 64, KEY[:-1], KEY.upper(), f"{KEY}\n", "\0"])
def test_what_is_no_key(home: House, key: str) -> None:
    circular = a_circular(home)
    with pytest.raises(Http404):
        dismiss_hint(actor=home.clerk_actor, circular_id=circular.id, key=key)


def test_a_circular_of_others(cast: Cast) -> None:
    with scope(association=cast.other.association):
        theirs = a_circular(cast.other)
    with scope(association=cast.home.association), pytest.raises(Http404):
        dismiss_hint(actor=cast.home.clerk_actor, circular_id=theirs.id, key=KEY)


def test_saving_asks_for_pages_and_typing_does_not(home: House) -> None:
    tasks = Task.objects.filter(name="circulars.look_at_links")
    a_circular(home, a_content(home, body="Siehe [Post](mailto:post@lkt.de), [Ablage](https://intranet/x)."))
    assert tasks.count() == 0
    circular = with_links(home, PAGE)
    assert list(tasks.values_list("subject_id", flat=True)) == [circular.id]
    save_draft(
        actor=home.clerk_actor, circular_id=circular.id, content=a_content(home, body=f"[a]({PAGE})"), based_on=1
    )
    assert tasks.count() == 1


def test_each_page_once_a_day(home: House) -> None:
    circular = with_links(home, PAGE, "https://www.bund.de/weg", PAGE)
    answers = {PAGE: Answer.THERE, "https://www.bund.de/weg": Answer.GONE}
    assert asked_for(home, circular, answers) == list(answers)
    assert states() == {digest_of(PAGE): PageState.THERE, digest_of("https://www.bund.de/weg"): PageState.GONE}
    assert asked_for(home, circular, {}) == []
    LinkState.objects.update(checked_at=dt.datetime(2016, 1, 1, tzinfo=dt.UTC))
    assert asked_for(home, circular, {PAGE: Answer.GONE}) == list(answers)
    assert states() == {digest_of(PAGE): PageState.GONE, digest_of("https://www.bund.de/weg"): PageState.SILENT}


def test_not_more_than_some_pages(home: House) -> None:
    circular = with_links(home, *(f"https://www.bund.de/{number}" for number in range(PAGES + 5)))
    assert len(asked_for(home, circular, {})) == PAGES


def test_where_no_name_is_known_a_missing_host_says_nothing(home: House) -> None:
    """The house of the test lies at a domain that there is not, as behind a name server without a way out."""
    lost = "https://gibt-es-nicht.de/"
    alone = with_links(home, lost)
    asked_for(home, alone, {lost: Answer.NO_HOST})
    assert states() == {}
    asked_for(home, with_links(home, lost, PAGE), {lost: Answer.NO_HOST, PAGE: Answer.THERE})
    assert states() == {digest_of(lost): PageState.NO_HOST, digest_of(PAGE): PageState.THERE}


def test_a_sample_asks_for_nothing(home: House) -> None:
    home.association.sample = True
    home.association.save()
    assert asked_for(home, with_links(home, PAGE), {}) == []


def test_a_circular_that_is_gone(home: House) -> None:
    assert look_at_links(actor=machine(home.association.id), circular_id=0) == 0
