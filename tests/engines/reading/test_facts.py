"""The promise of the shape: strict going out, lenient with fields that came later, exact about what is wrong."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

from tests.engines.reading.writing import circular
from umlauf.engines.reading import Contacts, Facts, ReadingRefused, facts_schema, read_circular


def test_all_keys_are_there_in_order() -> None:
    keys = (
        "schema issuer kind number year file_reference date keyword subject abstract addressees effective_date "
        "deadlines events contacts signatory annexes references programme contributions body evidence"
    )
    assert list(Facts().json()) == keys.split()
    Draft202012Validator(facts_schema()).validate(Facts().json())


def test_the_schema_refuses_what_it_does_not_know() -> None:
    with pytest.raises(ValidationError):
        Draft202012Validator(facts_schema()).validate(Facts().json() | {"colour": "red"})
    with pytest.raises(ValidationError):
        Draft202012Validator(facts_schema()).validate(Facts().json() | {"date": "1.11.2016"})


def test_parse_ignores_fields_of_a_later_version() -> None:
    data = read_circular(circular("Bitte antworten Sie bis zum 18.11.2016.")).json()
    later = data | {"colour": "red", "deadlines": [data["deadlines"][0] | {"nil_return": True}]}
    assert Facts.parse(later) == Facts.parse(data)


def test_parse_fills_what_is_missing() -> None:
    assert Facts.parse({"schema": "umlauf-facts/1"}) == Facts()


@pytest.mark.parametrize(
    ("data", "code", "field"),
    [
        ([], "reading.facts_invalid", "facts"),
        ({}, "reading.facts_schema", None),
        ({"schema": "umlauf-facts/2"}, "reading.facts_schema", None),
        ({"schema": "umlauf-facts/1", "number": "543"}, "reading.facts_invalid", "number"),
        ({"schema": "umlauf-facts/1", "number": True}, "reading.facts_invalid", "number"),
        ({"schema": "umlauf-facts/1", "subject": 3}, "reading.facts_invalid", "subject"),
        ({"schema": "umlauf-facts/1", "addressees": "all"}, "reading.facts_invalid", "addressees"),
        ({"schema": "umlauf-facts/1", "addressees": [1]}, "reading.facts_invalid", "addressees"),
        ({"schema": "umlauf-facts/1", "contacts": []}, "reading.facts_invalid", "contacts"),
        ({"schema": "umlauf-facts/1", "events": [{"hosts": None}]}, "reading.facts_invalid", "events.0.hosts"),
        ({"schema": "umlauf-facts/1", "events": [{"status": None}]}, "reading.facts_invalid", "events.0.status"),
        ({"schema": "umlauf-facts/1", "annexes": [{"number": "1"}]}, "reading.facts_invalid", "annexes.0.number"),
        (
            {"schema": "umlauf-facts/1", "annexes": [{"digital_only": 1}]},
            "reading.facts_invalid",
            "annexes.0.digital_only",
        ),
        ({"schema": "umlauf-facts/1", "evidence": {"date": {}}}, "reading.facts_invalid", "evidence.date"),
        ({"schema": "umlauf-facts/1", "evidence": []}, "reading.facts_invalid", "evidence"),
    ],
)
def test_parse_names_what_is_wrong(data: Any, code: str, field: str | None) -> None:
    with pytest.raises(ReadingRefused) as refused:
        Facts.parse(data)
    assert refused.value.code == code
    assert refused.value.params.get("field") == field


def test_contacts_parse_as_tuples() -> None:
    data = {"schema": "umlauf-facts/1", "contacts": {"emails": ["a@b.example"]}}
    assert Facts.parse(data).contacts == Contacts(emails=("a@b.example",))
