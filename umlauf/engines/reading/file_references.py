"""The sender's file reference (Aktenzeichen), verbatim: labelled, or bare between dashes."""

import re
from dataclasses import dataclass
from typing import Final

_NEXT_LABEL: Final = (
    r"(?:Datum|Date|Tel(?:efon)?\b|Telefax|Fax|E-?Mail|Bearbeite|Ihr(?:e)?[ ]|Durchwahl|Zimmer"
    r"|Auskunft|Ansprech|Unser[ ]Zeichen|Mein[ ]Zeichen"
    r"|vom[ ]|v\.[ ]?\d|\(?[Bb]itte)"
)
_VALUE: Final = rf"(?P<value>(?!{_NEXT_LABEL})[\wÄÖÜäöüß(][^\n|;·]{{0,80}})"
# In the order in which they win: an own reference before a business sign.
_LABELS: Final = (
    (
        r"(?:Az|AZ)\b\.?[ ]?:?|Aktenzeichen[ ]?:?|(?:File[ ])?[Rr]eference(?:[ ]number|[ ]no\.)?[ ]?:"
        r"|(?:Our|File)[ ][Rr]ef(?:erence|\.)[ ]?:?"
    ),
    r"(?:Gz|GZ|GeschZ|Gesch\.-?Z)\b\.?[ ]?:?|Geschäftszeichen[ ]?:?",
    r"(?:Unser|Mein)(?:e?s?)[ ]Zeichen[ ]?:?",
)
_LABELLED = tuple(re.compile(rf"(?<![\wÄÖÜäöü])(?:{label})[ ]?{_VALUE}") for label in _LABELS)
_CUT = re.compile(
    rf",?[ ]{_NEXT_LABEL}|[ ](?=\d{{1,2}}\.[ ]?(?:\d{{1,2}}\.|[A-Zä-ü][a-zä]+)[ ]?(?:19|20)\d\d$)"
    rf"|,[ ](?=[A-ZÄÖÜ][a-zäöü]+,[ ])"
)
_BARE = re.compile(r"(?:^|[ ])[-–—][ ]?(?P<value>[\wÄÖÜ][\wÄÖÜäöüß ./()–-]{1,60}?)[ ]?[-–—]$")
_ROMAN_UNIT = re.compile(r"[IVX]{1,5}(?:[ ][A-Z])?(?:[ ]\d{1,3}[a-z]?)?")


@dataclass(frozen=True)
class FileReference:
    start: int
    end: int
    value: str
    rank: int


def find_labelled(line: str) -> FileReference | None:
    """The reference behind "Az.:", "Gz.", "Unser Zeichen" …; `rank` 0 is the strongest label. "Ihr Zeichen" is the
    receiver's.
    """
    for rank, pattern in enumerate(_LABELLED):
        found = pattern.search(line)
        if found is None:
            continue
        value = found["value"]
        cut = _CUT.search(value)
        if cut:
            value = value[: cut.start()]
        value = value.rstrip(" ,.")
        if re.search(r"\d", value) and len(value) <= 60:
            return FileReference(found.start(), found.start("value") + len(value), value, rank)
    return None


def find_bare(line: str, after_date: bool) -> FileReference | None:
    """ "– X II 3 – 123 456/7 –" at the end of a line; a unit alone counts if it is Roman or stands after a date ("- 2
    -" is a page number).
    """
    found = _BARE.search(line)
    if found is None or re.search(r"Anl(?:agen?|\.)|[Ss]eite|[a-zäöüß]{4}", found["value"]):
        return None
    value = found["value"].strip()
    parts = re.findall(r"[\wÄÖÜ]+", value)
    if not (_ROMAN_UNIT.fullmatch(value) or (re.search(r"\d", value) and (len(parts) > 1 or after_date))):
        return None
    return FileReference(found.start(), found.end(), value, len(_LABELS))
