"""Who agrees to the circulars of a series: set by administrators, and never left to somebody who cannot come in."""

from __future__ import annotations

import pytest
from django.http import Http404
from django_scopes import scope

from tests.cast import Cast, House
from tests.office.circulars.agreeing import a_reviewer, laid, reviewer_actor
from tests.office.directory.administering import add_user, administrator
from tests.office.rows import row_counts
from umlauf.engines.mail.models import Message
from umlauf.ground.accounts.models import User
from umlauf.ground.audit.models import Entry
from umlauf.ground.core.actor import Actor, Means
from umlauf.ground.core.clock import machine_now
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.policy import Role
from umlauf.ground.core.tasks import run_next_task, sweep
from umlauf.ground.text import Refused
from umlauf.office.circulars.actions.approve import approve
from umlauf.office.circulars.actions.chain import set_chain
from umlauf.office.circulars.actions.lay import take_back
from umlauf.office.circulars.chain import Step, broken_steps, chain_of
from umlauf.office.circulars.folder import Asked, folder_of, get_entry_for
from umlauf.office.circulars.models import Approval, ChainStep
from umlauf.office.circulars.presence import presence_today
from umlauf.office.circulars.telling import turn_of
from umlauf.office.circulars.version import version_of
from umlauf.office.directory.actions.grants import remove, suspend
from umlauf.office.directory.ledger import digest_of
from umlauf.office.directory.models import Grant


def seen(house: House) -> str:
    return digest_of(*chain_of(house.series.id))


def put(house: House, actor: Actor, *steps: Step, by: str | None = None) -> list[ChainStep]:
    return set_chain(actor=actor, series_id=house.series.id, steps=steps, seen=seen(house) if by is None else by)


def stands(house: House) -> list[tuple[int, str, str]]:
    return [
        (one.position, one.approver.name, one.stand_in.name if one.stand_in else "")
        for one in chain_of(house.series.id)
    ]


def asked(house: House, user: User) -> bool:
    return [entry.asked for entry in folder_of(reviewer_actor(house, user))] == [Asked.APPROVE]


def told() -> list[str]:
    return list(Message.objects.order_by("id").values_list("recipient", flat=True))


def let_time_pass() -> None:
    sweep()
    while run_next_task():
        pass


def test_a_chain_is_replaced_as_a_whole_and_recorded(home: House) -> None:
    boss = administrator(home)
    anna, ben, cora = (a_reviewer(home, name) for name in ("Anna Alt", "Ben Berg", "Cora Clever"))
    put(home, boss, Step(30, cora.id), Step(10, anna.id, ben.id), Step(10, ben.id))
    assert stands(home) == [(1, "Anna Alt", "Ben Berg"), (1, "Ben Berg", ""), (2, "Cora Clever", "")]
    entry = Entry.objects.get(event="circulars.chain_set")
    assert entry.subject == f"circulars.Series:{home.series.id}"
    assert entry.personal.data["people"] == "1 Anna Alt (Ben Berg), 1 Ben Berg, 2 Cora Clever"
    put(home, boss, Step(1, cora.id))
    assert stands(home) == [(1, "Cora Clever", "")]
    put(home, boss)
    assert stands(home) == []


def test_the_same_chain_once_more_changes_nothing(home: House) -> None:
    boss, anna = administrator(home), a_reviewer(home, "Anna Alt")
    first = seen(home)
    put(home, boss, Step(1, anna.id), by=first)
    before = row_counts()
    put(home, boss, Step(7, anna.id), by=first)
    assert row_counts() == before


def test_nobody_writes_over_a_chain_that_they_have_not_seen(home: House) -> None:
    boss, anna, ben = administrator(home), a_reviewer(home, "Anna Alt"), a_reviewer(home, "Ben Berg")
    first = seen(home)
    put(home, boss, Step(1, anna.id), by=first)
    with pytest.raises(Refused) as refusal:
        put(home, boss, Step(1, ben.id), by=first)
    assert refusal.value.code == "directory.changed"
    assert stands(home) == [(1, "Anna Alt", "")]


def test_a_chain_names_people_of_the_office_who_may_agree_each_once(cast: Cast) -> None:
    home = cast.home
    with scope(association=home.association):
        boss, anna = administrator(home), a_reviewer(home, "Anna Alt")
        gone = a_reviewer(home, "Gerd Gone")
        suspend(actor=boss, user_id=gone.id)
        off = a_reviewer(home, "Olga Off")
        User.objects.filter(id=off.id).update(is_active=False)
        over = a_reviewer(home, "Ulf Over")
        Grant.objects.filter(user=over).update(until=machine_now())
        door = add_user(home, "Dora Door", Role.DOOR)
        strangers = [one.id for one in (gone, off, over, door, cast.member, cast.other.clerk)]
        wrong = [
            *(("chain.person", [Step(1, one)]) for one in strangers),
            *(("chain.person", [Step(1, anna.id, one)]) for one in strangers),
            ("chain.twice", [Step(1, anna.id), Step(2, anna.id)]),
            ("chain.self", [Step(1, anna.id, anna.id)]),
            ("chain.long", [Step(1, number) for number in range(LIMITS.chain_steps + 1)]),
        ]
        before = row_counts()
        for code, steps in wrong:
            with pytest.raises(Refused) as refusal:
                put(home, boss, *steps)
            assert refusal.value.code == code, steps
        assert row_counts() == before


def test_administrators_alone_set_the_chains_of_their_own_association(cast: Cast) -> None:
    home = cast.home
    with scope(association=home.association):
        anna = a_reviewer(home, "Anna Alt")
        elsewhere = Actor("Fremd", cast.other.association.id, Means.LOGIN, frozenset({Role.ADMINISTRATOR}))
        with pytest.raises(Http404):
            put(home, elsewhere, Step(1, anna.id))
        with pytest.raises(Refused):
            put(home, home.signatory_actor, Step(1, anna.id))
        assert stands(home) == []


def test_what_lies_before_somebody_keeps_its_chain(home: House) -> None:
    boss, anna, ben = administrator(home), a_reviewer(home, "Anna Alt"), a_reviewer(home, "Ben Berg")
    put(home, boss, Step(1, anna.id))
    circular = laid(home)
    put(home, boss, Step(1, ben.id))
    assert (asked(home, anna), asked(home, ben)) == (True, False)
    take_back(actor=home.clerk_actor, circular_id=circular.id)
    laid(home, circular)
    assert (asked(home, anna), asked(home, ben)) == (False, True)


def test_a_stand_in_agrees_for_somebody_who_may_do_so_no_more_and_is_told(home: House) -> None:
    boss, anna, ben = administrator(home), a_reviewer(home, "Anna Alt"), a_reviewer(home, "Ben Berg")
    put(home, boss, Step(1, anna.id, ben.id))
    circular = laid(home)
    remove(actor=boss, user_id=anna.id)
    assert asked(home, ben)
    let_time_pass()
    let_time_pass()
    assert told() == [anna.email, ben.email]
    entry = get_entry_for(reviewer_actor(home, ben), circular.id)
    assert entry.approval is not None
    given = approve(
        actor=reviewer_actor(home, ben),
        circular_id=circular.id,
        approval_id=entry.approval.id,
        seen=version_of(circular).digest,
    )
    assert (given.approver, given.by) == (anna, "Ben Berg")


def test_where_nobody_can_agree_whoever_laid_it_there_is_told_to_take_it_back(home: House) -> None:
    boss, anna, cora = administrator(home), a_reviewer(home, "Anna Alt"), a_reviewer(home, "Cora Clever")
    put(home, boss, Step(1, anna.id), Step(1, cora.id))
    circular = laid(home)
    suspend(actor=boss, user_id=anna.id)
    turn = turn_of(Approval.objects.filter(approver=anna).get().submission)
    assert (turn.people, turn.gone) == ((cora,), (anna,))
    let_time_pass()
    let_time_pass()
    assert told() == [anna.email, cora.email, home.clerk.email]
    assert "Anna Alt" in Message.objects.latest("id").text
    take_back(actor=home.clerk_actor, circular_id=circular.id)
    laid(home, circular)
    assert [one.approver for one in Approval.objects.filter(submission__ended_at=None)] == [cora]


def test_if_the_author_is_gone_too_all_who_write_are_told(home: House) -> None:
    boss, anna = administrator(home), a_reviewer(home, "Anna Alt")
    put(home, boss, Step(1, anna.id))
    laid(home)
    for one in (anna, home.clerk):
        remove(actor=boss, user_id=one.id)
    let_time_pass()
    assert told() == [anna.email, home.signatory.email]


def test_a_series_waits_for_nobody_who_cannot_come_in(home: House) -> None:
    """Their stand-in is asked, once, and a step for which nobody is left is left out."""
    boss = administrator(home)
    names = ("Anna Alt", "Ben Berg", "Cora Clever", "Dirk Dorn", "Ella Ernst")
    anna, ben, cora, dirk, ella = (a_reviewer(home, name) for name in names)
    put(
        home,
        boss,
        Step(1, anna.id, ben.id),  # Ben takes Anna's place
        Step(2, cora.id, ben.id),  # and is asked once alone
        Step(3, dirk.id),  # nobody stands in
        Step(4, ella.id, dirk.id),  # agrees herself, with nobody to stand in
    )
    for one in (anna, cora, dirk):
        remove(actor=boss, user_id=one.id)
    able = presence_today(home.association.id).able
    assert [one.approver.name for one in broken_steps(able)] == ["Anna Alt", "Cora Clever", "Dirk Dorn", "Ella Ernst"]
    laid(home)
    approvals = list(Approval.objects.order_by("position"))
    assert [(one.position, one.approver) for one in approvals] == [(1, ben), (4, ella)]
    assert [one.stand_in for one in approvals] == [None, None]


def test_with_nobody_left_the_draft_lies_before_who_signs(home: House) -> None:
    boss, anna = administrator(home), a_reviewer(home, "Anna Alt")
    put(home, boss, Step(1, anna.id))
    remove(actor=boss, user_id=anna.id)
    laid(home)
    assert [entry.asked for entry in folder_of(home.signatory_actor)] == [Asked.SIGN]


def test_whoever_is_suspended_is_asked_again_once_that_is_lifted(home: House) -> None:
    boss, anna, ben = administrator(home), a_reviewer(home, "Anna Alt"), a_reviewer(home, "Ben Berg")
    put(home, boss, Step(1, anna.id, ben.id))
    laid(home)
    suspend(actor=boss, user_id=anna.id)
    assert asked(home, ben)
    Grant.objects.filter(user=anna).update(suspended_at=None)
    assert (asked(home, anna), asked(home, ben)) == (True, False)
