"""What has changed from one version of a draft to another, field by field and word by word, as a person reads it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from difflib import SequenceMatcher
from enum import StrEnum

from django.utils.translation import gettext as _

from umlauf.ground.core.days import brief_day
from umlauf.ground.text import Doc, to_plain
from umlauf.office.circulars.checks import field_label
from umlauf.office.circulars.content import Content, Reference
from umlauf.office.circulars.enums import Confidentiality
from umlauf.office.circulars.models import FilePlanEntry
from umlauf.office.directory.models import DistributionList

_ONE_LINE = 1_000_000  # characters: a paragraph is not wrapped
_WORDS = re.compile(r"\S+\s*|\s+")


class Piece(StrEnum):
    """What became of a run of words."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Run:
    """Some words and what became of them."""

    piece: Piece
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph in which something has changed. ``before`` tells how many unchanged ones stand between."""

    runs: tuple[Run, ...]
    unchanged_before: int = 0


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that has changed, by its name on the page. Without paragraphs: only how the words are set has changed."""

    label: str
    paragraphs: tuple[Paragraph, ...]


def difference(old: Content, new: Content) -> tuple[FieldChange, ...]:
    """The fields that differ, in the order in which a circular has them. Nothing, where the two are equal."""
    return tuple(
        FieldChange(field_label(item.name), paragraphs_changed(_text(item.name, before), _text(item.name, after)))
        for item in fields(Content)
        if (before := getattr(old, item.name)) != (after := getattr(new, item.name))
    )


def paragraphs_changed(old: str, new: str) -> tuple[Paragraph, ...]:
    """The paragraphs (lines) that differ, each word by word."""
    before, after = _lines(old), _lines(new)
    found: list[Paragraph] = []
    unchanged = 0
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            unchanged += i2 - i1
            continue
        for left, right in _side_by_side(before[i1:i2], after[j1:j2]):
            found.append(Paragraph(_words_changed(left, right), unchanged))
            unchanged = 0
    return tuple(found)


def _side_by_side(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str, str]]:
    for place in range(max(len(before), len(after))):
        yield (before[place] if place < len(before) else "", after[place] if place < len(after) else "")


def _words_changed(old: str, new: str) -> tuple[Run, ...]:
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    old_words, new_words = ([one.strip() for one in each] for each in (before, after))
    runs: list[Run] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old_words, new_words, autojunk=False).get_opcodes():
        if tag == "equal":
            same = zip(before[i1:i2], after[j1:j2], strict=True)  # the last word of a line has no blank behind it
            runs.append(Run(Piece.SAME, "".join(max(pair, key=len) for pair in same)))
            continue
        if i2 > i1:
            runs.append(Run(Piece.GONE, "".join(before[i1:i2])))
        if j2 > j1:
            runs.append(Run(Piece.NEW, "".join(after[j1:j2])))
    return tuple(runs)


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def _text(name: str, value: object) -> str:
    if value is not None and name in {"distribution_list_id", "copies_list_id"}:
        return DistributionList.objects.filter(id=str(value)).values_list("name", flat=True).first() or ""
    if value is not None and name == "file_plan_entry_id":
        return str(FilePlanEntry.objects.filter(id=str(value)).first() or "")
    match value:
        case Doc():
            return to_plain(value, width=_ONE_LINE)
        case None | "":
            return ""
        case bool():
            return _("yes") if value else _("no")
        case Confidentiality():
            return str(value.label)
        case str():
            return value
        case tuple():
            return "\n".join(one.text if isinstance(one, Reference) else str(one) for one in value)
        case dt.date():
            return brief_day(value)
        case _:
            return str(value)
