"""What shows that a circular has come, who is asked once more to say so, and the table of all."""

import datetime as dt

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from tests.cast import FOUNDED, Cast, House, a_county, add_member
from tests.faces.web.stage import set_state
from tests.office.circulars.test_acknowledge import BY_LINK, sent
from tests.office.responses.asking import DEADLINE, by_link, guest_of, it_is, mails, recipient_of
from tests.office.rows import row_counts
from umlauf.engines.mail.enums import State
from umlauf.ground.audit.models import Entry
from umlauf.ground.core.actor import machine
from umlauf.ground.core.clock import office_today
from umlauf.ground.text import Refused
from umlauf.office.circulars.actions.acknowledge import acknowledge
from umlauf.office.circulars.actions.call_up import call_up
from umlauf.office.circulars.actions.follow_up import Word, give_notice
from umlauf.office.circulars.enums import FollowUp
from umlauf.office.circulars.mailing import letter_address
from umlauf.office.circulars.models import Delivery, Issue, ReceiptReminder, Recipient, RecipientAddress
from umlauf.office.directory.enums import AddressKind
from umlauf.office.directory.models import Membership
from umlauf.office.responses.actions.answer import give_nil_return
from umlauf.office.responses.actions.ask_receipt import ask_receipt_again
from umlauf.office.responses.receipt_table import Asked, Mark, issues_of, organisations_in, rows_of
from umlauf.office.responses.receipts import (
    ReceiptState,
    last_receipt_reminder,
    receipt_counts,
    receipts_of,
    unconfirmed,
    with_receipt,
)


def all_of(issue: Issue) -> list[int]:
    return list(Recipient.objects.filter(issue=issue).values_list("id", flat=True))


def remind(house: House, issue: Issue, *ids: int) -> ReceiptReminder:
    chosen = ids or all_of(issue)
    return ask_receipt_again(actor=house.clerk_actor, circular_id=issue.circular_id, recipient_ids=chosen)


def marks(issue: Issue, members: bool = True) -> list[Mark]:
    today = office_today(issue.association)
    rows = rows_of(organisations_in([issue], today, members=members), [issue], today)
    return [row.cells[0].mark for row in rows]


def put(recipient: Recipient, first: State, others: State) -> None:
    """Let its messages be in these states."""
    deliveries = Delivery.objects.filter(address__recipient=recipient).order_by("id")
    for place, delivery in enumerate(deliveries):
        set_state(delivery, others if place else first)


def test_an_answer_confirms_too(home: House) -> None:
    issue = sent(home, answer_by=DEADLINE)
    first, second, third = (recipient_of(issue, place) for place in range(3))
    acknowledge(actor=guest_of(first), recipient_id=first.id, means=BY_LINK, by="Pia Wendlandt")
    give_nil_return(actor=guest_of(second), recipient_id=second.id, entry=by_link())
    call_up(actor=guest_of(third), recipient_id=third.id)
    known = receipts_of(issue)
    assert [(one.confirmed, str(one.means), one.by) for one in known.values()] == [
        (True, "link", "Pia Wendlandt"),
        (True, "link", "Pia Wendlandt"),
        (False, "None", ""),
    ]
    assert [one.answer is None for one in known.values()] == [True, False, True]
    assert list(unconfirmed(issue)) == [third]
    counts = receipt_counts(issue)
    assert (counts.all, counts.confirmed, counts.called_up) == (3, 2, 2)
    rows = Recipient.objects.filter(issue=issue)
    found = {state: list(with_receipt(rows, state)) for state in ReceiptState}
    assert found == {
        ReceiptState.CONFIRMED: [first, second],
        ReceiptState.UNCONFIRMED: [third],
        ReceiptState.DISPLAYED: [],
        ReceiptState.CALLED_UP: [first, third],
        ReceiptState.NOT_CALLED_UP: [second],
    }


def test_copies_are_not_asked(home: House) -> None:
    issue = sent(home)
    copy = recipient_of(issue)
    Recipient.objects.filter(id=copy.id).update(is_copy=True)
    assert not receipts_of(issue)[copy.id].unconfirmed
    assert receipt_counts(issue).all == 2
    assert copy not in unconfirmed(issue)


def test_exactly_those_are_asked_again_who_have_not_confirmed(home: House) -> None:
    issue = sent(home, answer_by=DEADLINE)
    first, second, third = (recipient_of(issue, place) for place in range(3))
    acknowledge(actor=guest_of(first), recipient_id=first.id, means=BY_LINK)
    give_nil_return(actor=guest_of(second), recipient_id=second.id, entry=by_link())
    reminder = remind(home, issue)
    (mail,) = mails("receipt-reminder:")
    assert mail.recipient == "post@lk-lindenberg.example"
    assert letter_address(third) in mail.text
    assert mail.key == f"receipt-reminder:{reminder.id}:{RecipientAddress.objects.get(email=mail.recipient).id}"
    assert [one.recipient for one in reminder.reminded.all()] == [third]
    assert last_receipt_reminder(issue) == reminder
    entry = Entry.objects.latest("sequence")
    assert (entry.event, entry.label) == ("responses.receipt_asked_again", "Rundschreiben Nr. 543/2016 (1)")


def test_once_a_day_and_the_next_day_again(home: House) -> None:
    issue = sent(home)
    first = remind(home, issue, recipient_of(issue).id)
    before = row_counts()
    assert remind(home, issue) == first
    assert row_counts() == before
    it_is(dt.date(2016, 11, 11))
    assert remind(home, issue) != first
    assert len(mails("receipt-reminder:")) == 4


def test_who_has_no_intake_address_is_left_out(home: House) -> None:
    issue = sent(home)
    bare = recipient_of(issue)
    RecipientAddress.objects.filter(recipient=bare).update(kind=AddressKind.COPY)
    with pytest.raises(Refused) as refused:
        remind(home, issue, bare.id)
    assert refused.value.code == "receipt.nobody"
    assert not ReceiptReminder.objects.exists()
    remind(home, issue)
    assert bare.id not in ReceiptReminder.objects.get().reminded.values_list("recipient_id", flat=True)


def test_nobody_is_asked_of_a_circular_that_was_withdrawn(home: House) -> None:
    issue = sent(home)
    give_notice(actor=home.clerk_actor, issue_id=issue.id, word=Word(FollowUp.WITHDRAWAL, "Entfällt.", 0))
    with pytest.raises(Refused) as refused:
        remind(home, issue)
    assert refused.value.code == "receipt.withdrawn"
    assert not mails("receipt-reminder:")


def test_who_may_not_ask(cast: Cast) -> None:
    with scope(association=cast.home.association):
        issue, silent = sent(cast.home), sent(cast.home, asks=False)
        for actor in (cast.member_actor, machine(cast.home.association.id)):
            with pytest.raises(Refused):
                ask_receipt_again(actor=actor, circular_id=issue.circular_id, recipient_ids=all_of(issue))
        with pytest.raises(Http404):
            remind(cast.home, silent)
    with scope(association=cast.other.association), pytest.raises(Http404):
        remind(cast.other, issue, 1)


def test_each_mark_of_the_table(home: House) -> None:
    issue = sent(home)
    first, second, third = (recipient_of(issue, place) for place in range(3))
    assert marks(issue) == [Mark.WAITING] * 3
    put(first, State.SENT, State.BOUNCED)
    put(second, State.UNCERTAIN, State.FAILED)
    put(third, State.BOUNCED, State.FAILED)
    assert marks(issue) == [Mark.HANDED_OVER, Mark.UNCERTAIN, Mark.UNDELIVERABLE]
    put(third, State.CANCELLED, State.FAILED)
    assert marks(issue)[2] == Mark.FAILED
    put(third, State.CANCELLED, State.CANCELLED)
    assert marks(issue)[2] == Mark.CANCELLED
    put(third, State.CANCELLED, State.PAUSED)
    assert marks(issue)[2] == Mark.HELD_BACK
    put(third, State.PAUSED, State.DEFERRED)
    assert marks(issue)[2] == Mark.WAITING
    put(third, State.BOUNCED, State.FAILED)
    Recipient.objects.filter(id=first.id).update(is_copy=True)
    assert marks(issue)[0] == Mark.COPY
    call_up(actor=guest_of(second), recipient_id=second.id)
    acknowledge(actor=guest_of(third), recipient_id=third.id, means=BY_LINK)
    assert marks(issue) == [Mark.COPY, Mark.CALLED_UP, Mark.CONFIRMED]
    add_member(home, a_county(5))
    assert Mark.NOT_ADDRESSED in marks(issue)
    assert Mark.NOT_ADDRESSED not in marks(issue, members=False)


def test_who_left_stays_in_the_table_of_what_they_got(home: House) -> None:
    issue = sent(home)
    Membership.objects.filter(organisation=home.members[0]).update(until=dt.date(2016, 11, 1))
    today = office_today(home.association)
    rows = rows_of(organisations_in([issue], today, members=True), [issue], today)
    assert next((row.organisation, row.member) for row in rows) == (home.members[0], False)


def test_which_circulars_the_table_shows(home: House) -> None:
    one, two = sent(home), sent(home)
    assert list(issues_of(Asked())) == [two, one]
    assert list(issues_of(Asked(since=one.date, until=one.date, series_id=one.series_id))) == [two, one]
    assert not issues_of(Asked(since=one.date + dt.timedelta(days=1)))
    assert not issues_of(Asked(until=one.date - dt.timedelta(days=1)))
    assert not issues_of(Asked(series_id=one.series_id + 1))
    assert list(issues_of(Asked(list_id=home.members_list.id))) == [two, one]
    assert not issues_of(Asked(list_id=home.members_list.id + 1))


def test_the_table_asks_as_often_for_many_as_for_few(home: House) -> None:
    def asked() -> int:
        today = office_today(home.association)
        issues = list(issues_of(Asked()))
        with CaptureQueriesContext(connection) as queries:
            rows_of(organisations_in(issues, today, members=True), issues, today)
        return len(queries)

    sent(home)
    few = asked()
    for place in range(4, 8):
        add_member(home, a_county(place), since=FOUNDED)
    for _time in range(2):
        sent(home)
    assert asked() == few == 7


def test_the_sums_ask_as_often_for_many_as_for_few(home: House) -> None:
    def asked(issue: Issue) -> int:
        with CaptureQueriesContext(connection) as queries:
            receipts_of(issue)
            receipt_counts(issue)
        return len(queries)

    few = asked(sent(home))
    for place in range(4, 8):
        add_member(home, a_county(place), since=FOUNDED)
    assert asked(sent(home)) == few == 4
