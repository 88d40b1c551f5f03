"""What a person, a visit or a bounce makes of a message, and that it can be said twice."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db.models import QuerySet
from django_scopes import scope

from tests.engines.mail.conftest import Outbox, outgoing
from umlauf.engines.mail.enums import DUE, IN_HAND, WITHHELD, Bounce, State
from umlauf.engines.mail.ledger import Ledger, holder_name
from umlauf.engines.mail.models import Body, Message
from umlauf.engines.mail.outbox import Shared
from umlauf.engines.mail.settling import (
    FORGOTTEN,
    cancel,
    forget,
    mark_bounced,
    mark_seen,
    mark_sent,
    pause,
    release,
    resume,
    send_again,
    send_all_again,
)
from umlauf.engines.mail.turns import Result
from umlauf.ground.core.clock import machine_now
from umlauf.ground.core.workers import worker_name
from umlauf.ground.text import Refused

REPLY = "550 5.1.1 no such user"


def put_in_each_state(outbox: Outbox) -> dict[State, Message]:
    """A message in each state, as the constraints of the table have it."""
    rows = outbox.put(*(outgoing(number) for number in range(len(State))))
    now = machine_now()
    with scope(association=outbox.association):
        for row, state in zip(rows, State, strict=True):
            Message.objects.filter(pk=row.pk).update(
                state=state,
                next_attempt_at=now if state in DUE else None,
                claimed_until=now if state in IN_HAND else None,
                started_at=now,
                attempts=2,
                crashes=1,
            )
    return dict(zip(State, rows, strict=True))


def states(outbox: Outbox) -> dict[State, State]:
    """What became of the messages of ``put_in_each_state``."""
    return dict(zip(State, outbox.states(), strict=True))


def changed(outbox: Outbox) -> dict[State, State]:
    return {before: after for before, after in states(outbox).items() if before != after}


def test_what_comes_back_had_been_handed_over(outbox: Outbox) -> None:
    rows = put_in_each_state(outbox)
    with scope(association=outbox.association):
        counted = {state: mark_bounced(row.pk, Bounce.HARD, REPLY) for state, row in rows.items()}
        counted_again = {state: mark_bounced(row.pk, Bounce.HARD, REPLY) for state, row in rows.items()}
    back = {State.SENT, State.UNCERTAIN, State.DEFERRED}
    assert {state for state, counts in counted.items() if counts} == back | {State.BOUNCED}
    assert counted == counted_again
    assert changed(outbox) == dict.fromkeys(back, State.BOUNCED)
    assert {(row.bounce, row.last_reply) for row in outbox.rows() if row.pk in {rows[state].pk for state in back}} == {
        (Bounce.HARD, REPLY)
    }


def test_hard_outweighs_soft(outbox: Outbox) -> None:
    (row,) = outbox.put(outgoing())
    with scope(association=outbox.association):
        Message.objects.update(state=State.SENT, next_attempt_at=None)
        for kind, kept in ((Bounce.SOFT, Bounce.SOFT), (Bounce.HARD, Bounce.HARD), (Bounce.SOFT, Bounce.HARD)):
            assert mark_bounced(row.pk, kind, f"5.1.1 {kind}" + "x" * 1000)
            assert (outbox.only().bounce, outbox.only().last_reply[:10]) == (kept, f"5.1.1 {kept}")
        assert not mark_bounced(row.pk + 1, Bounce.HARD, REPLY)
    with scope(association=row.association_id + 1):
        assert not mark_bounced(row.pk, Bounce.HARD, REPLY)


def test_what_was_forgotten_stays_so_when_it_comes_back(outbox: Outbox) -> None:
    (row,) = outbox.put(outgoing())
    with scope(association=outbox.association):
        Message.objects.update(state=State.SENT, next_attempt_at=None, recipient=FORGOTTEN)
        assert mark_bounced(row.pk, Bounce.HARD, "550 <poststelle@kreis.example>?")
    assert outbox.only().last_reply == ""


def test_a_late_answer_does_not_undo_a_bounce(outbox: Outbox) -> None:
    (row,) = outbox.put(outgoing())
    book = Ledger(holder_name(worker_name()))
    (held,) = book.claim(1)
    book.turn(None, held)
    with scope(association=outbox.association):
        Message.objects.update(state=State.UNCERTAIN, claimed_until=None)
        assert mark_bounced(row.pk, Bounce.SOFT, REPLY)
    book.turn(Result(held.id, State.SENT, 1, "250 OK", sent_at=machine_now()), None)
    assert outbox.states() == [State.BOUNCED]


def test_a_visit_shows_that_it_arrived(outbox: Outbox) -> None:
    put_in_each_state(outbox)
    with scope(association=outbox.association):
        assert mark_seen(Message.objects.all()) == 1
        assert mark_seen(Message.objects.all()) == 0
    assert changed(outbox) == {State.UNCERTAIN: State.SENT}
    (row,) = (row for row in outbox.rows() if row.sent_at)
    assert row.sent_at == row.started_at


def test_what_a_person_says_arrived_was_handed_over_when_its_data_went_out(outbox: Outbox) -> None:
    row = put_in_each_state(outbox)[State.UNCERTAIN]
    began = machine_now() - dt.timedelta(days=3)
    with scope(association=outbox.association):
        Message.objects.filter(pk=row.pk).update(started_at=began)
        mark_sent(row.pk)
        mark_sent(row.pk)
        row.refresh_from_db()
    assert (row.state, row.sent_at) == (State.SENT, began)


def test_a_kill_while_forgetting_leaves_no_body_behind(outbox: Outbox, monkeypatch: pytest.MonkeyPatch) -> None:
    day = dt.date(2016, 11, 1)
    shared = Shared("Ein Rundschreiben.")
    outbox.put(outgoing(text="", shared=shared, kept_until=day))
    with scope(association=outbox.association):
        Message.objects.update(state=State.SENT, next_attempt_at=None)

        def killed(_rows: object) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as kill:
            kill.setattr(QuerySet, "delete", killed)
            with pytest.raises(KeyboardInterrupt):
                forget(day + dt.timedelta(days=1))
        assert forget(day + dt.timedelta(days=1)) == 1
        assert not Body.objects.exists()


def test_held_back_goes_on_as_it_waited_and_cancelled_never_does(outbox: Outbox) -> None:
    rows = put_in_each_state(outbox)
    with scope(association=outbox.association):
        assert pause(Message.objects.all()) == 3
        assert changed(outbox) == dict.fromkeys((*DUE, State.GATHERED), State.PAUSED)
        assert resume(Message.objects.filter(pk=rows[State.DEFERRED].pk)) == 1
        assert changed(outbox) == dict.fromkeys((State.GATHERED, State.QUEUED), State.PAUSED)
        assert cancel(Message.objects.all()) == 4
        assert cancel(Message.objects.all()) == 0
        assert changed(outbox) == dict.fromkeys((*DUE, *WITHHELD), State.CANCELLED)


def test_what_is_gathered_is_let_go_and_nothing_else(outbox: Outbox) -> None:
    put_in_each_state(outbox)
    with scope(association=outbox.association):
        assert release(Message.objects.all()) == 1
        assert release(Message.objects.all()) == 0
        assert changed(outbox) == {State.GATHERED: State.QUEUED}


def test_what_is_gathered_can_be_given_up(outbox: Outbox) -> None:
    rows = put_in_each_state(outbox)
    with scope(association=outbox.association):
        assert cancel(Message.objects.filter(pk=rows[State.GATHERED].pk)) == 1
        assert changed(outbox) == {State.GATHERED: State.CANCELLED}


def test_a_person_sends_again_what_ended_without_arriving(outbox: Outbox) -> None:
    rows = put_in_each_state(outbox)
    may, waits = {State.FAILED, State.BOUNCED, State.UNCERTAIN, State.CANCELLED}, DUE | IN_HAND
    with scope(association=outbox.association):
        for state in may | waits:
            send_again(rows[state].pk)
        for state in set(State) - may - waits:
            with pytest.raises(Refused):
                send_again(rows[state].pk)
    assert changed(outbox) == dict.fromkeys(may, State.QUEUED)
    again = [row for row in outbox.rows() if row.pk in {rows[state].pk for state in may}]
    assert {(row.attempts, row.crashes, row.bounce) for row in again} == {(0, 0, "")}


def test_all_that_went_to_nobody_go_again_and_nothing_doubtful(outbox: Outbox) -> None:
    put_in_each_state(outbox)
    with scope(association=outbox.association):
        assert send_all_again(Message.objects.all()) == 2
    assert changed(outbox) == dict.fromkeys((State.FAILED, State.CANCELLED), State.QUEUED)
