"""Annexes in whatever order: no number is missing, and who has read a draft knows when any of them changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import transaction
from django.http import Http404
from django_scopes import scope
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import Cast, House, a_circular, an_issue
from tests.office.circulars.agreeing import laid
from tests.office.rows import row_counts
from umlauf.ground.audit.models import Entry
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused
from umlauf.office.circulars.actions.annex import AnnexFile, attach_annex, replace_annex
from umlauf.office.circulars.actions.arrange import AnnexWish, arrange_annexes, remove_annex
from umlauf.office.circulars.annexes import state_of_annexes
from umlauf.office.circulars.models import Annex, AnnexVersion, Circular
from umlauf.office.circulars.proof import Flaw, examine
from umlauf.office.circulars.queries import frozen_annexes, latest_annexes
from umlauf.office.circulars.version import version_of

Wish = Callable[[AnnexWish], AnnexWish]
FILE = AnnexFile(None, "Programm", "programm.pdf", "application/pdf", b"eins", "upload")


def attach(home: House, circular: Circular, *names: str) -> None:
    for name in names:
        file = replace(FILE, title=name, data=name.encode())
        attach_annex(actor=home.clerk_actor, circular_id=circular.id, file=file)


def titles(circular: Circular) -> list[tuple[int, str]]:
    return [(one.annex.number, one.annex.title) for one in latest_annexes(circular)]


def wishes_of(circular: Circular) -> list[AnnexWish]:
    """To leave everything as it is."""
    return [
        AnnexWish(one.annex_id, one.annex.title, one.annex.digital_only, one.annex.on_request)
        for one in latest_annexes(circular)
    ]


def seen(circular: Circular) -> str:
    return state_of_annexes(latest_annexes(circular))


def arrange(home: House, circular: Circular, wishes: list[AnnexWish], *, close_gaps: bool = False) -> None:
    arrange_annexes(
        actor=home.clerk_actor, circular_id=circular.id, wishes=wishes, seen=seen(circular), close_gaps=close_gaps
    )


def remove(home: House, circular: Circular, place: int) -> None:
    annex_id = latest_annexes(circular)[place].annex_id
    remove_annex(actor=home.clerk_actor, circular_id=circular.id, annex_id=annex_id, seen=seen(circular))


@given(steps=st.lists(st.tuples(st.sampled_from(("attach", "remove", "move")), st.integers(0, 5), st.integers(0, 5))))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_done_numbers_have_no_gap(home: House, steps: list[tuple[str, int, int]]) -> None:
    """What the list should be is kept beside it; each step that changes it changes what a reader has seen."""
    with transaction.atomic():
        circular, expected, names = a_circular(home), list[str](), iter(range(1_000))
        for kind, one, other in steps:
            before, order = version_of(circular).digest, list(expected)
            if kind == "attach":
                expected.append(f"Anlage {next(names)}")
                attach(home, circular, expected[-1])
            elif kind == "remove" and expected:
                remove(home, circular, one % len(expected))
                expected.pop(one % len(expected))
            elif expected:
                wishes = wishes_of(circular)
                wishes.insert(other % len(expected), wishes.pop(one % len(expected)))
                expected.insert(other % len(expected), expected.pop(one % len(expected)))
                arrange(home, circular, wishes)
            assert titles(circular) == list(enumerate(expected, start=1))
            assert (version_of(circular).digest != before) == (order != expected)
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    "change",
    [
        lambda wish: replace(wish, title="Anders"),
        lambda wish: replace(wish, digital_only=False),
        lambda wish: replace(wish, on_request=True),
    ],
)
def test_what_is_said_of_an_annex_is_part_of_what_was_read(home: House, change: Wish) -> None:
    circular = a_circular(home)
    attach(home, circular, "A", "B")
    read, files = version_of(circular).digest, [one.file.sha256 for one in latest_annexes(circular)]
    arrange(home, circular, wishes_of(circular))
    assert version_of(circular).digest == read
    assert not Entry.objects.filter(event="circulars.annexes_arranged").exists()
    first, second = wishes_of(circular)
    arrange(home, circular, [first, change(second)])
    assert wishes_of(circular) == [first, change(second)]
    assert version_of(circular).digest != read
    assert [one.file.sha256 for one in latest_annexes(circular)] == files
    assert Entry.objects.filter(event="circulars.annexes_arranged").count() == 1


def test_another_file_is_part_of_what_was_read(home: House) -> None:
    circular = a_circular(home)
    attach(home, circular, "A")
    read = version_of(circular).digest
    annex_id = latest_annexes(circular)[0].annex_id
    replace_annex(actor=home.clerk_actor, circular_id=circular.id, annex_id=annex_id, file=replace(FILE, data=b"neu"))
    assert version_of(circular).digest != read


def test_a_gap_is_kept_until_somebody_closes_it(home: House) -> None:
    circular = a_circular(home)
    for number in (2, 4, 5):
        file = replace(FILE, number=number, title=str(number), data=bytes([number]))
        attach_annex(actor=home.clerk_actor, circular_id=circular.id, file=file)
    arrange(home, circular, wishes_of(circular))
    remove(home, circular, 1)
    assert titles(circular) == [(2, "2"), (4, "5")]
    arrange(home, circular, wishes_of(circular), close_gaps=True)
    assert titles(circular) == [(1, "2"), (2, "5")]


def test_what_is_removed_is_gone_and_recorded(home: House) -> None:
    circular, other = a_circular(home), a_circular(home)
    attach(home, circular, "A", "B")
    attach(home, other, "A")
    first = latest_annexes(circular)[0]
    replace_annex(
        actor=home.clerk_actor, circular_id=circular.id, annex_id=first.annex_id, file=replace(FILE, data=b"neu")
    )
    remove(home, circular, 0)
    assert not AnnexVersion.objects.filter(annex_id=first.annex_id).exists()
    assert (titles(circular), titles(other)) == ([(1, "B")], [(1, "A")])
    assert Entry.objects.get(event="circulars.annex_removed").label == "1 A v2"


def test_what_was_signed_is_as_it_was(home: House) -> None:
    circular = a_circular(home)
    attach(home, circular, "A", "B", "C")
    remove(home, circular, 0)
    wishes = wishes_of(circular)
    arrange(home, circular, wishes[::-1])
    issue = an_issue(home, circular)
    assert [(one.annex.number, one.annex.title) for one in frozen_annexes(issue)] == [(1, "C"), (2, "B")]
    before = row_counts()
    acts: tuple[Callable[[], object], ...] = (
        lambda: arrange(home, circular, wishes),
        lambda: remove(home, circular, 0),
        lambda: replace_annex(
            actor=home.clerk_actor, circular_id=circular.id, annex_id=wishes[0].annex_id, file=replace(FILE, data=b"x")
        ),
    )
    for act in acts:
        with pytest.raises(Refused) as refusal:
            act()
        assert refusal.value.code == "draft.issued"
    assert row_counts() == before
    assert Flaw.TEXT not in examine(issue).flaws
    assert titles(circular) == [(1, "C"), (2, "B")]


def test_while_others_read_nothing_changes(home: House) -> None:
    circular = a_circular(home)
    attach(home, circular, "A", "B")
    laid(home, circular)
    acts: tuple[Callable[[], object], ...] = (
        lambda: arrange(home, circular, wishes_of(circular)[::-1]),
        lambda: remove(home, circular, 0),
    )
    for act in acts:
        with pytest.raises(Refused) as refusal:
            act()
        assert refusal.value.code == "draft.laid"
    assert titles(circular) == [(1, "A"), (2, "B")]


def test_a_list_that_has_changed_since_is_not_overwritten(home: House) -> None:
    circular = a_circular(home)
    attach(home, circular, "A", "B")
    old, wishes = seen(circular), wishes_of(circular)
    arrange(home, circular, [replace(wishes[0], title="Von jemand anderem"), wishes[1]])
    first = wishes[0].annex_id
    acts: tuple[Callable[[], object], ...] = (
        lambda: arrange_annexes(actor=home.clerk_actor, circular_id=circular.id, wishes=wishes, seen=old),
        lambda: arrange(home, circular, wishes[:1]),
        lambda: arrange(home, circular, [*wishes, wishes[0]]),
        lambda: remove_annex(actor=home.clerk_actor, circular_id=circular.id, annex_id=first, seen=old),
    )
    for act in acts:
        with pytest.raises(Refused) as refusal:
            act()
        assert refusal.value.code == "annex.changed"
    assert titles(circular) == [(1, "Von jemand anderem"), (2, "B")]


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("  ", "annex.title"),
        ("x" * (LIMITS.name + 1), "circular.long"),
        ("Programm \U0001f389", "circular.characters"),
    ],
)
def test_a_title_that_no_letter_can_have(home: House, title: str, code: str) -> None:
    circular = a_circular(home)
    attach(home, circular, "A")
    with pytest.raises(Refused) as refusal:
        arrange(home, circular, [replace(wishes_of(circular)[0], title=title, digital_only=False)])
    assert refusal.value.code == code
    assert (titles(circular), Annex.objects.get().digital_only) == ([(1, "A")], True)


def test_what_umlauf_renders_keeps_its_title_and_may_move(home: House) -> None:
    circular = a_circular(home)
    attach(home, circular, "A")
    file = replace(FILE, title="Formular", source="conferences.form", data=b"formular")
    attach_annex(actor=home.clerk_actor, circular_id=circular.id, file=file)
    first, made = wishes_of(circular)
    with pytest.raises(Refused) as refusal:
        arrange(home, circular, [first, replace(made, title="Anders")])
    assert refusal.value.code == "annex.generated"
    arrange(home, circular, [replace(made, title=None, digital_only=False), first])
    assert titles(circular) == [(1, "Formular"), (2, "A")]
    assert not Annex.objects.get(number=1).digital_only


def test_who_may_not_write_may_not_arrange(cast: Cast) -> None:
    with scope(association=cast.home.association):
        circular = a_circular(cast.home)
        attach(cast.home, circular, "A", "B")
        wishes, state = wishes_of(circular)[::-1], seen(circular)
        first = wishes[0].annex_id
        with pytest.raises(Refused):
            arrange_annexes(actor=cast.member_actor, circular_id=circular.id, wishes=wishes, seen=state)
        with pytest.raises(Refused):
            remove_annex(actor=cast.member_actor, circular_id=circular.id, annex_id=first, seen=state)
        other = cast.other.clerk_actor
        with pytest.raises(Http404):
            arrange_annexes(actor=other, circular_id=circular.id, wishes=wishes, seen=state)
        with pytest.raises(Http404):
            remove_annex(actor=other, circular_id=circular.id, annex_id=first, seen=state)
        assert titles(circular) == [(1, "A"), (2, "B")]
