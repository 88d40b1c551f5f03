"""What a paper says: the dataclasses at the door of this engine.

All texts are plain Unicode text, never markup. In one-line fields a line break counts as a space; in
`Letter.abstract` a blank line separates paragraphs. Empty means: not printed, and no gap is left.
"""

import datetime
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

Language = Literal["de", "en"]
ContributionState = Literal["confirmed", "requested", "declined"]


class LetterError(Exception):
    """The paper cannot be rendered; `message` is one English sentence for a log or a developer.

    `characters` holds what the shipped fonts cannot show, when that is the reason, else it is empty.
    """

    def __init__(self, message: str, characters: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.characters = characters


class Standard(StrEnum):
    """Which PDF profiles a paper is written to.

    ARCHIVE is PDF/UA-1 with PDF/A-2a, for what is mailed and filed. WITH_FACTS is PDF/UA-1 with PDF/A-3a, which may
    carry the facts as an attached file; archives advise against A-3 in office routine, so it is a chosen download.
    """

    ARCHIVE = "archive"
    WITH_FACTS = "with-facts"


@dataclass(frozen=True, slots=True)
class Sender:
    """The association as its letterhead and footer show it.

    `phone` and `fax` in any usual spelling (printed as DIN 5008 has it), `iban` with or without blanks (printed in
    groups of four), `logo_svg` the source of an SVG picture or None.
    """

    name: str
    street: str = ""
    postal_code: str = ""
    city: str = ""
    phone: str = ""
    fax: str = ""
    email: str = ""
    web: str = ""
    bank_name: str = ""
    iban: str = ""
    bic: str = ""
    logo_svg: str | None = None


@dataclass(frozen=True, slots=True)
class AnnexNote:
    """One line of the annex note: „Anlage 1  Programm“. `on_request`: who asks gets it in an accessible form."""

    number: int
    title: str = ""
    digital_only: bool = False
    on_request: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """A circular letter. `body` is a node tree in the JSON form of ProseMirror (`{"type": "doc", "content": […]}`).

    `number_label` is the whole line with the number ("Rundschreiben Nr. 543/2016"); a draft has none and prints `kind`.
    `references` are the lines of the note under the subject that says to what the letter refers („Bezug: …“).
    `house_style` chooses „Az.: …“ and „Tel.: …“ in the information block, else the labels of DIN 5008.
    `copies` are those who get it for information; `confidential` marks it as meant for its addressees alone.
    `proof_url` is where a reader finds out whether the letter is genuine; it is printed as a QR code and as text.
    `date` is the letter date and the creation date of the PDF; with None no date is printed, the file bears the time of
    the machine, and its bytes are not repeatable.
    """

    sender: Sender
    subject: str
    body: dict[str, Any]
    language: Language = "de"
    kind: str = "Rundschreiben"
    number_label: str = ""
    addressees: tuple[str, ...] = ()
    keyword: str = ""
    file_reference: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    date: datetime.date | None = None
    references: tuple[str, ...] = ()
    valid_from: datetime.date | None = None
    abstract: str = ""
    closing: str = ""
    signature: tuple[str, ...] = ()
    annexes: tuple[AnnexNote, ...] = ()
    copies: tuple[str, ...] = ()
    house_style: bool = True
    draft: bool = False
    confidential: bool = False
    proof_url: str = ""


@dataclass(frozen=True, slots=True)
class ContributionEntry:
    """Who takes part in an item of the programme, by name or by office alone. ``title`` is that of a talk."""

    name: str = ""
    office: str = ""
    role: str = ""
    state: ContributionState = "confirmed"
    title: str = ""


@dataclass(frozen=True, slots=True)
class ProgrammeEntry:
    """An item of the programme; `start` and `end` as they are to be printed ("10:00"), or empty.

    `about`: it starts at about that time; `following`: after the one before; `open_end`: nobody says when it ends.
    `day` is the heading over the items of a day, printed where it changes; `number` that of an agenda („TOP 1“).
    `parallel` are those that take place at once, below this one.
    """

    title: str
    start: str = ""
    end: str = ""
    contributions: tuple[ContributionEntry, ...] = ()
    day: str = ""
    room: str = ""
    text: str = ""
    number: str = ""
    about: bool = False
    following: bool = False
    open_end: bool = False
    parallel: tuple["ProgrammeEntry", ...] = ()


@dataclass(frozen=True, slots=True)
class ProgrammeSheet:
    """The programme of a conference as an annex. `number_label` says to what it belongs.

    `as_of` is the day of the version, as it is to be printed; `changes` are sentences on what has changed since the
    version before. An `agenda` is that of a meeting: its items have numbers, and need no times.
    `date` is the creation date of the PDF; None takes the time of the machine, and the bytes are not repeatable.
    """

    sender: Sender
    conference_title: str
    language: Language = "de"
    title: str = "Programm"
    number_label: str = ""
    when: str = ""
    where: str = ""
    hosts: tuple[str, ...] = ()
    version: int = 1
    items: tuple[ProgrammeEntry, ...] = ()
    date: datetime.date | None = None
    as_of: str = ""
    changes: tuple[str, ...] = ()
    agenda: bool = False


@dataclass(frozen=True, slots=True)
class FormSheet:
    """The registration form of a conference, for several persons: flat as an annex, or with fields for one house.

    `reply_to` are the lines of the reply address; `entitled` says who may take part; `house` is whom it was made for;
    `date` as in ProgrammeSheet.
    """

    sender: Sender
    conference_title: str
    language: Language = "de"
    title: str = "Anmeldung"
    when: str = ""
    where: str = ""
    deadline: str = ""
    reply_to: tuple[str, ...] = ()
    number_label: str = ""
    entitled: str = ""
    house: str = ""
    date: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class RecordColumn:
    """A column of a record: its head, and how many parts of the width it gets."""

    head: str
    width: int = 1


@dataclass(frozen=True, slots=True)
class RecordSheet:
    """What is known of something, for the files: facts as label and lines, a table, and what is to be said of it.

    Each cell of `rows` is lines of text; the first cell names its row. `title` says what kind of paper it is, `heading`
    what it is about. `date` as in ProgrammeSheet.
    """

    sender: Sender
    title: str
    heading: str
    caption: str
    columns: tuple[RecordColumn, ...]
    rows: tuple[tuple[tuple[str, ...], ...], ...]
    language: Language = "de"
    number_label: str = ""
    facts: tuple[tuple[str, tuple[str, ...]], ...] = ()
    remarks: tuple[str, ...] = ()
    date: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A page of a letter as a PNG picture, its number counted from 1, and how many pages there are."""

    png: bytes
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished PDF file and its number of pages."""

    pdf: bytes
    pages: int
