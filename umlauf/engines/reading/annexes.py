"""The annexes of a letter: from the prose that points to them, from the list below the signature, from a mere count."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from umlauf.engines.reading.facts import Annex
from umlauf.engines.reading.limits import ENTRIES
from umlauf.engines.reading.paragraphs import Span
from umlauf.engines.reading.view import Line

_WORD: Final = r"(?:Anlage|Anlg\.|Anhang|Annex|Enclosure|Attachment|Beilage)"
NUMBERED = re.compile(
    rf"(?<![\w-]){_WORD}[ \n](?P<number>\d{{1,2}})(?:[ \n](?:und|bis|and"
    rf"|to)[ \n](?P<last>\d{{1,2}})(?!\.))?(?![\w/]|\.\d)"
)
SEVERAL = re.compile(
    r"(?<![\w-])(?:Anlagen|Anhänge|Annexes|Enclosures)[ \n](?P<number>\d{1,2})(?:[ \n]?(?:und|bis|and"
    r"|to|[-–])[ \n]?(?P<last>\d{1,2}))(?![\w/.])"
)
FOREIGN = re.compile(
    r"[ \n](?:zu[mr]?|der|des|to|of)[ \n](?!diese[mrs]\b|this\b|the circular)|[ \n](?:Nr\.|Nummer"
    r"|Abs\.|Spalte)"
)
_UNNUMBERED = re.compile(
    r"\b(?:als|in der|in the|as an?)[ \n](?:Anlage|Anhang|annex|enclosure|attachment)\b(?![ \n]\d)"
    r"|\b(?:beigefügte[nrs]?|beiliegende[nrs]?)[ \n](?=[A-ZÄÖÜ])|\bliegt als Anlage bei\b"
)
_DIGITAL = re.compile(
    r"\b(?:nur|ausschließlich|lediglich)[ ](?:noch[ ])?(?:digital|elektronisch|per[ ]E-Mail"
    r"|als[ ](?:Datei|Download|PDF)|im[ ](?:Mitgliederbereich|Extranet|Intranet)"
    r"|in[ ]elektronischer[ ]Form|zum[ ]Download)"
    r"|\b(?:digital(?:ly)?|electronic(?:ally)?)[ ]only|only[ ](?:digitally|electronically|in[ ]digital[ ]form)",
    re.IGNORECASE,
)
_NOUN: Final = r"(?:[A-ZÄÖÜ][\wäöüß-]{2,60})"
_PHRASE: Final = (
    rf"(?P<title>(?:{_NOUN}[ \n]?-?[ ]?)(?:[ \n](?:(?:des|der|für|zur|zum|zu|of"
    rf"|for)[ \n](?:[a-zäöüß]{{2,20}}[ \n])?)?{_NOUN}){{0,4}})"
)
_BEHIND = re.compile(
    rf"[ \n]?(?:\([^)]{{0,30}}\))?[ \n]?(?:beigefügte[nrs]?|beiliegende[nrs]?|angefügte[nrs]?"
    rf"|angeschlossene[nrs]?|übersandte[nrs]?|attached|enclosed)[ \n]{_PHRASE}"
)
_LIST_TITLE = re.compile(r"[ ]?(?:[:–—-]|\)|,)[ ]?(?P<title>[^\n]{3,160})|[ ](?P<plain>[A-ZÄÖÜ„][^\n]{3,160})")
_SUBJECT_OF = re.compile(
    rf"(?:[Dd]as|[Dd]er|[Dd]ie|[Ee]ine?|[Tt]he|[Aa]n?|[Dd]en"
    rf"|[Uu]nsere?)[ \n](?:[a-zäöüß]{{3,25}}[ \n]){{0,2}}(?P<title>(?:{_NOUN}"
    rf"|[a-z-]{{3,30}}(?:[ ][a-z-]{{3,30}})?)(?:[ \n](?:(?:des|der|für|zur|zum|zu|of"
    rf"|for)[ \n](?:[a-zäöüß]{{2,20}}[ \n])?)?{_NOUN}){{0,4}})"
    r"[ \n](?:ist|sind|steht|stehen|ergibt[ ]sich|liegt|liegen|finden[ ]Sie|findet[ ]sich|wird"
    r"|erhalten[ ]Sie|fügen[ ]wir|is|are|can[ ]be[ ]found)(?:[ \n](?:diesem|dem"
    r"|this)[ \n][\w]{3,20})?(?:[ \n][a-zäöüß]{2,15}){0,4}[ \n](?:als|in|in[ ]der|as|at"
    r"|bei:?)?[ \n]?\Z"
)
_PARENTHESIS = re.compile(
    rf"(?P<title>{_NOUN}(?:[ \n](?:(?:des|der|für|zur|zum"
    rf"|zu)[ \n](?:[a-zäöüß]{{2,20}}[ \n])?)?{_NOUN}){{0,3}})[ \n]?\((?:siehe[ ]|vgl\.[ ]|s\.[ ]"
    rf"|see[ ])?\Z"
)
_RELATIVE = re.compile(
    rf"(?P<title>{_NOUN})(?:[ \n][a-zäöüß]{{2,15}})?,[ \n](?:der|die|das"
    rf"|den)[ \n](?:[a-zäöüßI]{{2,15}}[ \n]){{0,4}}(?:als|in)[ \n]?\Z"
)
_COUNT = re.compile(
    r"(?:[-–][ ])?(?P<count>\d{1,2}|[Ee]ine|[Zz]wei|[Dd]rei|[Vv]ier|[Ff]ünf|[Oo]ne|[Tt]wo"
    r"|[Tt]hree)[ ](?:Anlagen?|Anlg\.|[Aa]nnex(?:es)?|[Ee]nclosures?)|(?:Anlagen?|Anlg\.|Enclosures?"
    r"|Annexes)[ ]?:[ ]?(?:-[ ])?(?P<after>\d{1,2})(?:[ ]-)?$"
)
_WORDS: Final = {"eine": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "one": 1, "two": 2, "three": 3}
_HEADING = re.compile(
    r"(?:Anlagen?|Anlg\.|Anhang|Anhänge|Annex(?:es)?|Enclosures?|Encl\.|Attachments?"
    r"|Beilagen?)[ ]?:?[ ]?"
)
_HINT = re.compile(r"nlage|nlg|nhang|nhäng|nnex|nclosure|ttach|eilage|eigefügt|eiliegend")
_ITEM = re.compile(r"(?:[-–—•*+][ ]|\(?(?P<number>\d{1,2})[.)][ ])(?P<title>[^\n]{3,160})")


@dataclass
class FoundAnnex:
    annex: Annex
    start: int
    end: int


def _tidy(title: str | None) -> str | None:
    if title is None:
        return None
    without = _DIGITAL.sub("", " ".join(title.split()))
    return re.sub(r"[ ]?\([ ]?\)", "", without).strip(" ,;:.–-") or None


class Annexes:
    """Collects the annexes of one letter; a number stands for one annex, however often it is named."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.by_number: dict[int, FoundAnnex] = {}
        self.loose: list[FoundAnnex] = []
        self.count = 0
        self.all_digital = False

    def add(self, number: int | None, title: str | None, digital: bool, start: int, end: int) -> None:
        new = FoundAnnex(Annex(number, _tidy(title), digital), start, end)
        if number is None:
            if not any(known.annex.title == new.annex.title for known in [*self.loose, *self.by_number.values()]):
                self.loose.append(new)
            return
        known = self.by_number.get(number)
        if known is None:
            self.by_number[number] = new
        else:
            known.annex = replace(
                known.annex,
                title=known.annex.title or new.annex.title,
                digital_only=known.annex.digital_only or digital,
            )

    def read_prose(self, spans: Sequence[Span]) -> None:
        for span in spans:
            if len(self.by_number) + len(self.loose) >= ENTRIES:
                return
            if not _HINT.search(self.text, span.start, span.end):
                continue
            numbered = False
            for pattern in (NUMBERED, SEVERAL):
                for found in pattern.finditer(self.text, span.start, span.end):
                    if not FOREIGN.match(self.text, found.end(), span.end):
                        numbered = True
                        self.take_numbered(found, span)
            if not numbered:
                self.take_unnumbered(span)

    def take_numbered(self, found: re.Match[str], span: Span) -> None:
        digital = _DIGITAL.match(self.text[found.end() : found.end() + 60].lstrip(" (")) is not None
        first, last = int(found["number"]), int(found["last"] or found["number"])
        title = self.title_of(found, span) if first == last else None
        for number in range(first, min(last, first + 20) + 1):
            self.add(number, title, digital, found.start(), found.end())

    def title_of(self, found: re.Match[str], span: Span) -> str | None:
        """What is attached: the noun behind ("der als Anlage 3 angefügte Bogen") or before it ("das Programm
        (Anlage 1)").
        """
        behind = _BEHIND.match(self.text, found.end(), span.end)
        if behind:
            return behind["title"]
        before = self.text[max(span.start, found.start() - 160) : found.start()]
        for pattern in (_SUBJECT_OF, _PARENTHESIS, _RELATIVE):
            match = pattern.search(before)
            if match:
                return match["title"]
        return None

    def take_unnumbered(self, span: Span) -> None:
        for found in _UNNUMBERED.finditer(self.text, span.start, span.end):
            title = self.title_of(found, span)
            if found.group().startswith(("beigef", "beilieg")):
                noun = re.match(_PHRASE, self.text[found.end() : found.end() + 120])
                title = noun["title"] if noun else None
            if title:
                self.add(None, title, False, found.start(), found.end())

    def read_notes(self, lines: Sequence[Line]) -> None:
        """The notes in the head and below the signature: "Anlagen (nur digital)", "2 Anlagen", "Anlage 1: Programm",
        lists.
        """
        block = " ".join(line.text for line in lines)
        if _DIGITAL.search(block) and not any(
            NUMBERED.match(line.text) and _DIGITAL.search(line.text) for line in lines
        ):
            self.all_digital = True
        for line in lines[:60]:
            self.read_note(line)

    def read_note(self, line: Line) -> None:
        count = _COUNT.match(line.text)
        if count:
            word = count["count"] or count["after"]
            self.count = max(self.count, int(word) if word.isdigit() else _WORDS[word.lower()])
            return
        item = _ITEM.match(line.text)
        text = item["title"] if item else line.text
        offset = len(line.text) - len(text)
        numbered = NUMBERED.match(text)
        if numbered:
            title = _LIST_TITLE.match(text, numbered.end())
            name = (title["title"] or title["plain"]) if title else None
            digital = _DIGITAL.search(text) is not None
            self.add(int(numbered["number"]), name, digital, line.start + offset, line.end)
        elif item:
            number = int(item["number"]) if item["number"] else None
            self.add(number, text, _DIGITAL.search(text) is not None, line.start + offset, line.end)
        else:
            self.read_heading(line)

    def read_heading(self, line: Line) -> None:
        """ "Anlagen: Programm, Formular" or "Anlage: Muster"."""
        heading = _HEADING.match(line.text)
        if heading is None or ":" not in heading.group():
            return
        at = line.start + heading.end()
        for part in re.split(r"[,;][ ]", line.text[heading.end() :]):
            if len(part.strip()) > 2 and not _DIGITAL.fullmatch(part.strip(" ()")):
                self.add(None, part, _DIGITAL.search(part) is not None, at, at + len(part))
            at += len(part) + 2

    def result(self) -> list[FoundAnnex]:
        """The annexes in order; those without a number are counted on, and a mere count makes untitled ones."""
        found = [self.by_number[number] for number in sorted(self.by_number)]
        for one in self.loose:
            if len(found) >= max(self.count, len(self.by_number) + len(self.loose)):
                break
            number = max((known.annex.number or 0 for known in found), default=0) + 1
            found.append(FoundAnnex(replace(one.annex, number=number), one.start, one.end))
        found.extend(
            FoundAnnex(Annex(number, None, False), 0, 0) for number in range(len(found) + 1, min(self.count, 50) + 1)
        )
        if self.all_digital:
            found = [FoundAnnex(replace(one.annex, digital_only=True), one.start, one.end) for one in found]
        return found
