"""Undoing an import or a merger: what it did goes, what was done since stays, and past days stay what they were."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.http import Http404
from django_scopes import scope

from tests.cast import Cast, House, a_pen, add_list
from tests.office.directory.exchange.files import csv_of
from tests.office.directory.test_imports import PEOPLE, apply
from umlauf.ground.core.clock import office_now
from umlauf.ground.text import Refused
from umlauf.office.directory.actions.members import begin_membership
from umlauf.office.directory.actions.merges import merge_people
from umlauf.office.directory.actions.organisations import (
    ContactEntry,
    OrganisationEntry,
    describe_organisation,
    set_contact,
)
from umlauf.office.directory.actions.people import end_tenure
from umlauf.office.directory.actions.undo import undo_change
from umlauf.office.directory.enums import ChangeKind, OrganisationKind
from umlauf.office.directory.exchange.export import organisations_out, people_out
from umlauf.office.directory.models import (
    Change,
    ContactDetails,
    FormerState,
    OfficialKey,
    Organisation,
    PersonDetails,
    Tenure,
)
from umlauf.office.directory.moments import Moment
from umlauf.office.directory.queries.reach import reach_of
from umlauf.office.directory.rules import Rule


def import_of(house: House, data: bytes = PEOPLE, **chosen: object) -> Change:
    change = apply(house, data, **chosen)
    assert change is not None
    return change


def all_of(house: House) -> Any:
    return organisations_out(house.association), people_out(house.association)


def test_undoing_restores_everything(home: House) -> None:
    before = all_of(home)
    change = import_of(home)
    assert all_of(home) != before
    undone = undo_change(actor=home.clerk_actor, change_id=change.id)
    assert undone.kept == 0
    assert (undone.change.kind, undone.change.undoes) == (ChangeKind.UNDO, change)
    assert all_of(home) == before
    town = Organisation.objects.get(name="Haldensleben")
    assert town.withdrawn_at == undone.change.at
    assert (town.official_key, OfficialKey.objects.filter(organisation=town).exists()) == (None, False)
    assert FormerState.objects.get(organisation=town).values["official_key"] == "15083270"
    again = import_of(home)
    assert Organisation.objects.get(official_key="15083270").entered_in == again


def test_undoing_twice_is_refused(cast: Cast, home: House) -> None:
    change = import_of(home)
    with scope(association=cast.other.association), pytest.raises(Http404):
        undo_change(actor=cast.other.clerk_actor, change_id=change.id)
    undone = undo_change(actor=home.clerk_actor, change_id=change.id)
    with pytest.raises(Refused) as refusal:
        undo_change(actor=home.clerk_actor, change_id=change.id)
    assert refusal.value.code == "change.undone"
    with pytest.raises(Refused) as refusal:
        undo_change(actor=home.clerk_actor, change_id=undone.change.id)
    assert refusal.value.code == "change.kind"


def test_what_was_changed_since_stays(home: House) -> None:
    change = import_of(home)
    set_contact(
        actor=home.clerk_actor,
        organisation_id=home.members[1].id,
        entry=ContactEntry(city="Später"),
        intake=(),
        tags=(),
    )
    eva = Tenure.objects.get(retired_at=None, person__details__last_name="Linde")
    end_tenure(actor=home.clerk_actor, tenure_id=eva.id, last_day=dt.date(2020, 12, 31))
    undone = undo_change(actor=home.clerk_actor, change_id=change.id)
    assert undone.kept == 3  # the contact, the tenure, and whose it is
    assert PersonDetails.objects.filter(retired_at=None, last_name="Linde").exists()
    assert ContactDetails.objects.get(retired_at=None, organisation=home.members[1]).city == "Später"
    held = Tenure.objects.filter(retired_at=None, post__organisation=home.members[1], post__function__name="Landrat")
    assert sorted((one.since, one.until) for one in held) == [(dt.date(2016, 5, 1), dt.date(2020, 12, 31))]


def test_an_organisation_that_somebody_uses_stays(cast: Cast, home: House) -> None:
    change = import_of(home)
    town = Organisation.objects.get(official_key="15083270")
    with scope(association=cast.other.association):
        begin_membership(actor=cast.other.clerk_actor, organisation_id=town.id, since=dt.date(2016, 1, 1))
    undone = undo_change(actor=home.clerk_actor, change_id=change.id)
    assert undone.kept == 1
    town.refresh_from_db()
    assert (town.withdrawn_at, town.official_key) == (None, "15083270")


def test_the_register_says_what_it_said_unless_it_was_changed_since(home: House) -> None:
    first = import_of(home, csv_of("AGS;Name;Sitz;Einwohner", "15083270;Haldensleben;A;1", "15083271;Nebenan;B;2"))
    second = import_of(
        home,
        csv_of("ARS;Name;Sitz;Einwohner;Fläche", "150835051270;Halle an der Aller;C;3;1,5", "15083271;Nebenan;D;4;"),
    )
    nebenan = Organisation.objects.get(official_key="15083271")
    entry = OrganisationEntry("Nebenan", OrganisationKind.MUNICIPALITY, key="15083271", seat="E", population=4)
    describe_organisation(actor=home.clerk_actor, organisation_id=nebenan.id, entry=entry)
    undone = undo_change(actor=home.clerk_actor, change_id=second.id)
    assert undone.kept == 1
    town = Organisation.objects.get(official_key="15083270")
    assert (town.name, town.short_name, town.seat, town.population) == ("Haldensleben", "Haldensleben", "A", 1)
    assert (town.area, town.regional_key) == (None, None)
    assert list(OfficialKey.objects.filter(organisation=town).values_list("key", flat=True)) == ["15083270"]
    nebenan.refresh_from_db()
    assert (nebenan.seat, nebenan.population) == ("E", 2)
    assert undo_change(actor=home.clerk_actor, change_id=first.id).kept == 1
    town.refresh_from_db()
    assert town.withdrawn_at is not None


def test_two_imports_are_undone_one_after_the_other(home: House) -> None:
    before = all_of(home)
    first = import_of(home)
    between = all_of(home)
    second = import_of(home, PEOPLE.replace(b"Lindenstadt", b"Neustadt").replace(b"01.01.2001", b"01.01.2002"))
    assert undo_change(actor=home.clerk_actor, change_id=second.id).kept == 0
    assert all_of(home) == between
    assert undo_change(actor=home.clerk_actor, change_id=first.id).kept == 0
    assert all_of(home) == before


def test_a_complete_list_is_undone_with_its_keys(home: House) -> None:
    import_of(home, csv_of("AGS;Name", "15083270;Haldensleben", "15083271;Gestern"))
    before = all_of(home)
    change = import_of(home, csv_of("AGS;Name", "15083270;Haldensleben"), complete=True)
    undo_change(actor=home.clerk_actor, change_id=change.id)
    gone = Organisation.objects.get(official_key="15083271")
    assert (gone.until, OfficialKey.objects.get(organisation=gone).until) == (None, None)
    assert all_of(home) == before


def test_past_lists_go_on_giving_what_they_gave(home: House) -> None:
    rule = Rule(kinds=(OrganisationKind.MUNICIPALITY, OrganisationKind.COUNTY))
    asked = add_list(home, "Alle", rule)
    day = dt.date(2016, 11, 1)
    moments = [Moment(day, office_now())]
    told = [reach_of(asked, moments[0])]
    change = import_of(home)
    moments.append(Moment(day, office_now()))
    told.append(reach_of(asked, moments[1]))
    undo_change(actor=home.clerk_actor, change_id=change.id)
    assert len(told[1].lines) == len(told[0].lines) + 1
    assert [reach_of(asked, moment) for moment in moments] == told
    assert reach_of(asked, Moment(day)).lines == told[0].lines


def test_merged_entries_are_parted_again(home: House) -> None:
    before = people_out(home.association)
    kept, gone = PersonDetails.objects.filter(retired_at=None).order_by("id")[:2]
    merged = merge_people(actor=home.clerk_actor, kept_id=kept.person_id, gone_id=gone.person_id)
    assert people_out(home.association) != before
    assert undo_change(actor=home.clerk_actor, change_id=merged.id).kept == 0
    assert people_out(home.association) == before


def test_an_entry_alone_is_not_undone_as_a_whole(home: House) -> None:
    pen = a_pen(home)
    with pytest.raises(Refused) as refusal:
        undo_change(actor=home.clerk_actor, change_id=pen.change.id)
    assert refusal.value.code == "change.kind"
