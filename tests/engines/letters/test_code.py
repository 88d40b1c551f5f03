"""The code on a letter that leads to the page which says whether it is genuine."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import segno

from tests.engines.letters.papers import LETTER
from tests.engines.letters.pdf_reading import findings, metadata, tag_tree, whole_text
from umlauf.engines.letters import render_letter

ADDRESS = "https://umlauf.musterverband.example/verify/12345.1.q2Ztqk2yV0b7l8B3uQyJxXk0pYF6a7c1nD9mWwEoRtU"


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return render_letter(dataclasses.replace(LETTER, proof_url=ADDRESS)).pdf


def test_the_address_stands_beside_it_and_is_a_link(pdf: bytes) -> None:
    assert ADDRESS in whole_text(pdf).replace("\n", "")
    assert tag_tree(pdf).names()[-5:].count("Link") == 1


def test_who_cannot_see_it_is_told_what_it_is(pdf: bytes, tmp_path: Path) -> None:
    [figure] = [tag for tag in tag_tree(pdf) if tag.name == "Figure"]
    assert figure.alt is not None
    assert "QR-Code" in figure.alt
    assert findings(pdf, tmp_path) == []
    assert (metadata(pdf)["pdfaid:part"], metadata(pdf)["pdfuaid:part"]) == ("2", "1")


def test_it_is_drawn_module_by_module(pdf: bytes) -> None:
    """What is seen on the page is what the library that made the code says, so a reader sees the address."""
    code = segno.make_qr(ADDRESS, error="m", boost_error=False)
    modules = [[bool(module) for module in row] for row in code.matrix]
    document = pypdfium2.PdfDocument(pdf)
    page = document[0].render(scale=4).to_pil().convert("L")
    document.close()
    assert modules in _squares(page, len(modules))


def test_it_moves_to_the_next_page_as_a_whole(tmp_path: Path) -> None:
    for paragraphs in range(8, 16):
        words = {"type": "paragraph", "content": [{"type": "text", "text": "Ein Absatz mit Text. " * 12}]}
        letter = dataclasses.replace(LETTER, proof_url=ADDRESS, body={"type": "doc", "content": [words] * paragraphs})
        document = pypdfium2.PdfDocument(render_letter(letter).pdf)
        texts = [page.get_textpage().get_text_range() for page in document]
        drawn = [_has_code(page) for page in document]
        document.close()
        assert [("Ist dieses Schreiben echt" in text) for text in texts] == drawn
        assert sum(drawn) == 1


def test_a_letter_without_an_address_has_none() -> None:
    assert "Figure" not in tag_tree(render_letter(LETTER).pdf).names()


def _squares(page: Any, count: int) -> list[list[list[bool]]]:
    """What is dark in the square of the code: its left and upper edges are found, its width is known (20 mm)."""
    scale = page.width / 210
    left, width = round(25 * scale), 20 * scale
    found = []
    for top in range(round(150 * scale), page.height - round(width)):
        if _dark(page, left + 3, top) and not _dark(page, left + 3, top - 1):
            step = width / count
            found.append(
                [
                    [_dark(page, left + (column + 0.5) * step, top + (row + 0.5) * step) for column in range(count)]
                    for row in range(count)
                ]
            )
    return found


def _dark(page: Any, x: float, y: float) -> bool:
    return bool(page.getpixel((round(x), round(y))) < 128)


def _has_code(page: Any) -> bool:
    """The code is the only thing on a letter that is drawn with hundreds of strokes."""
    paths = [drawn for drawn in page.get_objects(max_depth=9) if drawn.type == pypdfium2.raw.FPDF_PAGEOBJ_PATH]
    return any(pypdfium2.raw.FPDFPath_CountSegments(drawn.raw) > 300 for drawn in paths)
