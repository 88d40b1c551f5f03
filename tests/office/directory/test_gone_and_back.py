"""What a complete list has ended, and the next list has again: alive, with keys and membership."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import House, a_pen
from tests.office.directory.exchange.files import csv_of
from tests.office.directory.test_imports import apply, take
from umlauf.office.directory.actions.imports import plan_of
from umlauf.office.directory.actions.organisations import succeed
from umlauf.office.directory.actions.undo import undo_change
from umlauf.office.directory.enums import ChangeKind
from umlauf.office.directory.exchange.drafts import State
from umlauf.office.directory.models import Change, Membership, OfficialKey, Organisation

LAST = dt.date(2016, 12, 31)
BOTH = csv_of("AGS;Name", "15083270;Haldensleben", "15083271;Gestern")
ONE = csv_of("AGS;Name", "15083270;Haldensleben")
KEYS = {("15083270", None), ("15083271", None)}


def keys() -> set[tuple[str, dt.date | None]]:
    return set(OfficialKey.objects.filter(key__startswith="150832").values_list("key", "until"))


def until(key: str = "15083271") -> dt.date | None:
    return Organisation.objects.get(official_key=key).until


@pytest.fixture
def gone(home: House) -> Organisation:
    """An organisation and its membership, ended by a complete list of the register."""
    apply(home, BOTH, members_since=dt.date(2001, 1, 1))
    apply(home, ONE, complete=True, gone_on=LAST)
    one = Organisation.objects.get(official_key="15083271")
    assert (one.until, Membership.objects.get(retired_at=None, organisation=one).until) == (LAST, LAST)
    assert keys() == {("15083270", None), ("15083271", LAST)}
    return one


def test_it_is_alive_again_with_keys_and_membership(home: House, gone: Organisation) -> None:
    plan = plan_of(take(home, BOTH, complete=True, gone_on=LAST))
    told = [(one.field, one.old, one.new) for entry in plan.written for one in entry.differences]
    assert ("until", "31.12.2016", "") in told
    assert ("member_until", "31.12.2016", "") in told
    revived = next(entry for entry in plan.written if entry.label == "Gestern")
    assert (revived.state, bool(revived.note)) == (State.CHANGED, True)
    assert apply(home, BOTH) is not None
    assert (until(), keys()) == (None, KEYS)
    assert Membership.objects.get(retired_at=None, organisation=gone).until is None
    assert plan_of(take(home, BOTH)).empty


def test_the_revival_is_undone(home: House, gone: Organisation) -> None:
    change = apply(home, BOTH)
    assert change is not None
    assert undo_change(actor=home.clerk_actor, change_id=change.id).kept == 0
    assert (until(), keys()) == (LAST, {("15083270", None), ("15083271", LAST)})
    assert Membership.objects.get(retired_at=None, organisation=gone).until == LAST
    assert apply(home, BOTH) is not None
    assert (until(), keys()) == (None, KEYS)
    first = Change.objects.filter(kind=ChangeKind.IMPORT).order_by("id")[1]
    undo_change(actor=home.clerk_actor, change_id=first.id)
    assert (until(), keys()) == (None, KEYS)


@pytest.mark.parametrize(
    "lines",
    [
        ("Name;Sitz", "Gestern;Neustadt"),
        ("AGS;Funktion;Nachname;Im Amt bis", "15083271;Bürgermeister;Weiß;01.05.2010"),
    ],
)
def test_a_list_of_something_else_revives_nothing(home: House, gone: Organisation, lines: tuple[str, ...]) -> None:
    plan = plan_of(take(home, csv_of(*lines)))
    assert "until" not in [one.field for entry in plan.written[:1] for one in entry.differences]
    assert plan.writes.revived_keys == []
    assert gone.until == LAST


def test_before_its_last_day_only_a_complete_list_revives(home: House) -> None:
    coming = dt.date(2100, 12, 31)
    apply(home, BOTH)
    apply(home, ONE, complete=True, gone_on=coming)
    assert plan_of(take(home, BOTH)).empty
    apply(home, BOTH, complete=True)
    assert (until(), keys()) == (None, KEYS)


def test_who_was_succeeded_stays_gone(home: House) -> None:
    apply(home, BOTH)
    old, new = (Organisation.objects.get(official_key=key) for key in ("15083271", "15083270"))
    succeed(actor=home.clerk_actor, predecessor_ids=(old.id,), successor_id=new.id, since=LAST)
    assert plan_of(take(home, BOTH, complete=True)).empty


def test_a_member_that_a_list_of_members_has_again(home: House) -> None:
    heads, third = "AGS;Mitglied seit", home.members[2]
    apply(home, csv_of(heads, "99000;", "99001;"), complete=True, gone_on=LAST)
    assert Membership.objects.get(retired_at=None, organisation=third).until == LAST
    apply(home, csv_of(heads, "99002;01.07.1994"))
    assert Membership.objects.get(retired_at=None, organisation=third).until is None


def test_a_membership_that_a_file_has_ended_by_its_day_stays_so(home: House) -> None:
    third = home.members[2]
    rows = ("99000;01.07.1994;", "99001;01.07.1994;", "99002;01.07.1994;31.12.2014")
    apply(home, csv_of("AGS;Mitglied seit;Mitglied bis", *rows), complete=True, gone_on=LAST)
    for lines in (("AGS;Mitglied seit", "99002;01.07.1994"), ("AGS;Name", "99000;", "99001;", "99002;")):
        assert plan_of(take(home, csv_of(*lines), complete=len(lines) > 2)).empty
    assert Membership.objects.get(retired_at=None, organisation=third).until == dt.date(2014, 12, 31)


def test_a_new_membership_goes_before_an_old_one(home: House, gone: Organisation) -> None:
    a_pen(home).enter(Membership(organisation=gone, since=dt.date(2020, 1, 1)))
    apply(home, BOTH, complete=True)
    days = (
        Membership.objects.filter(retired_at=None, organisation=gone).order_by("since").values_list("until", flat=True)
    )
    assert list(days) == [LAST, None]


def counted(house: House, places: int) -> tuple[int, int, int]:
    """Queries of ending so many organisations, of taking that back, and of reviving them."""
    rows = [f"15083{300 + number};Gemeinde {number}" for number in range(places + 1)]
    whole, rest = csv_of("AGS;Name", *rows), csv_of("AGS;Name", rows[0])
    assert apply(house, whole) is not None
    with CaptureQueriesContext(connection) as ending:
        change = apply(house, rest, complete=True, gone_on=LAST)
    assert change is not None
    with CaptureQueriesContext(connection) as undoing:
        assert undo_change(actor=house.clerk_actor, change_id=change.id).kept == 0
    assert not Organisation.objects.filter(until=LAST).exists()
    assert apply(house, rest, complete=True, gone_on=LAST) is not None
    assert OfficialKey.objects.filter(until=LAST).count() == places
    with CaptureQueriesContext(connection) as reviving:
        assert apply(house, whole) is not None
    assert not OfficialKey.objects.filter(until=LAST).exists()
    return len(ending), len(undoing), len(reviving)


def test_the_queries_do_not_grow_with_what_ends(home: House) -> None:
    assert counted(home, 2) == counted(home, 40)
