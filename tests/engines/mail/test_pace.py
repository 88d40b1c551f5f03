"""No domain gets more than its rate, whoever asks, and nobody else waits for that."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from itertools import pairwise

import pytest
from django.conf import settings
from django.db import connections
from django_scopes import scope

from tests.engines.mail.conftest import Outbox, outgoing
from tests.engines.mail.servers import Mailbox
from umlauf.engines.mail import pace
from umlauf.engines.mail.enums import State
from umlauf.engines.mail.ledger import Held, Ledger, holder_name
from umlauf.engines.mail.models import Message, Pace
from umlauf.engines.mail.outbox import Outgoing
from umlauf.engines.mail.sender import Counts
from umlauf.engines.mail.settling import pause, resume
from umlauf.ground.core.clock import machine_now
from umlauf.ground.core.workers import worker_name


@pytest.fixture
def rate(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """``rate(60)``: so many a minute to one domain."""
    return lambda per_minute: monkeypatch.setattr(settings, "SMTP_PER_MINUTE", per_minute)


def to(domain: str, number: int) -> Outgoing:
    return outgoing(number, recipient=f"poststelle-{number}@{domain}")


def claim(limit: int = 25) -> list[Held]:
    return Ledger(holder_name(worker_name())).claim(limit)


def slots(outbox: Outbox) -> list[dt.datetime]:
    return sorted(row.next_attempt_at for row in outbox.rows() if row.next_attempt_at)


def test_without_a_rate_all_go_and_nothing_is_kept(outbox: Outbox) -> None:
    outbox.put(*(outgoing(number) for number in range(30)))
    assert len(claim(25)) == 25
    assert Pace.objects.count() == 0


def test_what_is_above_the_rate_gets_its_time_and_the_rest_goes(outbox: Outbox, rate: Callable[[int], None]) -> None:
    rate(6)
    outbox.put(
        *(to("slow.example", number) for number in range(700)), *(to(f"quick-{n}.example", 800 + n) for n in range(9))
    )
    held = claim(25)
    assert len(held) == 10  # ten seconds' worth to the one, all to the other
    assert sum("quick" in one.letter.recipient for one in held) == 9
    waits = sorted(row.slot_at for row in outbox.rows() if row.slot_at)
    assert len(waits) == pace.AHEAD / dt.timedelta(seconds=10)
    assert {later - earlier for earlier, later in pairwise(waits)} == {dt.timedelta(seconds=10)}
    assert waits[0] <= machine_now() + dt.timedelta(seconds=10)
    assert set(outbox.states()) == {State.CLAIMED, State.QUEUED}
    assert claim(25) == []


def test_a_time_that_was_given_is_kept_and_given_once(outbox: Outbox, rate: Callable[[int], None]) -> None:
    rate(6)
    outbox.put(*(outgoing(number) for number in range(4)))
    assert len(claim()) == 1
    waits = slots(outbox)
    with scope(association=outbox.association):
        pause(Message.objects.all())
        resume(Message.objects.all())
    assert claim() == []
    assert slots(outbox) == waits  # who lets it go on does not jump the queue
    with scope(association=outbox.association):
        first = Message.objects.filter(slot_at=waits[0])
        past = machine_now() - dt.timedelta(seconds=1)
        first.update(slot_at=past, next_attempt_at=past)
    (held,) = claim()
    assert slots(outbox) == waits[1:]
    assert outbox.rows()[[row.pk for row in outbox.rows()].index(held.id)].slot_at is None


def test_times_that_passed_unused_are_void(outbox: Outbox, rate: Callable[[int], None]) -> None:
    rate(6)
    outbox.put(*(outgoing(number) for number in range(30)))
    assert len(claim()) == 1
    with scope(association=outbox.association):
        waiting = Message.objects.filter(next_attempt_at__isnull=False)
        waiting.update(slot_at=machine_now() - pace.STALE * 2, next_attempt_at=machine_now() - pace.STALE * 2)
    assert claim() == []  # the bucket is given away for five minutes already
    assert len(slots(outbox)) == 29


def test_no_more_is_given_away_than_the_next_minutes(outbox: Outbox, rate: Callable[[int], None]) -> None:
    """Whoever is given up or held back would else leave a gap of hours, behind which urgent mail waits."""
    rate(60)
    outbox.put(*(outgoing(number, recipient=f"a{number}@kreis.example") for number in range(900)))
    claim()
    with scope(association=outbox.association):
        given = Message.objects.filter(slot_at__isnull=False)
        assert 595 <= given.count() <= 602
        later = Message.objects.filter(slot_at=None, next_attempt_at__gt=machine_now() + pace.AGAIN / 2)
        assert 280 <= later.count() <= 300
        assert Pace.objects.get().free_at <= machine_now() + pace.AHEAD + dt.timedelta(seconds=2)
        assert Message.objects.filter(next_attempt_at__gt=machine_now() + pace.AHEAD).count() <= 2


def test_a_message_that_was_refused_for_now_needs_a_new_time(
    outbox: Outbox, mailbox: Mailbox, send: Callable[..., Counts], rate: Callable[[int], None]
) -> None:
    rate(1)
    mailbox.at_rcpt["poststelle-0@kreis.example"] = ["450 4.2.1 try later"]
    outbox.put(outgoing(0))
    assert send() == Counts(deferred=1)
    outbox.make_due()
    assert send() == Counts()
    (slot,) = slots(outbox)
    assert slot > machine_now() + dt.timedelta(seconds=30)
    assert mailbox.kept == []


def test_workers_at_the_same_time_share_the_rate(outbox: Outbox, rate: Callable[[int], None]) -> None:
    rate(60)
    domains = [f"kreis-{number}.example" for number in range(4)]
    outbox.put(*(to(domains[number % 4], number) for number in range(400)))
    together, held = threading.Barrier(4), list[Held]()
    errors: list[Exception] = []

    def work() -> None:
        book = Ledger(holder_name(worker_name()))
        together.wait()
        try:
            while more := book.claim(5):
                held.extend(more)
        except Exception as error:  # noqa: BLE001 - a thread cannot raise it
            errors.append(error)
        connections.close_all()

    began = machine_now()
    workers = [threading.Thread(target=work) for _number in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert errors == []
    assert len({one.id for one in held}) == len(held)
    passed = (machine_now() - began).total_seconds()
    for domain in domains:
        times = sorted(
            row.slot_at for row in outbox.rows() if row.domain == domain and row.slot_at and row.next_attempt_at
        )
        gone = sum(one.letter.recipient.endswith(domain) for one in held)
        assert gone + len(times) == 100
        assert 10 <= gone <= 10 + passed + 1
        assert all(later - earlier == dt.timedelta(seconds=1) for earlier, later in pairwise(times))
