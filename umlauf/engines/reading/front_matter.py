"""YAML front matter: what the writer states outright wins over what the text says.

Keys are the field names of `umlauf-facts/1` without schema, body and evidence. A list may be given as a single value
where it has one entry; an entry of a list of facts is a mapping with the names of its fields. `number` may be
"543/2016". An unknown key is refused, since a mistyped one would otherwise be lost without a word.
"""

import dataclasses
import datetime
import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import yaml

from umlauf.engines.reading.facts import (
    Annex,
    Contacts,
    Contribution,
    Deadline,
    Event,
    Evidence,
    Facts,
    ProgrammeItem,
    Reference,
    Signatory,
)
from umlauf.engines.reading.limits import FRONT_MATTER_CHARACTERS
from umlauf.engines.reading.numbers import number_and_year
from umlauf.engines.reading.refusals import ReadingRefused

_FENCE = re.compile(r"\s{0,50}---[ \t]{0,20}\n")
_CLOSE = re.compile(r"^(?:---|\.\.\.)[ \t]{0,20}$", re.MULTILINE)
_NUMBER = re.compile(r"(\d{1,6})(?:([/-])(\d{2,6}))?")
_RULE = re.compile(r"yearly(?: \d\d-\d\d){1,12}|monthly \d\d")
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::\d\d)?)?")
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::\d\d)?")

_ENTRIES: Final[Mapping[str, type[Any]]] = {
    "deadlines": Deadline,
    "events": Event,
    "signatory": Signatory,
    "annexes": Annex,
    "references": Reference,
    "programme": ProgrammeItem,
    "contributions": Contribution,
}
# What a bare text means where a mapping would do.
_SHORT: Final = {
    "signatory": "name",
    "annexes": "title",
    "references": "text",
    "deadlines": "date",
    "events": "title",
    "contributions": "name",
}
_TEXTS: Final = ("issuer", "kind", "file_reference", "keyword", "subject", "abstract")
_STATUSES: Final = ("planned", "tentative", "cancelled", "rescheduled", "past")
_STATES: Final = ("confirmed", "requested", "declined")
_HEAD: Final = ("kind", "number", "subject", "addressees")
_YEARS: Final = (1900, 2099)
KEYS: Final = (*_TEXTS, "number", "year", "date", "effective_date", "addressees", "contacts", *_ENTRIES)


def _wrong(key: str, expected: str, **params: str) -> ReadingRefused:
    return ReadingRefused("reading.front_matter_value", expected, key=key, **params)


def _text(key: str, value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool | dict | list):
        raise _wrong(key, "text")
    return " ".join(str(value).split()) or None


def _integer(key: str, value: object) -> int | None:
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and value > 0):
        return value
    raise _wrong(key, "integer")


def _year(key: str, value: object) -> int | None:
    if value is None or (isinstance(value, int) and _YEARS[0] <= value <= _YEARS[1]):
        return value
    raise _wrong(key, "year")


def _choice(choices: tuple[str, ...]) -> Callable[[str, object], str | None]:
    def chosen(key: str, value: object) -> str | None:
        if value is None or (isinstance(value, str) and value in choices):
            return value
        raise _wrong(key, "choice", choices=", ".join(choices))

    return chosen


def _recurrence(key: str, value: object) -> str | None:
    if value is None or (isinstance(value, str) and _RULE.fullmatch(value)):
        return value
    raise _wrong(key, "recurrence")


def _date(key: str, value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, datetime.datetime):
        value = value.date()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, str) and _ISO_DATE.fullmatch(value):
        try:
            return datetime.date.fromisoformat(value).isoformat()
        except ValueError:
            raise _wrong(key, "date") from None
    raise _wrong(key, "date")


def _moment(key: str, value: object) -> str | None:
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%dT%H:%M")
    found = _MOMENT.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return _date(key, value)
    day = _date(key, found[1])
    return f"{day}T{found[2]}" if found[2] else day


def _time(key: str, value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 24 * 60:
        # YAML 1.1 reads 12:30 as a number in base 60.
        return f"{value // 60:02d}:{value % 60:02d}"
    found = _TIME.fullmatch(str(value))
    if found is None:
        raise _wrong(key, "time")
    return f"{int(found[1]):02d}:{found[2]}"


def _flag(key: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise _wrong(key, "flag")
    return value


def _texts(key: str, value: object) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [] if value is None else [value]
    return tuple(text for text in (_text(key, one) for one in values) if text)


def _converter(kind: type[Any], name: str) -> Callable[[str, object], object]:
    """How the value of a field of an entry is read, by the field's name."""
    if name in ("date", "resolved_date"):
        return _date
    if name in ("start", "end"):
        return _time if kind is ProgrammeItem else _moment
    if name == "time":
        return _time
    if name == "recurrence":
        return _recurrence
    if name in ("status", "state"):
        return _choice(_STATUSES if name == "status" else _STATES)
    if name in ("digital_only", "relative"):
        return _flag
    if name in ("hosts", "emails", "phones", "fax", "urls"):
        return _texts
    if name == "number" and kind is Annex:
        return _integer
    return _text


def _nearest(key: str, known: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(key.lower(), known, n=1, cutoff=0.0)
    return near[0] if near else known[0]


def _entry(key: str, kind: type[Any], value: object) -> Any:
    if not isinstance(value, dict):
        if key not in _SHORT:
            raise _wrong(key, "mapping")
        value = {_SHORT[key]: value}
    names = tuple(spec.name for spec in dataclasses.fields(kind))
    given: dict[str, object] = {}
    for name, one in value.items():
        if name not in names:
            raise ReadingRefused(
                "reading.front_matter_unknown_key",
                key=f"{key}.{name}"[:80],
                nearest=f"{key}.{_nearest(str(name), names)}",
            )
        converted = _converter(kind, name)(f"{key}.{name}", one)
        if converted is not None:
            given[name] = converted
    return kind(**given)


def _entries(key: str, kind: type[Any], value: object) -> tuple[Any, ...]:
    values = value if isinstance(value, list) else [] if value is None else [value]
    return tuple(_entry(key, kind, one) for one in values)


def _number(value: object) -> dict[str, int | None]:
    """`number` may be given with its year."""
    found = _NUMBER.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        return {"number": _integer("number", value)}
    number, year = number_and_year(found[1], found[2], found[3])
    if not number or (found[3] and year is None):
        raise _wrong("number", "number")
    return {"number": number, "year": year} if year else {"number": number}


def _values(data: Mapping[object, object]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in data.items():
        if key not in KEYS or not isinstance(key, str):
            raise ReadingRefused(
                "reading.front_matter_unknown_key", key=str(key)[:80], nearest=_nearest(str(key)[:80], KEYS)
            )
        if key in _TEXTS:
            values[key] = _text(key, value)
        elif key in ("date", "effective_date"):
            values[key] = _date(key, value)
        elif key == "year":
            values[key] = _year(key, value)
        elif key == "number":
            values = {**_number(value), **values} if "year" in values else {**values, **_number(value)}
        elif key == "addressees":
            values[key] = _texts(key, value)
        elif key == "contacts":
            values[key] = _entry(key, Contacts, value if value is not None else {})
        else:
            values[key] = _entries(key, _ENTRIES[key], value)
    return values


@dataclass(frozen=True)
class FrontMatter:
    """The values of a front matter; `end` is where the letter begins, `places` where each key stands."""

    end: int = 0
    values: dict[str, Any] = field(default_factory=dict)
    places: dict[str, tuple[int, int]] = field(default_factory=dict)
    source: str = ""

    @property
    def is_head(self) -> bool:
        """Whether it states enough to be the head of a circular whose text has none."""
        return any(self.values.get(key) for key in _HEAD)

    def override(self, facts: Facts) -> Facts:
        """The facts with what the front matter states, and its lines as their evidence."""
        if not self.values:
            return facts
        evidence = {name: one for name, one in facts.evidence.items() if name.split(".")[0] not in self.values}
        for key, (start, end) in self.places.items():
            evidence[key] = Evidence(self.source[start:end], start, end, 1.0)
        return replace(facts, **self.values, evidence=evidence)


def _load(block: str) -> object:
    try:
        return yaml.safe_load(block)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 2
        raise ReadingRefused("reading.front_matter_syntax", line=line) from None
    except (yaml.YAMLError, ValueError, RecursionError, OverflowError):
        raise ReadingRefused("reading.front_matter_syntax", line=2) from None


def split_front_matter(source: str) -> FrontMatter:
    """The front matter of a text that begins with a line "---", an empty one where there is none.

    Raises ReadingRefused: reading.front_matter_unclosed, _too_large, _syntax, _no_mapping, _unknown_key, _value.
    """
    opened = _FENCE.match(source)
    if opened is None:
        return FrontMatter(source=source)
    closed = _CLOSE.search(source, opened.end(), opened.end() + FRONT_MATTER_CHARACTERS)
    if closed is None:
        if len(source) - opened.end() > FRONT_MATTER_CHARACTERS:
            raise ReadingRefused("reading.front_matter_too_large", limit=FRONT_MATTER_CHARACTERS)
        raise ReadingRefused("reading.front_matter_unclosed")
    block = source[opened.end() : closed.start()]
    data = _load(block)
    if data is None:
        return FrontMatter(end=closed.end(), source=source)
    if not isinstance(data, dict):
        raise ReadingRefused("reading.front_matter_no_mapping")
    values = _values(data)
    places: dict[str, tuple[int, int]] = {}
    for found in re.finditer(r"^(?P<key>\w{1,40})[ ]?:.*$", block, re.MULTILINE):
        if found["key"] in values:
            places[found["key"]] = (opened.end() + found.start(), opened.end() + found.end())
    return FrontMatter(closed.end(), values, places, source)
