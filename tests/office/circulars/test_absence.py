"""When somebody is away: entered, merged, struck, forgotten; and their stand-in is told in time."""

from __future__ import annotations

import datetime as dt

import pytest
from django.http import Http404
from django_scopes import scope
from pytest_django import DjangoAssertNumQueries

from tests.cast import Cast, House, a_circular
from tests.office.circulars.agreeing import a_reviewer, add_to_chain, laid, reviewer_actor
from tests.office.directory.administering import add_user, administrator
from tests.office.rows import row_counts
from umlauf.engines.mail.models import Message
from umlauf.ground.accounts.models import User
from umlauf.ground.audit.models import Entry
from umlauf.ground.core.actor import machine
from umlauf.ground.core.clock import office_today
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.policy import Role
from umlauf.ground.core.tasks import run_next_task, sweep
from umlauf.ground.text import Refused
from umlauf.office.circulars.actions.absence import enter_absence, forget_absences, strike_absence
from umlauf.office.circulars.folder import folder_of
from umlauf.office.circulars.models import Absence
from umlauf.office.circulars.telling import untold_turns


def day(house: House, offset: int) -> dt.date:
    return office_today(house.association) + dt.timedelta(days=offset)


def away(house: House, user: User, since: int, until: int) -> Absence:
    """Somebody enters that they are away themselves."""
    return enter_absence(
        actor=reviewer_actor(house, user), user_id=user.id, since=day(house, since), until=day(house, until)
    )


def days_of(house: House, user: User) -> list[tuple[int, int]]:
    today = office_today(house.association)
    return [((one.since - today).days, (one.until - today).days) for one in Absence.objects.filter(user=user)]


def told() -> list[str]:
    return list(Message.objects.order_by("id").values_list("recipient", flat=True))


def let_time_pass() -> None:
    sweep()
    while run_next_task():
        pass


def test_one_says_when_one_is_away_and_takes_it_back(home: House) -> None:
    anna = a_reviewer(home, "Anna Alt")
    absence = away(home, anna, 0, 13)
    assert days_of(home, anna) == [(0, 13)]
    strike_absence(actor=reviewer_actor(home, anna), user_id=anna.id, absence_id=absence.id)
    strike_absence(actor=reviewer_actor(home, anna), user_id=anna.id, absence_id=absence.id)
    assert days_of(home, anna) == []
    recorded = Entry.objects.filter(subject=f"accounts.User:{anna.id}").order_by("id")
    assert [one.event for one in recorded] == ["circulars.absence_entered", "circulars.absence_struck"]
    assert {one.personal.data["to"] for one in recorded} == {anna.email}
    assert {one.label for one in recorded} == {""}


@pytest.mark.parametrize(
    ("there", "entered", "expected"),
    [
        ([(1, 5)], (3, 8), [(1, 8)]),
        ([(1, 5)], (6, 8), [(1, 8)]),
        ([(5, 8)], (1, 4), [(1, 8)]),
        ([(1, 5)], (7, 8), [(1, 5), (7, 8)]),
        ([(1, 3), (6, 8)], (2, 7), [(1, 8)]),
        ([(1, 8)], (2, 3), [(1, 8)]),
        ([(-5, 1)], (0, 4), [(-5, 4)]),
    ],
)
def test_days_that_overlap_or_adjoin_become_one_entry(
    home: House, there: list[tuple[int, int]], entered: tuple[int, int], expected: list[tuple[int, int]]
) -> None:
    anna, ben = a_reviewer(home, "Anna Alt"), a_reviewer(home, "Ben Berg")
    for since, until in there:
        away(home, anna, since, until)
    away(home, ben, 0, 20)
    away(home, anna, *entered)
    assert sorted(days_of(home, anna)) == expected
    assert days_of(home, ben) == [(0, 20)]


def test_entered_once_more_nothing_changes(home: House) -> None:
    anna = a_reviewer(home, "Anna Alt")
    first = away(home, anna, 1, 5)
    before = row_counts()
    assert away(home, anna, 2, 4) == first
    assert row_counts() == before


@pytest.mark.parametrize(
    ("since", "until", "code"),
    [
        (5, 4, "absence.order"),
        (-9, -1, "absence.past"),
        (1, 1 + LIMITS.absence_days, "absence.long"),
        (-100_000, 1, "absence.long"),
        (LIMITS.absence_days + 1, LIMITS.absence_days + 2, "absence.far"),
    ],
)
def test_what_cannot_be_meant_is_refused(home: House, since: int, until: int, code: str) -> None:
    anna = a_reviewer(home, "Anna Alt")
    before = row_counts()
    with pytest.raises(Refused) as refusal:
        away(home, anna, since, until)
    assert refusal.value.code == code
    assert row_counts() == before


def test_the_longest_that_can_be_entered_may_not_grow_by_another(home: House) -> None:
    anna = a_reviewer(home, "Anna Alt")
    away(home, anna, 1, LIMITS.absence_days)
    with pytest.raises(Refused) as refusal:
        away(home, anna, 0, 0)
    assert refusal.value.code == "absence.long"
    assert days_of(home, anna) == [(1, LIMITS.absence_days)]


def test_for_others_an_administrator_enters_it_and_for_nobody_who_does_not_agree(cast: Cast) -> None:
    home = cast.home
    with scope(association=home.association):
        boss, anna = administrator(home), a_reviewer(home, "Anna Alt")
        door = add_user(home, "Dora Door", Role.DOOR)
        today = office_today(home.association)
        enter_absence(actor=boss, user_id=anna.id, since=today, until=today)
        absence = Absence.objects.get(user=anna)
        before = row_counts()
        for user_id in (door.id, cast.member.id, cast.other.clerk.id, 0):
            with pytest.raises(Http404):
                enter_absence(actor=boss, user_id=user_id, since=today, until=today)
        for actor in (home.clerk_actor, home.signatory_actor, cast.member_actor):
            with pytest.raises(Refused) as refusal:
                enter_absence(actor=actor, user_id=anna.id, since=today, until=today)
            assert refusal.value.code == "access.role"
            with pytest.raises(Refused):
                strike_absence(actor=actor, user_id=anna.id, absence_id=absence.id)
        strike_absence(actor=home.clerk_actor, user_id=home.clerk.id, absence_id=absence.id)
        assert row_counts() == before
        strike_absence(actor=boss, user_id=anna.id, absence_id=absence.id)
        assert days_of(home, anna) == []


def test_a_month_after_somebody_came_back_it_is_forgotten(home: House) -> None:
    anna = a_reviewer(home, "Anna Alt")
    for until in (-LIMITS.absence_kept_days - 1, -LIMITS.absence_kept_days, 5):
        Absence.objects.create(
            association=home.association, user=anna, since=day(home, until - 3), until=day(home, until)
        )
    sweep()
    assert sorted(until for _since, until in days_of(home, anna)) == [-LIMITS.absence_kept_days, 5]
    assert Entry.objects.get(event="circulars.absences_forgotten").label == "1"
    before = row_counts()
    assert forget_absences(actor=machine(home.association.id)) == 0
    assert row_counts() == before


def test_whoever_stands_in_is_told_on_the_day_and_once(home: House) -> None:
    anna, ben = a_reviewer(home, "Anna Alt"), a_reviewer(home, "Ben Berg")
    add_to_chain(home, anna, stand_in=ben)
    laid(home)
    let_time_pass()
    assert told() == [anna.email]
    absence = away(home, anna, 1, 5)
    let_time_pass()
    assert told() == [anna.email]
    Absence.objects.filter(id=absence.id).update(since=day(home, 0))
    let_time_pass()
    let_time_pass()
    assert told() == [anna.email, ben.email]
    strike_absence(actor=reviewer_actor(home, anna), user_id=anna.id, absence_id=absence.id)
    let_time_pass()
    assert told() == [anna.email, ben.email]


def test_whoever_comes_back_finds_what_their_stand_in_has_left_and_is_told(home: House) -> None:
    anna, ben = a_reviewer(home, "Anna Alt"), a_reviewer(home, "Ben Berg")
    add_to_chain(home, anna, stand_in=ben)
    absence = away(home, anna, 0, 5)
    laid(home)
    assert told() == [ben.email]
    Absence.objects.filter(id=absence.id).delete()
    let_time_pass()
    assert told() == [ben.email, anna.email]
    assert len(folder_of(reviewer_actor(home, anna))) == 1
    assert folder_of(reviewer_actor(home, ben)) == []


def test_with_both_away_it_waits_for_the_approver(home: House) -> None:
    anna, ben = a_reviewer(home, "Anna Alt"), a_reviewer(home, "Ben Berg")
    add_to_chain(home, anna, stand_in=ben)
    away(home, anna, 0, 5)
    away(home, ben, 0, 5)
    laid(home)
    assert (len(folder_of(reviewer_actor(home, anna))), folder_of(reviewer_actor(home, ben))) == (1, [])


def test_to_find_who_is_not_told_costs_the_same_with_many_drafts(
    home: House, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    add_to_chain(home, a_reviewer(home, "Anna Alt"), stand_in=a_reviewer(home, "Ben Berg"))
    circulars = [laid(home, a_circular(home)) for _number in range(3)]
    Message.objects.all().delete()
    with django_assert_num_queries(8):
        found = untold_turns(home.association.id)
    assert [one.circular_id for one in found] == [one.id for one in circulars]
