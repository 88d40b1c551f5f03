"""What is written down when: leases, the dead, and results that come late."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.db import connection, connections
from django_scopes import scope

from tests.engines.mail.conftest import Outbox, outgoing
from tests.engines.mail.servers import Mailbox
from umlauf.engines.mail import ledger, sender
from umlauf.engines.mail.enums import State
from umlauf.engines.mail.ledger import Ledger, Recovered, due, holder_name, recover
from umlauf.engines.mail.models import Message
from umlauf.engines.mail.sender import Counts, send_due
from umlauf.engines.mail.settling import mark_sent, send_again, states_of
from umlauf.engines.mail.smtp import Server
from umlauf.engines.mail.turns import Result
from umlauf.ground.core.clock import machine_now
from umlauf.ground.core.workers import is_dead, worker_name
from umlauf.ground.text import Refused

ELSEWHERE = "other-host/0123abcd:77:123"


def let_leases_run_out(outbox: Outbox) -> None:
    with scope(association=outbox.association):
        Message.objects.filter(claimed_until__isnull=False).update(
            claimed_until=machine_now() - dt.timedelta(seconds=1)
        )


def sent(row_id: int) -> Result:
    return Result(row_id, State.SENT, 1, "250 OK", sent_at=machine_now())


def test_the_oldest_are_claimed_first_and_by_one_alone(outbox: Outbox) -> None:
    rows = outbox.put(*(outgoing(number) for number in range(5)))
    assert [held.id for held in Ledger(holder_name(worker_name())).claim(2)] == [rows[0].pk, rows[1].pk]
    assert [held.id for held in Ledger(holder_name(ELSEWHERE)).claim(9)] == [row.pk for row in rows[2:]]
    assert Ledger(holder_name(worker_name())).claim(9) == []
    assert due(9) == 0


def test_what_is_not_due_is_not_claimed(outbox: Outbox) -> None:
    outbox.put(outgoing())
    with scope(association=outbox.association):
        Message.objects.update(next_attempt_at=machine_now() + dt.timedelta(minutes=1))
    assert Ledger(holder_name(worker_name())).claim(9) == []
    assert due(9) == 0


def test_a_claim_and_a_turn_are_few_queries(outbox: Outbox, django_assert_num_queries: pytest.FixtureRequest) -> None:
    outbox.put(*(outgoing(number) for number in range(30)))
    book = Ledger(holder_name(worker_name()))
    with django_assert_num_queries(5):  # type: ignore[operator] # wait for disk, BEGIN, SELECT, UPDATE, COMMIT
        first, second, *_rest = book.claim(25)
    assert book.turn(None, first)
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert book.turn(sent(first.id), second)
    assert outbox.states()[:3] == [State.SENT, State.STARTED, State.CLAIMED]


def test_what_was_claimed_by_the_dead_waits_again_and_what_was_started_is_uncertain(outbox: Outbox) -> None:
    outbox.put(*(outgoing(number) for number in range(3)))
    book = Ledger(holder_name(ELSEWHERE))
    first, _second = book.claim(2)
    book.turn(None, first)
    assert recover() == Recovered()  # another machine: only its lease can tell
    let_leases_run_out(outbox)
    assert recover() == Recovered(uncertain=1, queued=1)
    assert outbox.states() == [State.UNCERTAIN, State.QUEUED, State.QUEUED]
    assert due(9) == 2


def test_what_was_claimed_in_an_earlier_life_of_the_database_is_uncertain(outbox: Outbox) -> None:
    """After a power failure the marks of the last moments are missing: claimed may mean started, or even sent."""
    outbox.put(*(outgoing(number) for number in range(2)))
    Ledger(f"{ELSEWHERE}:1@an earlier life").claim(1)
    let_leases_run_out(outbox)
    assert recover() == Recovered(uncertain=1)
    assert outbox.states() == [State.UNCERTAIN, State.QUEUED]


def test_results_that_the_database_lost_are_stored_again(outbox: Outbox) -> None:
    rows = outbox.put(*(outgoing(number) for number in range(4)))
    book = Ledger(holder_name(worker_name()))
    first, second, third, fourth = book.claim(4)
    book.turn(None, first)
    book.turn(sent(first.id), second)
    book.turn(Result(second.id, State.FAILED, 1, "550 no"), third)
    with scope(association=outbox.association):  # what a crash of the server takes back
        Message.objects.filter(id__in=[row.pk for row in rows[:3]]).update(
            state=State.CLAIMED, claimed_until=machine_now(), sent_at=None
        )
    book.repeat()
    assert book.turn(sent(third.id), fourth)
    book.close(sent(fourth.id), [])
    assert outbox.states() == [State.SENT, State.FAILED, State.SENT, State.SENT]


def test_what_a_lane_repeats_is_not_taken_for_what_another_has_in_hand(
    outbox: Outbox, caplog: pytest.LogCaptureFixture
) -> None:
    """Deferred by one, due again and started by the other, while the database goes away for the first."""
    outbox.put(outgoing(0), outgoing(1))
    one, other = (Ledger(holder_name(worker_name())) for _lane in range(2))
    first, second = one.claim(2)
    one.turn(None, first)
    past = machine_now() - dt.timedelta(seconds=1)
    deferred = Result(first.id, State.DEFERRED, 1, "451 later", past)
    one.turn(deferred, second)
    (again,) = other.claim(9)
    assert other.turn(None, again)
    one.repeat()
    one.close(deferred, [second])
    assert outbox.states() == [State.STARTED, State.STARTED]
    other.turn(sent(again.id), None)
    assert outbox.states() == [State.SENT, State.STARTED]
    assert caplog.records == []
    one.turn(deferred, None)
    assert "is in other hands" in caplog.text


def test_the_dead_of_this_machine_are_known_at_once(outbox: Outbox) -> None:
    outbox.put(outgoing(0), outgoing(1))
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        name = worker_name().replace(f":{os.getpid()}:", f":{other.pid}:").rpartition(":")[0]
        started = Path(f"/proc/{other.pid}/stat").read_text().rpartition(")")[2].split()[19]
        book = Ledger(holder_name(f"{name}:{started}"))
        book.turn(None, book.claim(1)[0])
        assert not is_dead(f"{name}:{started}:7")
        assert is_dead(f"{name}:{int(started) + 1}:7")  # the number was given to another process since
        assert recover() == Recovered()
        other.kill()
        time.sleep(0.1)
        assert is_dead(f"{name}:{started}:7")  # not yet waited for by its parent: a zombie
        assert recover() == Recovered(uncertain=1)
    assert outbox.states() == [State.UNCERTAIN, State.QUEUED]


def test_we_are_alive_and_others_cannot_be_judged() -> None:
    assert not is_dead(worker_name())
    assert not is_dead(f"{worker_name()}:1@life")
    assert not is_dead(ELSEWHERE)
    assert not is_dead("")
    assert not is_dead("by hand")


def test_who_lost_its_lease_starts_nothing(outbox: Outbox) -> None:
    outbox.put(outgoing())
    slow, quick = Ledger(holder_name(ELSEWHERE)), Ledger(holder_name(worker_name()))
    (held,) = slow.claim(1)
    let_leases_run_out(outbox)
    recover()
    assert not slow.turn(None, held)
    (again,) = quick.claim(1, suspects=True)
    assert not slow.turn(None, held)
    assert quick.turn(None, again)
    assert not slow.turn(sent(held.id), None)
    assert outbox.states() == [State.STARTED]


def test_a_late_answer_clears_up_what_was_uncertain(outbox: Outbox) -> None:
    outbox.put(outgoing())
    slow = Ledger(holder_name(ELSEWHERE))
    (held,) = slow.claim(1)
    slow.turn(None, held)
    let_leases_run_out(outbox)
    recover()
    assert outbox.states() == [State.UNCERTAIN]
    slow.turn(sent(held.id), None)
    assert outbox.states() == [State.SENT]


def test_a_late_answer_changes_nothing_after_a_person_decided(outbox: Outbox) -> None:
    (row,) = outbox.put(outgoing())
    slow = Ledger(holder_name(ELSEWHERE))
    (held,) = slow.claim(1)
    slow.turn(None, held)
    let_leases_run_out(outbox)
    recover()
    with scope(association=outbox.association):
        send_again(row.pk)
    slow.turn(Result(held.id, State.FAILED, 1, "550 no"), None)
    assert outbox.states() == [State.QUEUED]


def test_a_turn_twice_is_a_turn_once(outbox: Outbox) -> None:
    """The database took it and its answer was lost."""
    outbox.put(outgoing(0), outgoing(1))
    book = Ledger(holder_name(worker_name()))
    first, second = book.claim(2)
    book.turn(None, first)
    assert book.turn(sent(first.id), second)
    assert book.turn(sent(first.id), second)
    assert outbox.states() == [State.SENT, State.STARTED]
    assert [row.attempts for row in outbox.rows()] == [1, 1]


def test_a_lease_is_renewed_while_a_slow_server_takes_its_time(
    outbox: Outbox, mailbox: Mailbox, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    lease = dt.timedelta(seconds=0.6)
    monkeypatch.setattr(ledger, "LEASE", lease)
    monkeypatch.setattr(sender, "LEASE", lease)
    mailbox.delays["poststelle-0@kreis.example"] = 2.0
    outbox.put(outgoing(0), outgoing(1))
    counts: list[Counts] = []

    def work() -> None:
        counts.append(send_due(connections=1, stop=lambda: False, server=server))
        connections.close_all()

    run = threading.Thread(target=work)
    run.start()
    while run.is_alive():
        assert recover() == Recovered()
        run.join(0.1)
    assert counts == [Counts(sent=2)]
    assert mailbox.times() == {"poststelle-0@kreis.example": 1, "poststelle-1@kreis.example": 1}


def test_a_database_that_goes_away_between_data_and_result_loses_nothing(
    outbox: Outbox, mailbox: Mailbox, server: Server
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no server that could close a connection")

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (ours,) = cursor.fetchone()

    def close_all_others() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid NOT IN (pg_backend_pid(), %s)",
                [ours],
            )
        connection.close()

    outbox.put(*(outgoing(number) for number in range(10)))
    mailbox.calls["poststelle-4@kreis.example"] = close_all_others
    assert send_due(connections=1, stop=lambda: False, server=server) == Counts(sent=6)  # and the one in hand
    assert outbox.states() == [State.SENT] * 6 + [State.QUEUED] * 4
    assert send_due(connections=1, stop=lambda: False, server=server) == Counts(sent=4)
    assert set(outbox.states()) == {State.SENT}
    assert set(mailbox.times().values()) == {1}


@pytest.mark.parametrize("state", [State.UNCERTAIN, State.FAILED, State.BOUNCED])
def test_a_person_has_it_sent_again_under_the_same_message_id(
    outbox: Outbox, mailbox: Mailbox, server: Server, state: State
) -> None:
    (row,) = outbox.put(outgoing())
    with scope(association=outbox.association):
        Message.objects.update(state=state, next_attempt_at=None, attempts=3)
        send_again(row.pk)
        send_again(row.pk)
        assert states_of([row.pk, 999]) == {row.pk: State.QUEUED}
    assert send_due(connections=1, stop=lambda: False, server=server) == Counts(sent=1)
    assert mailbox.kept[0].message["Message-ID"] == row.message_id
    with scope(association=outbox.association), pytest.raises(Refused) as refused:
        send_again(row.pk)
    assert refused.value.code == "mail.state"


def test_a_person_says_that_it_arrived(outbox: Outbox) -> None:
    (row,) = outbox.put(outgoing())
    with scope(association=outbox.association):
        with pytest.raises(Refused):
            mark_sent(row.pk)
        Message.objects.update(state=State.UNCERTAIN, next_attempt_at=None)
        mark_sent(row.pk)
        mark_sent(row.pk)
    assert outbox.only().state == State.SENT
    assert outbox.only().sent_at is not None


def test_a_person_of_another_association_changes_nothing(outbox: Outbox) -> None:
    (row,) = outbox.put(outgoing())
    with scope(association=outbox.association):
        Message.objects.update(state=State.UNCERTAIN, next_attempt_at=None)
    with scope(association=row.association_id + 1):
        assert states_of([row.pk]) == {}
        for action in (mark_sent, send_again):
            with pytest.raises(Refused):
                action(row.pk)
    assert outbox.only().state == State.UNCERTAIN
