"""What the writer states outright, and what is refused because it would be lost otherwise."""

import pytest
from jsonschema import Draft202012Validator

from tests.engines.reading.writing import circular
from umlauf.engines.reading import (
    Annex,
    Contribution,
    Deadline,
    Event,
    ReadingRefused,
    Signatory,
    facts_schema,
    read_circular,
)

TEXT = circular("Bitte melden Sie sich bis zum 18. November 2016 an.")


def with_front(block: str) -> str:
    return f"---\n{block}\n---\n\n{TEXT}"


VALUES = [
    ("subject: Ein anderer Betreff", "subject", "Ein anderer Betreff"),
    ("number: 7", "number", 7),
    ("number: 7/2015", "number", 7),
    ("number: 7/2015", "year", 2015),
    ("number: 2015/543", "year", 2015),
    ("year: 2014\nnumber: 7/2015", "year", 2014),
    ("date: 2016-10-31", "date", "2016-10-31"),
    ("date: '2016-10-31'", "date", "2016-10-31"),
    ("effective_date: 2017-01-01", "effective_date", "2017-01-01"),
    ("addressees: An alle Mitglieder", "addressees", ("An alle Mitglieder",)),
    ("addressees: [Landkreise, Städte]", "addressees", ("Landkreise", "Städte")),
    ("signatory: Dr. Eva Probe", "signatory", (Signatory("Dr. Eva Probe"),)),
    ("signatory:\n  - {name: Eva Probe, role: Präsidentin}", "signatory", (Signatory("Eva Probe", "Präsidentin"),)),
    (
        "annexes: [Programm, {number: 2, title: Formular, digital_only: true}]",
        "annexes",
        (Annex(None, "Programm"), Annex(2, "Formular", True)),
    ),
    ("deadlines: 2016-12-01", "deadlines", (Deadline("2016-12-01"),)),
    (
        "deadlines:\n  - {date: 2016-12-01, time: 12:30, what: statement}",
        "deadlines",
        (Deadline("2016-12-01", "12:30", "statement"),),
    ),
    (
        "deadlines:\n  - {recurrence: yearly 03-31, what: report}",
        "deadlines",
        (Deadline(what="report", recurrence="yearly 03-31"),),
    ),
    (
        "events:\n  - {title: Tagung, start: 2016-12-02T10:00, hosts: [Verband], status: tentative}",
        "events",
        (Event("Tagung", "2016-12-02T10:00", hosts=("Verband",), status="tentative"),),
    ),
    (
        "contributions:\n  - {name: Eva Probe, role: keynote, state: requested}",
        "contributions",
        (Contribution("Eva Probe", None, "keynote", "requested"),),
    ),
    ("deadlines: []", "deadlines", ()),
    ("keyword: null", "keyword", None),
]


@pytest.mark.parametrize(("block", "name", "value"), VALUES)
def test_front_matter_wins(block: str, name: str, value: object) -> None:
    source = with_front(block)
    facts = read_circular(source)
    assert getattr(facts, name) == value
    for one in facts.evidence.values():
        assert one.phrase == source[one.start : one.end]
    Draft202012Validator(facts_schema()).validate(facts.json())


def test_what_is_not_stated_is_read_and_keeps_its_place() -> None:
    source = with_front("subject: Ein anderer Betreff")
    facts = read_circular(source)
    assert facts.number == 12
    assert facts.evidence["number"].start == source.index("Rundschreiben Nr. 12/2016")
    assert facts.evidence["subject"].phrase == "subject: Ein anderer Betreff"
    assert facts.evidence["subject"].confidence == 1.0
    assert facts.body == "Bitte melden Sie sich bis zum 18. November 2016 an."


def test_a_comment_alone_changes_nothing() -> None:
    assert read_circular(with_front("# Sample data")).json()["subject"] == read_circular(TEXT).subject


REFUSED = [
    ("subjekt: x", "reading.front_matter_unknown_key", {"key": "subjekt", "nearest": "subject"}),
    ("Betreff: x", "reading.front_matter_unknown_key", {"key": "Betreff"}),
    ("body: x", "reading.front_matter_unknown_key", {"key": "body"}),
    ("1: x", "reading.front_matter_unknown_key", {"key": "1"}),
    ("events:\n  - {titel: x}", "reading.front_matter_unknown_key", {"key": "events.titel", "nearest": "events.title"}),
    ("date: morgen", "reading.front_matter_value", {"key": "date"}),
    ("date: 2016-02-31", "reading.front_matter_syntax", {}),
    ("date: '2016-02-31'", "reading.front_matter_value", {"key": "date"}),
    ("number: -3", "reading.front_matter_value", {"key": "number"}),
    ("number: viele", "reading.front_matter_value", {"key": "number"}),
    ("year: 16", "reading.front_matter_value", {"key": "year"}),
    ("subject: [a, b]", "reading.front_matter_value", {"key": "subject"}),
    ("contacts: x", "reading.front_matter_value", {"key": "contacts"}),
    ("events:\n  - {status: maybe}", "reading.front_matter_value", {"key": "events.status"}),
    ("deadlines:\n  - {recurrence: weekly}", "reading.front_matter_value", {"key": "deadlines.recurrence"}),
    ("deadlines:\n  - {time: noonish}", "reading.front_matter_value", {"key": "deadlines.time"}),
    ("annexes:\n  - {digital_only: ja}", "reading.front_matter_value", {"key": "annexes.digital_only"}),
    ("subject: [", "reading.front_matter_syntax", {}),
    ("subject: !!python/object:os.system x", "reading.front_matter_syntax", {}),
    ("- a\n- b", "reading.front_matter_no_mapping", {}),
    ("x: " + "[" * 30_000, "reading.front_matter_syntax", {}),
]


@pytest.mark.parametrize(("block", "code", "params"), REFUSED, ids=[block[:30] for block, _, _ in REFUSED])
def test_refused(block: str, code: str, params: dict[str, str]) -> None:
    with pytest.raises(ReadingRefused) as refused:
        read_circular(with_front(block))
    assert refused.value.code == code
    assert params.items() <= refused.value.params.items()


def test_front_matter_without_end() -> None:
    with pytest.raises(ReadingRefused) as refused:
        read_circular("---\nsubject: x\n")
    assert refused.value.code == "reading.front_matter_unclosed"


def test_front_matter_of_any_size_is_not_parsed() -> None:
    with pytest.raises(ReadingRefused) as refused:
        read_circular(with_front("subject: " + "x" * 70_000))
    assert refused.value.code == "reading.front_matter_too_large"


HEAD = """kind: Rundschreiben
number: 543/2016
subject: Ein Betreff zur Probe
addressees: An die Landkreise
date: 2016-11-01
signatory: Muster"""
BODY = "Die Fachtagung findet am 2. Dezember in Halle statt.\n\nBitte melden Sie sich bis zum 18. November an."


def only_front(block: str, text: str) -> str:
    return f"---\n{block}\n---\n\n{text}\n"


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        f"Sehr geehrte Damen und Herren,\n\n{BODY}",
        f"## Zum Ablauf\n\n{BODY}",
        f"Rundschreiben Nr. 12/2016 ist überholt und nicht mehr anzuwenden.\n\n{BODY}",
        f"An die Mitglieder ergeht die Bitte, auch Folgendes zu beachten.\n\n{BODY}",
        f"Rückmeldung bis zum 18. November 2016 ist erbeten.\n\n{BODY}",
        f"Zum Ablauf\n\nRathaus, Markt 1, 06108 Halle\n\n{BODY}",
        BODY + "\n\nDer Text geht weiter." * 3_000,
    ],
)
def test_the_head_may_stand_in_the_front_matter_alone(text: str) -> None:
    source = only_front(HEAD, text)
    facts = read_circular(source)
    assert (facts.kind, facts.number, facts.year, facts.date) == ("Rundschreiben", 543, 2016, "2016-11-01")
    assert (facts.subject, facts.addressees) == ("Ein Betreff zur Probe", ("An die Landkreise",))
    assert facts.signatory == (Signatory("Muster"),)
    assert facts.body == text
    assert {one.date for one in facts.deadlines} == {"2016-11-18"}
    assert [one.start for one in facts.events] == ["2016-12-02"]
    for one in facts.evidence.values():
        assert one.phrase == source[one.start : one.end]


@pytest.mark.parametrize(
    "block", ["kind: Rundschreiben", "number: 5", "subject: Ein Betreff", "addressees: Landkreise"]
)
def test_one_of_four_keys_is_head_enough(block: str) -> None:
    assert read_circular(only_front(block, BODY)).body == BODY


@pytest.mark.parametrize("block", ["date: 2016-11-01", "signatory: Muster", "subject: null", "addressees: []"])
def test_no_head_anywhere(block: str) -> None:
    with pytest.raises(ReadingRefused) as refused:
        read_circular(only_front(block, BODY))
    assert refused.value.code == "reading.no_circular"


def test_what_the_text_has_of_a_head_is_read_beside_the_front_matter() -> None:
    facts = read_circular(
        only_front(
            "number: 5/2016\nsubject: Ein Betreff", f"An die\nLandkreise\n\n1. November 2016\n\n## Zum Ablauf\n\n{BODY}"
        )
    )
    assert (facts.addressees, facts.date) == (("An die Landkreise",), "2016-11-01")
    assert facts.body == f"## Zum Ablauf\n\n{BODY}"


@pytest.mark.parametrize("block", ["date: 2016-11-01", "number: 7/2016", "year: 2016"])
def test_days_without_a_year_follow_from_the_front_matter(block: str) -> None:
    head = "An die\nLandkreise\n\nRundschreiben\n\nEin Betreff zur Probe"
    facts = read_circular(only_front(block, f"{head}\n\n{BODY}\n\nMuster"))
    assert [one.date for one in facts.deadlines] == ["2016-11-18"]
    assert [one.start for one in facts.events] == ["2016-12-02"]


def test_the_date_of_the_front_matter_wins_over_that_of_the_text() -> None:
    source = only_front("date: 2018-12-20", circular("Bitte antworten Sie bis zum 15. Januar."))
    assert [one.date for one in read_circular(source).deadlines] == ["2019-01-15"]


def test_events_of_the_front_matter_serve_relative_deadlines() -> None:
    source = only_front(
        "events:\n  - {title: Tagung, start: 2016-12-02}",
        circular("Anmeldungen sind spätestens eine Woche vor der Tagung zu übersenden."),
    )
    assert [one.resolved_date for one in read_circular(source).deadlines] == ["2016-11-25"]
