"""Official keys: AGS (Amtlicher Gemeindeschlüssel) and ARS (Amtlicher Regionalschlüssel), as text.

AGS: 2 digits state, 1 government region, 2 county, 3 municipality. ARS: the same with 4 digits for the association of
municipalities before the last 3. Source: Gemeindeverzeichnis of the statistical offices of Germany.
"""

from __future__ import annotations

import re

from umlauf.office.directory.enums import OrganisationKind

_STATES = range(1, 17)
_TOWN = re.compile(r", \w*stadt\b|^\w*stadt ")  # „München, Landeshauptstadt“, „Hansestadt Rostock“
_DIGITS = re.compile(r"\d+\Z", re.ASCII)
AGS_LENGTHS = frozenset({2, 5, 8})
ARS_LENGTH = 12
_STATE, _COUNTY, _MUNICIPALITY = 2, 5, 8
_WHOLE_COUNTY = "000"


def tidy_key(written: str) -> str:
    """The key without the blanks and dashes by which lists part its digits."""
    return re.sub(r"[\s\u00a0-]", "", written)


def is_key(key: str) -> bool:
    """Whether this has the form of an AGS or ARS, with a state that there is (or 99, for invented ones)."""
    if not _DIGITS.match(key) or len(key) not in AGS_LENGTHS | {ARS_LENGTH}:
        return False
    return int(key[:_STATE]) in _STATES or key.startswith("99")


def repaired_key(key: str) -> str | None:
    """The key with the zero in front that a spreadsheet took away; None where that makes no key either."""
    longer = f"0{key}"
    return longer if _DIGITS.match(key) and not is_key(key) and is_key(longer) and longer[1] != "0" else None


def ags_of(key: str) -> str:
    """The AGS for a key of either kind, in its short form: two digits for a state, five for a county."""
    if len(key) == ARS_LENGTH:
        key = key[:_COUNTY] + key[-3:]
    if len(key) == _MUNICIPALITY and key.endswith(_WHOLE_COUNTY):
        return key[:_COUNTY]
    return key


def keys_of(key: str) -> tuple[str, str]:
    """The AGS and the ARS that an organisation with this key bears; empty where it has none.

    An association of municipalities has an ARS alone: the AGS in it is the one of its county.
    """
    if kind_of_key(key) == OrganisationKind.MUNICIPAL_UNION:
        return "", key
    return ags_of(key), key if len(key) == ARS_LENGTH else ""


def kind_of_key(key: str, name: str = "") -> OrganisationKind | None:
    """What an organisation with this key is, as far as the key and the name say it."""
    if len(key) == ARS_LENGTH and key[_COUNTY:9] != "0000" and key.endswith(_WHOLE_COUNTY):
        return OrganisationKind.MUNICIPAL_UNION
    ags = ags_of(key)
    if len(ags) == _STATE:
        return OrganisationKind.STATE
    if len(ags) == _MUNICIPALITY:
        return OrganisationKind.MUNICIPALITY
    if len(ags) == _COUNTY:
        return OrganisationKind.COUNTY if _rural(ags, name) else OrganisationKind.INDEPENDENT_CITY
    return None


def _rural(ags: str, name: str) -> bool:
    """Counties and independent cities share a form; the name decides, and where it does not, the number.

    Most states number their independent cities from 01 to 49 and the counties from 51 (in Bavaria 61, 71 …).
    """
    folded = name.casefold()
    if "kreisfreie" in folded or "stadtkreis" in folded or _TOWN.search(folded):
        return False
    if "kreis" in folded or "region" in folded:
        return True
    return int(ags[3:5]) > 50
