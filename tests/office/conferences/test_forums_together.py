"""Several processes at once: no seat of a forum is given twice, also while people leave and a seat passes on."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest
from django_scopes import scope

from tests.cast import Cast
from tests.office.conferences.asking import own
from tests.office.conferences.choosing import Hall, by_office
from tests.office.conferences.registering import ANNA, CARL, invited, persons, registered
from tests.office.conferences.test_deputies import VERA, sent
from tests.processes.forks import Work, all_at_once
from umlauf.ground.audit.chain import verify
from umlauf.ground.text import Refused
from umlauf.office.conferences.actions.choose_forums import choose_forums, state_of_choices
from umlauf.office.conferences.actions.leave_place import leave_place
from umlauf.office.conferences.forums import choices_of
from umlauf.office.conferences.models import ForumChoice, ProgrammeItem, Registration

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 8


def _in_scope(cast: Cast, work: Callable[[], object]) -> Work:
    def run() -> None:
        with scope(association=cast.home.association), suppress(Refused):
            work()

    return run


def _choosing(hall: Hall, cast: Cast, row: Registration, item: ProgrammeItem) -> Callable[[], object]:
    """The office writes down that somebody, who has chosen nothing yet, wants this forum."""
    given = by_office(cast.home, row) | {"choices": {hall.frame.id: item.id}, "seen": state_of_choices({})}
    return lambda: choose_forums(**given)


def test_of_many_who_want_the_last_seat_one_has_it(cast: Cast) -> None:
    with scope(association=cast.home.association):
        hall = Hall(cast.home)
        rows = registered(invited(hall.conference)[0], *persons(MANY)).added
        works = [_in_scope(cast, _choosing(hall, cast, row, hall.akte)) for row in rows]
        assert all_at_once(works) == [0] * MANY
        assert hall.chosen() == [1, 0, 0]
        assert ForumChoice.objects.count() == 1
        assert verify(cast.home.association) == []


def test_a_seat_that_is_left_goes_to_one_and_a_deputy_keeps_the_other(cast: Cast) -> None:
    with scope(association=cast.home.association):
        hall = Hall(cast.home)
        first, second = invited(hall.conference)[:2]
        anna, carl = registered(first, ANNA, CARL).added
        others = registered(second, *persons(MANY)).added
        empty = state_of_choices({})
        for row in (anna, carl):
            choose_forums(**own(row), choices={hall.frame.id: hall.wohnen.id}, seen=empty)
        target = own(carl)
        wanting = [_choosing(hall, cast, row, hall.wohnen) for row in others]
        works = [lambda: leave_place(**target), lambda: sent(anna, VERA), *wanting]
        assert all_at_once([_in_scope(cast, work) for work in works]) == [0] * len(works)
        assert hall.chosen()[1] in {1, 2}
        assert ForumChoice.objects.filter(registration=carl).count() == 0
        assert choices_of(anna) == {}
        assert ForumChoice.objects.filter(registration__replaces=anna).count() == 1
        for want in wanting:
            with suppress(Refused):
                want()
        assert hall.chosen()[1] == 2
        assert verify(cast.home.association) == []
