"""Whatever a draft says, its Word file says it again when it comes back."""

from __future__ import annotations

import datetime as dt
import io
import unicodedata

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.ground.text.trees import letter_docs
from umlauf.engines.word import Origin, WordDraft, read_draft, write_draft
from umlauf.ground.text import Doc, Refused, from_markdown, normalise

WRITTEN = dt.datetime(2016, 11, 1, 9, 30, tzinfo=dt.UTC)
ORIGIN = Origin(circular_id=543, revision=7)


def draft(body: Doc, **fields: str) -> WordDraft:
    return WordDraft(
        subject=fields.get("subject", "Betreff"),
        abstract=fields.get("abstract", ""),
        body=body,
        closing=fields.get("closing", ""),
        language=fields.get("language", "de"),
        author="Landkreistag Musterland",
        origin=ORIGIN,
        written_at=WRITTEN,
    )


@pytest.mark.soak
@settings(
    max_examples=settings().max_examples // 4,  # each takes a tenth of a second
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(letter_docs)
def test_any_text_comes_back_as_it_was(doc: Doc) -> None:
    try:
        body = normalise(doc)
    except Refused as refusal:
        assume(refusal.code != "text.depth")
        raise
    back = read_draft(write_draft(draft(body)))
    assert back.body == body
    assert (back.subject, back.abstract, back.closing, back.origin) == ("Betreff", "", "", ORIGIN)
    assert (back.comments, back.pictures, back.boxes, back.changes, back.notes) == (0, 0, 0, 0, 0)


lines = st.text(alphabet="aZäß 0-9.,:;!?/\\#*_`<>@$%&()[]{}~^'\"=+|–„“\u00a0", max_size=60).map(
    lambda line: unicodedata.normalize("NFC", " ".join(line.split()))
)


@settings(max_examples=30)
@given(
    lines.filter(bool),
    st.lists(lines.filter(bool), max_size=3).map("\n\n".join),
    lines,
    st.sampled_from(["de", "en"]),
)
def test_the_fields_of_the_letter_come_back(subject: str, abstract: str, closing: str, language: str) -> None:
    body = from_markdown("Text")
    sent = draft(body, subject=subject, abstract=abstract, closing=closing, language=language)
    back = read_draft(write_draft(sent))
    assert (back.subject, back.abstract, back.body, back.closing) == (subject, abstract, body, closing)
    assert (back.changed_by, back.changed_at) == ("Landkreistag Musterland", WRITTEN)


@pytest.mark.parametrize(("language", "tongue"), [("de", "de-DE"), ("en", "en-GB")])
def test_word_knows_the_language_and_what_the_file_is(language: str, tongue: str) -> None:
    data = write_draft(draft(from_markdown("Text"), subject="Kita", language=language))
    document = docx.Document(io.BytesIO(data))
    spelled = {one.get(qn("w:val")) for one in document.styles.element.iter(qn("w:lang"))}
    assert spelled == {tongue}
    core = document.core_properties
    assert (core.title, core.author, core.language) == ("Kita", "Landkreistag Musterland", tongue)
    assert (core.subject, core.keywords, core.comments) == ("", "", "")


def test_word_shows_the_parts_of_the_text_as_its_own() -> None:
    text = "## Ablauf\n\n- a\n  - b\n\n3. drei\n4. vier\n\n> Zitat\n\n| a | b |\n| --- | --- |\n| 1 | 2 |"
    document = docx.Document(io.BytesIO(write_draft(draft(from_markdown(text), abstract="Kurz.", closing="Gruß"))))
    styles = [one.style.name for one in document.paragraphs if one.style is not None and one.text]
    lists = ["List Bullet", "List Bullet", "List Number", "List Number"]
    assert styles == ["Title", "Kurzfassung", "Heading 1", *lists, "Quote", "Closing"]
    assert [table.style.name for table in document.tables if table.style is not None] == ["Table Grid"]
    assert len(list(document.element.body.iter(qn("w:tblHeader")))) == 1
