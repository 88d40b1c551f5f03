"""Files as Word and its users make them: marks, lists, tables, tracked changes, and what is not taken over."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engines.incoming.word_file import R, W, link, paragraph, picture, run, table, word_file
from tests.engines.word.test_round_trip import draft
from umlauf.engines.word import read_draft, write_draft
from umlauf.ground.text import Refused, from_markdown, to_markdown

PNG = {"word/media/logo.png": b"\x89PNG\r\n\x1a\n"}
FULL = write_draft(draft(from_markdown("Text\n\n- eins\n\n| a | b |\n| --- | --- |\n| 1 | 2 |")))


def text_of(*paragraphs: str) -> str:
    return to_markdown(read_draft(word_file(*paragraphs)).body).strip()


def refused(data: bytes) -> str:
    with pytest.raises(Refused) as refusal:
        read_draft(data)
    return refusal.value.code


def item(text: str, *, list_id: int = 1, level: int = 0) -> str:
    numbered = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'
    return f"<w:p><w:pPr>{numbered}</w:pPr>{run(text)}</w:p>"


def changed(kind: str, text: str) -> str:
    letters = "delText" if kind == "del" else "t"
    return (
        f'<w:{kind} w:id="1" w:author="K"><w:r><w:{letters} xml:space="preserve">{text}</w:{letters}></w:r></w:{kind}>'
    )


def test_marks_headings_links_and_quotes() -> None:
    text = text_of(
        paragraph("Zuwendungen", style="berschrift1"),
        paragraph(run("Bitte ") + run("bis 18.11.", "b") + run(" und ") + run("bald", "i") + run(", ") + link("hier")),
        paragraph("Das steht fest.", style="Zitat"),
    )
    assert text == (
        "## Zuwendungen\n\nBitte **bis 18.11.** und _bald_, [hier](<https://www.musterland.example/entwurf>)\n\n"
        "> Das steht fest."
    )


def test_lists_as_people_make_them() -> None:
    """A level is skipped, a list counts on behind a paragraph, two lists of a kind stand side by side."""
    text = text_of(
        item("a"),
        item("tief", level=2),
        item("b"),
        item("eins", list_id=2),
        item("zwei", list_id=2),
        paragraph("Dazwischen."),
        item("drei", list_id=2),
    )
    assert text == "- a\n\n  - tief\n- b\n\n1. eins\n2. zwei\n\nDazwischen.\n\n3. drei"


def test_tracked_changes_are_accepted_and_counted() -> None:
    found = read_draft(
        word_file(
            paragraph(run("Das ") + changed("del", "alte ") + changed("ins", "neue ") + run("Wort.")),
            f'<w:p><w:pPr><w:rPr><w:del w:id="3" w:author="K"/></w:rPr></w:pPr>{run("Zwei ")}</w:p>',
            paragraph("in einem."),
        )
    )
    assert to_markdown(found.body).strip() == "Das neue Wort.\n\nZwei in einem."
    assert found.changes == 3


def test_what_is_not_taken_over_is_counted() -> None:
    note = f'<w:footnotes xmlns:w="{W}"><w:footnote w:id="7">{paragraph("Siehe Erlass.")}</w:footnote></w:footnotes>'
    comments = f'<w:comments xmlns:w="{W}"><w:comment w:id="0"/><w:comment w:id="1"/></w:comments>'
    box = f"<w:r><w:pict><w:txbxContent>{paragraph('Kasten')}</w:txbxContent></w:pict></w:r>"
    found = read_draft(
        word_file(
            paragraph(run("Wort") + '<w:r><w:footnoteReference w:id="7"/></w:r>' + picture() + box),
            more=PNG | {"word/footnotes.xml": note.encode(), "word/comments.xml": comments.encode()},
        )
    )
    assert to_markdown(found.body).strip() == "Wort\\[1\\]\n\n\\[1\\] Siehe Erlass."
    assert (found.notes, found.comments, found.pictures, found.boxes) == (1, 2, 1, 1)


def test_tables_with_merged_cells_stay_rows_of_equal_length() -> None:
    wide = f'<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{paragraph("Kreis")}</w:tc>'
    below = f"<w:tc><w:tcPr><w:vMerge/></w:tcPr>{paragraph('weg')}</w:tc><w:tc>{paragraph('12')}</w:tc>"
    assert (
        text_of(f"<w:tbl><w:tr>{wide}</w:tr><w:tr>{below}</w:tr></w:tbl>") == "| Kreis |  |\n| --- | --- |\n|  | 12 |"
    )


def test_what_stands_in_content_controls_is_read() -> None:
    inside = f"<w:sdt><w:sdtContent>{paragraph('Im Feld')}{table(('a',), ('b',))}</w:sdtContent></w:sdt>"
    assert text_of(inside) == "Im Feld\n\n| a |\n| --- |\n| b |"


def test_signs_that_are_no_letters() -> None:
    signs = '<w:t>a</w:t><w:tab/><w:t>b</w:t><w:noBreakHyphen/><w:softHyphen/><w:br/><w:sym w:font="S" w:char="2192"/>'
    assert text_of(paragraph(f"<w:r>{signs}</w:r>")) == "a b\N{NON-BREAKING HYPHEN}\\\n→"


def test_what_is_not_opened() -> None:
    doctype = '<!DOCTYPE w [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    assert refused(b"%PDF-1.7") == "word.kind"
    assert refused(word_file(paragraph("&e;"), doctype=doctype)) == "word.broken"
    assert refused(word_file(paragraph("x" * 5_000_000))) == "incoming.bomb"
    assert refused(word_file(paragraph("x"), more={"word/vbaProject.bin": b""})) == "word.macros"
    assert refused(_with_macros()) == "word.macros"


def _with_macros() -> bytes:
    """A file that is one with macros by its type alone."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(FULL)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "[Content_Types].xml":
                kind = b"application/vnd.ms-word.document.macroEnabled.main+xml"
                plain = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
                assert plain in data
                data = data.replace(plain, kind)
            new.writestr(name, data)
    return file.getvalue()


@given(st.data())
def test_any_damage_is_read_or_refused(data: st.DataObject) -> None:
    file = bytearray(FULL)
    for place in data.draw(st.lists(st.integers(0, len(file) - 1), min_size=1, max_size=8)):
        file[place] = data.draw(st.integers(0, 255))
    try:
        code = f"word.{read_draft(bytes(file)).notes}"
    except Refused as refusal:
        code = refusal.code
    assert code.startswith(("word.", "incoming."))


HEADER = "application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"


def with_part(name: str, kind: str, data: bytes, *, typed: str = "Override", content_type: str = HEADER) -> bytes:
    """A file whose text has one part more, of which its lists say what it is."""
    extension = name.rpartition(".")[2]
    where = f'PartName="/word/{name}"' if typed == "Override" else f'Extension="{extension}"'
    added = {
        "[Content_Types].xml": f'<{typed} {where} ContentType="{content_type}"/></Types>',
        "word/_rels/document.xml.rels": f'<Relationship Id="rX" Type="{kind}" Target="{name}"/></Relationships>',
    }
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word_file(paragraph("x")))) as old, zipfile.ZipFile(file, "w") as new:
        for one in old.namelist():
            end = added.get(one, "")
            text = old.read(one).decode()
            new.writestr(one, text.replace(end[end.rfind("</") :], end) if end else text)
        new.writestr(f"word/{name}", data)
    return file.getvalue()


@pytest.mark.parametrize("typed", ["Override", "Default"])
def test_markup_by_another_name_is_not_read(typed: str) -> None:
    header = f'<w:hdr xmlns:w="{W}">{paragraph("oben")}</w:hdr>'.encode()
    assert read_draft(with_part("h.xml", f"{R}/header", header)).body
    assert refused(with_part("h.bin", f"{R}/header", header, typed=typed)) == "word.broken"
    svg = with_part("p.svg", f"{R}/image", b"<!DOCTYPE svg><svg/>", typed=typed, content_type="image/svg+xml")
    assert read_draft(svg).body


def test_properties_by_another_name_are_not_read() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(FULL)) as old, zipfile.ZipFile(file, "w") as new:
        for one in old.namelist():
            data = old.read(one)
            assert one != "_rels/.rels" or b"docProps/custom.xml" in data
            new.writestr(
                one.replace("custom.xml", "custom.bin"), data.replace(b"docProps/custom.xml", b"docProps/custom.bin")
            )
    assert refused(file.getvalue()) == "word.broken"


def test_markup_that_only_one_of_two_readers_takes_is_refused() -> None:
    twice = f'<w:hdr xmlns:w="{W}"><w:p xml:id="a"/><w:p xml:id="a"/></w:hdr>'.encode()
    assert refused(with_part("h.xml", f"{R}/header", twice)) == "word.broken"
