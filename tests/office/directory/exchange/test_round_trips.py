"""What goes out comes in unchanged: as CSV, as a workbook and as cards."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django_scopes import scope

from tests.cast import Cast, House, a_pen, add_member, add_responsible
from tests.office.directory.exchange.files import chosen_for
from umlauf.engines.sheets import Sheet, as_csv, as_xlsx
from umlauf.ground.core.actor import Actor, Means
from umlauf.ground.core.models import Association
from umlauf.office.directory.actions.imports import apply_import, plan_of, take_in_file
from umlauf.office.directory.enums import OrganisationKind, TenureKind
from umlauf.office.directory.exchange.cards import as_cards
from umlauf.office.directory.exchange.export import Export, organisations_out, people_out
from umlauf.office.directory.exchange.plan import plan_table
from umlauf.office.directory.exchange.tables import read_table
from umlauf.office.directory.models import (
    ContactDetails,
    Function,
    IntakeAddress,
    Membership,
    Organisation,
    Person,
    PersonDetails,
    Post,
    PostDetails,
    Tag,
    Tenure,
)
from umlauf.office.directory.moments import ALWAYS

WRITERS = {"csv": as_csv, "xlsx": as_xlsx}


def file_of(export: Export, kind: str) -> bytes:
    return WRITERS[kind](Sheet("Liste", export.heads, export.rows))


@pytest.fixture
def full(home: House) -> House:
    """The home association with everything that a file can hold."""
    owner, (first, second, _third) = home.association, home.members
    second.population, second.area = 123_456, Decimal("1234.50")
    second.save()
    department = Organisation.objects.create(
        name="Dezernat II", short_name="Dezernat II", kind=OrganisationKind.DEPARTMENT, parent=second, area_key="99001"
    )
    office = Organisation.objects.create(
        name="Amt 50", short_name="Amt 50", kind=OrganisationKind.OFFICE, parent=department, area_key="99001"
    )
    function = Function.objects.create(
        association=owner, name="Dezernent/Dezernentin", male_name="Dezernent", female_name="Dezernentin"
    )
    pen = a_pen(home)
    pen.enter(
        ContactDetails(
            organisation=second,
            street="Wörlitzer Weg 1a; Hof",
            postal_code="06366",
            city="Köthen (Anhalt)",
            phone="+49 3496 60-0",
            central_email="post@xn--kthen-jua.example",
            web="https://www.koethen.example/start?a=1,2",
        ),
        IntakeAddress(organisation=second, label="Fax", email="fax@lk-lindenberg.example"),
        Tag(organisation=first, name="Küste, Nord"),
        Tag(organisation=second, name="Küste"),
        Tag(organisation=second, name="=Rand"),
        Membership(organisation=department, since=dt.date(2001, 1, 1), until=dt.date(2040, 12, 31)),
    )
    people = [
        ("ms", "Dr.", "Jördis", "von der Tann", "", "", dt.date(2010, 5, 1), None, TenureKind.REGULAR, False),
        ("mr", "", "Óscar", "Müller-Größe", "Lieber Óscar", "Herrn M.", dt.date(2016, 1, 1), None, "acting", False),
        ("", "", "Çağla", "Øst", "", "", dt.date(2009, 5, 1), dt.date(2016, 4, 30), TenureKind.REGULAR, True),
    ]
    for place, subject, (salutation, title, first_name, last_name, letter, envelope, since, until, kind, on) in zip(
        (second, department, office), ("Soziales", "", "Bau, Umwelt"), people, strict=True
    ):
        post = Post.objects.create(association=owner, organisation=place, function=function, subject=subject)
        person = Person.objects.create(association=owner)
        pen.enter(
            PostDetails(post=post, since=ALWAYS, email="soziales@lk.example", phone="+49 391 1-22"),
            PersonDetails(
                person=person,
                salutation=salutation,
                title=title,
                first_name=first_name,
                last_name=last_name,
                letter_form=letter,
                envelope_form=envelope,
                email=f"{subject[:1]}x@lk.example",
                phone="+49 170 1",
            ),
            Tenure(post=post, person=person, since=since, until=until, kind=kind, carries_on=on),
        )
    vacant = Post.objects.create(association=owner, organisation=first, function=function, subject="vakant")
    pen.enter(PostDetails(post=vacant, since=ALWAYS))
    return home


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_what_goes_out_changes_nothing_when_it_comes_in(full: House, kind: str, language: str) -> None:
    with translation.override(language):
        for export in (organisations_out(full.association), people_out(full.association)):
            table, choices = chosen_for(file_of(export, kind))
            assert all(choices.mapping)
            plan = plan_table(full.association, table, choices)
            assert plan.errors == ()
            assert plan.written == ()
            assert len(plan.entries) >= len(export.rows)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "vcf"])
def test_an_empty_association_has_the_same_afterwards(full: House, kind: str) -> None:
    organisations, people = organisations_out(full.association), people_out(full.association)
    empty = Association.objects.create(slug="leer", name="Leer", short_name="L")
    actor = Actor("Leer", empty.id, Means.COMMAND)
    files = [file_of(one, "csv" if kind == "vcf" else kind) for one in (organisations, people)]
    if kind == "vcf":
        files[1] = as_cards(people.fields, people.rows)
    with scope(association=empty):
        for data in files:
            taken = take_in_file(actor=actor, filename="liste", data=data)
            plan = plan_of(taken)
            assert plan.errors == ()
            apply_import(actor=actor, import_id=taken.id, seen_digest=plan.digest)
        assert organisations_out(empty) == organisations
        named = people.fields.index(people.fields[-8])
        held = [row for row in people.rows if kind != "vcf" or any(row[named:])]
        assert list(people_out(empty).rows) == held


def test_cards_come_back_as_the_rows_they_were(full: House) -> None:
    export = people_out(full.association)
    data = as_cards(export.fields, export.rows)
    table = read_table(data)
    assert table.errors == ()
    told = [{head: cell for head, cell in zip(export.heads, row, strict=True) if cell} for row in export.rows]
    read = [{head: cell for head, cell in zip(table.heads, row.cells, strict=True) if cell} for row in table.rows]
    assert read == [one for one in told if "Nachname" in one or "Last name" in one]
    assert table.rows[0].line == 1
    assert len({row.line for row in table.rows}) == len(read) == 6
    assert data.count(b"BEGIN:VCARD") == 6
    assert b"von der Tann;J\xc3\xb6rdis" in data


def test_cards_from_elsewhere() -> None:
    lines = (
        "BEGIN:VCARD\nVERSION:3.0\nFN:Frau Dr. Eva von Ahorn\nN:;;;;\nORG:Landkreis Ahorntal;Amt 5\nROLE:Landrätin\n",
        "EMAIL;TYPE=WORK:eva@lk.example\nEND:VCARD\n\n",
        "BEGIN:VCARD\nVERSION:3.0\nTHIS IS NO LINE\nEND:VCARD\n\n",
        "BEGIN:VCARD\nVERSION:4.0\nN:Eins;Adam;Karl;Prof.;\nFN:x\nORG:A\\, B\nTEL;VALUE=uri;TYPE=work:+49 1\nEND:VCARD",
    )
    table = read_table("".join(lines).encode())
    assert [error.line for error in table.errors] == [10]
    told = [{cell for cell in row.cells if cell} for row in table.rows]
    assert told[0] == {"Landkreis Ahorntal", "Landrätin", "Dr.", "Eva", "von Ahorn", "eva@lk.example"}
    assert told[1] == {"A, B", "Prof.", "Adam Karl", "Eins", "+49 1"}


def test_queries_do_not_grow_with_the_directory(cast: Cast, home: House) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            organisations_out(home.association)
            people_out(home.association)
        return len(asked)

    few = queries()
    for number in range(20):
        one = Organisation.objects.create(name=f"Kreis {number}", short_name=f"K{number}", kind=OrganisationKind.COUNTY)
        add_member(home, one)
        add_responsible(home, one)
    assert queries() == few
