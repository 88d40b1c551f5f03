"""A list asked for a past day gives what it gave then, whatever was entered, corrected or merged since."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import TypeVar

import pytest
from django.db import transaction
from django.http import Http404
from django_scopes import scope
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.cast import KEYWORD, House, a_county, make_cast
from umlauf.ground.core.actor import Actor, Means
from umlauf.ground.core.clock import set_office_time
from umlauf.ground.text import Refused
from umlauf.office.directory.actions.lists import Guest, save_list
from umlauf.office.directory.actions.members import begin_membership, end_membership
from umlauf.office.directory.actions.merges import merge_people
from umlauf.office.directory.actions.organisations import (
    ContactEntry,
    Intake,
    OrganisationEntry,
    describe_organisation,
    enter_organisation,
    set_contact,
    succeed,
)
from umlauf.office.directory.actions.people import (
    PersonEntry,
    TenureEntry,
    appoint,
    correct_tenure,
    describe_person,
    end_tenure,
)
from umlauf.office.directory.actions.posts import (
    FunctionEntry,
    PostEntry,
    close_post,
    open_function,
    open_post,
    set_deputies,
    set_deputy_functions,
    set_responsibility,
)
from umlauf.office.directory.actions.undo import undo_change
from umlauf.office.directory.enums import ChangeKind, FunctionKind, OrganisationKind, Salutation, TenureKind
from umlauf.office.directory.models import Change, DistributionList, Function, Organisation, Person, Post, Tenure
from umlauf.office.directory.moments import as_it_stands, as_it_was
from umlauf.office.directory.queries.reach import Line, reach_of
from umlauf.office.directory.rules import Rule

FIRST = dt.date(2016, 11, 1)
NOON = dt.time(12, tzinfo=dt.UTC)
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Step:
    """Something that somebody does. The numbers choose among what is there on that day."""

    act: str
    one: int
    other: int
    since: int  # days from today
    length: int | None
    flag: bool


@dataclass(frozen=True, slots=True)
class World:
    """What the steps act on: the association, its lists, and today."""

    house: House
    lists: tuple[DistributionList, ...]
    today: dt.date

    @property
    def actor(self) -> Actor:
        return Actor("umlauf", self.house.association.id, Means.COMMAND)

    def day(self, step: Step) -> dt.date:
        return self.today + dt.timedelta(days=step.since)

    def until(self, step: Step) -> dt.date | None:
        return None if step.length is None else self.day(step) + dt.timedelta(days=step.length)


def pick(rows: Sequence[Row], number: int) -> Row:
    return rows[number % len(rows)]


def posts() -> list[Post]:
    return list(Post.objects.order_by("id"))


def people() -> list[Person]:
    return list(Person.objects.order_by("id"))


def tenures() -> list[Tenure]:
    return list(Tenure.objects.order_by("id"))


def functions() -> list[Function]:
    return list(Function.objects.order_by("id"))


def places() -> list[Organisation]:
    return list(Organisation.objects.order_by("id"))


def entry_of(world: World, step: Step) -> TenureEntry:
    kind = TenureKind.ACTING if step.other % 3 == 0 else TenureKind.REGULAR
    return TenureEntry(world.day(step), world.until(step), kind, carries_on=step.flag)


def person_of(step: Step) -> PersonEntry:
    email = f"p{step.other}@kreis.example" if step.flag else ""
    return PersonEntry(f"Muster{step.other}", "Alex", salutation=pick(Salutation.values, step.one), email=email)


def appoint_somebody(world: World, step: Step) -> None:
    post = pick(posts(), step.one)
    if step.other % 2:
        appoint(actor=world.actor, post_id=post.id, entry=entry_of(world, step), new=person_of(step))
    else:
        known = pick(people(), step.other)
        appoint(actor=world.actor, post_id=post.id, entry=entry_of(world, step), person_id=known.id)


def leave(world: World, step: Step) -> None:
    tenure = pick(tenures(), step.one)
    end_tenure(actor=world.actor, tenure_id=tenure.id, last_day=world.day(step), carries_on=step.flag)


def correct(world: World, step: Step) -> None:
    tenure = pick(tenures(), step.one)
    entry = None if step.other % 4 == 0 else entry_of(world, step)
    correct_tenure(actor=world.actor, tenure_id=tenure.id, entry=entry)


def describe_somebody(world: World, step: Step) -> None:
    describe_person(actor=world.actor, person_id=pick(people(), step.one).id, entry=person_of(step))


def merge_two_people(world: World, step: Step) -> None:
    kept, gone = pick(people(), step.one), pick(people(), step.other)
    merge_people(actor=world.actor, kept_id=kept.id, gone_id=gone.id)


def part_them_again(world: World, step: Step) -> None:
    mergers = list(Change.objects.filter(kind=ChangeKind.MERGE).order_by("id"))
    if mergers:
        undo_change(actor=world.actor, change_id=pick(mergers, step.one).id)


def merge_counties(world: World, step: Step) -> None:
    one, other = pick(places(), step.one), pick(places(), step.other)
    succeed(actor=world.actor, predecessor_ids=(one.id,), successor_id=other.id, since=world.day(step))


def describe_place(world: World, step: Step) -> None:
    place = pick(places(), step.one)
    kind = OrganisationKind.DEPARTMENT if step.flag else pick(OrganisationKind.values, step.other)
    parent = pick(places(), step.other).id if step.flag else None
    area = pick(("99000", "99001", "98"), step.other)
    entry = OrganisationEntry(f"Landkreis Anders{step.other}", kind, area_key=area, parent_id=parent)
    describe_organisation(actor=world.actor, organisation_id=place.id, entry=entry)


def enter_place(world: World, step: Step) -> None:
    kind = OrganisationKind.DEPARTMENT if step.flag else OrganisationKind.COUNTY
    parent = pick(places(), step.one).id if step.flag else None
    entry = OrganisationEntry(f"Stelle {step.one}", kind, area_key="99000", parent_id=parent)
    place = enter_organisation(actor=world.actor, entry=entry)
    if not step.flag:
        begin_membership(actor=world.actor, organisation_id=place.id, since=world.day(step), until=world.until(step))
    open_post(actor=world.actor, organisation_id=place.id, entry=PostEntry(pick(functions(), step.other).id))


def leave_association(world: World, step: Step) -> None:
    end_membership(actor=world.actor, organisation_id=pick(places(), step.one).id, last_day=world.day(step))


def join_association(world: World, step: Step) -> None:
    place = pick(places(), step.one)
    begin_membership(actor=world.actor, organisation_id=place.id, since=world.day(step), until=world.until(step))


def set_addresses(world: World, step: Step) -> None:
    intake = (Intake("Poststelle", f"neu{step.other}@kreis.example"),) if step.flag else ()
    set_contact(
        actor=world.actor,
        organisation_id=pick(places(), step.one).id,
        entry=ContactEntry(central_email=f"zentrale{step.one}@kreis.example" if step.other % 2 else ""),
        intake=intake,
        tags=("Küstenkreis",) if step.other % 3 else (),
    )


def open_or_close_post(world: World, step: Step) -> None:
    if step.flag:
        close_post(actor=world.actor, post_id=pick(posts(), step.one).id, last_day=world.day(step))
        return
    email = f"stelle{step.other}@kreis.example" if step.other % 2 else ""
    entry = PostEntry(pick(functions(), step.other).id, email=email, since=world.day(step))
    open_post(actor=world.actor, organisation_id=pick(places(), step.one).id, entry=entry)


def let_posts_stand_in(world: World, step: Step) -> None:
    deputies = () if step.other % 4 == 0 else (pick(posts(), step.other).id,)
    post = pick(posts(), step.one)
    set_deputies(actor=world.actor, post_id=post.id, deputy_post_ids=deputies, since=world.day(step))


def let_functions_stand_in(world: World, step: Step) -> None:
    deputies = () if step.other % 4 == 0 else (pick(functions(), step.other).id,)
    function = pick(functions(), step.one)
    set_deputy_functions(
        actor=world.actor, function_id=function.id, deputy_function_ids=deputies, since=world.day(step)
    )


def make_responsible(world: World, step: Step) -> None:
    post = None if step.flag else pick(posts(), step.other).id
    place = pick(places(), step.one)
    set_responsibility(actor=world.actor, organisation_id=place.id, keyword=KEYWORD, post_id=post)


def write_rule(world: World, step: Step) -> None:
    head = Function.objects.get(name="Landrat").id
    rules = (
        Rule(functions=(head,), kinds=(OrganisationKind.COUNTY,)),
        Rule(subjects=(KEYWORD,), members_only=False),
        Rule(regions=("99000", "99001"), members_only=step.flag),
        Rule(tags=("Küstenkreis",)),
        Rule(all_members=True, without_organisations=(pick(places(), step.other).id,)),
        Rule(functions=(head,), with_posts=(pick(posts(), step.other).id,), lists=(world.lists[1].id,)),
        Rule(with_organisations=(pick(places(), step.other).id,), without_posts=(pick(posts(), step.other).id,)),
    )
    target = pick(world.lists, step.other)
    guests = (Guest(pick(places(), step.one).id, "Gast", f"gast{step.other}@verein.example"),) if step.flag else ()
    rule = pick(rules, step.one)
    save_list(actor=world.actor, name=target.name, rule=rule, guests=guests, list_id=target.id)


ACTS: dict[str, Callable[[World, Step], None]] = {
    act.__name__: act
    for act in (
        appoint_somebody,
        leave,
        correct,
        describe_somebody,
        merge_two_people,
        part_them_again,
        merge_counties,
        describe_place,
        enter_place,
        leave_association,
        join_association,
        set_addresses,
        open_or_close_post,
        let_posts_stand_in,
        let_functions_stand_in,
        make_responsible,
        write_rule,
    )
}

steps = st.builds(
    Step,
    act=st.sampled_from(sorted(ACTS)),
    one=st.integers(0, 11),
    other=st.integers(0, 11),
    since=st.integers(-6, 6),
    length=st.none() | st.integers(0, 8),
    flag=st.booleans(),
)


@contextmanager
def thrown_away() -> Iterator[None]:
    """Whatever is written inside is gone afterwards, so that each example begins alike."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def begin() -> World:
    """The cast on the first day, with a list of posts, one of organisations and one that holds both."""
    set_office_time(dt.datetime.combine(FIRST, NOON))
    house = make_cast().home
    with scope(association=house.association):
        world = World(house, (), FIRST)
        deputy = open_function(actor=world.actor, entry=FunctionEntry("Beigeordnete", FunctionKind.DEPUTY_HEAD))
        head = Function.objects.get(name="Landrat")
        open_post(actor=world.actor, organisation_id=a_county(0).id, entry=PostEntry(deputy.id))
        set_deputy_functions(actor=world.actor, function_id=head.id, deputy_function_ids=(deputy.id,), since=FIRST)
        by_post = save_list(actor=world.actor, name="Landräte", rule=Rule(functions=(head.id,), subjects=(KEYWORD,)))
        members = save_list(actor=world.actor, name="Mitglieder", rule=Rule(all_members=True))
        both = save_list(actor=world.actor, name="Beide", rule=Rule(lists=(by_post.id, members.id)))
    return replace(world, lists=(by_post, members, both))


def take(world: World, step: Step) -> None:
    """Do it. What is refused is not done, and that is all right."""
    with suppress(Refused, Http404), transaction.atomic():
        ACTS[step.act](world, step)


def live(days: list[list[Step]]) -> tuple[World, dict[tuple[dt.date, str], tuple[Line, ...]]]:
    """Live through the days, and write down each evening whom each list reaches."""
    world = begin()
    said: dict[tuple[dt.date, str], tuple[Line, ...]] = {}
    with scope(association=world.house.association):
        for number, done in enumerate(days):
            world = replace(world, today=FIRST + dt.timedelta(days=number))
            set_office_time(dt.datetime.combine(world.today, NOON))
            for step in done:
                take(world, step)
            for one in world.lists:
                said[world.today, one.name] = reach_of(one, as_it_stands(world.today)).lines
    set_office_time(dt.datetime.combine(world.today + dt.timedelta(days=2), NOON))
    return world, said


@pytest.mark.django_db
@settings(max_examples=15, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(st.lists(st.lists(steps, max_size=4), min_size=2, max_size=7))
def test_a_past_day_gives_what_it_gave_then(days: list[list[Step]]) -> None:
    with thrown_away():
        world, said = live(days)
        with scope(association=world.house.association):
            asked = {
                (day, one.name): reach_of(one, as_it_was(day, world.house.association)).lines
                for day, _name in said
                for one in world.lists
            }
    assert asked == said
