"""The hats of a person, and who may sign."""

import pytest
from django_scopes import scope
from pytest_django.fixtures import DjangoAssertNumQueries

from tests.cast import Cast, House
from umlauf.ground.accounts.models import User
from umlauf.ground.core.actor import Means
from umlauf.ground.core.policy import Ability, Role
from umlauf.ground.text import Refused
from umlauf.office.directory.hats import actor_of, find_signatory, hats_of, signatories
from umlauf.office.directory.models import Grant


def test_a_member_of_two_associations_has_a_hat_of_each_in_one_query(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        hats = hats_of(cast.member)
    assert [(hat.association.slug, hat.organisation) for hat in hats] == [
        ("kv-beispielland", cast.shared),
        ("lkt-musterland", cast.shared),
    ]
    assert [hat.key for hat in hats] == [f"kv-beispielland.{cast.shared.id}", f"lkt-musterland.{cast.shared.id}"]


def test_the_roles_at_one_office_are_one_hat(cast: Cast) -> None:
    (hat,) = hats_of(cast.home.signatory)
    assert (hat.organisation, hat.roles) == (None, frozenset({Role.CLERK, Role.SIGNATORY}))
    assert hat.key == "lkt-musterland.0"
    actor = actor_of(cast.home.signatory, hat, Means.LOGIN)
    assert actor.may(Ability.SIGN)
    assert actor.organisation_id is None
    assert actor.association_id == cast.home.association.id


def test_offices_come_before_memberships(cast: Cast) -> None:
    with scope(association=cast.other.association):
        Grant.objects.create(association=cast.other.association, user=cast.member, role=Role.CLERK)
    hats = hats_of(cast.member)
    assert [hat.organisation for hat in hats] == [None, cast.shared, cast.shared]
    member = actor_of(cast.member, hats[1], Means.LOGIN)
    assert (member.roles, member.organisation_id) == (frozenset({Role.REGISTRY}), cast.shared.id)


def test_an_association_that_is_closed_gives_no_hats(cast: Cast) -> None:
    cast.other.association.active = False
    cast.other.association.save(update_fields=["active"])
    assert [hat.association for hat in hats_of(cast.member)] == [cast.home.association]
    assert hats_of(cast.other.clerk) == ()


@pytest.mark.parametrize(
    "written",
    [
        "Emil Brandstätter",
        "emil brandstätter",
        "EMIL BRANDSTÄTTER",
        "Brandstätter",
        "Dr. Emil Brandstätter",
        "Prof. Dr. Brandstätter",
        "Herr Brandstätter",
        "  Emil   Brandstätter ",
    ],
)
def test_a_signatory_is_found_by_name(home: House, written: str) -> None:
    assert find_signatory(home.association, written).user == home.signatory


@pytest.mark.parametrize(
    "written", ["", "  ", "Dr.", "Emil", "Stätter", "Nora Feldkamp", "Ruth Osterloh", "Otto Brandstätter"]
)
def test_nobody_else_signs(home: House, written: str) -> None:
    with pytest.raises(Refused, match="Emil Brandstätter") as refusal:
        find_signatory(home.association, written)
    assert refusal.value.code == "signatory.unknown"


def test_a_title_in_the_account_does_not_hide_the_name(home: House) -> None:
    User.objects.filter(id=home.signatory.id).update(name="Prof. Dr. Emil Brandstätter")
    assert find_signatory(home.association, "Emil Brandstätter").user == home.signatory
    assert find_signatory(home.association, "Dr. Brandstätter").user == home.signatory


def test_two_of_the_same_name_are_told_apart_by_the_whole_name(home: House) -> None:
    User.objects.filter(id=home.clerk.id).update(name="Nora Brandstätter")
    Grant.objects.create(association=home.association, user=home.clerk, role=Role.SIGNATORY)
    assert find_signatory(home.association, "Nora Brandstätter").user == home.clerk
    with pytest.raises(Refused):
        find_signatory(home.association, "Brandstätter")


def test_who_has_left_does_not_sign(home: House) -> None:
    User.objects.filter(id=home.signatory.id).update(is_active=False)
    assert signatories(home.association) == ()
    with pytest.raises(Refused):
        find_signatory(home.association, "Emil Brandstätter")
