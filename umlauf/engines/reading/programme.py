"""A programme inside the letter: lines or table rows that begin with a time."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from umlauf.engines.reading.facts import ProgrammeItem
from umlauf.engines.reading.limits import ENTRIES, LINE_CHARACTERS, SENTENCES
from umlauf.engines.reading.view import Line

_CLOCK = r"(?P<{0}h>\d{{1,2}})(?:[:.](?P<{0}m>\d\d))?"
_ITEM = re.compile(
    r"(?:[-–—•*+|][ ]?)?(?:(?:ab|ca\.|um|gegen|from|at)[ ]){0,2}" + _CLOCK.format("s") + r"(?P<unit>[ ]?(?:Uhr|h\b))?"
    r"(?:[ ]?(?:bis|to|[-–—])[ ]?(?:ca\.[ ]?)?"
    + _CLOCK.format("e")
    + r"(?P<unit2>[ ]?(?:Uhr|h\b))?)?[ ]?[:|–-]?[ ]?(?P<title>[^\d\s|:–-][^|]{1,250})(?:\|.*)?"
)
_FOLLOWING = re.compile(
    r"(?:[-–—•*+|][ ]?)?(?:[Aa]nschließend|[Dd]anach|[Aa]fterwards)[ ]?[:|–-][ ]?(?P<title>"
    r"[^|]{3,250})(?:\|.*)?"
)


@dataclass(frozen=True)
class FoundItem:
    item: ProgrammeItem
    start: int
    end: int


def _time(hour: str | None, minute: str | None) -> str | None:
    if hour is None or int(hour) > 23 or int(minute or 0) > 59:
        return None
    return f"{int(hour):02d}:{int(minute or 0):02d}"


def _read(line: Line) -> FoundItem | None:
    if len(line.text) > LINE_CHARACTERS:
        return None
    found = _ITEM.fullmatch(line.text)
    if found and (found["sm"] or found["unit"] or found["unit2"]):
        start, end = _time(found["sh"], found["sm"]), _time(found["eh"], found["em"])
        if start is None or (found["eh"] and end is None):
            return None
        return FoundItem(ProgrammeItem(start, end, found["title"].strip(" .|")), line.start, line.end)
    following = _FOLLOWING.fullmatch(line.text)
    return (
        FoundItem(ProgrammeItem(None, None, following["title"].strip(" .|")), line.start, line.end)
        if following
        else None
    )


def find_programme(lines: Sequence[Line]) -> list[FoundItem]:
    """The items of a programme; one line with a time alone is none. An item without an end lasts as long as the text
    leaves open.
    """
    found: list[FoundItem] = []
    for line in lines[:SENTENCES]:
        one = _read(line)
        if one and (one.item.start or found) and len(found) < ENTRIES:
            found.append(one)
    return found if sum(one.item.start is not None for one in found) > 1 else []
