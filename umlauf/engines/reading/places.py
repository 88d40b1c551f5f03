"""Streets, postal codes and towns, in running text and in address lines."""

import re
from dataclasses import dataclass
from typing import Final

_WORD: Final = r"[A-ZÄÖÜ][\wäöüß.-]{0,40}"
_STREET_END: Final = (
    r"(?:straße|strasse|str\.|allee|platz|weg|ufer|ring|gasse|damm|markt|hof|park|promenade"
    r"|chaussee|wall|graben|berg|tor|brücke"
    r"|steig|zeile|kamp|stieg|schloss)"
)
_HOUSE: Final = r"\d{1,4}[ ]?[a-z]?(?![\wäöü.])(?:[ ]?[-–/+][ ]?\d{1,4}[a-z]?\b)?"
STREET: Final = (
    rf"(?:{_WORD}[ -]){{0,3}}(?:[A-ZÄÖÜ][\wäöüß.-]{{0,40}}?{_STREET_END}|(?:Straße|Str\.|Allee"
    rf"|Platz|Weg|Ufer|Ring|Markt|Hof|Tor))[ ]{_HOUSE}"
    rf"|(?:Am|An|Auf|Im|In|Unter|Zum|Zur|Vor|Hinter)(?:[ ](?:der|dem|den))?[ ]{_WORD}[ ]{_HOUSE}"
)
CITY: Final = (
    r"[A-ZÄÖÜ][\wäöüß-]{1,40}(?:[ ](?:an[ ]der|am|bei|ob[ ]der|im)[ ][A-ZÄÖÜ][\wäöüß-]{1,30}"
    r"|[ ][A-ZÄÖÜ][\wäöüß-]{1,30}){0,2}"
    r"(?:[ ]\([\w. /]{1,30}\))?"
)
POSTAL_CITY: Final = rf"(?:D[-–][ ]?)?(?P<code>\d{{5}})[ \n](?P<city>{CITY})"

TOWN: Final = r"[A-ZÄÖÜ][\wäöüß-]{1,30}(?:[ ./](?:an|der|am|bei|im|ob|a\.|d\.|\(?[A-ZÄÖÜ][\wäöüß.-]{1,30}\)?)){0,4}"
"""A town as it stands before a letter's date: "Halle (Saale)", "Frankfurt an der Oder"."""

_ADDRESS = re.compile(rf"(?<![\w-])(?P<street>{STREET})(?:,[ ]?|[ ]?\n|[ ])(?:in[ ])?{POSTAL_CITY}")
_ADDRESS_EN = re.compile(
    r"(?<![\w-])(?P<street>\d{1,4}[a-z]?[ ](?:[A-Z][\w'-]{1,30}[ ]){1,3}(?:Street|Road|Avenue"
    r"|Square|Lane|Place|Way|Gardens|Drive|Row|Court|St|Rd|Ave))"
    r"(?:,[ \n](?P<city>[A-Z][\w'-]{1,30}(?:[ ][A-Z][\w'-]{1,30}){0,2}?)(?:,?[ ](?P<code>[A-Z]{1,2"
    r"}\d[\dA-Z]?[ ]\d[A-Z]{2}))?(?![\w]))?"
)
_POSTAL = re.compile(rf"(?<![\w-]){POSTAL_CITY}")
_STREET_LINE = re.compile(rf"(?:{STREET})[,.]?")
_POSTAL_LINE = re.compile(rf"{POSTAL_CITY}[,.]?")
_BOX = re.compile(r"(?:Postfach|P\.?O\.? Box)[ \d]{1,20}", re.IGNORECASE)
_STREET_ALONE = re.compile(rf"(?<![\w-])(?:{STREET})")


@dataclass(frozen=True)
class Address:
    """A place in a text; `street` is None where only code and town stand there."""

    start: int
    end: int
    street: str | None
    postal_code: str | None
    city: str | None


def find_address(text: str, start: int, end: int) -> Address | None:
    """The first street with postal code and town between two places, else the first code with town, else a street
    alone.
    """
    found = _ADDRESS.search(text, start, end) or _ADDRESS_EN.search(text, start, end)
    if found:
        return Address(found.start(), found.end(), found["street"], found["code"], found["city"])
    found = _POSTAL.search(text, start, end)
    if found:
        return Address(found.start(), found.end(), None, found["code"], found["city"])
    found = _STREET_ALONE.search(text, start, end)
    return Address(found.start(), found.end(), found.group(), None, None) if found else None


def is_address(fragment: str) -> bool:
    """Whether a fragment of a line is nothing but a street, a postal code with town, both, or a post-office box."""
    patterns = (_STREET_LINE, _POSTAL_LINE, _ADDRESS, _ADDRESS_EN, _BOX)
    return any(pattern.fullmatch(fragment) for pattern in patterns)
