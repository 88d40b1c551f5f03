"""What somebody enters of a programme: brought into its normal form, or refused with what to do."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Final

from django.utils.translation import gettext as _

from umlauf.ground.core.addresses import check_address
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused
from umlauf.office.circulars.checks import check_characters, check_length
from umlauf.office.conferences.enums import ContributionState, ItemKind, Timing, VoiceKind
from umlauf.office.conferences.event_entries import paragraphs
from umlauf.office.conferences.models import Conference
from umlauf.office.conferences.queries import final_day
from umlauf.office.responses.access import names_somebody, one_line

_OFFICE: Final = 300
_ROLE: Final = 60


@dataclass(frozen=True, slots=True)
class ItemEntry:
    """A point of the programme. ``day`` None: the first one; ``room_id`` and ``parent_id`` of the same programme.

    ``choosable``: those who come choose it of what takes place at once; ``seats`` None: without a limit.
    """

    title: str
    kind: ItemKind = ItemKind.OTHER
    day: dt.date | None = None
    starts_at: dt.time | None = None
    ends_at: dt.time | None = None
    timing: Timing = Timing.EXACT
    room_id: int | None = None
    parent_id: int | None = None
    text: str = ""
    internal: bool = False
    choosable: bool = False
    seats: int | None = None


@dataclass(frozen=True, slots=True)
class VoiceEntry:
    """Who contributes to an item, by name, by office, or as a group; ``email`` is for the office alone."""

    name: str = ""
    office: str = ""
    kind: VoiceKind = VoiceKind.PERSON
    role: str = ""
    title: str = ""
    email: str = ""
    state: ContributionState = ContributionState.REQUESTED


@dataclass(frozen=True, slots=True)
class RoomEntry:
    """A room by its name. ``room_id`` None: a new one."""

    name: str
    room_id: int | None = None


def checked_item(entry: ItemEntry, conference: Conference) -> ItemEntry:
    """The entry in its normal form, the first day as None.

    Raises ``Refused`` with ``programme.title``, ``programme.times``, ``programme.day``, ``programme.choosable``,
    ``programme.seats``, ``circular.long`` or ``circular.characters``.
    """
    clean = replace(
        entry,
        title=one_line(entry.title),
        text=paragraphs(entry.text),
        starts_at=_to_the_minute(entry.starts_at),
        ends_at=_to_the_minute(entry.ends_at),
        seats=entry.seats if entry.choosable else None,
    )
    if not names_somebody(clean.title):
        raise Refused("programme.title", _("The title is missing. Please write what happens."))
    for label, text, most in ((_("Title"), clean.title, LIMITS.name), (_("Description"), clean.text, LIMITS.note)):
        check_length(label, text, most)
        check_characters(label, text)
    if clean.ends_at and not clean.starts_at:
        raise Refused("programme.times", _("It has an end and no beginning. Please write when it begins, too."))
    if clean.timing in {Timing.EXACT, Timing.ABOUT} and clean.starts_at and clean.ends_at == clean.starts_at:
        raise Refused("programme.times", _("It ends when it begins. Please correct the times, or leave out the end."))
    if clean.timing == Timing.ABOUT and not clean.starts_at:
        raise Refused("programme.times", _("Please write about when it begins."))
    if clean.day is not None and not conference.starts_on <= clean.day <= final_day(conference):
        raise Refused("programme.day", _("The event is not on that day. Please choose one of its days."))
    _check_choice(clean)
    return replace(clean, day=None if clean.day == conference.starts_on else clean.day)


def _check_choice(clean: ItemEntry) -> None:
    if clean.choosable and clean.parent_id is None:
        raise Refused(
            "programme.choosable",
            _("People choose between items that take place at once. Please say during which item this one does."),
        )
    if clean.seats is not None and not 1 <= clean.seats <= LIMITS.places:
        raise Refused(
            "programme.seats",
            _("There can be 1 to %(most)s places, or no limit. Nothing was changed.") % {"most": LIMITS.places},
        )


def _to_the_minute(time: dt.time | None) -> dt.time | None:
    """Versions keep no seconds; a row that had some would differ from its version for good."""
    return time.replace(second=0, microsecond=0) if time else None


def checked_voice(entry: VoiceEntry) -> VoiceEntry:
    """The entry in its normal form.

    Raises ``Refused`` with ``voice.nobody``, ``voice.state``, ``circular.long``, ``circular.characters``, or what
    ``check_address`` raises.
    """
    clean = replace(
        entry,
        name=one_line(entry.name),
        office=one_line(entry.office),
        role=one_line(entry.role),
        title=one_line(entry.title),
        email=check_address(entry.email) if entry.email.strip() else "",
    )
    if not clean.name and not clean.office and clean.state != ContributionState.IDEA:
        raise Refused(
            "voice.nobody",
            _("Please write a name, an office or a group. What is only thought of can be kept as an idea."),
        )
    if not any((clean.name, clean.office, clean.role, clean.title)):
        raise Refused("voice.nobody", _("Nothing is filled in. Please write who it could be, or what they would do."))
    if clean.state == ContributionState.REPLACED:
        raise Refused("voice.state", _("Please name who comes instead; then it says that somebody is replaced."))
    for label, text, most in (
        (_("Name"), clean.name, LIMITS.name),
        (_("Office"), clean.office, _OFFICE),
        (_("Role"), clean.role, _ROLE),
        (_("Title of the talk"), clean.title, LIMITS.name),
    ):
        check_length(label, text, most)
        check_characters(label, text)
    return clean


def checked_room(entry: RoomEntry) -> RoomEntry:
    """Raises ``Refused`` with ``programme.room`` for one without a name, ``circular.long``, ``circular.characters``."""
    clean = replace(entry, name=one_line(entry.name))
    if not clean.name:
        raise Refused("programme.room", _("A room has no name. Please write one, or leave the line empty."))
    check_length(_("Room"), clean.name, LIMITS.person)
    check_characters(_("Room"), clean.name)
    return clean
