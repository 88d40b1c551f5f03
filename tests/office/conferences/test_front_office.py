"""Whom a front office may register, change and withdraw: those for whom it acts, and who comes for them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django_scopes import scope
from pytest_django.fixtures import DjangoAssertNumQueries

from tests.cast import Cast
from tests.office.conferences.registering import ANNA, BERT, an_entry, an_invitation, invited, registered
from tests.office.rows import row_counts
from umlauf.ground.accounts.models import User
from umlauf.ground.core.actor import Actor, Means
from umlauf.ground.core.policy import Role
from umlauf.ground.text import Refused
from umlauf.office.circulars.models import Recipient
from umlauf.office.conferences.actions.register import change_registration, register
from umlauf.office.conferences.actions.withdraw import decline, withdraw
from umlauf.office.conferences.front_office import front_office_of
from umlauf.office.conferences.models import Registration
from umlauf.office.conferences.people import PersonEntry
from umlauf.office.directory.actions.people import PersonEntry as NewPerson
from umlauf.office.directory.actions.people import TenureEntry, appoint, end_tenure
from umlauf.office.directory.models import Grant, Post, PostDetails, Principal, Tenure
from umlauf.office.responses.entries import Entry
from umlauf.office.responses.enums import Channel
from umlauf.office.responses.models import Answer

HEAD, SOCIAL = "Landrat", "Dezernat Soziales"
JAN = PersonEntry("Dr. Jan Ahorntal", "Landrat")
DAY = dt.date(2016, 11, 10)


@dataclass(frozen=True, slots=True)
class Hall:
    """A conference to which the county of a front office is invited."""

    cast: Cast
    recipient: Recipient
    user: User

    def actor(self, *more: Role) -> Actor:
        roles = frozenset({Role.FRONT_OFFICE, *more})
        home = self.cast.home.association.id
        return Actor(self.user.name, home, Means.LOGIN, roles, self.user.id, self.cast.shared.id)

    def acts_for(self, *functions: str) -> None:
        grant = Grant.objects.get(user=self.user)
        for post in Post.objects.filter(organisation=self.cast.shared, function__name__in=functions):
            Principal.objects.create(association=grant.association, grant=grant, post=post)

    def said(self, *more: Role, seen: int = 0) -> dict[str, Any]:
        return {"actor": self.actor(*more), "recipient_id": self.recipient.id, "entry": by_login(seen)}


def by_login(seen: int = 0) -> Entry:
    return an_entry(seen, channel=Channel.LOGIN)


@pytest.fixture
def hall(cast: Cast) -> Iterator[Hall]:
    home = cast.home.association
    with scope(association=home):
        conference = an_invitation(cast.home)
        recipient = next(one for one in invited(conference) if one.organisation_id == cast.shared.id)
        user = User.objects.create(email="vorzimmer@lk-ahorntal.example", name="Vera Vorzimmer")
        Grant.objects.create(association=home, user=user, role=Role.FRONT_OFFICE, organisation=cast.shared)
        yield Hall(cast, recipient, user)


def refused(act: Callable[[], object]) -> str:
    """With which code it is refused; nothing was written then."""
    before = row_counts()
    with pytest.raises(Refused) as caught:
        act()
    assert row_counts() == before
    return caught.value.code


def names() -> list[tuple[str, str]]:
    return list(Registration.objects.order_by("id").values_list("name", "represents"))


@pytest.mark.parametrize("name", ["Dr. Jan Ahorntal", "Jan Ahorntal", "Herr Jan  AHORNTAL"])
def test_who_holds_the_post_is_registered_however_the_name_is_written(hall: Hall, name: str) -> None:
    hall.acts_for(HEAD)
    register(**hall.said(), people=[PersonEntry(name, "Landrat")])
    assert len(names()) == 1


@pytest.mark.parametrize(
    "people",
    [
        [ANNA],
        [JAN, ANNA],
        [PersonEntry("Jan Ahorn")],
        [PersonEntry("Bert Cramer", represents="Anna Berg")],
        [PersonEntry("Bert Cramer", represents=SOCIAL)],
        [PersonEntry("Landrat")],
    ],
)
def test_nobody_else_is(hall: Hall, people: list[PersonEntry]) -> None:
    hall.acts_for(HEAD)
    assert refused(lambda: register(**hall.said(), people=people)) == "register.principals"


@pytest.mark.parametrize("whom", ["Dr. Jan Ahorntal", "Jan Ahorntal", "Landrat"])
def test_a_deputy_comes_for_a_principal(hall: Hall, whom: str) -> None:
    hall.acts_for(HEAD)
    register(**hall.said(), people=[PersonEntry("Bert Cramer", represents=whom)])
    assert names() == [("Bert Cramer", whom)]


def test_a_vacant_post_is_represented_by_its_name(hall: Hall) -> None:
    hall.acts_for(SOCIAL)
    register(**hall.said(), people=[PersonEntry("Bert Cramer", represents=SOCIAL)])
    assert refused(lambda: register(**hall.said(), people=[JAN])) == "register.principals"
    assert names() == [("Bert Cramer", SOCIAL)]


def test_the_post_stays_when_its_holder_changes(hall: Hall) -> None:
    hall.acts_for(HEAD)
    post = Post.objects.get(organisation=hall.cast.shared, function__name=HEAD)
    clerk = hall.cast.home.clerk_actor
    end_tenure(actor=clerk, tenure_id=Tenure.objects.get(post=post).id, last_day=DAY - dt.timedelta(days=1))
    new = NewPerson(salutation="ms", title="", first_name="Eva", last_name="Nachfolge")
    appoint(actor=clerk, post_id=post.id, entry=TenureEntry(since=DAY), person_id=None, new=new)
    assert refused(lambda: register(**hall.said(), people=[JAN])) == "register.principals"
    register(**hall.said(), people=[PersonEntry("Eva Nachfolge")])
    assert names() == [("Eva Nachfolge", "")]


def test_whom_the_registry_has_registered_stays_as_it_is(hall: Hall) -> None:
    hall.acts_for(HEAD)
    anna = registered(hall.recipient, ANNA, JAN).added[0]
    revision = Answer.objects.get().revision
    row: dict[str, Any] = {"registration_id": anna.id, "sequence": anna.sequence}
    for act in (
        lambda: change_registration(**hall.said(), **row, person=BERT),
        lambda: change_registration(**hall.said(), **row, person=JAN),
        lambda: withdraw(**hall.said(seen=revision), registration_ids=[anna.id]),
        lambda: withdraw(
            **hall.said(seen=revision), registration_ids=Registration.objects.values_list("id", flat=True)
        ),
        lambda: decline(**hall.said(seen=revision)),
    ):
        assert refused(act) in {"register.principals", "registration.known"}
    assert [name for name, _whom in names()] == ["Anna Berg", "Dr. Jan Ahorntal"]


def test_a_principal_is_changed_and_withdrawn(hall: Hall) -> None:
    hall.acts_for(HEAD)
    row = register(**hall.said(), people=[JAN]).added[0]
    other: dict[str, Any] = {"registration_id": row.id, "sequence": row.sequence}
    assert refused(lambda: change_registration(**hall.said(), **other, person=ANNA)) == "register.principals"
    there = PersonEntry("Dr. Jan Ahorntal", "Landrat", "jan@lk-ahorntal.example")
    change_registration(**hall.said(), **other, person=there)
    assert Registration.objects.get().email == "jan@lk-ahorntal.example"
    withdraw(**hall.said(seen=Answer.objects.get().revision), registration_ids=[row.id])
    assert Registration.objects.get().state == "withdrawn"


def test_it_declines_while_nobody_else_comes(hall: Hall) -> None:
    hall.acts_for(HEAD)
    register(**hall.said(), people=[JAN])
    assert decline(**hall.said(seen=Answer.objects.get().revision)).state == "declined"


@pytest.mark.parametrize("more", [Role.REGISTRY, Role.OFFICE_HOLDER])
def test_who_answers_by_another_role_too_registers_everybody(hall: Hall, more: Role) -> None:
    hall.acts_for(HEAD)
    register(**hall.said(more), people=[ANNA])
    assert names() == [("Anna Berg", "")]


@pytest.mark.parametrize("more", [Role.SPECIALIST, Role.MEMBER_ADMINISTRATOR])
def test_a_role_that_does_not_answer_changes_nothing(hall: Hall, more: Role) -> None:
    hall.acts_for(HEAD)
    assert refused(lambda: register(**hall.said(more), people=[ANNA])) == "register.principals"


def test_who_was_named_nobody_acts_for_the_organisation(hall: Hall) -> None:
    register(**hall.said(), people=[ANNA])
    assert names() == [("Anna Berg", "")]


def test_whose_posts_are_all_gone_acts_for_nobody(hall: Hall) -> None:
    hall.acts_for(HEAD)
    post = Post.objects.get(organisation=hall.cast.shared, function__name=HEAD)
    PostDetails.objects.filter(post=post).update(until=DAY - dt.timedelta(days=1))
    assert refused(lambda: register(**hall.said(), people=[JAN])) == "register.principals"


def test_principals_of_another_hat_do_not_count(hall: Hall) -> None:
    """Those of another organisation, another person and another association's directory."""
    hall.acts_for(HEAD)
    elsewhere = hall.cast.home.members[1]
    away = Grant.objects.create(
        association=hall.cast.home.association, user=hall.user, role=Role.FRONT_OFFICE, organisation=elsewhere
    )
    post = Post.objects.get(organisation=elsewhere, function__name=HEAD)
    Principal.objects.create(association=away.association, grant=away, post=post)
    office = front_office_of(hall.actor(), DAY)
    assert office is not None
    assert [one.post.organisation_id for one in office.posts] == [hall.cast.shared.id]
    assert refused(lambda: register(**hall.said(), people=[PersonEntry("Dr. Jan Lindenberg")])) == "register.principals"


def test_it_costs_four_queries_and_nobody_else_one(
    hall: Hall, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    hall.acts_for(HEAD, SOCIAL)
    with django_assert_num_queries(4):
        office = front_office_of(hall.actor(), DAY)
    assert office is not None
    assert [(one.name, len(one.holders)) for one in office.posts] == [(SOCIAL, 0), (HEAD, 1)]
    with django_assert_num_queries(0):
        assert front_office_of(hall.cast.member_actor, DAY) is None
