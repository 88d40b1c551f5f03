"""What each single line of a letter's head is."""

import re
from dataclasses import dataclass
from enum import Enum
from typing import Final

from umlauf.engines.reading.contacts import is_contact_line
from umlauf.engines.reading.dates import WEEKDAY, DateMention, find_dates
from umlauf.engines.reading.file_references import FileReference, find_bare, find_labelled
from umlauf.engines.reading.limits import LINE_CHARACTERS
from umlauf.engines.reading.numbers import NumberMention, find_number
from umlauf.engines.reading.places import TOWN, is_address
from umlauf.engines.reading.view import Line


class Label(Enum):
    """The meaning of a line in the head; FREE is a line that only its surroundings can explain."""

    FREE = "free"
    ADDRESSEES = "addressees"
    COPIES = "copies"
    SUBJECT = "subject"
    HERE = "here"
    CITATION = "citation"
    KEYWORD = "keyword"
    SALUTATION = "salutation"
    ABSTRACT = "abstract"
    ANNEX = "annex"
    DEADLINE = "deadline"
    NUMBER = "number"
    FACT = "fact"
    """A date, a file reference, a contact or an address."""


_PATTERNS: Final = (
    (
        Label.ABSTRACT,
        re.compile(
            r"(?:Kurzfassung|Kurzinformation|Kurzinfo|Zusammenfassung|Kurz[ ]?(?:&|und"
            r"|u\.)[ ]?[Kk]napp|Auf einen Blick|Das Wichtigste(?: in Kürze)?"
            r"|In Kürze|Abstract|Summary|In brief)[ ]?(?::[ ]?|$|[ ][–-][ ])"
        ),
    ),
    (
        Label.SUBJECT,
        re.compile(
            r"(?:Betreff|Betrifft|Betr\.?|Subject|Re|Thema)[ ]?:[ ]?|(?:Betreff|Betr\.)[ ](?=[A-ZÄÖÜ„])"
            r"|Betreff$"
        ),
    ),
    (Label.HERE, re.compile(r"[Hh]ier[ ]?:[ ]?")),
    (
        Label.CITATION,
        re.compile(
            r"(?:Bezug|Bezüge|Bezugnahme|Bez\.|Reference[s]?|Ref\.)[ ]?(?::[ ]?|$)|Bezug[ ](?=[a-z]\))"
            r"|(?=(?:Unser|Mein)e?[ ](?:Rundschreiben|Schreiben|RdErl\.|Erla(?:ss|ß)|Runderla(?:ss|ß))"
            r"(?:[ ]Nr\.?[ ]?\d{1,5}/\d{2,4})?(?:[ ](?:vom|v\.)[ ]\d[\d. A-Za-zä]{5,18})?$)"
        ),
    ),
    (Label.KEYWORD, re.compile(r"(?:Stichworte?|Schlagworte?|Schlagwörter|Keywords?)[ ]?:[ ]?")),
    (
        Label.COPIES,
        re.compile(
            r"(?:[Nn]achrichtlich|z\.[ ]?K\.|[Zz]ur Kenntnis|C[Cc]|cc|[Ii]n Kopie"
            r"|Copy(?: to)?)(?:[ ]an)?(?:[ ]?:|[ ]?$|[ ](?=die|den|das|an))"
        ),
    ),
    (
        Label.ADDRESSEES,
        re.compile(
            r"(?:Verteiler|Empfänger(?:kreis)?|Adressaten|To)[ ]?:[ ]?|An[ ]?:[ ]?|An$|A[nN][ ](?:die|den|das"
            r"|alle|sämtliche|unsere|Herrn|Frau)\b"
            r"|To[ ](?:the|all)\b"
        ),
    ),
    (
        Label.SALUTATION,
        re.compile(
            r"(?:Sehr geehrte|Sehr verehrte|Liebe|Guten Tag|Dear|Ladies and"
            r"|Meine (?:sehr )?(?:geehrten |verehrten )?Damen).{0,120}[,!]?$"
        ),
    ),
    (
        Label.ANNEX,
        re.compile(
            r"(?:[-–][ ])?(?:\d{1,2}|[Ee]ine|[Zz]wei|[Dd]rei|[Vv]ier|[Ff]ünf)[ ](?:Anlagen?|Anlg\."
            r"|[Aa]nnex(?:es)?|[Ee]nclosures?)\b.{0,40}"
            r"|(?:Anlagen?|Anlg\.|Anhang|Annex(?:es)?|Enclosures?|Encl\.)[ ]?(?::.{0,200}|\(.{0,60}\)"
            r"|-[ ]?\d{1,2}[ ]?-|\d{0,2})$"
        ),
    ),
    (
        Label.DEADLINE,
        re.compile(
            r"(?:T\.|Termin|Frist|Abgabefrist|Antwortfrist|Rückmeldefrist|Rückmeldung"
            r"|Rückmeldeschluss|Anmeldeschluss|Anmeldefrist|Meldeschluss"
            r"|Fristverlängerung|Deadline|Reply by|Respond by|Antwort erbeten|Fehlanzeige)\b[ ]?(?::"
            r"|bis\b|by\b).{1,160}$|Fehlanzeige (?:ist )?(?:nicht )?erforderlich\.?$"
        ),
    ),
)
_DATE_BEFORE = re.compile(
    rf"(?:{TOWN}(?:,[ ](?:den[ ])?|[ ]den[ ]))?(?:(?:Vom|vom|v\.|Datum|Date|Dated|Stand"
    rf"|Ausgegeben am|den)[ ]?:?[ ])?(?i:{WEEKDAY})?"
)
_DATE_AFTER = re.compile(r"[ ]?[.]?(?:[ ]?[–—-].{0,70})?")
_DATE_LABEL = re.compile(r"(?:Datum|Date|Dated)[ ]?:[ ]?$")
_DATE_IN_NUMBER = re.compile(
    rf"(?:\b(?:vom|v\.|of)[ ]?|[ ](?:[|·•–-][ ]|\(|,[ ]?)?(?:den[ ])?){WEEKDAY}?$", re.IGNORECASE
)
_SENDER_FACT = re.compile(
    r"(?:Ihre?(?:[ ]Nachricht|[ ]Zeichen|[ ]Schreiben)|Ihr Zeichen|Your (?:ref|reference)"
    r"|Geschäftsführer(?:in)?:|Präsident(?:in)?:|Hausanschrift|Postanschrift"
    r"|Az|AZ|Gz|GZ|Aktenzeichen|Geschäftszeichen|Unser Zeichen|Mein Zeichen|Our ref)\b"
)


@dataclass(frozen=True)
class HeadLine:
    """A line of the head with everything that was recognised in it; `value_start` is where the text behind its label
    begins.
    """

    line: Line
    label: Label
    value_start: int
    number: NumberMention | None = None
    date: DateMention | None = None
    date_labelled: bool = False
    reference: FileReference | None = None


def _letter_date(text: str, number: NumberMention | None) -> tuple[DateMention | None, bool]:
    """The date of the letter in this line, if the line is a date or names it behind the number."""
    for mention in find_dates(text)[:4]:
        before, after = text[: mention.start], text[mention.end :]
        if _DATE_LABEL.search(before):
            return mention, True
        if number and mention.start >= number.end and _DATE_IN_NUMBER.search(before):
            return mention, False
        if mention.year and _DATE_BEFORE.fullmatch(before) and _DATE_AFTER.fullmatch(after):
            return mention, False
    return None, False


def _date_behind(text: str, at: int) -> DateMention | None:
    """The date that ends a line with a file reference ("Az.: 103-55/kö   1. November 2016")."""
    mentions = [mention for mention in find_dates(text, at) if mention.year and mention.end == len(text)]
    return mentions[0] if mentions and not text[at : mentions[0].start].strip(" ,;|") else None


def read_line(line: Line) -> HeadLine:
    """What a line of the head says."""
    text = line.text
    if len(text) > LINE_CHARACTERS:
        return HeadLine(line, Label.FREE, 0)
    for label, pattern in _PATTERNS:
        found = pattern.match(text)
        if found:
            cut = label in (Label.SALUTATION, Label.ANNEX, Label.DEADLINE) or (
                label is Label.ADDRESSEES and ":" not in found.group()
            )
            return HeadLine(line, label, 0 if cut else found.end())
    number = find_number(text)
    date, labelled = _letter_date(text, number)
    reference = find_labelled(text) or find_bare(text, date is not None)
    if reference and date is None:
        date = _date_behind(text, reference.end)
    if number:
        return HeadLine(line, Label.NUMBER, number.rest_start, number, date, labelled, reference)
    if date or reference or is_contact_line(line) or is_address(text.strip(" ,")) or _SENDER_FACT.match(text):
        return HeadLine(line, Label.FACT, 0, None, date, labelled, reference)
    return HeadLine(line, Label.FREE, 0)
