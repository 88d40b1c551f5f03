"""Write in the programme of a conference: its items, their order, its rooms. Nothing is out until it is released."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.http import Http404
from django.utils.translation import gettext as _

from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused
from umlauf.office.conferences.access import edit_programme
from umlauf.office.conferences.actions.photos import forget_photos
from umlauf.office.conferences.models import Conference, Contribution, Programme, ProgrammeItem, Room
from umlauf.office.conferences.programme_entries import ItemEntry, RoomEntry, checked_item, checked_room


@transaction.atomic
def add_item(*, actor: Actor, conference_id: int, entry: ItemEntry, after: int | None, seen: int) -> ProgrammeItem:
    """Add an item behind the item ``after``, None: at the end. ``seen`` is the revision that the page showed.

    Raises ``Refused`` with ``programme.changed``, ``programme.many``, ``programme.parent``, ``programme.room``, what
    ``checked_item`` raises, ``access.role``, and ``Http404``.
    """
    conference, programme = edit_programme(actor, conference_id, seen)
    clean = checked_item(entry, conference)
    rows = list(conference.items.all())
    if len(rows) >= LIMITS.programme_items:
        raise Refused(
            "programme.many",
            _("A programme has at most %(most)s items. Please put some together.") % {"most": LIMITS.programme_items},
        )
    _check_places(conference, clean, None)
    own = {"association_id": conference.association_id, "conference": conference}
    row = ProgrammeItem.objects.create(**own, position=len(rows) + 1, **_values(clean))
    place = next((place for place, one in enumerate(rows, start=1) if one.id == after), len(rows))
    _number([*rows[:place], row, *rows[place:]])
    write_down(actor, programme, f"+{row.kind} {row.id}")
    return row


@transaction.atomic
def change_item(*, actor: Actor, conference_id: int, item_id: int, entry: ItemEntry, seen: int) -> ProgrammeItem:
    """Change an item. The same again changes nothing. Refuses as ``add_item`` does."""
    conference, programme = edit_programme(actor, conference_id, seen)
    row = own_item(conference, item_id)
    clean = checked_item(entry, conference)
    _check_places(conference, clean, row)
    values = _values(clean)
    if all(getattr(row, name) == value for name, value in values.items()):
        return row
    ProgrammeItem.objects.filter(id=row.id).update(**values)
    write_down(actor, programme, f"{clean.kind} {row.id}")
    row.refresh_from_db()
    return row


@transaction.atomic
def remove_item(*, actor: Actor, conference_id: int, item_id: int, seen: int) -> None:
    """Remove an item with who contributes to it; what was released keeps it.

    Raises ``Refused`` with ``programme.changed``, ``programme.parent`` while others take place during it,
    ``access.role``, and ``Http404``.
    """
    conference, programme = edit_programme(actor, conference_id, seen)
    row = own_item(conference, item_id)
    if row.parallel.exists():
        raise Refused(
            "programme.parent",
            _("During this item others take place at once. Please move or remove those first."),
        )
    voices = Contribution.objects.filter(item=row)
    Contribution.objects.filter(replaces__in=voices).update(replaces=None)
    voices.delete()
    row.delete()
    _number(list(conference.items.all()))
    write_down(actor, programme, f"–{row.kind} {item_id}")


@transaction.atomic
def arrange_programme(*, actor: Actor, conference_id: int, order: Sequence[int], seen: int) -> None:
    """Put all items into this order, by their ids. As they are already: nothing is written.

    Raises ``Refused`` with ``programme.changed``, also for an order that is not of these very items, ``access.role``,
    and ``Http404``.
    """
    conference, programme = edit_programme(actor, conference_id, seen)
    rows = {row.id: row for row in conference.items.all()}
    if sorted(order) != sorted(rows):
        raise Refused(
            "programme.changed",
            _("The order does not name each item once. Nothing was saved. Please look at the programme and try again."),
        )
    if list(order) == list(rows):
        return
    _number([rows[one] for one in order])
    write_down(actor, programme, "↕")


@transaction.atomic
def set_rooms(*, actor: Actor, conference_id: int, rooms: Sequence[RoomEntry], seen: int) -> None:
    """Name the rooms; those that are not named any more are removed.

    Raises ``Refused`` with ``programme.changed``, ``programme.room`` (removed while something is held there, twice the
    same, or more than there can be), what ``checked_room`` raises, ``access.role``, and ``Http404``.
    """
    conference, programme = edit_programme(actor, conference_id, seen)
    clean = [checked_room(one) for one in rooms]
    names = [one.name.casefold() for one in clean]
    if len(set(names)) != len(names):
        raise Refused("programme.room", _("Two rooms have the same name. Please tell them apart."))
    if len(clean) > LIMITS.programme_items:
        raise Refused("programme.room", _("These are too many rooms. Please leave some out."))
    there = {room.id: room for room in conference.rooms.all()}
    kept = {one.room_id for one in clean}
    if not kept - {None} <= set(there):
        raise Http404
    gone = [room for room in there.values() if room.id not in kept]
    used = next((room for room in gone if room.items.exists()), None)
    if used is not None:
        raise Refused(
            "programme.room",
            _("Something is held in “%(room)s”. Please give it another room first.") % {"room": used.name},
        )
    if not gone and [(one.room_id, one.name) for one in clean] == [(room.id, room.name) for room in there.values()]:
        return
    Room.objects.filter(id__in=[room.id for room in gone]).delete()
    # Two rooms may take each other's name; for a moment none has one.
    for one in clean:
        if one.room_id is not None and there[one.room_id].name != one.name:
            Room.objects.filter(id=one.room_id).update(name=f"\N{NO-BREAK SPACE}{one.room_id}")
    for one in clean:
        if one.room_id is not None:
            Room.objects.filter(id=one.room_id).update(name=one.name)
    own = {"association_id": conference.association_id, "conference": conference}
    Room.objects.bulk_create(Room(**own, name=one.name) for one in clean if one.room_id is None)
    write_down(actor, programme, "⌂")


def own_item(conference: Conference, item_id: int) -> ProgrammeItem:
    row = conference.items.filter(id=item_id).first()
    if row is None:
        raise Http404
    return row


def write_down(actor: Actor, programme: Programme, label: str) -> None:
    """The next revision, and its entry in the record, which names nobody. Photos of whoever has gone go, too."""
    forget_photos(programme.conference_id)
    programme.revision += 1
    programme.save(update_fields=["revision"])
    subject = f"conferences.Conference:{programme.conference_id}"
    record(actor, "conferences.programme_edited", subject=subject, label=label)


def _values(entry: ItemEntry) -> dict[str, Any]:
    return asdict(entry)


def _check_places(conference: Conference, entry: ItemEntry, row: ProgrammeItem | None) -> None:
    """Room and frame are of the same programme, and a frame is no part of another one."""
    if entry.room_id is not None and not conference.rooms.filter(id=entry.room_id).exists():
        raise Refused("programme.room", _("This room is no longer there. Please choose another one."))
    if entry.parent_id is None:
        return
    frame = conference.items.filter(id=entry.parent_id, parent=None).first()
    if frame is None or (row is not None and (frame.id == row.id or row.parallel.exists())):
        raise Refused(
            "programme.parent",
            _("Items take place at once during one that takes place during no other. Please choose another one."),
        )


def _number(rows: Sequence[ProgrammeItem]) -> None:
    for place, row in enumerate(rows, start=1):
        row.position = place
    ProgrammeItem.objects.bulk_update(rows, ["position"])


def next_position(item: ProgrammeItem) -> int:
    """The place behind all who contribute to an item."""
    return (item.contributions.aggregate(last=Max("position"))["last"] or 0) + 1
