"""Sample papers for the tests; all people, places and accounts are invented."""

import datetime
from typing import Any

from umlauf.engines.letters import (
    AnnexNote,
    ContributionEntry,
    FormSheet,
    Letter,
    ProgrammeEntry,
    ProgrammeSheet,
    Sender,
)

Node = dict[str, Any]

LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40">'
    '<rect width="40" height="40" fill="#1f4e79"/><circle cx="20" cy="20" r="11" fill="#fff"/></svg>'
)


def text(string: str, *marks: str, href: str | None = None) -> Node:
    """A run of text with marks by name and, when `href` is given, as a link."""
    named: list[Node] = [{"type": mark} for mark in marks]
    if href is not None:
        named.append({"type": "link", "attrs": {"href": href}})
    return {"type": "text", "text": string, **({"marks": named} if named else {})}


def paragraph(*runs: str | Node) -> Node:
    """A paragraph of plain strings and runs."""
    return {"type": "paragraph", "content": [text(run) if isinstance(run, str) else run for run in runs]}


def heading(level: int, string: str) -> Node:
    """A heading inside the text."""
    return {"type": "heading", "attrs": {"level": level}, "content": [text(string)] if string else []}


def bullets(*items: str | list[Node]) -> Node:
    """A list with a bullet per item; an item is a string or blocks."""
    blocks = [[paragraph(item)] if isinstance(item, str) else item for item in items]
    return {"type": "bulletList", "content": [{"type": "listItem", "content": item} for item in blocks]}


def table(rows: list[list[str]], *, head: int = 1) -> Node:
    """A table whose first `head` rows are header cells."""
    return {
        "type": "table",
        "content": [
            {
                "type": "tableRow",
                "content": [
                    {"type": "tableHeader" if index < head else "tableCell", "content": [paragraph(cell)]}
                    for cell in row
                ],
            }
            for index, row in enumerate(rows)
        ],
    }


def doc(*blocks: Node) -> Node:
    """A whole text."""
    return {"type": "doc", "content": list(blocks)}


SENDER = Sender(
    name="Verband der Landkreise in Sachsen-Anhalt",
    street="Musterstr. 7",
    postal_code="39104",
    city="Magdeburg",
    phone="(0391) 50 00 1 - 0",
    fax="(0391) 50 00 1 - 90",
    email="verband@landkreise.example",
    web="www.landkreise.example",
    bank_name="Musterbank Magdeburg",
    iban="DE02120300000000202051",
    bic="BYLADEM1001",
)

BODY = doc(
    paragraph("Auf der Tagung"),
    paragraph(
        text("„Integration in ländlichen Räumen“", "bold"),
        {"type": "hardBreak"},
        text("am 2. Dezember 2016 in Berlin", "bold", "italic"),
    ),
    paragraph("werden die Ergebnisse vorgestellt. An den Podien nehmen teil:"),
    bullets("die Ministerinnen zweier Länder,", "Landräte aus den beteiligten Landkreisen."),
    paragraph(
        "Bitte melden Sie sich bis zum ",
        text("18. November 2016", "bold"),
        " an. Näheres steht auf ",
        text("der Seite der Tagung", href="https://tagung.example/2016"),
        ".",
    ),
)

LETTER = Letter(
    sender=SENDER,
    number_label="Rundschreiben Nr. 543/2016",
    addressees=("An die", "Landkreise", "in Sachsen-Anhalt"),
    keyword="Integrationskonferenz",
    file_reference="103-55/kö",
    contact_phone="0391/50001-20",
    contact_email="meier@landkreise.example",
    date=datetime.date(2016, 11, 1),
    subject="Integrationskonferenz des Bundesverbandes",
    abstract="Die Ergebnisse einer Untersuchung werden vorgestellt.\n\nUm Anmeldung wird gebeten.",
    body=BODY,
    signature=("Dr. Theodora Muster", "Geschäftsführerin"),
    annexes=(AnnexNote(1, "Programm", digital_only=True), AnnexNote(2, "Anmeldeformular", digital_only=True)),
)

PROGRAMME = ProgrammeSheet(
    sender=SENDER,
    conference_title="Integration in ländlichen Räumen",
    number_label="Anlage 1 zum Rundschreiben Nr. 543/2016",
    when="Freitag, 2. Dezember 2016",
    where="Presseamt, Uferstraße 14, 10117 Berlin",
    hosts=("Bundesverband der Landkreise", "Ministerium des Innern"),
    version=2,
    items=(
        ProgrammeEntry("Einlass", start="09:30"),
        ProgrammeEntry(
            "Begrüßung",
            start="10:00",
            end="10:15",
            contributions=(ContributionEntry("Reinhold Muster", "Präsident des Bundesverbandes"),),
        ),
        ProgrammeEntry("Mittagspause"),
        ProgrammeEntry(
            "Podium",
            start="13:00",
            end="15:00",
            contributions=(
                ContributionEntry("", "Ministerin eines Landes", state="requested"),
                ContributionEntry("Prof. Dr. Jan Probe", "Hochschule", "Moderation", "declined"),
            ),
        ),
    ),
    date=datetime.date(2016, 11, 1),
)

FORM = FormSheet(
    sender=SENDER,
    conference_title="Integration in ländlichen Räumen",
    when="Freitag, 2. Dezember 2016",
    where="Presseamt, Uferstraße 14, 10117 Berlin",
    deadline="18. November 2016",
    reply_to=("Verband der Landkreise in Sachsen-Anhalt", "tagung@landkreise.example"),
    number_label="Anlage 2 zum Rundschreiben Nr. 543/2016",
    entitled="Landrätinnen und Landräte, zuständige Dezernate",
    date=datetime.date(2016, 11, 1),
)
