"""What a draft from outside is filled with, from what the association knows already."""

from __future__ import annotations

import re
from typing import Final

from umlauf.engines.letters import glyphs_missing
from umlauf.engines.reading import Annex, Facts
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.models import Draft
from umlauf.office.directory.models import DistributionList, Responsibility
from umlauf.office.directory.moments import Moment
from umlauf.office.intake.draft import list_for

_LOOKED_AT: Final = 30  # drafts, the newest
_READ: Final = 4_000  # characters of the text in which a keyword counts
_PASSED_ON: Final = re.compile(r"\A(?:(?:wg|aw|fw|fwd|re|antw)\s*:\s*|\[(?:ext|extern|external)\]\s*)+", re.IGNORECASE)


def subject_of(written: str) -> str:
    """The subject of a mail without what programs put in front of it."""
    return _PASSED_ON.sub("", shown(written)).strip()


def shown(text: str) -> str:
    """The text without characters that a letter cannot show, such as emoji."""
    missing = glyphs_missing(text)
    return text.translate(dict.fromkeys(map(ord, missing))) if missing else text


def keyword_of(facts: Facts, subject: str, text: str, moment: Moment) -> str:
    """The keyword that the text has, else the longest that somebody is responsible for and that its subject names,
    else its beginning."""
    if facts.keyword:
        return shown(facts.keyword)[: LIMITS.keyword]
    known = Responsibility.objects.filter(moment.known()).order_by().values_list("keyword", flat=True).distinct()
    longest_first = sorted(known, key=lambda one: (-len(one), one))
    for place in (subject, text[:_READ]):
        for keyword in longest_first:
            if re.search(rf"(?<!\w){re.escape(keyword.casefold())}", place.casefold()):
                return keyword
    return ""


def list_of(facts: Facts, name: str | None, subject: str) -> tuple[DistributionList, bool]:
    """The distribution list that the text names, else the one of the last draft; and whether it is only that.

    Raises ``Refused("list.unknown")`` where there is none at all, or none of that name.
    """
    try:
        return list_for(facts, name), False
    except Refused:
        known = {rule.id: rule for rule in DistributionList.objects.order_by("id")}
        if name is not None or not known:
            raise
    named = [rule for rule in known.values() if rule.name.casefold() in subject.casefold()]
    if len(named) == 1:
        return named[0], False
    used = (known.get(content.distribution_list_id) for content in _latest())
    return next((rule for rule in used if rule is not None), next(iter(known.values()))), True


def as_before(list_id: int) -> tuple[tuple[str, ...], str]:
    """Addressees and closing of the last draft for a distribution list; empty if there is none."""
    last = next((one for one in _latest() if one.distribution_list_id == list_id), None)
    return (last.addressees, last.closing) if last else ((), "")


def titles_of(proposed: list[str], named: tuple[Annex, ...]) -> list[str]:
    """A title for each annex: from the text's own list where that has as many, else as proposed."""
    written = [one.title for one in sorted(named, key=lambda one: one.number or LIMITS.annexes) if one.title]
    return [shown(title)[: LIMITS.name] for title in (written if len(written) == len(proposed) else proposed)]


def _latest() -> list[Content]:
    """The content of the newest drafts."""
    return [Content.parse(one) for one in Draft.objects.order_by("-id").values_list("content", flat=True)[:_LOOKED_AT]]
