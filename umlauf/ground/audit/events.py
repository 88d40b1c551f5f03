"""What can be recorded: each event with its sentence for people, and how what is personal in it goes again.

A room names its events once, when it is loaded (``register_events``); what is not named cannot be recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Said = str | Promise


class Erasure(Enum):
    """When the personal part of an entry goes. In every part stands who acted."""

    AFTER_RETENTION = "after_retention"
    """``LIMITS.audit_days`` after the entry: who acted, and whoever the event type names beside."""
    WITH_PERSON = "with_person"
    """When the person whom the entry is about is forgotten; at the latest after ``LIMITS.audit_days``."""
    WITH_ANSWER = "with_answer"
    """When it is forgotten who answered or came; at the latest after ``LIMITS.audit_days``."""


@dataclass(frozen=True, slots=True)
class EventType:
    """``name``: ``room.past_participle``. ``holds``: the keys of the personal part that name others than who acted.

    ``roles``: the label names roles by their values, „clerk, signatory“.
    """

    name: str
    sentence: Said
    holds: frozenset[str] = frozenset()
    erased: Erasure = Erasure.AFTER_RETENTION
    roles: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """The events of a room, under the name that people know it by."""

    key: str
    label: Said
    events: tuple[EventType, ...]


_groups: dict[str, Group] = {}
_events: dict[str, EventType] = {}
KNOWN: Final[Mapping[str, EventType]] = MappingProxyType(_events)
GROUPS: Final[Mapping[str, Group]] = MappingProxyType(_groups)


def register_events(key: str, label: Said, *events: EventType) -> None:
    """Name the events of a room. ``ValueError``: the room or one of its events is named already."""
    if key in _groups or any(one.name in _events for one in events):
        raise ValueError(f"events of {key} are registered twice")
    _groups[key] = Group(key, label, events)
    _events.update({one.name: one for one in events})


def sentence_of(event: str) -> str:
    """What happened, in a sentence. Of an event that nothing records any more: its name."""
    known = _events.get(event)
    return str(known.sentence) if known else event


register_events(
    "administration",
    _("Administration"),
    EventType("core.association_founded", _("The association was set up.")),
    EventType("audit.erased", _("Personal data in this record was erased.")),
)
