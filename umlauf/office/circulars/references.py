"""What a circular refers to: lines as a person writes them, and which of our own circulars they name.

A line says by its first words how the circular stands to what it names („ersetzt RS 402/2016“); without any it refers
to it. To be asked inside the scope of the association.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from typing import Final

from django.db.models import Q
from django.utils import translation

from umlauf.ground.core.models import Association
from umlauf.office.circulars.content import Reference
from umlauf.office.circulars.enums import NumberFormat, ReferenceKind
from umlauf.office.circulars.models import Issue, IssueReference, Series, SeriesYear, VoidedNumber

WRITTEN: Final = (ReferenceKind.REPLACES, ReferenceKind.FOLLOWS)
"""What a line may say by its first words. All other kinds come to be with a follow-up or a text that came in."""
_LOOKED_AT: Final = 500  # references without a circular of ours, the newest, among which those are that name one
_DATE: Final = r"(?:,?\s*(?:vom|of)\s+\d{1,2}\.?\s*[^\W\d_]+\.?\s+\d{4}|,?\s*(?:vom|of)\s+\d{1,2}\.\d{1,2}\.\d{4})?"
_OF_SOMEBODY: Final = re.compile(rf"{_DATE},?\s+(?:des|der|from the|of the)\s+(?P<issuer>.+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Named:
    """A number of one of our own series, as a text names it."""

    series_id: int
    year: int
    number: int


@dataclass(frozen=True, slots=True)
class NumberNamed:
    """What stands under a number of ours: a signed circular, or none. ``voided``: left out, with a reason."""

    issue: Issue | None
    voided: bool = False


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A reference that names a number of ours under which there is no circular. ``voided``: with a reason.

    ``numbered``: the number as its series writes it.
    """

    reference: IssueReference
    numbered: str
    voided: bool


def line_of(reference: Reference, language: str) -> str:
    """The reference as letter, mail and form have it: „ersetzt Rundschreiben Nr. 402/2016“.

    What a follow-up does to the circular that it names, its subject says.
    """
    if reference.kind not in WRITTEN:
        return reference.text
    with translation.override(language):
        return f"{reference.kind.label} {reference.text}"


def lines_of(references: Iterable[Reference], language: str) -> tuple[str, ...]:
    """All of them, in their order."""
    return tuple(line_of(one, language) for one in references)


def written_lines(references: Iterable[Reference], language: str) -> tuple[str, ...]:
    """Those that a person may write and change in the form."""
    return lines_of((one for one in references if _is_written(one)), language)


def with_lines(references: Iterable[Reference], lines: Iterable[str], language: str) -> tuple[Reference, ...]:
    """The references with what a person has written: those that no form shows stay, in front of the others.

    An origin stays one while most words of the line in its place are still those that it had.
    """
    known, given = tuple(references), tuple(lines)
    shown = [one for one in known if _is_written(one)]
    same = dict(zip(lines_of(shown, language), shown, strict=True))
    edited = {
        place: one
        for place, (one, line) in enumerate(zip(shown, lines_of(shown, language), strict=True))
        if one.kind == ReferenceKind.ORIGIN and line not in given
    }
    kept = tuple(one for one in known if not _is_written(one))
    return (*kept, *(same.get(line) or _still(edited.get(place), line) for place, line in enumerate(given)))


def issues_named(texts: Collection[str]) -> dict[str, Issue]:
    """By text, the signed circular of ours that it names by series, number and year („RS 402/2016“), if it names one.

    Three queries at most, however many they are.
    """
    named = _named(texts)
    issues = _issues(named.values())
    return {text: issues[one] for text, one in named.items() if one in issues}


def circulars_named(texts: Collection[str]) -> dict[str, NumberNamed]:
    """By text, what stands under the first number of ours that it names, for those that name one.

    Numbers from before Umlauf was there are left out. Five queries at most, none without texts.
    """
    named = _named(texts)
    issues = _issues(named.values())
    found = {text: NumberNamed(issues[one]) for text, one in named.items() if one in issues}
    lost = {text: one for text, one in named.items() if one not in issues}
    if lost:
        begun = _begun()
        voided = {Named(*values) for values in VoidedNumber.objects.values_list("series_id", "year", "number")}
        found |= {text: NumberNamed(None, one in voided) for text, one in lost.items() if _was_ours(one, begun)}
    return found


def unresolved() -> list[Unresolved]:
    """References of signed circulars that name a number of ours under which there is none, the newest first.

    Numbers from before Umlauf was there are left out. As many queries however many there are.
    """
    known = {one.id: one for one in Series.objects.all()}
    if not known:
        return []
    words = [Q(text__icontains=word) for series in known.values() for word in (series.kind, series.short)]
    rows = IssueReference.objects.filter(reduce(or_, words), target__isnull=True)
    found = list(rows.select_related("issue__series").order_by("-id")[:_LOOKED_AT])
    named = _named([one.text for one in found])
    there, begun = _issues(named.values()), _begun()
    voided = {
        Named(*values) for values in VoidedNumber.objects.values_list("series_id", "year", "number")
    }  # a number is voided now and then, so they are few
    return [
        Unresolved(one, known[number.series_id].numbered(number.number, number.year), number in voided)
        for one in found
        if (number := named.get(one.text)) is not None and number not in there and _was_ours(number, begun)
    ]


def _is_written(reference: Reference) -> bool:
    return reference.kind in {ReferenceKind.REFERS, ReferenceKind.ORIGIN, *WRITTEN}


def _still(origin: Reference | None, line: str) -> Reference:
    """A line that was written anew. In the place of an origin it is one too if most of its words are the same."""
    written = _read(line)
    if origin is None or written.kind != ReferenceKind.REFERS:
        return written
    before, after = set(origin.text.split()), set(line.split())
    same = 2 * len(before & after) > max(len(before), len(after))
    return replace(written, kind=ReferenceKind.ORIGIN) if same else written


def _read(line: str) -> Reference:
    for kind in WRITTEN:
        for language in ("de", "en"):
            with translation.override(language):
                word = str(kind.label)
            first, rest = line[: len(word)], line[len(word) :]
            if first.casefold() == word.casefold() and rest[:1].isspace():
                return Reference(kind, rest.strip())
    return Reference(ReferenceKind.REFERS, line)


def _named(texts: Collection[str]) -> dict[str, Named]:
    """By text, the first number of ours that it names. Two queries, none without texts."""
    if not texts:
        return {}
    series = list(Series.objects.select_related("association"))
    patterns = [(one, _pattern(one)) for one in series]
    found = {}
    for text in texts:
        first = min(_in_text(text, patterns), key=lambda one: one[0], default=None)
        if first is not None:
            found[text] = first[1]
    return found


def _in_text(text: str, patterns: list[tuple[Series, re.Pattern[str]]]) -> Iterator[tuple[int, Named]]:
    for series, pattern in patterns:
        match = pattern.search(text)
        if match is not None and not _is_of_somebody_else(text[match.end() :], series.association):
            yield match.start(), Named(series.id, *_year_and_number(match))


def _year_and_number(match: re.Match[str]) -> tuple[int, int]:
    number, year = NumberFormat.read(match)
    return year, number


def _pattern(series: Series) -> re.Pattern[str]:
    """„Rundschreiben Nr. 402/2016“, „RS 402/2016“; not „DLT-Rundschreiben 402/2016“, which is somebody else's."""
    names = "|".join(re.escape(name) for name in (series.kind, series.short) if name)
    word = re.escape(series.number_word)
    number = NumberFormat(series.number_format).pattern
    return re.compile(rf"(?<![\w-])(?:{names})\s*(?:{word}|Nr\.|No\.)?\s*{number}", re.IGNORECASE)


def _is_of_somebody_else(rest: str, association: Association) -> bool:
    """Whether „… des Deutschen Beispieltages“ follows, which has the same word for its circulars as we have."""
    match = _OF_SOMEBODY.match(rest)
    if match is None:
        return False
    issuer = match["issuer"].casefold()
    first = association.name.casefold().split()[0]  # „Landkreistag“ of „des Landkreistages Musterland“
    return not issuer.startswith(first) and association.short_name.casefold() not in issuer.split()


def _issues(named: Iterable[Named]) -> dict[Named, Issue]:
    wanted = set(named)
    if not wanted:
        return {}
    numbers = [Q(series_id=one.series_id, year=one.year, number=one.number) for one in wanted]
    issues = Issue.objects.filter(reduce(or_, numbers)).select_related("series", "circular")
    return {Named(issue.series_id, issue.year, issue.number): issue for issue in issues}


def _begun() -> dict[int, dict[int, int]]:
    """By series and year, the first number that was given here."""
    begun: dict[int, dict[int, int]] = {}
    for series_id, year, first in SeriesYear.objects.values_list("series_id", "year", "first_number"):
        begun.setdefault(series_id, {})[year] = first
    return begun


def _was_ours(named: Named, begun: dict[int, dict[int, int]]) -> bool:
    years = begun.get(named.series_id, {})
    if not years or named.year < min(years):
        return False
    return named.number >= years.get(named.year, 1)
