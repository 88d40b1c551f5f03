"""Whole letters in the styles of other houses: heads in columns, tables, Markdown labels."""

from umlauf.engines.reading import Annex, Contribution, ProgrammeItem, Reference, Signatory, read_circular

FEDERAL = """Verband Beispielkreise
Landkreistag Musterland
Musterhaus, Musterstraße 7, 39000 Musterstadt

An die
Mitgliedsverbände

Nachrichtlich:
An die Mitglieder des Präsidiums

                                         Tel.: 069 90009-340
                                         Fax: 069 90009-400
                                         AZ: II/21
                                         Datum: 12.05.2021

Rundschreiben Nr. 412/2021

Abfrage zum Stand der digitalen Verfahren
Unser Rundschreiben Nr. 301/2021 vom 14.4.2021

Zusammenfassung
Das Ministerium fragt den Stand ab.

Sehr geehrte Damen und Herren,

wir bitten um Weitergabe an Ihre Mitglieder und um Rückmeldung

bis zum 28.5.2021 (Dienstschluss).

Mit freundlichen Grüßen
In Vertretung

Dr. Probe

Anlagen
- Fragebogen
- Schreiben des Ministeriums vom 10.5.2021
"""

COLUMNS = """Städte- und Gemeindebund Musterland e. V.
Schnellbrief 123/2020

An die Mitgliedskommunen

Ansprechpartner: Referent Max Probe     Durchwahl: 069 90009-221
Az.: 37.0.5-001/002                     17.03.2020

Hinweise zu Sitzungen

Sehr geehrte Frau Bürgermeisterin, sehr geehrter Herr Bürgermeister,

die für den 24. März 2020 vorgesehene Sitzung des Ausschusses wird abgesagt. Ein Ersatztermin wird noch genannt.

gez. Probe
"""

TABLE = """# Rundschreiben Nr. 77/2023

**An:** alle Landkreise

**Az.:** 51-10/mu

**Datum:** 3. April 2023

**Betreff:** Fachtag Jugendhilfe am 15. Mai 2023 in Musterstadt

Wir laden zum **Fachtag Jugendhilfe** ein.

| | |
|---|---|
| Termin | 15. Mai 2023, 9:30–16 Uhr |
| Ort | Kreishaus, Am Markt 2, 39001 Musterstadt |
| Anmeldung | bis 28. April 2023 |

## Programm

- 09:30 Uhr Ankommen
- 10:00 Uhr Begrüßung (Landrätin Eva Probe)
- 10:15 Uhr Vortrag: Prof. Dr. Theo Muster, Hochschule Musterstadt

gez. Muster
"""


def test_head_in_a_column_of_its_own() -> None:
    facts = read_circular(FEDERAL)
    assert facts.addressees == ("An die Mitgliedsverbände",)
    assert facts.subject == "Abfrage zum Stand der digitalen Verfahren"
    assert facts.references == (Reference("Unser Rundschreiben Nr. 301/2021 vom 14.4.2021", "301/2021", "2021-04-14"),)
    assert (facts.file_reference, facts.date, facts.abstract) == (
        "II/21",
        "2021-05-12",
        "Das Ministerium fragt den Stand ab.",
    )
    assert [(one.date, one.what) for one in facts.deadlines] == [("2021-05-28", "response")]
    assert facts.signatory == (Signatory("Dr. Probe"),)
    assert facts.annexes == (Annex(1, "Fragebogen"), Annex(2, "Schreiben des Ministeriums vom 10.5.2021"))


def test_two_columns_on_one_line() -> None:
    facts = read_circular(COLUMNS)
    assert facts.issuer == "Städte- und Gemeindebund Musterland e. V."
    assert (facts.kind, facts.number, facts.year) == ("Schnellbrief", 123, 2020)
    assert (facts.file_reference, facts.date) == ("37.0.5-001/002", "2020-03-17")
    assert facts.contacts.phones == ("069 90009-221",)
    assert facts.subject == "Hinweise zu Sitzungen"
    assert [(one.start, one.status) for one in facts.events] == [("2020-03-24", "cancelled")]


def test_markdown_with_a_table() -> None:
    facts = read_circular(TABLE)
    assert (facts.addressees, facts.file_reference, facts.date) == (("alle Landkreise",), "51-10/mu", "2023-04-03")
    event = facts.events[0]
    assert (event.title, event.start, event.end) == ("Fachtag Jugendhilfe", "2023-05-15T09:30", "2023-05-15T16:00")
    assert event.address == "Kreishaus, Am Markt 2, 39001 Musterstadt"
    assert [(one.date, one.what) for one in facts.deadlines] == [("2023-04-28", "registration")]
    assert facts.programme[1] == ProgrammeItem("10:00", None, "Begrüßung (Landrätin Eva Probe)")
    assert facts.contributions == (
        Contribution("Eva Probe", "Landrätin", "welcome"),
        Contribution("Prof. Dr. Theo Muster", "Hochschule Musterstadt", "speech"),
    )
