"""Several processes at one draft: pages that keep what is typed, people who save. Nobody's text goes unseen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest
from django_scopes import scope

from tests.cast import Cast, a_circular, a_content
from tests.processes.forks import Work, all_at_once
from umlauf.ground.audit.chain import verify
from umlauf.ground.core.actor import Actor
from umlauf.ground.text import Refused
from umlauf.office.circulars.actions.draft import begin_circular, save_draft
from umlauf.office.circulars.actions.working_copy import (
    Typed,
    drop_working_copy,
    keep_new_working_copy,
    keep_working_copy,
)
from umlauf.office.circulars.checks import composed
from umlauf.office.circulars.models import Circular, WorkingCopy

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 6


def in_scope(cast: Cast, work: Callable[[], object], *, but: str = "") -> Work:
    """To be done by a process of its own; being refused with the code ``but`` is fine, too."""

    def run() -> None:
        with scope(association=cast.home.association):
            try:
                work()
            except Refused as refusal:
                if refusal.code != but:
                    raise

    return run


def typed(word: str, window: str) -> Typed:
    return Typed({"subject": [word]}, window, based_on=1)


def keeping(cast: Cast, actor: Actor, circular: Circular, word: str, window: str) -> Work:
    def keep() -> None:
        keep_working_copy(actor=actor, circular_id=circular.id, typed=typed(word, window))

    return in_scope(cast, keep, but="copy.elsewhere")


def test_many_requests_of_one_page_make_one_copy(cast: Cast) -> None:
    house = cast.home
    with scope(association=house.association):
        circular = a_circular(house)
        works = [keeping(cast, house.clerk_actor, circular, f"Wort {number}", "w") for number in range(MANY)]
        assert all_at_once(works) == [0] * MANY
        assert WorkingCopy.objects.get().entries["subject"][0].startswith("Wort")


def test_of_many_windows_one_keeps_and_the_others_are_told(cast: Cast) -> None:
    house = cast.home
    with scope(association=house.association):
        circular = a_circular(house)
        works = [keeping(cast, house.clerk_actor, circular, str(number), str(number)) for number in range(MANY)]
        assert all_at_once(works) == [0] * MANY
        copy = WorkingCopy.objects.get()
        assert copy.entries["subject"] == [copy.window]


def test_two_people_and_their_pages_all_come_through(cast: Cast) -> None:
    house = cast.home
    with scope(association=house.association):
        circular = a_circular(house)
        works = [
            keeping(cast, actor, circular, actor.label, actor.label)
            for actor in (house.clerk_actor, house.signatory_actor) * 3
        ]
        assert all_at_once(works) == [0] * MANY
        copies = WorkingCopy.objects.select_related("user")
        assert sorted(one.user.name for one in copies) == sorted([house.clerk.name, house.signatory.name])
        assert all(one.entries["subject"] == [one.user.name] for one in copies)


def test_of_two_who_save_one_is_refused_and_keeps_what_they_typed(cast: Cast) -> None:
    house = cast.home

    def saving(actor: Actor) -> Work:
        content = replace(a_content(house), subject=f"Von {actor.label}")

        def save() -> None:
            window = {actor.label}
            save_draft(actor=actor, circular_id=circular.id, content=content, based_on=1, windows=window)

        return in_scope(cast, save, but="draft.changed")

    with scope(association=house.association):
        circular = a_circular(house)
        people = (house.clerk_actor, house.signatory_actor)
        for actor in people:
            keep_working_copy(actor=actor, circular_id=circular.id, typed=typed(actor.label, actor.label))
        assert all_at_once([saving(actor) for actor in people]) == [0, 0]
        latest = circular.drafts.latest("revision")
        (left,) = WorkingCopy.objects.select_related("user")
        assert latest.revision == 2
        assert {latest.saved_by, left.user.name} == {house.clerk.name, house.signatory.name}
        assert verify(house.association) == []


def test_a_save_and_the_last_words_of_its_page_do_not_wait_for_each_other_for_ever(cast: Cast) -> None:
    """Whatever comes last: what is left of the page says what is saved, and the next request takes it away."""
    house = cast.home
    content = replace(a_content(house), subject="Fertig")
    last = Typed({"subject": ["Fertig"]}, "w", based_on=1, content=composed(content))
    save = partial(save_draft, actor=house.clerk_actor, content=content, based_on=1, windows={"w"})

    with scope(association=house.association):
        circular = a_circular(house)
        works: list[Callable[[], object]] = [
            lambda: save(circular_id=circular.id),
            *[lambda: keep_working_copy(actor=house.clerk_actor, circular_id=circular.id, typed=last)] * 4,
            lambda: drop_working_copy(actor=house.clerk_actor, circular_id=circular.id),
        ]
        assert all_at_once([in_scope(cast, work) for work in works]) == [0] * len(works)
        assert circular.drafts.latest("revision").content["subject"] == "Fertig"
        assert keep_working_copy(actor=house.clerk_actor, circular_id=circular.id, typed=last) is None
        assert not WorkingCopy.objects.exists()


def test_a_new_one_is_begun_while_its_page_is_still_kept(cast: Cast) -> None:
    house, digest = cast.home, "d" * 64
    begun = {
        "series": house.series,
        "content": a_content(house),
        "origin_digest": digest,
        "nonce": "n",
        "windows": {"w"},
    }
    kept = {"nonce": "n", "typed": typed("Neu", "w"), "origin_digest": digest}
    with scope(association=house.association):
        works: list[Callable[[], object]] = [
            lambda: begin_circular(actor=house.clerk_actor, **begun),  # type: ignore[arg-type]
            *[lambda: keep_new_working_copy(actor=house.clerk_actor, **kept)] * 4,  # type: ignore[arg-type]
        ]
        assert all_at_once([in_scope(cast, work) for work in works]) == [0] * len(works)
        assert Circular.objects.count() == 1
        assert keep_new_working_copy(actor=house.clerk_actor, **kept) is None  # type: ignore[arg-type]
        assert not WorkingCopy.objects.exists()
