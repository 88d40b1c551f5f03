"""Whoever answers a mail about a registration answers the circular, and one that reached nobody is to be cleared up."""

from __future__ import annotations

import pytest

from tests.cast import House
from tests.office.conferences.registering import ANNA, an_entry, an_invitation, guest, invited, mails, registered
from tests.office.responses.test_returned import a_reply_to
from umlauf.engines.mail.enums import State
from umlauf.engines.mail.models import Message
from umlauf.ground.text import Refused
from umlauf.office.circulars.actions.settle import settle_beside
from umlauf.office.circulars.beside import unsettled_beside
from umlauf.office.circulars.enums import Outcome
from umlauf.office.circulars.models import Recipient
from umlauf.office.circulars.returned import carried_by, replies_to
from umlauf.office.conferences.actions.withdraw import withdraw
from umlauf.office.conferences.models import Registration
from umlauf.office.intake.replies import recipient_of


@pytest.fixture
def recipient(home: House) -> Recipient:
    return invited(an_invitation(home))[1]


@pytest.fixture
def row(recipient: Recipient) -> Registration:
    """Whose number is none of a recipient's of theirs."""
    Registration.objects.filter(id=registered(recipient, ANNA).added[0].id).update(id=900_000 + recipient.id)
    row = Registration.objects.get()
    first = mails()[0]
    Message.objects.filter(id=first.id).update(key=f"conference:{row.conference_id}:{row.id}:{row.sequence}:admitted")
    return row


def failed(message: Message, key: str = "") -> Message:
    known = key or message.key
    Message.objects.filter(id=message.id).update(state=State.BOUNCED, next_attempt_at=None, key=known)
    return Message.objects.get(id=message.id)


def test_a_reply_to_it_finds_the_recipient(home: House, recipient: Recipient, row: Registration) -> None:
    arrival = a_reply_to(home, mails()[0])
    assert recipient_of(arrival) == recipient
    assert [one.arrival for one in replies_to(recipient.issue.circular_id)] == [arrival]


@pytest.mark.parametrize("said", ["{0}:admitted", "announced:1"])
def test_one_that_reached_nobody_is_to_be_cleared_up(
    home: House, recipient: Recipient, row: Registration, said: str
) -> None:
    message = failed(mails()[0], f"conference:{row.conference_id}:{row.id}:{said.format(row.sequence)}")
    (one,) = unsettled_beside(recipient.issue.circular_id)
    assert (one.message, one.recipient) == (message, recipient)
    settle_beside(actor=home.clerk_actor, message_id=message.id, outcome=Outcome.AGAIN)
    assert unsettled_beside() == []


@pytest.mark.parametrize("said", ["{0}:admitted", "announced:1"])
def test_what_does_not_hold_any_more_is_not_sent_again(
    home: House, recipient: Recipient, row: Registration, said: str
) -> None:
    message = failed(mails()[0], f"conference:{row.conference_id}:{row.id}:{said.format(row.sequence)}")
    withdraw(actor=guest(recipient), recipient_id=recipient.id, entry=an_entry(1), registration_ids=[row.id])
    assert unsettled_beside() == []
    with pytest.raises(Refused) as refused:
        settle_beside(actor=home.clerk_actor, message_id=message.id, outcome=Outcome.AGAIN)
    assert refused.value.code == "mail.outdated"
    later = mails().exclude(id=message.id).get()
    assert "withdrawn" in failed(later).key
    assert [one.message for one in unsettled_beside()] == [later]


def test_a_mail_to_who_contributes_is_about_no_recipient(recipient: Recipient, row: Registration) -> None:
    for key in (f"{row.conference_id}:programme:{row.id}:{row.id}", f"{row.id}:{row.conference_id}:0:admitted", "1"):
        message = failed(mails()[0], f"conference:{key}")
        assert unsettled_beside() == []
        assert carried_by([message.id]) == {}
