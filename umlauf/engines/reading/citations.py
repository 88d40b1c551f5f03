"""Other letters that a circular refers to: the lines behind "Bezug:" and citations in the text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from umlauf.engines.reading.dates import find_dates
from umlauf.engines.reading.facts import Reference
from umlauf.engines.reading.head import Value
from umlauf.engines.reading.limits import ENTRIES
from umlauf.engines.reading.numbers import number_and_year
from umlauf.engines.reading.paragraphs import Span
from umlauf.engines.reading.view import View

_LETTER = (
    r"(?:(?:Mitglieder)?[Rr]und(?:schreiben|erla(?:ss|ß)(?:es)?|verfügung|brief)|R[Dd][Ss]chr\.?"
    r"|RdErl\.|Schnellbrief|Schnellinfo|Eildienst|[Ee]rla(?:ss|ß)(?:es)?|Schreiben|Mitteilung"
    r"|Bek\.|RS|[Cc]ircular(?:[ ][Ll]etter)?|[Ll]etter)"
)
_NUMBER = r"(?:[ \n](?:Nr\.?|No\.?|Nummer)?[ ]?(?P<first>\d{1,6})(?P<mark>[ ]?[/-][ ]?)(?P<second>\d{2,4})(?!\d))?"
_PROSE = re.compile(
    rf"(?:\b(?:[Uu]nser(?:e[nmsr]?|em)?|[Mm]ein(?:e[nmsr]?|em)?|[Ii]hr(?:em|en|es)?|[Dd]es|[Dd]em"
    rf"|[Dd]as|[Dd]er|[Dd]en|[Oo]ur|[Tt]he)[ \n](?:[a-zäöü]{{3,20}}[ \n])?|\b(?=R[Dd][Ss]chr|RdErl"
    rf"|RS|Rundschreiben|Schnellbrief|[Cc]ircular))"
    rf"{_LETTER}(?:[ \n](?:d\.[ ]\w{{1,8}}|des[ \n][A-ZÄÖÜ][\wäöüß-]{{2,40}}(?:[ \n]des[ \n]"
    rf"[A-ZÄÖÜ][\wäöüß-]{{2,40}})?))?{_NUMBER}(?P<dated>,?[ \n](?:vom|v\.|of|dated)[ \n]?)?"
)
_NUMBER_IN_ITEM = re.compile(
    r"(?:Nr\.?|No\.?|Rundschreiben|RS|Rdschr\."
    r"|RdSchr\.)[ ]?(?P<first>\d{1,6})(?P<mark>[ ]?[/-][ ]?)(?P<second>\d{2,4})(?!\d)"
)
_NUMBER_ANYWHERE = re.compile(r"(?<!\d)(?P<first>\d{1,6})(?P<mark>[ ]?[/-][ ]?)(?P<second>\d{2,4})(?!\d)")


@dataclass(frozen=True)
class FoundReference:
    reference: Reference
    start: int
    end: int
    confidence: float


def _number(found: re.Match[str] | None) -> str | None:
    if found is None or not found["first"]:
        return None
    return re.sub(r"\s", "", f"{found['first']}{found['mark']}{found['second']}")


def _from_head(value: Value) -> FoundReference:
    dates = [mention.on(None) for mention in find_dates(value.text)]
    day = next((date for date in dates if date), None)
    number = _number(_NUMBER_IN_ITEM.search(value.text))
    return FoundReference(Reference(value.text, number, day.isoformat() if day else None), value.start, value.end, 0.95)


def _from_prose(view: View, span: Span) -> list[FoundReference]:
    found: list[FoundReference] = []
    for match in _PROSE.finditer(view.text, span.start, span.end):
        end, day = match.end(), None
        dates = find_dates(view.text, match.end(), min(span.end, match.end() + 30)) if match["dated"] else []
        if dates and dates[0].start == match.end():
            day, end = dates[0].on(None), dates[0].end
        elif match["dated"]:
            end = match.start("dated")
        number = _number(match)
        if number is None and day is None:
            continue
        text = " ".join(view.text[match.start() : end].split())
        found.append(FoundReference(Reference(text, number, day.isoformat() if day else None), match.start(), end, 0.8))
    return found


def same_number(one: str, other: str) -> bool:
    """Whether two numbers as they are written are the same: "402/2016" and "402/16"."""
    return re.split(r"[/-]", one) == re.split(r"[/-]", other) or _pair(one) == _pair(other)


def numbers_in(line: str) -> list[str]:
    """Whatever in a line looks like a number with its year."""
    return [number for found in _NUMBER_ANYWHERE.finditer(line) if (number := _number(found))]


def _same(one: Reference, other: Reference) -> bool:
    if one.number and other.number:
        return same_number(one.number, other.number)
    return one.date is not None and one.date == other.date and not (one.number or other.number)


def _pair(number: str) -> tuple[int, int | None]:
    first, second = re.split(r"[/-]", number, maxsplit=1)
    return number_and_year(first, "/", second)


def find_references(
    view: View, cited: Sequence[Value], spans: Sequence[Span], own: tuple[int | None, int | None]
) -> list[FoundReference]:
    """The letters cited in the head and in some sentences; `own` is the number of the letter itself, which is no
    reference.
    """
    found = [_from_head(value) for value in cited]
    for span in spans:
        if len(found) >= ENTRIES:
            break
        if not re.compile(r"\d").search(view.text, span.start, span.end):
            continue
        for one in _from_prose(view, span):
            is_own = one.reference.number is not None and own[0] is not None and _pair(one.reference.number) == own
            if not is_own and not any(_same(one.reference, known.reference) for known in found):
                found.append(one)
    return found
