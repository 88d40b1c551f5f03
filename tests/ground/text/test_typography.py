"""Texts get the marks of print, and nothing else about them changes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ground.text.trees import docs, docs_of
from umlauf.ground.text import Doc, Refused, from_markdown, normalise, to_markdown, typeset
from umlauf.ground.text.nodes import HardBreak, Paragraph, Text

NBSP = "\u00a0"


def printed(text: str, language: str = "de") -> str:
    """``~`` stands for a blank that does not break."""
    (block,) = typeset(Doc((Paragraph((Text(text),)),)), language).content
    assert isinstance(block, Paragraph)
    return "".join(run.text for run in block.content if isinstance(run, Text)).replace(NBSP, "~")


@pytest.mark.parametrize(
    ("written", "german"),
    [
        ('Er sagte "Hallo" und ging.', "Er sagte „Hallo“ und ging."),
        ("\"Das 'Gute-Kita-Gesetz' gilt\"", "„Das ‚Gute-Kita-Gesetz‘ gilt“"),
        ('("so"), ["auch"]', "(„so“), [„auch“]"),
        ('"Wort", "Wort": "Wort".', "„Wort“, „Wort“: „Wort“."),
        ('Kita-"Plus" und "Kita-", dann', "Kita-„Plus“ und „Kita-“, dann"),
        ('Titel="Wort"', "Titel=„Wort“"),
        ('„gemischt" und schon „so“', "„gemischt“ und schon „so“"),
        ("geht's, Hans' Buch, 's ist, der '90er Jahre", "geht’s, Hans’ Buch, ’s ist, der ’90er Jahre"),
        ("'n Abend, 'so' ist's", "’n Abend, ‚so‘ ist’s"),
        ("'ohne Ende", "’ohne Ende"),
        ("ein Rohr von 5\" und 3' Länge", "ein Rohr von 5\" und 3' Länge"),
        ('"nach § 3"', "„nach §~3“"),
        ("allein \" und ' stehend", "allein \" und ' stehend"),
        ("Plätze - auch neue - fehlen", "Plätze – auch neue – fehlen"),
        ("Kita-Plätze, 10-12, -5, a -b, c- d", "Kita-Plätze, 10-12, -5, a -b, c- d"),
        ("- am Anfang und am Ende -", "- am Anfang und am Ende -"),
        ("und so weiter...", "und so weiter..."),
        ("Rundschreiben Nr. 543/2016", "Rundschreiben Nr.~543/2016"),
        ("§ 47 SGB, §§ 3 ff., §47, §§ 12 f.", "§~47 SGB, §§~3~ff., §47, §§~12~f."),
        ("Abs. 2, Art. 28, Ziff. 4, Rn. 7, Drs. 7/12", "Abs.~2, Art.~28, Ziff.~4, Rn.~7, Drs.~7/12"),
        ("Az. 103, Az.: 103-55/kö, Az. V/2", "Az.~103, Az.:~103-55/kö, Az.~V/2"),
        ("S. 5 und S. Muster", "S.~5 und S. Muster"),
        ("z. B., i. V., i. d. R., a. a. O., u. Ä.", "z.~B., i.~V., i.~d.~R., a.~a.~O., u.~Ä."),
        ("am 18. November 2016, am 1. März", "am 18.~November 2016, am 1.~März"),
        ("Im Jahr 2018. November und 3 Monate", "Im Jahr 2018. November und 3 Monate"),
        ("Ende mit Nr. und Abs. und §", "Ende mit Nr. und Abs. und §"),
        ("Planr. 5, TAbs. 3", "Planr. 5, TAbs. 3"),
        ("siehe www.a.example/o'b und x'y@a.example", "siehe www.a.example/o'b und x'y@a.example"),
        ('"https://a.example/o\'b/Nr.", "a\'b"', "„https://a.example/o'b/Nr.“, „a’b“"),
    ],
)
def test_what_german_letters_get(written: str, german: str) -> None:
    assert printed(written) == german
    assert printed(german.replace("~", NBSP)) == german


@pytest.mark.parametrize(
    ("written", "english"),
    [
        ('He said "yes" - once.', "He said “yes” – once."),
        ("\"It's 'fine'\", the dogs' food", "“It’s ‘fine’”, the dogs’ food"),
        ("No. 5, p. 3, pp. 4, 18 November, § 4", "No.~5, p.~3, pp.~4, 18~November, §~4"),
        ('a 5" pipe', 'a 5" pipe'),
    ],
)
def test_what_english_letters_get(written: str, english: str) -> None:
    assert printed(written, "en") == english


def test_a_quotation_goes_over_marks_and_lines_and_links_lead_where_they_led() -> None:
    link = "https://a.example/?q=\"x\"-'y'"
    runs = (Text('"fett', bold=True), Text(' und"'), HardBreak(), Text('"§ 3', href=link), Text('"'))
    (block,) = typeset(Doc((Paragraph(runs),)), "de").content
    assert block == Paragraph(
        (Text("„fett", bold=True), Text(" und“"), HardBreak(), Text(f"„§{NBSP}3", href=link), Text("“"))
    )


def test_every_place_of_a_text_is_reached() -> None:
    source = '## "a"\n\n- "b"\n\n  1. "c"\n\n> "d"\n\n| "e" |\n| --- |\n| "f" |\n'
    assert '"' not in to_markdown(typeset(normalise(from_markdown(source)), "de"))


def test_a_text_that_has_nothing_to_set_stays_the_same_object() -> None:
    runs = (Text("Nichts zu tun."),)
    (block,) = typeset(Doc((Paragraph(runs),)), "de").content
    assert isinstance(block, Paragraph)
    assert block.content is runs


QUOTED = st.text(alphabet="\"'„“”‚‘’ -–(5a§.\u00a0=", max_size=14)


@settings(max_examples=400, deadline=None)
@given(docs_of(QUOTED) | docs, st.sampled_from(["de", "en"]))
def test_twice_is_once_and_the_normal_form_stays(doc: Doc, language: str) -> None:
    try:
        clean = normalise(doc)
    except Refused:
        return
    once = typeset(clean, language)
    assert typeset(once, language) == once
    assert normalise(once) == once
    assert normalise(from_markdown(to_markdown(once))) == once
    assert [len(run.text) for run in once.runs()] == [len(run.text) for run in clean.runs()]
