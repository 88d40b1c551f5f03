"""What stands on a letter, where, and with which tags."""

import dataclasses
import datetime
import io
import re
from pathlib import Path

import pikepdf
import pytest

from tests.engines.letters.papers import (
    LETTER,
    LOGO,
    SENDER,
    bullets,
    doc,
    heading,
    paragraph,
    table,
    text,
)
from tests.engines.letters.pdf_reading import (
    findings,
    fonts_without_file,
    marked_texts,
    metadata,
    page_texts,
    tag_tree,
    whole_text,
)
from tests.engines.letters.tagged_text import tagged_blocks
from umlauf.engines.letters import AnnexNote, Letter, LetterError, Sender, render_letter

REPLACE = dataclasses.replace


def test_reads_in_the_order_of_a_letter() -> None:
    found = whole_text(render_letter(LETTER).pdf)
    order = [
        "Verband der Landkreise in Sachsen-Anhalt",
        "Musterstr. 7 · 39104 Magdeburg",
        "An die\nLandkreise\nin Sachsen-Anhalt",
        "Integrationskonferenz\nAz.: 103-55/kö\nTel.: 0391 50001-20\nmeier@landkreise.example",
        "1. November 2016",
        "Rundschreiben Nr. 543/2016",
        "Integrationskonferenz des Bundesverbandes",
        "Kurzfassung:",
        "Um Anmeldung wird gebeten.",
        "„Integration in ländlichen Räumen“\nam 2. Dezember 2016 in Berlin",
        "– die Ministerinnen zweier Länder,",
        "Dr. Theodora Muster\nGeschäftsführerin",
        "Anlagen (nur digital)",
        "Anlage 1 Programm",
        "Anlage 2 Anmeldeformular",
        "0391 50001-0",
        "IBAN DE02 1203 0000 0000 2020 51",
        "BIC BYLADEM1001",
    ]
    places = [found.find(part) for part in order]
    assert -1 not in places, [part for part, place in zip(order, places, strict=True) if place < 0]
    assert places == sorted(places)


REFERENCES = ("Rundschreiben Nr. 402/2016 vom 1. September 2016", "ersetzt Rundschreiben Nr. 77/2014")


def test_what_a_letter_refers_to_stands_under_its_subject(tmp_path: Path) -> None:
    pdf = render_letter(REPLACE(LETTER, references=(*REFERENCES, " "))).pdf
    found = whole_text(pdf)
    places = [found.find(part) for part in (LETTER.subject, "Bezug:", *REFERENCES, "Kurzfassung:")]
    assert -1 not in places
    assert places == sorted(places)
    drawn = marked_texts(pdf)
    assert [string for mark, string in drawn if mark == ""] == []
    tagged = "".join("".join(string.split()) for mark, string in drawn if mark != "Artifact")
    assert all("".join(part.split()) in tagged for part in ("Bezug:", *REFERENCES))
    assert "Table" not in tag_tree(pdf).names()
    assert findings(pdf, tmp_path) == []


def test_many_and_long_references_leave_no_page(tmp_path: Path) -> None:
    many = tuple(f"{number}. Erlass über {'sehr lange Verordnungen, ' * 6}Ende" for number in range(20))
    rendered = render_letter(REPLACE(LETTER, language="en", references=many))
    found = whole_text(rendered.pdf)
    assert "Reference:" in found
    assert all(f"{number}. Erlass" in found for number in range(20))
    assert findings(rendered.pdf, tmp_path) == []
    assert "Bezug" not in whole_text(render_letter(LETTER).pdf)


def test_tags_of_a_letter() -> None:
    tree = tag_tree(render_letter(LETTER).pdf)
    names = tree.names()
    assert names[0] == "Document"
    assert names.count("H1") == 1
    assert [name for name in names if re.fullmatch(r"H\d", name)] == ["H1", "H2", "H2"]
    lists = [tag for tag in tree if tag.name == "L"]
    assert [len(tag.children) for tag in lists] == [2, 2]
    for item in (child for tag in lists for child in tag.children):
        assert item.name == "LI"
        assert [part.name for part in item.children][:2] == ["Lbl", "LBody"]
    assert "Link" in names
    assert names.count("P") >= 10


def test_every_text_is_tagged_and_the_footer_is_an_artifact() -> None:
    drawn = marked_texts(render_letter(LETTER).pdf)
    assert [string for mark, string in drawn if mark == ""] == []
    artifacts = "".join(string for mark, string in drawn if mark == "Artifact").replace("\N{NO-BREAK SPACE}", " ")
    assert "IBAN DE02 1203 0000 0000 2020 51" in artifacts
    assert "Geschäftsführerin" not in artifacts


def test_title_language_standard_and_fonts(tmp_path: Path) -> None:
    pdf = render_letter(LETTER).pdf
    assert metadata(pdf) == {
        "dc:title": "Rundschreiben Nr. 543/2016: Integrationskonferenz des Bundesverbandes",
        "dc:language": "{'de-DE'}",
        "pdfaid:part": "2",
        "pdfaid:conformance": "A",
        "pdfuaid:part": "1",
    }
    assert fonts_without_file(pdf) == []
    assert findings(pdf, tmp_path) == []


def test_labels_of_din_5008_instead_of_the_house_style() -> None:
    found = whole_text(render_letter(REPLACE(LETTER, house_style=False, contact_name="Ines Meier")).pdf)
    labels = ["Unser Zeichen:", "Name:", "Telefon:", "E-Mail:", "Datum:"]
    places = [found.find(label) for label in labels]
    assert -1 not in places
    assert places == sorted(places)
    assert "Az.:" not in found


def test_draft_says_so_on_every_page_and_bears_no_number() -> None:
    long = doc(*[paragraph("Ein Absatz mit Text. " * 30)] * 12)
    rendered = render_letter(REPLACE(LETTER, draft=True, number_label="", body=long))
    pages = page_texts(rendered.pdf)
    assert len(pages) > 1
    assert all("Entwurf" in page for page in pages)
    assert "Rundschreiben (Entwurf, noch ohne Nummer)" in pages[0]
    assert "543" not in "".join(pages)
    tagged = "".join(string for mark, string in marked_texts(rendered.pdf) if mark not in {"", "Artifact"})
    assert "Entwurf" in tagged


def test_english_letter() -> None:
    letter = REPLACE(
        LETTER,
        language="en",
        kind="Circular",
        number_label="Circular No. 12/2016",
        house_style=False,
        copies=("Ministry",),
    )
    pdf = render_letter(letter).pdf
    found = whole_text(pdf)
    for part in ("1 November 2016", "Our reference:", "Summary:", "Annexes (digital only)", "Copies to:"):
        assert part in found
    assert "November 1" not in found
    assert metadata(pdf)["dc:language"] == "{'en-GB'}"


@pytest.mark.parametrize(
    ("annexes", "expected"),
    [
        ((AnnexNote(1, "Programm", digital_only=True),), ["Anlage (nur digital)", "Anlage 1 Programm"]),
        (
            (AnnexNote(1, "Programm"), AnnexNote(3, "Karte", digital_only=True)),
            ["Anlagen\n", "Anlage 3 Karte (nur digital)"],
        ),
        (
            (AnnexNote(1, "Programm", on_request=True), AnnexNote(2, "Karte", digital_only=True, on_request=True)),
            ["Anlage 1 Programm (auf Anfrage barrierefrei)", "Karte (nur digital, auf Anfrage barrierefrei)"],
        ),
    ],
)
def test_annex_note(annexes: tuple[AnnexNote, ...], expected: list[str]) -> None:
    found = whole_text(render_letter(REPLACE(LETTER, annexes=annexes, body=doc(paragraph("Text.")))).pdf)
    for part in expected:
        assert part in found


def test_copies_closing_and_logo() -> None:
    letter = REPLACE(
        LETTER,
        closing="Mit freundlichen Grüßen\ni. V.",
        copies=("Ministerium für Inneres", "Städtebund"),
        sender=REPLACE(SENDER, logo_svg=LOGO),
    )
    pdf = render_letter(letter).pdf
    found = whole_text(pdf)
    assert "Mit freundlichen Grüßen\ni. V.\nDr. Theodora Muster" in found
    assert "Nachrichtlich:\nMinisterium für Inneres\nStädtebund" in found
    [figure] = [tag for tag in tag_tree(pdf) if tag.name == "Figure"]
    assert figure.alt == "Logo: Verband der Landkreise in Sachsen-Anhalt"


def test_markup_of_any_kind_stays_what_was_written() -> None:
    strings = [
        "#let x = 1 #panic() $x^2$ @ref <b>fett</b> *a* _b_ `c` = Titel - Punkt // Kommentar /* auch */",
        "\\u{41} \"quoted\" 'single' ~ -- --- ... {{ x }} {% y %} #[inhalt] http://seite.example/?a=1&b=2",
    ]
    letter = REPLACE(
        LETTER,
        subject=strings[0],
        abstract=strings[1],
        keyword="#sys.version",
        body=doc(*[paragraph(line) for line in strings]),
    )
    found = " ".join(whole_text(render_letter(letter).pdf).split())
    for line in strings:
        assert found.count(line) == 2
    assert "#sys.version" in found


def test_the_least_letter() -> None:
    rendered = render_letter(Letter(sender=Sender(name="Verband"), subject="Betreff", body=doc()))
    assert rendered.pages == 1
    assert "Kurzfassung" not in whole_text(rendered.pdf)
    assert "Anlage" not in whole_text(rendered.pdf)


def test_headings_never_skip_a_level() -> None:
    body = doc(heading(3, "Zuerst"), heading(2, "Dann"), heading(3, "Tiefer"), heading(2, ""), paragraph(""))
    pdf = render_letter(REPLACE(LETTER, abstract="", body=body, annexes=())).pdf
    assert [name for name in tag_tree(pdf).names() if name.startswith("H")] == ["H1", "H2", "H2", "H3"]


def test_lists_quotes_and_nesting(tmp_path: Path) -> None:
    numbered = {
        "type": "orderedList",
        "attrs": {"start": 4},
        "content": [{"type": "listItem", "content": [paragraph("vier"), bullets("tief", "tiefer")]}],
    }
    quote = {"type": "blockquote", "content": [paragraph("Wer zitiert, nennt die Quelle.")]}
    pdf = render_letter(REPLACE(LETTER, body=doc(numbered, quote))).pdf
    names = tag_tree(pdf).names()
    assert "BlockQuote" in names
    assert "4. vier" in whole_text(pdf)
    assert findings(pdf, tmp_path) == []


def test_table_of_500_rows_repeats_its_head(tmp_path: Path) -> None:
    rows = [["Landkreis", "Bemerkung"], *[[f"Kreis {number}", "keine"] for number in range(500)]]
    rendered = render_letter(REPLACE(LETTER, body=doc(table(rows))))
    pages = page_texts(rendered.pdf)
    assert len(pages) > 10
    with_rows = [page for page in pages if "Kreis 1" in page or re.search(r"Kreis \d+\b", page)]
    assert all("Landkreis Bemerkung" in page.replace("\n", " ") for page in with_rows)
    tree = tag_tree(rendered.pdf)
    [found] = [tag for tag in tree if tag.name == "Table"]
    names = found.names()
    assert names.count("TH") == 2
    assert names.count("TD") == 1000
    assert {tag.attributes.get("/Scope") for tag in found if tag.name == "TH"} == {"/Column"}
    assert findings(rendered.pdf, tmp_path) == []


def test_a_head_with_a_link_is_not_repeated(tmp_path: Path) -> None:
    """Where it is shown again it would be an artifact, and a link in one is no PDF/UA-1."""
    rows = table([["Landkreis"], *[[f"Kreis {number}"] for number in range(90)]])
    rows["content"][0]["content"][0]["content"] = [bullets([paragraph(text("Liste", href="https://a.example"))])]
    rendered = render_letter(REPLACE(LETTER, body=doc(rows)))
    assert rendered.pages > 2
    assert whole_text(rendered.pdf).count("Liste") == 1
    assert findings(rendered.pdf, tmp_path) == []


def test_a_link_of_several_runs_is_one_link() -> None:
    a, b = "https://a.example", "https://b.example"
    runs = (text("mit", href=a), text("fett", "bold", href=a), text("und", "italic", href=b), "Schluss")
    pdf = render_letter(REPLACE(LETTER, body=doc(paragraph(*runs)), proof_url="")).pdf
    assert tag_tree(pdf).names().count("Link") == 2


@pytest.mark.parametrize("linked", [{0}, {1}, {0, 2}, {1, 2}])
def test_a_link_may_begin_and_end_inside_a_word_at_the_end_of_a_line(linked: set[int]) -> None:
    line = "Büroöffnung fließt, Schifffahrt, Auflage, Hilfloser Käfig"
    runs = [text(line, href="https://a.example") if place in linked else text(line) for place in range(3)]
    rows = table([["", ""]], head=0)
    rows["content"][0]["content"] = [
        {"type": "tableCell", "content": [paragraph(line * 2)]},
        {"type": "tableCell", "content": [paragraph(*runs)]},
    ]
    tagged = tagged_blocks(render_letter(REPLACE(LETTER, body=doc(rows))).pdf)
    cells = [re.sub("\N{SOFT HYPHEN}| ", "", "".join(block.lines)) for block in tagged if "TD" in block.path]
    assert cells == [(line * times).replace(" ", "") for times in (2, 3)]


def test_uneven_and_headless_tables() -> None:
    uneven = table([["a", "b", "c"], ["d"]], head=0)
    only_head = table([["x", "y"]], head=1)
    names = tag_tree(render_letter(REPLACE(LETTER, body=doc(uneven, only_head))).pdf).names()
    assert names.count("Table") == 2
    assert names.count("TD") == 8
    assert "TH" not in names


def test_a_link_with_another_scheme_is_plain_text() -> None:
    for href, linked in (("https://seite.example", True), ("mailto:a@b.example", True), ("javascript:alert(1)", False)):
        pdf = render_letter(REPLACE(LETTER, body=doc(paragraph(text("hier", href=href))))).pdf
        assert ("Link" in tag_tree(pdf).names()) is linked
        assert "hier" in whole_text(pdf)


@pytest.mark.parametrize(
    ("letter", "part"),
    [
        (REPLACE(LETTER, subject=" "), "subject"),
        (REPLACE(LETTER, body={"type": "paragraph"}), "'doc'"),
        (REPLACE(LETTER, body=doc({"type": "video"})), "'video'"),
        (REPLACE(LETTER, body=doc({"type": "paragraph", "content": [{"type": "image"}]})), "'image'"),
        (REPLACE(LETTER, body=doc(paragraph(text("a", "blink")))), "'blink'"),
        (REPLACE(LETTER, sender=REPLACE(SENDER, logo_svg="<p>no picture</p>")), "SVG"),
    ],
)
def test_what_cannot_be_printed_is_refused(letter: Letter, part: str) -> None:
    with pytest.raises(LetterError, match=part):
        render_letter(letter)


def test_nesting_without_end_is_refused() -> None:
    node = paragraph("tief")
    for _ in range(40):
        node = bullets([node])
    with pytest.raises(LetterError, match="deep"):
        render_letter(REPLACE(LETTER, body=doc(node)))


def test_the_date_is_the_date_of_the_file() -> None:
    with pikepdf.open(io.BytesIO(render_letter(REPLACE(LETTER, date=datetime.date(2017, 3, 9))).pdf)) as document:
        assert str(document.docinfo["/CreationDate"]) == "D:20170309000000Z"


def test_says_from_when_on_it_holds_and_for_whom_it_is(tmp_path: Path) -> None:
    letter = REPLACE(
        LETTER,
        confidential=True,
        references=("RS 402/2016",),
        valid_from=datetime.date(2017, 1, 1),
        copies=("Städtetag", "Ministerium"),
    )
    rendered = render_letter(letter)
    assert findings(rendered.pdf, tmp_path) == []
    found = whole_text(rendered.pdf)
    order = ["Vertraulich: nur für die genannten Empfänger", "An die", "RS 402/2016", "1. Januar 2017", "Kurzfassung:"]
    order += ["Nachrichtlich:", "Städtetag", "Ministerium"]
    places = [found.find(part) for part in order]
    assert -1 not in places
    assert places == sorted(places)
    english = whole_text(render_letter(REPLACE(letter, language="en")).pdf)
    assert "Confidential: for the named recipients alone" in english
    assert "Valid from" in english
    plain = whole_text(render_letter(LETTER).pdf)
    assert "Vertraulich" not in plain
    assert "Gilt ab" not in plain
