"""What a Word file of a draft says, and how it says it in styles that a person knows from Word."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final, Literal

from umlauf.ground.text import Doc

Path = tuple[Literal["list", "quote"], ...]
"""In which lists and quotes a paragraph stands, from the outside in."""

TITLE: Final = "Title"
ABSTRACTS: Final = {"de": "Kurzfassung", "en": "Abstract"}
"""By the language of the letter: Word knows no style for it that it would translate, as it does the others."""
CLOSING: Final = "Closing"
PROPERTIES: Final = ("UmlaufCircular", "UmlaufRevision")
_OWN: Final = "Umlauf "
_OWN_TABLE: Final = "Umlauf table "


@dataclass(frozen=True, slots=True)
class Origin:
    """From which draft a file was taken: the circular's id and the draft's revision."""

    circular_id: int
    revision: int


@dataclass(frozen=True, slots=True)
class WordDraft:
    """The draft as it is written to Word. The paragraphs of ``abstract`` are parted by blank lines.

    ``written_at`` is the machine's time, aware; it becomes that of the file. ``origin`` None: of no draft.
    """

    subject: str
    abstract: str
    body: Doc
    closing: str
    language: str
    author: str
    origin: Origin | None
    written_at: dt.datetime


@dataclass(frozen=True, slots=True)
class ReadDraft:
    """A file as it came back. ``subject`` is None where nothing has the style „Title“ any more.

    ``comments``, ``pictures`` and ``boxes`` (of text) are not taken over; ``changes`` were tracked and are taken as
    accepted; ``notes`` at the foot stand at the end of the text now. ``changed_by`` and ``changed_at`` (aware) are what
    Word wrote into the file when it was saved last.
    """

    subject: str | None
    abstract: str
    body: Doc
    closing: str
    origin: Origin | None
    changed_by: str = ""
    changed_at: dt.datetime | None = None
    comments: int = 0
    pictures: int = 0
    boxes: int = 0
    changes: int = 0
    notes: int = 0


def style_of(path: Path, *, numbered: str = "") -> str:
    """The style of a paragraph: one that Word brings along, and one of our own for quotes and lists in each other.

    ``numbered`` is "List Bullet" or "List Number" for the first paragraph of an item.
    """
    if "quote" not in path:
        if numbered or not path:
            return numbered or "Normal"
        return "List Continue" if len(path) == 1 else f"List Continue {len(path)}"
    return "Quote" if path == ("quote",) else _OWN + "/".join(path)


def table_style_of(path: Path) -> str:
    return _OWN_TABLE + "/".join(path) if path else "Table Grid"


def own_path(style: str) -> Path | None:
    """The path that a style of our own names, None for any other style."""
    named = style.lower().removeprefix(_OWN_TABLE.lower()).removeprefix(_OWN.lower())
    if named == style.lower():
        return None
    path: list[Literal["list", "quote"]] = []
    for part in named.split("/"):
        if part == "list":
            path.append("list")
        elif part == "quote":
            path.append("quote")
        else:
            return None
    return tuple(path)
