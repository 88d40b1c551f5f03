"""What a column can mean, which head proposes which meaning, and what somebody chose for a file."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from umlauf.ground.text import Refused
from umlauf.office.directory.names import folded_words


class Field(StrEnum):
    """A meaning of a column."""

    KEY = "key"
    NAME = "name"
    SHORT_NAME = "short_name"
    KIND = "kind"
    PARENT = "parent"
    SEAT = "seat"
    POPULATION = "population"
    AREA = "area"
    GENITIVE = "genitive"
    LOCATIVE = "locative"
    STREET = "street"
    POSTAL_CODE = "postal_code"
    CITY = "city"
    PHONE = "phone"
    CENTRAL_EMAIL = "central_email"
    WEB = "web"
    LANGUAGE = "language"
    INTAKE_EMAIL = "intake_email"
    MEMBER_SINCE = "member_since"
    MEMBER_UNTIL = "member_until"
    TAGS = "tags"
    FUNCTION = "function"
    SUBJECT = "subject"
    POST_EMAIL = "post_email"
    POST_PHONE = "post_phone"
    SALUTATION = "salutation"
    TITLE = "title"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    PERSON_EMAIL = "person_email"
    PERSON_PHONE = "person_phone"
    LETTER_FORM = "letter_form"
    ENVELOPE_FORM = "envelope_form"
    SINCE = "since"
    UNTIL = "until"
    ACTING = "acting"
    CARRIES_ON = "carries_on"


REGISTER: Final = (
    Field.NAME,
    Field.SHORT_NAME,
    Field.KIND,
    Field.SEAT,
    Field.POPULATION,
    Field.AREA,
    Field.GENITIVE,
    Field.LOCATIVE,
)
CONTACT: Final = (
    Field.STREET,
    Field.POSTAL_CODE,
    Field.CITY,
    Field.PHONE,
    Field.CENTRAL_EMAIL,
    Field.WEB,
    Field.LANGUAGE,
)
ORGANISATION: Final = (
    Field.KEY,
    *REGISTER[:3],
    Field.PARENT,
    *REGISTER[3:],
    *CONTACT,
    Field.INTAKE_EMAIL,
    Field.MEMBER_SINCE,
    Field.MEMBER_UNTIL,
    Field.TAGS,
)
PERSON: Final = (
    Field.SALUTATION,
    Field.TITLE,
    Field.FIRST_NAME,
    Field.LAST_NAME,
    Field.PERSON_EMAIL,
    Field.PERSON_PHONE,
    Field.LETTER_FORM,
    Field.ENVELOPE_FORM,
)
TENURE: Final = (Field.SINCE, Field.UNTIL, Field.ACTING, Field.CARRIES_ON)
OF_POSTS: Final = (Field.FUNCTION, Field.SUBJECT, Field.POST_EMAIL, Field.POST_PHONE, *PERSON, *TENURE)

LABELS: Final[dict[Field, Promise]] = {
    Field.KEY: gettext_lazy("Official key"),
    Field.NAME: gettext_lazy("Organisation"),
    Field.SHORT_NAME: gettext_lazy("Short name"),
    Field.KIND: gettext_lazy("Kind"),
    Field.PARENT: gettext_lazy("Belongs to"),
    Field.SEAT: gettext_lazy("Seat"),
    Field.POPULATION: gettext_lazy("Population"),
    Field.AREA: gettext_lazy("Area in km²"),
    Field.GENITIVE: gettext_lazy("Genitive"),
    Field.LOCATIVE: gettext_lazy("Locative"),
    Field.STREET: gettext_lazy("Street"),
    Field.POSTAL_CODE: gettext_lazy("Postal code"),
    Field.CITY: gettext_lazy("Town"),
    Field.PHONE: gettext_lazy("Phone"),
    Field.CENTRAL_EMAIL: gettext_lazy("Central mailbox"),
    Field.WEB: gettext_lazy("Web address"),
    Field.LANGUAGE: gettext_lazy("Language of mails"),
    Field.INTAKE_EMAIL: gettext_lazy("Intake addresses"),
    Field.MEMBER_SINCE: gettext_lazy("Member since"),
    Field.MEMBER_UNTIL: gettext_lazy("Member until"),
    Field.TAGS: gettext_lazy("Tags"),
    Field.FUNCTION: gettext_lazy("Function"),
    Field.SUBJECT: gettext_lazy("Subject area"),
    Field.POST_EMAIL: gettext_lazy("Mail address of the post"),
    Field.POST_PHONE: gettext_lazy("Phone of the post"),
    Field.SALUTATION: gettext_lazy("Salutation"),
    Field.TITLE: gettext_lazy("Title"),
    Field.FIRST_NAME: gettext_lazy("First name"),
    Field.LAST_NAME: gettext_lazy("Last name"),
    Field.PERSON_EMAIL: gettext_lazy("Mail address of the person"),
    Field.PERSON_PHONE: gettext_lazy("Phone of the person"),
    Field.LETTER_FORM: gettext_lazy("Salutation in letters"),
    Field.ENVELOPE_FORM: gettext_lazy("Address on envelopes"),
    Field.SINCE: gettext_lazy("Holds it since"),
    Field.UNTIL: gettext_lazy("Holds it until"),
    Field.ACTING: gettext_lazy("Acting"),
    Field.CARRIES_ON: gettext_lazy("Carries on"),
}

# Heads as lists have them, in both languages, whatever language is on: a file may come from anywhere.
_HEADS: Final[dict[Field, str]] = {
    Field.KEY: "Amtlicher Schlüssel|Official key|AGS|ARS|Schlüssel|Schlüsselnummer|Regionalschlüssel|Gemeindeschlüssel|"
    "Amtlicher Gemeindeschlüssel|Amtlicher Regionalschlüssel|Amtlicher Gemeindeschlüssel (AGS)|Gemeindeschlüssel (AGS)|"
    "Amtlicher Regionalschlüssel (ARS)|Regionalschlüssel (ARS)|Kreisschlüssel|Key",
    Field.NAME: "Organisation|Name|Gemeindename|Gemeinde|Kreisname|Landkreis|Kreis|Kreisfreie Stadt / Landkreis|"
    "Name der Organisation|Name der Gemeinde|Körperschaft|Behörde|Mitglied|Institution|Municipality|County",
    Field.SHORT_NAME: "Kurzname|Kurzbezeichnung|Kurzform|Short name",
    Field.KIND: "Art|Kind|Organisationsart|Art der Organisation|Typ|Gebietsart|Type",
    Field.PARENT: "Gehört zu|Belongs to|Übergeordnete Organisation|Teil von|Part of",
    Field.SEAT: "Sitz|Seat|Verwaltungssitz|Kreissitz|Kreisstadt|Sitz der Verwaltung",
    Field.POPULATION: "Einwohner|Population|Bevölkerung|Einwohnerzahl|Bevölkerung insgesamt|Einwohner insgesamt|"
    "Einwohnerinnen und Einwohner|Inhabitants",
    Field.AREA: "Fläche in km²|Area in km²|Fläche|Fläche km2|Fläche (km²)|Fläche qkm|Fläche in qkm|Area",
    Field.GENITIVE: "Genitiv|Genitive|Name im Genitiv",
    Field.LOCATIVE: "Ortsangabe|Locative|Lokativ|Name mit Ortsangabe",
    Field.STREET: "Straße|Street|Straße und Hausnummer|Straße, Hausnummer|Anschrift|Hausanschrift|Street address",
    Field.POSTAL_CODE: "PLZ|Postal code|Postleitzahl|Zip|Postcode|Postleitzahl des Verwaltungssitzes",
    Field.CITY: "Ort|Town|Stadt|City|Wohnort|Postort",
    Field.PHONE: "Telefon|Phone|Tel.|Telefonnummer|Zentrale|Telefon der Zentrale",
    Field.CENTRAL_EMAIL: "Zentrales Postfach|Central mailbox|Zentrale E-Mail|Zentrale E-Mail-Adresse|Central email",
    Field.LANGUAGE: "Sprache der E-Mails|Sprache der Mails|Language of mails|Sprache|Language|"
    "Mailsprache|Korrespondenzsprache",
    Field.WEB: "Internetadresse|Web address|Internet|Web|Webseite|Website|Homepage|URL",
    Field.INTAKE_EMAIL: "Eingangsadressen|Intake addresses|Eingangsadresse|Poststelle|E-Mail der Poststelle|E-Mail|"
    "Email|E-Mail-Adresse|Mail|Intake address",
    Field.MEMBER_SINCE: "Mitglied seit|Member since|Mitgliedschaft seit|Beitritt",
    Field.MEMBER_UNTIL: "Mitglied bis|Member until|Mitgliedschaft bis|Austritt",
    Field.TAGS: "Schlagwörter|Tags|Merkmale|Gruppen|Labels|Schlagworte|Tag",
    Field.FUNCTION: "Funktion|Function|Amt|Position|Amtsbezeichnung|Stelle|Dienststellung|Office",
    Field.SUBJECT: "Fachgebiet|Subject area|Bereich|Zuständigkeitsbereich|Sachgebiet|Ressort|Subject",
    Field.POST_EMAIL: "E-Mail der Funktion|Mail address of the post|Funktionspostfach|E-Mail der Stelle|Post email",
    Field.POST_PHONE: "Telefon der Funktion|Phone of the post|Telefon der Stelle|Durchwahl der Funktion|Post phone",
    Field.SALUTATION: "Anrede|Salutation|Geschlecht",
    Field.TITLE: "Titel|Title|Akademischer Titel|Akademischer Grad|Grad",
    Field.FIRST_NAME: "Vorname|First name|Vornamen|Rufname|Given name",
    Field.LAST_NAME: "Nachname|Last name|Familienname|Zuname|Surname|Family name",
    Field.PERSON_EMAIL: "E-Mail der Person|Mail address of the person|Persönliche E-Mail|Person email",
    Field.PERSON_PHONE: "Telefon der Person|Phone of the person|Durchwahl|Mobil|Mobiltelefon|Person phone",
    Field.LETTER_FORM: "Briefanrede|Salutation in letters|Anrede im Brief|Letter form",
    Field.ENVELOPE_FORM: "Anschriftzeile|Address on envelopes|Anrede in der Anschrift|Anschriftenzeile|Envelope form",
    Field.SINCE: "Im Amt seit|Holds it since|Seit|Amtsantritt|Beginn|Amtszeit von|Since|From",
    Field.UNTIL: "Im Amt bis|Holds it until|Bis|Ende|Amtszeit bis|Ende der Amtszeit|Until|To",
    Field.ACTING: "Kommissarisch|Acting|Mit der Wahrnehmung beauftragt|Beauftragt",
    Field.CARRIES_ON: "Führt weiter|Carries on|Führt die Geschäfte fort|Geschäftsführend",
}


def folded(text: str) -> str:
    """A head, a kind or a name as it is compared: without case, marks and the spelling of umlauts."""
    return " ".join(folded_words(text))


_MEANINGS: Final = {folded(head): meaning for meaning, heads in _HEADS.items() for head in heads.split("|")}


def head_of(meaning: Field) -> str:
    """What a column of this meaning is called, in the language that is on."""
    return str(LABELS[meaning])


def propose(heads: tuple[str, ...]) -> tuple[str, ...]:
    """For each head the value of the field that it seems to mean, or an empty string. No field twice."""
    own = {folded(head_of(meaning)): meaning for meaning in Field}
    taken: set[Field] = set()
    found = []
    for head in heads:
        meaning = own.get(folded(head)) or _MEANINGS.get(folded(head))
        if meaning is None or meaning in taken:
            found.append("")
        else:
            taken.add(meaning)
            found.append(meaning.value)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Choices:
    """What somebody chose for a file.

    ``mapping`` has the value of a ``Field`` for each column, or an empty string for one that is left out.
    ``complete``: the file is the whole list, so what is missing is gone, with ``gone_on`` as its last day (None:
    today). ``repair_keys`` puts back zeros that a spreadsheet took. ``members_since``: all organisations of the file
    are members from that day on, unless they are already. ``language``: in which the preview was seen that is applied,
    since a plan says its values in a language and its digest covers them.
    """

    mapping: tuple[str, ...] = ()
    complete: bool = False
    repair_keys: bool = False
    gone_on: dt.date | None = None
    members_since: dt.date | None = None
    language: str = ""

    @classmethod
    def parse(cls, data: dict[str, Any]) -> Choices:
        """Choices as they are kept with an import. Nothing was chosen yet: the defaults."""
        days = {name: dt.date.fromisoformat(data[name]) if data.get(name) else None for name in _DAYS}
        return cls(
            tuple(data.get("mapping", ())),
            complete=bool(data.get("complete")),
            repair_keys=bool(data.get("repair_keys")),
            language=str(data.get("language", "")),
            **days,
        )

    def json(self) -> dict[str, Any]:
        days = {name: day.isoformat() if (day := getattr(self, name)) else None for name in _DAYS}
        chosen = {"mapping": list(self.mapping), "complete": self.complete, "repair_keys": self.repair_keys}
        return chosen | days | {"language": self.language}

    def columns(self, width: int) -> dict[Field, int]:
        """Where each field stands.

        Raises ``Refused("import.columns")`` for a mapping that does not fit the file, that names a field twice or one
        that there is not, or that says too little to know which organisation a row means.
        """
        if len(self.mapping) != width:
            raise Refused("import.columns", _("These columns belong to another file. Please choose once more."))
        found: dict[Field, int] = {}
        for position, value in enumerate(self.mapping):
            if value and value not in _VALUES:
                raise Refused("import.columns", _("“%(field)s” is not known as a column.") % {"field": value})
            if value and Field(value) in found:
                raise Refused(
                    "import.columns",
                    _("Two columns are said to be “%(field)s”. Please leave one of them out.")
                    % {"field": head_of(Field(value))},
                )
            if value:
                found[Field(value)] = position
        _check(found)
        return found


_DAYS: Final = ("gone_on", "members_since")
_VALUES: Final = frozenset(Field)


def _check(found: dict[Field, int]) -> None:
    if Field.KEY not in found and Field.NAME not in found:
        raise Refused(
            "import.columns",
            _("No column says which organisation a row means. Please choose the official key or the name."),
        )
    if Field.FUNCTION in found:
        return
    if lost := next((meaning for meaning in OF_POSTS if meaning in found), None):
        raise Refused(
            "import.columns",
            _("“%(field)s” needs a column for the function. Please choose one, or leave this column out.")
            % {"field": head_of(lost)},
        )
    if Field.MEMBER_UNTIL in found and Field.MEMBER_SINCE not in found:
        raise Refused(
            "import.columns",
            _("“%(field)s” needs a column for the first day too.") % {"field": head_of(Field.MEMBER_UNTIL)},
        )
