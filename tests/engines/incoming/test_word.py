"""Word files: their text with its marks, and what is not opened."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engines.incoming.test_mail import answer, opened, refused
from tests.engines.incoming.word_file import link, paragraph, picture, run, table, word_file
from umlauf.engines.incoming import Kind, Note, open_incoming
from umlauf.engines.incoming.word import read_word

PNG = {"word/media/logo.png": b"\x89PNG\r\n\x1a\n"}
PLAIN = word_file(paragraph("Ein Satz."))


def test_a_text_with_all_its_marks() -> None:
    data = word_file(
        paragraph("Zuwendungen", style="berschrift1"),
        paragraph(
            run("Bitte ") + run("bis 18.11.", "b") + run(" und ") + run("bald", "i") + run(", siehe ") + link("hier")
        ),
        paragraph("erstens", list_id=1),
        paragraph("zweitens", list_id=1),
        paragraph("eins", list_id=2),
        table(("Kreis", "Betrag"), ("Ahorntal", "12")),
        paragraph("Das steht fest.", style="Zitat"),
        paragraph(picture()),
        more=PNG,
    )
    found = opened(data)
    assert (found.kind, found.notes, found.plain) == (Kind.WORD, frozenset({Note.PICTURES}), False)
    assert found.text == (
        "## Zuwendungen\n\nBitte **bis 18.11.** und _bald_, siehe [hier](<https://www.musterland.example/entwurf>)\n\n"
        "- erstens\n- zweitens\n\n1. eins\n\n| Kreis | Betrag |\n| --- | --- |\n| Ahorntal | 12 |\n\n> Das steht fest."
    )


@pytest.mark.parametrize("reach", ["file:///etc/passwd", "http://127.0.0.1:9/x"])
def test_an_external_entity_is_not_opened(reach: str) -> None:
    doctype = f'<!DOCTYPE w [<!ENTITY e SYSTEM "{reach}">]>'
    assert refused(word_file(paragraph("&e;"), doctype=doctype)) == "incoming.entities"


def test_entities_that_grow_are_not_opened() -> None:
    doctype = '<!DOCTYPE w [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
    assert refused(word_file(paragraph("&c;"), doctype=doctype)) == "incoming.entities"


def test_a_part_that_is_read_without_being_called_markup_is_not_opened() -> None:
    """The relationships say what is read: a part with entities might hide behind another ending."""
    evil = b'<!DOCTYPE w [<!ENTITY a "x">]><w:document xmlns:w="x"/>'
    hidden = word_file(paragraph("x"), more={"word/evil.dat": evil}, main_part="word/evil.dat")
    assert refused(hidden) == "incoming.word"


def test_a_zip_bomb_is_not_unpacked() -> None:
    assert refused(word_file(paragraph("x" * 5_000_000))) == "incoming.bomb"
    assert refused(word_file(paragraph("x"), more={"word/media/a.bin": b"\0" * 101_000_000})) == "incoming.bomb"


def test_a_size_that_lies_does_not_help() -> None:
    data = word_file(paragraph("x" * 5_000_000))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = archive.getinfo("word/document.xml").file_size
    lying = data.replace(size.to_bytes(4, "little"), (4000).to_bytes(4, "little"))
    assert lying != data
    assert refused(lying) == "incoming.word"


def test_a_list_of_parts_without_end_is_not_read() -> None:
    more = {f"x/{number}": b"" for number in range(2_100)}
    assert open_incoming(word_file(paragraph("x"), more=more), "a.docx") is None


def test_what_is_nested_without_end() -> None:
    deep = "<w:sdt><w:sdtContent>" * 200 + paragraph("x") + "</w:sdtContent></w:sdt>" * 200
    assert refused(word_file(deep)) == "incoming.word"


def test_without_a_text_there_is_nothing_to_begin_with() -> None:
    assert refused(word_file(paragraph(picture()), more=PNG)) == "incoming.empty"


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.9])
def test_what_is_cut_off(cut: float) -> None:
    assert open_incoming(PLAIN[: int(len(PLAIN) * cut)], "a.docx") is None


def test_an_archive_of_anything_else_is_no_word_file() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    assert open_incoming(file.getvalue(), "a.docx") is None


@given(st.data())
def test_any_damage_is_read_or_refused(data: st.DataObject) -> None:
    file = bytearray(PLAIN)
    for place in data.draw(st.lists(st.integers(0, len(file) - 1), min_size=1, max_size=8)):
        file[place] = data.draw(st.integers(0, 255))
    assert answer(read_word, bytes(file)).startswith("incoming.")
