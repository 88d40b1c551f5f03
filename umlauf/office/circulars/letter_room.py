"""Whether a letter goes with its mail or waits behind the link, and how much mail a dispatch will be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

from umlauf.ground.core.limits import LIMITS, MB
from umlauf.ground.core.models import Association
from umlauf.office.circulars.models import Issue, LetterRoom, RecipientAddress, Rendition

_LINE, _ENCODED_LINE = 57, 78  # base64: 57 bytes become 76 characters and a line end (RFC 2045 6.8)


@dataclass(frozen=True, slots=True)
class Rooms:
    """How many bytes a letter may have that goes with a mail: the usual, and by the domain of the recipient."""

    usual: int
    by_domain: Mapping[str, int]

    def takes(self, email: str, size: int) -> bool:
        """Whether a letter of that size goes with a mail to that address."""
        return size <= self.by_domain.get(email.rpartition("@")[2].lower(), self.usual)


@dataclass(frozen=True, slots=True)
class ReachSize:
    """How many messages a dispatch is, how many of them have the letter with them, and their bytes as they travel."""

    messages: int
    attached: int
    wire_bytes: int

    @property
    def linked(self) -> int:
        return self.messages - self.attached


def letter_rooms(association: Association) -> Rooms:
    """What the association has set, within what Umlauf can carry. One query."""
    rows = LetterRoom.objects.filter(association=association).values_list("domain", "mb")
    return Rooms(
        min(association.letter_mb * MB, LIMITS.letter_bytes),
        {domain: min(mb * MB, LIMITS.letter_bytes) for domain, mb in rows},
    )


def rooms_as_set(association: Association) -> dict[str, Any]:
    """The same in MB, as ``limit_letters`` takes it: ``usual`` and ``by_domain``. One query."""
    rows = LetterRoom.objects.filter(association=association).values_list("domain", "mb")
    return {"usual": association.letter_mb, "by_domain": dict(rows)}


def reach_size(issue: Issue, rendition: Rendition, body_bytes: int) -> ReachSize:
    """What a dispatch of the letter would be. ``body_bytes``: text and HTML of one message. Two or three queries."""
    size, rooms = rendition.pdf.size, letter_rooms(issue.association)
    addresses = RecipientAddress.objects.filter(recipient__issue=issue)
    count = addresses.count()
    attached = count if size <= rooms.usual else 0
    if any((size <= room) != (size <= rooms.usual) for room in rooms.by_domain.values()):
        emails = addresses.values_list("email", flat=True).order_by().iterator()
        attached = sum(rooms.takes(email, size) for email in emails)
    return ReachSize(count, attached, count * body_bytes + attached * ceil(size / _LINE) * _ENCODED_LINE)
