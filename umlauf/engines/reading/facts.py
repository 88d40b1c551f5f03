"""The facts of a circular: what `read_circular` gives back, and its form as JSON.

The shape is the public promise `umlauf-facts/1` (see `umlauf-facts-1.schema.json`). Fields are only ever added, so
`Facts.parse` ignores what it does not know. Dates are ISO dates ("2016-11-18"), times "HH:MM", the beginning and end
of an event either of "2016-12-02" and "2016-12-02T10:00"; all of them local. What the text does not say is None or an
empty tuple.
"""

import dataclasses
from dataclasses import dataclass, field
from typing import Any, Final, Self, TypeVar

from umlauf.engines.reading.refusals import ReadingRefused

SCHEMA: Final = "umlauf-facts/1"

JSON = dict[str, Any]


@dataclass(frozen=True)
class Deadline:
    """Until when the reader is to do something.

    `what`: an open word, so far registration, response, statement, report, application, nomination, payment,
    objection. `recurrence`: "yearly MM-DD", "yearly MM-DD MM-DD …" or "monthly DD", with `date` None. `relative`:
    counted from something else; then `date` is None and `resolved_date` is set where the text says from what.
    `phrase` quotes the words of the text on one line, without markup.
    """

    date: str | None = None
    time: str | None = None
    what: str | None = None
    phrase: str | None = None
    recurrence: str | None = None
    relative: bool = False
    resolved_date: str | None = None


@dataclass(frozen=True)
class Event:
    """A meeting on a certain day.

    `status`: planned, tentative, cancelled (does not take place on this date), rescheduled (newly on this date),
    past. `address` joins venue, street, postal code and city. `phrase` quotes the words of the text on one line,
    without markup.
    """

    title: str | None = None
    start: str | None = None
    end: str | None = None
    venue: str | None = None
    street: str | None = None
    postal_code: str | None = None
    city: str | None = None
    address: str | None = None
    hosts: tuple[str, ...] = ()
    status: str = "planned"
    phrase: str | None = None


@dataclass(frozen=True)
class Contacts:
    """Addresses of the sender as written, those of the letter's head first; the same phone number appears once."""

    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    fax: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()


@dataclass(frozen=True)
class Signatory:
    """Who signed: the name with its title, the role apart."""

    name: str | None = None
    role: str | None = None


@dataclass(frozen=True)
class Annex:
    number: int | None = None
    title: str | None = None
    digital_only: bool = False


@dataclass(frozen=True)
class Reference:
    """Another letter that this one cites; `number` as written, "412/2016"."""

    text: str | None = None
    number: str | None = None
    date: str | None = None


@dataclass(frozen=True)
class ProgrammeItem:
    start: str | None = None
    end: str | None = None
    title: str | None = None


@dataclass(frozen=True)
class Contribution:
    """What somebody does at an event; `name` is None where only an office is named.

    `role`: an open word, so far welcome, greeting, speech, keynote, panel, moderation, closing. `state`: confirmed,
    requested, declined.
    """

    name: str | None = None
    office: str | None = None
    role: str | None = None
    state: str = "confirmed"


@dataclass(frozen=True)
class Evidence:
    """Where a fact stands: characters start..end of the given text with normalised newlines, and how sure the rule is
    (0 to 1).
    """

    phrase: str
    start: int
    end: int
    confidence: float


@dataclass(frozen=True)
class Facts:
    """All facts of one circular. `body` is Markdown, without head, abstract, page footers and signature.

    `evidence` maps a field's name to its place; of a list the name itself is the first entry, "deadlines.1" the second.
    """

    schema: str = SCHEMA
    issuer: str | None = None
    kind: str | None = None
    number: int | None = None
    year: int | None = None
    file_reference: str | None = None
    date: str | None = None
    keyword: str | None = None
    subject: str | None = None
    abstract: str | None = None
    addressees: tuple[str, ...] = ()
    effective_date: str | None = None
    deadlines: tuple[Deadline, ...] = ()
    events: tuple[Event, ...] = ()
    contacts: Contacts = field(default_factory=Contacts)
    signatory: tuple[Signatory, ...] = ()
    annexes: tuple[Annex, ...] = ()
    references: tuple[Reference, ...] = ()
    programme: tuple[ProgrammeItem, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    body: str | None = None
    evidence: dict[str, Evidence] = field(default_factory=dict)

    def json(self) -> JSON:
        """The facts as JSON of `umlauf-facts/1`: all keys, tuples as lists."""
        return {spec.name: _plain(getattr(self, spec.name)) for spec in dataclasses.fields(self)}

    @classmethod
    def parse(cls, data: object) -> Self:
        """The facts from their JSON; unknown fields are ignored, missing ones empty.

        Raises ReadingRefused: reading.facts_schema, reading.facts_invalid (with the name of the field).
        """
        if not isinstance(data, dict):
            raise ReadingRefused("reading.facts_invalid", field="facts")
        found = data.get("schema")
        if found != SCHEMA:
            raise ReadingRefused("reading.facts_schema", found=str(found)[:40])
        values: JSON = {}
        for spec in dataclasses.fields(cls):
            if spec.name in data:
                values[spec.name] = _field(spec.name, data[spec.name])
        return cls(**values)


_LISTS: Final[dict[str, type[Any]]] = {
    "deadlines": Deadline,
    "events": Event,
    "signatory": Signatory,
    "annexes": Annex,
    "references": Reference,
    "programme": ProgrammeItem,
    "contributions": Contribution,
}
_INTEGERS: Final = ("number", "year", "start", "end")
_Entry = TypeVar("_Entry")


def _plain(value: object) -> object:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {spec.name: _plain(getattr(value, spec.name)) for spec in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [_plain(entry) for entry in value]
    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items()}
    return value


def _field(name: str, value: object) -> object:
    if name in _LISTS:
        return tuple(_entry(_LISTS[name], entry, f"{name}.{index}") for index, entry in enumerate(_list(value, name)))
    if name == "addressees":
        return _strings(value, name)
    if name == "contacts":
        return _entry(Contacts, value, name)
    if name == "evidence":
        if not isinstance(value, dict):
            raise ReadingRefused("reading.facts_invalid", field=name)
        return {str(key): _entry(Evidence, entry, f"evidence.{key}") for key, entry in value.items()}
    if name in ("number", "year"):
        return _integer(value, name)
    return _string(value, name)


def _entry(kind: type[_Entry], value: object, name: str) -> _Entry:
    """One entry of a list of facts; the type of each field is told by its default or its name."""
    if not isinstance(value, dict):
        raise ReadingRefused("reading.facts_invalid", field=name)
    known: JSON = {}
    for spec in dataclasses.fields(kind):  # type: ignore[arg-type]
        if spec.name not in value:
            continue
        place, given = f"{name}.{spec.name}", value[spec.name]
        if spec.default == () and isinstance(spec.default, tuple):
            known[spec.name] = _strings(given, place)
        elif isinstance(spec.default, bool):
            known[spec.name] = _boolean(given, place)
        elif (kind is Evidence and spec.name in _INTEGERS) or (kind is Annex and spec.name == "number"):
            known[spec.name] = _integer(given, place)
        elif spec.name == "confidence":
            known[spec.name] = _share(given, place)
        else:
            known[spec.name] = _string(given, place)
        if known[spec.name] is None and spec.default is not None:
            raise ReadingRefused("reading.facts_invalid", field=place)
    try:
        return kind(**known)
    except TypeError:
        raise ReadingRefused("reading.facts_invalid", field=name) from None


def _list(value: object, name: str) -> list[object]:
    if not isinstance(value, list):
        raise ReadingRefused("reading.facts_invalid", field=name)
    return value


def _strings(value: object, name: str) -> tuple[str, ...]:
    entries = _list(value, name)
    if not all(isinstance(entry, str) for entry in entries):
        raise ReadingRefused("reading.facts_invalid", field=name)
    return tuple(str(entry) for entry in entries)


def _string(value: object, name: str) -> str | None:
    if value is not None and not isinstance(value, str):
        raise ReadingRefused("reading.facts_invalid", field=name)
    return value


def _integer(value: object, name: str) -> int | None:
    if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
        raise ReadingRefused("reading.facts_invalid", field=name)
    return value


def _boolean(value: object, name: str) -> bool:
    if not isinstance(value, bool):
        raise ReadingRefused("reading.facts_invalid", field=name)
    return value


def _share(value: object, name: str) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 1:
        raise ReadingRefused("reading.facts_invalid", field=name)
    return float(value)
