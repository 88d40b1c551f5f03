"""Who contributes, who signs, what is attached, and what the programme says."""

import pytest

from tests.engines.reading.writing import HEAD, circular
from umlauf.engines.reading import Annex, Contribution, ProgrammeItem, Signatory, read_circular

EVENT = "Die Konferenz findet am 2. Dezember 2016 in Halle statt.\n\n"

CONTRIBUTIONS = [
    (
        "Der Präsident des Landkreistages Musterland, Landrat Theo Probe (Kreis Beispiel), wird die Gäste begrüßen.",
        [("Theo Probe", "Präsident des Landkreistages Musterland, Landrat (Kreis Beispiel)", "welcome", "confirmed")],
    ),
    ("Landrätin Dr. Eva Probe begrüßt die Gäste.", [("Dr. Eva Probe", "Landrätin", "welcome", "confirmed")]),
    ("Ministerin Eva von Probe hält die Festrede.", [("Eva von Probe", "Ministerin", "keynote", "confirmed")]),
    (
        "Ein Grußwort spricht Oberbürgermeister Theo Probe.",
        [("Theo Probe", "Oberbürgermeister", "greeting", "confirmed")],
    ),
    (
        "Dr. Eva Probe, Direktorin des Instituts Muster, moderiert.",
        [("Dr. Eva Probe", "Direktorin des Instituts Muster", "moderation", "confirmed")],
    ),
    ("Frau Eva Probe wird die Veranstaltung moderieren.", [("Eva Probe", None, "moderation", "confirmed")]),
    (
        "Das Schlusswort spricht Staatssekretärin Eva Probe.",
        [("Eva Probe", "Staatssekretärin", "closing", "confirmed")],
    ),
    ("Für die Festrede ist Minister Theo Probe angefragt.", [("Theo Probe", "Minister", "keynote", "requested")]),
    ("Minister Theo Probe [angefragt] hält eine Rede.", [("Theo Probe", "Minister", "speech", "requested")]),
    (
        "Minister Theo Probe, der eine Rede halten sollte, hat abgesagt.",
        [("Theo Probe", "Minister", "speech", "declined")],
    ),
    (
        "Landrat Theo Probe wird die Gäste begrüßen und Ministerin Eva Muster die Festrede halten.",
        [("Theo Probe", "Landrat", "welcome", "confirmed"), ("Eva Muster", "Ministerin", "keynote", "confirmed")],
    ),
    (
        "Nach der Begrüßung durch Landrat Theo Probe hält Ministerin Eva Muster einen Vortrag.",
        [("Theo Probe", "Landrat", "welcome", "confirmed"), ("Eva Muster", "Ministerin", "speech", "confirmed")],
    ),
    (
        "Angefragt für das Schlusswort ist die Ministerin des Landes Musterland.",
        [(None, "Ministerin des Landes Musterland", "closing", "requested")],
    ),
    (
        "Auf dem Podium diskutieren\n\n- Räte, die daran mitgewirkt haben, und\n- Fachleute.",
        [
            (None, "Räte, die daran mitgewirkt haben", "panel", "confirmed"),
            (None, "Fachleute", "panel", "confirmed"),
        ],
    ),
    ("Der Innenminister hält eine Rede.", [(None, "Innenminister", "speech", "confirmed")]),
    (
        (
            "Auf dem Podium diskutieren\n\n"
            "- Landräte aus drei Ländern,\n- die zuständigen Ministerinnen und\n- weitere Fachleute."
        ),
        [
            (None, "Landräte aus drei Ländern", "panel", "confirmed"),
            (None, "die zuständigen Ministerinnen", "panel", "confirmed"),
            (None, "weitere Fachleute", "panel", "confirmed"),
        ],
    ),
    ("Mayor Alex Specimen will welcome the participants.", [("Alex Specimen", "Mayor", "welcome", "confirmed")]),
    ("Die Konferenz richtet sich an Landräte.", []),
    ("Landrat Theo Probe sprach sich gegen den Entwurf aus.", []),
    ("Die Teilnehmer werden um Anmeldung gebeten.", []),
]

SIGNATURES = [
    ("Probst", [("Probst", None)]),
    ("Theo Muster", [("Theo Muster", None)]),
    ("Mit freundlichen Grüßen\n\nDr. Eva Probe\nGeschäftsführerin", [("Dr. Eva Probe", "Geschäftsführerin")]),
    ("Mit freundlichen Grüßen\nEva Probe\nGeschäftsführerin", [("Eva Probe", "Geschäftsführerin")]),
    ("Im Auftrag\n\nProbe", [("Probe", None)]),
    ("Im Auftrag\ngez. Dr. von Probe", [("Dr. von Probe", None)]),
    ("i. V. Eva Probe", [("Eva Probe", None)]),
    ("gez. Prof. Dr. Theo Muster-Probe", [("Prof. Dr. Theo Muster-Probe", None)]),
    ("Eva Probe (Geschäftsführerin)", [("Eva Probe", "Geschäftsführerin")]),
    ("Eva Probe, Hauptgeschäftsführerin", [("Eva Probe", "Hauptgeschäftsführerin")]),
    (
        "Eva Probe\nPräsidentin\nTheo Muster\nGeschäftsführer",
        [("Eva Probe", "Präsidentin"), ("Theo Muster", "Geschäftsführer")],
    ),
    ("Kind regards\n\nSam Proforma\nSecretary General", [("Sam Proforma", "Secretary General")]),
    ("Muster\n\nAnlagen\n(nur digital)", [("Muster", None)]),
    ("Muster\n\nnachrichtlich:\nStädte- und Gemeindebund", [("Muster", None)]),
]

ANNEXES = [
    ("Das Programm ist als Anlage 1 beigefügt.", "", [(1, "Programm", False)]),
    ("Das Programm ist als **Anlage 1** beigefügt.", "Anlagen (nur digital)", [(1, "Programm", True)]),
    ("Nutzen Sie das als Anlage 2 beigefügte Formular.", "", [(2, "Formular", False)]),
    ("Wir bitten, den Fragebogen (Anlage 1) auszufüllen.", "", [(1, "Fragebogen", False)]),
    ("Das beigefügte Muster ist zu verwenden.", "", [(1, "Muster", False)]),
    ("Der Entwurf ist als Anlage beigefügt.", "", [(1, "Entwurf", False)]),
    (
        "Der Text folgt.",
        "Anlage 1: Programm\nAnlage 2: Formular (nur digital)",
        [(1, "Programm", False), (2, "Formular", True)],
    ),
    ("Der Text folgt.", "Anlage 1 – Programm", [(1, "Programm", False)]),
    ("Der Text folgt.", "Anlagen:\n1. Programm\n2. Formular", [(1, "Programm", False), (2, "Formular", False)]),
    ("Der Text folgt.", "Anlagen: Programm, Formular", [(1, "Programm", False), (2, "Formular", False)]),
    ("Der Text folgt.", "- 2 Anlagen -", [(1, None, False), (2, None, False)]),
    ("Der Text folgt.", "Anlg.: 2", [(1, None, False), (2, None, False)]),
    ("Der Plan steht in Anhang 1.", "", [(1, "Plan", False)]),
    ("Es gilt Anlage 3 zu § 5 der Verordnung.", "", []),
    ("The programme is attached as Annex 1.", "Annexes (digital only)", [(1, "programme", True)]),
]


@pytest.mark.parametrize(("text", "expected"), CONTRIBUTIONS)
def test_contributions(text: str, expected: list[tuple[str | None, str | None, str, str]]) -> None:
    assert read_circular(circular(EVENT + text)).contributions == tuple(Contribution(*one) for one in expected)


def test_nobody_contributes_where_nothing_takes_place() -> None:
    assert read_circular(circular("Landrat Theo Probe hält eine Rede.")).contributions == ()


@pytest.mark.parametrize(("lines", "expected"), SIGNATURES)
def test_signatures(lines: str, expected: list[tuple[str, str | None]]) -> None:
    facts = read_circular(f"{HEAD.format(date='1. November 2016')}\nDer Text steht hier, so wie er ist.\n\n{lines}\n")
    assert facts.signatory == tuple(Signatory(*one) for one in expected)
    assert facts.body == "Der Text steht hier, so wie er ist."


def test_no_signature() -> None:
    facts = read_circular(f"{HEAD.format(date='1. November 2016')}\nDer Text steht hier, so wie er ist.\n")
    assert facts.signatory == ()


@pytest.mark.parametrize(("text", "note", "expected"), ANNEXES)
def test_annexes(text: str, note: str, expected: list[tuple[int, str | None, bool]]) -> None:
    assert read_circular(f"{circular(text)}\n{note}\n").annexes == tuple(Annex(*one) for one in expected)


PROGRAMMES = [
    ("10:00 Uhr Begrüßung\n10:30 Uhr Vortrag", [("10:00", None, "Begrüßung"), ("10:30", None, "Vortrag")]),
    (
        "10.00 – 10.30 Uhr: Begrüßung\n10.30 – 12.00 Uhr: Vortrag",
        [("10:00", "10:30", "Begrüßung"), ("10:30", "12:00", "Vortrag")],
    ),
    ("- 10 Uhr: Begrüßung\n- 11 Uhr: Vortrag", [("10:00", None, "Begrüßung"), ("11:00", None, "Vortrag")]),
    ("10:00 Uhr Einlass\nab ca. 15.00 Uhr Ausklang", [("10:00", None, "Einlass"), ("15:00", None, "Ausklang")]),
    (
        "| Zeit | Punkt |\n|---|---|\n| 10:00 | Begrüßung |\n| 11:00 | Vortrag |",
        [("10:00", None, "Begrüßung"), ("11:00", None, "Vortrag")],
    ),
    (
        "10:00 Begrüßung\n11:00 Vortrag\nanschließend: Imbiss",
        [("10:00", None, "Begrüßung"), ("11:00", None, "Vortrag"), (None, None, "Imbiss")],
    ),
    ("Einlass ist um 10:00 Uhr.", []),
]


@pytest.mark.parametrize(("lines", "expected"), PROGRAMMES)
def test_programme(lines: str, expected: list[tuple[str | None, str | None, str]]) -> None:
    assert read_circular(circular(f"Der Ablauf:\n\n{lines}")).programme == tuple(
        ProgrammeItem(*one) for one in expected
    )
