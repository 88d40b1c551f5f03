"""What becomes of a message, by what the server does."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable

import pytest
from django_scopes import scope

from tests.engines.mail.conftest import Outbox, outgoing
from tests.engines.mail.servers import BREAK, Mailbox, free_port, listening
from umlauf.engines.mail import outage
from umlauf.engines.mail.enums import State
from umlauf.engines.mail.models import Message
from umlauf.engines.mail.outbox import Attachment
from umlauf.engines.mail.sender import JITTER, RETRY_MINUTES, Counts, send_due
from umlauf.engines.mail.smtp import Server
from umlauf.ground.core.clock import machine_now

Send = Callable[..., Counts]
WHOM = "poststelle-0@kreis.example"


def test_a_message_is_handed_over_and_the_answer_kept(outbox: Outbox, mailbox: Mailbox, send: Send) -> None:
    outbox.put(outgoing())
    assert send() == Counts(sent=1)
    row = outbox.only()
    assert row.state == State.SENT
    assert row.last_reply == "250 OK: queued as 4711"
    assert (row.reply_code, row.queue_id) == (250, "4711")
    assert row.attempts == 1
    assert row.started_at is not None
    assert row.sent_at is not None
    assert row.started_at <= row.sent_at
    assert [(kept.sender, kept.recipient) for kept in mailbox.kept] == [("rundschreiben@landkreistag.example", WHOM)]
    assert mailbox.kept[0].message["Message-ID"] == row.message_id


def test_many_messages_on_several_connections_each_once(outbox: Outbox, mailbox: Mailbox, send: Send) -> None:
    outbox.put(*(outgoing(number) for number in range(120)))
    assert send(connections=4) == Counts(sent=120)
    assert set(outbox.states()) == {State.SENT}
    assert len(mailbox.times()) == 120
    assert set(mailbox.times().values()) == {1}
    assert mailbox.connections == 4


def test_nothing_due_opens_no_connection(outbox: Outbox, mailbox: Mailbox, send: Send) -> None:
    assert send() == Counts()
    assert mailbox.connections == 0


@pytest.mark.parametrize("stage", ["at_mail", "at_rcpt", "at_data"])
def test_a_temporary_refusal_waits_and_then_goes(outbox: Outbox, mailbox: Mailbox, send: Send, stage: str) -> None:
    whom = "rundschreiben@landkreistag.example" if stage == "at_mail" else WHOM
    getattr(mailbox, stage)[whom] = ["451 4.7.1 greylisted", "452 4.2.2 mailbox full"]
    outbox.put(outgoing())
    for attempt, minutes in ((1, RETRY_MINUTES[0]), (2, RETRY_MINUTES[1])):
        before = machine_now()
        assert send() == Counts(deferred=1)
        row = outbox.only()
        assert row.state == State.DEFERRED
        assert row.attempts == attempt
        assert row.next_attempt_at is not None
        wait = row.next_attempt_at - before
        longest = dt.timedelta(minutes=minutes * (1 + JITTER), seconds=30)
        assert dt.timedelta(minutes=minutes) <= wait < longest
        assert send() == Counts()  # not due yet
        outbox.make_due()
    assert row.last_reply == "452 4.2.2 mailbox full"
    assert send() == Counts(sent=1)
    assert mailbox.times() == {WHOM: 1}


def test_after_four_to_five_days_of_refusals_it_has_failed(outbox: Outbox, mailbox: Mailbox, send: Send) -> None:
    least = dt.timedelta(minutes=sum(RETRY_MINUTES))
    assert dt.timedelta(days=4) <= least < least * (1 + JITTER) <= dt.timedelta(days=5)
    mailbox.at_rcpt[WHOM] = ["450 4.2.1 try later"] * 99
    outbox.put(outgoing())
    for _attempt in RETRY_MINUTES:
        assert send() == Counts(deferred=1)
        outbox.make_due()
    assert send() == Counts(failed=1)
    assert outbox.only().state == State.FAILED


@pytest.mark.parametrize("stage", ["at_mail", "at_rcpt", "at_data"])
def test_a_final_refusal_fails_that_one_alone(outbox: Outbox, mailbox: Mailbox, send: Send, stage: str) -> None:
    getattr(mailbox, stage)["broken@landkreistag.example" if stage == "at_mail" else WHOM] = ["550 5.1.1 no such user"]
    outbox.put(outgoing(0, sender_address="broken@landkreistag.example"), outgoing(1), outgoing(2))
    assert send() == Counts(sent=2, failed=1)
    assert outbox.states() == [State.FAILED, State.SENT, State.SENT]
    assert outbox.rows()[0].last_reply == "550 5.1.1 no such user"
    assert (outbox.rows()[0].reply_code, outbox.rows()[0].queue_id) == (550, "")
    assert mailbox.connections == 1


def test_no_answer_after_the_data_is_uncertain_for_ever(outbox: Outbox, mailbox: Mailbox, send: Send) -> None:
    mailbox.at_data[WHOM] = [BREAK]
    outbox.put(outgoing(0), outgoing(1))
    assert send() == Counts(sent=1, uncertain=1)
    assert outbox.states() == [State.UNCERTAIN, State.SENT]
    assert send() == Counts()
    assert mailbox.times()[WHOM] == 1


@pytest.mark.parametrize("stage", ["at_mail", "at_rcpt"])
def test_a_connection_lost_before_the_data_is_tried_again_at_once(
    outbox: Outbox, mailbox: Mailbox, send: Send, stage: str
) -> None:
    getattr(mailbox, stage)["rundschreiben@landkreistag.example" if stage == "at_mail" else WHOM] = [BREAK]
    outbox.put(outgoing(0), outgoing(1))
    assert send() == Counts(sent=2)
    assert [row.attempts for row in outbox.rows()] == [1, 1]
    assert set(mailbox.times().values()) == {1}


def test_a_message_that_breaks_the_connection_waits_and_the_rest_goes(
    outbox: Outbox, mailbox: Mailbox, send: Send
) -> None:
    mailbox.at_rcpt[WHOM] = [BREAK, BREAK]
    outbox.put(outgoing(0), outgoing(1))
    assert send() == Counts(sent=1, deferred=1)
    row = outbox.rows()[0]
    assert row.state == State.DEFERRED
    assert row.attempts == 1
    assert row.reply_code is None
    assert row.next_attempt_at is not None
    assert row.next_attempt_at > machine_now()
    outbox.make_due()
    assert send() == Counts(sent=1)


def test_a_message_that_breaks_each_connection_ends_some_day(outbox: Outbox, mailbox: Mailbox, send: Send) -> None:
    mailbox.at_rcpt[WHOM] = [BREAK] * 2
    outbox.put(outgoing(0))
    with scope(association=outbox.association):
        Message.objects.update(state=State.DEFERRED, attempts=len(RETRY_MINUTES))
    assert send() == Counts(failed=1)


def test_a_server_that_closes_with_421_is_nobodys_fault(outbox: Outbox, mailbox: Mailbox, send: Send) -> None:
    mailbox.at_mail["rundschreiben@landkreistag.example"] = ["421 4.3.2 shutting down"]
    outbox.put(outgoing(0), outgoing(1))
    assert send() == Counts(sent=2)
    assert mailbox.connections == 2


@pytest.mark.parametrize("pipelining", [False, True])
def test_a_421_to_recipients_is_about_them(outbox: Outbox, mailbox: Mailbox, send: Send, pipelining: bool) -> None:
    mailbox.pipelining = pipelining
    for number in range(4):
        mailbox.at_rcpt[f"poststelle-{number}@kreis.example"] = ["421 4.7.0 too many for this domain"]
    outbox.put(*(outgoing(number) for number in range(6)))
    assert send() == Counts(deferred=4, sent=2)
    rows = outbox.rows()[:4]
    assert [(row.state, row.attempts, row.reply_code) for row in rows] == [(State.DEFERRED, 1, 421)] * 4
    assert "too many" in rows[0].last_reply
    assert set(mailbox.times().values()) == {1}


def test_a_server_that_keeps_breaking_off_counts_as_away(outbox: Outbox, mailbox: Mailbox, send: Send) -> None:
    mailbox.at_mail["rundschreiben@landkreistag.example"] = [BREAK] * 20
    outbox.put(*(outgoing(number) for number in range(10)))
    counts = send()
    assert counts.away
    assert counts.sent == 0
    assert outbox.states() == [State.DEFERRED] + [State.QUEUED] * 9
    assert mailbox.connections <= 3


def test_while_the_server_is_away_all_wait_and_it_is_said_once(
    outbox: Outbox, mailbox: Mailbox, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outage, "LONGEST", 0.02)
    port = free_port()
    away = Server("127.0.0.1", port, timeout=5)
    rows = outbox.put(*(outgoing(number) for number in range(50)))
    before = [(row.state, row.attempts, row.next_attempt_at) for row in outbox.rows()]
    for _look in range(3):
        counts = send_due(connections=4, stop=lambda: False, server=away)
        assert "ConnectionRefusedError" in counts.away
        time.sleep(0.05)
    assert [(row.state, row.attempts, row.next_attempt_at) for row in outbox.rows()] == before
    assert [record.message for record in caplog.records if "is away" in record.message] == [
        f"mail server 127.0.0.1:{port} is away, messages wait: {counts.away}"
    ]
    with listening(mailbox, port=port):
        assert send_due(connections=4, stop=lambda: False, server=away) == Counts(sent=len(rows))
    assert set(mailbox.times().values()) == {1}


def test_a_missing_file_fails_its_message_alone(outbox: Outbox, send: Send, mailbox: Mailbox) -> None:
    outbox.put(outgoing(0, attachments=(Attachment("a.pdf", "application/pdf", "nowhere/a"),)), outgoing(1))
    assert send() == Counts(sent=1, failed=1)
    assert outbox.states() == [State.FAILED, State.SENT]


def test_a_stop_ends_between_two_messages_and_gives_the_rest_back(outbox: Outbox, mailbox: Mailbox, send: Send) -> None:
    outbox.put(*(outgoing(number) for number in range(30)))
    assert send(stop=lambda: len(mailbox.kept) >= 7) == Counts(sent=7)
    assert outbox.states() == [State.SENT] * 7 + [State.QUEUED] * 23
    assert send() == Counts(sent=23)
    assert set(mailbox.times().values()) == {1}


def test_those_who_were_refused_together_do_not_come_back_together(
    outbox: Outbox, mailbox: Mailbox, send: Send
) -> None:
    messages = [outgoing(number) for number in range(8)]
    mailbox.at_rcpt = {message.recipient: ["450 4.2.1 try later"] for message in messages}
    outbox.put(*messages)
    before = machine_now()
    assert send() == Counts(deferred=8)
    waits = [row.next_attempt_at - before for row in outbox.rows() if row.next_attempt_at]
    assert max(waits) - min(waits) > dt.timedelta(seconds=0.5)
