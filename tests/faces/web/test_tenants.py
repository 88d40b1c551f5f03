"""Nobody is shown, sent or led to a row of another association, whoever asks for whatever."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.faces.web.one_tenant import LETTERS
from tests.faces.web.readable import letter_of
from tests.faces.web.strays import strays
from tests.faces.web.tenants import Plan, Tenants, settle, unmarked
from tests.faces.web.visits import ROUTES, Step, Visit, World, pick
from umlauf.faces.web.routes import Needs
from umlauf.ground.core.policy import Role

# The pages of a demo show all its mail to everybody, and there is no other association's in it.
ASKED = sorted(name for name, one in ROUTES.items() if one.callback.needs != Needs.DEMO)  # type: ignore[attr-defined]
FORMS = sorted(name for name in ASKED if "POST" in ROUTES[name].callback.methods)  # type: ignore[attr-defined]
QUERIES = ("q", "kind", "keyword", "post", "parent", "day", "page", "state", "show", "as", "members", "step", "answer")
ASKED_FOR = ("", "quax", "quaxa", "quaxb", "quaxa814x", "quaxb815x", "quaxc812x", "Ahorn", "2016-11-01", "2015-06-01")

numbers = st.tuples(*[st.integers(0, 997)] * 6)
asked_for = st.sampled_from(ASKED_FOR) | st.integers(0, 9973)
queries = st.lists(st.tuples(st.sampled_from(QUERIES), asked_for), max_size=2).map(tuple)
changes = st.just(()) | st.lists(st.tuples(st.integers(0, 30), st.integers(0, 9973)), max_size=3).map(tuple)
whose = st.sampled_from(("own", "own", *LETTERS, "each"))
steps: st.SearchStrategy[Step] = st.builds(
    Step, st.sampled_from(ASKED), whose, numbers, st.just(False), queries, st.just(())
) | st.builds(Step, st.sampled_from(FORMS), whose, numbers, st.just(True), st.just(()), changes)


visits = st.lists(st.tuples(st.integers(0, 9973), st.lists(steps, min_size=1, max_size=4)), min_size=8, max_size=24)
# The counties 3, 4, 6 and 7 are members of some; all have two that are members of each.
counties = st.lists(st.frozensets(st.sampled_from((3, 4, 6, 7)), max_size=2), min_size=2, max_size=4)
grants = st.tuples(st.integers(0, 3), st.sampled_from(sorted(Role)), st.integers(0, 4))
people = st.lists(st.lists(grants, min_size=1, max_size=4).map(tuple), min_size=1, max_size=4)
plans = st.builds(Plan, counties.map(tuple), people.map(tuple))


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
    for tenant in tenants.each:
        assert set(unmarked(tenant)) <= {"responses.Ask.host_address"}


@pytest.mark.parametrize(
    ("who", "words", "rows"),
    [("all of a", 60, 3), ("registry of a", 12, 2), ("member as kv", 12, 2), ("guest of b", 4, 7)],
)
def test_all_that_is_shown_is_ones_own(tenants: Tenants, who: str, words: int, rows: int) -> None:
    """Each page with some rows of each association, for those who see most. Their own words they do see there."""
    world = World.of(tenants)
    visit = Visit([one for one in world.guises if one.name.startswith(who)][-1], world)
    for route in ASKED:
        for number in range(1, rows + 1):
            for letter in world.ids.rows:
                assert visit.take(Step(route, letter, (number,) * 6, False, (), ())) == []
    assert len({one for one in visit.seen if letter_of(one) in visit.guise.writes_for}) >= words


@pytest.mark.soak
def test_a_form_reaches_no_rows_of_others(tenants: Tenants, rounds: Callable[[int, int], int]) -> None:
    """Each form once as it should be, and once with rows of the other association in some of its fields."""
    world, reached = World.of(tenants), set[str]()
    guise = next(one for one in world.guises if one.name == "all of a")
    for number in range(2, 2 + rounds(1, 40)):
        foreign = tuple((place, 6 * number + 7 + 6 * place) for place in range(8))
        for route in FORMS:
            for changed in ((), foreign):
                with thrown_away():
                    visit = Visit(guise, world)
                    shown = visit.take(
                        Step(route, "a", (number, number + 1, number, number + 3, 0, 0), True, (), changed)
                    )
                    written = visit.wrote()
                assert (shown, written) == ([], [])
                reached |= visit.reached
    assert len([one for one in reached if one.startswith("POST")]) > 30


@pytest.mark.soak
def test_nobody_is_shown_what_is_not_theirs(db: None, rounds: Callable[[int, int], int]) -> None:
    """Random associations settle; random people ask for random pages and send random forms and files."""

    @settings(max_examples=rounds(3, 250), phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink))
    @given(plans, visits)
    def ask(plan: Plan, visited: list[tuple[int, list[Step]]]) -> None:
        with thrown_away():
            world = World.of(settle(plan))
            everybody = frozenset(world.ids.rows)
            assert [*strays({}, world.rows, world.tenants, who="all", writes_for=everybody, typed=frozenset())] == []
            for number, asked in visited:
                with thrown_away():
                    visit = Visit(pick(world.guises, number), world)
                    shown = [one for step in asked for one in visit.take(step)]
                    written = visit.wrote() if any(one.posts for one in asked) else []
                assert (shown, written) == ([], [])

    ask()
