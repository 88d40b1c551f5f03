"""What comes in through a door: who says something, how, and which state of things they had before them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from umlauf.ground.core.actor import Actor
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.models import Issue, Recipient
from umlauf.office.responses.enums import AskKind, Channel, Counting, Way
from umlauf.office.responses.models import Answer, Ask, Extension


@dataclass(frozen=True, slots=True)
class Entry:
    """One sending of a form. ``nonce`` is its one-time word; ``seen`` the revision of the answer it showed, 0 for none.

    ``name`` is whoever says it („Wer meldet an?“); ``email`` gets the confirmation and may be empty if an office keys
    the answer in.
    """

    nonce: str
    channel: Channel
    seen: int
    name: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """What an office may decide of an ask."""

    kind: AskKind
    way: Way = Way.US
    host_address: str = ""
    counts: Counting = Counting.FIRST
    closes_at_deadline: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """An ask and a recipient, locked for one answer. ``repeated``: this very form was taken before, change nothing.

    ``deadline`` is the recipient's own, with a granted extension; ``late`` says whether it has passed at ``now``.
    """

    actor: Actor
    ask: Ask
    issue: Issue
    content: Content
    recipient: Recipient
    answer: Answer | None
    entry: Entry
    deadline: dt.date | None
    now: dt.datetime
    late: bool
    repeated: bool

    @property
    def over(self) -> bool:
        """Whether the deadline has passed, and closes."""
        return self.late and self.ask.closes_at_deadline


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a recipient stands. ``deadline`` is its own; ``counted`` whether it counts as answered."""

    recipient: Recipient
    answer: Answer | None
    extension: Extension | None
    deadline: dt.date | None
    counted: bool
