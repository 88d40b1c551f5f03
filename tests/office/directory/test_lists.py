"""Saving and closing lists, and whom they reach."""

from __future__ import annotations

import datetime as dt

import pytest
from django_scopes import scope
from pytest_django.fixtures import DjangoAssertNumQueries

from tests.cast import DAY, FOUNDED, KEYWORD, Cast, House, a_county, a_pen, add_list, add_member, add_responsible
from umlauf.ground.audit.chain import verify
from umlauf.ground.core.clock import office_now, office_today, set_office_time
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused
from umlauf.office.directory.actions.lists import Guest, close_list, save_list
from umlauf.office.directory.actions.organisations import (
    ContactEntry,
    Intake,
    OrganisationEntry,
    describe_organisation,
    enter_organisation,
    set_contact,
)
from umlauf.office.directory.actions.people import (
    PersonEntry,
    TenureEntry,
    appoint,
    describe_person,
    end_tenure,
)
from umlauf.office.directory.actions.posts import (
    FunctionEntry,
    PostEntry,
    open_function,
    open_post,
    set_deputies,
    set_deputy_functions,
)
from umlauf.office.directory.actions.purge import forget_former_holders
from umlauf.office.directory.enums import FunctionKind, Holding, OrganisationKind, Salutation, TenureKind
from umlauf.office.directory.models import (
    DistributionList,
    Function,
    ListGuest,
    ListRule,
    Organisation,
    Post,
    Responsibility,
    Tenure,
)
from umlauf.office.directory.moments import as_it_stands, as_it_was
from umlauf.office.directory.queries.reach import FORGOTTEN, Line, Reach, reach_of, reach_of_rule
from umlauf.office.directory.rules import Rule

TODAY = as_it_stands(DAY)
YESTERDAY = DAY - dt.timedelta(days=1)
MEMBERS = Rule(all_members=True)


def head() -> Function:
    return Function.objects.get(name="Landrat")


def heads() -> Rule:
    return Rule(functions=(head().id,))


def names(reach: Reach) -> list[str]:
    return [line.short_name for line in reach.lines]


def line_at(home: House, position: int, rule: Rule | None = None) -> Line:
    reach = reach_of_rule(rule or heads(), TODAY)
    return next(line for line in reach.lines if line.organisation_id == home.members[position].id)


def head_post(home: House, position: int) -> Post:
    return Post.objects.get(organisation=home.members[position], function=head())


def vacate(home: House, position: int, *, carries_on: bool = False) -> None:
    """Let the head leave yesterday, without an address of the post's own."""
    post = head_post(home, position)
    tenure = Tenure.objects.get(post=post, retired_at=None)
    end_tenure(actor=home.clerk_actor, tenure_id=tenure.id, last_day=YESTERDAY, carries_on=carries_on)
    open_post(actor=home.clerk_actor, organisation_id=post.organisation_id, entry=PostEntry(head().id))


def a_deputy(home: House, position: int, name: str = "Beigeordnete") -> Post:
    """A deputy with a name and an address, whom no rule knows yet."""
    function = open_function(actor=home.clerk_actor, entry=FunctionEntry(name, FunctionKind.DEPUTY_HEAD))
    place = home.members[position]
    post = open_post(actor=home.clerk_actor, organisation_id=place.id, entry=PostEntry(function.id))
    person = PersonEntry("Vertret", "Vera", salutation=Salutation.MS, email=f"{name.lower()}@kreis.example")
    appoint(actor=home.clerk_actor, post_id=post.id, entry=TenureEntry(FOUNDED), new=person)
    return post


def test_a_rule_chooses_members_by_kind_region_and_tag(home: House) -> None:
    assert names(reach_of_rule(MEMBERS, TODAY)) == ["Ahorntal", "Eichengrund", "Lindenberg"]
    assert names(reach_of_rule(Rule(kinds=(OrganisationKind.STATE,)), TODAY)) == []
    assert names(reach_of_rule(Rule(regions=("99001", "99002")), TODAY)) == ["Eichengrund", "Lindenberg"]
    set_contact(
        actor=home.clerk_actor,
        organisation_id=home.members[1].id,
        entry=ContactEntry(),
        intake=(),
        tags=("Küstenkreis", "Grenzkreis"),
    )
    assert names(reach_of_rule(Rule(tags=("Küstenkreis", "Grenzkreis")), TODAY)) == ["Lindenberg"]
    assert names(reach_of_rule(Rule(tags=("Küstenkreis", "anders")), TODAY)) == []


def test_who_is_no_member_is_reached_when_the_list_says_so(home: House) -> None:
    outside = a_county(6)
    assert "Ulmenstein" not in names(reach_of_rule(Rule(regions=("99",)), TODAY))
    reached = reach_of_rule(Rule(regions=("99",), members_only=False), TODAY)
    assert outside.id in {line.organisation_id for line in reached.lines}


def test_exceptions_go_in_and_out(home: House) -> None:
    outside = a_county(6)
    rule = Rule(all_members=True, with_organisations=(outside.id,), without_organisations=(home.members[0].id,))
    assert names(reach_of_rule(rule, TODAY)) == ["Eichengrund", "Lindenberg", "Ulmenstein"]
    one, other = head_post(home, 0), head_post(home, 1)
    posts = reach_of_rule(Rule(with_posts=(one.id, other.id), without_posts=(other.id,)), TODAY)
    assert [line.post_id for line in posts.lines] == [one.id]


def test_an_organisation_that_is_left_out_takes_its_departments_along(home: House) -> None:
    county = home.members[0]
    entry = OrganisationEntry("Dezernat I", OrganisationKind.DEPARTMENT, parent_id=county.id)
    department = enter_organisation(actor=home.clerk_actor, entry=entry)
    assert "Dezernat I" in names(reach_of_rule(MEMBERS, TODAY))
    rule = Rule(all_members=True, without_organisations=(county.id,))
    assert department.id not in {line.organisation_id for line in reach_of_rule(rule, TODAY).lines}


@pytest.mark.parametrize("past", [False, True])
def test_a_department_that_is_left_out_takes_its_offices_along(home: House, past: bool) -> None:
    county = home.members[0]
    entry = OrganisationEntry("Dezernat I", OrganisationKind.DEPARTMENT, parent_id=county.id)
    department = enter_organisation(actor=home.clerk_actor, entry=entry)
    entry = OrganisationEntry("Sozialamt", OrganisationKind.OFFICE, parent_id=department.id)
    office = enter_organisation(actor=home.clerk_actor, entry=entry)
    post = open_post(actor=home.clerk_actor, organisation_id=office.id, entry=PostEntry(head().id))
    moment = TODAY
    if past:
        day = office_today(home.association)
        set_office_time(office_now() + dt.timedelta(days=1))
        elsewhere = OrganisationEntry("Amt", OrganisationKind.OFFICE, parent_id=home.members[1].id)
        describe_organisation(actor=home.clerk_actor, organisation_id=office.id, entry=elsewhere)
        moment = as_it_was(day, home.association)
        assert moment.known_by is not None
    assert "Sozialamt" in names(reach_of_rule(MEMBERS, moment))
    left_out = (department.id,)
    assert "Sozialamt" not in names(reach_of_rule(Rule(all_members=True, without_organisations=left_out), moment))
    posts = reach_of_rule(Rule(functions=(head().id,), without_organisations=left_out), moment)
    assert post.id not in {line.post_id for line in posts.lines}
    assert home.members[0].id in {line.organisation_id for line in posts.lines}


def test_a_department_without_an_address_is_reached_at_its_house(home: House) -> None:
    county = home.members[0]
    entry = OrganisationEntry("Dezernat I", OrganisationKind.DEPARTMENT, parent_id=county.id)
    department = enter_organisation(actor=home.clerk_actor, entry=entry)
    (line,) = reach_of_rule(Rule(with_organisations=(department.id,)), TODAY).lines
    assert (line.house_id, line.emails) == (county.id, ("post@lk-ahorntal.example",))


def test_two_subjects_with_two_posts_at_one_county_reach_both(home: House) -> None:
    first = add_responsible(home, home.members[0], keyword="Pflege")
    a_pen(home).enter(Responsibility(organisation=home.members[0], keyword="Verkehr", post=head_post(home, 0)))
    reached = reach_of_rule(Rule(subjects=("pflege", "Verkehr")), TODAY)
    assert {line.post_id for line in reached.lines} == {first.id, head_post(home, 0).id}


def test_lists_lie_in_lists_and_an_outer_exception_counts_inside(home: House) -> None:
    actor = home.clerk_actor
    guest = Guest(home.members[2].id, "Uta Gast", "uta@verein.example")
    inner = save_list(actor=actor, name="Landräte", rule=heads(), guests=(guest,))
    middle = save_list(actor=actor, name="Mitte", rule=Rule(lists=(inner.id,)))
    rule = Rule(lists=(middle.id,), without_organisations=(home.members[0].id,))
    outer = save_list(actor=actor, name="Außen", rule=rule)
    assert [(line.short_name, line.guest) for line in reach_of(outer, TODAY).lines] == [
        ("Eichengrund", "Uta Gast"),
        ("Eichengrund", ""),
        ("Lindenberg", ""),
    ]


def test_a_vacant_post_is_stood_in_for_by_the_rule_of_its_function(home: House) -> None:
    vacate(home, 0)
    deputy = a_deputy(home, 0)
    set_deputy_functions(
        actor=home.clerk_actor, function_id=head().id, deputy_function_ids=(deputy.function_id,), since=FOUNDED
    )
    line = line_at(home, 0)
    assert (line.holding, line.stands_in) == (Holding.DEPUTY, "Beigeordnete Vera Vertret")
    assert line.emails == ("beigeordnete@kreis.example",)
    assert line_at(home, 1).holding == Holding.HELD


def test_a_rule_of_the_post_itself_goes_before_that_of_its_function(home: House) -> None:
    vacate(home, 0)
    by_function, by_post = a_deputy(home, 0), a_deputy(home, 0, "Kreisdirektorin")
    set_deputy_functions(
        actor=home.clerk_actor, function_id=head().id, deputy_function_ids=(by_function.function_id,), since=FOUNDED
    )
    set_deputies(actor=home.clerk_actor, post_id=head_post(home, 0).id, deputy_post_ids=(by_post.id,), since=FOUNDED)
    assert line_at(home, 0).stands_in == "Kreisdirektorin Vera Vertret"


def test_where_nobody_stands_in_the_mailbox_takes_it_in(home: House) -> None:
    vacate(home, 0)
    line = line_at(home, 0)
    assert (line.holding, line.emails) == (Holding.MAILBOX, ("post@lk-ahorntal.example",))
    set_contact(
        actor=home.clerk_actor,
        organisation_id=home.members[0].id,
        entry=ContactEntry(central_email="zentrale@lk-ahorntal.example"),
        intake=(Intake("Poststelle", "post@lk-ahorntal.example"),),
        tags=(),
    )
    assert line_at(home, 0).emails == ("zentrale@lk-ahorntal.example",)


def test_without_any_address_a_post_is_vacant_and_is_counted(home: House) -> None:
    vacate(home, 0)
    set_contact(actor=home.clerk_actor, organisation_id=home.members[0].id, entry=ContactEntry(), intake=(), tags=())
    reach = reach_of_rule(heads(), TODAY)
    assert [line.holding for line in reach.vacant] == [Holding.VACANT]
    assert [line.short_name for line in reach.without_address] == ["Ahorntal"]


def test_whoever_carries_on_holds_the_post_until_the_successor_starts(home: House) -> None:
    vacate(home, 0, carries_on=True)
    assert line_at(home, 0).holding == Holding.CARRYING_ON
    successor = PersonEntry("Neu", "Nele", salutation=Salutation.MS)
    appoint(actor=home.clerk_actor, post_id=head_post(home, 0).id, entry=TenureEntry(DAY), new=successor)
    line = line_at(home, 0)
    assert (line.holding, [one.name for one in line.holders]) == (Holding.HELD, ["Nele Neu"])


def test_whoever_is_acting_goes_before_the_regular_holder(home: House) -> None:
    entry = TenureEntry(DAY, kind=TenureKind.ACTING)
    appoint(actor=home.clerk_actor, post_id=head_post(home, 0).id, entry=entry, new=PersonEntry("Amtlich", "Ada"))
    line = line_at(home, 0)
    assert (line.holding, [one.name for one in line.holders]) == (Holding.ACTING, ["Ada Amtlich"])


def test_who_is_reached_twice_is_named(home: House) -> None:
    department = add_responsible(home, home.members[0], keyword="Pflege")
    person = Tenure.objects.get(post=head_post(home, 0)).person_id
    assert reach_of_rule(heads(), TODAY).twice == ()
    appoint(actor=home.clerk_actor, post_id=department.id, entry=TenureEntry(FOUNDED), person_id=person)
    twice = reach_of_rule(Rule(functions=(head().id, department.function_id)), TODAY).twice
    assert {line.post_id for line in twice} == {head_post(home, 0).id, department.id}


def test_the_address_of_a_person_counts_where_the_post_has_none(home: House) -> None:
    post = head_post(home, 0)
    open_post(actor=home.clerk_actor, organisation_id=post.organisation_id, entry=PostEntry(head().id))
    person = Tenure.objects.get(post=post).person_id
    describe_person(
        actor=home.clerk_actor, person_id=person, entry=PersonEntry("Eigen", "Eva", email="eva@kreis.example")
    )
    assert line_at(home, 0).emails == ("eva@kreis.example",)


def test_a_list_is_saved_anew_and_what_it_said_is_kept(home: House) -> None:
    actor = home.clerk_actor
    guests = (Guest(home.members[0].id, " Uta  Gast ", "Uta@Verein.example"),)
    saved = save_list(actor=actor, name=" Alle  Landräte ", rule=heads(), guests=guests)
    assert (saved.name, ListGuest.objects.get().name) == ("Alle Landräte", "Uta Gast")
    first = ListRule.objects.get(distribution_list=saved)
    save_list(actor=actor, name="Landräte", rule=heads(), guests=guests, list_id=saved.id, seen_rule_id=first.id)
    assert ListRule.objects.get(distribution_list=saved) == first
    save_list(actor=actor, name="Landräte", rule=MEMBERS, list_id=saved.id, seen_rule_id=first.id)
    assert ListRule.objects.filter(distribution_list=saved).count() == 2
    assert ListGuest.objects.get().retired_at is not None
    assert verify(home.association) == []


@pytest.mark.parametrize("guests_only", [True, False])
def test_nobody_saves_over_what_they_have_not_seen(home: House, guests_only: bool) -> None:
    actor, shown = home.clerk_actor, home.members_list
    seen = ListRule.objects.get(distribution_list=shown)
    rule = Rule.parse(seen.rule) if guests_only else MEMBERS
    guests = (Guest(home.members[0].id, "Uta Gast", "uta@verein.example"),) if guests_only else ()
    save_list(actor=actor, name=shown.name, rule=rule, guests=guests, list_id=shown.id)
    with pytest.raises(Refused) as refusal:
        save_list(actor=actor, name=shown.name, rule=heads(), list_id=shown.id, seen_rule_id=seen.id)
    assert refusal.value.code == "directory.changed"
    assert ListGuest.objects.filter(retired_at=None).count() == len(guests)


@pytest.mark.parametrize(
    ("name", "rule", "guest", "code"),
    [
        (" ", MEMBERS, None, "list.name"),
        ("Landkreise", MEMBERS, None, "list.name"),
        ("Neu", Rule(functions=(10**9,)), None, "list.unknown"),
        ("Neu", Rule(lists=(10**9,)), None, "list.unknown"),
        ("Neu", Rule(with_posts=(10**9,)), None, "list.unknown"),
        ("Neu", Rule(without_organisations=(10**9,)), None, "list.unknown"),
        ("Neu", Rule(kinds=("Burg",)), None, "list.unknown"),
        ("Neu", MEMBERS, ("", "uta@verein.example"), "list.guest"),
        ("Neu", MEMBERS, ("Uta", "kein"), "address.invalid"),
    ],
)
def test_what_cannot_be_a_list_is_refused_and_nothing_is_written(
    home: House, name: str, rule: Rule, guest: tuple[str, str] | None, code: str
) -> None:
    guests = (Guest(home.members[0].id, *guest),) if guest else ()
    with pytest.raises(Refused) as refusal:
        save_list(actor=home.clerk_actor, name=name, rule=rule, guests=guests)
    assert refusal.value.code == code
    assert DistributionList.objects.count() == 1


def test_what_belongs_to_another_association_cannot_be_named(cast: Cast) -> None:
    with scope(association=cast.other.association):
        foreign = head().id
    with scope(association=cast.home.association), pytest.raises(Refused) as refusal:
        save_list(actor=cast.home.clerk_actor, name="Neu", rule=Rule(functions=(foreign,)))
    assert refusal.value.code == "list.unknown"


def test_a_list_never_holds_itself(home: House) -> None:
    actor, inner = home.clerk_actor, home.members_list
    middle = save_list(actor=actor, name="Mitte", rule=Rule(lists=(inner.id,)))
    outer = save_list(actor=actor, name="Außen", rule=Rule(lists=(middle.id, inner.id)))
    with pytest.raises(Refused) as refusal:
        save_list(actor=actor, name=inner.name, rule=Rule(lists=(outer.id,)), list_id=inner.id)
    assert refusal.value.code == "list.cycle"
    assert "Landkreise → Außen → " in str(refusal.value.message)
    with pytest.raises(Refused):
        save_list(actor=actor, name=inner.name, rule=Rule(lists=(inner.id,)), list_id=inner.id)


def test_a_list_in_another_is_not_closed_and_a_closed_one_stays_as_it_is(home: House) -> None:
    actor, inner = home.clerk_actor, home.members_list
    outer = add_list(home, "Außen", Rule(lists=(inner.id,)))
    with pytest.raises(Refused) as refusal:
        close_list(actor=actor, list_id=inner.id)
    assert refusal.value.code == "list.used"
    close_list(actor=actor, list_id=outer.id)
    close_list(actor=actor, list_id=outer.id)
    close_list(actor=actor, list_id=inner.id)
    assert DistributionList.objects.filter(closed_at=None).count() == 0
    with pytest.raises(Refused) as closed:
        save_list(actor=actor, name="Außen", rule=MEMBERS, list_id=outer.id)
    assert closed.value.code == "list.closed"
    assert len(reach_of(outer, TODAY).lines) == 3


def test_a_closed_list_lets_its_guests_go_and_they_are_known_for_the_days_before(home: House) -> None:
    actor, began, day = home.clerk_actor, office_now(), office_today(home.association)
    guests = tuple(Guest(home.members[0].id, name, f"{name[:3]}@verein.example") for name in ("Uta Gast", "Ben Gast"))
    saved = save_list(actor=actor, name="Gäste", rule=Rule(), guests=guests)
    set_office_time(began + dt.timedelta(days=1))
    close_list(actor=actor, list_id=saved.id)
    assert not ListGuest.objects.filter(retired_at=None).exists()
    assert reach_of(saved, as_it_stands(day)).lines == ()
    then = as_it_was(day, home.association)
    assert [line.guest for line in reach_of(saved, then).lines] == ["Ben Gast", "Uta Gast"]
    later = day + dt.timedelta(days=LIMITS.retention_days + 2)
    forget_former_holders(home.association, later)
    assert not ListGuest.objects.exclude(name="", email="").exists()
    set_office_time(began + dt.timedelta(days=LIMITS.retention_days + 2))
    assert [(line.guest, line.emails) for line in reach_of(saved, then).lines] == [(FORGOTTEN, ()), (FORGOTTEN, ())]


@pytest.mark.parametrize("as_guest", [True, False])
def test_what_was_withdrawn_from_the_register_meanwhile_is_named(home: House, as_guest: bool) -> None:
    place = enter_organisation(
        actor=home.clerk_actor, entry=OrganisationEntry("Verein Muster", OrganisationKind.COMPANY)
    )
    Organisation.objects.filter(id=place.id).update(withdrawn_at=office_now())
    guests = (Guest(place.id, "Uta Gast", "uta@verein.example"),) if as_guest else ()
    rule = Rule() if as_guest else Rule(with_organisations=(place.id,))
    with pytest.raises(Refused) as refusal:
        save_list(actor=home.clerk_actor, name="Neu", rule=rule, guests=guests)
    assert refusal.value.code == "list.unknown"
    assert "Verein Muster" in str(refusal.value.message)


@pytest.mark.parametrize("counties", [1, 30])
def test_the_reach_asks_as_often_for_thirty_posts_as_for_one(
    home: House, counties: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for position in range(3, counties):
        add_member(home, a_county(position))
    vacate(home, 0)
    deputy = a_deputy(home, 0)
    set_deputy_functions(
        actor=home.clerk_actor, function_id=head().id, deputy_function_ids=(deputy.function_id,), since=FOUNDED
    )
    rule = Rule(functions=(head().id,), subjects=(KEYWORD,))
    with django_assert_num_queries(11):
        assert len(reach_of_rule(rule, TODAY).lines) == max(counties, 3) + 2
