"""What a file would change: who is meant, what is said, and which rows cannot be taken in."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests.cast import Cast, House, a_pen
from tests.office.directory.exchange.files import chosen_for, csv_of, xlsx_of
from umlauf.ground.core.clock import office_today
from umlauf.ground.text import Refused
from umlauf.office.directory.enums import OrganisationKind
from umlauf.office.directory.exchange.columns import Choices, Field, head_of, propose
from umlauf.office.directory.exchange.drafts import Plan, State, Subject
from umlauf.office.directory.exchange.plan import plan_table
from umlauf.office.directory.models import (
    ContactDetails,
    Membership,
    OfficialKey,
    Organisation,
    Person,
    PersonDetails,
    Tenure,
)


def plan(house: House, *lines: str, **chosen: object) -> Plan:
    table, choices = chosen_for(csv_of(*lines))
    return plan_table(house.association, table, replace(choices, **chosen))  # type: ignore[arg-type]


def errors(made: Plan) -> list[tuple[int, str]]:
    return [(error.line, error.column) for error in made.errors]


def test_heads_propose_their_meaning() -> None:
    heads = ("AGS", "Gemeindename", "Bevölkerung", "Fläche in km²", "Verwaltungssitz", "Anrede", "Titel", "Vorname")
    wanted = (Field.KEY, Field.NAME, Field.POPULATION, Field.AREA, Field.SEAT, Field.SALUTATION, Field.TITLE)
    assert propose(heads) == (*wanted, Field.FIRST_NAME)
    assert propose(("Nachname", "FUNKTION", "Unsinn", "ARS", "Schlüssel", "Flaeche in km²", "Einwohner")) == (
        Field.LAST_NAME,
        Field.FUNCTION,
        "",
        Field.KEY,
        "",
        Field.AREA,
        Field.POPULATION,
    )


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("reader", ["de", "en"])
def test_the_heads_of_the_export_are_understood_in_both_languages(language: str, reader: str) -> None:
    with translation.override(language):
        heads = tuple(map(head_of, Field))
    with translation.override(reader):
        assert propose(heads) == tuple(Field)


def test_choices_are_kept_as_json() -> None:
    choices = Choices(("key", "", "name"), complete=True, repair_keys=True, gone_on=dt.date(2016, 12, 31))
    assert Choices.parse(choices.json()) == choices
    assert Choices.parse({}) == Choices()


@pytest.mark.parametrize(
    "mapping", [("key",), ("key", "key"), ("seat", ""), ("key", "nonsense"), ("key", "last_name"), ("", "")]
)
def test_columns_that_say_too_little_are_refused(mapping: tuple[str, ...]) -> None:
    with pytest.raises(Refused) as refusal:
        Choices(mapping).columns(2)
    assert refusal.value.code == "import.columns"


def test_the_key_decides_who_is_meant(home: House) -> None:
    made = plan(home, "ARS;Name;Sitz", "990000000000;Landkreis Ahorntal;Neustadt", "99001;Landkreis Lindenberg;")
    assert errors(made) == []
    first, second = made.entries
    assert (first.state, second.state) == (State.UNCHANGED, State.UNCHANGED)
    assert first.note
    assert second.note == ""


def test_what_others_share_stays_and_our_own_facts_are_taken(cast: Cast, home: House) -> None:
    made = plan(home, "AGS;Name;Ort", f"{cast.shared.official_key};Anderer Name;Ahornstadt")
    (entry,) = made.entries
    assert entry.state == State.CHANGED
    assert [(one.field, one.new) for one in entry.differences] == [("city", "Ahornstadt")]
    assert entry.note
    assert made.writes.amended == []
    assert [type(fact) for fact in made.writes.entered] == [ContactDetails]


def test_new_ones_are_told_by_key_and_name(home: House) -> None:
    made = plan(
        home,
        "AGS;Gemeindename;Bevölkerung;Fläche in km²;Verwaltungssitz",
        "09162000;München, Landeshauptstadt;1.488.202;310,7;München",
        "15083270;Haldensleben;19247;155,99;",
        "150835051000;Verbandsgemeinde Elbe-Heide;;;Rogätz",
        "15;Sachsen-Anhalt;;;Magdeburg",
    )
    assert errors(made) == []
    kinds = [(one.kind, one.official_key, one.regional_key, one.population) for one in made.writes.organisations]
    assert kinds == [
        (OrganisationKind.INDEPENDENT_CITY, "09162", None, 1_488_202),
        (OrganisationKind.MUNICIPALITY, "15083270", None, 19_247),
        (OrganisationKind.MUNICIPAL_UNION, None, "150835051000", None),
        (OrganisationKind.STATE, "15", None, None),
    ]
    assert made.writes.organisations[1].area is not None
    assert {one.state for one in made.entries} == {State.NEW}


def test_rows_that_cannot_be_taken_in(home: House) -> None:
    made = plan(
        home,
        "AGS;Name;Art;E-Mail;Mitglied seit;Einwohner",
        "123;Zu kurz;;;;",
        "15083270;Haldensleben;;keine Adresse;;",
        "15083271;Anderswo;Planet;;;",
        "15083272;Nirgends;;;31.02.2016;",
        "15083273;Nirgends;;;32.13.2016;viele",
        "15999;;;;;",
        ";;;x@y.example;;",
        ";Unbekannt;;;;",
    )
    assert errors(made) == [
        (2, "AGS"),
        (3, "E-Mail"),
        (4, "Art"),
        (5, "Mitglied seit"),
        (6, "Mitglied seit"),
        (6, "Einwohner"),
        (7, "AGS"),
        (8, ""),
        (9, "Name"),
    ]
    assert "31.02.2016" in made.errors[3].sentence


def test_lost_zeros_are_offered_for_repair(home: House) -> None:
    data = xlsx_of(("AGS", "Name"), (1001, "Flensburg, Stadt"), (8111000, "Stuttgart, Landeshauptstadt"))
    table, choices = chosen_for(data)
    offered = plan_table(home.association, table, choices)
    assert [error.repaired for error in offered.errors] == ["01001", "08111000"]
    repaired = plan_table(home.association, table, replace(choices, repair_keys=True))
    assert repaired.errors == ()
    assert [one.official_key for one in repaired.writes.organisations] == ["01001", "08111"]


def test_one_key_must_not_say_two_things(home: House) -> None:
    made = plan(home, "AGS;Name;Sitz", "15083270;Haldensleben;", "15083270;Haldensleben;a", "15083270;Haldensleben;b")
    assert errors(made) == [(4, "Sitz")]


def test_an_ended_key_is_refused(home: House) -> None:
    gone = Organisation.objects.create(name="Landkreis Gestern", short_name="Gestern", kind=OrganisationKind.COUNTY)
    OfficialKey.objects.create(organisation=gone, scheme="ags", key="15151", until=dt.date(2007, 6, 30))
    made = plan(home, "AGS;Name", "15151;Landkreis Gestern")
    assert errors(made) == [(2, "AGS")]
    assert "30.06.2007" in made.errors[0].sentence


def test_without_a_key_the_name_decides_if_it_is_the_only_one(home: House) -> None:
    made = plan(home, "Name;Ort", "landkreis ahorntal;Ahornstadt")
    assert [one.state for one in made.entries] == [State.CHANGED]
    Organisation.objects.create(name="Landkreis Ahorntal", short_name="x", kind=OrganisationKind.OTHER)
    assert errors(plan(home, "Name;Ort", "Landkreis Ahorntal;Ahornstadt")) == [(2, "Name")]
    assert errors(plan(home, "Name;Art;Ort", "Landkreis Ahorntal;Landkreis;Ahornstadt")) == []


def test_an_empty_cell_says_nothing(home: House) -> None:
    a_pen(home).enter(ContactDetails(organisation=home.members[1], city="Lindenstadt", phone="+49 391 1-0"))
    made = plan(home, "AGS;Ort;Telefon", "99001;;+49 391 1-0")
    assert made.empty


def test_memberships(home: House) -> None:
    made = plan(home, "AGS;Mitglied seit;Mitglied bis", "99001;01.07.1994;31.12.2016", "99002;1995-01-01;")
    replaced = [(type(old), values) for old, values in made.writes.replaced]
    assert replaced == [
        (Membership, {"since": dt.date(1994, 7, 1), "until": dt.date(2016, 12, 31)}),
        (Membership, {"since": dt.date(1995, 1, 1), "until": None}),
    ]
    everyone = plan(home, "AGS;Name", "99001;", "15083270;Haldensleben", members_since=dt.date(2016, 1, 1))
    assert [type(one) for one in everyone.writes.entered] == [Membership]
    assert errors(plan(home, "AGS;Mitglied seit;Mitglied bis", "99001;02.01.2017;01.01.2017")) == [(2, "Mitglied bis")]


def test_a_complete_list_ends_what_is_missing(home: House) -> None:
    made = plan(home, "AGS;Mitglied seit", "99000;", "99001;", complete=True, gone_on=dt.date(2016, 12, 31))
    assert [(one.label, one.state) for one in made.written] == [("Landkreis Eichengrund", State.GONE)]
    assert [values for _old, values in made.writes.replaced] == [{"until": dt.date(2016, 12, 31)}]


HEADS = "AGS;Funktion;Fachgebiet;Anrede;Titel;Vorname;Nachname;E-Mail der Person;Im Amt seit;Im Amt bis;Kommissarisch"


def test_somebody_new_ends_who_held_the_post(home: House) -> None:
    made = plan(home, HEADS, "99000;Landrat;;Frau;Dr.;Eva;Ahorn;ahorn@lk.example;01.05.2016;;")
    assert errors(made) == []
    (old, values) = made.writes.replaced[0]
    assert isinstance(old, Tenure)
    assert values["until"] == dt.date(2016, 4, 30)
    assert [(one.subject, one.state) for one in made.written] == [
        (Subject.TENURE, State.GONE),
        (Subject.TENURE, State.NEW),
        (Subject.PERSON, State.NEW),
    ]


def test_the_same_person_is_found_by_the_folded_name(home: House) -> None:
    made = plan(home, HEADS, "99000;Landrat;;Herr;Dr.;jan;Ahorntal;;;;")
    assert [(one.subject, one.state) for one in made.written] == [(Subject.PERSON, State.CHANGED)]
    assert {one.field for one in made.written[0].differences} == {"salutation", "first_name"}


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        (("99000;Landrat;;;;Eva;Ahorn;;01.05.1990;;",), (2, "Im Amt seit")),
        (
            ("99000;Dezernent;I;;;A;Eins;;01.01.2010;31.12.2016;", "99000;Dezernent;I;;;B;Zwei;;01.12.2016;;"),
            (3, "Im Amt seit"),
        ),
        (("99000;Dezernent;I;;;A;Eins;;01.01.2010;;", "99000;Dezernent;I;;;B;Zwei;;01.01.2010;;"), (3, "Im Amt seit")),
        (("99000;Dezernent;I;;;A;Eins;;01.01.2010;31.12.2009;",), (2, "Im Amt bis")),
        (("99000;;;;;A;Eins;;;;",), (2, "Funktion")),
        (("99000;Dezernent;;;;A;;;;;",), (2, "Nachname")),
        (("99000;Dezernent;;Wesen;;A;Eins;;;;",), (2, "Anrede")),
        (
            ("99000;Dezernent;I;;;A;Eins;a@x.example;;;", "99000;Dezernent;II;;;A;Eins;b@x.example;;;"),
            (3, "E-Mail der Person"),
        ),
    ],
)
def test_rows_of_people_that_cannot_be_taken_in(home: House, rows: tuple[str, ...], wrong: tuple[int, str]) -> None:
    assert errors(plan(home, HEADS, *rows)) == [wrong]


def test_a_row_of_holders_needs_no_end(home: House) -> None:
    made = plan(home, HEADS, "99000;Dezernent;I;;;B;Zwei;;01.12.2016;;", "99000;Dezernent;I;;;A;Eins;;01.01.2010;;")
    assert errors(made) == []
    days = [(one.since, one.until) for one in made.writes.entered if isinstance(one, Tenure)]
    assert days == [(dt.date(2010, 1, 1), dt.date(2016, 11, 30)), (dt.date(2016, 12, 1), None)]


def test_acting_holders_go_beside_regular_ones(home: House) -> None:
    made = plan(home, HEADS, "99000;Landrat;;;;Eva;Ahorn;;01.05.2016;;ja")
    assert errors(made) == []
    assert made.writes.replaced == []


def test_two_people_of_one_name_at_one_place_are_not_guessed(home: House) -> None:
    head = Tenure.objects.filter(post__organisation=home.members[0]).get()
    twin = Person.objects.create(association=home.association)
    a_pen(home).enter(
        PersonDetails(person=twin, first_name="Jan", last_name="Ahorntal"),
        Tenure(post=head.post, person=twin, since=dt.date(1980, 1, 1), until=dt.date(1981, 1, 1)),
    )
    assert errors(plan(home, HEADS, "99000;Dezernent;I;;;Jan;Ahorntal;;;;")) == [(2, "Nachname")]


def test_a_complete_list_of_people_ends_the_others(home: House) -> None:
    made = plan(home, HEADS, "99000;Dezernent;I;;;Eva;Ahorn;;01.05.2016;;", complete=True, gone_on=dt.date(2016, 6, 30))
    gone = [one for one in made.entries if one.state == State.GONE]
    assert [one.subject for one in gone] == [Subject.TENURE]
    assert dict(made.writes.replaced[0][1])["until"] == dt.date(2016, 6, 30)


def test_the_digest_says_what_would_be_written(home: House) -> None:
    lines = ("AGS;Ort", "99001;Lindenstadt")
    first = plan(home, *lines)
    assert plan(home, *lines).digest == first.digest
    assert plan(home, "AGS;Ort", "99001;Lindenburg").digest != first.digest
    a_pen(home).enter(ContactDetails(organisation=home.members[1], city="Alt"))
    assert plan(home, *lines).digest != first.digest


def test_queries_do_not_grow_with_the_file(home: House) -> None:
    def queries(rows: int) -> int:
        lines = [f"15083{number:03};Gemeinde {number};Dezernent;Eins{number}" for number in range(1, rows)]
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert errors(plan(home, "AGS;Name;Funktion;Nachname", *lines)) == []
        return len(asked)

    assert queries(5) == queries(300) <= 20


def test_progress_is_told(home: House) -> None:
    told: list[tuple[int, int]] = []
    table, choices = chosen_for(csv_of("AGS;Name", *(f"15083{number:03};G {number}" for number in range(1, 900))))
    plan_table(home.association, table, choices, lambda done, total: told.append((done, total)))
    assert told == [(0, 899), (500, 899), (899, 899)]
    assert office_today(home.association) >= dt.date(2016, 1, 1)
