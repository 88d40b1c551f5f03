"""The four sample circulars, field by field. What is expected of each lies beside the tests."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from umlauf.engines.reading import Facts, facts_schema, read_file

SAMPLES = Path(__file__).parents[3] / "samples"
EXPECTED = Path(__file__).parent / "expected"
NAMES = ["rundschreiben-543-2016.md", "erlass.txt", "schnellinfo.txt", "circular-en.md"]


def read(name: str) -> Facts:
    return read_file((SAMPLES / name).read_bytes(), name)


@pytest.mark.parametrize("name", NAMES)
def test_facts(name: str) -> None:
    found = read(name).json()
    del found["evidence"]
    assert found == json.loads((EXPECTED / f"{Path(name).stem}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", NAMES)
def test_schema(name: str) -> None:
    Draft202012Validator.check_schema(facts_schema())
    Draft202012Validator(facts_schema()).validate(read(name).json())


@pytest.mark.parametrize("name", NAMES)
def test_every_fact_has_evidence_in_the_text(name: str) -> None:
    facts = read(name)
    text = (SAMPLES / name).read_text(encoding="utf-8")
    for one in facts.evidence.values():
        assert one.phrase == text[one.start : one.end]
        assert 0 < one.confidence <= 1
    bare = {"schema", "body", "evidence"}
    given = {key for key, value in facts.json().items() if value not in (None, []) and key not in bare}
    assert given <= facts.evidence.keys()


@pytest.mark.parametrize("name", NAMES)
def test_encodings_and_line_ends_change_nothing(name: str) -> None:
    text = (SAMPLES / name).read_text(encoding="utf-8")
    expected = read(name)
    assert read_file(text.replace("\n", "\r\n").encode("utf-8-sig"), name) == expected
    assert read_file(text.encode("utf-16"), name) == expected
    assert read_file(text.encode("utf-16-le"), name) == expected
    assert read_file(text.encode("cp1252"), name) == expected


def test_facts_go_through_json_without_loss() -> None:
    for name in NAMES:
        facts = read(name)
        assert Facts.parse(json.loads(json.dumps(facts.json()))) == facts
