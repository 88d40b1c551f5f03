"""Read the rows of a file, and find out which organisation each is about."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from umlauf.office.directory.enums import UNITS, OrganisationKind
from umlauf.office.directory.exchange.cells import Unreadable, read_cell
from umlauf.office.directory.exchange.columns import ORGANISATION, Choices, Field, folded
from umlauf.office.directory.exchange.drafts import shown
from umlauf.office.directory.exchange.standing import Standing
from umlauf.office.directory.exchange.tables import Row, RowError
from umlauf.office.directory.keys import is_key, keys_of, kind_of_key, repaired_key, tidy_key
from umlauf.office.directory.models import Organisation

Said = dict[Field, Any]
"""What a row says, by field. A cell without text says nothing."""


@dataclass(slots=True)
class Seat:
    """A row about a post."""

    line: int
    said: Said


@dataclass(slots=True, eq=False)
class House:
    """An organisation of the file: what all its rows say of it together, and its rows about posts."""

    organisation: Organisation
    is_new: bool
    line: int
    said: Said = field(default_factory=dict)
    lines: dict[Field, int] = field(default_factory=dict)
    seats: list[Seat] = field(default_factory=list)


class Failed(Exception):
    """A row that cannot be taken in, with the column (None: the row as a whole) and the sentence."""

    def __init__(self, meaning: Field | None, sentence: str, repaired: str = "") -> None:
        super().__init__(sentence)
        self.meaning = meaning
        self.sentence = sentence
        self.repaired = repaired


class Collector:
    """Takes rows one by one."""

    def __init__(self, standing: Standing, choices: Choices, columns: dict[Field, int], heads: tuple[str, ...]) -> None:
        self.houses: list[House] = []
        self.errors: list[RowError] = []
        self._standing = standing
        self._choices = choices
        self._columns = columns
        self._heads = heads
        self._known: dict[int, House] = {}
        self._new_by_key: dict[str, House] = {}
        self._new_by_name: defaultdict[str, list[House]] = defaultdict(list)

    def take(self, row: Row) -> None:
        """Read a row. One that cannot be taken in becomes errors."""
        said, readable = self._read(row)
        if not readable:
            return
        try:
            house = self._house(row, said)
            self._merge(house, row, said)
            self._take_post(house, row, said)
        except Failed as failed:
            self.fail(row.line, failed)

    def fail(self, line: int, failed: Failed) -> None:
        """Write an error down."""
        column = self._columns.get(failed.meaning) if failed.meaning is not None else None
        head = self._heads[column] if column is not None else ""
        self.errors.append(RowError(line, head, failed.sentence, failed.repaired))

    def _read(self, row: Row) -> tuple[Said, bool]:
        said: Said = {}
        readable = True
        for meaning, position in self._columns.items():
            text = " ".join(row.cells[position].split())
            if not text:
                continue
            try:
                said[meaning] = self._key(text) if meaning == Field.KEY else read_cell(meaning, text)
            except Unreadable as error:
                self.fail(row.line, Failed(meaning, str(error)))
                readable = False
            except Failed as failed:
                self.fail(row.line, failed)
                readable = False
        return said, readable

    def _key(self, text: str) -> str:
        key = tidy_key(text)
        if is_key(key):
            return key
        repaired = repaired_key(key)
        if repaired is None:
            raise Failed(
                Field.KEY, _("“%(key)s” is no official key: an AGS has 2, 5 or 8 digits, an ARS 12.") % {"key": text}
            )
        if self._choices.repair_keys:
            return repaired
        raise Failed(
            Field.KEY,
            _("“%(key)s” has lost its zero in front: %(repaired)s is meant. Please let the keys be repaired.")
            % {"key": text, "repaired": repaired},
            repaired,
        )

    def _house(self, row: Row, said: Said) -> House:
        parent = self._parent(said)
        if Field.KEY in said:
            return self._by_key(row, said, parent)
        if Field.NAME not in said:
            raise Failed(None, _("The row does not say which organisation it means: key and name are missing."))
        return self._by_name(row, said, parent)

    def _by_key(self, row: Row, said: Said, parent: Organisation | None) -> House:
        official, regional = keys_of(said[Field.KEY])
        key = official or regional
        if known := self._standing.by_key.get(key):
            return self._of(known, row)
        if key in self._new_by_key:
            return self._new_by_key[key]
        if key in self._standing.ended_keys:
            bearer, last_day = self._standing.ended_keys[key]
            name = one.name if (one := self._standing.organisations.get(bearer)) else _("an organisation")
            raise Failed(
                Field.KEY,
                _("The key %(key)s ended on %(day)s; %(name)s bore it. Please write the key that holds now.")
                % {"key": key, "day": shown(last_day), "name": name},
            )
        if Field.NAME not in said:
            raise Failed(
                Field.KEY,
                _("No organisation bears the key %(key)s, and the row has no name to enter one.") % {"key": key},
            )
        kind = said.get(Field.KIND) or kind_of_key(said[Field.KEY], said[Field.NAME])
        if kind is None:
            raise Failed(Field.KIND, _("The kind of the organisation is missing."))
        keyless = [one for one in self._named(said, parent, kind) if not (one.official_key or one.regional_key)]
        if len(keyless) == 1 and keyless[0].id in self._standing.amendable:
            house = self._of(keyless[0], row)
        else:
            house = self._begin(row, said, kind, parent)
        self._new_by_key[key] = house
        return house

    def _by_name(self, row: Row, said: Said, parent: Organisation | None) -> House:
        kind = said.get(Field.KIND)
        found = [self._of(one, row) for one in self._named(said, parent, kind)]
        found += [
            house
            for house in self._new_by_name[folded(said[Field.NAME])]
            if kind in {None, house.organisation.kind} and house.organisation.parent is parent
        ]
        if len(found) > 1:
            raise Failed(
                Field.NAME,
                _("There are several organisations called “%(name)s”. Please add the official key or the kind.")
                % {"name": said[Field.NAME]},
            )
        if found:
            return found[0]
        if kind is None:
            raise Failed(
                Field.NAME,
                _("No organisation is called “%(name)s”. To enter it, please add its official key or its kind.")
                % {"name": said[Field.NAME]},
            )
        return self._begin(row, said, kind, parent)

    def _named(self, said: Said, parent: Organisation | None, kind: OrganisationKind | None) -> list[Organisation]:
        """Organisations of the register with this name. Where it belongs counts only where the file says it."""
        return [
            one
            for one in self._standing.by_name.get(folded(said[Field.NAME]), ())
            if kind in {None, one.kind} and (parent is None or one.parent_id == parent.id)
        ]

    def _of(self, organisation: Organisation, row: Row) -> House:
        if organisation.id not in self._known:
            self._known[organisation.id] = House(organisation, is_new=False, line=row.line)
            self.houses.append(self._known[organisation.id])
        return self._known[organisation.id]

    def _begin(self, row: Row, said: Said, kind: OrganisationKind, parent: Organisation | None) -> House:
        if kind in UNITS and parent is None:
            raise Failed(Field.PARENT, _("The row does not say to which organisation the department belongs."))
        house = House(Organisation(name=said[Field.NAME], kind=kind, parent=parent), is_new=True, line=row.line)
        self.houses.append(house)
        self._new_by_name[folded(said[Field.NAME])].append(house)
        return house

    def _parent(self, said: Said) -> Organisation | None:
        """What the organisation belongs to: a key or a name, with names of departments behind slashes."""
        if Field.PARENT not in said:
            return None
        first, *rest = (part.strip() for part in said[Field.PARENT].split(" / "))
        above = self._standing.by_key.get(first) or self._one(first, None)
        if first in self._new_by_key:
            above = self._new_by_key[first].organisation
        for name in rest:
            above = self._one(name, above) if above is not None else None
        if above is None:
            raise Failed(
                Field.PARENT,
                _("“%(name)s” is not known, or not it alone. Please write the key of the organisation above.")
                % {"name": said[Field.PARENT]},
            )
        return above

    def _one(self, name: str, above: Organisation | None) -> Organisation | None:
        there = list(self._standing.by_name.get(folded(name), ()))
        there += [house.organisation for house in self._new_by_name.get(folded(name), ())]
        fitting = [one for one in there if above is None or _lies_in(one, above)]
        return fitting[0] if len(fitting) == 1 else None

    def _merge(self, house: House, row: Row, said: Said) -> None:
        """What one row says of an organisation another must not say otherwise."""
        for meaning in ORGANISATION:
            if meaning not in said:
                continue
            before = house.said.setdefault(meaning, said[meaning])
            first = house.lines.setdefault(meaning, row.line)
            told, tells = str(before), str(said[meaning])
            # The same key as AGS here and as ARS there is no contradiction.
            if before != said[meaning] and not (meaning == Field.KEY and keys_of(told)[0] == keys_of(tells)[0]):
                raise Failed(
                    meaning,
                    _("Line %(line)s says “%(first)s” of the same organisation, this one “%(second)s”.")
                    % {"line": first, "first": shown(before), "second": shown(said[meaning])},
                )

    def _take_post(self, house: House, row: Row, said: Said) -> None:
        own: Said = {meaning: value for meaning, value in said.items() if meaning not in ORGANISATION}
        if Field.FUNCTION in own:
            if Field.LAST_NAME not in own and Field.FIRST_NAME in own:
                raise Failed(Field.LAST_NAME, _("The last name is missing. Please fill it in."))
            house.seats.append(Seat(row.line, own))
        elif own:
            raise Failed(Field.FUNCTION, _("The row names somebody or something of a post, but no function."))


def _lies_in(one: Organisation, above: Organisation) -> bool:
    return one.parent is above or (one.parent_id is not None and one.parent_id == above.pk)
