"""What a cell says: days, numbers, kinds, addresses, yes and no. A cell that says nothing is never asked."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from umlauf.ground.core.addresses import check_address
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused
from umlauf.office.directory.enums import Language, OrganisationKind, Salutation
from umlauf.office.directory.exchange.columns import Field, folded


class Unreadable(Exception):
    """A cell does not say what its column means. The text is the sentence for the person."""


_GERMAN = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})\Z", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?\Z", re.ASCII)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?\Z", re.ASCII)
_THOUSANDS = re.compile(r"\d{1,3}(?:[. \u00a0\u202f']\d{3})+(?=,|\Z)", re.ASCII)
_MOST_PEOPLE: Final = 2_000_000_000
_MOST_AREA: Final = Decimal("99999999.99")


def read_day(text: str) -> dt.date:
    """31.12.2016 or 2016-12-31. Raises ``Unreadable`` for another form, and for a day that there is not."""
    if german := _GERMAN.match(text):
        day, month, year = map(int, german.groups())
    elif iso := _ISO.match(text):
        year, month, day = map(int, iso.groups())
    else:
        raise Unreadable(_("“%(text)s” is no date. Please write it like 31.12.2016.") % {"text": text})
    try:
        return dt.date(year, month, day)
    except ValueError as error:
        raise Unreadable(_("There is no %(text)s. Please correct the day.") % {"text": text}) from error


def read_number(text: str) -> Decimal:
    """1.234.567,8 as German lists write it, or a plain number. Raises ``Unreadable``."""
    bare = _THOUSANDS.sub(lambda found: re.sub(r"\D", "", found.group()), text) if _THOUSANDS.match(text) else text
    if not _NUMBER.match(bare):
        raise Unreadable(_("“%(text)s” is no number. Please write it like 1.234,5.") % {"text": text})
    return Decimal(bare.replace(",", "."))


def _population(text: str) -> int:
    number = read_number(text)
    if number != number.to_integral_value() or number > _MOST_PEOPLE:
        raise Unreadable(_("“%(text)s” is no number of people.") % {"text": text})
    return int(number)


def _area(text: str) -> Decimal:
    number = read_number(text).quantize(Decimal("0.01"))
    if number > _MOST_AREA:
        raise Unreadable(_("“%(text)s” is no area in km².") % {"text": text})
    return number


_KINDS: Final = {
    OrganisationKind.COUNTY: "Landkreis|Kreis|Stadt- oder Landkreis|county",
    OrganisationKind.INDEPENDENT_CITY: "kreisfreie Stadt|Stadtkreis|independent city",
    OrganisationKind.MUNICIPALITY: "Gemeinde|Stadt|Markt|Einheitsgemeinde|kreisangehörige Gemeinde|"
    "kreisangehörige Stadt|municipality",
    OrganisationKind.MUNICIPAL_UNION: "Gemeindeverband|Verbandsgemeinde|Samtgemeinde|Verwaltungsgemeinschaft|Amt|"
    "association of municipalities",
    OrganisationKind.STATE: "Land|Bundesland|state",
    OrganisationKind.STATE_ASSOCIATION: "Landesverband|state association",
    OrganisationKind.FEDERAL_ASSOCIATION: "Bundesverband|federal association",
    OrganisationKind.MINISTRY: "Ministerium|ministry",
    OrganisationKind.AUTHORITY: "Behörde|authority",
    OrganisationKind.DEPARTMENT: "Dezernat|Fachbereich|department",
    OrganisationKind.OFFICE: "Amt eines Dezernats|office of a department",
    OrganisationKind.COMMITTEE: "Ausschuss|Gremium|committee",
    OrganisationKind.COMPANY: "Unternehmen|Firma|company",
    OrganisationKind.WELFARE: "Wohlfahrtsverband|welfare organisation",
    OrganisationKind.OTHER: "Sonstige|sonstige Organisation|other organisation|other",
}
_KIND_OF: Final = {folded(word): kind for kind, words in _KINDS.items() for word in words.split("|")}


def _kind(text: str) -> OrganisationKind:
    asked = folded(text)
    shown = {folded(str(kind.label)): kind for kind in OrganisationKind}
    by_value = {folded(kind.value): kind for kind in OrganisationKind}
    kind = by_value.get(asked) or shown.get(asked) or _KIND_OF.get(asked)
    if kind is None:
        known = ", ".join(str(one.label) for one in OrganisationKind)
        raise Unreadable(
            _("“%(text)s” is not known as a kind of organisation. Known are: %(known)s.")
            % {"text": text, "known": known}
        )
    return kind


def _salutation(text: str) -> Salutation:
    asked = folded(text)
    if asked in {"frau", "ms", "mrs", "w", "weiblich", "f", "female", folded(str(Salutation.MS.label))}:
        return Salutation.MS
    if asked in {"herr", "herrn", "mr", "m", "mannlich", "male", folded(str(Salutation.MR.label))}:
        return Salutation.MR
    if asked in {"", "keine", "none", "divers", "d", "ohne"}:
        return Salutation.NONE
    raise Unreadable(_("“%(text)s” is not known as a salutation. Please write Frau or Herr.") % {"text": text})


def _yes(text: str) -> bool:
    asked = folded(text)
    if asked in {"1", "x", "ja", "j", "yes", "y", "true", "wahr", "kommissarisch", "acting"}:
        return True
    if asked in {"0", "nein", "n", "no", "false", "falsch", ""}:
        return False
    raise Unreadable(_("“%(text)s” is neither yes nor no.") % {"text": text})


def _address(text: str) -> str:
    try:
        return check_address(text)
    except Refused as refusal:
        raise Unreadable(str(refusal)) from refusal


def _addresses(text: str) -> tuple[str, ...]:
    return tuple({one.lower(): one for one in map(_address, re.split(r"[\s,;]+", text.strip(" ,;")))}.values())


def _web(text: str) -> str:
    address = text if re.match(r"https?://", text, re.IGNORECASE) else f"https://{text}"
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError as error:
        raise Unreadable(
            _("“%(text)s” is no web address. Please write it like https://www.office.example.") % {"text": text}
        ) from error
    return address


def _language(text: str) -> Language:
    for language, names in _LANGUAGES.items():
        if folded(text) in map(folded, names.split("|")):
            return language
    raise Unreadable(_("“%(text)s” is neither German nor English.") % {"text": text})


def _tags(text: str) -> tuple[str, ...]:
    parts = text.split(";" if ";" in text else ",")
    return tuple(dict.fromkeys(" ".join(one.split()) for one in parts if one.strip()))


_LANGUAGES: Final = {
    Language.OF_THE_CIRCULAR: "wie das Rundschreiben|that of the circular",
    Language.GERMAN: "de|Deutsch|German",
    Language.ENGLISH: "en|Englisch|English",
}
_READERS: Final[dict[Field, Callable[[str], Any]]] = {
    Field.KIND: _kind,
    Field.POPULATION: _population,
    Field.AREA: _area,
    Field.CENTRAL_EMAIL: _address,
    Field.POST_EMAIL: _address,
    Field.PERSON_EMAIL: _address,
    Field.INTAKE_EMAIL: _addresses,
    Field.WEB: _web,
    Field.LANGUAGE: _language,
    Field.TAGS: _tags,
    Field.SALUTATION: _salutation,
    Field.ACTING: _yes,
    Field.CARRIES_ON: _yes,
    Field.MEMBER_SINCE: read_day,
    Field.MEMBER_UNTIL: read_day,
    Field.SINCE: read_day,
    Field.UNTIL: read_day,
}
_LONGEST: Final[dict[Field, int]] = {
    Field.POSTAL_CODE: 10,
    Field.PHONE: LIMITS.phone,
    Field.POST_PHONE: LIMITS.phone,
    Field.PERSON_PHONE: LIMITS.phone,
    Field.TITLE: 60,
    Field.SUBJECT: LIMITS.function,
    Field.TAGS: 60,
    Field.CENTRAL_EMAIL: LIMITS.email,
    Field.POST_EMAIL: LIMITS.email,
    Field.PERSON_EMAIL: LIMITS.email,
    Field.INTAKE_EMAIL: LIMITS.email,
}


def read_cell(meaning: Field, text: str) -> Any:
    """The value that a cell with a text in it has in this column. Raises ``Unreadable``."""
    value = _READERS[meaning](text) if meaning in _READERS else text
    longest = _LONGEST.get(meaning, LIMITS.name)
    for part in value if isinstance(value, tuple) else (value,):
        if isinstance(part, str) and len(part) > longest:
            raise Unreadable(
                _("The text is too long: %(length)s characters, at most %(most)s.")
                % {"length": len(part), "most": longest}
            )
    return value
