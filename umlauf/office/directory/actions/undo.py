"""Take an import or a merger back. What was changed since stays as it is, and past lists stay what they were."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.db.models import Q, QuerySet, UniqueConstraint
from django.http import Http404
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled

from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor, Means
from umlauf.ground.text import Refused
from umlauf.office.directory.access import may_amend, must_keep_directory
from umlauf.office.directory.enums import ChangeKind
from umlauf.office.directory.ledger import LEDGER, Pen, copied, open_change
from umlauf.office.directory.models import (
    Apart,
    Change,
    ContactDetails,
    Deputyship,
    FormerState,
    Grant,
    IntakeAddress,
    Kept,
    ListGuest,
    ListRule,
    Membership,
    Merger,
    OfficialKey,
    Organisation,
    PersonDetails,
    Post,
    PostDetails,
    Responsibility,
    Succession,
    Tag,
    Tenure,
)
from umlauf.office.directory.rules import Rule

_FACTS: Final[tuple[type[Kept], ...]] = (
    Apart,
    ContactDetails,
    Deputyship,
    IntakeAddress,
    ListGuest,
    ListRule,
    Membership,
    Merger,
    PersonDetails,
    PostDetails,
    Responsibility,
    Tag,
    Tenure,
)
_DATED: Final = {Membership: ("organisation_id",), Tenure: ("post_id", "kind")}
"""Facts whose days must not overlap, and what they are about."""
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Undone:
    """The change that took another back, and how many things stayed because they were changed since.

    ``shared`` entries of the register stayed because another association uses them by now.
    """

    change: Change
    kept: int
    shared: int = 0


@transaction.atomic
def undo_change(*, actor: Actor, change_id: int) -> Undone:
    """Take an import or a merger back.

    What it entered is believed no longer; what it retired is entered anew, unless something else stands there by now;
    the register says what it said, except where several associations share an entry by now (``access.may_amend``);
    organisations that it entered are withdrawn unless somebody uses them. Raises ``Refused`` with ``change.kind`` for
    another kind of change or ``change.undone`` for one that was undone.
    """
    must_keep_directory(actor)
    asked = Change.objects.filter(id=change_id, association_id=actor.association_id).first()
    if asked is None:
        raise Http404
    pen = open_change(actor, asked.label, kind=ChangeKind.UNDO, undoes=asked)
    if asked.kind not in {ChangeKind.IMPORT, ChangeKind.MERGE}:
        raise Refused("change.kind", _("Only imports and merged entries can be undone as a whole."))
    if Change.objects.filter(undoes=asked).exists():
        raise Refused("change.undone", _("This was undone already."))
    pen.begin()
    kept = sum(_take_back(pen, asked, kind) for kind in _FACTS)
    changed_since, shared = _restore_register(pen, actor, asked)
    kept += changed_since + _withdraw(pen, asked)
    record(actor, "directory.undone", subject=f"directory.Change:{asked.id}", label=asked.label)
    return Undone(pen.change, kept, shared)


def _take_back(pen: Pen, asked: Change, kind: type[Kept]) -> int:
    """Retire what the change entered of a kind, and enter anew what it retired; how much stays."""
    entered = list(kind._default_manager.filter(recorded_in=asked).exclude(retired_in=asked))
    brought_back = {
        _content(one): one
        for one in kind._default_manager.filter(retired_at__isnull=True, recorded_in__kind=ChangeKind.UNDO)
    }
    standing, touched = [], []
    for one in entered:
        # What another change replaced and its undoing brought back is as good as untouched.
        believed = one if one.retired_at is None else brought_back.get(_content(one))
        if believed is None:
            touched.append(one)
        else:
            standing.append(believed)
    needed = _needed(asked, kind)
    pen.retire_all(one for one in standing if _owner_of(one) not in needed)
    touched += [one for one in standing if _owner_of(one) in needed]
    taken, decided = _Taken(kind), _Taken(kind)
    for one in touched:
        decided.add(one)  # somebody has said since what shall be in this place
    rows = list(kind._default_manager.filter(retired_in=asked).exclude(recorded_in=asked))
    for at in range(0, len(rows), _CHUNK):
        taken.look(rows[at : at + _CHUNK])
    free = [one for one in rows if not decided.has(one)]
    back = [one for one in free if not taken.has(one)]
    pen.enter_all(copied(one) for one in back)
    return len(touched) + len(free) - len(back)


def _owner_of(fact: Kept) -> int | None:
    """The person or the post that details are of."""
    owner: int | None = getattr(fact, "person_id" if isinstance(fact, PersonDetails) else "post_id", None)
    return owner if isinstance(fact, PersonDetails | PostDetails) else None


def _needed(asked: Change, kind: type[Kept]) -> set[int | None]:
    """People or posts that the change entered anew and that something else has used since: they stay."""
    users: list[QuerySet[Any, Any]]
    replaced: QuerySet[Any, Any]
    if kind is PersonDetails:
        users = [Tenure.objects.values_list("person_id", flat=True)]
        replaced = PersonDetails.objects.filter(retired_in=asked).values_list("person_id", flat=True)
    elif kind is PostDetails:
        users = [
            Tenure.objects.values_list("post_id", flat=True),
            Responsibility.objects.values_list("post_id", flat=True),
            Deputyship.objects.filter(post__isnull=False).values_list("post_id", flat=True),
            Deputyship.objects.filter(deputy_post__isnull=False).values_list("deputy_post_id", flat=True),
        ]
        replaced = PostDetails.objects.filter(retired_in=asked).values_list("post_id", flat=True)
    else:
        return set()
    used = {one for rows in users for one in rows.filter(retired_at__isnull=True).exclude(recorded_in=asked)}
    return used - set(replaced)


class _Taken:
    """Places of one kind of fact at which something stands now."""

    def __init__(self, kind: type[Kept]) -> None:
        self._kind = kind
        attnames = {field.name: field.attname for field in kind._meta.concrete_fields}
        self._uniques = [
            tuple(attnames[name] for name in one.fields)
            for one in kind._meta.constraints
            if isinstance(one, UniqueConstraint)
        ]
        self._about = next((names for model, names in _DATED.items() if model is kind), ())
        self._keys: set[tuple[object, ...]] = set()
        posts = Post.objects.filter(function__several=True) if kind is Tenure else Post.objects.none()
        self._several = set(posts.values_list("id", flat=True))
        self._days: defaultdict[tuple[object, ...], list[tuple[dt.date, dt.date | None, int]]] = defaultdict(list)

    def look(self, facts: Iterable[Kept]) -> None:
        """Find out what stands now where these facts would."""
        facts = list(facts)
        names = [*self._uniques, *([self._about] if self._about else [])]
        for places in names:
            first = next(name for name in places if name not in {"association_id", "kind"})
            asked = Q(**{f"{first}__in": {getattr(one, first) for one in facts}})
            for one in self._kind._default_manager.filter(asked, retired_at__isnull=True):
                self.add(one)

    def add(self, fact: Any) -> None:
        self._keys |= set(self._places(fact))
        if self._about:
            self._days[_of(fact, self._about)].append((fact.since, fact.until, _who(fact)))

    def has(self, fact: Any) -> bool:
        """Whether something stands in the place of this fact."""
        if not self._keys.isdisjoint(self._places(fact)):
            return True
        several = isinstance(fact, Tenure) and fact.post_id in self._several
        return any(
            (until is None or fact.since <= until)
            and (fact.until is None or since <= fact.until)
            and (not several or who == _who(fact))
            for since, until, who in (self._days[_of(fact, self._about)] if self._about else ())
        )

    def _places(self, fact: Kept) -> list[tuple[object, ...]]:
        return [(names, *_of(fact, names)) for names in self._uniques]


def _content(fact: Kept) -> tuple[object, ...]:
    """What a fact says, whenever it was recorded."""
    fields = (one for one in fact._meta.concrete_fields if one.name not in LEDGER)
    return tuple(getattr(fact, one.attname) for one in fields)


def _of(fact: Kept, names: tuple[str, ...]) -> tuple[object, ...]:
    return tuple(getattr(fact, name) for name in names)


def _who(fact: Any) -> int:
    return fact.person_id if isinstance(fact, Tenure) else 0


def _restore_register(pen: Pen, actor: Actor, asked: Change) -> tuple[int, int]:
    """Let the register say what it said before, field by field, where it still says what the change made it say.

    How many entries stay because they were changed since, and how many because others share them by now.
    """
    states = list(FormerState.objects.filter(retired_in=asked).select_related("organisation").order_by("id"))
    later = _said_later(asked, states)
    ours = _amendable(actor, states)
    shared = {one.organisation_id for one in states} - ours
    changes: list[tuple[Organisation, dict[str, object]]] = []
    kept = 0
    for state in states:
        if state.organisation_id in shared:
            continue
        said = {name: value for name, value in state.values.items() if name not in later[state.organisation_id]}
        kept += len(said) < len(state.values)
        if said:
            changes.append((state.organisation, {name: _read(name, value) for name, value in said.items()}))
    pen.amend_all(changes)
    for at in range(0, len(changes), _CHUNK):
        _restore_keys(changes[at : at + _CHUNK])
    return kept, len(shared)


def _said_later(asked: Change, states: list[FormerState]) -> defaultdict[int, set[str]]:
    """The fields of those organisations that something else has changed since and that hold."""
    later: defaultdict[int, set[str]] = defaultdict(set)
    if not states:
        return later
    ids = {one.organisation_id for one in states}
    since = _that_hold(FormerState.objects.filter(id__gt=states[0].id).exclude(retired_in=asked))
    for organisation_id, values in since.values_list("organisation_id", "values"):
        if organisation_id in ids:
            later[organisation_id] |= values.keys()
    return later


def _amendable(actor: Actor, states: list[FormerState]) -> frozenset[int]:
    if actor.means == Means.COMMAND:
        return frozenset(one.organisation_id for one in states)
    return may_amend(actor.association_id, [one.organisation for one in states])


def _restore_keys(changes: list[tuple[Organisation, dict[str, object]]]) -> None:
    """Keys that the change brought go; keys that it ended hold again, and those that it let hold again end."""
    named: set[int] = set()
    running: set[int] = set()
    ended: defaultdict[dt.date, set[int]] = defaultdict(set)
    bearers = {one.pk: one for one, _values in changes}
    for one, values in changes:
        if {"official_key", "regional_key"} & values.keys():
            named.add(one.pk)
        if "until" in values:
            (running if one.until is None else ended[one.until]).add(one.pk)
    keys = OfficialKey.objects.filter(organisation__in=bearers).order_by("id")
    holding = [one for one in keys if one.until is None]
    brought = [one for one in holding if one.organisation_id in named and not _bears(bearers, one)]
    OfficialKey.objects.filter(id__in=[one.id for one in brought]).delete()
    for last_day, ids in ended.items():
        OfficialKey.objects.filter(organisation__in=ids, until=None).update(until=last_day)
    back = {
        (one.scheme, one.key): one.id
        for one in keys
        if one.until is not None and one.organisation_id in running and _bears(bearers, one)
    }
    held = OfficialKey.objects.filter(until=None, key__in={key for _scheme, key in back}).values_list("scheme", "key")
    taken = set(held)
    OfficialKey.objects.filter(id__in=[one for key, one in back.items() if key not in taken]).update(until=None)


def _bears(bearers: dict[int, Organisation], key: OfficialKey) -> bool:
    one = bearers[key.organisation_id]
    return key.key in {one.official_key, one.regional_key}


def _read(name: str, value: object) -> object:
    """A value of the register as its field has it, from JSON."""
    fields = {field.attname: field for field in Organisation._meta.concrete_fields if not field.is_relation}
    return fields[name].to_python(value) if name in fields and value is not None else value


def _withdraw(pen: Pen, asked: Change) -> int:
    """Take organisations back that the change entered, with their keys; how many stay because somebody uses them."""
    entered = list(Organisation.objects.filter(entered_in=asked, withdrawn_at=None))
    if not entered:
        return 0
    used = _used({one.id for one in entered})
    leaving = [one for one in entered if one.id not in used]
    pen.amend_all([(one, {"official_key": None, "regional_key": None}) for one in leaving])
    ids = [one.id for one in leaving]
    for at in range(0, len(ids), _CHUNK):
        chunk = ids[at : at + _CHUNK]
        OfficialKey.objects.filter(organisation__in=chunk).delete()
        Organisation.objects.filter(id__in=chunk).update(withdrawn_at=pen.change.at)
    return len(entered) - len(leaving)


def _used(ids: set[int]) -> set[int]:
    """Those organisations to which something refers that holds now, in any association, or that were changed since."""
    used: set[int] = set()
    with scopes_disabled():
        for kind in _FACTS:
            names = {field.name for field in kind._meta.concrete_fields}
            way = "organisation_id" if "organisation" in names else "post__organisation_id" if "post" in names else ""
            if way:
                used |= _named(kind._default_manager.filter(retired_at__isnull=True), way, ids)
        used |= _named(Grant.objects.exclude(organisation=None), "organisation_id", ids)
        used |= _named(_that_hold(FormerState.objects.all()), "organisation_id", ids)
        for name in ("predecessor_id", "successor_id"):
            used |= _named(Succession.objects.all(), name, ids)
        for data in ListRule.objects.filter(retired_at=None).values_list("rule", flat=True):
            rule = Rule.parse(data)
            used |= ids & {*rule.with_organisations, *rule.without_organisations}
    children = Organisation.objects.exclude(parent=None).filter(withdrawn_at=None)
    above = [(one, parent) for one, parent in children.values_list("id", "parent_id") if parent in ids]
    for _step in range(3):
        used |= {parent for one, parent in above if parent and (one not in ids or one in used)}
    return used


def _that_hold(states: QuerySet[FormerState]) -> QuerySet[FormerState]:
    """Without what was undone, and without the undoing."""
    return states.filter(retired_in__undone_by=None).exclude(retired_in__kind=ChangeKind.UNDO)


def _named(rows: Any, name: str, ids: set[int]) -> set[int]:
    return ids & set(rows.values_list(name, flat=True))
