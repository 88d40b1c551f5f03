"""Which day an event has lost and which one it has got instead.

A sentence may name both ("wird vom … auf den … verlegt", "findet am … nicht statt und wird am … nachgeholt"), or the
new day stands in a sentence behind it, which does not name the event again ("Neuer Termin: …").
"""

import re
from collections.abc import Sequence
from typing import Final, Literal, TypeAlias

from umlauf.engines.reading.dates import WEEKDAY, Period
from umlauf.engines.reading.event_words import CANCELLED, MOVED, NOUN

Fate: TypeAlias = Literal["cancelled", "rescheduled"]

REACH: Final = 3
"""How many sentences behind the one in which an event loses its day may name the new one."""

_DAY: Final = rf"(?i:{WEEKDAY})?(?:den[ ]|dem[ ]|der[ ]|the[ ])?\Z"
_LINK: Final = r"(?:am|auf|vom|für|zum|on|to)[ ]"
_OLD_DAY = re.compile(
    rf"\b(?:(?:für|vom|from|(?:scheduled|planned)[ ]for|anstelle[ ]des|instead[ ]of|(?:geplant|angesetzt)[ ](?:für|am)"
    rf"|ursprünglich(?:[ ](?:für|am))?|bisher(?:ige[rn]?)?)[ ]"
    rf"|(?:alte|bisherige|ursprüngliche)r[ ]Termin:?[ ]){_DAY}"
)
_NOT_ON = re.compile(rf"\b(?:nicht(?:[ ]wie[ ][\w ]{{3,40}}?)?|[Ss]tatt(?:[ ]wie[ ][\w ]{{3,40}}?)?)[ ]{_LINK}{_DAY}")
_HELD_ON = re.compile(r"\b(?:findet|finden|fand|fanden)\b[^.;]*\bstatt[ ]\w+[ ]")
_NEW_DAY = re.compile(
    rf"(?:\b(?:auf|nun(?:mehr)?[ ](?:am|vom)|jetzt[ ](?:am|vom)|erst[ ]am|sondern(?:[ ](?:erst|nun|jetzt))?[ ]am"
    rf"|neu:?(?:[ ](?:für|auf))?|to|is|rescheduled[ ]for)"
    rf"|\b\w{{0,20}}[Tt]ermin(?::|[ ](?:ist|wird|wurde|gilt))?(?:[ ](?:nun|jetzt|daher|somit))?"
    rf"|\b[Nn]ew[ ]date:?)[ ]{_DAY}"
)
_INSTEAD = re.compile(rf"\b[Ss]tattdessen(?:[ ]\w+){{0,5}}?[ ]{_LINK}{_DAY}")
_ALSO = re.compile(r"\b(?:wird|werden|soll|sollen|kann|können|holen)\b[^;]*\Z")
# What the sentence says about a day behind it, up to the next day.
_BEHIND = re.compile(
    r"(?P<off>\bnicht[ ](?:wie[ ]geplant[ ])?statt|\bentf(?:ällt|allen|iel)|\babgesagt|\bausgefallen|\bausfallen"
    r"|\bfällt[ ][^,;]{0,60}\baus\b|\bversch(?:oben|ieben|obene[nrs]?)\b|\bverleg(?:t|en|te[nrs]?)\b"
    r"|\bnot[ ]take[ ]place|\bcancell?ed|\bcalled[ ]off|\bpostponed|\bmoved|\brescheduled)"
    r"|(?P<caught_up>\bnach(?:ge|zu)?holt?(?:en)?\b|\bnach(?=[.;,]|\Z))"
    r"|(?P<held>\bstatt\b|\binstead\b)"
)
# The move of a deadline is none of the event that its sentence mentions.
_DEADLINE_MOVED = re.compile(
    r"(?:[Ff]rist|[Ss]chluss|[Aa]bgabetermin|[Dd]eadline)\b[^,;]{0,120}\b(?:verschoben|verlegt|verlängert|moved|postponed)"
)
_NO_NEW_DAY = re.compile(r"\bunbestimmte\b|\buntil[ \n]further\b|\bauf[ \n]einen[ \n]späteren\b")
_CAUGHT_UP = re.compile(r"\bnach(?:geholt|zuholen|holen)\b")
_TAKES_PLACE = re.compile(r"\b(?:statt|durchgeführt|treffen|tag(?:t|en)|laden|held|take[ \n]place|meet)\b")
_IT = re.compile(r"\b(?:[Ss]ie|[Ee]r|[Ee]s|[Dd]iese[rs]?|[Ww]ir|[Ii]t|[Ww]e)\b")


def loses_its_day(text: str, start: int, end: int) -> bool:
    """Whether the sentence says that an event does not take place when it was to."""
    return (
        NOUN.search(text, start, end) is not None
        and (CANCELLED.search(text, start, end) or MOVED.search(text, start, end)) is not None
        and not _DEADLINE_MOVED.search(text, start, end)
    )


def announces_new_day(before: str) -> bool:
    """Whether the words before a day call it the new one ("Neuer Termin ist der …")."""
    return _NEW_DAY.search(before.replace("\n", " ")) is not None


def _fate(before: str, behind: str) -> tuple[Fate | None, bool]:
    """What the words around a day say about it, and whether they alone show that an event has moved."""
    if _NOT_ON.search(before) and not _HELD_ON.search(before):
        return "cancelled", True
    said = _BEHIND.search(behind)
    if said and said["caught_up"] and _ALSO.search(before):
        return "rescheduled", True
    if _NEW_DAY.search(before):
        return "rescheduled", False
    if _OLD_DAY.search(before) or (said and said["off"]):
        return "cancelled", False
    return ("rescheduled" if said else None), False


def _goes_on(text: str, start: int, end: int, before: Sequence[str]) -> bool:
    """Whether the sentence goes on about what has lost its day; `before` are the words before each day."""
    named = NOUN.search(text, start, end) is not None
    takes_place = _TAKES_PLACE.search(text, start, end) is not None
    instead = [found for found in map(_INSTEAD.search, before) if found]
    return (
        _CAUGHT_UP.search(text, start, end) is not None
        or (bool(instead) and (named or takes_place or instead[0].start() == 0))
        or (not named and takes_place and _IT.search(text, start, end) is not None)
    )


def find_fates(text: str, start: int, end: int, days: Sequence[Period], *, follows: bool) -> list[Fate | None]:
    """For each day of the sentence start..end whether an event loses or gets it; all None where nothing moves.

    `follows` says that an event has lost its day in this or one of the sentences before.
    """
    stops = [*(day.start for day in days), end][1:]
    around = [
        (text[max(start, day.start - 160) : day.start].replace("\n", " "), text[day.end : stop].replace("\n", " "))
        for day, stop in zip(days, stops, strict=True)
    ]
    said = [_fate(before, behind) for before, behind in around]
    moved = (
        MOVED.search(text, start, end) is not None
        or any(alone and (fate == "rescheduled" or len(days) > 1) for fate, alone in said)
        or (follows and _goes_on(text, start, end, [before for before, _ in around]))
    )
    if not moved or _DEADLINE_MOVED.search(text, start, end):
        return [None] * len(days)
    if _NO_NEW_DAY.search(text, start, end):
        return ["cancelled"] * len(days)
    fates: list[Fate | None] = []
    for index, (fate, _) in enumerate(said):
        later = any(one == "rescheduled" for one, _ in said[index + 1 :])
        fates.append(fate or ("cancelled" if later else "rescheduled"))
    return fates
