"""What can be chosen of the items that take place at once, who has chosen what, and how many seats are left.

To be asked inside a scope; behind the lock of the ask where a seat is given.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Exists, OuterRef, Q

from umlauf.office.conferences.enums import COUNTING
from umlauf.office.conferences.models import Conference, ForumChoice, Registration
from umlauf.office.conferences.place import own_address
from umlauf.office.conferences.programme import Item, Sheet
from umlauf.office.conferences.programme_rows import versions_out

NONE_OF_THEM: Final = 0
"""In place of the id of an item, where no item has it."""


@dataclass(frozen=True, slots=True)
class Forum:
    """An item as the latest version has it. ``choosable``: others may choose it still; ``seats`` None: no limit."""

    item: Item
    choosable: bool
    seats: int | None
    chosen: int

    @property
    def free(self) -> int | None:
        """How many can still choose it; None: all who want to."""
        return None if self.seats is None else max(0, self.seats - self.chosen)

    @property
    def over(self) -> int:
        """By how many it was chosen beyond its seats, since these became fewer."""
        return max(0, self.chosen - self.seats) if self.seats is not None else 0

    @property
    def takes(self) -> bool:
        return self.choosable and self.free != 0


@dataclass(frozen=True, slots=True)
class Block:
    """Items that take place at once, during ``frame``. ``declined``: how many have said that they want none of them."""

    frame: Item
    forums: tuple[Forum, ...]
    declined: int = 0

    @property
    def key(self) -> int:
        return self.frame.key

    @property
    def is_choice(self) -> bool:
        """Whether there is something to choose: one item alone is no choice."""
        return sum(one.choosable for one in self.forums) > 1

    def forum(self, item: int | None) -> Forum | None:
        return next((one for one in self.forums if one.item.key == item), None)


@dataclass(frozen=True, slots=True)
class Gone:
    """Something that people have chosen and the latest version does not have in that block any more."""

    block: int
    item: int
    chosen: int


@dataclass(frozen=True, slots=True)
class Forums:
    """All blocks of a conference in which something can be chosen or was, and what was chosen and is gone."""

    blocks: tuple[Block, ...] = ()
    gone: tuple[Gone, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.blocks or self.gone)

    @property
    def choices(self) -> tuple[Block, ...]:
        return tuple(block for block in self.blocks if block.is_choice)

    def stands(self, block: int, item: int | None) -> bool:
        """Whether a choice is still one of what is there. Who wanted none of them has chosen so while it is."""
        own = next((one for one in self.blocks if one.key == block), None)
        return own is not None and (item is None or own.forum(item) is not None)


def has_forums(conference: Conference) -> bool:
    """Whether something can be chosen, or was: also what was chosen and is marked no more has to be seen. One query."""
    items = conference.items.filter(choosable=True)
    choices = ForumChoice.objects.filter(registration__conference=OuterRef("pk"))
    return Conference.objects.filter(Q(Exists(items)) | Q(Exists(choices)), id=conference.id).exists()


def forums_of(conference: Conference) -> Forums:
    """What can be chosen at a conference, with how many have. Two queries, and one more where there is something."""
    rows = conference.items.filter(choosable=True, internal=False, parent__internal=False)
    offered = {(parent or 0, id_): seats for parent, id_, seats in rows.values_list("parent", "id", "seats")}
    having = ForumChoice.objects.filter(registration__conference=conference, registration__state__in=COUNTING)
    counted = having.order_by().values_list("block", "item").annotate(count=Count("id"))
    chosen: dict[tuple[int, int | None], int] = {(block, item): count for block, item, count in counted}
    if not offered and not chosen:
        return Forums()
    version = versions_out(conference).last()
    sheet = Sheet.parse(version.content) if version else Sheet("")
    blocks = tuple(_blocks(sheet, offered, chosen))
    there = {(block.key, one.item.key) for block in blocks for one in block.forums}
    gone = (Gone(block, item, count) for (block, item), count in chosen.items() if item and (block, item) not in there)
    return Forums(blocks, tuple(sorted(gone, key=lambda one: (one.block, one.item))))


def _blocks(
    sheet: Sheet, offered: Mapping[tuple[int, int], int | None], chosen: Mapping[tuple[int, int | None], int]
) -> Iterator[Block]:
    """The blocks in the order of the programme, each with what can be chosen in it or was."""
    for frame in sheet.items:
        pairs = [((frame.key, item.key), item) for item in sheet.items if item.parent == frame.key]
        forums = tuple(
            Forum(item, pair in offered, offered.get(pair), chosen.get(pair, 0))
            for pair, item in pairs
            if pair in offered or pair in chosen
        )
        if forums:
            yield Block(frame, forums, chosen.get((frame.key, None), 0))


def choices_of(row: Registration) -> dict[int, int | None]:
    """What somebody has chosen: items by block. One query."""
    return dict(ForumChoice.objects.filter(registration=row).values_list("block", "item"))


def chosen_by(conference: Conference, ids: Sequence[int]) -> dict[int, list[tuple[int, int]]]:
    """What these people have chosen, by registration: block and item of each. One query."""
    own = ForumChoice.objects.filter(registration__conference=conference, item__isnull=False)
    if len(ids) <= _NAMED:
        own = own.filter(registration__in=ids)
    found: dict[int, list[tuple[int, int]]] = {}
    for registration_id, block, item in own.order_by("id").values_list("registration", "block", "item"):
        found.setdefault(registration_id, []).append((block, item or NONE_OF_THEM))
    return found


_NAMED: Final = 500  # ids that one question names; for more the whole conference is fetched


def titles_of(conference: Conference, keys: Collection[int]) -> dict[int, str]:
    """What items were called that the latest version may not have any more. One query, none for no items."""
    if not keys:
        return {}
    known: dict[int, str] = {}
    for content in versions_out(conference).order_by("number").values_list("content", flat=True):
        known |= {item.key: item.title for item in Sheet.parse(content).items if item.key in keys}
    return known


def certain_of(row: Registration) -> bool:
    """Whether somebody has a place for certain, and so may choose: nobody takes a seat while they wait or are asked."""
    return row.means.calendar


def with_open_choices(conference: Conference, rows: Sequence[Registration]) -> list[Registration]:
    """Those of the rows (in the order of their ids) who have a page of their own and something still to choose on it.

    Four queries at most.
    """
    forums = forums_of(conference)
    wanted = [block for block in forums.choices if any(one.takes for one in block.forums)]
    if not rows or not wanted:
        return []
    between = (rows[0].id, rows[-1].id)  # a list of ids may be longer than a database takes
    own = ForumChoice.objects.filter(registration__id__range=between, registration__conference=conference)
    said: dict[int, set[int]] = {}
    for registration_id, block, item in own.values_list("registration", "block", "item"):
        if forums.stands(block, item):
            said.setdefault(registration_id, set()).add(block)
    keys = {block.key for block in wanted}
    return [row for row in rows if certain_of(row) and own_address(row) and keys - said.get(row.id, set())]
