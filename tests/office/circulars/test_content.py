"""What a signature covers is one value with one digest."""

import datetime as dt
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from umlauf.ground.text import from_markdown
from umlauf.office.circulars.content import Content, Frozen, Reference
from umlauf.office.circulars.enums import Confidentiality, ReferenceKind

CONTENT = Content(
    subject="Konferenz „Integration“",
    body=from_markdown("Ein **wichtiger** Satz.\n\n- eins\n- zwei\n"),
    distribution_list_id=7,
    keyword="Integration",
    file_reference="103-55/fe",
    abstract="Kurz.",
    addressees=("An die Landkreise", "in Musterland"),
    contact_name="Nora Feldkamp",
    contact_phone="+49 391 1234-56",
    contact_email="feldkamp@verband.example",
    closing="Mit freundlichen Grüßen",
    letter_date=dt.date(2016, 11, 1),
    answer_by=dt.date(2016, 11, 18),
)
FROZEN = Frozen(
    label="Rundschreiben Nr. 543/2016",
    date=dt.date(2016, 11, 1),
    signatory="Emil Brandstätter",
    content=CONTENT.json(),
    annexes=((1, "Programm", "a" * 64), (2, "Anmeldeformular", "b" * 64)),
)
# Who changes these makes every digest that was ever given out wrong.
BEFORE_REFERENCES = "3627ef6a7db19511531a99e5f4a614d7186086313e47f7f12f9cbc382b73a921"
DIGEST = "07b1560a88bc57b19031c74cff65f1ccc3ca5f630f79d37edbf29971e2a42112"
CHANGES: dict[str, Any] = {
    "subject": "Konferenz „Integration“.",
    "body": from_markdown("Ein **wichtiger** Satz\n\n- eins\n- zwei\n"),
    "distribution_list_id": 8,
    "keyword": "integration",
    "file_reference": "",
    "abstract": "Kurz",
    "addressees": ("An die Landkreise in Musterland",),
    "contact_name": "Nora Feldkamp ",
    "contact_phone": "",
    "contact_email": "feldkamp@verband.example.",
    "closing": "",
    "language": "en",
    "letter_date": None,
    "answer_by": dt.date(2016, 11, 19),
    "references": (Reference(ReferenceKind.REFERS, "Rundschreiben Nr. 402/2016", 5),),
    "file_plan_entry_id": 3,
    "copies": ("Städte- und Gemeindebund",),
    "copies_list_id": 8,
    "confidentiality": Confidentiality.NAMED,
    "valid_from": dt.date(2017, 1, 1),
    "acknowledge": True,
    "ask_read": True,
}


def test_the_digest_is_the_same_for_ever() -> None:
    assert FROZEN.digest() == DIGEST


def test_what_was_signed_before_there_were_references_keeps_its_digest() -> None:
    stored = {name: value for name, value in CONTENT.json().items() if name != "references"}
    assert replace(FROZEN, content=stored).digest() == BEFORE_REFERENCES
    assert Content.parse(stored) == CONTENT


def test_what_a_later_field_does_not_say_is_not_in_what_is_signed() -> None:
    said = replace(CONTENT, copies=("Städtetag",), confidentiality=Confidentiality.NAMED).json()
    assert {"copies", "confidentiality"} <= said.keys()
    assert not {"file_plan_entry_id", "copies_list_id", "valid_from"} & said.keys()
    assert not {"copies", "confidentiality"} & CONTENT.json().keys()


def test_every_field_of_the_content_is_tried() -> None:
    assert set(CHANGES) == {item.name for item in fields(Content)}


@pytest.mark.parametrize("name", CHANGES)
def test_each_field_counts(name: str) -> None:
    changed: Any = {name: CHANGES[name]}
    assert replace(FROZEN, content=replace(CONTENT, **changed).json()).digest() != DIGEST


@pytest.mark.parametrize(
    "other",
    [
        replace(FROZEN, label="Rundschreiben Nr. 544/2016"),
        replace(FROZEN, date=dt.date(2016, 11, 2)),
        replace(FROZEN, signatory="Emil Brandstatter"),
        replace(FROZEN, annexes=FROZEN.annexes[:1]),
        replace(FROZEN, annexes=((1, "Programm", "a" * 63 + "b"), FROZEN.annexes[1])),
        replace(FROZEN, annexes=((1, "Programm (neu)", "a" * 64), FROZEN.annexes[1])),
        replace(FROZEN, annexes=tuple(reversed(FROZEN.annexes))),
    ],
)
def test_what_stands_around_the_content_counts_too(other: Frozen) -> None:
    assert other.digest() != DIGEST


def test_emphasis_is_part_of_what_is_signed() -> None:
    plain = replace(CONTENT, body=from_markdown("Ein wichtiger Satz.\n\n- eins\n- zwei\n"))
    assert replace(FROZEN, content=plain.json()).digest() != DIGEST


@given(
    subject=st.text(),
    addressees=st.lists(st.text(), max_size=4),
    letter_date=st.none() | st.dates(),
    answer_by=st.none() | st.dates(),
    references=st.lists(st.builds(Reference, st.sampled_from(ReferenceKind), st.text(), st.none() | st.integers())),
    copies=st.lists(st.text(), max_size=4),
    confidentiality=st.sampled_from(Confidentiality),
    valid_from=st.none() | st.dates(),
)
def test_content_comes_back_from_json_as_it_was(
    subject: str,
    addressees: list[str],
    letter_date: dt.date | None,
    answer_by: dt.date | None,
    references: list[Reference],
    copies: list[str],
    confidentiality: Confidentiality,
    valid_from: dt.date | None,
) -> None:
    content = replace(
        CONTENT,
        subject=subject,
        addressees=tuple(addressees),
        letter_date=letter_date,
        answer_by=answer_by,
        references=tuple(references),
        copies=tuple(copies),
        confidentiality=confidentiality,
        valid_from=valid_from,
    )
    assert Content.parse(content.json()) == content
