"""What somebody is typing: kept for them alone, until they save it, throw it away or forget it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.http import Http404
from django_scopes import scope

from tests.cast import Cast, House, a_circular, a_content, an_issue
from tests.office.circulars.agreeing import laid
from umlauf.ground.audit.models import Entry
from umlauf.ground.core.actor import Actor, Means
from umlauf.ground.core.clock import machine_now
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.policy import Role
from umlauf.ground.core.tasks import sweep
from umlauf.ground.text import Refused
from umlauf.office.circulars.actions.draft import begin_circular, save_draft
from umlauf.office.circulars.actions.sign import change_and_sign, sign_and_issue
from umlauf.office.circulars.actions.working_copy import (
    Typed,
    drop_working_copy,
    keep_new_working_copy,
    keep_working_copy,
)
from umlauf.office.circulars.checks import composed
from umlauf.office.circulars.models import Circular, Draft, WorkingCopy
from umlauf.office.circulars.ready import Signature
from umlauf.office.circulars.version import version_of
from umlauf.office.circulars.writing import others_writing, unsaved_texts, working_copy_of


def typed(subject: str = "Halb ge", window: str = "w1", **more: Any) -> Typed:
    given: dict[str, Any] = {"entries": {"subject": [subject], "body": ["Guten"]}, "window": window, "based_on": 1}
    return Typed(**given | more)


def subjects(house: House) -> list[str]:
    return [one.entries["subject"][0] for one in WorkingCopy.objects.filter(association=house.association)]


def test_what_is_typed_is_kept_and_is_no_version(home: House) -> None:
    circular = a_circular(home)
    entries = Entry.objects.count()
    for subject in ("H", "Halb", "Halb getippt"):
        keep_working_copy(actor=home.clerk_actor, circular_id=circular.id, typed=typed(subject))
    copy = WorkingCopy.objects.get()
    assert (copy.entries["subject"], copy.user, copy.based_on) == (["Halb getippt"], home.clerk, 1)
    assert copy.begun_at < copy.kept_at
    assert (Draft.objects.count(), Entry.objects.count()) == (1, entries)


def test_each_has_a_copy_of_their_own(home: House) -> None:
    circular = a_circular(home)
    for actor, subject in ((home.clerk_actor, "Nora"), (home.signatory_actor, "Emil")):
        keep_working_copy(actor=actor, circular_id=circular.id, typed=typed(subject))
    mine = working_copy_of(home.clerk_actor, circular)
    assert mine is not None
    assert mine.entries["subject"] == ["Nora"]
    drop_working_copy(actor=home.clerk_actor, circular_id=circular.id)
    assert subjects(home) == ["Emil"]
    assert drop_working_copy(actor=home.clerk_actor, circular_id=circular.id) is False


def test_a_copy_that_says_what_is_saved_is_none(home: House) -> None:
    circular = a_circular(home)
    keep = partial(keep_working_copy, actor=home.clerk_actor, circular_id=circular.id)
    assert keep(typed=typed()) is not None
    assert keep(typed=typed(content=composed(a_content(home)))) is None
    assert subjects(home) == []


def test_saving_removes_the_copy_of_who_saves(home: House) -> None:
    circular = a_circular(home)
    for actor in (home.clerk_actor, home.signatory_actor):
        keep_working_copy(actor=actor, circular_id=circular.id, typed=typed(actor.label))
    content = replace(a_content(home), subject="Fertig")
    save_draft(actor=home.clerk_actor, circular_id=circular.id, content=content, based_on=1, windows={"w1"})
    assert subjects(home) == [home.signatory.name]


def test_what_was_typed_in_another_window_outlives_a_save(home: House) -> None:
    """The older page never showed it, so it goes neither by saving nor by signing there."""
    circular, content = a_circular(home), replace(a_content(home), subject="Aus dem ersten Fenster")
    keep_working_copy(actor=home.signatory_actor, circular_id=circular.id, typed=typed(window="w2"))
    keep_new_working_copy(actor=home.signatory_actor, nonce="n", typed=typed("Neu", window="w2"))
    given: dict[str, Any] = {"actor": home.signatory_actor, "content": content, "windows": {"w1", ""}}
    begin_circular(series=home.series, nonce="n", **given)
    save_draft(circular_id=circular.id, based_on=1, **given)
    signature, seen = Signature(home.signatory.name, "Geschäftsführer"), version_of(circular).digest
    change_and_sign(circular_id=circular.id, signature=signature, seen=seen, **given)
    assert sorted(subjects(home)) == ["Halb ge", "Neu"]


def test_a_save_may_take_the_copy_away_while_it_is_kept(home: House) -> None:
    circular = a_circular(home)
    keep = partial(keep_working_copy, actor=home.clerk_actor, circular_id=circular.id, typed=typed())
    keep()

    def saved_meanwhile(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        done = execute(sql, *rest)
        if sql.startswith("UPDATE"):
            WorkingCopy.objects.all().delete()
        return done

    with connection.execute_wrapper(saved_meanwhile):
        assert keep() is None
    assert subjects(home) == []


def test_a_save_that_is_refused_leaves_the_copy(home: House) -> None:
    circular = a_circular(home)
    theirs = replace(a_content(home), subject="Ihr Betreff")
    save_draft(actor=home.signatory_actor, circular_id=circular.id, content=theirs, based_on=1)
    keep_working_copy(actor=home.clerk_actor, circular_id=circular.id, typed=typed())
    content = replace(a_content(home), subject="Fertig")
    with pytest.raises(Refused):
        save_draft(actor=home.clerk_actor, circular_id=circular.id, content=content, based_on=1, windows={"w1"})
    assert subjects(home) == ["Halb ge"]


def test_beginning_a_circular_removes_what_was_kept_of_its_form(home: House) -> None:
    for nonce in ("one", "two"):
        keep_new_working_copy(actor=home.clerk_actor, nonce=nonce, typed=typed(nonce, window=nonce))
    begin = partial(begin_circular, actor=home.clerk_actor, series=home.series, content=a_content(home))
    begin(origin_digest="d" * 64, nonce="one", windows={"one"})
    assert subjects(home) == ["two"]
    late = typed("one", window="one")
    assert keep_new_working_copy(actor=home.clerk_actor, nonce="one", typed=late, origin_digest="d" * 64) is None
    assert subjects(home) == ["two"]


def test_signing_with_corrections_removes_the_copy_of_who_signs(home: House) -> None:
    """Signing what was read does not: what they had typed themselves was not on that page."""
    corrected = partial(change_and_sign, content=replace(a_content(home), subject="Verbessert"), windows={"w1"})
    sign: Callable[..., Any]
    for sign, left in ((corrected, []), (sign_and_issue, ["Halb ge"])):
        circular = a_circular(home)
        keep_working_copy(actor=home.signatory_actor, circular_id=circular.id, typed=typed())
        signature = Signature(home.signatory.name, "Geschäftsführer")
        seen = version_of(circular).digest
        sign(actor=home.signatory_actor, circular_id=circular.id, signature=signature, seen=seen)
        assert subjects(home) == left


def test_two_windows_of_one_person_do_not_overwrite_each_other(home: House) -> None:
    circular = a_circular(home)
    keep = partial(keep_working_copy, actor=home.clerk_actor, circular_id=circular.id)
    keep(typed=typed("erstes Fenster", window="w1"))
    with pytest.raises(Refused) as refusal:
        keep(typed=typed("zweites Fenster", window="w2"))
    assert refusal.value.code == "copy.elsewhere"
    assert subjects(home) == ["erstes Fenster"]
    keep(typed=typed("weiter damit", window="w3", over="w1"))
    assert subjects(home) == ["weiter damit"]
    with pytest.raises(Refused):
        keep(typed=typed("zurück im ersten", window="w1"))
    assert keep(typed=typed("zweites", window="w2", content=composed(a_content(home)))) is None
    assert subjects(home) == ["weiter damit"]


def test_what_is_signed_or_lies_before_others_is_refused(home: House) -> None:
    circular = laid(home, a_circular(home))
    with pytest.raises(Refused) as refusal:
        keep_working_copy(actor=home.clerk_actor, circular_id=circular.id, typed=typed())
    assert refusal.value.code == "draft.laid"
    keep_working_copy(actor=home.signatory_actor, circular_id=circular.id, typed=typed("Emil"))
    signed = a_circular(home)
    an_issue(home, signed)
    for actor in (home.clerk_actor, home.signatory_actor):
        with pytest.raises(Refused) as refusal:
            keep_working_copy(actor=actor, circular_id=signed.id, typed=typed())
        assert refusal.value.code == "draft.issued"
    assert subjects(home) == ["Emil"]


def test_too_much_is_refused_and_what_was_kept_stays(home: House) -> None:
    circular = a_circular(home)
    keep = partial(keep_working_copy, actor=home.clerk_actor, circular_id=circular.id)
    keep(typed=typed())
    with pytest.raises(Refused) as refusal:
        keep(typed=typed("x" * LIMITS.working_copy_bytes))
    assert refusal.value.code == "copy.long"
    assert subjects(home) == ["Halb ge"]


def test_nobody_begins_without_end(home: House) -> None:
    keep = partial(keep_new_working_copy, actor=home.clerk_actor)
    for number in range(LIMITS.working_copies):
        keep(nonce=str(number), typed=typed(window=str(number)))
    with pytest.raises(Refused) as refusal:
        keep(nonce="one more", typed=typed())
    assert refusal.value.code == "copy.many"
    keep(nonce="0", typed=typed("weiter", window="0"))
    keep_new_working_copy(actor=home.signatory_actor, nonce="0", typed=typed())
    assert WorkingCopy.objects.count() == LIMITS.working_copies + 1


def test_a_character_that_no_database_keeps_is_left_out(home: House) -> None:
    circular = a_circular(home)
    keep_working_copy(actor=home.clerk_actor, circular_id=circular.id, typed=typed("Null\x00zeichen 😀 \u2028"))
    assert subjects(home) == ["Nullzeichen 😀 \u2028"]


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.CONFERENCE_TEAM, Role.ADMINISTRATOR])
def test_who_writes_no_circulars_keeps_none(home: House, role: Role) -> None:
    circular = a_circular(home)
    actor = replace(home.clerk_actor, roles=frozenset({role}))
    writes: list[Callable[[], Any]] = [
        lambda: keep_working_copy(actor=actor, circular_id=circular.id, typed=typed()),
        lambda: keep_new_working_copy(actor=actor, nonce="n", typed=typed()),
        lambda: drop_working_copy(actor=actor, circular_id=circular.id),
    ]
    for write in writes:
        with pytest.raises(Refused) as refusal:
            write()
        assert refusal.value.code == "access.role"
    assert subjects(home) == []


def test_a_command_has_no_copy(home: House) -> None:
    circular = a_circular(home)
    actor = Actor("Umlauf", home.association.id, Means.COMMAND, frozenset({Role.CLERK}))
    with pytest.raises(Http404):
        keep_working_copy(actor=actor, circular_id=circular.id, typed=typed())


def test_a_draft_of_another_association_is_not_there(cast: Cast) -> None:
    with scope(association=cast.home.association):
        circular = a_circular(cast.home)
    with scope(association=cast.other.association):
        for write in (partial(keep_working_copy, typed=typed()), drop_working_copy):
            with pytest.raises(Http404):
                write(actor=cast.other.clerk_actor, circular_id=circular.id)


def moved(circular: Circular | None, **by: int) -> None:
    """Let the copies of a draft be older."""
    WorkingCopy.objects.filter(circular=circular).update(kept_at=machine_now() - dt.timedelta(**by))


def test_who_writes_at_this_moment_is_named(home: House) -> None:
    circular, other = a_circular(home), a_circular(home)
    for actor in (home.clerk_actor, home.signatory_actor):
        keep_working_copy(actor=actor, circular_id=circular.id, typed=typed())
    assert [one.name for one in others_writing(home.clerk_actor, circular)] == [home.signatory.name]
    assert others_writing(home.clerk_actor, other) == []
    moved(circular, minutes=1, seconds=55)
    assert len(others_writing(home.clerk_actor, circular)) == 1
    moved(circular, minutes=2, seconds=1)
    assert others_writing(home.clerk_actor, circular) == []


def test_ones_own_unsaved_texts(home: House, django_assert_num_queries: Any) -> None:
    circular = a_circular(home)
    keep_working_copy(actor=home.clerk_actor, circular_id=circular.id, typed=typed(" Änderung "))
    keep_new_working_copy(actor=home.clerk_actor, nonce="n", typed=typed("Neues"))
    keep_new_working_copy(actor=home.clerk_actor, nonce="m", typed=Typed({"body": ["ohne"]}, "w"))
    keep_working_copy(actor=home.signatory_actor, circular_id=circular.id, typed=typed("fremd"))
    with django_assert_num_queries(1):
        found = unsaved_texts(home.clerk_actor)
    assert [(one.circular_id, one.nonce, one.subject) for one in found] == [
        (None, "m", ""),
        (None, "n", "Neues"),
        (circular.id, "", "Änderung"),
    ]
    assert [one.nonce for one in unsaved_texts(home.clerk_actor, new=True)] == ["m", "n"]


def test_what_nobody_comes_back_to_is_forgotten(home: House) -> None:
    old, young = a_circular(home), a_circular(home)
    for circular in (old, young):
        keep_working_copy(actor=home.clerk_actor, circular_id=circular.id, typed=typed())
    moved(old, days=LIMITS.working_copy_days, seconds=1)
    moved(young, days=LIMITS.working_copy_days - 1)
    entries = Entry.objects.count()
    sweep()
    assert [one.circular for one in WorkingCopy.objects.all()] == [young]
    assert Entry.objects.count() == entries
