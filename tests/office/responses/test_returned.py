"""Whoever answers a reminder, a confirmation or a new link answers the circular."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from tests.cast import House
from tests.office.circulars.test_acknowledge import sent as to_be_confirmed
from tests.office.responses.asking import DEADLINE, a_sent_circular, by_link, guest_of, recipient_of
from umlauf.engines.mail.enums import NEEDS_A_PERSON, ArrivalKind, State
from umlauf.engines.mail.models import Arrival, Message
from umlauf.engines.mail.settling import forget
from umlauf.engines.mail.verp import Verp
from umlauf.ground.text import Refused
from umlauf.office.circulars.actions.link import renew_link
from umlauf.office.circulars.actions.returned import take_in
from umlauf.office.circulars.actions.settle import settle_beside
from umlauf.office.circulars.beside import unsettled_beside
from umlauf.office.circulars.enums import Outcome
from umlauf.office.circulars.models import Delivery, Issue, Recipient
from umlauf.office.circulars.queries import unsettled
from umlauf.office.circulars.returned import replies_to, rows_of
from umlauf.office.intake.replies import recipient_of as recipient_of_reply
from umlauf.office.responses.actions.answer import give_nil_return
from umlauf.office.responses.actions.ask_receipt import ask_receipt_again
from umlauf.office.responses.actions.extension import ask_extension, decide_extension
from umlauf.office.responses.actions.remind import remind


@dataclass
class Sent:
    """A circular that was sent, one of its recipients, and the office that sent it."""

    house: House
    issue: Issue
    recipient: Recipient


@pytest.fixture
def sent(home: House) -> Sent:
    issue = a_sent_circular(home)
    return Sent(home, issue, recipient_of(issue, 2))


def reminded(sent: Sent) -> None:
    circular = sent.issue.circular_id
    remind(actor=sent.house.clerk_actor, circular_id=circular, recipient_ids=[sent.recipient.id], nonce="once")


def asked_to_confirm(sent: Sent) -> None:
    sent.issue = to_be_confirmed(sent.house)
    sent.recipient = recipient_of(sent.issue, 2)
    circular = sent.issue.circular_id
    ask_receipt_again(actor=sent.house.clerk_actor, circular_id=circular, recipient_ids=[sent.recipient.id])


def given_a_new_link(sent: Sent) -> None:
    generation = sent.recipient.link_generation
    renew_link(actor=sent.house.clerk_actor, recipient_id=sent.recipient.id, generation=generation)


def confirmed(sent: Sent) -> None:
    give_nil_return(actor=guest_of(sent.recipient), recipient_id=sent.recipient.id, entry=by_link())


def given_more_time(sent: Sent) -> None:
    guest = guest_of(sent.recipient)
    wish = ask_extension(
        actor=guest, recipient_id=sent.recipient.id, entry=by_link(), wished=DEADLINE.replace(day=DEADLINE.day + 1)
    )
    decide_extension(actor=sent.house.clerk_actor, extension_id=wish.id, granted=False)


def a_reply_to(house: House, message: Message, number: int = 0) -> Arrival:
    data = (
        f"From: Pia Wendlandt <pia@amt.example>\nTo: office@lkt.example\nSubject: AW: {number}\n"
        f"In-Reply-To: {message.message_id}\nMessage-ID: <reply-{message.id}-{number}@amt.example>\n"
        "Content-Type: text/plain; charset=utf-8\n\nWir nehmen gern teil.\n"
    )
    verp = Verp(message.association_id, message.id)
    return take_in(actor=house.clerk_actor, data=data.encode(), verp=verp)


@pytest.mark.parametrize(
    ("writes", "prefix"),
    [
        (reminded, "reminder:"),
        (asked_to_confirm, "receipt-reminder:"),
        (given_a_new_link, "link:"),
        (confirmed, "receipt:"),
        (given_more_time, "extension:"),
    ],
)
def test_a_reply_to_any_mail_about_a_circular_finds_it(sent: Sent, writes: Callable[[Sent], None], prefix: str) -> None:
    writes(sent)
    message = Message.objects.filter(key__startswith=prefix)[0]
    arrival = a_reply_to(sent.house, message)
    assert arrival.kind == ArrivalKind.REPLY
    (row,) = rows_of([arrival])
    assert row.carried is not None
    assert (row.carried.recipient, row.carried.issue, row.carried.delivery_id) == (sent.recipient, sent.issue, None)
    assert row.carried.label
    assert recipient_of_reply(arrival) == sent.recipient
    assert [one.arrival for one in replies_to(sent.issue.circular_id)] == [arrival]
    assert replies_to(sent.issue.circular_id + 1) == []


@pytest.mark.parametrize("state", sorted(NEEDS_A_PERSON))
@pytest.mark.parametrize("writes", [reminded, asked_to_confirm, given_a_new_link, confirmed, given_more_time])
def test_any_mail_about_a_circular_that_reached_nobody_is_to_be_cleared_up(
    sent: Sent, writes: Callable[[Sent], None], state: State
) -> None:
    before = set(Message.objects.values_list("id", flat=True))
    writes(sent)
    new = Message.objects.exclude(id__in=before).exclude(id__in=Delivery.objects.values("message_id"))
    count = new.update(state=state, next_attempt_at=None)
    (one,) = unsettled()
    assert (one.circular_id, one.number, one.count, one.beside) == (
        sent.issue.circular_id, sent.issue.numbered, count, True
    )  # fmt: skip
    listed = unsettled_beside(sent.issue.circular_id)
    assert {mail.message for mail in listed} == set(new)
    assert {mail.recipient for mail in listed} == {sent.recipient}
    assert unsettled_beside(sent.issue.circular_id + 1) == []
    outcome = Outcome.ARRIVED if state == State.UNCERTAIN else Outcome.LEFT
    for mail in listed:
        settle_beside(actor=sent.house.clerk_actor, message_id=mail.message.id, outcome=outcome)
    assert unsettled() == []


def test_a_link_that_a_newer_one_has_ended_is_not_sent_again(sent: Sent) -> None:
    given_a_new_link(sent)
    old = Message.objects.get(key__startswith="link:")
    Message.objects.filter(id=old.id).update(state=State.FAILED, next_attempt_at=None)
    sent.recipient.refresh_from_db()
    given_a_new_link(sent)
    assert unsettled() == []
    with pytest.raises(Refused) as refused:
        settle_beside(actor=sent.house.clerk_actor, message_id=old.id, outcome=Outcome.AGAIN)
    assert refused.value.code == "link.outdated"
    assert Message.objects.get(id=old.id).state == State.FAILED


def test_what_is_no_longer_known_is_not_to_be_cleared_up(sent: Sent) -> None:
    reminded(sent)
    new = Message.objects.filter(key__startswith="reminder:")
    new.update(state=State.BOUNCED, next_attempt_at=None, kept_until=dt.date(2016, 1, 1))
    assert len(unsettled()) == 1
    forget(dt.date(2016, 1, 2))
    assert unsettled() == []


def test_a_recipient_s_reminder_is_counted_with_its_circular(sent: Sent) -> None:
    asked_to_confirm(sent)
    bounced = Delivery.objects.filter(dispatch__issue=sent.issue).order_by("id")[0]
    both = Q(key__startswith="receipt-reminder:") | Q(id=bounced.message_id)
    count = Message.objects.filter(both).update(state=State.FAILED, next_attempt_at=None)
    (one,) = unsettled()
    assert (one.count, one.first_delivery_id, one.beside) == (count, bounced.id, False)


def test_what_is_about_nothing_belongs_to_nothing(sent: Sent) -> None:
    reminded(sent)
    message = Message.objects.filter(key__startswith="reminder:")[0]
    arrival = a_reply_to(sent.house, message)
    for key in ("reminder:once:999999999", "reminder:once:x", "reminder:once", "elsewhere:1:2", "link", "link::1"):
        Message.objects.filter(id=message.id).update(key=key)
        assert rows_of([arrival])[0].carried is None, key


def test_many_rows_cost_no_more_queries_than_few(sent: Sent) -> None:
    reminded(sent)
    confirmed(sent)
    messages = list(Message.objects.filter(key__regex="^(reminder|receipt):"))
    first = [a_reply_to(sent.house, message) for message in messages]
    with CaptureQueriesContext(connection) as few:
        rows_of(first)
    many = first + [a_reply_to(sent.house, message, number) for message in messages for number in range(1, 6)]
    with CaptureQueriesContext(connection) as more:
        assert all(row.carried for row in rows_of(many))
    assert len(few) == len(more) <= 10
