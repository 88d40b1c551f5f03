"""Several processes at once: one of many answers holds, and nothing is left of whoever leaves at that moment."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from django_scopes import scope

from tests.cast import Cast
from tests.office.conferences.asking import anna_of, own
from tests.office.conferences.securing import CHECK, check_for, given
from tests.processes.forks import Work, all_at_once
from umlauf.ground.audit.chain import verify
from umlauf.ground.audit.models import Entry as AuditEntry
from umlauf.ground.text import Refused
from umlauf.office.conferences.actions.leave_place import leave_place
from umlauf.office.conferences.actions.security import set_check, tell_security
from umlauf.office.conferences.actions.security_entry import give_birth_data
from umlauf.office.conferences.models import Announcement, SecurityCheck, SecurityEntry
from umlauf.office.conferences.security_entries import entry_of_check, state_of_check

pytestmark = pytest.mark.django_db(transaction=True)


def _in_scope(cast: Cast, work: Callable[[], object]) -> Work:
    def run() -> None:
        with scope(association=cast.home.association), suppress(Refused):
            work()

    return run


def _all_at_once(cast: Cast, works: list[Callable[[], object]]) -> None:
    assert all_at_once([_in_scope(cast, work) for work in works]) == [0] * len(works)


def test_of_two_answers_one_holds_and_what_people_were_told_stays(cast: Cast) -> None:
    with scope(association=cast.home.association):
        row = anna_of(cast.home)
        check = check_for(cast.home, row.conference)
        told = {**own(row), "told": state_of_check(check), "day": "24.03.1971"}
        this: dict[str, Any] = {"actor": cast.home.clerk_actor, "conference_id": row.conference_id}
        other, seen = replace(CHECK, basis="§ 5"), state_of_check(check)
        _all_at_once(
            cast,
            [
                lambda: give_birth_data(**told, place="Halle"),
                lambda: give_birth_data(**told, place="Stendal"),
                lambda: give_birth_data(**told, place="Halle"),
                lambda: set_check(**this, entry=other, seen=seen),
                lambda: tell_security(**this, count=1, nonce="one"),
                lambda: tell_security(**this, count=1, nonce="one"),
            ],
        )
        check.refresh_from_db()
        found = given(row)
        assert (found is None) == (entry_of_check(check) == other)
        assert found is None or found.place in {"Halle", "Stendal"}
        assert (check.given_at is None) == (found is None)
        assert SecurityEntry.objects.count() <= 1
        assert Announcement.objects.count() <= 1
        assert verify(cast.home.association) == []


def test_nothing_stays_of_whoever_leaves_at_that_moment(cast: Cast) -> None:
    with scope(association=cast.home.association):
        row = anna_of(cast.home)
        told = state_of_check(check_for(cast.home, row.conference))
        me = own(row)
        giving: Callable[[], object] = lambda: give_birth_data(**me, day="1.1.1970", place="Halle", told=told)  # noqa: E731
        _all_at_once(cast, [giving, lambda: leave_place(**me), giving, lambda: leave_place(**me)])
        row.refresh_from_db()
        assert row.state == "withdrawn"
        assert given(row) is None
        assert verify(cast.home.association) == []


def test_two_who_set_one_up_have_one(cast: Cast) -> None:
    with scope(association=cast.home.association):
        conference = anna_of(cast.home).conference
        this: dict[str, Any] = {"actor": cast.home.clerk_actor, "conference_id": conference.id, "seen": ""}
        other = replace(CHECK, body="Bundeskriminalamt")
        _all_at_once(cast, [lambda: set_check(**this, entry=CHECK), lambda: set_check(**this, entry=other)] * 2)
        assert SecurityCheck.objects.count() == 1
        assert AuditEntry.objects.filter(event="conferences.security_set").count() == 1
