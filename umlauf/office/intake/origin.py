"""What a draft comes from: the letter or mail as its reference („Bezug“), and the sender's deadline."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.utils import translation

from umlauf.engines.incoming import Incoming, Kind
from umlauf.engines.reading import Facts
from umlauf.ground.core.days import long_day
from umlauf.ground.core.holidays import is_working_day
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Association
from umlauf.office.circulars.content import Reference
from umlauf.office.circulars.enums import ReferenceKind
from umlauf.office.directory.names import propose_case_forms
from umlauf.office.intake.moments import day_of

DAYS_EARLIER: Final = 3
"""Working days that the office keeps for itself to put the answers together, before they are due elsewhere."""

_TOWN: Final = "der Stadt "  # what ``propose_case_forms`` takes a name for that has no noun it knows


@dataclass(frozen=True, slots=True)
class _Words:
    letter: str
    mail: str
    by: str
    on: str
    reference: str
    number: str


_WORDS: Final = {
    "de": _Words("Schreiben", "E-Mail", "von", "vom", "Az.", "Nr."),
    "en": _Words("letter", "e-mail", "from", "of", "ref.", "No."),
}


def is_of(association: Association, incoming: Incoming, facts: Facts) -> bool:
    """Whether the association wrote it itself: by its letterhead, else by the sender's address, else as a Word file
    that names nobody."""
    if facts.issuer:
        issuer = facts.issuer.casefold()
        return association.name.casefold() in issuer or association.short_name.casefold() in issuer.split()
    own = association.email.rpartition("@")[2].casefold()
    domain = incoming.sender_address.rpartition("@")[2].casefold()
    return incoming.kind is Kind.WORD or (bool(own) and domain == own)


def origin_of(incoming: Incoming, facts: Facts, language: str) -> Reference:
    """„Schreiben des Ministeriums für Inneres vom 12. Oktober 2016, Az. 33-221“: issuer, number, date, as far as it
    says them."""
    words = _WORDS.get(language, _WORDS["de"])
    what = facts.kind or (words.letter if facts.issuer or incoming.kind is Kind.WORD else words.mail)
    number = f"{facts.number}/{facts.year}" if facts.number and facts.year else str(facts.number or "")
    day = day_of(facts.date) or incoming.date
    parts = [what, f"{words.number} {number}" if number else "", _by(incoming, facts, language)]
    if day is not None:
        with translation.override(language):
            parts.append(f"{words.on} {long_day(day)}")
    text = " ".join(filter(None, parts))
    if facts.file_reference:
        text = f"{text}, {words.reference} {facts.file_reference}"
    return Reference(ReferenceKind.ORIGIN, text[: LIMITS.subject])


def _by(incoming: Incoming, facts: Facts, language: str) -> str:
    issuer = facts.issuer or incoming.sender_name or incoming.sender_address
    if not issuer:
        return ""
    genitive = propose_case_forms(issuer).genitive
    if language == "de" and facts.issuer and not genitive.startswith(_TOWN + issuer):
        return genitive
    return f"{_WORDS.get(language, _WORDS['de']).by} {issuer}"


def own_deadline(theirs: dt.date, today: dt.date, state: str) -> dt.date | None:
    """Until when members shall answer, so that the office can answer by ``theirs``: three working days before.

    Working days are those of the ``state`` in which the office is. Where that leaves less than a day, it is their own
    deadline; None if that is over.
    """
    day, left = theirs, DAYS_EARLIER
    while left:
        day -= dt.timedelta(days=1)
        left -= is_working_day(day, state)
    if day > today:
        return day
    return theirs if theirs >= today else None
