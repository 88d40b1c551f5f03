"""Whatever comes in: facts or a refusal, evidence that is really there, and the same facts again after JSON."""

import json
import time

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from tests.engines.reading.writing import HEAD
from umlauf.engines.reading import SCHEMA, Facts, ReadingRefused, facts_schema, read_circular, read_file

PIECES = [
    "An die\nLandkreise",
    "Rundschreiben Nr. 543/2016",
    "Rdschr. 12/15",
    "Runderlass",
    "Betreff: ",
    "hier: ",
    "Bezug: a) ",
    "b) ",
    "Az.: 1-2/a",
    "– X II 3 – 12 –",
    "Tel.: 069/12345-6",
    "1. November 2016",
    "29.2.",
    "31.11.2016",
    "9999-12-31",
    "2099-12-31",
    "bis zum ",
    "spätestens am ",
    "jeden Jahres",
    "jeweils zum ",
    "innerhalb von zwei Wochen",
    "binnen 999 Monaten",
    "eine Woche vor der Tagung",
    "Bitte melden Sie sich ",
    "Die Konferenz findet am ",
    "vom 6. bis 7. ",
    "wird verschoben auf den ",
    "„Titel“",
    "Markt 1, 06108 Halle",
    "10-12 Uhr",
    "25:99 Uhr",
    "KW 99",
    "Landrat Theo Probe begrüßt",
    "Der Deutsche Landkreistag lädt ein",
    "gemeinsam mit dem Landkreistag",
    "Anlage 1",
    "Anlagen 1 bis 99",
    "- 2 Anlagen -",
    "Kurzfassung:",
    "Sehr geehrte Damen und Herren,",
    "Mit freundlichen Grüßen",
    "gez. Muster",
    "IBAN: DE19 9999 9999 0000 1234 56",
    "- 2 -",
    "---",
    "subject: x",
    "number: 7",
    "# ",
    "**",
    "~~",
    "- ",
    "| 10:00 | A |",
    "10:00 Uhr A",
    "\n",
    "\n\n",
    " ",
    ". ",
    ", ",
    "\u00ad",
    "<!-- ",
    " -->",
]
LETTERS = st.lists(st.sampled_from(PIECES) | st.text(max_size=12), max_size=40).map("".join)
VALIDATOR = Draft202012Validator(facts_schema())


def answer(given_: str | bytes) -> Facts | ReadingRefused:
    """What the engine says; anything but facts or a refusal ends the test."""
    try:
        return read_file(given_, "x") if isinstance(given_, bytes) else read_circular(given_)
    except ReadingRefused as refused:
        return refused


def check(text: str) -> None:
    begin = time.process_time()
    facts = answer(text)
    assert time.process_time() - begin < 2
    if isinstance(facts, ReadingRefused):
        assert facts.code.startswith("reading.")
        return
    source = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    for one in facts.evidence.values():
        assert one.phrase == source[one.start : one.end]
    data = facts.json()
    VALIDATOR.validate(data)
    assert Facts.parse(json.loads(json.dumps(data))) == facts


@given(st.text())
def test_any_text(text: str) -> None:
    check(text)


@given(LETTERS)
def test_any_mixture_of_what_letters_have(text: str) -> None:
    check(text)


@given(LETTERS)
def test_any_mixture_below_a_head(text: str) -> None:
    check(f"{HEAD.format(date='1. November 2016')}\n{text}")


@given(st.binary())
def test_any_bytes(data: bytes) -> None:
    found = answer(data)
    assert found.code.startswith("reading.") if isinstance(found, ReadingRefused) else found.schema == SCHEMA
