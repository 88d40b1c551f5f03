"""Files are brought in all or nothing: nothing before apply, nothing with an error, nothing twice."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.db import transaction
from django.http import Http404
from django_scopes import scope

from tests.cast import Cast, House, a_county, a_pen
from tests.office.directory.exchange.files import csv_of
from tests.office.rows import row_counts
from umlauf.ground.audit.chain import verify
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Task
from umlauf.ground.core.tasks import registered, run_next_task, sweep
from umlauf.ground.text import Refused
from umlauf.office.directory.actions.imports import (
    apply_import,
    begin_applying,
    choose,
    forget_imports,
    plan_of,
    take_in_file,
)
from umlauf.office.directory.enums import ChangeKind, KeyScheme
from umlauf.office.directory.exchange.columns import Choices
from umlauf.office.directory.models import (
    Change,
    ContactDetails,
    Function,
    Import,
    Membership,
    OfficialKey,
    Organisation,
    Tenure,
)
from umlauf.office.directory.models.imports import ImportState
from umlauf.office.directory.queries.search import find_organisations

PEOPLE = csv_of(
    "AGS;Name;Ort;Mitglied seit;Funktion;Fachgebiet;Anrede;Vorname;Nachname;E-Mail der Funktion;Im Amt seit",
    "99001;;Lindenstadt;;Landrat;;Frau;Eva;Linde;landrat@lk.example;01.05.2016",
    "15083270;Haldensleben;Haldensleben;01.01.2001;Bürgermeister/Bürgermeisterin;;Herr;Jörg;Größe;bm@h.example;",
    "15083270;;;;Dezernent/in;Soziales;;Uwe;Weiß;;01.01.2010",
)


def take(house: House, data: bytes, **chosen: object) -> Import:
    taken = take_in_file(actor=house.clerk_actor, filename="liste.csv", data=data)
    if chosen:
        choices = replace(Choices.parse(taken.choices), **chosen)  # type: ignore[arg-type]
        return choose(actor=house.clerk_actor, import_id=taken.id, choices=choices)
    return taken


def apply(house: House, data: bytes, **chosen: object) -> Change | None:
    taken = take(house, data, **chosen)
    return apply_import(actor=house.clerk_actor, import_id=taken.id, seen_digest=plan_of(taken).digest)


def test_nothing_is_written_before_apply(home: House) -> None:
    taken = take(home, PEOPLE)
    before = row_counts()
    plan = plan_of(taken)
    assert plan.errors == ()
    assert row_counts() == before


def test_an_apply_writes_one_change(home: House) -> None:
    change = apply(home, PEOPLE)
    assert change is not None
    assert (change.kind, change.label, change.by) == (ChangeKind.IMPORT, "liste.csv", home.clerk.name)
    town = Organisation.objects.get(official_key="15083270")
    assert (town.keeper, town.entered_in, town.locative) == (home.association, change, "in Haldensleben")
    assert set(OfficialKey.objects.filter(organisation=town).values_list("scheme", "key")) == {("ags", "15083270")}
    assert town in find_organisations("haldensl", day=dt.date(2016, 11, 1), members_only=True)
    assert ContactDetails.objects.get(organisation=town).city == "Haldensleben"
    head = Function.objects.get(name="Bürgermeister/Bürgermeisterin")
    assert (head.kind, head.female_name) == ("head", "Bürgermeisterin")
    assert Function.objects.get(name="Dezernent/in").female_name == ""
    held = Tenure.objects.filter(retired_at=None, post__organisation=home.members[1], post__function__name="Landrat")
    assert [(one.since, one.until) for one in held.order_by("since")] == [
        (dt.date(1994, 7, 1), dt.date(2016, 4, 30)),
        (dt.date(2016, 5, 1), None),
    ]
    imported = Import.objects.get()
    assert (imported.state, imported.change, imported.data) == (ImportState.APPLIED, change, None)
    assert (imported.done, imported.total) == (3, 3)
    assert verify(home.association) == []


def test_the_same_file_twice_changes_nothing(home: House) -> None:
    assert apply(home, PEOPLE) is not None
    taken = take(home, PEOPLE)
    plan = plan_of(taken)
    assert plan.empty
    before = row_counts()
    assert apply_import(actor=home.clerk_actor, import_id=taken.id, seen_digest=plan.digest) is None
    assert row_counts() == before
    assert Import.objects.get(id=taken.id).state == ImportState.APPLIED


def test_a_row_that_cannot_be_taken_in_leaves_nothing(home: House) -> None:
    taken = take(home, PEOPLE + b"\r\n123;Falsch")
    before = row_counts()
    with pytest.raises(Refused) as refusal:
        apply_import(actor=home.clerk_actor, import_id=taken.id, seen_digest=plan_of(taken).digest)
    assert refusal.value.code == "import.rows"
    assert row_counts() == before


def test_a_directory_that_has_changed_since_is_not_written_over(home: House) -> None:
    taken = take(home, PEOPLE)
    digest = plan_of(taken).digest
    a_pen(home).enter(ContactDetails(organisation=home.members[1], city="Neu"))
    before = row_counts()
    with pytest.raises(Refused) as refusal:
        apply_import(actor=home.clerk_actor, import_id=taken.id, seen_digest=digest)
    assert refusal.value.code == "import.changed"
    assert row_counts() == before


def test_what_changes_while_the_plan_is_made_is_seen_under_the_lock(home: House) -> None:
    taken = take(home, PEOPLE)
    digest = plan_of(taken).digest

    def meanwhile(done: int, total: int) -> None:
        if done == total:
            a_pen(home).enter(ContactDetails(organisation=home.members[1], city="Neu"))

    with pytest.raises(Refused) as refusal:
        apply_import(actor=home.clerk_actor, import_id=taken.id, seen_digest=digest, progress=meanwhile)
    assert refusal.value.code == "import.changed"
    assert not Change.objects.filter(kind=ChangeKind.IMPORT).exists()
    unrelated = plan_of(taken).digest

    def elsewhere(done: int, total: int) -> None:
        if done == total:
            a_pen(home).enter(ContactDetails(organisation=home.members[2], city="Egal"))

    assert apply_import(actor=home.clerk_actor, import_id=taken.id, seen_digest=unrelated, progress=elsewhere)


def test_names_keys_and_forms_follow(home: House) -> None:
    apply(home, csv_of("AGS;Name", "15083270;Haldensleben"))
    apply(home, csv_of("ARS;Name;Einwohner", "150835051270;Stadt Haldensleben;19.247"))
    town = Organisation.objects.get(official_key="15083270")
    assert (town.name, town.short_name, town.genitive) == (
        "Stadt Haldensleben",
        "Haldensleben",
        "der Stadt Haldensleben",
    )
    assert (town.regional_key, town.population) == ("150835051270", 19_247)
    assert set(OfficialKey.objects.filter(organisation=town).values_list("scheme", "key", "until")) == {
        (KeyScheme.AGS, "15083270", None),
        (KeyScheme.ARS, "150835051270", None),
    }


def test_a_complete_register_ends_entries_of_our_own(home: House) -> None:
    apply(home, csv_of("AGS;Name", "15083270;Haldensleben", "15083271;Gestern"))
    apply(home, csv_of("AGS;Name", "15083270;Haldensleben"), complete=True, gone_on=dt.date(2016, 12, 31))
    gone = Organisation.objects.get(official_key="15083271")
    assert gone.until == OfficialKey.objects.get(organisation=gone).until == dt.date(2016, 12, 31)
    assert Organisation.objects.get(official_key="15083270").until is None
    assert Membership.objects.filter(retired_at=None, until=None).count() == len(home.members)


def test_departments_come_after_what_they_belong_to(home: House) -> None:
    data = csv_of(
        "AGS;Name;Art;Gehört zu",
        "15083;Landkreis Börde;;",
        ";Dezernat I;Dezernat;15083",
        ";Amt 50;Amt eines Dezernats;15083 / Dezernat I",
        ";Dezernat I;Dezernat;99001",
    )
    change = apply(home, data)
    office = Organisation.objects.get(name="Amt 50")
    assert office.parent is not None
    assert office.parent.parent == Organisation.objects.get(official_key="15083")
    assert office.area_key == "15083"
    assert change is not None
    assert plan_of(take(home, data)).empty


def test_the_worker_applies_and_tells_how_far_it_is(home: House) -> None:
    taken = take(home, PEOPLE)
    begin_applying(actor=home.clerk_actor, import_id=taken.id, seen_digest=plan_of(taken).digest)
    with pytest.raises(Refused) as refusal:
        choose(actor=home.clerk_actor, import_id=taken.id, choices=Choices.parse(taken.choices))
    assert refusal.value.code == "import.applying"
    assert "directory.apply_import" in registered()
    assert run_next_task()
    taken.refresh_from_db()
    assert (taken.state, taken.done, taken.error) == (ImportState.APPLIED, 3, "")
    assert taken.change is not None
    assert taken.change.by == home.clerk.name
    assert not Task.objects.exists()
    with pytest.raises(Refused) as refusal:
        begin_applying(actor=home.clerk_actor, import_id=taken.id, seen_digest="")
    assert refusal.value.code == "import.applied"


def test_the_worker_says_why_it_wrote_nothing(home: House) -> None:
    taken = take(home, PEOPLE)
    begin_applying(actor=home.clerk_actor, import_id=taken.id, seen_digest="0" * 64)
    assert run_next_task()
    taken.refresh_from_db()
    assert taken.state == ImportState.FAILED
    assert taken.error
    assert not Task.objects.exists()
    assert not Change.objects.filter(kind=ChangeKind.IMPORT).exists()


def test_files_that_nobody_applies_are_forgotten(home: House) -> None:
    taken, young = take(home, PEOPLE), take(home, PEOPLE)
    Import.objects.filter(id=taken.id).update(uploaded_at=office_now() - dt.timedelta(days=LIMITS.import_days, hours=1))
    assert sweep() == 1
    assert forget_imports(actor=home.clerk_actor) == 0
    taken.refresh_from_db()
    young.refresh_from_db()
    assert (taken.data, young.data is None) == (None, False)
    with pytest.raises(Refused) as refusal:
        choose(actor=home.clerk_actor, import_id=taken.id, choices=Choices.parse(taken.choices))
    assert refusal.value.code == "import.gone"


def test_another_office_sees_nothing_of_it(cast: Cast, home: House) -> None:
    taken = take(home, PEOPLE)
    with scope(association=cast.other.association), pytest.raises(Http404):
        choose(actor=cast.other.clerk_actor, import_id=taken.id, choices=Choices.parse(taken.choices))
    with pytest.raises(Refused) as refusal:
        take_in_file(actor=cast.member_actor, filename="x.csv", data=PEOPLE)
    assert refusal.value.code == "access.role"


def test_choices_that_do_not_fit_are_refused(home: House) -> None:
    taken = take(home, PEOPLE)
    with pytest.raises(Refused) as refusal, transaction.atomic():
        choose(actor=home.clerk_actor, import_id=taken.id, choices=Choices(("key",)))
    assert refusal.value.code == "import.columns"


@pytest.mark.parametrize(("written", "language"), [("Englisch", "en"), ("DE", "de"), ("german", "de")])
def test_a_file_says_in_which_language_an_organisation_is_written_to(home: House, written: str, language: str) -> None:
    data = csv_of("AGS;Sprache", f"99001;{written}")
    assert apply(home, data, mapping=("key", "language")) is not None
    assert ContactDetails.objects.get(organisation=a_county(1), retired_at=None).language == language
    assert plan_of(take(home, csv_of("AGS;Sprache", "99001;Klingonisch"), mapping=("key", "language"))).errors != ()
