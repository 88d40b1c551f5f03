"""Names of public bodies in a sentence, brought into the nominative.

German declines both the noun and the adjectives before it: "des Deutschen Landkreistages" and "dem Deutschen
Landkreistag" are the "Deutscher Landkreistag". The gender, on which the adjective depends, is told by the noun that
the name ends in.
"""

import re
from dataclasses import dataclass
from typing import Final

_MASCULINE: Final = (
    r"(?:(?:Landkreis|Städte|Gemeinde|Bundes|Land|Kreis|Bezirke)tag|[\wÄÖÜäöüß]{0,40}(?:bund"
    r"|verband|verein|landkreis|zweckverband)"
    r"|Bund|Verband|Verein|Landkreis|Kreis|Senat|Bundesrat|Rechnungshof|Bundesrechnungshof|Landesrechnungshof|Landesbetrieb)"
)
_NEUTER: Final = (
    r"(?:[\wÄÖÜäöüß]{0,40}(?:ministerium|institut|präsidium|netzwerk|zentrum)|Ministerium"
    r"|Institut|Netzwerk|Zentrum|Studieninstitut"
    r"|(?!Ehrenamt|Gesamt|Hauptamt|Beamt)[A-ZÄÖÜ][\wäöüß]{2,40}amt|Amt)"
)
_FEMININE: Final = (
    r"(?:[A-ZÄÖÜ][\wäöüß]{2,40}(?:stiftung|kammer|agentur|universität|hochschule|akademie|kanzlei"
    r"|regierung|vereinigung|kommission"
    r"|verwaltung|gemeinschaft)|(?:[A-ZÄÖÜ][\wäöüß-]{2,30}[ ]){1,2}Stiftung|Stiftung|Agentur"
    r"|Universität|Hochschule|Akademie|Stadt|Hansestadt|Landeshauptstadt|Gemeinde|Gesellschaft)"
)
_ENGLISH: Final = (
    r"(?:(?:Federal[ ])?(?:Ministry|Association|Federation|Union|Council|Agency|Institute"
    r"|University|Department|Office|Foundation|Chamber)"
    r"[ ](?:of|for)(?:[ ]the)?(?:[ ](?:[A-Z][\w-]{1,30}|of|and|the)){0,5}(?<![ ]of)(?<![ ]and)(?<![ ]the)"
    r"|(?:[A-Z][\w-]{1,30}[ ]){1,3}(?:Association|Federation|Council|Agency|Institute|University"
    r"|Foundation|Ministry|League))"
)
_ACRONYM: Final = r"(?-i:(?:DLT|DST|DStGB|KGSt|BMI|BMF|BMAS|BMFSFJ|BAMF|BKA|MI|MS|MF|MW|MK))"

_ADJECTIVES: Final = (
    r"(?:[A-ZÄÖÜ][a-zäöüß-]{2,30}(?:e|er|en|es|em)[ \n]|[A-ZÄÖÜ][a-zäöüß]{2,20}-(?:,[ ]|[ ](?:und"
    r"|u\.)[ ])){0,3}"
)
_CAPITAL: Final = r"[A-ZÄÖÜ][\wäöüß-]{1,40}"
_TAIL: Final = (
    rf"(?:[ \n](?:des|der|für)[ \n]{_CAPITAL}(?:(?:,[ \n]|[ \n](?:und|sowie)[ \n](?:für[ \n])?|[ \n]){_CAPITAL}){{0,5}}"
    rf"|[ \n](?!Tel|Fax|Frau|Herr){_CAPITAL}){{0,3}}(?:[ ]e\.[ ]?V\.)?"
)
_ORGANISATION = re.compile(
    rf"(?<![\w-])(?:(?P<article>[Dd]er|[Dd]ie|[Dd]as|[Dd]em|[Dd]en|[Dd]es|[Ee]ine?|einem|einer"
    rf"|eines|beim|vom|zum|zur|[Tt]he)[ \n])?"
    rf"(?P<adjectives>{_ADJECTIVES})"
    rf"(?:(?P<masculine>{_MASCULINE})(?:e?s)?|(?P<neuter>{_NEUTER})(?:e?s)?"
    rf"|(?P<feminine>{_FEMININE})|(?P<english>{_ENGLISH})|(?P<acronym>{_ACRONYM}))"
    rf"(?![\w-])(?P<tail>{_TAIL})"
)
_ENDING: Final = {"masculine": "er", "neuter": "es", "feminine": "e"}
_GENDERS: Final = ("masculine", "neuter", "feminine")
_WEEKDAYS = re.compile(r"(?:mon|diens|donners|frei|sams|sonn)tag", re.IGNORECASE)


@dataclass(frozen=True)
class Organisation:
    """A public body in a text: its place there (with the article), its name in the nominative without article, the
    article as written.
    """

    start: int
    end: int
    name: str
    article: str | None


def _adjective(word: str, gender: str) -> str:
    """ "Deutschen" with a masculine noun becomes "Deutscher"; "Berliner" and "Städte- und" stay."""
    if word.endswith("-") or word.lower() in ("und", "u."):
        return word
    for ending in ("en", "em", "es", "e"):
        if word.endswith(ending):
            return word[: -len(ending)] + _ENDING[gender]
    return word


def _organisation(found: re.Match[str]) -> Organisation:
    gender = next((name for name in _GENDERS if found[name]), None)
    tail = " ".join(found["tail"].split())
    if gender is None:
        name = found["english"] or found["acronym"]
    else:
        name = " ".join([*(_adjective(word, gender) for word in found["adjectives"].split()), found[gender]])
    full = " ".join(part for part in (name, tail) if part)
    return Organisation(found.start(), found.end(), full, found["article"])


def find_organisations(text: str, start: int = 0, end: int | None = None) -> list[Organisation]:
    """The public bodies named between two places of the text, in order."""
    founds = _ORGANISATION.finditer(text, start, len(text) if end is None else end)
    return [_organisation(found) for found in founds if not _WEEKDAYS.search(found.group())]


def organisation_at(text: str, start: int, end: int) -> Organisation | None:
    """The public body that begins exactly there."""
    found = _ORGANISATION.match(text, start, end)
    return _organisation(found) if found else None


def is_organisation(fragment: str) -> bool:
    """Whether a line is nothing but the name of a public body, as in a letterhead."""
    found = _ORGANISATION.fullmatch(fragment)
    return found is not None and found["article"] is None
