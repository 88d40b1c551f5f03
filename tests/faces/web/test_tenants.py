"""Nobody is shown, sent or led to a row of another association, whoever asks for whatever."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.faces.web.tenants import LETTERS, Tenants, settle, unmarked
from tests.faces.web.visits import ROUTES, Guise, Ids, Step, Visit, all_rows, guises_of, letter_of, misplaced
from umlauf.faces.web.routes import Needs

# The pages of a demo show all its mail to everybody, and there is no other association's in it.
ASKED = sorted(name for name, one in ROUTES.items() if one.callback.needs != Needs.DEMO)  # type: ignore[attr-defined]
FORMS = sorted(name for name in ASKED if "POST" in ROUTES[name].callback.methods)  # type: ignore[attr-defined]
QUERIES = ("q", "kind", "keyword", "post", "parent", "day", "page", "state", "show", "as", "members", "step", "answer")
ASKED_FOR = ("", "1", "2", "quax", "quaxa", "quaxb", "quaxa814x", "quaxb815x", "Ahorn", "2016-11-01", "2015-06-01")

numbers = st.tuples(*[st.integers(0, 997)] * 6)
queries = st.lists(st.tuples(st.sampled_from(QUERIES), st.sampled_from(ASKED_FOR)), max_size=2).map(tuple)
changes = st.just(()) | st.lists(st.tuples(st.integers(0, 30), st.integers(0, 9973)), max_size=3).map(tuple)
whose = st.sampled_from(("own", "own", *LETTERS, "each"))
steps = st.builds(Step, st.sampled_from(ASKED), whose, numbers, st.just(False), queries, st.just(())) | st.builds(
    Step, st.sampled_from(FORMS), whose, numbers, st.just(True), st.just(()), changes
)


@pytest.fixture
def tenants(db: None) -> Tenants:
    return settle()


@contextmanager
def thrown_away() -> Iterator[None]:
    """Whatever is written inside is gone afterwards, so that each example begins alike."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_every_column_has_words_of_its_own(tenants: Tenants) -> None:
    """What the other tests look for stands wherever a person can write, also in a table that is added later."""
    for tenant in tenants.two:
        assert set(unmarked(tenant)) <= {"responses.Ask.host_address"}


@pytest.mark.parametrize(
    ("who", "words", "rows"),
    [("all of a", 60, 4), ("registry of a", 12, 2), ("member as kv", 12, 3), ("guest of b", 4, 10)],
)
def test_all_that_is_shown_is_ones_own(tenants: Tenants, who: str, words: int, rows: int) -> None:
    """Each page with some rows of each association, for those who see most. Their own words they do see there."""
    visit = Visit([one for one in guises_of(tenants) if one.name.startswith(who)][-1], Ids.of(tenants))
    for route in ASKED:
        for number in range(1, rows + 1):
            for letter in LETTERS:
                assert visit.take(Step(route, letter, (number,) * 6, False, (), ())) == []
    assert len({one for one in visit.seen if letter_of(one) in visit.guise.writes_for}) >= words


@pytest.mark.soak
def test_a_form_reaches_no_rows_of_others(tenants: Tenants, rounds: Callable[[int, int], int]) -> None:
    """Each form once as it should be, and once with rows of the other association in some of its fields."""
    guise = next(one for one in guises_of(tenants) if one.name == "all of a")
    ids, before, reached = Ids.of(tenants), all_rows(), set[str]()
    for number in range(2, 2 + rounds(1, 40)):
        foreign = tuple((place, 6 * number + 7 + 6 * place) for place in range(8))
        for route in FORMS:
            for changed in ((), foreign):
                with thrown_away():
                    visit = Visit(guise, ids)
                    shown = visit.take(
                        Step(route, "a", (number, number + 1, number, number + 3, 0, 0), True, (), changed)
                    )
                    written = list(misplaced(before, all_rows(), visit, tenants))
                assert (shown, written) == ([], [])
                reached |= visit.reached
    assert len([one for one in reached if one.startswith("POST")]) > 30


@pytest.mark.soak
def test_nobody_is_shown_what_is_not_theirs(tenants: Tenants, rounds: Callable[[int, int], int]) -> None:
    """Random people ask for random pages and send random forms; nothing of it stays."""
    ids, before, guises = Ids.of(tenants), all_rows(), guises_of(tenants)
    busy = [one for one in guises if "all of" in one.name or " as " in one.name]

    @settings(
        max_examples=rounds(60, 4000),
        phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
    )
    @given(st.sampled_from(guises) | st.sampled_from(busy), st.lists(steps, min_size=1, max_size=5))
    def ask(guise: Guise, asked: list[Step]) -> None:
        with thrown_away():
            visit = Visit(guise, ids)
            shown = [one for step in asked for one in visit.take(step)]
            written = list(misplaced(before, all_rows(), visit, tenants)) if any(one.posts for one in asked) else []
        assert (shown, written) == ([], [])

    ask()
