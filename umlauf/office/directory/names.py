"""How organisations and people are called: case forms, forms of address, folded names. What is stored counts more.

Sources: Ratgeber für Anschriften und Anreden (Bundesministerium des Innern), for forms of address; DIN 5007-1, for the
order of names.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Protocol

from umlauf.office.directory.enums import Salutation


@lru_cache(maxsize=1 << 15)  # a list of a whole country sorts the same names again and again
def sort_key(name: str) -> str:
    """Orders names alike on all databases: umlauts as their base letters, ß as ss, case last (DIN 5007-1)."""
    folded = unicodedata.normalize("NFKD", name.casefold())
    return "".join(character for character in folded if not unicodedata.combining(character))


def folded_words(text: str) -> tuple[str, ...]:
    """The words of a search, folded: letters and digits, with ae, oe, ue taken for the umlauts they stand for."""
    return tuple(_fold(word) for word in re.findall(r"[^\W_]+", text))


def _fold(text: str) -> str:
    """Folded further than for sorting: „Muenchen“ and „München“ are found alike."""
    key = sort_key(text)
    for written, letter in (("ae", "a"), ("oe", "o"), ("ue", "u")):
        key = key.replace(written, letter)
    return key


class Named(Protocol):
    """What the register knows of an organisation and a search looks into."""

    name: str
    short_name: str
    seat: str
    official_key: str | None
    regional_key: str | None


def search_key(organisation: Named) -> str:
    """What a search looks into: folded words, each with a blank in front."""
    written = [organisation.name, organisation.short_name, organisation.seat]
    keys = [key for key in (organisation.official_key, organisation.regional_key) if key]
    words = dict.fromkeys(word for part in written for word in folded_words(part))
    return " " + " ".join([*words, *keys])[:899]


@dataclass(frozen=True, slots=True)
class CaseForms:
    """A name as it stands in a sentence: „des Landkreises Harz“, „im Landkreis Harz“; ``short`` for tables."""

    short: str
    genitive: str
    locative: str


@dataclass(frozen=True, slots=True)
class _Noun:
    """The noun that leads a name: its gender decides article and ending."""

    word: str
    feminine: bool = False
    genitive: str = ""
    at: bool = False  # „beim Verband“, not „im Verband“
    short: bool = False  # the rest of the name is enough in a table

    @property
    def in_genitive(self) -> str:
        return self.word if self.feminine else (self.genitive or f"{self.word}s")


_NOUNS: Final = (
    _Noun("Landkreis", genitive="Landkreises", short=True),
    _Noun("Kreis", genitive="Kreises", short=True),
    _Noun("Hansestadt", feminine=True, short=True),
    _Noun("Landeshauptstadt", feminine=True, short=True),
    _Noun("Stadt", feminine=True, short=True),
    _Noun("Gemeinde", feminine=True, short=True),
    _Noun("Samtgemeinde", feminine=True),
    _Noun("Verbandsgemeinde", feminine=True),
    _Noun("Einheitsgemeinde", feminine=True),
    _Noun("Verwaltungsgemeinschaft", feminine=True),
    _Noun("Städteregion", feminine=True),
    _Noun("Region", feminine=True),
    _Noun("Ministerium", genitive="Ministeriums"),
    _Noun("Bundesministerium", genitive="Bundesministeriums"),
    _Noun("Staatsministerium", genitive="Staatsministeriums"),
    _Noun("Landesverwaltungsamt", genitive="Landesverwaltungsamtes"),
    _Noun("Bundesamt", genitive="Bundesamtes", at=True),
    _Noun("Landesamt", genitive="Landesamtes", at=True),
    _Noun("Amt", genitive="Amtes"),
    _Noun("Dezernat", genitive="Dezernats"),
    _Noun("Fachbereich", genitive="Fachbereichs"),
    _Noun("Fachdienst", genitive="Fachdienstes"),
    _Noun("Staatskanzlei", feminine=True),
    _Noun("Universität", feminine=True),
    _Noun("Hochschule", feminine=True),
    _Noun("Stiftung", feminine=True, at=True),
    _Noun("Landkreistag", genitive="Landkreistages", at=True),
    _Noun("Städtetag", genitive="Städtetages", at=True),
    _Noun("Gemeindetag", genitive="Gemeindetages", at=True),
    _Noun("Gemeindebund", genitive="Gemeindebundes", at=True),
    _Noun("Verband", genitive="Verbandes", at=True),
    _Noun("Ausschuss", genitive="Ausschusses"),
    _Noun("Verein", genitive="Vereins", at=True),
    _Noun("Bund", genitive="Bundes"),
)
_BY_WORD: Final = {noun.word.casefold(): noun for noun in _NOUNS}
_ENDS: Final = (  # nouns that may be the end of a longer word: „Burgenlandkreis“, „Sozialverband“
    ("kreis", "es", False, False),
    ("verband", "es", False, True),
    ("tag", "es", False, True),
    ("bund", "es", False, True),
    ("amt", "es", False, True),
    ("ministerium", "s", False, False),
    ("ausschuss", "es", False, False),
    ("werk", "s", False, True),
    ("stadt", "", True, False),
    ("gemeinde", "", True, False),
    ("region", "", True, False),
    ("gesellschaft", "", True, True),
    ("agentur", "", True, True),
    ("kasse", "", True, True),
    ("bank", "", True, True),
    ("gmbh", "", True, True),
    ("behörde", "", True, True),
    ("kammer", "", True, True),
    ("anstalt", "", True, True),
)
_WEAK: Final = re.compile(r"(\w*(?:sch|frei|rot|groß|öffentlich|kommunal))(er|es|e)\Z", re.IGNORECASE)
_LISTED: Final = re.compile(
    r"(?P<name>.+), (?P<noun>(?:\w+)?[Ss]tadt|Gemeinde)\Z"
)  # „Dessau-Roßlau, Stadt“, as lists write


def propose_case_forms(name: str) -> CaseForms:
    """Case forms for a name: by the noun that leads it, else by the end of its first word that is a noun.

    A name that has neither is taken for a town: „der Stadt Magdeburg“, „in Magdeburg“.
    """
    if listed := _LISTED.match(name):
        name = f"{listed['noun']} {listed['name']}"
    words = name.split()
    lead = _leading(words)
    if lead is None:
        return CaseForms(name, f"der Stadt {name}", f"in {name}") if words else CaseForms("", "", "")
    position, feminine, genitive, at = lead
    before = [_declined(word) for word in words[:position]]
    after = words[position + 1 :]
    article, preposition = ("der", "bei der" if at else "in der") if feminine else ("des", "beim" if at else "im")
    noun = _BY_WORD.get(words[position].casefold())
    short = " ".join(after) if noun and noun.short and after and not before else name
    return CaseForms(
        short=short,
        genitive=" ".join([article, *before, genitive, *after]),
        locative=" ".join([preposition, *before, words[position], *after]),
    )


def _leading(words: list[str]) -> tuple[int, bool, str, bool] | None:
    """The place of the noun that leads, whether it is feminine, its genitive, and whether one says „bei“."""
    for position, word in enumerate(words):
        bare = word.rstrip(",")
        if noun := _BY_WORD.get(bare.casefold()):
            return position, noun.feminine, noun.in_genitive + word[len(bare) :], noun.at
        for end, ending, feminine, at in _ENDS:
            if bare.casefold().endswith(end):
                return position, feminine, bare + ending + word[len(bare) :], at
    return None


def _declined(adjective: str) -> str:
    """„Bayerischer“, „Deutsche“ → „Bayerischen“, „Deutschen“, after an article in genitive or dative."""
    return _WEAK.sub(r"\1en", adjective)


@dataclass(frozen=True, slots=True)
class Called:
    """A person as letters need it; ``function`` and its forms are of the post, empty without one."""

    salutation: str
    title: str
    first_name: str
    last_name: str


@dataclass(frozen=True, slots=True)
class FunctionForms:
    """How a function is called: for everybody, for a woman, for a man."""

    name: str
    female: str = ""
    male: str = ""

    def of(self, salutation: str) -> str:
        """The form for whoever holds it: „Landrätin“."""
        if salutation == Salutation.MS:
            return self.female or self.name
        return (self.male or self.name) if salutation == Salutation.MR else self.name


def propose_letter_form(person: Called, function: FunctionForms | None = None, *, by_office: bool = False) -> str:
    """„Sehr geehrte Frau Dr. Beispiel“; with ``by_office`` „Sehr geehrte Frau Landrätin Dr. Beispiel“."""
    words = {Salutation.MS: "Sehr geehrte Frau", Salutation.MR: "Sehr geehrter Herr"}.get(Salutation(person.salutation))
    if words is None:
        whole = " ".join(part for part in (person.title, person.first_name, person.last_name) if part)
        return f"Guten Tag {whole}" if whole else "Sehr geehrte Damen und Herren"
    office = function.of(person.salutation) if function and by_office else ""
    return " ".join(part for part in (words, office, person.title, person.last_name) if part)


def propose_envelope_form(person: Called, function: FunctionForms | None = None, *, by_office: bool = False) -> str:
    """„Frau Landrätin Dr. Almut Beispiel“, „Herrn Bernd Mustermann“ (accusative, DIN 5008)."""
    form = {Salutation.MS: "Frau", Salutation.MR: "Herrn"}.get(Salutation(person.salutation), "")
    office = function.of(person.salutation) if function and by_office else ""
    office = f"{office}en" if office.endswith(("dent", "nent")) and form == "Herrn" else office
    return " ".join(part for part in (form, office, person.title, person.first_name, person.last_name) if part)


_TITLES: Final = re.compile(r"(?:(?:[^\W\d]{2,}\.-?)+|h\.?\s?c\.|Graf|Gräfin|Freiherr|Freifrau)\Z")


def read_person(name: str) -> Called:
    """„Frau Dr. Almut Beispiel“: salutation, titles (words that end in a dot), first names, last name."""
    words = name.split()
    forms = {"frau": Salutation.MS, "herr": Salutation.MR, "herrn": Salutation.MR}
    salutation = forms.get(words[0].casefold(), Salutation.NONE) if words else Salutation.NONE
    if salutation:
        words = words[1:]
    titles = []
    while len(words) > 1 and _TITLES.match(words[0]):
        titles.append(words.pop(0))
    particle = next((at for at, word in enumerate(words[1:-1], start=1) if word in _PARTICLES), None)
    split = particle if particle is not None else len(words) - 1
    return Called(salutation, " ".join(titles), " ".join(words[:split]), " ".join(words[split:]))


_PARTICLES: Final = frozenset({"von", "van", "vom", "zu", "zum", "zur", "de", "der", "den", "al", "el", "bin", "ben"})
