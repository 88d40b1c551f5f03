"""A conference with forums that take place at once, and who chooses between them. To be used inside a scope."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from tests.cast import House
from tests.office.conferences.asking import own
from tests.office.conferences.registering import an_invitation
from tests.office.conferences.test_programme import ITEMS, Editor
from tests.replay import laid_again
from umlauf.office.conferences.actions.choose_forums import choose_forums, state_of_choices
from umlauf.office.conferences.actions.programme import add_item, change_item, remove_item, set_rooms
from umlauf.office.conferences.actions.release import release_programme
from umlauf.office.conferences.enums import ItemKind
from umlauf.office.conferences.forums import Block, choices_of, forums_of
from umlauf.office.conferences.models import Conference, ProgrammeItem, ProgrammeVersion, Registration
from umlauf.office.conferences.place_access import PlaceKey
from umlauf.office.conferences.programme_entries import ItemEntry, RoomEntry

FRAME = ItemEntry("Foren", ItemKind.FORUM, starts_at=dt.time(10, 30), ends_at=dt.time(12))
FORUM = ItemEntry("", ItemKind.FORUM, choosable=True)


class Hall(Editor):
    """The clerk at the programme of a conference: three forums at once, with one seat, two seats and no limit."""

    def __init__(self, house: House, **plan: Any) -> None:
        super().__init__(house, an_invitation(house, items=ITEMS, **plan))
        set_rooms(**self.target, rooms=(RoomEntry("Raum 1"),))
        self.frame = self.add(FRAME)
        self.akte = self.forum("Digitale Akte", seats=1, room_id=self.conference.rooms.get().id)
        self.wohnen = self.forum("Wohnen", seats=2)
        self.sport = self.forum("Sport")
        self.release()

    def add(self, entry: ItemEntry) -> ProgrammeItem:
        return add_item(**self.target, entry=entry, after=None)

    def forum(self, title: str, seats: int | None = None, frame: ProgrammeItem | None = None, **more: Any) -> Any:
        return self.add(replace(FORUM, title=title, seats=seats, parent_id=(frame or self.frame).id, **more))

    def change(self, item: ProgrammeItem, **changes: Any) -> None:
        row = ProgrammeItem.objects.get(id=item.id)
        known = {name: getattr(row, name) for name in ItemEntry.__dataclass_fields__}
        change_item(**self.target, item_id=item.id, entry=ItemEntry(**known | changes))

    def remove(self, item: ProgrammeItem) -> None:
        remove_item(**self.target, item_id=item.id)

    def release(self) -> ProgrammeVersion:
        return release_programme(**self.target, nonce=f"word-{self.revision}")

    @property
    def block(self) -> Block:
        (block,) = forums_of(self.conference).blocks
        return block

    def chosen(self) -> list[int]:
        """How many have chosen each of the three."""
        counts = {one.item.key: one.chosen for one in self.block.forums}
        return [counts.get(one.id, 0) for one in (self.akte, self.wohnen, self.sport)]


@laid_again
def hall_with(house: House, conference: Conference) -> Hall:
    """The same of a conference that has its forums already."""
    hall = object.__new__(Hall)
    Editor.__init__(hall, house, conference)
    return hall


def choose(row: Registration, item: ProgrammeItem | None, *, block: int = 0, **who: Any) -> None:
    """Choose as the person does, unless somebody else is named; ``block`` is needed where none of them is chosen."""
    key = block or (item.parent_id if item is not None else None) or 0
    given = own(row) | {"choices": {key: item.id if item else None}, "seen": state_of_choices(choices_of(row))} | who
    choose_forums(**given)


def by_office(house: House, row: Registration) -> dict[str, Any]:
    return {"actor": house.clerk_actor, "key": PlaceKey(row.id)}
