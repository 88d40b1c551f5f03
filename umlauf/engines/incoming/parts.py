"""What comes out of a container, and how much may be in it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

NESTED: Final = 4
"""Messages in messages that are opened: whoever forwards what was forwarded more often can forward the first one."""

PARTS: Final = 300
"""Parts of a message that are looked at, and attachments that are kept."""

HEADER: Final = 4_000
"""Characters of a header that are read: the reader of the standard library takes the square of their number."""

PART_HEADER: Final = 500
"""Characters of what a part says of itself: read several times for each part."""

NEARLY_EMPTY: Final = 200
"""Characters: a message with less, around a forwarded one, is a note to it („zur Kenntnis, Gruß“)."""


class Kind(StrEnum):
    """What a container is."""

    MAIL = "mail"
    WORD = "word"


class Note(StrEnum):
    """What whoever goes on with it has to know."""

    SIGNED = "signed"
    FORWARDED = "forwarded"
    OUTLOOK_ONLY = "outlook_only"
    PICTURES = "pictures"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside. ``name`` and ``media_type`` are as the sender claims them, ``data`` is what it is."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Incoming:
    """A mail or a Word file. ``text`` is Markdown unless ``plain``, with its lines as they came, and may be empty.

    ``date`` is the day on which a mail was sent, as its sender's clock had it.
    """

    kind: Kind
    text: str
    plain: bool = False
    subject: str = ""
    sender_name: str = ""
    sender_address: str = ""
    date: dt.date | None = None
    attachments: tuple[Attachment, ...] = ()
    notes: frozenset[Note] = frozenset()
