"""From when the rules of a circular apply."""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from umlauf.engines.reading.dates import WEEKDAY, find_dates
from umlauf.engines.reading.limits import DATES_IN_SENTENCE
from umlauf.engines.reading.paragraphs import Span

_OWN: Final = (
    r"(?:[Dd]iese[rsn]?|[Dd]er|[Dd]ie|[Dd]as|[Tt]his|[Tt]he)[ \n](?:[Rr]und(?:erla(?:ss|ß)|schreiben"
    r"|verfügung)|[Ee]rla(?:ss|ß)|RdErl\.|Verwaltungsvorschrift|Richtlinie|Dienstanweisung"
    r"|Bekanntmachung|Regelung|[Cc]ircular|Änderung(?:en)?)"
)
_SELF = re.compile(_OWN + r"|\b[Ss]ie[ ](?:tritt|treten)|\b[Ee]r[ ]tritt|\bgilt\b|\bgelten\b|\bmit Wirkung\b")
_BEFORE = re.compile(
    r"(?:\b(?:tritt|treten)\b[^.;]{0,60}\b(?:am|zum|ab)(?:[ ]dem)?|\bmit[ ]Wirkung[ ](?:vom|zum"
    r"|ab(?:[ ]dem)?)|\b(?:gilt|gelten)\b[^.;]{0,40}\bab(?:[ ]dem)?|\b(?:anzuwenden"
    r"|anwendbar)[ ]ab(?:[ ]dem)?|\bab[ ]dem|\bist\b[^.;]{0,40}\bab(?:[ ]dem)?"
    rf"|\b(?:takes?[ ]effect|enters?[ ]into[ ]force|comes?[ ]into[ ]force|applies|effective"
    rf"|is[ ]in[ ]force)[^.;]{{0,30}}\b(?:on|from|as[ ]of)?)[ \n](?i:{WEEKDAY})?(?:the[ ])?\Z"
)
_AFTER = re.compile(r"[^.;]{0,60}?\b(?:in[ ]Kraft|wirksam|anzuwenden|anwendbar|gültig|into[ ]force|effect)\b")
_NEEDS_AFTER = re.compile(r"\b(?:tritt|treten|ab[ ]dem|ist)\b")
_SAYS_ALL = re.compile(r"\b(?:gilt|gelten|Wirkung|effect|force|applies|effective|anzuwenden|anwendbar)\b")
_HINT = re.compile(r"Kraft|Wirkung|gilt|gelten|wirksam|anwend|anzuwend|gültig|force|effect|applies|ab dem")
_PAST = re.compile(
    r"\b(?:trat|traten|getreten|galt|galten|came into force|entered into force|took effect"
    r"|außer Kraft)\b"
)
_REPEAL = re.compile(r"[^.;]{0,20}\baußer[ ]Kraft\b")


@dataclass(frozen=True)
class EffectiveDate:
    date: str
    start: int
    end: int
    confidence: float


def find_effective_date(text: str, spans: Sequence[Span], letter: datetime.date | None) -> EffectiveDate | None:
    """The day on which the circular, or what it announces, begins to apply; what came into force before the letter is
    history.
    """
    best: EffectiveDate | None = None
    for span in spans:
        if not _HINT.search(text, span.start, span.end):
            continue
        for mention in find_dates(text, span.start, span.end)[:DATES_IN_SENTENCE]:
            floor = max(span.start, mention.start - 120)
            before = _BEFORE.search(text, floor, mention.start)
            day = mention.on(letter.year if letter else None)
            if before is None or day is None or _REPEAL.match(text, mention.end, span.end):
                continue
            after = _AFTER.match(text, mention.end, span.end)
            if _NEEDS_AFTER.search(before.group()) and not _SAYS_ALL.search(before.group()) and after is None:
                continue
            if _PAST.search(text, floor, mention.start):
                continue
            own = _SELF.search(text, max(span.start, before.start() - 80), mention.start) is not None
            if not own and letter and day < letter:
                continue
            found = EffectiveDate(
                day.isoformat(), before.start(), after.end() if after else mention.end, 0.9 if own else 0.6
            )
            if best is None or found.confidence > best.confidence:
                best = found
    return best
