"""Dates, file references, subjects, addressees, citations and contacts in the head of a letter."""

import pytest

from tests.engines.reading.writing import circular, with_head
from umlauf.engines.reading import read_circular

DATES = [
    ("1. November 2016", "2016-11-01"),
    ("01. November 2016", "2016-11-01"),
    ("Vom 1. November 2016", "2016-11-01"),
    ("Magdeburg, den 1. November 2016", "2016-11-01"),
    ("Musterstadt, 1. November 2016", "2016-11-01"),
    ("Halle (Saale), den 01.11.2016", "2016-11-01"),
    ("v. 1.11.2016", "2016-11-01"),
    ("01.11.2016", "2016-11-01"),
    ("1. 11. 2016", "2016-11-01"),
    ("1.11.16", "2016-11-01"),
    ("2016-11-01", "2016-11-01"),
    ("Datum: 1.11.2016", "2016-11-01"),
    ("Dienstag, den 1. November 2016", "2016-11-01"),
    ("1. Nov. 2016", "2016-11-01"),
    ("04/25/2017", "2017-04-25"),
    ("25/04/2017", "2017-04-25"),
    ("04/05/2017", "2017-05-04"),
    ("Date: 4 March 2024", "2024-03-04"),
    ("March 4, 2024", "2024-03-04"),
    ("4th March 2024", "2024-03-04"),
    ("31. Februar 2016", None),
]

REFERENCES = [
    ("Az.: 103-55/kö", "103-55/kö"),
    ("Az. 103-55", "103-55"),
    ("AZ: 103-55", "103-55"),
    ("Aktenzeichen: 10.20.30-1", "10.20.30-1"),
    ("Gz.: 12-34567", "12-34567"),
    ("GZ: II 3 - 456/7", "II 3 - 456/7"),
    ("Geschäftszeichen 33.21-04011", "33.21-04011"),
    ("Unser Zeichen: 50 24 01 Mu", "50 24 01 Mu"),
    ("Mein Zeichen: 14/2-ab", "14/2-ab"),
    ("Our reference: SC-2024/117", "SC-2024/117"),
    ("– X II 3 – 123 456/7 –", "X II 3 – 123 456/7"),
    ("- 12 - 34567 -", "12 - 34567"),
    ("1. November 2016 – II 3 –", "II 3"),
    ("Ihr Zeichen: 99-88/x", None),
    ("- 2 -", None),
    ("Az.: 103-55/kö Tel.: 069 123-45", "103-55/kö"),
    ("Az.: 103-55/kö, 1. November 2016", "103-55/kö"),
]

SUBJECTS = [
    ("Betreff: Neue Förderung", "Neue Förderung"),
    ("Betr.: Neue Förderung", "Neue Förderung"),
    ("Betrifft: Neue Förderung", "Neue Förderung"),
    ("**Betreff:** Neue Förderung", "Neue Förderung"),
    ("Betreff: Neue Förderung\nder Landkreise", "Neue Förderung der Landkreise"),
    ("Betreff: Neue Förderung\nhier: Anträge", "Neue Förderung; hier: Anträge"),
    ("Betreff\n\nNeue Förderung", "Neue Förderung"),
    ("Subject: New funding", "New funding"),
    ("**Neue Förderung**", "Neue Förderung"),
    ("## Neue Förderung", "Neue Förderung"),
    ("Neue Förderung\nder Landkreise", "Neue Förderung der Landkreise"),
]

ADDRESSEES = [
    ("An die\nLandkreise\nin Sachsen-Anhalt", ("An die Landkreise in Sachsen-Anhalt",)),
    ("An die Landkreise", ("An die Landkreise",)),
    ("An alle\nMitglieder", ("An alle Mitglieder",)),
    ("An die\n- Landkreise\n- kreisfreien Städte", ("An die Landkreise", "An die kreisfreien Städte")),
    ("An die Landkreise,\nAn die Städte", ("An die Landkreise", "An die Städte")),
    ("Verteiler: Landkreise", ("Landkreise",)),
    ("To all members", ("To all members",)),
    ("An die Landkreise\n\nnachrichtlich:\nStädte- und Gemeindebund", ("An die Landkreise",)),
    ("An die Landkreise\n\nnachrichtlich an die Präsidiumsmitglieder", ("An die Landkreise",)),
]

CITATIONS = [
    ("Bezug: Mein Schreiben vom 3. Mai 2016", [("Mein Schreiben vom 3. Mai 2016", None, "2016-05-03")]),
    (
        "Bezug: Rundschreiben Nr. 412/2016 vom 3.8.2016",
        [("Rundschreiben Nr. 412/2016 vom 3.8.2016", "412/2016", "2016-08-03")],
    ),
    (
        "Bezug: a) Mein Erlass vom 3. Mai 2015 b) RdErl. v. 4.6.2016",
        [("Mein Erlass vom 3. Mai 2015", None, "2015-05-03"), ("RdErl. v. 4.6.2016", None, "2016-06-04")],
    ),
    (
        "Bezug:\na) Erlaß vom 3. Mai 1995\nb) Schreiben vom 4.6.1996",
        [("Erlaß vom 3. Mai 1995", None, "1995-05-03"), ("Schreiben vom 4.6.1996", None, "1996-06-04")],
    ),
    (
        "Bezug: 1. Besprechung am 3. Mai 2016\n2. Rundschreiben Nr. 7/2016",
        [("Besprechung am 3. Mai 2016", None, "2016-05-03"), ("Rundschreiben Nr. 7/2016", "7/2016", None)],
    ),
]

PROSE_CITATIONS = [
    ("Unser Rundschreiben Nr. 412/2016 vom 3. August 2016 bleibt gültig.", "412/2016", "2016-08-03"),
    ("Wir verweisen auf unser Rundschreiben Nr. 412/2016.", "412/2016", None),
    ("Mit meinem Rundschreiben vom 3. Mai 2015 hatte ich informiert.", None, "2015-05-03"),
    ("Der Runderlass vom 3. Mai 2015, zuletzt geändert durch RdErl. v. 4.6.2016, bleibt.", None, "2015-05-03"),
    ("We refer to our circular letter No. 3/2024 of 22 January 2024.", "3/2024", "2024-01-22"),
]


@pytest.mark.parametrize(("line", "date"), DATES)
def test_date(line: str, date: str | None) -> None:
    assert read_circular(with_head(f"{line}\n\nRundschreiben Nr. 7/2017\n\nEin Betreff")).date == date


@pytest.mark.parametrize(("line", "reference"), REFERENCES)
def test_file_reference(line: str, reference: str | None) -> None:
    assert read_circular(with_head(f"{line}\n\nRundschreiben Nr. 7/2017\n\nEin Betreff")).file_reference == reference


@pytest.mark.parametrize(("lines", "subject"), SUBJECTS)
def test_subject(lines: str, subject: str) -> None:
    assert read_circular(with_head(f"Rundschreiben Nr. 7/2017\n\n{lines}")).subject == subject


@pytest.mark.parametrize(("lines", "addressees"), ADDRESSEES)
def test_addressees(lines: str, addressees: tuple[str, ...]) -> None:
    assert read_circular(with_head(f"{lines}\n\nRundschreiben Nr. 7/2017\n\nEin Betreff")).addressees == addressees


@pytest.mark.parametrize(("lines", "expected"), CITATIONS)
def test_citations_in_the_head(lines: str, expected: list[tuple[str, str | None, str | None]]) -> None:
    facts = read_circular(with_head(f"Runderlass\n\nBetreff: Ein Betreff\n\n{lines}"))
    assert [(one.text, one.number, one.date) for one in facts.references] == expected


@pytest.mark.parametrize(("text", "number", "date"), PROSE_CITATIONS)
def test_citations_in_the_text(text: str, number: str | None, date: str | None) -> None:
    facts = read_circular(circular(text))
    assert (facts.references[0].number, facts.references[0].date) == (number, date)
    assert (facts.number, facts.date) == (12, "2016-11-01")


def test_title_above_a_ministerial_order() -> None:
    head = "Zuwendungen für Schulen\n\nRdErl. d. MK v. 3. 5. 2016 – 12.3-04011 –"
    facts = read_circular(
        f"{head}\n\nDie Zuwendungen werden neu geordnet. Das gilt für alle Schulen.\n\nIm Auftrag\nMuster\n"
    )
    assert facts.subject == "Zuwendungen für Schulen"
    assert (facts.date, facts.file_reference, facts.issuer) == ("2016-05-03", "12.3-04011", "MK")


def test_keyword_stands_above_the_file_reference() -> None:
    assert read_circular(circular("Der Text.")).keyword == "Stichprobe"


def test_own_date_beats_the_dates_of_cited_statutes() -> None:
    text = (
        "Das Gesetz vom 3. Mai 2021 (BGBl. I S. 12) ändert die Verordnung vom 4. Juni 1998; "
        "der Entwurf trägt das Datum 5.7.2022."
    )
    facts = read_circular(circular(text))
    assert (facts.date, facts.deadlines, facts.events) == ("2016-11-01", (), ())


CONTACTS = [
    ("Tel.: 069/90009-20", "phones", ("069/90009-20",)),
    ("Telefon (069) 9 00 09-20", "phones", ("(069) 9 00 09-20",)),
    ("Tel. +49 69 90009-20", "phones", ("+49 69 90009-20",)),
    ("Tel.: 069/90009-20/-21", "phones", ("069/90009-20", "069/90009-21")),
    ("Tel. 069 90009-20, Fax 069 90009-90", "fax", ("069 90009-90",)),
    ("Telefax: 069 90009-90", "fax", ("069 90009-90",)),
    ("Durchwahl: 069 90009-20", "phones", ("069 90009-20",)),
    ("E-Mail: a.muster@verband.example", "emails", ("a.muster@verband.example",)),
    ("a.muster(at)verband.example", "emails", ("a.muster@verband.example",)),
    ("post@grünland.example", "emails", ("post@grünland.example",)),
    ("Internet: www.verband.example", "urls", ("www.verband.example",)),
    ("<https://verband.example/a?b=1>", "urls", ("https://verband.example/a?b=1",)),
    ("IBAN: DE19 9999 9999 0000 1234 56", "phones", ()),
]


@pytest.mark.parametrize(("line", "kind", "values"), CONTACTS)
def test_contacts(line: str, kind: str, values: tuple[str, ...]) -> None:
    facts = read_circular(with_head(f"Az.: 1-2\n{line}\n\nRundschreiben Nr. 7/2017\n\nEin Betreff"))
    assert getattr(facts.contacts, kind) == values
    assert facts.subject == "Ein Betreff"


def test_one_number_in_two_spellings_is_one() -> None:
    text = circular("Fragen beantworten wir gern: Tel. 069/90009-20 oder Telefon (069) 9 00 09 - 20.")
    assert read_circular(text).contacts.phones == ("069/90009-20",)
