"""The doors of the engine: a dataclass in, the bytes of a PDF or a picture out."""

import io
import json
import threading
from datetime import date
from functools import lru_cache
from typing import Final

import pikepdf

from umlauf.engines.letters.fields import with_fields
from umlauf.engines.letters.glyphs import glyphs_missing
from umlauf.engines.letters.manuscript import (
    fillable_data,
    form_data,
    form_fields,
    letter_data,
    programme_data,
    record_data,
    texts_in,
)
from umlauf.engines.letters.papers import (
    FormSheet,
    Letter,
    LetterError,
    Picture,
    ProgrammeSheet,
    RecordSheet,
    Rendered,
    Standard,
)
from umlauf.engines.letters.press import draw_sheet, print_draft, print_pages, print_pdf

# Enough for a page of 900 pixels' width, which a reader can read on a screen.
PREVIEW_PIXELS_PER_INCH: Final = 110
# A picture takes some 30 ms and 250 kB. Typst makes those of all pages at once, so a long letter has none.
PREVIEW_PAGES: Final = 40
PREVIEW_WIDTHS: Final = (200, 1400)  # pixels
_INCHES: Final = 210 / 25.4  # the width of a page
_drawing: Final = threading.Lock()


def render_letter(letter: Letter, *, standard: Standard = Standard.ARCHIVE, facts: bytes | None = None) -> Rendered:
    """The letter on DIN 5008 form B.

    `facts` is the UTF-8 JSON of schema umlauf-facts/1, attached as `umlauf-facts.json`; needed by and only allowed with
    Standard.WITH_FACTS. Raises LetterError for a character that the fonts lack (its `characters` names them), an empty
    subject, a node that is no text, or a logo that is no SVG.
    """
    if (facts is not None) is not (standard is Standard.WITH_FACTS):
        raise LetterError("facts are attached with Standard.WITH_FACTS and with nothing else")
    return _rendered(letter_pdf(letter, standard=standard, facts=facts))


def letter_pdf(letter: Letter, *, standard: Standard = Standard.ARCHIVE, facts: bytes | None = None) -> bytes:
    """The bytes alone, which spares a tenth of the time: nobody opens them to count the pages. Raises LetterError."""
    _check(letter, letter.subject)
    return print_pdf("letter.typ", letter_data(letter), date=letter.date, standard=standard, facts=facts)


def render_programme(sheet: ProgrammeSheet) -> Rendered:
    """The programme as an annex, with Standard.ARCHIVE. Raises LetterError as `render_letter` does."""
    _check(sheet, sheet.conference_title)
    return _rendered(print_pdf("programme.typ", programme_data(sheet), date=sheet.date, standard=Standard.ARCHIVE))


def render_form(sheet: FormSheet) -> Rendered:
    """The registration form as a flat annex, with Standard.ARCHIVE. Raises LetterError as `render_letter` does."""
    _check(sheet, sheet.conference_title)
    return _rendered(print_pdf("form.typ", form_data(sheet), date=sheet.date, standard=Standard.ARCHIVE))


def render_fillable(sheet: FormSheet, code: str) -> Rendered:
    """The registration form with fields for a screen, as PDF/UA-1 and PDF/A-2a like the flat one.

    `code` is printed at its foot and stands in a field of its own, by which whoever reads it knows it again: letters,
    digits and `.-_:` alone. Raises LetterError as `render_letter` does.
    """
    _check(sheet, sheet.conference_title)
    printed = print_pdf("fillable.typ", fillable_data(sheet), date=sheet.date, standard=Standard.ARCHIVE)
    return _rendered(with_fields(printed, form_fields(sheet.language, code)))


def render_record(sheet: RecordSheet) -> Rendered:
    """A record for the files, with Standard.ARCHIVE. Raises LetterError as `render_letter` does."""
    _check(sheet, sheet.heading)
    return _rendered(print_pdf("record.typ", record_data(sheet), date=sheet.date, standard=Standard.ARCHIVE))


def preview_png(letter: Letter, page: int = 1) -> bytes:
    """One page of the letter as a PNG picture, counted from 1.

    Raises LetterError when the letter has no such page, or more than PREVIEW_PAGES. The pictures of the two letters
    that were looked at last are kept, because a browser asks for page after page.
    """
    _check(letter, letter.subject)
    with _drawing:
        pages = _pictures(json.dumps(letter_data(letter)), letter.date)
    if not pages:
        raise LetterError(f"the letter has more than {PREVIEW_PAGES} pages, and no pictures of them are made")
    if not 1 <= page <= len(pages):
        raise LetterError(f"the letter has {len(pages)} pages, there is no page {page}")
    return pages[page - 1]


def draw_page(letter: Letter, page: int, *, width: int) -> Picture:
    """One page of a letter that is still being written, as a picture so many pixels wide; at most PREVIEW_WIDTHS.

    It takes some 60 ms for the picture and 10 ms for each page of the letter. A page that it does not have any more is
    its last one. Raises LetterError as `render_letter` does, and for more than PREVIEW_PAGES.
    """
    _check(letter, letter.subject)
    least, most = PREVIEW_WIDTHS
    with _drawing:
        plain = _plain(json.dumps(letter_data(letter)), letter.date)
        if plain.pages > PREVIEW_PAGES:
            raise LetterError(f"the letter has more than {PREVIEW_PAGES} pages, and no pictures of them are made")
        number = min(max(page, 1), plain.pages)
        sheet = _sheet(plain.pdf, number)
        return Picture(draw_sheet(sheet, pixels_per_inch=min(max(width, least), most) / _INCHES), number, plain.pages)


@lru_cache(maxsize=4)
def _plain(data: str, day: date | None) -> Rendered:
    """The letter to look at, kept because somebody may turn its pages. `data` as in `_pictures`."""
    return _rendered(print_draft("letter.typ", json.loads(data), date=day))


def _sheet(pdf: bytes, number: int) -> bytes:
    """One page of a PDF as a PDF of its own."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document, pikepdf.new() as one:
        one.pages.append(document.pages[number - 1])
        one.save(out)
    return out.getvalue()


@lru_cache(maxsize=2)
def _pictures(data: str, day: date | None) -> tuple[bytes, ...]:
    """The pages of a letter, `data` being what `letter.typ` prints as JSON; none at all for one that is too long."""
    if _rendered(print_pdf("letter.typ", json.loads(data), date=day, standard=Standard.ARCHIVE)).pages > PREVIEW_PAGES:
        return ()
    return tuple(print_pages("letter.typ", json.loads(data), date=day, pixels_per_inch=PREVIEW_PIXELS_PER_INCH))


def _check(paper: Letter | ProgrammeSheet | FormSheet | RecordSheet, heading: str) -> None:
    missing = glyphs_missing("".join(texts_in(paper)))
    if missing:
        named = ", ".join(f"U+{ord(character):04X} {character!r}" for character in missing)
        raise LetterError(f"the fonts cannot show {named}", missing)
    if not heading.strip():
        raise LetterError("a paper without a subject has no heading and no title")


def _rendered(pdf: bytes) -> Rendered:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return Rendered(pdf=pdf, pages=len(document.pages))
