"""Markdown in and out by example: what people write, and the places where Markdown is easily broken."""

import pytest

from umlauf.ground.text import Doc, from_markdown, normalise, to_markdown
from umlauf.ground.text.nodes import (
    Blockquote,
    BulletList,
    Cell,
    HardBreak,
    Heading,
    Inline,
    OrderedList,
    Paragraph,
    Table,
    Text,
)


def bold(text: str) -> Text:
    return Text(text, bold=True)


def italic(text: str) -> Text:
    return Text(text, italic=True)


def p(*inlines: Inline | str) -> Paragraph:
    return Paragraph(tuple(Text(inline) if isinstance(inline, str) else inline for inline in inlines))


BREAK = HardBreak()
PAIRS: list[tuple[Doc, str]] = [
    (Doc((p("Sehr geehrte Damen und Herren,"),)), "Sehr geehrte Damen und Herren,"),
    (Doc((Heading(2, (Text("Ablauf"),)), Heading(3, (Text("Nr. 1 #"),)))), "## Ablauf\n\n### Nr. 1 \\#"),
    (Doc((p(bold("Frist:"), " 18.11."),)), "**Frist:** 18.11."),
    (Doc((p("Land", bold("rats"), "amt"),)), "Land**rats**amt"),
    (Doc((p("Land", italic("rats"), "amt"),)), "Lan&#100;_rats_&#97;mt"),
    (Doc((p("Amt", bold("(neu)"), "bau"),)), "Am&#116;**(neu)**&#98;au"),
    (Doc((p(bold("fett"), italic("kursiv")),)), "**fett**_kursiv_"),
    (Doc((p(Text("beides", bold=True, italic=True), bold(" fett")),)), "**_beides_ fett**"),
    (Doc((p("1. Januar"), p("12) zwölf"), p("1.5"))), "1\\. Januar\n\n12\\) zwölf\n\n1.5"),
    (Doc((p("# kein Titel"), p("#1"))), "\\# kein Titel\n\n#1"),
    (Doc((p("- kein Punkt"), p("+ auch nicht"), p("-5 Grad"))), "\\- kein Punkt\n\n\\+ auch nicht\n\n-5 Grad"),
    (Doc((p("oben", BREAK, "---"), p("oben", BREAK, "="))), "oben\\\n\\---\n\noben\\\n\\="),
    (Doc((p("a | b", BREAK, ":--"),)), "a \\| b\\\n\\:--"),
    (Doc((p("a", BREAK, BREAK, "b"),)), "a\\\n\\\nb"),
    (Doc((p("C:\\Ablage\\", BREAK, "weiter"),)), "C:\\\\Ablage\\\\\\\nweiter"),
    (Doc((p("Müller & Söhne, &amp; so"),)), "Müller & Söhne, \\&amp; so"),
    (Doc((p("Achtung!", Text("hier", href="https://a.example/x")),)), "Achtung\\![hier](<https://a.example/x>)"),
    (Doc((p(Text("[1] (2)", href="https://a.example/(x)_y")),)), "[\\[1\\] (2)](<https://a.example/(x)_y>)"),
    (
        Doc((p(Text("Seite ", href="https://a.example"), Text("zwei", bold=True, href="https://a.example")),)),
        "[Seite **zwei**](<https://a.example>)",
    ),
    (Doc((p("<b>roh</b> <br> &lt;"),)), "\\<b\\>roh\\</b\\> \\<br\\> \\&lt;"),
    (Doc((BulletList(((p("eins"),), (p("zwei"), p("Absatz")))),)), "- eins\n- zwei\n\n  Absatz"),
    (
        Doc((BulletList(((p("a"), OrderedList(((p("b"),), (p("c"),)), 7)),)),)),
        "- a\n\n  7. b\n  8. c",
    ),
    (Doc((BulletList(((BulletList(((p("tief"),),)),),)),)), "- - tief"),
    (Doc((BulletList(((p("a"),),)), BulletList(((p("b"),),)))), "- a\n\n* b"),
    (Doc((OrderedList(((p("a"),),)), OrderedList(((p("b"),),)))), "1. a\n\n1) b"),
    (Doc((Blockquote((p("Zitat"), p("weiter"))), p("danach"))), "> Zitat\n>\n> weiter\n\ndanach"),
    (
        Doc((Table(((Cell((p("Tag"),), True), Cell((), True)), (Cell((p("a|b"),)), Cell((p("c", BREAK, "d"),))))),)),
        "| Tag |  |\n| --- | --- |\n| a\\|b | c<br>d |",
    ),
]


@pytest.mark.parametrize(("doc", "markdown"), PAIRS, ids=range(len(PAIRS)))
def test_there_and_back(doc: Doc, markdown: str) -> None:
    assert normalise(doc) == doc
    assert to_markdown(doc) == markdown + "\n"
    assert normalise(from_markdown(markdown)) == doc


@pytest.mark.parametrize(
    ("written", "doc"),
    [
        ("# Titel\n\nText\nweiter", Doc((Heading(2, (Text("Titel"),)), p("Text weiter")))),
        ("*kursiv* und __fett__", Doc((p(italic("kursiv"), " und ", bold("fett")),))),
        ("* a\n* b", Doc((BulletList(((p("a"),), (p("b"),))),))),
        ("a  \nb", Doc((p("a", BREAK, "b"),))),
        ("![Wappen](wappen.png)", Doc((p("Wappen"),))),
        ("~~weg~~ da", Doc((p("da"),))),
        ("`Code` und <http://a.example>", Doc((p("Code und ", Text("http://a.example", href="http://a.example")),))),
        ("```\neins\n  zwei\n```", Doc((p("eins", BREAK, "zwei"),))),
        ("<div>roh</div>", Doc((p("<div>roh</div>"),))),
        ("a\n\n***\n\nb", Doc((p("a"), p("b")))),
        ("", Doc()),
    ],
)
def test_what_else_people_write(written: str, doc: Doc) -> None:
    assert normalise(from_markdown(written)) == doc
