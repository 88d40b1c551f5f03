"""A message that ends its worker is found, parked after the third time, and takes nobody along."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable

import pytest
from django_scopes import scope

from tests.engines.mail.conftest import Outbox, outgoing
from tests.engines.mail.servers import Mailbox
from tests.engines.mail.test_kill import WITHIN, database_url
from tests.engines.mail.test_ledger import ELSEWHERE, let_leases_run_out
from umlauf.engines.mail.enums import State
from umlauf.engines.mail.ledger import CRASHES, PARKED, Ledger, Recovered, due, holder_name, recover
from umlauf.engines.mail.sender import Counts
from umlauf.engines.mail.settling import send_again
from umlauf.engines.mail.smtp import Server
from umlauf.ground.core.workers import worker_name

DEADLY = "poststelle-7@kreis.example"

WORKER = """
import os, signal, sys
import django
django.setup()
from umlauf.engines.mail import sender
from umlauf.engines.mail.smtp import Server
whole = sender.compose
def compose(letter, encoded):
    if letter.recipient == sys.argv[2]:
        os.kill(os.getpid(), signal.SIGKILL)
    return whole(letter, encoded)
sender.compose = compose
sender.send_due(connections=3, stop=lambda: False, server=Server("127.0.0.1", int(sys.argv[1]), timeout=5))
"""


@pytest.mark.kill
def test_a_message_that_ends_the_worker_is_parked_and_all_others_go(
    outbox: Outbox, mailbox: Mailbox, server: Server
) -> None:
    outbox.put(*(outgoing(number) for number in range(60)))
    ends = []
    for _start in range(CRASHES + 1):
        environment = {**os.environ, "DATABASE_URL": database_url()}
        command = [sys.executable, "-c", WORKER, str(server.port), DEADLY]
        ends.append(subprocess.run(command, env=environment, timeout=WITHIN, check=False).returncode)
    assert ends == [-9] * CRASHES + [0]
    by_state = {row.recipient: row.state for row in outbox.rows() if row.state != State.SENT}
    assert by_state.pop(DEADLY) == State.FAILED
    assert set(by_state.values()) <= {State.UNCERTAIN}  # one for each lane of the first round, in which it was found
    assert len(by_state) <= 3
    assert set(mailbox.times().values()) == {1}
    (parked,) = (row for row in outbox.rows() if row.recipient == DEADLY)
    assert (parked.last_reply, parked.crashes, parked.attempts) == (PARKED, CRASHES, 0)


def crash(outbox: Outbox, *, suspects: bool, limit: int = 25) -> Recovered:
    """A worker claims and is gone."""
    Ledger(holder_name(ELSEWHERE)).claim(limit, suspects=suspects)
    let_leases_run_out(outbox)
    return recover()


def test_who_was_in_hand_at_a_crash_is_a_suspect(outbox: Outbox) -> None:
    outbox.put(*(outgoing(number) for number in range(4)))
    assert crash(outbox, suspects=False, limit=3) == Recovered(queued=3)
    assert [row.crashes for row in outbox.rows()] == [1, 1, 1, 0]
    assert (due(9), due(9, suspects=True), due(9, suspects=False)) == (4, 3, 1)
    assert crash(outbox, suspects=True, limit=1) == Recovered(queued=1)
    assert [row.crashes for row in outbox.rows()] == [2, 1, 1, 0]
    book = Ledger(holder_name(worker_name()))
    assert [held.id for held in book.claim(9, suspects=True)] == [row.pk for row in outbox.rows()[1:3]] + [
        outbox.rows()[0].pk
    ]  # the likeliest last


def test_at_the_third_crash_it_has_failed_until_a_person_tries_again(
    outbox: Outbox, mailbox: Mailbox, send: Callable[..., Counts]
) -> None:
    (row,) = outbox.put(outgoing())
    assert crash(outbox, suspects=False) == Recovered(queued=1)
    assert crash(outbox, suspects=True) == Recovered(queued=1)
    assert crash(outbox, suspects=True) == Recovered(parked=1)
    assert outbox.states() == [State.FAILED]
    assert send() == Counts()
    with scope(association=outbox.association):
        send_again(row.pk)
    assert outbox.only().crashes == 0
    assert send() == Counts(sent=1)


def test_suspects_go_alone_and_last(outbox: Outbox, mailbox: Mailbox, send: Callable[..., Counts]) -> None:
    outbox.put(*(outgoing(number) for number in range(5)))
    crash(outbox, suspects=False, limit=2)
    assert send(connections=3) == Counts(sent=5)
    assert {kept.recipient for kept in mailbox.kept[3:]} == {row.recipient for row in outbox.rows()[:2]}
    assert send() == Counts()


def test_an_end_in_order_makes_nobody_a_suspect(outbox: Outbox, mailbox: Mailbox, send: Callable[..., Counts]) -> None:
    outbox.put(*(outgoing(number) for number in range(30)))
    assert send(stop=lambda: len(mailbox.kept) >= 7) == Counts(sent=7)
    assert recover() == Recovered()
    assert {row.crashes for row in outbox.rows()} == {0}
