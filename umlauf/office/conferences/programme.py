"""A programme as plain data: what a version keeps, how two of them differ, and what in one cannot be."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations, pairwise
from typing import Any, Final

from umlauf.office.conferences.enums import ContributionState, ItemKind, Timing, VoiceKind

_LONG_GAP: Final = dt.timedelta(hours=2)
_LEADING: Final = frozenset({"welcome", "keynote", "closing"})
_INSTANT: Final = dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody who contributes. ``key`` is the id of the row, the same over all versions; ``title`` that of a talk."""

    key: int
    who: str = ""
    office: str = ""
    role: str = ""
    state: ContributionState = ContributionState.REQUESTED
    title: str = ""
    kind: VoiceKind = VoiceKind.PERSON

    @property
    def name(self) -> str:
        """„Vera Quast, Ministerin“, or the one that is known."""
        return ", ".join(filter(None, (self.who, self.office)))


@dataclass(frozen=True, slots=True)
class Item:
    """A point of the programme. ``key`` as in ``Voice``; ``day`` None is the first day.

    ``parent`` is the key of the item during which it takes place with others.
    """

    key: int
    title: str
    kind: ItemKind = ItemKind.OTHER
    day: dt.date | None = None
    start: dt.time | None = None
    end: dt.time | None = None
    timing: Timing = Timing.EXACT
    room: str = ""
    text: str = ""
    parent: int | None = None
    people: tuple[Voice, ...] = ()

    @property
    def when(self) -> tuple[dt.date | None, dt.time | None, dt.time | None, Timing]:
        return self.day, self.start, self.end, self.timing


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole programme: what is said above it, and its items in their order, each after the one that it belongs to."""

    title: str
    when: str = ""
    where: str = ""
    hosts: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()

    def json(self) -> dict[str, Any]:
        """As it is kept; ``parse`` gives it back."""
        return {
            "title": self.title,
            "when": self.when,
            "where": self.where,
            "hosts": list(self.hosts),
            "items": [_item_json(item) for item in self.items],
        }

    @classmethod
    def parse(cls, kept: Mapping[str, Any]) -> Sheet:
        return cls(
            title=kept["title"],
            when=kept["when"],
            where=kept["where"],
            hosts=tuple(kept["hosts"]),
            items=tuple(_item(one) for one in kept["items"]),
        )

    @property
    def digest(self) -> str:
        """SHA-256 over the JSON with sorted names, in hexadecimal."""
        return hashlib.sha256(json.dumps(self.json(), sort_keys=True).encode()).hexdigest()

    def voices(self) -> Iterator[tuple[Item, Voice]]:
        return ((item, voice) for item in self.items for voice in item.people)


def _item_json(item: Item) -> dict[str, Any]:
    return {
        "key": item.key,
        "title": item.title,
        "kind": item.kind.value,
        "day": item.day.isoformat() if item.day else None,
        "start": item.start.isoformat("minutes") if item.start else None,
        "end": item.end.isoformat("minutes") if item.end else None,
        "timing": item.timing.value,
        "room": item.room,
        "text": item.text,
        "parent": item.parent,
        "people": [
            {
                "key": one.key,
                "who": one.who,
                "office": one.office,
                "role": one.role,
                "state": one.state.value,
                "title": one.title,
                "kind": one.kind.value,
            }
            for one in item.people
        ],
    }


def _item(kept: Mapping[str, Any]) -> Item:
    return Item(
        key=kept["key"],
        title=kept["title"],
        kind=ItemKind(kept["kind"]),
        day=dt.date.fromisoformat(kept["day"]) if kept["day"] else None,
        start=dt.time.fromisoformat(kept["start"]) if kept["start"] else None,
        end=dt.time.fromisoformat(kept["end"]) if kept["end"] else None,
        timing=Timing(kept["timing"]),
        room=kept["room"],
        text=kept["text"],
        parent=kept["parent"],
        people=tuple(
            Voice(
                one["key"],
                one["who"],
                one["office"],
                one["role"],
                ContributionState(one["state"]),
                one["title"],
                VoiceKind(one["kind"]),
            )
            for one in kept["people"]
        ),
    )


class ChangeKind(StrEnum):
    """What is another in the later of two versions."""

    HEAD = "head"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    RENAMED = "renamed"
    ROOM = "room"
    TEXT = "text"
    FRAME = "frame"
    VOICE_ADDED = "voice_added"
    VOICE_GONE = "voice_gone"
    VOICE_CHANGED = "voice_changed"
    VOICE_STATE = "voice_state"
    ORDER = "order"


_WITH_BELOW: Final = frozenset({ChangeKind.MOVED, ChangeKind.ROOM, ChangeKind.REMOVED})


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. ``key`` is the item's, 0 for what stands above them all.

    ``before`` and ``after`` are the item, ``was`` and ``now`` the voice, each where there is one. ``head`` names the
    field of the sheet that is another, with its two texts.
    """

    kind: ChangeKind
    key: int
    before: Item | None = None
    after: Item | None = None
    was: Voice | None = None
    now: Voice | None = None
    head: tuple[str, str, str] = ("", "", "")


def difference(before: Sheet, after: Sheet) -> tuple[Change, ...]:
    """All that a reader of both would find another, in the order of the later one; what has gone comes last."""
    return tuple(_differences(before, after))


def _differences(before: Sheet, after: Sheet) -> Iterator[Change]:
    for name in ("title", "when", "where"):
        was, now = getattr(before, name), getattr(after, name)
        if was != now:
            yield Change(ChangeKind.HEAD, 0, head=(name, was, now))
    if before.hosts != after.hosts:
        yield Change(ChangeKind.HEAD, 0, head=("hosts", ", ".join(before.hosts), ", ".join(after.hosts)))
    old, new = {one.key: one for one in before.items}, {one.key: one for one in after.items}
    for key, item in new.items():
        if key in old:
            yield from _between(old[key], item)
        else:
            yield Change(ChangeKind.ADDED, key, after=item)
    for key, item in old.items():
        if key not in new:
            yield Change(ChangeKind.REMOVED, key, before=item)
    lines = zip((key for key in old if key in new), (key for key in new if key in old), strict=True)
    if (other := next((now for was, now in lines if was != now), None)) is not None:
        yield Change(ChangeKind.ORDER, other, old[other], new[other])


def _between(before: Item, after: Item) -> Iterator[Change]:
    looked_at = (
        (ChangeKind.MOVED, before.when != after.when),
        (ChangeKind.RENAMED, before.title != after.title),
        (ChangeKind.ROOM, before.room != after.room),
        (ChangeKind.TEXT, before.text != after.text),
        (ChangeKind.FRAME, before.parent != after.parent),
    )
    for kind, differs in looked_at:
        if differs:
            yield Change(kind, after.key, before, after)
    old, new = {one.key: one for one in before.people}, {one.key: one for one in after.people}
    for key, voice in new.items():
        was = old.get(key)
        if was is None:
            yield Change(ChangeKind.VOICE_ADDED, after.key, before, after, now=voice)
            continue
        if replace(was, state=voice.state, kind=voice.kind) != voice:
            yield Change(ChangeKind.VOICE_CHANGED, after.key, before, after, was, voice)
        if was.state != voice.state:
            yield Change(ChangeKind.VOICE_STATE, after.key, before, after, was, voice)
    for key, voice in old.items():
        if key not in new:
            yield Change(ChangeKind.VOICE_GONE, after.key, before, after, was=voice)
    shared = [key for key in old if key in new], [key for key in new if key in old]
    if shared[0] != shared[1]:
        yield Change(ChangeKind.ORDER, after.key, before, after)


@dataclass(frozen=True, slots=True)
class Touched:
    """Whom changes concern: voices by their keys, and whether everybody who comes."""

    voices: frozenset[int] = frozenset()
    everybody: bool = False


def touched(changes: Iterable[Change], before: Sheet, after: Sheet) -> Touched:
    """Who contributes to what has changed, in either version, also by what it takes place in; everybody where it begins
    or ends otherwise, is held elsewhere, or loses who opens it, speaks first or closes it.
    """
    voices: set[int] = set()
    edges = {item.key for sheet in (before, after) for item in (*sheet.items[:1], *sheet.items[-1:])}
    everybody = False
    for change in changes:
        items = [item for item in (change.before, change.after) if item is not None]
        of_one = [voice for voice in (change.was, change.now) if voice is not None]
        concerned = of_one or [voice for item in items for voice in item.people]
        voices.update(voice.key for voice in concerned)
        if change.kind in _WITH_BELOW:
            voices.update(_below(change.key, before, after))
        if change.kind == ChangeKind.HEAD and change.head[0] in {"when", "where"}:
            voices.update(voice.key for _item, voice in after.voices())
            everybody = True
        elif change.kind in {ChangeKind.MOVED, ChangeKind.ADDED, ChangeKind.REMOVED, ChangeKind.ROOM}:
            everybody = everybody or change.key in edges
        elif change.kind == ChangeKind.VOICE_GONE and change.was is not None:
            everybody = everybody or change.was.role in _LEADING
    return Touched(frozenset(voices), everybody)


def _below(key: int, *sheets: Sheet) -> Iterator[int]:
    """Who contributes to what takes place during an item: when and where stands at that item alone."""
    return (voice.key for sheet in sheets for item, voice in sheet.voices() if item.parent == key)


class ConflictKind(StrEnum):
    """What a person should look at."""

    ROOM = "room"
    PERSON = "person"
    BACKWARDS = "backwards"
    OUTSIDE = "outside"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class Conflict:
    """Items that do not go together. ``what`` is the room or the name that they share, or nothing."""

    kind: ConflictKind
    items: tuple[Item, ...]
    what: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """When the whole begins and ends; a time that is not known is None."""

    first: dt.date
    last: dt.date
    start: dt.time | None = None
    end: dt.time | None = None


def conflicts(sheet: Sheet, span: Span) -> tuple[Conflict, ...]:
    """What cannot be, or hardly. It is shown and never refused: who plans knows more than a clock."""
    return (*_impossible(sheet, span), *_doubled(sheet, span), *_gaps(sheet, span))


def _impossible(sheet: Sheet, span: Span) -> Iterator[Conflict]:
    for item in sheet.items:
        day = item.day or span.first
        if item.start and item.end and item.end < item.start:
            yield Conflict(ConflictKind.BACKWARDS, (item,))
            continue
        early = day == span.first and item.kind != ItemKind.ARRIVAL and _before(item.start, span.start)
        late = day == span.last and (_before(span.end, item.end) or _before(span.end, item.start))
        if early or late or not span.first <= day <= span.last:
            yield Conflict(ConflictKind.OUTSIDE, (item,))


def _before(first: dt.time | None, second: dt.time | None) -> bool:
    return first is not None and second is not None and first < second


def _doubled(sheet: Sheet, span: Span) -> Iterator[Conflict]:
    for first, second in combinations(sheet.items, 2):
        if second.parent == first.key or first.parent == second.key or not _at_once(first, second, span):
            continue
        if first.room and first.room.casefold() == second.room.casefold():
            yield Conflict(ConflictKind.ROOM, (first, second), first.room)
        there = {one.who.casefold(): one.who for one in first.people if one.who and one.kind == VoiceKind.PERSON}
        for name in sorted({one.who.casefold() for one in second.people if one.kind == VoiceKind.PERSON} & set(there)):
            yield Conflict(ConflictKind.PERSON, (first, second), there[name])


def _at_once(first: Item, second: Item, span: Span) -> bool:
    one, other = _lasts(first, span), _lasts(second, span)
    return one is not None and other is not None and one[0] < other[1] and other[0] < one[1]


def _lasts(item: Item, span: Span) -> tuple[dt.datetime, dt.datetime] | None:
    """From when until when, as far as is known; an item without an end only meets what goes on when it starts."""
    if item.start is None:
        return None
    start = dt.datetime.combine(item.day or span.first, item.start)
    if item.end is None or item.end <= item.start:
        return start, start + _INSTANT
    return start, dt.datetime.combine(item.day or span.first, item.end)


def _gaps(sheet: Sheet, span: Span) -> Iterator[Conflict]:
    timed = sorted(
        ((lasts, item) for item in sheet.items if item.parent is None and item.end and (lasts := _lasts(item, span))),
        key=lambda one: one[0],
    )
    for (earlier, before), (later, after) in pairwise(timed):
        if earlier[0].date() == later[0].date() and later[0] - earlier[1] > _LONG_GAP:
            yield Conflict(ConflictKind.GAP, (before, after))
