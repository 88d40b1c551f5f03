"""What several associations share of the register is changed by none of them, by hand, by a file or by an undo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from tests.cast import DAY, Cast, House, a_pen, add_list, add_responsible
from tests.office.directory.exchange.files import csv_of
from tests.office.directory.test_imports import apply
from umlauf.ground.core.actor import Means
from umlauf.ground.core.policy import Role
from umlauf.office.directory.access import may_amend
from umlauf.office.directory.actions.undo import undo_change
from umlauf.office.directory.models import (
    ContactDetails,
    Function,
    Grant,
    IntakeAddress,
    ListGuest,
    Membership,
    OfficialKey,
    Organisation,
    Post,
    PostDetails,
    Tag,
)
from umlauf.office.directory.moments import ALWAYS
from umlauf.office.directory.rules import Rule

Use = Callable[[House, Organisation], object]


def a_post(house: House, one: Organisation) -> None:
    function = Function.objects.create(association=house.association, name="Landrätin")
    post = Post.objects.create(association=house.association, organisation=one, function=function)
    a_pen(house).enter(PostDetails(post=post, since=ALWAYS))


def a_guest(house: House, one: Organisation) -> None:
    asked = add_list(house, "Gäste", Rule())
    a_pen(house).enter(ListGuest(distribution_list=asked, organisation=one, name="Gast", email="gast@uni.example"))


def a_login(house: House, one: Organisation) -> None:
    Grant.objects.create(association=house.association, user=house.clerk, role=Role.REGISTRY, organisation=one)


USES: dict[str, Use] = {
    "membership": lambda house, one: a_pen(house).enter(Membership(organisation=one, since=DAY)),
    "contact": lambda house, one: a_pen(house).enter(ContactDetails(organisation=one, city="Ort")),
    "intake": lambda house, one: a_pen(house).enter(IntakeAddress(organisation=one, label="x", email="x@y.example")),
    "tag": lambda house, one: a_pen(house).enter(Tag(organisation=one, name="Küste")),
    "post": a_post,
    "responsibility": add_responsible,
    "guest": a_guest,
    "login": a_login,
    "on a list": lambda house, one: add_list(house, "Mit", Rule(with_organisations=(one.id,))),
    "off a list": lambda house, one: add_list(house, "Ohne", Rule(without_organisations=(one.id,))),
}


@pytest.mark.parametrize("use", USES)
def test_what_another_association_uses_is_not_ours_to_change(cast: Cast, use: str) -> None:
    home, other, one = cast.home, cast.other, cast.home.members[1]
    with scope(association=home.association):
        USES[use](home, cast.home.members[2])
        assert may_amend(home.association.id, home.members) == {one.id, home.members[2].id}
    with scope(association=other.association):
        USES[use](other, one)
    with scope(association=home.association):
        assert may_amend(home.association.id, home.members) == {home.members[2].id}
        assert may_amend(home.association.id, Organisation.objects.all()) == {home.members[2].id}


def test_what_another_association_believes_no_more_binds_nobody(cast: Cast) -> None:
    one = cast.home.members[1]
    with scope(association=cast.other.association):
        pen, tag = a_pen(cast.other), Tag(organisation=one, name="Küste")
        pen.enter(tag)
        pen.retire(tag)
    assert one.id in may_amend(cast.home.association.id, cast.home.members)


def test_two_queries_for_a_few_and_for_all(home: House) -> None:
    Organisation.objects.bulk_create(
        Organisation(name=f"Gemeinde {number}", short_name=str(number), kind="municipality") for number in range(600)
    )
    every = list(Organisation.objects.all())
    for asked, found in ((every[1:2], 1), (every, 602)):
        with CaptureQueriesContext(connection) as queries:
            assert len(may_amend(home.association.id, asked)) == found
        assert len(queries) == 2


@pytest.mark.parametrize("means", [Means.LOGIN, Means.COMMAND])
def test_an_undo_leaves_what_others_use_by_now(cast: Cast, home: House, means: Means) -> None:
    apply(home, csv_of("AGS;Name;Sitz", "15083270;Haldensleben;A", "15083271;Nebenan;A", "15083272;Drüben;A"))
    change = apply(home, csv_of("AGS;Sitz", "15083270;B", "15083272;B"), complete=True)
    assert change is not None
    used = Organisation.objects.filter(official_key__in=("15083270", "15083271"))
    with scope(association=cast.other.association):
        for one in used:
            a_pen(cast.other).enter(Tag(organisation=one, name="Küste"))
    undone = undo_change(actor=replace(home.clerk_actor, means=means), change_id=change.id)
    free = means == Means.COMMAND
    assert (undone.kept, undone.shared) == (0, 0 if free else 2)
    seats = Organisation.objects.filter(official_key__startswith="150832").order_by("official_key")
    assert [one.seat for one in seats] == ["A" if free else "B", "A", "A"]
    ended = OfficialKey.objects.get(key="15083271")
    assert (seats[1].until is None, ended.until is None) == (free, free)
