"""The days on which people hold one post: what a file says of them beside what is known."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from umlauf.office.directory.enums import TenureKind
from umlauf.office.directory.exchange.collecting import Failed
from umlauf.office.directory.exchange.columns import Choices, Field
from umlauf.office.directory.exchange.drafts import Difference, Draft, Entry, State, Subject, shown
from umlauf.office.directory.exchange.standing import Standing
from umlauf.office.directory.models import Person, Post, Tenure

_ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Claim:
    """A row says that somebody holds a post. ``number`` as in ``posts.Someone``."""

    line: int
    number: int
    person: Person
    name: str
    said: dict[Field, Any]


@dataclass(slots=True, eq=False)
class Slot:
    """Days of one person on a post: as they are known (``tenure``), or as the file brings them."""

    number: int
    name: str
    kind: str
    since: dt.date
    until: dt.date | None
    carries_on: bool
    tenure: Tenure | None = None
    person: Person | None = None
    line: int = 0
    seen: bool = False
    retired: bool = False

    @classmethod
    def of(cls, tenure: Tenure, name: str) -> Slot:
        days = tenure.since, tenure.until
        return cls(tenure.person_id, name, tenure.kind, *days, carries_on=tenure.carries_on, tenure=tenure)

    def meets(self, since: dt.date, until: dt.date | None) -> bool:
        """Whether these days and others have one in common."""
        return (until is None or self.since <= until) and (self.until is None or self.until >= since)

    def runs_on(self, day: dt.date) -> bool:
        return self.until is None or self.until >= day or self.carries_on


class TenurePlanner:
    """Brings claims and what is known together, as ``actions.people.hold`` does one by one."""

    def __init__(self, standing: Standing, choices: Choices, draft: Draft) -> None:
        self._today = standing.today
        self._choices = choices
        self._draft = draft

    def plan(self, slots: list[Slot], claims: list[Claim], *, several: bool) -> list[tuple[Claim, Failed]]:
        """Change the slots of one post as the claims say, by their first days; the claims that cannot be met."""
        failed = []
        for claim in sorted(claims, key=lambda one: (one.said.get(Field.SINCE, self._today), one.line)):
            try:
                self._take(slots, claim, several=several)
            except Failed as why:
                failed.append((claim, why))
        return failed

    def _take(self, slots: list[Slot], claim: Claim, *, several: bool) -> None:
        kind = TenureKind.ACTING if claim.said.get(Field.ACTING) else TenureKind.REGULAR
        since, until = claim.said.get(Field.SINCE), claim.said.get(Field.UNTIL)
        carries_on = bool(claim.said.get(Field.CARRIES_ON))
        rivals = [one for one in slots if one.kind == kind and (one.number == claim.number or not several)]
        slot = self._meant(slots, claim, kind, since)
        if slot is None:
            first_day = since or self._today
            _check_days(first_day, until)
            _make_room(rivals, first_day, until)
            slots.append(
                Slot(
                    claim.number,
                    claim.name,
                    kind,
                    first_day,
                    until,
                    carries_on,
                    person=claim.person,
                    line=claim.line,
                    seen=True,
                )
            )
            return
        slot.seen, slot.line = True, claim.line
        if until is not None and until != slot.until:
            _check_days(slot.since, until)
            _make_room([one for one in rivals if one is not slot], slot.since, until)
            slot.until = until
        slot.carries_on = slot.carries_on or carries_on

    def _meant(self, slots: list[Slot], claim: Claim, kind: TenureKind, since: dt.date | None) -> Slot | None:
        """The days that a row is about: those with the same beginning; without one, those that run."""
        own = [one for one in slots if one.number == claim.number and one.kind == kind]
        if since is not None:
            return next((one for one in own if one.since == since), None)
        return next((one for one in reversed(own) if one.runs_on(self._today)), None)

    def end_unseen(self, slots: list[Slot], last_day: dt.date) -> None:
        """End what the file does not know on a day."""
        for slot in slots:
            if slot.tenure is None or slot.seen or (not slot.carries_on and slot.until and slot.until <= last_day):
                continue
            slot.retired = slot.since > last_day
            slot.until, slot.carries_on = min(slot.until or last_day, last_day), False

    def write(self, slots: list[Slot], post: Post, label: str) -> None:
        """Add what has become of the slots to the draft."""
        for slot in slots:
            self._draft.entries += self._written(slot, post, f"{slot.name}: {label}")

    def _written(self, slot: Slot, post: Post, label: str) -> list[Entry]:
        old = slot.tenure
        if old is None:
            who: dict[str, Any] = {"person_id": slot.number} if slot.number > 0 else {"person": slot.person}
            days = {"since": slot.since, "until": slot.until}
            self._draft.enter(Tenure(post=post, kind=slot.kind, carries_on=slot.carries_on, **days, **who))
            return [Entry(State.NEW, Subject.TENURE, label, slot.line, _differences(None, slot))]
        differences = _differences(old, slot)
        if slot.retired:
            self._draft.retire(old)
        elif differences:
            self._draft.replace(old, until=slot.until, carries_on=slot.carries_on)
        elif not slot.seen:
            return []
        state = State.UNCHANGED if not (differences or slot.retired) else State.CHANGED if slot.seen else State.GONE
        touched = (old.pk,) if state != State.UNCHANGED else ()
        return [Entry(state, Subject.TENURE, label, slot.line, differences, "", touched)]


def _differences(old: Tenure | None, slot: Slot) -> tuple[Difference, ...]:
    told: list[tuple[Field, object, object]] = [
        (Field.SINCE, old.since if old else None, slot.since),
        (Field.UNTIL, old.until if old else None, slot.until),
        (Field.ACTING, bool(old and old.kind == TenureKind.ACTING), slot.kind == TenureKind.ACTING),
        (Field.CARRIES_ON, bool(old and old.carries_on), slot.carries_on),
    ]
    return tuple(Difference(one, shown(before), shown(after)) for one, before, after in told if before != after)


def _check_days(since: dt.date, until: dt.date | None) -> None:
    if until is not None and until < since:
        raise Failed(Field.UNTIL, _("The last day lies before the first. Please correct one of them."))


def _make_room(rivals: list[Slot], since: dt.date, until: dt.date | None) -> None:
    """End whoever holds the post without an end on the day before. Raises ``Failed`` when days overlap."""
    ending = [one for one in rivals if one.until is None and one.since < since]
    for one in rivals:
        if one not in ending and one.meets(since, until):
            raise Failed(
                Field.SINCE,
                _("%(name)s holds this post from %(since)s to %(until)s. Please correct the days.")
                % {"name": one.name, "since": shown(one.since), "until": shown(one.until) or _("now")},
            )
    for one in ending:
        one.until = since - _ONE_DAY
