"""Every spelling of kind and number that circulars are known to use."""

import pytest

from tests.engines.reading.writing import with_head
from umlauf.engines.reading import read_circular

NUMBERS = [
    ("Rundschreiben Nr. 543/2016", "Rundschreiben", 543, 2016),
    ("Rundschreiben Nr. 0543/2016", "Rundschreiben", 543, 2016),
    ("RUNDSCHREIBEN NR. 7/2016", "Rundschreiben", 7, 2016),
    ("Rundschreiben 12/2015", "Rundschreiben", 12, 2015),
    ("Rundschreiben-Nr.: 12/2015", "Rundschreiben", 12, 2015),
    ("Rundschreiben Nr. 12-2015", "Rundschreiben", 12, 2015),
    ("Rundschreiben Nr. 1234 / 2015", "Rundschreiben", 1234, 2015),
    ("Rdschr. 12/2015", "Rundschreiben", 12, 2015),
    ("RdSchr. Nr. 12/15", "Rundschreiben", 12, 2015),
    ("RS 2016/543", "Rundschreiben", 543, 2016),
    ("RS 543/2016", "Rundschreiben", 543, 2016),
    ("RS Nr. 2016/9", "Rundschreiben", 9, 2016),
    ("Rundschreiben Nr. 3/98", "Rundschreiben", 3, 1998),
    ("Rundschreiben Nr. 543 vom 1. November 2016", "Rundschreiben", 543, 2016),
    ("# Rundschreiben Nr. 543/2016", "Rundschreiben", 543, 2016),
    ("**Rundschreiben Nr. 543/2016**", "Rundschreiben", 543, 2016),
    ("Rundschreiben Nr. 543/2016 – Integration", "Rundschreiben", 543, 2016),
    ("Verband Musterland | Rundschreiben Nr. 8/2020", "Rundschreiben", 8, 2020),
    ("Mitgliederrundschreiben Nr. 21/2015", "Mitgliederrundschreiben", 21, 2015),
    ("Mitteilung 117/2019", "Mitteilung", 117, 2019),
    ("Info Nr.: 012/16", "Info", 12, 2016),
    ("Schnellbrief Nr. 44/2014", "Schnellbrief", 44, 2014),
    ("Schnellbrief 44/2014", "Schnellbrief", 44, 2014),
    ("Schnellinfo Nr. 88/16", "Schnellinfo", 88, 2016),
    ("Eildienst Nr. 5/2017", "Eildienst", 5, 2017),
    ("Mitglieder-Info Nr. 5/2017", "Mitgliederinformation", 5, 2017),
    ("Circular letter No. 12/2024", "Circular letter", 12, 2024),
    ("Circular No. 12/2024", "Circular letter", 12, 2024),
    ("Rundverfügung Nr. 3/2018", "Rundverfügung", 3, 2018),
    ("Runderlass Nr. 3/2018", "Runderlass", 3, 2018),
    ("Runderlaß Nr. 3/1994", "Runderlass", 3, 1994),
    ("Dienstanweisung Nr. 96", "Dienstanweisung", 96, None),
]

KINDS = [
    ("Runderlass", "Runderlass"),
    ("Runderlaß des Innenministeriums", "Runderlass"),
    ("RdErl. d. MI v. 3. 5. 2016 – 12.34-0421 –", "Runderlass"),
    ("Erlass", "Erlass"),
    ("Erlaß", "Erlass"),
    ("Ministerialerlass vom 3. Mai 2016", "Ministerialerlass"),
    ("Bekanntmachung des Ministeriums für Finanzen vom 3. Mai 2016", "Bekanntmachung"),
    ("Verwaltungsvorschrift des Ministeriums für Inneres vom 3. Mai 2016", "Verwaltungsvorschrift"),
    ("Richtlinie des Ministeriums für Inneres vom 3. Mai 2016", "Richtlinie"),
]


@pytest.mark.parametrize(("line", "kind", "number", "year"), NUMBERS)
def test_number(line: str, kind: str, number: int, year: int | None) -> None:
    facts = read_circular(with_head(f"An die\nLandkreise\n\n{line}\n\nEin Betreff zur Probe"))
    assert (facts.kind, facts.number, facts.year) == (kind, number, year)


@pytest.mark.parametrize(("line", "kind"), KINDS)
def test_kind_without_number(line: str, kind: str) -> None:
    facts = read_circular(with_head(f"An die\nLandkreise\n\n{line}\n\nEin Betreff zur Probe"))
    assert (facts.kind, facts.number) == (kind, None)


def test_number_and_kind_on_two_lines() -> None:
    facts = read_circular(with_head("Rundschreiben\n\nNr.: 123/16\n\nEin Betreff zur Probe"))
    assert (facts.kind, facts.number, facts.year) == ("Rundschreiben", 123, 2016)


@pytest.mark.parametrize(
    "text",
    [
        "Unser Rundschreiben Nr. 412/2016 vom 3. August 2016 gilt weiter.",
        "Wie im Rundschreiben Nr. 412/2016 mitgeteilt, ändert sich das Verfahren.",
        "Die 3. Tagung und der 2. Call folgen.",
    ],
)
def test_cited_numbers_and_ordinals_are_not_the_own_number(text: str) -> None:
    facts = read_circular(f"An die\nLandkreise\n\nAz.: 1-2/a\n\nBetreff: Ein Verfahren\n\n{text}\n\nMuster\n")
    assert facts.number is None
