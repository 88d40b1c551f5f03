"""What a mail answers to a circular: "Herr Landrat nimmt teil", "Fehlanzeige", "wir bitten um Fristverlängerung".

It proposes, and a person decides. So it would rather say nothing than the wrong thing: where two sentences say
different things, the answer is not known, except that somebody who does not come and somebody who does, named behind,
are a deputy. The same holds between the clauses of one sentence ("Ich bin verhindert, Frau Entwurf kommt").
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from umlauf.engines.reading.people import NAME, find_people
from umlauf.engines.reading.view import normalise_newlines

LONGEST: Final = 20_000
"""Characters that are looked at; who answers in more words has written a statement."""


class Answer(StrEnum):
    """What a reply says."""

    COMES = "comes"
    REPRESENTED = "represented"
    DECLINES = "declines"
    NIL = "nil"
    MORE_TIME = "more_time"


@dataclass(frozen=True)
class Somebody:
    """Who is spoken of: by name, by office ("Landrat"), or both."""

    name: str | None = None
    office: str | None = None


@dataclass(frozen=True)
class Reply:
    """A reply without what it quotes and without its signature, as `said`, and what that answers.

    `answer` is None where it is not known. `people` are those who come, `instead_of` whom they stand for. `phrase`
    quotes the sentence on one line; `confidence` is how sure the rule is (0 to 1).
    """

    said: str
    answer: Answer | None = None
    people: tuple[Somebody, ...] = ()
    instead_of: tuple[Somebody, ...] = ()
    phrase: str = ""
    confidence: float = 0.0


_QUOTED: Final = re.compile(
    r"^[ \t]{0,3}(?:"
    r"-{2,20}[ ]?(?:Urspr(?:ü|ue)ngliche Nachricht|Original(?:nachricht|[ ]Message)|Weitergeleitete Nachricht)"
    r"|_{20,}[ \t]*$"
    r"|(?:Am|On)[ ][^\n]{6,160}(?:\n[^\n]{0,120})?(?:schrieb|wrote)[^\n]{0,120}:[ \t]*$"
    r"|(?:Von|From):[ ][^\n]{1,200}\n(?:[^\n]{0,200}\n){0,2}[ \t]{0,3}(?:Gesendet|Sent|Datum|Date|An|To):"
    r")",
    re.MULTILINE | re.IGNORECASE,
)
_SIGNATURE: Final = re.compile(
    r"^(?:-- ?$|(?:mit|viele|beste|herzliche|freundliche)[ ](?:den[ ])?(?:freundlichen|besten|vielen|herzlichen)?[ ]?"
    r"gr(?:ü|ue)(?:ß|ss)e?n?\b|(?:kind|best|yours)[ ](?:regards|wishes|sincerely|faithfully)|i\.[ ]?a\.|im auftrag\b)",
    re.MULTILINE | re.IGNORECASE,
)
_SENTENCE: Final = re.compile(r"(?:[^.!?\n]|\n(?![ \t]*\n)|(?<=\b[A-Za-zÄÖÜäöü])\.|(?<=Dr|Nr)\.|(?<=\d)\.(?=[ ]?\w))+")

_NOT: Final = r"\b(?:nicht|niemand(?:en)?|keine[nrsm]?|kein|not|nobody|unable|cannot|can't)\b"
_COMING: Final = (
    r"\b(?:teil(?:nehm\w*|nimmt|zunehmen)|(?:nimmt|nehmen?)\b.{0,160}\bteil|teilnahme"
    r"|an(?:melden|gemeldet|zumelden|meldung)|melden?\b.{0,160}\ban\b|komm(?:t|e|en)\b"
    r"|entsend(?:et|en?)|sag(?:t|e|en)\b.{0,80}\bzu\b|zugesagt|attend(?:s|ing)?|take[s]?[ ]part|participat\w+)\b"
)
_MORE_TIME: Final = (
    r"\b(?:fristverl(?:ä|ae)ngerung|verl(?:ä|ae)ngerung der (?:\w+)?frist|frist\w*\b.{0,60}\bzu verl(?:ä|ae)ngern"
    r"|mehr zeit|extension of (?:the|your) deadline|more time)\b"
)
_REPRESENTED: Final = (
    r"\b(?:l(?:ä|ae)sst sich\b.{0,120}\bvertreten|wird\b.{0,120}\bvertreten|lassen? (?:uns|mich)\b.{0,120}\bvertreten"
    r"|vertritt (?:mich|ihn|sie|uns|Herrn?|Frau)\b|vertreten (?:mich|ihn|sie|uns)\b"
    r"|in vertretung\b|vertretungsweise|als vertret(?:ung|er|erin)"
    r"|(?:an|on) (?:seiner|ihrer|his|her) (?:stelle|behalf)|represented by)"
)
_DECLINES: Final = (
    rf"(?:{_NOT}.{{0,80}}{_COMING}|{_COMING}.{{0,80}}{_NOT}"
    rf"|\b(?:(?:nimmt|nehmen?)\b.{{0,80}}{_NOT}.{{0,80}}\bteil|melden?\b.{{0,80}}{_NOT}.{{0,80}}\ban"
    rf"|sag(?:t|en?)\b.{{0,80}}{_NOT}.{{0,80}}\bzu)\b"
    r"|\b(?:abzusagen|absagen|abgesagt|verhindert)\b|\bsag(?:e|t|en)\b.{0,80}\bab\b|\bdecline[sd]?\b)"
)
_RULES: Final = tuple(
    (answer, sure, re.compile(pattern, re.IGNORECASE))
    for answer, sure, pattern in (
        (Answer.MORE_TIME, 0.9, _MORE_TIME),
        (Answer.NIL, 0.95, r"\b(?:fehlanzeige|nil return)\b"),
        (Answer.REPRESENTED, 0.85, _REPRESENTED),
        (Answer.DECLINES, 0.85, _DECLINES),
        (Answer.COMES, 0.8, _COMING),
    )
)
_THROUGH: Final = re.compile(r"\b(?:durch|represented by|in vertretung|(?:seiner|ihrer) stelle)\b", re.IGNORECASE)
_AWAY: Final = re.compile(rf"{_DECLINES}|\b(?:kann|können)\b.{{0,80}}{_NOT}", re.IGNORECASE)
_HERE: Final = re.compile(_COMING, re.IGNORECASE)
_DENIED: Final = re.compile(_NOT, re.IGNORECASE)
_BETWEEN: Final = re.compile(r"[,;:()–—]|\s-\s|\b(?:und|aber|sondern|and|but)\b", re.IGNORECASE)
"""What parts a sentence into clauses, more of them than a grammar would see."""
_STANDS_IN: Final = re.compile(r"\b(?:vertritt|vertreten (?=(?:mich|ihn|sie|uns)\b))", re.IGNORECASE)
_UNSURE: Final = re.compile(
    r"^(?:kann|könnte|darf) (?:ich|er|sie|man|noch|Herr|Frau)\b|^(?:können|könnten|dürfen) (?:wir|Sie|noch)\b"
    r"|\b(?:vielleicht|voraussichtlich|noch offen|unter vorbehalt|ob\b|falls|wenn|sofern|möglicherweise|wer\b|perhaps"
    r"|probably|whether|if\b)|\?",
    re.IGNORECASE,
)
_OFFICE: Final = re.compile(
    r"(?<![\wÄÖÜäöüß-])(?:Herrn?|Frau)[ \n](?P<office>(?:[A-ZÄÖÜ][\wäöüß-]{0,30})?(?:[Ll]andrat|[Ll]andrätin"
    r"|[Bb]eigeordneter?|[Dd]ezernent(?:in)?|[Aa]mtsleiter(?:in)?|[Bb]ürgermeister(?:in)?))(?![\wäöüß])"
    rf"(?:[ \n](?P<name>{NAME}))?"
)


_EVENT: Final = re.compile(
    r"[ ](?:zur|zum|an|für)[ ](?:der|die|das)?[ ]?\w*(?:konferenz|veranstaltung|tagung|sitzung|teilnahme|termin)\b.*",
    re.IGNORECASE,
)
"""Behind a name what only looks like a part of it ("Frau Muster zur Konferenz")."""


@dataclass(frozen=True)
class _Said:
    """What one sentence says; ``answer`` is None where it says two things."""

    answer: Answer | None
    sure: float
    sentence: str
    people: tuple[Somebody, ...]
    instead_of: tuple[Somebody, ...]


def read_reply(text: str) -> Reply:
    """What a mail answers. Any text gives a reply; one that is only a quotation has said nothing."""
    own = _own_words(normalise_newlines(text[:LONGEST]))
    found: list[_Said] = []
    for match in _SENTENCE.finditer(own):
        sentence = " ".join(match.group().split())
        asked = own[match.end() : match.end() + 1] == "?"
        rule = next((rule for rule in _RULES if rule[2].search(sentence)), None)
        if rule is not None:
            sure = rule[1] / 2 if asked or _UNSURE.search(sentence) else rule[1]
            found.append(_parted(rule[0], sure, sentence))
    return _together(own, found)


def _own_words(text: str) -> str:
    """A reply before what it quotes, without quoted lines, before its signature."""
    if quoted := _QUOTED.search(text):
        text = text[: quoted.start()]
    text = "\n".join(line for line in text.split("\n") if not line.lstrip().startswith(">"))
    if signature := _SIGNATURE.search(text):
        text = text[: signature.start()]
    return text.strip()


def _parted(answer: Answer, sure: float, sentence: str) -> _Said:
    """What a sentence says by its clauses: who comes behind one who does not is a deputy, and all else that speaks of
    both is not known."""
    clauses = [clause for clause in _BETWEEN.split(sentence) if clause.strip()]
    if answer is Answer.REPRESENTED and any(
        _DENIED.search(clause) and re.search("vertr", clause, re.IGNORECASE) for clause in clauses
    ):
        return _Said(None, sure, sentence, (), ())
    if answer is not Answer.DECLINES or len(clauses) < 2:
        return _Said(answer, sure, sentence, *_people(sentence))
    away = [place for place, clause in enumerate(clauses) if _AWAY.search(clause)]
    here = [place for place, clause in enumerate(clauses) if _HERE.search(clause) and not _DENIED.search(clause)]
    if not here:
        return _Said(answer, sure, sentence, *_people(sentence))
    people = tuple(person for place in here for person in _named(clauses[place]))
    if not people or not away or away[-1] > here[0]:
        return _Said(None, sure, sentence, (), ())
    instead_of = tuple(person for place in away for person in _named(clauses[place]))
    return _Said(Answer.REPRESENTED, min(sure, 0.8), sentence, people, instead_of)


def _together(own: str, found: list[_Said]) -> Reply:
    answers = [one.answer for one in found]
    if not found or None in answers:
        return Reply(own)
    last = found[-1]
    if len(set(answers)) == 1:
        surest = max(found, key=lambda one: one.sure)
        if surest.answer not in {Answer.COMES, Answer.REPRESENTED}:
            return Reply(own, surest.answer, phrase=surest.sentence, confidence=surest.sure)
        people = tuple(dict.fromkeys(person for one in found for person in one.people))
        return Reply(own, surest.answer, people, surest.instead_of, surest.sentence, surest.sure)
    instead = last.answer is Answer.REPRESENTED or (last.answer is Answer.COMES and last.people)
    if instead and set(answers[:-1]) == {Answer.DECLINES}:
        away = last.instead_of or found[-2].people
        return Reply(own, Answer.REPRESENTED, last.people, away, last.sentence, min(last.sure, 0.8))
    return Reply(own)


def _people(sentence: str) -> tuple[tuple[Somebody, ...], tuple[Somebody, ...]]:
    """Who comes by a sentence, and for whom: behind "durch", "in Vertretung" and the like the former, before it the
    latter; around "vertritt" the other way; else all who are named come."""
    if stands_in := _STANDS_IN.search(sentence):
        return _named(sentence[: stands_in.start()]), _named(sentence[stands_in.end() :])
    through = _THROUGH.search(sentence)
    if through is None:
        return _named(sentence), ()
    return _named(sentence[through.end() :]), _named(sentence[: through.start()])


def _named(words: str) -> tuple[Somebody, ...]:
    offices = list(_OFFICE.finditer(words))
    found = [(match.start(), Somebody(match["name"], match["office"])) for match in offices]
    found += [
        (one.start, Somebody(_EVENT.sub("", one.name) if one.name else None, one.office))
        for one in find_people(words, 0, len(words))
        if not one.several and all(one.end <= match.start() or match.end() <= one.start for match in offices)
    ]
    return tuple(somebody for _start, somebody in sorted(found, key=lambda pair: pair[0]))
