"""Whom a list reaches on a day."""

import datetime as dt

import pytest
from django_scopes import scope
from django_scopes.exceptions import ScopeError
from pytest_django.fixtures import DjangoAssertNumQueries

from tests.cast import DAY, FOUNDED, KEYWORD, Cast, House, a_county, a_pen, add_list, add_member, add_responsible
from umlauf.office.directory.actions.lists import Guest, save_list
from umlauf.office.directory.actions.organisations import OrganisationEntry, enter_organisation
from umlauf.office.directory.actions.posts import PostEntry, open_post, set_responsibility
from umlauf.office.directory.enums import AddressKind, FunctionKind, OrganisationKind
from umlauf.office.directory.models import (
    DistributionList,
    Function,
    IntakeAddress,
    Membership,
    Organisation,
    Person,
    PersonDetails,
    Post,
    PostDetails,
    Tenure,
)
from umlauf.office.directory.queries.addressees import Addressee, addressees, distribution_lists
from umlauf.office.directory.rules import Rule

ONE_DAY = dt.timedelta(days=1)


def reached(house: House, *, keyword: str = KEYWORD, day: dt.date = DAY) -> dict[str, Addressee]:
    return {one.organisation.short_name: one for one in addressees(house.members_list, keyword=keyword, day=day)}


def test_intake_comes_first_then_the_head_then_who_is_responsible(home: House) -> None:
    lines = reached(home)["Ahorntal"].lines
    assert [(line.kind, line.label, line.email, line.holder) for line in lines] == [
        (AddressKind.INTAKE, "Poststelle", "post@lk-ahorntal.example", ""),
        (AddressKind.COPY, "Landrat", "landrat@lk-ahorntal.example", "Dr. Jan Ahorntal"),
        (AddressKind.COPY, "Dezernat Soziales", "soziales@lk-ahorntal.example", ""),
    ]


def test_where_nobody_is_responsible_the_head_alone_gets_a_copy(home: House) -> None:
    addressee = reached(home)["Eichengrund"]
    assert not addressee.responsible_known
    assert [line.label for line in addressee.lines] == ["Poststelle", "Landrat"]
    assert reached(home)["Lindenberg"].responsible_known


@pytest.mark.parametrize(("keyword", "known"), [("integrationsKONFERENZ", True), ("Integration", False), ("", False)])
def test_responsibility_goes_by_the_keyword_without_case(home: House, keyword: str, known: bool) -> None:
    assert reached(home, keyword=keyword)["Ahorntal"].responsible_known is known


def test_the_case_of_an_umlaut_does_not_matter_either(home: House) -> None:
    add_responsible(home, home.members[0], keyword="Müttergenesung")
    assert reached(home, keyword="MÜTTERGENESUNG")["Ahorntal"].responsible_known


@pytest.mark.parametrize(
    ("since", "until", "member"),
    [
        (DAY, None, True),
        (DAY + ONE_DAY, None, False),
        (FOUNDED, DAY, True),
        (FOUNDED, DAY - ONE_DAY, False),
        (DAY, DAY, True),
    ],
)
def test_a_membership_holds_from_its_first_to_its_last_day(
    home: House, since: dt.date, until: dt.date | None, member: bool
) -> None:
    add_member(home, a_county(7), since=since, until=until)
    assert ("Weidenfurt" in reached(home)) is member


def test_who_left_and_came_back_is_reached_once(home: House) -> None:
    a_pen(home).enter(Membership(organisation=home.members[0], since=DAY))
    found = addressees(home.members_list, keyword=KEYWORD, day=DAY)
    assert [one.organisation.short_name for one in found] == ["Ahorntal", "Eichengrund", "Lindenberg"]


def test_a_list_takes_members_of_its_kind_alone(home: House) -> None:
    city = Organisation.objects.create(
        name="Stadt Musterstadt", short_name="Musterstadt", kind=OrganisationKind.INDEPENDENT_CITY
    )
    add_member(home, city)
    assert "Musterstadt" not in reached(home)
    cities = add_list(home, "Städte", Rule(kinds=(OrganisationKind.INDEPENDENT_CITY,)))
    assert [one.organisation for one in addressees(cities, keyword="", day=DAY)] == [city]


@pytest.mark.parametrize(("day", "holder"), [(DAY - ONE_DAY, "Dr. Jan Ahorntal"), (DAY, "Eva Nachfolge")])
def test_the_holder_is_the_one_of_that_day(home: House, day: dt.date, holder: str) -> None:
    post = Post.objects.get(organisation=home.members[0], function__kind=FunctionKind.HEAD)
    Tenure.objects.filter(post=post).update(until=DAY - ONE_DAY)
    successor = Person.objects.create(association=home.association)
    a_pen(home).enter(
        PersonDetails(person=successor, first_name="Eva", last_name="Nachfolge"),
        Tenure(post=post, person=successor, since=DAY),
    )
    assert reached(home, day=day)["Ahorntal"].lines[1].holder == holder


def test_a_guest_alone_is_written_to_and_nobody_else_there(home: House) -> None:
    outside = a_county(7)
    add_member(home, outside, since=DAY + ONE_DAY)
    guests = (Guest(outside.id, "Gast Beispiel", "gast@uni.example"),)
    saved = save_list(actor=home.clerk_actor, name="Gäste", rule=Rule(), guests=guests)
    (reached,) = addressees(saved, keyword=KEYWORD, day=DAY)
    assert [(line.label, line.email) for line in reached.lines] == [("Gast Beispiel", "gast@uni.example")]


def test_an_excepted_head_gets_no_copy(home: House) -> None:
    head = Post.objects.get(organisation=home.members[0], function__kind=FunctionKind.HEAD)
    counties = add_list(home, "Ohne", Rule(kinds=(OrganisationKind.COUNTY,), without_posts=(head.id,)))
    labels = {
        one.organisation.short_name: [line.label for line in one.lines]
        for one in addressees(counties, keyword="", day=DAY)
    }
    assert (labels["Ahorntal"], labels["Lindenberg"]) == (["Poststelle"], ["Poststelle", "Landrat"])


def labels_of(rule: Rule, house: House, *, keyword: str = "") -> dict[str, list[str]]:
    asked = add_list(house, f"Liste {DistributionList.objects.count()}", rule)
    return {
        one.organisation.short_name: [line.label for line in one.lines]
        for one in addressees(asked, keyword=keyword, day=DAY)
    }


def test_a_post_named_beside_organisations_takes_no_copy_from_any_head(home: House) -> None:
    post = add_responsible(home, home.members[0], keyword="Pflege")
    labels = labels_of(Rule(kinds=(OrganisationKind.COUNTY,), with_posts=(post.id,)), home)
    assert labels == {
        "Ahorntal": ["Poststelle", "Landrat", "Dezernat Soziales"],
        "Eichengrund": ["Poststelle", "Landrat"],
        "Lindenberg": ["Poststelle", "Landrat"],
    }


def test_an_organisation_named_beside_posts_gets_the_copy_of_its_head(home: House) -> None:
    post = add_responsible(home, home.members[0], keyword="Pflege")
    labels = labels_of(Rule(functions=(post.function_id,), with_organisations=(home.members[2].id,)), home)
    assert labels["Eichengrund"] == ["Poststelle", "Landrat"]
    assert labels["Ahorntal"] == ["Poststelle", "Dezernat Soziales"]


def test_whoever_is_responsible_in_a_department_that_is_left_out_gets_no_copy(home: House) -> None:
    county = home.members[2]
    entry = OrganisationEntry("Dezernat I", OrganisationKind.DEPARTMENT, parent_id=county.id)
    department = enter_organisation(actor=home.clerk_actor, entry=entry)
    function = Function.objects.get(kind=FunctionKind.DEPARTMENT)
    details = PostEntry(function.id, email="dezernat@lk-eichengrund.example")
    post = open_post(actor=home.clerk_actor, organisation_id=department.id, entry=details)
    set_responsibility(actor=home.clerk_actor, organisation_id=county.id, keyword=KEYWORD, post_id=post.id)
    asked = Rule(kinds=(OrganisationKind.COUNTY,))
    assert labels_of(asked, home, keyword=KEYWORD)["Eichengrund"][-1] == "Dezernat Soziales"
    rule = Rule(kinds=(OrganisationKind.COUNTY,), without_organisations=(department.id,))
    assert labels_of(rule, home, keyword=KEYWORD)["Eichengrund"] == ["Poststelle", "Landrat"]


def test_a_post_that_was_closed_is_responsible_no_more_and_the_letter_asks(home: House) -> None:
    post = Post.objects.get(organisation=home.members[0], function__kind=FunctionKind.DEPARTMENT)
    assert reached(home)["Ahorntal"].responsible_known
    PostDetails.objects.filter(post=post).update(until=DAY - ONE_DAY)
    addressee = reached(home)["Ahorntal"]
    assert not addressee.responsible_known
    assert [line.label for line in addressee.lines] == ["Poststelle", "Landrat"]
    assert reached(home, day=DAY - ONE_DAY)["Ahorntal"].responsible_known


def test_a_vacant_post_gets_its_copy_without_a_name(home: House) -> None:
    Tenure.objects.all().update(until=DAY - ONE_DAY)
    assert reached(home)["Ahorntal"].lines[1].holder == ""


def test_an_address_that_an_organisation_has_twice_is_written_to_once(home: House) -> None:
    county = home.members[0]
    a_pen(home).enter(IntakeAddress(organisation=county, label="Vorzimmer", email="LANDRAT@lk-ahorntal.example"))
    lines = reached(home)["Ahorntal"].lines
    assert [line.label for line in lines] == ["Poststelle", "Vorzimmer", "Dezernat Soziales"]


def test_a_post_without_an_address_gets_no_copy_of_its_own(home: House) -> None:
    PostDetails.objects.filter(post__organisation=home.members[0]).update(email="")
    assert [line.label for line in reached(home)["Ahorntal"].lines] == ["Poststelle"]


def test_the_responsible_post_of_one_county_is_nobody_at_another(home: House) -> None:
    function = Function.objects.get(kind=FunctionKind.DEPARTMENT)
    post = Post.objects.create(association=home.association, organisation=home.members[2], function=function)
    a_pen(home).enter(PostDetails(post=post, since=FOUNDED, email="soziales@fremd.example"))
    assert [line.label for line in reached(home)["Eichengrund"].lines] == ["Poststelle", "Landrat"]


def test_an_organisation_without_any_address_is_reached_nowhere(home: House) -> None:
    county = home.members[2]
    IntakeAddress.objects.filter(organisation=county).delete()
    PostDetails.objects.filter(post__organisation=county).update(email="")
    assert reached(home)["Eichengrund"].lines == ()


@pytest.mark.parametrize("members", [1, 3, 300])
def test_the_queries_do_not_grow_with_the_list(
    home: House, django_assert_num_queries: DjangoAssertNumQueries, members: int
) -> None:
    Membership.objects.all().update(until=FOUNDED)
    for position in range(members):
        add_member(home, a_county(100 + position), since=FOUNDED + ONE_DAY)
    with django_assert_num_queries(10):
        assert len(addressees(home.members_list, keyword=KEYWORD, day=DAY)) == members


def test_an_association_reaches_its_own_members_at_its_own_addresses(cast: Cast) -> None:
    with scope(association=cast.home.association):
        IntakeAddress.objects.filter(organisation=cast.shared).update(email="nur-fuer-uns@lk-ahorntal.example")
    with scope(association=cast.other.association):
        found = addressees(cast.other.members_list, keyword=KEYWORD, day=DAY)
        assert [one.organisation for one in found] == [cast.shared]
        assert [line.email for line in found[0].lines] == ["post@lk-ahorntal.example", "landrat@lk-ahorntal.example"]
        assert [rule.association for rule in distribution_lists()] == [cast.other.association]


def test_nobody_is_asked_for_outside_a_scope(cast: Cast) -> None:
    with pytest.raises(ScopeError):
        addressees(cast.home.members_list, keyword=KEYWORD, day=DAY)
