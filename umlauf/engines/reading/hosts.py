"""Who holds an event, named in the nominative."""

import re
from collections.abc import Iterable
from typing import Final

from umlauf.engines.reading.organisations import Organisation, find_organisations, organisation_at
from umlauf.engines.reading.paragraphs import Span

_WITH: Final = (
    r"(?:in[ \n](?:enger[ \n])?Zusammenarbeit[ \n]mit|gemeinsam[ \n]mit|zusammen[ \n]mit"
    r"|in[ \n]Kooperation[ \n]mit|in[ \n]Abstimmung[ \n]mit|und[ \n]dem"
    r"|[Tt]ogether[ \n]with|in[ \n](?:close[ \n])?co-?operation[ \n]with|jointly[ \n]with)[ \n]"
)
_JOINT = re.compile(_WITH)
_BY = re.compile(
    r"(?:\bVeranstalter(?:in)?(?:[ ]?:|[ ]ist|[ ]sind)|\bGastgeber(?:in)?(?:[ ]?:|[ ]ist|[ ]sind)"
    r"|\bveranstaltet[ \n]von|\bausgerichtet[ \n]von|\bauf[ ]Einladung|\bHosts?[ ]?:"
    r"|\b(?:hosted|organised|organized|held)[ \n]by)[ \n]?"
)
_PASSIVE = re.compile(r"\b(?:veranstaltet|ausgerichtet|durchgeführt|organisiert|getragen|vorbereitet)\b")
_AGENT = re.compile(r"\b(?=vom[ \n])|\b(?:von|durch)[ \n](?=de[mnr][ \n]|die[ \n]|das[ \n])")
_HOLDS = re.compile(
    r"\b(?:lädt|laden|veranstaltet|veranstalten|führt|führen|richtet|richten|wird|werden|bietet"
    r"|bieten|plant|planen|hosts?|holds?|will[ ](?:hold|host)|organises?|invites?)\b"
)
_VERB_AT_END: Final = re.compile(
    r"\b(?:ein|veranstalten|veranstaltet|durch(?:führen)?|aus(?:richten)?|vorstellen|diskutieren"
    r"|einladen|abhalten|hosts?|holds?|organises?|invites?)\b"
)
_GENITIVE = re.compile(
    r"(?:[Kk]onferenz|[Tt]agung|[Vv]eranstaltung|[Ff]orum|[Kk]ongress|[Ff]achtag|[Ss]itzung"
    r"|[Ww]orkshop|[Ss]eminar|[Vv]ersammlung)(?:[ \n]„[^“\n]{3,100}“)?[ \n](?=de[sr][ \n])"
)
_NOMINATIVE: Final = ("der", "die", "das", "Der", "Die", "Das", "the", "The", None)
_LINK = re.compile(r"(?:,[ \n]|[ \n](?:und|sowie|and)[ \n])")


def _following(text: str, start: int, end: int) -> list[Organisation]:
    """The bodies listed from a place on, joined by commas and "und"."""
    found: list[Organisation] = []
    at = start
    while len(found) < 8:
        one = organisation_at(text, at, end)
        if one is None:
            break
        found.append(one)
        link = _LINK.match(text, one.end, end)
        if link is None:
            break
        at = link.end()
    return found


def _subjects(text: str, start: int, end: int) -> list[Organisation]:
    """The bodies that hold or invite: they stand beside the verb, in the nominative."""
    holds = _HOLDS.search(text, start, end)
    if holds is None or not _VERB_AT_END.search(text, holds.start(), end):
        return []
    after = _following(text, min(holds.end() + 1, end), end)
    before = [
        one
        for one in find_organisations(text, max(start, holds.start() - 160), holds.start())
        if one.article in _NOMINATIVE
    ]
    if after and after[0].article in _NOMINATIVE:
        return after
    return before if before and holds.start() - before[-1].end <= 80 else []


def hosts_in(text: str, span: Span) -> list[str]:
    """The hosts that a sentence about an event names, in order and once each."""
    found: list[Organisation] = []
    for match in _BY.finditer(text, span.start, span.end):
        found.extend(_following(text, match.end(), span.end))
    if _PASSIVE.search(text, span.start, span.end):
        for match in _AGENT.finditer(text, span.start, span.end):
            found.extend(_following(text, match.end(), span.end))
    subjects = _subjects(text, span.start, span.end)
    found.extend(subjects)
    if not subjects:
        for match in _GENITIVE.finditer(text, span.start, span.end):
            found.extend(_following(text, match.end(), span.end))
    joint = _JOINT.search(text, span.start, span.end)
    if joint and found:
        found.extend(_following(text, joint.end(), span.end))
    return distinct(one.name for one in found)


def distinct(names: Iterable[str]) -> list[str]:
    """The names in order, each once."""
    return list(dict.fromkeys(names))
