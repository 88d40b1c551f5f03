"""Entering members, lists and grants: once, written down, and with addresses that can be sent to."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django_scopes import scope

from tests.cast import DAY, Cast, House, a_county
from tests.office.rows import row_counts
from umlauf.ground.audit.chain import verify
from umlauf.ground.audit.models import Entry, PersonalPart
from umlauf.ground.core.actor import Actor, Means
from umlauf.ground.core.policy import Role
from umlauf.ground.text import Refused
from umlauf.office.circulars.actions.series import open_series
from umlauf.office.circulars.queries import next_number
from umlauf.office.directory.actions.grants import grant_role
from umlauf.office.directory.actions.members import Functions, MemberEntry, end_membership, enter_member
from umlauf.office.directory.actions.posts import FunctionEntry, open_function
from umlauf.office.directory.enums import FunctionKind
from umlauf.office.directory.hats import hats_of
from umlauf.office.directory.models import Function, IntakeAddress, Responsibility
from umlauf.office.directory.queries.addressees import addressees


def command(house: House) -> Actor:
    return Actor("umlauf init", house.association.id, Means.COMMAND)


def entry(intake: str = "post@lk-weidenfurt.example") -> MemberEntry:
    return MemberEntry(
        organisation=a_county(7),
        intake=(("Poststelle", intake),),
        head_email="landrat@lk-weidenfurt.example",
        head="Prof. Dr. Maria Anna Weidner",
        department_email="soziales@lk-weidenfurt.example",
        responsible_for=("Integrationskonferenz", "Pflege"),
    )


def functions_of(actor: Actor, head: str, department: str = "") -> Functions:
    return Functions(
        head=open_function(actor=actor, entry=FunctionEntry(head, FunctionKind.HEAD)),
        department=open_function(actor=actor, entry=FunctionEntry(department, FunctionKind.DEPARTMENT))
        if department
        else None,
    )


def test_a_member_is_entered_once_with_all_that_reaches_it(home: House) -> None:
    actor = command(home)
    functions = functions_of(actor, "Landrätin", "Dezernat II")
    first = enter_member(actor=actor, entry=entry("post@bücherei.example"), functions=functions, since=DAY)
    before = row_counts()
    assert enter_member(actor=actor, entry=entry(), functions=functions, since=DAY) == first
    assert functions_of(actor, "Landrätin", "Dezernat II") == functions
    assert row_counts() == before
    reached = {one.organisation: one for one in addressees(home.members_list, keyword="Pflege", day=DAY)}
    assert [(line.label, line.email, line.holder) for line in reached[a_county(7)].lines] == [
        ("Poststelle", "post@xn--bcherei-n2a.example", ""),
        ("Landrätin", "landrat@lk-weidenfurt.example", "Prof. Dr. Maria Anna Weidner"),
        ("Dezernat II", "soziales@lk-weidenfurt.example", ""),
    ]
    assert verify(home.association) == []


def test_a_member_that_comes_back_keeps_what_is_known(home: House) -> None:
    actor, day = command(home), dt.timedelta(days=1)
    functions = functions_of(actor, "Landrätin", "Dezernat II")
    enter_member(actor=actor, entry=entry(), functions=functions, since=DAY)
    end_membership(actor=actor, organisation_id=a_county(7).id, last_day=DAY)
    written = replace(
        entry("POST@lk-weidenfurt.example"),
        head="Olaf Anders",
        head_email="",
        intake=(*entry().intake, ("Büro", "buero@lk-weidenfurt.example")),
        responsible_for=("PFLEGE", "Kita"),
    )
    before = row_counts()
    enter_member(actor=actor, entry=written, functions=functions, since=DAY)
    assert row_counts() == before
    back = enter_member(actor=actor, entry=written, functions=functions, since=DAY + day)
    assert (back.since, back.until) == (DAY + day, None)
    here = {"retired_at": None, "organisation": a_county(7)}
    intake = IntakeAddress.objects.filter(**here).order_by("id").values_list("email", flat=True)
    assert list(intake) == ["post@lk-weidenfurt.example", "buero@lk-weidenfurt.example"]
    keywords = Responsibility.objects.filter(**here).order_by("id").values_list("keyword", flat=True)
    assert list(keywords) == ["Integrationskonferenz", "Pflege", "Kita"]
    reached = {one.organisation: one for one in addressees(home.members_list, keyword="Kita", day=DAY + day)}
    assert ("landrat@lk-weidenfurt.example", "Prof. Dr. Maria Anna Weidner") in [
        (line.email, line.holder) for line in reached[a_county(7)].lines
    ]


def test_a_member_with_a_bad_address_is_not_entered_at_all(home: House) -> None:
    functions = functions_of(command(home), "Landrat")
    wrong = entry("keine Adresse")
    before = row_counts()
    with pytest.raises(Refused) as refusal:
        enter_member(actor=command(home), entry=wrong, functions=functions, since=DAY)
    assert refusal.value.code == "address.invalid"
    assert row_counts() == before


def test_a_grant_is_a_hat_and_given_once(cast: Cast, home: House) -> None:
    actor = command(home)
    grant = grant_role(
        actor=actor, user=cast.other.clerk, role=Role.REGISTRY, organisation=cast.shared, title="Registratur"
    )
    before = row_counts()
    again = grant_role(actor=actor, user=cast.other.clerk, role=Role.REGISTRY, organisation=cast.shared, title="anders")
    assert (again, again.title) == (grant, "Registratur")
    assert row_counts() == before
    assert [hat.key for hat in hats_of(cast.other.clerk)] == ["kv-beispielland.0", f"lkt-musterland.{cast.shared.id}"]
    assert cast.other.clerk.email not in Entry.objects.latest("sequence").label
    assert PersonalPart.objects.latest("id").data["to"] == cast.other.clerk.email


@pytest.mark.parametrize(("role", "at_a_member"), [(Role.REGISTRY, False), (Role.CLERK, True), (Role.SIGNATORY, True)])
def test_a_grant_that_makes_no_sense_is_refused(cast: Cast, home: House, role: Role, at_a_member: bool) -> None:
    organisation = cast.shared if at_a_member else None
    with pytest.raises(Refused) as refusal:
        grant_role(actor=command(home), user=cast.member, role=role, organisation=organisation)
    assert refusal.value.code == "grant.organisation"


def test_a_function_and_a_series_are_opened_once(home: House) -> None:
    actor = command(home)
    function = open_function(actor=actor, entry=FunctionEntry("Pressestelle", FunctionKind.PRESS))
    series = open_series(actor=actor, kind="Schnellinfo", short="SI", next_numbers={2016: 88})
    before = row_counts()
    assert open_function(actor=actor, entry=FunctionEntry(" Pressestelle ", FunctionKind.OTHER)) == function
    assert open_series(actor=actor, kind="Schnellinfo", short="XX", next_numbers={2016: 1}) == series
    assert row_counts() == before
    assert (next_number(series, 2016), next_number(series, 2017)) == (88, 1)


def test_only_the_command_line_sets_up_an_association(cast: Cast) -> None:
    house = cast.home
    with scope(association=house.association):
        for ask in (
            lambda: enter_member(
                actor=house.signatory_actor,
                entry=entry(),
                functions=Functions(head=Function.objects.filter(kind=FunctionKind.HEAD)[0], department=None),
                since=DAY,
            ),
            lambda: open_series(actor=house.signatory_actor, kind="Erlass", short="E", next_numbers={}),
            lambda: grant_role(actor=house.clerk_actor, user=cast.member, role=Role.SIGNATORY),
        ):
            with pytest.raises(Refused) as refused:
                ask()
            assert refused.value.code == "access.role"
