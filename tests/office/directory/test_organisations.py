"""The register and what an association knows of an organisation: entered, described, joined, succeeded, reached."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from tests.cast import DAY, Cast, House, a_county, add_list
from tests.office.rows import row_counts
from umlauf.ground.text import Refused
from umlauf.office.directory.actions.members import Days, begin_membership, correct_membership, end_membership
from umlauf.office.directory.actions.organisations import (
    ContactEntry,
    Intake,
    OrganisationEntry,
    contact_of,
    describe_organisation,
    enter_organisation,
    keep_in_register,
    set_contact,
    succeed,
)
from umlauf.office.directory.actions.posts import (
    FunctionEntry,
    PostEntry,
    close_post,
    deputies_of_function,
    deputies_of_post,
    open_function,
    open_post,
    set_deputies,
    set_deputy_functions,
    set_responsibility,
)
from umlauf.office.directory.enums import KeyScheme, OrganisationKind, Wish
from umlauf.office.directory.ledger import digest_of
from umlauf.office.directory.models import (
    ContactDetails,
    FormerState,
    IntakeAddress,
    Membership,
    OfficialKey,
    Organisation,
    Post,
    Responsibility,
    Tag,
)
from umlauf.office.directory.moments import as_it_stands
from umlauf.office.directory.queries.addressees import addressees
from umlauf.office.directory.queries.reach import reach_of
from umlauf.office.directory.queries.search import find_organisations, find_people
from umlauf.office.directory.rules import Rule

ONE_DAY = dt.timedelta(days=1)
NEUKREIS = OrganisationEntry("Landkreis Neukreis", OrganisationKind.COUNTY, key="99900", seat="Neustadt")


def test_case_forms_key_and_area_come_with_the_entry(home: House) -> None:
    entered = enter_organisation(actor=home.clerk_actor, entry=NEUKREIS)
    assert (entered.short_name, entered.genitive) == ("Neukreis", "des Landkreises Neukreis")
    assert (entered.area_key, entered.keeper) == ("99900", home.association)
    key = OfficialKey.objects.get(organisation=entered)
    assert (key.scheme, key.key, key.until) == (KeyScheme.AGS, "99900", None)


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        (replace(NEUKREIS, name=" "), "organisation.name"),
        (replace(NEUKREIS, key="9990X"), "organisation.key"),
        (replace(NEUKREIS, key="1051"), "organisation.key"),
        (replace(NEUKREIS, key="99000"), "organisation.key"),
        (replace(NEUKREIS, kind=OrganisationKind.DEPARTMENT, key=""), "organisation.parent"),
    ],
    ids=["no name", "no key", "lost zero", "taken", "a department of nothing"],
)
def test_an_entry_that_cannot_be_right_is_refused(home: House, entry: OrganisationEntry, code: str) -> None:
    before = row_counts()
    with pytest.raises(Refused) as refusal:
        enter_organisation(actor=home.clerk_actor, entry=entry)
    assert refusal.value.code == code
    assert row_counts() == before


def test_a_lost_zero_is_named_in_the_refusal(home: House) -> None:
    with pytest.raises(Refused, match="01051"):
        enter_organisation(actor=home.clerk_actor, entry=replace(NEUKREIS, key="1051"))


def test_what_several_associations_share_is_changed_by_none_of_them(cast: Cast, home: House) -> None:
    with pytest.raises(Refused) as refusal:
        describe_organisation(actor=home.clerk_actor, organisation_id=cast.shared.id, entry=NEUKREIS)
    assert refusal.value.code == "organisation.shared"
    own = home.members[1]
    described = describe_organisation(
        actor=home.clerk_actor, organisation_id=own.id, entry=replace(NEUKREIS, key="99001", name="Landkreis Lindental")
    )
    assert described.genitive == "des Landkreises Lindental"
    assert FormerState.objects.get().values["name"] == "Landkreis Lindenberg"


def test_another_association_cannot_change_what_one_has_entered(cast: Cast) -> None:
    with scope(association=cast.home.association):
        entered = enter_organisation(actor=cast.home.clerk_actor, entry=NEUKREIS)
    with scope(association=cast.other.association), pytest.raises(Refused) as refusal:
        describe_organisation(actor=cast.other.clerk_actor, organisation_id=entered.id, entry=NEUKREIS)
    assert refusal.value.code == "organisation.shared"


def test_departments_go_two_steps_deep_and_never_into_themselves(home: House) -> None:
    county = home.members[1]
    unit = OrganisationEntry("Dezernat II", OrganisationKind.DEPARTMENT, parent_id=county.id)
    department = enter_organisation(actor=home.clerk_actor, entry=unit)
    below = OrganisationEntry("Sozialamt", OrganisationKind.OFFICE, parent_id=department.id)
    office = enter_organisation(actor=home.clerk_actor, entry=below)
    with pytest.raises(Refused) as refusal:
        enter_organisation(actor=home.clerk_actor, entry=replace(below, name="Team", parent_id=office.id))
    assert refusal.value.code == "organisation.parent"
    for above in (office, department):
        entry = replace(unit, parent_id=above.id)
        with pytest.raises(Refused) as refusal:
            describe_organisation(actor=home.clerk_actor, organisation_id=department.id, entry=entry)
        assert refusal.value.code == "organisation.parent"


def test_a_letter_to_a_department_goes_to_its_organisation(home: House) -> None:
    county = home.members[1]
    unit = OrganisationEntry("Dezernat II", OrganisationKind.DEPARTMENT, parent_id=county.id)
    department = enter_organisation(actor=home.clerk_actor, entry=unit)
    function = open_function(actor=home.clerk_actor, entry=FunctionEntry("Dezernent/in"))
    open_post(
        actor=home.clerk_actor,
        organisation_id=department.id,
        entry=PostEntry(function.id, "Soziales", "dezernat2@lk-lindenberg.example"),
    )
    heads = add_list(home, "Dezernate", Rule(functions=(function.id,)))
    (reached,) = addressees(heads, keyword="", day=DAY)
    assert reached.organisation == county
    assert [line.email for line in reached.lines] == ["post@lk-lindenberg.example", "dezernat2@lk-lindenberg.example"]


def test_a_membership_begins_once_and_ends_on_its_day(home: House) -> None:
    organisation = a_county(7)
    first = begin_membership(actor=home.clerk_actor, organisation_id=organisation.id, since=DAY)
    assert begin_membership(actor=home.clerk_actor, organisation_id=organisation.id, since=DAY) == first
    with pytest.raises(Refused) as refusal:
        begin_membership(actor=home.clerk_actor, organisation_id=organisation.id, since=DAY + ONE_DAY)
    assert refusal.value.code == "membership.days"
    end_membership(actor=home.clerk_actor, organisation_id=organisation.id, last_day=DAY + ONE_DAY)
    reached = {day: len(reach_of(home.members_list, as_it_stands(day)).lines) for day in (DAY, DAY + 2 * ONE_DAY)}
    assert reached == {DAY: 4, DAY + 2 * ONE_DAY: 3}
    with pytest.raises(Refused) as refusal:
        end_membership(actor=home.clerk_actor, organisation_id=organisation.id, last_day=DAY)
    assert refusal.value.code == "membership.none"


def test_a_membership_is_corrected_or_never_was(home: House) -> None:
    organisation = a_county(7)
    first = begin_membership(actor=home.clerk_actor, organisation_id=organisation.id, since=DAY, until=DAY + ONE_DAY)
    later = begin_membership(actor=home.clerk_actor, organisation_id=organisation.id, since=DAY + 5 * ONE_DAY)
    for wrong in (Days(DAY), Days(DAY, DAY - ONE_DAY), Days(DAY, DAY + 5 * ONE_DAY)):
        with pytest.raises(Refused) as refusal:
            correct_membership(actor=home.clerk_actor, membership_id=first.id, days=wrong)
        assert refusal.value.code == "membership.days"
    longer = Days(DAY - ONE_DAY, DAY + 4 * ONE_DAY)
    assert correct_membership(actor=home.clerk_actor, membership_id=first.id, days=longer) is not None
    assert correct_membership(actor=home.clerk_actor, membership_id=later.id, days=None) is None
    known = Membership.objects.filter(retired_at=None, organisation=organisation)
    assert [(one.since, one.until) for one in known] == [(longer.since, longer.until)]
    with pytest.raises(Refused) as refusal:
        correct_membership(actor=home.signatory_actor, membership_id=first.id, days=None)
    assert refusal.value.code == "directory.changed"


def test_another_association_corrects_no_membership(cast: Cast) -> None:
    with scope(association=cast.home.association):
        membership = Membership.objects.filter(retired_at=None)[0]
    with scope(association=cast.other.association), pytest.raises(Http404):
        correct_membership(actor=cast.other.clerk_actor, membership_id=membership.id, days=None)


WORKSHOP = OrganisationEntry("Zweckverband Abfall", OrganisationKind.OTHER, seat="Köthen")


def test_an_organisation_without_a_key_is_entered_once(home: House) -> None:
    entered = enter_organisation(actor=home.clerk_actor, entry=WORKSHOP)
    for again in (WORKSHOP, replace(WORKSHOP, name=" zweckverband  ABFALL", seat="Koethen")):
        with pytest.raises(Refused, match="Zweckverband Abfall") as refusal:
            enter_organisation(actor=home.clerk_actor, entry=again)
        assert refusal.value.code == "organisation.known"
    assert Organisation.objects.filter(search_key__contains="abfall").get() == entered


@pytest.mark.parametrize(
    "other",
    [
        replace(WORKSHOP, seat="Zerbst"),
        replace(WORKSHOP, kind=OrganisationKind.COMPANY),
        replace(WORKSHOP, key="99082015"),
        replace(WORKSHOP, area_key="99082"),
        replace(WORKSHOP, name="Zweckverband Abfall Nord"),
    ],
    ids=["seat", "kind", "key", "area", "name"],
)
def test_another_organisation_of_that_name_is_told_apart(home: House, other: OrganisationEntry) -> None:
    entered = enter_organisation(actor=home.clerk_actor, entry=WORKSHOP)
    assert enter_organisation(actor=home.clerk_actor, entry=other) != entered


def test_a_department_of_that_name_may_lie_in_another_organisation(home: House) -> None:
    one, other = (
        OrganisationEntry("Sozialamt", OrganisationKind.DEPARTMENT, parent_id=county.id) for county in home.members[:2]
    )
    assert enter_organisation(actor=home.clerk_actor, entry=one) != enter_organisation(
        actor=home.clerk_actor, entry=other
    )


def test_whoever_has_seen_an_older_contact_does_not_write_over_a_newer_one(home: House) -> None:
    county = home.members[1]
    seen = digest_of(*contact_of(county).rows)

    def set_it(tags: tuple[str, ...], intake: tuple[Intake, ...] = ()) -> None:
        entry = ContactEntry(city="Lindenberg")
        set_contact(actor=home.clerk_actor, organisation_id=county.id, entry=entry, intake=intake, tags=tags, seen=seen)

    line = Intake("Poststelle", "post@lk-lindenberg.example")
    set_it(("Nord",), (line,))
    for tags, intake in (((), (line,)), (("Nord",), ()), (("Nord",), (line,))):
        before = row_counts()
        with pytest.raises(Refused) as refusal:
            set_it(tags, intake)
        assert refusal.value.code == "directory.changed"
        assert row_counts() == before
    seen = digest_of(*contact_of(county).rows)
    set_it(("Nord",), (line,))
    assert digest_of(*contact_of(county).rows) == seen


def test_whoever_has_seen_an_older_entry_does_not_write_over_a_newer_one(home: House) -> None:
    county = home.members[1]
    entry = replace(NEUKREIS, key="99001", name="Landkreis Lindental")
    seen = digest_of(county)
    describe_organisation(actor=home.clerk_actor, organisation_id=county.id, entry=entry, seen=seen)
    with pytest.raises(Refused) as refusal:
        describe_organisation(actor=home.clerk_actor, organisation_id=county.id, entry=NEUKREIS, seen=seen)
    assert refusal.value.code == "directory.changed"
    county.refresh_from_db()
    assert county.name == "Landkreis Lindental"


def test_whoever_has_seen_older_deputies_does_not_write_over_newer_ones(home: House) -> None:
    head = Post.objects.get(organisation=home.members[0], function__name="Landrat")
    other = Post.objects.exclude(id=head.id).filter(organisation=home.members[0])[0]
    actor, seen = home.clerk_actor, digest_of(*deputies_of_post(head))
    set_deputies(actor=actor, post_id=head.id, deputy_post_ids=(other.id,), since=DAY, seen=seen)
    with pytest.raises(Refused) as refusal:
        set_deputies(actor=actor, post_id=head.id, deputy_post_ids=(), since=DAY, seen=seen)
    assert refusal.value.code == "directory.changed"
    function, rule = head.function, digest_of(*deputies_of_function(head.function))
    deputies = (other.function_id,)
    set_deputy_functions(actor=actor, function_id=function.id, deputy_function_ids=deputies, since=DAY, seen=rule)
    with pytest.raises(Refused) as refusal:
        set_deputy_functions(actor=actor, function_id=function.id, deputy_function_ids=(), since=DAY, seen=rule)
    assert refusal.value.code == "directory.changed"


def statements(queries: CaptureQueriesContext) -> tuple[list[str], int, int]:
    """What was asked; where the directory was locked, and where the register was first read."""
    asked = [query["sql"] for query in queries.captured_queries]
    directory = next(at for at, sql in enumerate(asked) if 'FROM "core_association"' in sql)
    register = next(at for at, sql in enumerate(asked) if 'FROM "directory_organisation"' in sql and at > directory)
    return asked, directory, register


def test_what_the_register_says_is_read_behind_the_locks(home: House) -> None:
    one, other = home.members[2], home.members[1]
    with CaptureQueriesContext(connection) as described:
        entry = replace(NEUKREIS, key="99001")
        describe_organisation(actor=home.clerk_actor, organisation_id=other.id, entry=entry)
    with CaptureQueriesContext(connection) as succeeded:
        succeed(actor=home.clerk_actor, predecessor_ids=(one.id,), successor_id=other.id, since=DAY)
    for queries in (described, succeeded):
        asked, directory, register = statements(queries)
        assert "ORDER BY" in asked[register]
        if connection.features.has_select_for_no_key_update:
            assert "FOR NO KEY UPDATE" in asked[directory]
            assert "FOR NO KEY UPDATE" in asked[register]
    assert not [sql for sql in statements(described)[0][: statements(described)[1]] if "directory_organisation" in sql]


def test_a_merger_of_counties_hands_on_membership_and_keys(home: House) -> None:
    successor = enter_organisation(actor=home.clerk_actor, entry=NEUKREIS)
    gone = (home.members[1].id, home.members[2].id)
    succeed(actor=home.clerk_actor, predecessor_ids=gone, successor_id=successor.id, since=DAY)
    before, after = (
        [line.short_name for line in reach_of(home.members_list, as_it_stands(day)).lines]
        for day in (DAY - ONE_DAY, DAY)
    )
    assert before == ["Ahorntal", "Eichengrund", "Lindenberg"]
    assert after == ["Ahorntal", "Neukreis"]
    assert set(OfficialKey.objects.filter(organisation__in=gone).values_list("until", flat=True)) <= {DAY - ONE_DAY}
    with pytest.raises(Refused) as refusal:
        succeed(actor=home.clerk_actor, predecessor_ids=(successor.id,), successor_id=successor.id, since=DAY)
    assert refusal.value.code == "organisation.succession"


def test_contact_intake_and_tags_are_kept_with_what_they_were(home: House) -> None:
    county = home.members[1]
    entry = ContactEntry("Lindenweg 1", "99991", "Lindenberg", "+49 391 1234-1", "Zentrale@LK-Lindenberg.example")
    lines = (Intake("Poststelle", "post@lk-lindenberg.example"), Intake("Büro", "buero@lk-lindenberg.example"))
    set_contact(actor=home.clerk_actor, organisation_id=county.id, entry=entry, intake=lines, tags=("Nord", " Nord "))
    before = row_counts()
    set_contact(actor=home.clerk_actor, organisation_id=county.id, entry=entry, intake=lines, tags=("Nord",))
    changed = {name for name, count in row_counts().items() if before.get(name) != count}
    assert not [name for name in changed if "directory" in str(name).lower()]
    wish = replace(entry, wish=Wish.BUNDLE)
    set_contact(actor=home.clerk_actor, organisation_id=county.id, entry=wish, intake=lines[1:], tags=())
    assert [one.wish for one in ContactDetails.objects.order_by("id")] == [Wish.AT_ONCE, Wish.BUNDLE]
    current = IntakeAddress.objects.filter(organisation=county, retired_at=None)
    assert [one.email for one in current] == ["buero@lk-lindenberg.example"]
    assert not Tag.objects.filter(retired_at=None).exists()
    assert Tag.objects.count() == 1


def test_where_nothing_is_taken_in_the_central_mailbox_is_written_to(home: House) -> None:
    county = home.members[2]
    entry = ContactEntry(central_email="zentrale@lk-eichengrund.example")
    set_contact(actor=home.clerk_actor, organisation_id=county.id, entry=entry, intake=(), tags=())
    (reached,) = [one for one in addressees(home.members_list, keyword="", day=DAY) if one.organisation == county]
    assert reached.lines[0].email == "zentrale@lk-eichengrund.example"


def test_a_responsibility_changes_hands_and_ends(home: House) -> None:
    county = home.members[0]
    head = Post.objects.get(organisation=county, function__name="Landrat")
    set_responsibility(
        actor=home.clerk_actor, organisation_id=county.id, keyword="INTEGRATIONSKONFERENZ", post_id=head.id
    )
    (current,) = Responsibility.objects.filter(organisation=county, retired_at=None)
    assert (current.post, current.keyword) == (head, "INTEGRATIONSKONFERENZ")
    set_responsibility(actor=home.clerk_actor, organisation_id=county.id, keyword="Integrationskonferenz", post_id=None)
    assert not Responsibility.objects.filter(organisation=county, retired_at=None).exists()


def test_a_post_that_is_closed_is_reached_no_more(home: House) -> None:
    post = Post.objects.get(organisation=home.members[0], function__name="Landrat")
    heads = add_list(home, "Landräte", Rule(functions=(post.function_id,)))
    close_post(actor=home.clerk_actor, post_id=post.id, last_day=DAY)
    assert [len(reach_of(heads, as_it_stands(day)).lines) for day in (DAY, DAY + ONE_DAY)] == [3, 2]
    with pytest.raises(Refused) as refusal:
        set_deputies(actor=home.clerk_actor, post_id=post.id, deputy_post_ids=(post.id,), since=DAY)
    assert refusal.value.code == "deputy.self"


def test_a_search_finds_by_beginnings_of_words_without_accents(home: House) -> None:
    town = OrganisationEntry("Köthen (Anhalt)", OrganisationKind.MUNICIPALITY, key="99082015", seat="Köthen")
    keep_in_register(town)

    def names(words: str) -> list[str]:
        return [one.name for one in find_organisations(words, day=DAY)]

    assert names("koeth") == names("KÖT anh") == names("99082015") == ["Köthen (Anhalt)"]
    assert names("thal") == []
    assert names("ahorn") == ["Landkreis Ahorntal"]
    assert [one.name for one in find_organisations("", day=DAY, members_only=True)] == [
        "Landkreis Ahorntal",
        "Landkreis Eichengrund",
        "Landkreis Lindenberg",
    ]
    assert Organisation.objects.count() > 3
    assert Membership.objects.count() == 3
    assert find_people("", day=DAY) == ()
