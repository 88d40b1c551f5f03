"""What the shipped fonts can show, and that the shipped list says the same as the fonts."""

import dataclasses
import re
import unicodedata

import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engines.letters.papers import LETTER, doc, paragraph
from tests.engines.letters.pdf_reading import whole_text
from tests.engines.letters.tagged_text import tagged_blocks
from umlauf.engines.letters import LetterError, glyphs_missing, render_letter
from umlauf.engines.letters.glyphs import COVERAGE_FILE, INVISIBLE, shown_code_points
from umlauf.engines.letters.press import FONTS_FOLDER

# Control characters, formats, surrogates, private use, unassigned, separators of lines and paragraphs.
NEVER_SHOWN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def coverage_of_the_fonts() -> str:
    """The text that `coverage.txt` must have: what all faces of at least one family show, also once it is composed."""
    families: dict[str, list[set[int]]] = {}
    for path in sorted(FONTS_FOLDER.glob("*.ttf")):
        with TTFont(path, lazy=True) as font:
            families.setdefault(font["name"].getBestFamilyName(), []).append(set(font.getBestCmap()))
    glyphs = set().union(*(set.intersection(*faces) for faces in families.values()))
    shown = sorted(
        code
        for code in glyphs
        if unicodedata.category(chr(code)) not in NEVER_SHOWN
        and glyphs.issuperset(map(ord, unicodedata.normalize("NFC", chr(code))))
    )
    ranges: list[list[int]] = []
    for code in shown:
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"{first:04X}\n" if first == last else f"{first:04X}-{last:04X}\n" for first, last in ranges)


def test_the_shipped_list_says_what_the_fonts_say() -> None:
    """When fonts change, `COVERAGE_FILE.write_text(coverage_of_the_fonts())` makes the list anew."""
    assert COVERAGE_FILE.read_text(encoding="ascii") == coverage_of_the_fonts()


def test_no_letter_is_put_together_that_another_font_has_as_it_is() -> None:
    faces = []
    for path in sorted(FONTS_FOLDER.glob("FiraSans-*.ttf")):
        with TTFont(path, lazy=True) as font:
            faces.append(set(font.getBestCmap()))
    apart = {
        character
        for character in map(chr, shown_code_points() - set.intersection(*faces))
        if unicodedata.is_normalized("NFC", character) and not unicodedata.is_normalized("NFD", character)
    }
    paper = (FONTS_FOLDER.parent / "templates" / "paper.typ").read_text(encoding="utf-8")
    named = paper.partition("#let put-together = (")[2].partition(")")[0]
    assert set(re.sub(r'["+\s]', "", named)) == apart
    pdf = render_letter(dataclasses.replace(LETTER, body=doc(paragraph("".join(sorted(apart)))))).pdf
    assert "".join(sorted(apart)) in "".join(line for block in tagged_blocks(pdf) for line in block.lines)


@pytest.mark.xfail(reason="Typst 0.15 says the letter and its accent twice when the font moves the accent up or down")
def test_a_letter_with_an_accent_of_its_own_is_said_once() -> None:
    pdf = render_letter(dataclasses.replace(LETTER, body=doc(paragraph("g\N{COMBINING VERTICAL LINE BELOW}")))).pdf
    assert ["g\N{COMBINING VERTICAL LINE BELOW}"] in [block.lines for block in tagged_blocks(pdf)]


def test_fonts_come_with_their_licences() -> None:
    licences = {path.name: path.read_text(encoding="utf-8") for path in FONTS_FOLDER.glob("OFL-*.txt")}
    assert set(licences) == {"OFL-Fira-Sans.txt", "OFL-Noto.txt"}
    assert all("SIL OPEN FONT LICENSE Version 1.1" in licence for licence in licences.values())
    for path in FONTS_FOLDER.glob("*.ttf"):
        with TTFont(path, lazy=True) as font:
            assert font["OS/2"].fsType == 0
            assert "Open Font License" in font["name"].getDebugName(13)


@pytest.mark.parametrize(
    "text",
    [
        "Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich: „Schluß“ – ‚aus‘ … STRAẞE",
        "Dvořák, Łódź, Škoda, Çelik, Ångström, Nguyễn, Țuțea, Ħamrun, Þór, œuvre, IJsselmeer",
        "Αθήνα, Київ, Москва, Ђорђевић",
        "§ 5 Abs. 2 · 10 % · 3 × 4 = 12 · 5 m² · ½ · 20 °C · € 5 · † ‡ • → ⇒ ≤ ≥ ≠ ☐ ☑ ☒ ✓ ■ ▪ № ™ ® ©",
        "geschützt\u00a0und\u202fschmal\u2009dünn, Trenn\u00adstelle, nicht\u2011getrennt, Fu\u200cge, \ufeffAnfang",
        "Zeile\nZeile\r\n\tTab",
        unicodedata.normalize("NFD", "Größenänderung für Übungsräume"),
    ],
)
def test_what_a_circular_needs_is_there(text: str) -> None:
    assert glyphs_missing(text) == ()
    pdf = render_letter(dataclasses.replace(LETTER, body=doc(paragraph(text)))).pdf
    assert len(whole_text(pdf)) > len(text)


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("Danke 😀 und 漢字 und 😀", ("😀", "漢", "字")),
        ("a\x00b\x07c\x0bd\x0ce\x7ff\x85g", ("\x00", "\x07", "\x0b", "\x0c", "\x7f", "\x85")),
        ("um\u202egedreht", ("\u202e",)),
        ("Zeile\u2028Absatz\u2029", ("\u2028", "\u2029")),
        ("privat \ue000", ("\ue000",)),
        ("allein \ud800", ("\ud800",)),
        ("", ()),
    ],
)
def test_what_is_missing_is_named_once_and_in_order(text: str, missing: tuple[str, ...]) -> None:
    assert glyphs_missing(text) == missing


def test_a_letter_names_the_character() -> None:
    letter = dataclasses.replace(LETTER, keyword="Dank 🎉", body=doc(paragraph("\x07")), signature=("漢",))
    with pytest.raises(LetterError) as refused:
        render_letter(letter)
    assert set(refused.value.characters) == {"🎉", "\x07", "漢"}
    assert "U+1F389" in refused.value.message


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60))
def test_what_is_not_missing_can_be_printed(text: str) -> None:
    """The list promises nothing that the press refuses."""
    missing = set(glyphs_missing(text))
    shown = "".join(character for character in unicodedata.normalize("NFC", text) if character not in missing)
    render_letter(dataclasses.replace(LETTER, body=doc(paragraph("x" + shown)), subject="x" + shown))


def test_every_covered_character_can_be_printed() -> None:
    shown = [
        chr(code)
        for line in COVERAGE_FILE.read_text(encoding="ascii").splitlines()
        for code in range(int(line.split("-")[0], 16), int(line.split("-")[-1], 16) + 1)
    ]
    assert len(shown) > 3000
    lines = ["".join(shown[at : at + 200]) for at in range(0, len(shown), 200)]
    strong = [{"type": "text", "text": line, "marks": [{"type": "bold"}, {"type": "italic"}]} for line in lines]
    body = doc(*[paragraph(line) for line in lines], *[paragraph(run) for run in strong])
    assert render_letter(dataclasses.replace(LETTER, body=body)).pages > 1
    invisible = "a".join(sorted(INVISIBLE))
    assert render_letter(dataclasses.replace(LETTER, body=doc(paragraph(invisible)))).pages == 1
