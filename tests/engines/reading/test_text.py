"""The body, page footers, names in the nominative, and the way from the cleaned text back to the given one."""

import pytest

from tests.engines.reading.writing import HEAD, circular
from umlauf.engines.reading import read_circular
from umlauf.engines.reading.organisations import find_organisations
from umlauf.engines.reading.view import clean

FOOTERS = [
    "Musterstraße 7\n39000 Musterstadt\n\nTel. 069 90009-0\nFax 069 90009-90\n\npost@verband.example",
    "Landkreistag Musterland\nMusterallee 7\n39000 Musterstadt\nSparkasse Muster\nIBAN: DE19 9999 9999 0000 1234 56",
    "Landkreistag Musterland · Musterstraße 7 · 39000 Musterstadt\nIBAN DE19 9999 9999 0000 1234 56 · BIC MUSTDE21XXX",
    "Konto-Nr. 123 456 789, BLZ 999 999 99\nVolksbank Musterland eG",
    "- 2 -",
    "Seite 2 von 3",
]

NO_FOOTERS = [
    "Tagungsort:\nHotel Beispiel\nMusterstraße 1\n39000 Musterstadt\nTel. 069 123456\nwww.hotel.example",
    "Musterstraße 1, 39000 Musterstadt",
    "Fragen beantwortet Frau Probe, Tel. 069 123456.",
]

PROSE = "Dieser Absatz hat viele Wörter und geht deshalb weit über das hinaus, was in einer Zeile eines Blocks steht."
BODIES = [
    (f"{PROSE}\n\nHaus am Platz\nMusterstraße 1\n\n{PROSE}", f"{PROSE}\n\nHaus am Platz\\\nMusterstraße 1\n\n{PROSE}"),
    (
        "Zeilen, die bis an den Rand gehen, setzt\nniemand ab: Sie sind umbrochen.",
        "Zeilen, die bis an den Rand gehen, setzt\nniemand ab: Sie sind umbrochen.",
    ),
    ("Ein Absatz.\n\nNoch **einer**.", "Ein Absatz.\n\nNoch **einer**."),
    ("Es gilt:\n\n- eins\n- zwei\n\nEnde des Textes.", "Es gilt:\n\n- eins\n- zwei\n\nEnde des Textes."),
    ("Es gilt:\n• eins\n• zwei\n\nEnde des Textes.", "Es gilt:\n- eins\n- zwei\n\nEnde des Textes."),
    ("Bitte bis\n\n    morgen\n\nantworten.", "Bitte bis\n\nmorgen\n\nantworten."),
    ("Die Frist ist der\n1. März 2017 für alle.", "Die Frist ist der\n1\\. März 2017 für alle."),
    ("Die Ver-\nwaltung und die Sozial-\nund Jugendämter.", "Die Verwaltung und die Sozial-\nund Jugendämter."),
    ("Ein<!-- unsichtbarer --> Satz.", "Ein Satz."),
    ("Ein Satz.\n\n\n\nNoch einer.", "Ein Satz.\n\nNoch einer."),
]

NAMES = [
    ("des Deutschen Landkreistages", "Deutscher Landkreistag"),
    ("dem Deutschen Landkreistag", "Deutscher Landkreistag"),
    ("der Deutsche Landkreistag", "Deutscher Landkreistag"),
    ("dem Bundesministerium des Inneren", "Bundesministerium des Inneren"),
    ("des Bundesministeriums für Arbeit und Soziales", "Bundesministerium für Arbeit und Soziales"),
    ("der Kommunalen Akademie", "Kommunale Akademie"),
    ("dem Städte- und Gemeindebund Brandenburg", "Städte- und Gemeindebund Brandenburg"),
    ("des Statistischen Landesamtes", "Statistisches Landesamt"),
    ("dem Niedersächsischen Landkreistag", "Niedersächsischer Landkreistag"),
    ("des Landkreises Harz", "Landkreis Harz"),
    ("the Ministry of the Interior", "Ministry of the Interior"),
]


@pytest.mark.parametrize("footer", FOOTERS)
def test_a_footer_is_left_out_of_the_body(footer: str) -> None:
    text = f"Der erste Absatz endet hier.\n\n{footer}\n\nDer zweite beginnt danach."
    assert read_circular(circular(text)).body == "Der erste Absatz endet hier.\n\nDer zweite beginnt danach."


@pytest.mark.parametrize("footer", FOOTERS)
def test_a_sentence_that_a_footer_interrupts_is_one_again(footer: str) -> None:
    text = f"Der Absatz wird von der Seite\n\n{footer}\n\nunterbrochen und geht weiter."
    assert read_circular(circular(text)).body == "Der Absatz wird von der Seite\nunterbrochen und geht weiter."


@pytest.mark.parametrize("block", NO_FOOTERS)
def test_an_address_in_the_text_is_no_footer(block: str) -> None:
    body = read_circular(circular(f"Der erste Absatz.\n\n{block}\n\nDer zweite Absatz.")).body
    assert body is not None
    assert block in body


@pytest.mark.parametrize(("text", "body"), BODIES)
def test_body(text: str, body: str) -> None:
    assert read_circular(circular(text)).body == body


@pytest.mark.parametrize(
    "label",
    ["Kurzfassung:", "Kurzinformation", "Zusammenfassung:", "Kurz & knapp", "**Kurzfassung:**", "## Kurzfassung"],
)
def test_only_the_first_paragraph_is_the_abstract(label: str) -> None:
    facts = read_circular(circular(f"{label}\n\nDas Wichtige.\n\nDas Übrige."))
    assert (facts.abstract, facts.body) == ("Das Wichtige.", "Das Übrige.")


def test_the_abstract_may_stand_beside_its_label() -> None:
    facts = read_circular(circular("Kurzfassung: Das **Wichtige**\nin zwei Zeilen.\n\nDas Übrige."))
    assert (facts.abstract, facts.body) == ("Das Wichtige in zwei Zeilen.", "Das Übrige.")


def test_no_body() -> None:
    assert read_circular(HEAD.format(date="1. November 2016")).body is None


@pytest.mark.parametrize(("text", "name"), NAMES)
def test_nominative(text: str, name: str) -> None:
    assert [one.name for one in find_organisations(f"mit {text}, die", 0)] == [name]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("**fett** und *kursiv*", "fett und kursiv"),
        ("~~alt~~ neu", "neu"),
        ("Bürger*innen und x_y", "Bürger*innen und x_y"),
        ("zwei  Leer\u00a0zeichen ", "zwei Leer zeichen"),
        ("Silben\u00adtrennung", "Silbentrennung"),
        ("### Titel", "Titel"),
        ("[Text](https://a.example)", "Text(https://a.example)"),
        ("<https://a.example>", "https://a.example"),
        ("a\\\nb", "a\nb"),
        ("1\\. Punkt", "1. Punkt"),
    ],
)
def test_cleaned(source: str, text: str) -> None:
    view = clean(source)
    assert view.text == text
    start, end = view.span(0, len(view.text))
    assert set(source[start:end]) >= set(text.replace(" ", ""))
