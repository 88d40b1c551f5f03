"""The form with fields: a paper of the house like the flat one, and fields that another program fills in."""

from __future__ import annotations

import dataclasses
import io
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engines.letters.filling import filled
from tests.engines.letters.papers import FORM
from tests.engines.letters.pdf_reading import (
    findings,
    fonts_without_file,
    marked_texts,
    metadata,
    tag_tree,
    whole_text,
)
from umlauf.engines.files.inspector import read
from umlauf.engines.letters import render_fillable
from umlauf.engines.letters.press import FONTS_FOLDER
from umlauf.engines.letters.typeface import typeface

CODE = "UF1.12.3.abcdefghijklmnopqrstuvwxyz-_0123456"
SHEET = dataclasses.replace(FORM, house="Landkreis Ahorntal")
MADE = render_fillable(SHEET, CODE)
NAMES = [f"p{number}_{part}" for number in range(4) for part in ("name", "function", "email", "represents")]


def fields_of(pdf: bytes) -> list[Any]:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return [(str(one.T), str(one.TU), str(one.FT), int(one.F)) for one in document.Root.AcroForm.Fields]


def test_it_is_a_paper_of_the_house_like_the_flat_one(tmp_path: Path) -> None:
    assert MADE.pages == 1
    assert metadata(MADE.pdf) == {
        "dc:title": "Anmeldung: Integration in ländlichen Räumen",
        "dc:language": "{'de-DE'}",
        "pdfaid:part": "2",
        "pdfaid:conformance": "A",
        "pdfuaid:part": "1",
    }
    assert findings(MADE.pdf, tmp_path) == []
    assert fonts_without_file(MADE.pdf) == []
    assert [string for mark, string in marked_texts(MADE.pdf) if mark == ""] == []
    for part in ("Landkreis Ahorntal", "Person 4", "in Vertretung von", "nimmt niemand teil", "18. November 2016"):
        assert part in whole_text(MADE.pdf)
    assert render_fillable(SHEET, CODE).pdf == MADE.pdf


def test_each_field_has_a_name_that_is_read_out_a_tag_and_is_printed() -> None:
    fields = fields_of(MADE.pdf)
    assert [name for name, *_rest in fields] == [*NAMES, "nobody", "by_name", "by_email", "code"]
    tips = [tip for _name, tip, *_rest in fields]
    assert len(set(tips)) == len(tips)
    assert tips[0] == "Person 1: Name, mit akademischem Titel"
    assert {flags for *_rest, flags in fields} == {4}
    names = tag_tree(MADE.pdf).names()
    assert (names.count("Form"), names.count("Link")) == (len(fields), 0)
    with pikepdf.open(io.BytesIO(MADE.pdf)) as document:
        assert document.pages[0].Tabs == "/S"
        assert "/NeedAppearances" not in document.Root.AcroForm
        for field in document.Root.AcroForm.Fields:
            appearance = field.AP.N if field.FT == "/Tx" else field.AP.N["/Off"]
            font = appearance.Resources.Font.Fira
            assert "/FontFile2" in font.FontDescriptor
            assert "/StructParent" in field


def test_a_tag_of_a_field_has_nothing_but_it() -> None:
    """ISO 14289-1, 7.18.4, and ISO 32000-1, 14.8.4.5."""

    def forms(node: Any) -> list[Any]:
        kids = node.get("/K", [])
        below = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
        own = [node] if node.get("/S") == "/Form" else []
        return own + [
            found for kid in below if isinstance(kid, pikepdf.Dictionary) and "/S" in kid for found in forms(kid)
        ]

    with pikepdf.open(io.BytesIO(MADE.pdf)) as document:
        found = forms(document.Root.StructTreeRoot)
        assert len(found) == 20
        for node in found:
            (only,) = node.K if isinstance(node.K, pikepdf.Array) else [node.K]
            assert (only.Type, only.Obj.Subtype) == ("/OBJR", "/Widget")


def test_widths_are_those_of_the_font() -> None:
    font = TTFont(FONTS_FOLDER / "FiraSans-Regular.ttf")
    glyphs, advances = font.getBestCmap(), font["hmtx"]
    for character in "AWil.ÄÖÜäöüß€Šžé–„“":
        (code,) = character.encode("cp1252")
        wanted = round(advances[glyphs[ord(character)]][0] * 1000 / font["head"].unitsPerEm)
        assert typeface().widths[code - 32] == wanted, character


def test_english() -> None:
    found = whole_text(render_fillable(dataclasses.replace(SHEET, language="en", title="Registration"), CODE).pdf)
    for part in ("For", "on behalf of", "Nobody of our organisation", "Code of this form"):
        assert part in found


@pytest.mark.parametrize("title", ["Ö" * 200, "Integration in ländlichen Räumen " * 8])
def test_a_long_title_moves_fields_to_a_second_page_and_loses_none(title: str) -> None:
    made = render_fillable(dataclasses.replace(SHEET, conference_title=title, where="Ort " * 60), CODE)
    assert len(fields_of(made.pdf)) == 20
    with pikepdf.open(io.BytesIO(made.pdf)) as document:
        assert sum(len(page.obj.get("/Annots", [])) for page in document.pages) == 20


WRITTEN = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=120)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from([*NAMES, "by_name", "by_email"]), WRITTEN, max_size=8), st.booleans())
def test_whatever_is_written_into_it_is_read_back(values: dict[str, str], nobody: bool) -> None:
    data = filled(MADE.pdf, values | ({"nobody": "x"} if nobody else {}))
    told = read(data, "UF1.")
    fields = told["form"]
    assert (fields.pop("code"), told["flat"]) == (CODE, False)
    assert fields.pop("nobody") == ("/Yes" if nobody else "/Off")
    assert fields == dict.fromkeys([*NAMES, "by_name", "by_email"], "") | values
