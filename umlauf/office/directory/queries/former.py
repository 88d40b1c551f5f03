"""The register as it was known at a past moment, for those organisations of which it says something else now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from django.db.models import Q

from umlauf.office.directory.enums import UNITS
from umlauf.office.directory.models import FormerState, Organisation
from umlauf.office.directory.moments import Moment

_TOLD: Final = frozenset({"name", "short_name", "kind", "area_key", "parent_id", "since", "until"})
_MOVING: Final = frozenset({"kind", "parent_id"})


class FormerRow(NamedTuple):
    """An organisation as it was then. ``above`` are those of which it was a part; ``house_id`` got its letters.

    ``part_of`` is the one directly above a department or an office.
    """

    id: int
    name: str
    short_name: str
    kind: str
    area_key: str
    since: dt.date | None
    until: dt.date | None
    above: frozenset[int]
    house_id: int
    part_of: int | None
    there: bool


def former(moment: Moment) -> dict[int, FormerRow]:
    """What was otherwise then than now, by organisation: its own entry, or where it belonged. Now: nothing.

    Queries: none for what stands now, one where nothing has changed since, else four.
    """
    if moment.known_by is None:
        return {}
    said = _said(moment)
    if not said:
        return {}
    moved = [one for one, values in said.items() if not _MOVING.isdisjoint(values)]
    asked = Q(id__in=list(said))
    if moved:
        asked |= Q(parent__in=moved) | Q(parent__parent__in=moved)
    rows = {one.id: _as_then(one, said.get(one.id, {})) for one in Organisation.objects.filter(asked)}
    known = dict(rows)
    for _step in range(2):
        missing = {one.parent_id for one in known.values() if one.parent_id is not None} - known.keys()
        known |= {one.id: _as_then(one, {}) for one in Organisation.objects.filter(id__in=missing)}
    return {one.id: _row(one, known, moment) for one in rows.values()}


def _said(moment: Moment) -> dict[int, dict[str, Any]]:
    """Values that were other then, by organisation: of several changes since, the first has them."""
    said: dict[int, dict[str, Any]] = {}
    changed = FormerState.objects.filter(retired_at__gte=moment.known_by).order_by("-retired_at", "-id")
    for organisation_id, values in changed.values_list("organisation_id", "values"):
        if told := {name: value for name, value in values.items() if name in _TOLD}:
            said.setdefault(organisation_id, {}).update(told)
    return said


def _as_then(organisation: Organisation, values: dict[str, Any]) -> Organisation:
    """The entry, not saved, with the values that it had."""
    for name, value in values.items():
        is_day = name in {"since", "until"} and value is not None
        setattr(organisation, name, dt.date.fromisoformat(value) if is_day else value)
    return organisation


def _row(one: Organisation, known: dict[int, Organisation], moment: Moment) -> FormerRow:
    parent = known.get(one.parent_id or 0)
    over = known.get(parent.parent_id or 0) if parent else None
    is_unit = one.kind in UNITS and parent is not None
    above = frozenset(part.id for part in (parent, over) if part is not None) if is_unit else frozenset[int]()
    return FormerRow(
        one.id,
        one.name,
        one.short_name,
        one.kind,
        one.area_key,
        one.since,
        one.until,
        above,
        house_of(
            one.id, one.kind, one.parent_id, parent.kind if parent else None, parent.parent_id if parent else None
        ),
        one.parent_id if is_unit else None,
        _existed(one, moment),
    )


def house_of(own_id: int, kind: str, parent_id: int | None, parent_kind: str | None, grandparent_id: int | None) -> int:
    """The organisation that gets the letters of another: its own, or for a part the one above."""
    if kind not in UNITS or parent_id is None:
        return own_id
    return grandparent_id if parent_kind in UNITS and grandparent_id is not None else parent_id


def _existed(one: Organisation, moment: Moment) -> bool:
    known_by = moment.known_by
    if known_by is None:
        return one.withdrawn_at is None
    known = one.entered_at is None or one.entered_at < known_by
    kept = one.withdrawn_at is None or one.withdrawn_at >= known_by
    begun = one.since is None or one.since <= moment.day
    return known and kept and begun and (one.until is None or one.until >= moment.day)


def chosen_then(
    rows: Iterable[FormerRow], *, kinds: tuple[str, ...], regions: tuple[str, ...], within: Iterable[frozenset[int]]
) -> list[int]:
    """The ids of those that existed, were of these kinds, lay in these regions and belonged to each group of ids."""
    groups = tuple(within)
    return [
        one.id
        for one in rows
        if one.there
        and (not kinds or one.kind in kinds)
        and (not regions or one.area_key.startswith(regions))
        and all(one.id in group or one.above & group for group in groups)
    ]
