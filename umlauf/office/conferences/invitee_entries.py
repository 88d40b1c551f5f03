"""What comes in about those who are invited beside the members: groups, people, and their answers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from umlauf.ground.core.actor import Actor
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.models import Issue
from umlauf.office.conferences.enums import EventLanguage, GroupAdmission
from umlauf.office.conferences.models import Conference, InvitedGroup, Invitee
from umlauf.office.responses.entries import Entry


@dataclass(frozen=True, slots=True)
class GroupEntry:
    """A group in a form; the names are those of its columns."""

    name: str
    invitation: str
    places: int | None = None
    outside_total: bool = False
    per_invitee: int = 1
    admission: GroupAdmission = GroupAdmission.ALL
    register_from: dt.date | None = None
    register_from_time: dt.time | None = None
    register_by: dt.date | None = None
    register_by_time: dt.time | None = None


@dataclass(frozen=True, slots=True)
class InviteeEntry:
    """Somebody in a form: a person, a house, or somebody of a house."""

    name: str = ""
    function: str = ""
    house: str = ""
    email: str = ""
    language: EventLanguage = EventLanguage.GERMAN


@dataclass(frozen=True, slots=True)
class InviteeDesk:
    """Somebody invited, locked for one answer. ``repeated``: this very form was taken before, change nothing."""

    actor: Actor
    issue: Issue
    content: Content
    conference: Conference
    invitee: Invitee
    entry: Entry
    now: dt.datetime
    repeated: bool

    @property
    def group(self) -> InvitedGroup:
        return self.invitee.group
