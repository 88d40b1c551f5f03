"""Who does what at an event, and whether it is certain.

A sentence tells a contribution when it has somebody in it and a word for what is done ("begrüßen", "Rede",
"moderiert"). Everybody is given the word nearest to them; whoever is introduced by "durch" or "von" has the word
before.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from umlauf.engines.reading.facts import Contribution
from umlauf.engines.reading.limits import ENTRIES
from umlauf.engines.reading.paragraphs import BULLET, Span
from umlauf.engines.reading.people import Participant, find_groups, find_people
from umlauf.engines.reading.view import View

_ROLES: Final = (
    ("greeting", r"[Gg]rußwort|[Gg]rußansprache|message of greeting"),
    (
        "closing",
        (
            r"[Aa]bschlussrede|[Ss]chlusswort|[Ss]chlussrede|[Ss]chlussvortrag|[Aa]bschlussvortrag"
            r"|\bclosing (?:speech|remarks|address|words)|\bclose the (?:conference|meeting|event)"
        ),
    ),
    (
        "keynote",
        (
            r"[Ff]estrede|[Ff]estvortrag|[Hh]auptvortrag|[Kk]eynote|[Hh]auptrede|[Ee]röffnungsvortrag"
            r"|[Aa]uftaktimpuls"
        ),
    ),
    (
        "moderation",
        (
            r"[Mm]oderation\b|moderier|[Ll]eitung der Diskussion|\bmoderat|\bchair(?:s|ed)?\b(?= the| by)"
            r"|\bchaired by"
        ),
    ),
    ("panel", r"[Pp]odium|[Pp]odiumsdiskussion|[Dd]iskussionsrunde|diskutieren\b|[Dd]iskussionsteilnehm|[Pp]anel"),
    (
        "welcome",
        (
            r"begrüß|[Bb]egrüßung|willkommen|eröffne|[Ee]röffnung\b|[Ee]inführung\b|\bwelcome|\bopening"
            r"|\bopens?\b"
        ),
    ),
    (
        "speech",
        (
            r"\b(?:Rede|Ansprache|Vortrag|Vorträge|Impuls(?:vortrag|referat)?|Referat|Fachvortrag"
            r"|Beitrag)\b|referier|\bspricht(?! sich)|\bsprechen(?! sich)|\b(?:speech|address|talk"
            r"|lecture|speak|speaks)\b"
        ),
    ),
)
_ROLE = re.compile("|".join(f"(?P<{role}>{words})" for role, words in _ROLES))
_SPEAKS = re.compile(r"spricht|sprechen|speaks?")
_REQUESTED = re.compile(
    r"\b[Aa]ngefragt\b|\bAnfrage läuft\b|\brequested\b|\binvited\b|\bto be confirmed\b|\btbc\b"
    r"|\bnoch nicht (?:zugesagt|bestätigt)\b|\bunter Vorbehalt\b"
)
_DECLINED = re.compile(r"\b(?:abgesagt|verhindert|nicht teilnehmen|kann .{1,40} nicht|declined|unable to)\b")
_PAST = re.compile(r"\b(?:begrüßte|sprach|hielt|eröffnete|moderierte|diskutierten|betonte|welcomed|spoke|opened)\b")
_ACCUSATIVE = re.compile(r"(?:durch|von|mit|by|:|–)[ \n](?:den[ ]|die[ ]|der[ ]|dem[ ]|the[ ])?(?:\w+[ ])?\Z")
_CLAUSE = re.compile(r";|,?[ \n](?:und|während|anschließend|danach|and|then)[ \n]")
_EXCLUDED = re.compile(
    r"[Ss]tellungnahme|eingeladen|richtet sich|[Zz]ielgruppe|[Tt]eilnehmerkreis|kostenlos"
    r"|[Ee]inladung geht|\baddressed to\b|\binvited are\b"
)


@dataclass(frozen=True)
class FoundContribution:
    contribution: Contribution
    start: int
    end: int
    confidence: float


def _between(text: str, cue: re.Match[str], one: Participant) -> int:
    """How far a word for a role is from somebody; every clause between them counts."""
    if cue.end() <= one.start:
        gap = text[cue.end() : one.start]
        linked = -60 if _ACCUSATIVE.search(gap) and len(gap) < 30 else 15
    elif cue.start() >= one.end:
        gap = text[one.end : cue.start()]
        linked = 0
    else:
        return 10_000
    return len(gap) + linked + 60 * len(_CLAUSE.findall(gap))


def _has_other(cues: Sequence[re.Match[str]], cue: re.Match[str]) -> bool:
    """Whether "spricht" has its object near by: who speaks a greeting gives no speech."""
    return any(other.lastgroup != "speech" and abs(other.start() - cue.start()) < 60 for other in cues)


def _role_of(text: str, cues: Sequence[re.Match[str]], one: Participant) -> str | None:
    usable = [cue for cue in cues if _between(text, cue, one) < 10_000]
    return min(usable, key=lambda cue: _between(text, cue, one)).lastgroup if usable else None


def _state(text: str, span: Span, one: Participant) -> str:
    """A reservation behind a name is that person's; otherwise that of the sentence, when it names one person only."""
    near = text[one.end : min(span.end, one.end + 40)]
    reach = re.split(r"[,;.\n](?!\Z)", near)[0] if near[:1] in " (" else near
    for state, pattern in (("requested", _REQUESTED), ("declined", _DECLINED)):
        if pattern.search(text[one.start : one.end]) or pattern.search(reach):
            return state
    return "confirmed"


class _Finder:
    def __init__(self, view: View) -> None:
        self.view, self.text = view, view.text
        self.found: list[FoundContribution] = []

    def read(self, spans: Sequence[Span]) -> list[FoundContribution]:
        for span in spans:
            if len(self.found) >= ENTRIES:
                break
            cues = list(_ROLE.finditer(self.text, span.start, span.end))[:20]
            cues = [
                cue for cue in cues if not _SPEAKS.fullmatch(cue.group()) or len(cues) == 1 or not _has_other(cues, cue)
            ]
            if cues and not _PAST.search(self.text, span.start, span.end):
                self.read_sentence(span, cues)
        return self.found

    def read_sentence(self, span: Span, cues: list[re.Match[str]]) -> None:
        text = self.text
        people = find_people(text, span.start, span.end)[:30]
        if any(cue.lastgroup == "panel" for cue in cues) and not _EXCLUDED.search(text, span.start, span.end):
            people = self.with_groups(people, span)
        for one in people:
            role = _role_of(text, cues, one)
            if role is None:
                continue
            state = _state(text, span, one)
            if state == "confirmed" and len(people) == 1:
                state = self.sentence_state(span)
            self.add(Contribution(one.name, one.office, role, state), one, 0.85 if one.name else 0.75)

    def with_groups(self, people: list[Participant], span: Span) -> list[Participant]:
        groups = self.items(span) or find_groups(self.text, span.start, span.end)
        free = [
            one
            for one in groups
            if not any(one.start < other.end and other.start < one.end for other in people if other.name)
        ]
        named = [
            one
            for one in people
            if one.name or not any(one.start < other.end and other.start < one.end for other in free)
        ]
        return sorted([*named, *free], key=lambda one: one.start)

    def items(self, span: Span) -> list[Participant]:
        """The items of a list inside the sentence, each of which is somebody."""
        items: list[Participant] = []
        for line in self.view.lines_between(span.start, span.end):
            bullet = BULLET.match(line.text)
            if bullet is None:
                continue
            start = line.start + bullet.end()
            office = re.sub(r"(?:,?[ ](?:sowie|und|and))?[,;.]?$", "", line.text[bullet.end() :].rstrip(" ,;."))
            if find_people(self.text, start, line.end) and any(
                one.name for one in find_people(self.text, start, line.end)
            ):
                continue
            items.append(
                Participant(
                    start, start + len(office), None, re.sub(r"^[Dd]ie[ ](?=[A-ZÄÖÜ])", "", office), several=True
                )
            )
        return items

    def sentence_state(self, span: Span) -> str:
        if _REQUESTED.search(self.text, span.start, span.end):
            return "requested"
        return "declined" if _DECLINED.search(self.text, span.start, span.end) else "confirmed"

    def add(self, contribution: Contribution, one: Participant, confidence: float) -> None:
        for known in self.found:
            same_person = known.contribution.name == contribution.name and (
                contribution.name or known.contribution.office == contribution.office
            )
            if same_person and known.contribution.role == contribution.role:
                return
        self.found.append(FoundContribution(contribution, one.start, one.end, confidence))


def find_contributions(view: View, spans: Sequence[Span]) -> list[FoundContribution]:
    """The contributions that some sentences of a view tell, in order."""
    return _Finder(view).read(spans)
