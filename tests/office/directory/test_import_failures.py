"""An import that cannot be written ends with a sentence, and what it held goes on its day."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection

from tests.cast import House
from tests.office.directory.exchange.files import csv_of
from tests.office.directory.test_imports import PEOPLE, apply, take
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Task
from umlauf.ground.core.tasks import run_next_task
from umlauf.ground.text import Refused
from umlauf.office.directory.actions.imports import (
    apply_import,
    begin_applying,
    choose,
    discard_import,
    fail_import,
    forget_imports,
    plan_of,
)
from umlauf.office.directory.exchange.columns import Choices
from umlauf.office.directory.models import ContactDetails, Import, Organisation
from umlauf.office.directory.models.imports import ImportState

DAY = dt.timedelta(days=1)


def being_applied(house: House) -> Import:
    taken = take(house, PEOPLE)
    return begin_applying(actor=house.clerk_actor, import_id=taken.id, seen_digest=plan_of(taken).digest)


def age(taken: Import, days: dt.timedelta) -> None:
    Import.objects.filter(id=taken.id).update(uploaded_at=office_now() - days)


def test_an_error_that_nobody_had_foreseen_ends_the_import(home: House, caplog: pytest.LogCaptureFixture) -> None:
    taken = being_applied(home)
    Import.objects.update(choices=taken.choices | {"gone_on": "no day"})
    assert run_next_task()
    taken.refresh_from_db()
    assert taken.state == ImportState.FAILED
    assert taken.error
    assert "no day" not in taken.error
    assert any(record.exc_info for record in caplog.records if record.name == "umlauf.office.directory.tasks")
    assert not Task.objects.exists()
    choose(actor=home.clerk_actor, import_id=taken.id, choices=Choices.parse(take(home, PEOPLE).choices))
    discard_import(actor=home.clerk_actor, import_id=taken.id)


def test_a_worker_that_comes_late_leaves_a_failed_import_alone(home: House) -> None:
    taken = being_applied(home)
    fail_import(actor=home.clerk_actor, import_id=taken.id, why="Anders.")
    assert run_next_task()
    taken.refresh_from_db()
    assert (taken.state, taken.error) == (ImportState.FAILED, "Anders.")
    assert not Task.objects.exists()


def test_an_import_whose_worker_was_killed_is_given_up(home: House) -> None:
    taken, young = being_applied(home), being_applied(home)
    age(taken, LIMITS.import_days * DAY + 2 * DAY)
    age(young, LIMITS.import_days * DAY + DAY / 2)
    assert forget_imports(actor=home.clerk_actor) == 1
    taken.refresh_from_db()
    young.refresh_from_db()
    assert (taken.state, taken.data, taken.error) == (ImportState.FAILED, None, "")
    assert (young.state, young.data is None) == (ImportState.APPLYING, False)
    assert forget_imports(actor=home.clerk_actor) == 0
    while run_next_task():
        pass
    taken.refresh_from_db()
    young.refresh_from_db()
    assert (taken.state, young.state) == (ImportState.FAILED, ImportState.APPLIED)


def test_what_was_said_of_a_file_goes_with_it(home: House) -> None:
    kept, gone_before = take(home, PEOPLE), take(home, PEOPLE)
    for one in (kept, gone_before):
        Import.objects.filter(id=one.id).update(state=ImportState.APPLYING)
        fail_import(actor=home.clerk_actor, import_id=one.id, why="Zeile 2: „Linde, Eva“ …")
    Import.objects.filter(id=gone_before.id).update(data=None)
    for one in (kept, gone_before):
        age(one, LIMITS.import_days * DAY + DAY / 2)
    assert forget_imports(actor=home.clerk_actor) == 2
    assert set(Import.objects.values_list("data", "error")) == {(None, "")}


def test_a_value_that_the_database_does_not_take_is_refused(home: House) -> None:
    """The plan looks at lengths before, so here a column is made shorter than its model says."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite does not look at lengths")
    table = ContactDetails._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE {table} ALTER COLUMN city TYPE varchar(3)")
    taken = take(home, PEOPLE)
    with pytest.raises(Refused) as refusal:
        apply_import(actor=home.clerk_actor, import_id=taken.id, seen_digest=plan_of(taken).digest)
    assert refusal.value.code == "import.values"
    assert not Organisation.objects.filter(official_key="15083270").exists()


@pytest.mark.parametrize(
    ("head", "text"),
    [
        ("Straße", "Haus @ Hof " * 20),
        ("Schlagwörter", "a@b" * 21),
        ("Kurzname", "k@" * 101),
        ("Postleitzahl", "1@3456789012"),
    ],
)
def test_a_text_is_measured_whatever_stands_in_it(home: House, head: str, text: str) -> None:
    plan = plan_of(take(home, csv_of(f"AGS;{head}", f"99001;{text}")))
    assert [error.line for error in plan.errors] == [2]
    assert str(len(text.strip())) in plan.errors[0].sentence


def test_an_address_may_be_longer_than_a_name(home: House) -> None:
    address = f"post@{'.'.join(['a' * 60] * 3 + ['b' * 40])}.example"
    assert LIMITS.name < len(address) <= LIMITS.email
    assert plan_of(take(home, csv_of("AGS;E-Mail", f"99001;{address}"))).errors == ()
    assert len(plan_of(take(home, csv_of("AGS;E-Mail", f"99001;{'x' * 64}@{'.'.join(['a' * 60] * 4)}.example"))).errors)


def test_the_forms_of_a_long_name_fit_the_register(home: House) -> None:
    name = "Landkreis " + "x" * (LIMITS.name - 10)
    apply(home, csv_of("AGS;Name", f"15083;{name}"))
    one = Organisation.objects.get(official_key="15083")
    assert (len(one.name), len(one.genitive), len(one.locative)) == (LIMITS.name, LIMITS.name, LIMITS.name)
    apply(home, csv_of("AGS;Name", f"15083;{name[:-1]}y"))
    one.refresh_from_db()
    assert one.locative.endswith("x" * 180)
    assert one.genitive == f"des Landkreises {name.removeprefix('Landkreis ')}"[: LIMITS.name]
    apply(home, csv_of("AGS;Name", "15083;Landkreis Börde"))
    one.refresh_from_db()
    assert (one.genitive, one.locative) == ("des Landkreises Börde", "im Landkreis Börde")
