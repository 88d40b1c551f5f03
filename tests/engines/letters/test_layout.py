"""Where things stand on a letter, and that everything finds its place."""

import dataclasses
import itertools
import re

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from tests.engines.letters.papers import FORM, LETTER, LOGO, PROGRAMME, SENDER, bullets, doc, paragraph, table
from tests.engines.letters.pdf_reading import page_texts, whole_text
from umlauf.engines.letters import (
    AnnexNote,
    FormSheet,
    Letter,
    LetterError,
    ProgrammeSheet,
    draw_page,
    preview_png,
    render_form,
    render_letter,
    render_programme,
)

REPLACE = dataclasses.replace


def test_blank_lines_of_din_5008_before_name_and_date() -> None:
    letter = REPLACE(LETTER, house_style=False, contact_name="Ines Meier", keyword="")
    heights = {
        label: height
        for label in ("Unser", "Name", "Telefon", "E-Mail", "Datum")
        for height in [_height(letter, label)]
    }
    line = heights["Name"] - heights["Telefon"]
    assert heights["Telefon"] - heights["E-Mail"] == pytest.approx(line, abs=0.5)
    assert heights["Unser"] - heights["Name"] == pytest.approx(2 * line, rel=0.15)
    assert heights["E-Mail"] - heights["Datum"] == pytest.approx(2 * line, rel=0.15)


def _height(letter: Letter, start: str) -> float:
    """How far above the lower edge of the first page the first line begins that starts with `start`, in points."""
    return _place(letter, start)[1]


def _place(letter: Letter, start: str) -> tuple[float, float]:
    document = pypdfium2.PdfDocument(render_letter(letter).pdf)
    try:
        textpage = document[0].get_textpage()
        index, _ = textpage.search(start).get_next()
        left, bottom, _, _ = textpage.get_charbox(index)
    finally:
        document.close()
    return left, bottom


def test_measures_of_form_b() -> None:
    letter = REPLACE(LETTER, keyword="", addressees=("Hauptstraße",), file_reference="XY 1")
    millimetre = 72 / 25.4
    left, bottom = _place(letter, "Hauptstraße")
    assert left / millimetre == pytest.approx(25, abs=0.5)
    # the zone of the address is 27.3 mm high and begins 62.7 mm from the upper edge
    assert 62.7 < 297 - bottom / millimetre < 62.7 + 27.3 / 6 + 1
    left, bottom = _place(letter, "Az.")
    assert left / millimetre == pytest.approx(125, abs=0.5)
    assert 50 < 297 - bottom / millimetre < 55
    _, bottom = _place(letter, "Rundschreiben")
    assert 297 - bottom / millimetre > 98.46


def test_fold_and_hole_marks_stand_on_the_first_page_only() -> None:
    rendered = render_letter(REPLACE(LETTER, body=doc(*[paragraph("Ein Absatz mit Text. " * 30)] * 12)))
    assert rendered.pages > 1
    document = pypdfium2.PdfDocument(rendered.pdf)
    try:
        heights = [
            sorted(
                round(297 - drawn.get_bounds()[1] * 25.4 / 72, 1)
                for drawn in document[number].get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH])
                if drawn.get_bounds()[2] * 25.4 / 72 < 20
            )
            for number in range(rendered.pages)
        ]
    finally:
        document.close()
    assert heights[0] == pytest.approx([105, 148.5, 210], abs=0.3)
    assert not any(heights[1:])


def test_pages_are_counted_from_the_second_on() -> None:
    pages = page_texts(render_letter(REPLACE(LETTER, body=doc(*[paragraph("Ein Absatz mit Text. " * 30)] * 15))).pdf)
    assert len(pages) == 3
    for number, page in enumerate(pages, start=1):
        assert f"Seite {number} von 3" in page
    assert "IBAN" in pages[0]
    assert not any("IBAN" in page for page in pages[1:])
    assert "Seite" not in whole_text(render_letter(LETTER).pdf).replace("Seite der Tagung", "")


def test_the_text_keeps_its_last_paragraph_with_the_signature() -> None:
    for count in range(4, 14):
        body = doc(
            *[paragraph(f"Absatz {number}. " + "Der Text füllt drei Zeilen aus. " * 8) for number in range(count)]
        )
        pages = page_texts(render_letter(REPLACE(LETTER, body=body)).pdf)
        [signed] = [page for page in pages if "Theodora" in page]
        assert f"Absatz {count - 1}." in signed, count
        [noted] = [page for page in pages if "Anlagen (nur digital)" in page]
        assert "Anlage 2 Anmeldeformular" in noted, count


def test_forty_addressees_and_a_subject_of_200_characters() -> None:
    subject = ("Gesetz zur Weiterentwicklung der kommunalen Zusammenarbeit in den Landkreisen und Gemeinden; " * 3)[
        :200
    ].strip()
    addressees = tuple(f"Landkreis Nummer {number}" for number in range(1, 41))
    letter = REPLACE(LETTER, subject=subject, addressees=addressees)
    found = " ".join(whole_text(render_letter(letter).pdf).split())
    assert subject in found
    places = [found.find(f"{line} ") for line in addressees]
    assert -1 not in places
    assert places == sorted(places)


@pytest.mark.parametrize("lines", [0, 1, 6, 7, 9, 10, 16, 17, 120])
def test_any_number_of_addressees(lines: int) -> None:
    letter = REPLACE(LETTER, addressees=tuple(f"Zeile {number}." for number in range(lines)))
    found = whole_text(render_letter(letter).pdf)
    assert [int(number) for number in re.findall(r"Zeile (\d+)\.", found)] == list(range(lines))


def test_nothing_leaves_the_page() -> None:
    word = "Donaudampfschifffahrtsgesellschaft" * 8
    address = "geschaeftsstelle.integration@verband-der-landkreise-und-gemeinden.example"
    letter = REPLACE(
        LETTER,
        subject=word,
        addressees=(word,),
        keyword=word,
        contact_email=address,
        abstract=word,
        signature=(word,),
        annexes=(AnnexNote(12, word),),
        house_style=False,
        sender=REPLACE(SENDER, name=word, email=address, web="www." + address.partition("@")[2]),
        body=doc(paragraph(word), bullets(word), table([["a", "b", "c"], [word, word, word]]), paragraph("x" * 900)),
    )
    document = pypdfium2.PdfDocument(render_letter(letter).pdf)
    try:
        for number in range(len(document)):
            textpage = document[number].get_textpage()
            boxes = [textpage.get_charbox(index) for index in range(textpage.count_chars())]
            assert max(right for _, _, right, _ in boxes) < 205 * 72 / 25.4
            assert min(bottom for _, bottom, _, _ in boxes) > 0
        whole = "".join(document[number].get_textpage().get_text_range() for number in range(len(document)))
    finally:
        document.close()
    assert "geschaeftsstelle.integration@" in whole


def test_an_address_that_breaks_is_copied_without_a_stray_character() -> None:
    address = "geschaeftsstelle@landkreise.example"
    found = whole_text(render_letter(REPLACE(LETTER, contact_email=address)).pdf)
    assert address in found
    assert "\N{ZERO WIDTH SPACE}" not in found


def test_preview_is_a_picture_of_a_page() -> None:
    picture = preview_png(LETTER, 1)
    assert picture.startswith(b"\x89PNG")
    width, height = int.from_bytes(picture[16:20]), int.from_bytes(picture[20:24])
    assert height / width == pytest.approx(297 / 210, rel=0.01)
    with pytest.raises(LetterError, match="no page 2"):
        preview_png(LETTER, 2)


@pytest.mark.parametrize(("wanted", "drawn"), [(300, 300), (10, 200), (9_000, 1_400)])
def test_a_page_is_drawn_as_wide_as_it_is_shown(wanted: int, drawn: int) -> None:
    picture = draw_page(LETTER, 1, width=wanted)
    size = int.from_bytes(picture.png[16:20]), int.from_bytes(picture.png[20:24])
    assert size[0] == pytest.approx(drawn, abs=2)
    assert size[1] / size[0] == pytest.approx(297 / 210, rel=0.01)


def test_only_the_page_that_is_looked_at_is_drawn() -> None:
    letter = REPLACE(LETTER, body=doc(*(paragraph("Noch ein Satz. " * 60) for _number in range(12))))
    first, second = draw_page(letter, 1, width=500), draw_page(letter, 2, width=500)
    assert (first.page, second.page, first.pages) == (1, 2, second.pages)
    assert first.png != second.png
    last = draw_page(letter, 99, width=500)
    assert (last.page, last.png) == (last.pages, draw_page(letter, last.pages, width=500).png)
    assert draw_page(letter, 0, width=500).page == 1


def test_a_page_of_a_letter_with_too_many_is_not_drawn() -> None:
    letter = REPLACE(LETTER, body=doc(*(paragraph("Noch ein Satz. " * 60) for _number in range(200))))
    with pytest.raises(LetterError, match="more than 40 pages"):
        draw_page(letter, 1, width=500)


CROWDED: list[Letter | ProgrammeSheet | FormSheet] = [
    LETTER,
    REPLACE(
        LETTER,
        sender=REPLACE(
            SENDER, name="Arbeitsgemeinschaft der Verbände der Landkreise, Städte und Gemeinden " * 2, logo_svg=LOGO
        ),
        addressees=tuple(f"Zeile {number}" for number in range(9)),
        house_style=False,
        contact_name="Dr. Annelie von Meier-Schönfelder zu Musterhausen",
        contact_email="geschaeftsstelle.integration@verband-der-landkreise.example",
        copies=("Ministerium für Inneres und Sport",),
        closing="Mit freundlichen Grüßen",
        annexes=tuple(
            AnnexNote(number, "Ein langer Titel " * 8, digital_only=number % 2 == 0) for number in range(1, 13)
        ),
    ),
    REPLACE(
        LETTER, addressees=tuple(f"Landkreis Nummer {number}" for number in range(40)), draft=True, number_label=""
    ),
    PROGRAMME,
    FORM,
]


@pytest.mark.parametrize("paper", CROWDED, ids=["sample", "long", "forty", "programme", "form"])
def test_no_line_lies_on_another(paper: Letter | ProgrammeSheet | FormSheet) -> None:
    match paper:
        case Letter():
            rendered = render_letter(paper)
        case ProgrammeSheet():
            rendered = render_programme(paper)
        case FormSheet():
            rendered = render_form(paper)
    document = pypdfium2.PdfDocument(rendered.pdf)
    try:
        for number in range(len(document)):
            textpage = document[number].get_textpage()
            boxes = [textpage.get_rect(index) for index in range(textpage.count_rects())]
            for one, other in itertools.combinations(boxes, 2):
                across = min(one[2], other[2]) - max(one[0], other[0])
                upright = min(one[3], other[3]) - max(one[1], other[1])
                assert across < 1 or upright < 1, (
                    textpage.get_text_bounded(*one) + " / " + textpage.get_text_bounded(*other)
                )
    finally:
        document.close()


def test_a_remark_stands_in_the_room_for_notes_and_leaves_the_address_where_it_is() -> None:
    letter = REPLACE(LETTER, addressees=("Hauptstraße",))
    noted = REPLACE(letter, confidential=True)
    assert _height(noted, "Hauptstraße") == pytest.approx(_height(letter, "Hauptstraße"), abs=2)
    assert _height(noted, "Vertraulich") > _height(noted, "Hauptstraße")
    assert _height(noted, "Rundschreiben") == pytest.approx(_height(letter, "Rundschreiben"), abs=2)
