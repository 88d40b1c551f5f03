"""A hint: what was read in a text that is being written, as an offer to make it real or as a warning."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from umlauf.ground.text import Doc
from umlauf.ground.text.nodes import HardBreak


class HintKind(StrEnum):
    """What a hint is about."""

    DEADLINE = "deadline"
    DEADLINE_OTHER = "deadline_other"
    DEADLINE_OVER = "deadline_over"
    DEADLINE_CLOSED = "deadline_closed"
    WEEKDAY = "weekday"
    EVENT = "event"
    REFERENCE = "reference"
    REFERENCE_UNKNOWN = "reference_unknown"
    ANNEX_MISSING = "annex_missing"
    ANNEX_LATER = "annex_later"
    ANNEX_UNMENTIONED = "annex_unmentioned"
    ANNEX_PICTURE = "annex_picture"
    PROGRAMME = "programme"
    LINK = "link"
    LINK_GONE = "link_gone"
    CHARACTER = "character"
    ABSTRACT = "abstract"
    UNREAD = "unread"


class Weight(StrEnum):
    """How much a hint wants: to be mended, to be taken up, or only to be known."""

    WARNING = "warning"
    OFFER = "offer"
    NOTE = "note"


_ORDER: Final = tuple(Weight)
_STOP: Final = re.compile(r"(?<=[^\W\d_])\.$")


@dataclass(frozen=True, slots=True)
class Hint:
    """``key`` is the SHA-256 over kind and what it is about, so that a moved paragraph brings no new hint.

    ``phrase`` are the words that it is about, as they stand in the field ``place`` but for markup and line ends; empty
    for what is not there. ``sets`` and ``value`` are the field of the form that an offer fills, and with what.
    ``attaches``: the annexes are where it is seen to.
    """

    kind: HintKind
    key: str
    weight: Weight
    sentence: str
    phrase: str = ""
    place: str = "body"
    sets: str = ""
    value: str = ""
    attaches: bool = False

    @property
    def warns(self) -> bool:
        return self.weight is Weight.WARNING

    @property
    def order(self) -> int:
        """Warnings first."""
        return _ORDER.index(self.weight)


def key_of(kind: HintKind, *about: str | int) -> str:
    said = json.dumps([kind, *about], ensure_ascii=False)
    return hashlib.sha256(said.encode(errors="replace")).hexdigest()


def without_stop(phrase: str) -> str:
    """Words without the full stop of their sentence; that of „18.11.“ is part of the day."""
    return _STOP.sub("", phrase)


def text_of(doc: Doc) -> str:
    """The words alone, with a blank line between paragraphs."""
    lines = ("".join("\n" if isinstance(one, HardBreak) else one.text for one in part) for part in doc.paragraphs())
    return "\n\n".join(lines)
