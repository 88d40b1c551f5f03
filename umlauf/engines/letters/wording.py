"""How dates, numbers and fixed words are written on paper, in German (DIN 5008) and English."""

import datetime
import re
from typing import Final

from umlauf.engines.letters.papers import Language

NO_BREAK: Final = "\N{NO-BREAK SPACE}"

MONTHS: Final[dict[Language, tuple[str, ...]]] = {
    "de": (
        "Januar", "Februar", "März", "April", "Mai", "Juni",
        "Juli", "August", "September", "Oktober", "November", "Dezember",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip

WORDS: Final[dict[Language, dict[str, str]]] = {
    "de": {
        "reference": "Bezug",
        "valid_from": "Gilt ab",
        "confidential": "Vertraulich: nur für die genannten Empfänger",
        "abstract": "Kurzfassung",
        "draft": "Entwurf",
        "draft_note": "Entwurf, noch ohne Nummer",
        "page": "Seite {page} von {pages}",
        "file_reference": "Az.",
        "phone": "Tel.",
        "fax": "Fax",
        "din_file_reference": "Unser Zeichen",
        "din_name": "Name",
        "din_phone": "Telefon",
        "din_email": "E-Mail",
        "din_date": "Datum",
        "annex": "Anlage",
        "annexes": "Anlagen",
        "digital_only": "nur digital",
        "on_request": "auf Anfrage barrierefrei",
        "copies": "Nachrichtlich",
        "iban": "IBAN",
        "bic": "BIC",
        "logo": "Logo: {name}",
        "proof": "Ist dieses Schreiben echt? Das sagt Ihnen diese Seite:",
        "proof_alt": "QR-Code mit der Adresse der Seite, die sagt, ob dieses Schreiben echt ist",
        "version": "Fassung {version}",
        "version_of": "Fassung {version} vom {day}",
        "changed_since": "Geändert gegenüber Fassung {version}",
        "from": "ab {time}",
        "about": "ab ca. {time}",
        "following": "anschließend",
        "open_end": "Ende offen",
        "agenda_number": "TOP",
        "agenda_item": "Tagesordnungspunkt",
        "time": "Zeit",
        "item": "Programmpunkt",
        "requested": "angefragt",
        "declined": "abgesagt",
        "when": "Wann",
        "where": "Wo",
        "hosts": "Veranstalter",
        "entitled": "Teilnahmeberechtigt",
        "deadline": "Rückmeldung bis",
        "reply_to": "Rückmeldung an",
        "answered_by": "Ausgefüllt von (Name, Telefon)",
        "person": "Person {n}",
        "form_of_address": "Anrede",
        "academic_title": "Titel",
        "given_name": "Vorname",
        "family_name": "Name",
        "function": "Funktion",
        "office": "Dienststelle",
        "email": "E-Mail",
        "attends": "nimmt teil",
        "deputy": "wird vertreten",
        "declines": "nimmt nicht teil",
        "house": "Für",
        "full_name": "Name, mit akademischem Titel",
        "represents": "in Vertretung von",
        "nobody": "Aus unserem Haus nimmt niemand teil.",
        "filled_by": "Ausgefüllt von (Name)",
        "filled_email": "E-Mail für die Bestätigung",
        "form_code": "Kennung dieses Formulars",
        "fill_hint": "Wer hier steht, wird angemeldet. Bitte senden Sie die ausgefüllte Datei als Anlage einer E-Mail "
        "zurück. Ausgedruckt geht es auch, dann wird sie bei uns abgeschrieben.",
        "form_hint": "Bitte je Person ein Feld ankreuzen. Eine Vertretung tragen Sie bitte als weitere Person ein.",
        "privacy": "Die Angaben werden nur für die Vorbereitung und Durchführung dieser Veranstaltung verarbeitet, an "
        "ihre Veranstalter weitergegeben und gelöscht, sobald sie dafür nicht mehr gebraucht werden.",
    },
    "en": {
        "reference": "Reference",
        "valid_from": "Valid from",
        "confidential": "Confidential: for the named recipients alone",
        "abstract": "Summary",
        "draft": "Draft",
        "draft_note": "draft, not yet numbered",
        "page": "Page {page} of {pages}",
        "file_reference": "Ref.",
        "phone": "Tel.",
        "fax": "Fax",
        "din_file_reference": "Our reference",
        "din_name": "Name",
        "din_phone": "Telephone",
        "din_email": "E-mail",
        "din_date": "Date",
        "annex": "Annex",
        "annexes": "Annexes",
        "digital_only": "digital only",
        "on_request": "accessible on request",
        "copies": "Copies to",
        "iban": "IBAN",
        "bic": "BIC",
        "logo": "Logo: {name}",
        "proof": "Is this letter genuine? This page tells you:",
        "proof_alt": "QR code with the address of the page that tells whether this letter is genuine",
        "version": "Version {version}",
        "version_of": "Version {version} of {day}",
        "changed_since": "Changed since version {version}",
        "from": "from {time}",
        "about": "from about {time}",
        "following": "following",
        "open_end": "open end",
        "agenda_number": "No.",
        "agenda_item": "Agenda item",
        "time": "Time",
        "item": "Item",
        "requested": "requested",
        "declined": "declined",
        "when": "When",
        "where": "Where",
        "hosts": "Hosts",
        "entitled": "Entitled to attend",
        "deadline": "Reply by",
        "reply_to": "Reply to",
        "answered_by": "Completed by (name, telephone)",
        "person": "Person {n}",
        "form_of_address": "Form of address",
        "academic_title": "Title",
        "given_name": "First name",
        "family_name": "Surname",
        "function": "Position",
        "office": "Organisation",
        "email": "E-mail",
        "attends": "will attend",
        "deputy": "sends a deputy",
        "declines": "will not attend",
        "house": "For",
        "full_name": "Name, with academic title",
        "represents": "on behalf of",
        "nobody": "Nobody of our organisation will attend.",
        "filled_by": "Completed by (name)",
        "filled_email": "E-mail for the confirmation",
        "form_code": "Code of this form",
        "fill_hint": "Whoever is named here is registered. Please return the completed file as an attachment of an "
        "e-mail. On paper it works too; it is then typed in by us.",
        "form_hint": "Please tick one box per person. Please enter a deputy as a further person.",
        "privacy": "The details are processed for preparing and holding this event only, passed on to its hosts, and "
        "deleted as soon as they are no longer needed for that.",
    },
}


def long_date(date: datetime.date, language: Language) -> str:
    """`1. November 2016` in German, `1 November 2016` in English, with day and month on one line."""
    dot = "." if language == "de" else ""
    return f"{date.day}{dot}{NO_BREAK}{MONTHS[language][date.month - 1]} {date.year}"


def iban_groups(iban: str) -> str:
    """An IBAN in groups of four (DIN 5008, ISO 13616 print form), held together by no-break spaces."""
    bare = re.sub(r"\s", "", iban).upper()
    return NO_BREAK.join(bare[at : at + 4] for at in range(0, len(bare), 4))


# Area code, a separator that only German usage writes, the number, and an extension after the last hyphen.
_PHONE = re.compile(
    r"""^(?P<country>\+\d{1,3}[ ]*)?
        (?:\((?P<bracketed>[\d ]+)\)|(?P<area>\d+))
        [ ]*[/ –-]?[ ]*
        (?P<number>\d[\d ]*?)
        (?:[ ]*[-–][ ]*(?P<extension>\d{1,6}))?$""",
    re.VERBOSE,
)


def din_phone(phone: str) -> str:
    """A telephone number as DIN 5008 writes it: `(0391) 56 53 1 - 0` and `0391/56531-0` become `0391 56531-0`.

    What does not look like one number in a German spelling is printed as it stands.
    """
    plain = " ".join(phone.replace(NO_BREAK, " ").split())
    match = _PHONE.match(re.sub(r"^(\+\d+) ?\(0\) ?", r"\1 ", plain))
    if match is None:
        return plain
    area = (match["bracketed"] or match["area"]).replace(" ", "")
    country = (match["country"] or "").strip()
    if country == "+49":
        area = area.removeprefix("0")
    elif country or not area.startswith("0"):
        return plain
    number = match["number"].replace(" ", "")
    extension = f"-{match['extension']}" if match["extension"] else ""
    return NO_BREAK.join(part for part in (country, area, number + extension) if part)


_MONTH_WORD = "|".join((*MONTHS["de"], *MONTHS["en"]))
_HELD_TOGETHER: Final = (
    # an abbreviation or sign and the number after it
    re.compile(
        r"\b(?:Nrn?\.|No\.|Az\.:?|Tel\.:|Abs\.|Art\.|Ziff\.|Rn\.|Bd\.|Kap\.|Anlagen?|Annex) (?=\d)|(?<=§) (?=\d)"
    ),
    # a day and its month
    re.compile(rf"(?<=\d\.) (?={_MONTH_WORD})|(?<=\d) (?=(?:{_MONTH_WORD})\b)"),
    # a figure and its unit
    re.compile(r"(?<=\d) (?=(?:Uhr|Euro|EUR|€|%|v\. ?H\.|Mio\.|Mrd\.|km|m²)(?!\w))"),
    # abbreviations of two or three letters with points
    re.compile(r"(?<=\b[a-zA-Z]\.) (?=[a-zA-Z]\.)"),
    # a dash and the word before it
    re.compile(r"(?<=\w) (?=[–-] )"),
    # titles and what follows
    re.compile(r"(?<=\bDr\.) (?=\w)|(?<=\bProf\.) (?=\w)"),
)


def hold_together(text: str) -> str:
    """Puts a no-break space where a line must not end („Nr. 543“, „§ 5“, „1. November“, „z. B.“); for display only."""
    if " " not in text:
        return text
    for pattern in _HELD_TOGETHER:
        text = pattern.sub(lambda found: found[0].replace(" ", NO_BREAK), text)
    return text


def breakable_address(address: str) -> str:
    """An e-mail address or page that may break after `@` and before a point, where a reader does not mistake it."""
    return re.sub(r"(?<=[@/_])(?=\w)|(?<=\w)(?=\.\w)", "\N{ZERO WIDTH SPACE}", address.strip())


_LONG_RUN = re.compile(r"[^\s\u200b\u00ad-]{36,}")
_RUN = 24


def breakable(text: str) -> str:
    """Lets a run of more than 35 characters without a blank or hyphen break, so that it cannot leave the page.

    Addresses of pages break by themselves (Typst breaks them where a reader expects it) and are left alone.
    """

    def cut(found: re.Match[str]) -> str:
        run = found[0]
        if "://" in run:
            return run
        return "\N{ZERO WIDTH SPACE}".join(run[at : at + _RUN] for at in range(0, len(run), _RUN))

    return _LONG_RUN.sub(cut, text)
