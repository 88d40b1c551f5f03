"""What ``umlauf verify`` says of a file, in one sentence."""

from __future__ import annotations

from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from django_scopes import scope

from umlauf.faces.cli.words import gettext as _
from umlauf.ground.core.days import brief_day
from umlauf.office.circulars.enums import FollowUp
from umlauf.office.circulars.proof import Flaw, Kind, Recognised, Standing, examine, recognise
from umlauf.office.conferences.models import ProgrammeVersion
from umlauf.office.conferences.proof import Released, later_than, released_as


@dataclass(frozen=True, slots=True)
class Verdict:
    """``word`` is for programs: ``letter``, ``annex``, ``programme``, ``other``, ``unknown``, or ``flawed``."""

    genuine: bool
    word: str
    sentence: str


def verdict_on(data: bytes) -> Verdict:
    """Compare the bytes of a file with what is kept."""
    found = recognise(data)
    if found.kind == Kind.UNKNOWN:
        if released := released_as(data):
            return _released(released)
        said = _("It is none of the letters and annexes signed here that can be told of, or was changed since.")
        return Verdict(False, found.kind, said)
    letters = ", ".join(f"{one.label}, {one.association.name}" for one in found.issues)
    if found.kind == Kind.OTHER:
        said = _("It says that it is %(letters)s, and is another file: do not rely on it.")
        return Verdict(False, found.kind, said % {"letters": letters})
    verdict = _signed(found, letters)
    newer = next(filter(None, (later_than(issue, data) for issue in found.issues)), None)
    if newer is None or not verdict.genuine:
        return verdict
    said = _("Version %(number)s of this programme was released on %(day)s.")
    return replace(verdict, sentence=f"{verdict.sentence} {said % _version(newer)}")


def _released(released: Released) -> Verdict:
    association = released.issue.association
    with scope(association=association):
        standing = examine(released.issue)
    letter = {"letter": f"{released.issue.label}, {association.name}"}
    said = _("genuine: version %(number)s of the programme, released on %(day)s after %(letter)s.")
    later = "" if released.latest else _("A later version has been released since.")
    parts = (said % (letter | _version(released.version)), later, _later(standing))
    return Verdict(True, "programme", " ".join(filter(None, parts)))


def _version(version: ProgrammeVersion) -> dict[str, object]:
    day = version.released_at.astimezone(ZoneInfo(version.association.zone))
    return {"number": version.number, "day": brief_day(day)}


def _signed(found: Recognised, letters: str) -> Verdict:
    standings = []
    for issue in found.issues:
        with scope(association=issue.association):
            standings.append(examine(issue))
    flaws = [flaw for standing in standings for flaw in standing.flaws]
    if flaws:
        said = _("It is kept as %(letters)s, but that does not agree with itself any more: %(flaws)s.")
        listed = ", ".join(dict.fromkeys(_flaw_in_words(flaw) for flaw in flaws))
        return Verdict(False, "flawed", said % {"letters": letters, "flaws": listed})
    said = _("genuine: %(letters)s.") if found.kind == Kind.LETTER else _("genuine: an annex of %(letters)s.")
    return Verdict(True, found.kind, " ".join([said % {"letters": letters}, *map(_later, standings)]).strip())


def _flaw_in_words(flaw: Flaw) -> str:
    return {
        Flaw.TEXT: _("the text was changed"),
        Flaw.FILE: _("the file of the letter was changed or is gone"),
        Flaw.RECORD: _("the record does not confirm it"),
    }[flaw]


def _later(standing: Standing) -> str:
    words = {
        FollowUp.CORRECTION: _("Corrected on %(day)s."),
        FollowUp.SUPPLEMENT: _("Supplemented on %(day)s."),
        FollowUp.WITHDRAWAL: _("Withdrawn on %(day)s: it does not hold any more."),
        FollowUp.DEADLINE: _("A deadline was moved on %(day)s."),
    }
    said = [words[one.kind] % {"day": brief_day(one.on)} for one in standing.later]
    replaced = _("Replaced by another letter on %(day)s.")
    said += [replaced % {"day": brief_day(one.date)} for one in standing.replaced]
    return " ".join(said)
