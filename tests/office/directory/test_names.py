"""Case forms, forms of address and official keys: proposals that a clerk need not correct."""

from __future__ import annotations

import csv

import pytest

from tests.house.test_rules import ROOT
from umlauf.office.directory.enums import OrganisationKind, Salutation
from umlauf.office.directory.keys import ags_of, is_key, kind_of_key, repaired_key, tidy_key
from umlauf.office.directory.names import (
    Called,
    FunctionForms,
    folded_words,
    propose_case_forms,
    propose_envelope_form,
    propose_letter_form,
    read_person,
    sort_key,
)

LANDRAT = FunctionForms("Landrat/Landrätin", "Landrätin", "Landrat")


@pytest.mark.parametrize(
    ("name", "short", "genitive", "locative"),
    [
        ("Landkreis Harz", "Harz", "des Landkreises Harz", "im Landkreis Harz"),
        ("Saalekreis", "Saalekreis", "des Saalekreises", "im Saalekreis"),
        ("Rhein-Kreis Neuss", "Rhein-Kreis Neuss", "des Rhein-Kreises Neuss", "im Rhein-Kreis Neuss"),
        ("Kreis Viersen", "Viersen", "des Kreises Viersen", "im Kreis Viersen"),
        ("Stadt Halle (Saale)", "Halle (Saale)", "der Stadt Halle (Saale)", "in der Stadt Halle (Saale)"),
        ("Dessau-Roßlau, Stadt", "Dessau-Roßlau", "der Stadt Dessau-Roßlau", "in der Stadt Dessau-Roßlau"),
        ("Magdeburg", "Magdeburg", "der Stadt Magdeburg", "in Magdeburg"),
        ("Region Hannover", "Region Hannover", "der Region Hannover", "in der Region Hannover"),
        (
            "Bayerischer Landkreistag",
            "Bayerischer Landkreistag",
            "des Bayerischen Landkreistages",
            "beim Bayerischen Landkreistag",
        ),
        (
            "Ministerium für Inneres",
            "Ministerium für Inneres",
            "des Ministeriums für Inneres",
            "im Ministerium für Inneres",
        ),
        ("Muster GmbH", "Muster GmbH", "der Muster GmbH", "bei der Muster GmbH"),
        ("", "", "", ""),
    ],
)
def test_case_forms_are_proposed(name: str, short: str, genitive: str, locative: str) -> None:
    forms = propose_case_forms(name)
    assert (forms.short, forms.genitive, forms.locative) == (short, genitive, locative)


def test_the_proposals_are_right_for_every_county_of_the_sample() -> None:
    with (ROOT / "samples" / "organisations.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] == OrganisationKind.COUNTY]
    assert len(rows) == 11
    wrong = [row["name"] for row in rows if propose_case_forms(row["name"]).genitive != row["genitive"]]
    assert wrong == []
    assert [row["name"] for row in rows if propose_case_forms(row["name"]).locative != row["locative"]] == []


@pytest.mark.parametrize(
    ("person", "letter", "envelope"),
    [
        (
            Called(Salutation.MS, "Dr.", "Almut", "Beispiel"),
            "Sehr geehrte Frau Landrätin Dr. Beispiel",
            "Frau Landrätin Dr. Almut Beispiel",
        ),
        (
            Called(Salutation.MR, "", "Bernd", "Mustermann"),
            "Sehr geehrter Herr Landrat Mustermann",
            "Herrn Landrat Bernd Mustermann",
        ),
        (Called(Salutation.NONE, "", "Kim", "Muster"), "Guten Tag Kim Muster", "Landrat/Landrätin Kim Muster"),
        (Called(Salutation.NONE, "", "", ""), "Sehr geehrte Damen und Herren", "Landrat/Landrätin"),
    ],
)
def test_forms_of_address_are_proposed(person: Called, letter: str, envelope: str) -> None:
    assert propose_letter_form(person, LANDRAT, by_office=True) == letter
    assert propose_envelope_form(person, LANDRAT, by_office=True) == envelope


def test_without_an_office_the_name_alone_is_addressed() -> None:
    person = Called(Salutation.MS, "Dr.", "Almut", "Beispiel")
    assert propose_letter_form(person) == "Sehr geehrte Frau Dr. Beispiel"
    assert propose_envelope_form(person) == "Frau Dr. Almut Beispiel"


@pytest.mark.parametrize(
    ("written", "called"),
    [
        ("Frau Dr. Almut Beispiel", Called(Salutation.MS, "Dr.", "Almut", "Beispiel")),
        ("Prof. Dr. Maria Anna Weidner", Called(Salutation.NONE, "Prof. Dr.", "Maria Anna", "Weidner")),
        ("Herr Otto von der Tann", Called(Salutation.MR, "", "Otto", "von der Tann")),
        ("Muster", Called(Salutation.NONE, "", "", "Muster")),
        ("", Called(Salutation.NONE, "", "", "")),
    ],
)
def test_a_written_name_is_taken_apart(written: str, called: Called) -> None:
    assert read_person(written) == called


def test_names_are_folded_for_order_and_search() -> None:
    assert sorted(["Zeitz", "Österreich", "Ober", "Ost"], key=sort_key) == ["Ober", "Ost", "Österreich", "Zeitz"]
    assert folded_words("Köthen (Anhalt)") == folded_words("koethen ANHALT") == ("kothen", "anhalt")
    assert folded_words("Straße") == ("strasse",)


@pytest.mark.parametrize(
    ("key", "right"),
    [
        *((key, True) for key in ("01", "15085", "99001", "15085235", "150850003235")),
        *((key, False) for key in ("", "1508", "1O085", "17001", "00000", "１５０８５")),
    ],
)
def test_a_key_has_its_form(key: str, right: bool) -> None:
    assert is_key(key) is right


@pytest.mark.parametrize(
    ("lost", "repaired"),
    [("1051", "01051"), ("9162", "09162"), ("1051001", "01051001"), ("15085", None), ("508", None), ("abc", None)],
)
def test_a_lost_zero_is_offered(lost: str, repaired: str | None) -> None:
    assert repaired_key(lost) == repaired


@pytest.mark.parametrize(
    ("key", "name", "kind"),
    [
        ("15085", "Landkreis Harz", OrganisationKind.COUNTY),
        ("15001", "Dessau-Roßlau, Stadt", OrganisationKind.INDEPENDENT_CITY),
        ("09162", "München, Landeshauptstadt", OrganisationKind.INDEPENDENT_CITY),
        ("03241", "Region Hannover", OrganisationKind.COUNTY),
        ("15001", "", OrganisationKind.INDEPENDENT_CITY),
        ("15", "Sachsen-Anhalt", OrganisationKind.STATE),
        ("15085235", "Osterwieck", OrganisationKind.MUNICIPALITY),
        ("15001000", "Dessau-Roßlau", OrganisationKind.INDEPENDENT_CITY),
        ("150855051000", "Vorharz", OrganisationKind.MUNICIPAL_UNION),
        ("150850000000", "Harz, Landkreis", OrganisationKind.COUNTY),
    ],
)
def test_a_key_says_what_somebody_is(key: str, name: str, kind: OrganisationKind) -> None:
    assert kind_of_key(key, name) == kind


def test_an_ars_and_an_ags_are_one_organisation() -> None:
    assert ags_of("150850000000") == ags_of("15085000") == "15085"
    assert ags_of("150850003235") == ags_of("15085235")
    assert tidy_key("15 0 85 0003\u00a0235") == "150850003235"
