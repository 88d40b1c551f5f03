"""A mail program says that it has displayed a mail: of each house the first time is noted, and nothing else follows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from django_scopes import scope
from pytest_django import Settings

from tests.cast import Cast, House, a_circular, a_content, an_issue
from tests.engines.mail import mdns
from tests.engines.mail.returns import report
from tests.office.circulars.coming_back import NOON, delivery_to, verp_of
from tests.office.rows import row_counts
from umlauf.engines.mail.enums import ArrivalKind, Doubt, State
from umlauf.engines.mail.models import Arrival, Message
from umlauf.engines.mail.outbox import ASKS_READ
from umlauf.engines.mail.verp import Verp
from umlauf.ground.audit.chain import verify
from umlauf.ground.audit.models import Entry
from umlauf.ground.core.actor import machine
from umlauf.ground.core.clock import set_office_time
from umlauf.office.circulars.actions.render import render_issue
from umlauf.office.circulars.actions.returned import NotYet, assign_arrival, take_in
from umlauf.office.circulars.actions.send import dispatch
from umlauf.office.circulars.actions.trial import send_trial
from umlauf.office.circulars.difference import difference
from umlauf.office.circulars.models import Acknowledgement, Delivery, Issue, Recipient
from umlauf.office.circulars.returned import waiting_arrivals
from umlauf.office.responses.receipt_table import Mark, organisations_in, rows_of
from umlauf.office.responses.receipts import ReceiptState, receipt_counts, receipts_of, unconfirmed, with_receipt

AHORN, LANDRAT = "post@lk-ahorntal.example", "landrat@lk-ahorntal.example"
TODAY, LATER = NOON.date(), NOON + dt.timedelta(days=1)


def issued(house: House) -> Issue:
    """A circular with a letter that asks for both kinds of receipt. Inside the scope."""
    set_office_time(NOON)
    issue = an_issue(house, a_circular(house, replace(a_content(house), acknowledge=True, ask_read=True)))
    render_issue(actor=machine(house.association.id), issue_id=issue.id)
    return issue


def sent(house: House) -> Issue:
    issue = issued(house)
    dispatch(actor=house.clerk_actor, issue_id=issue.id)
    Message.objects.update(state=State.SENT, sent_at=NOON, next_attempt_at=None)
    return Issue.objects.get(id=issue.id)


@pytest.fixture
def issue(home: House, settings: Settings) -> Issue:
    settings.RETURN_ADDRESS = "returns@umlauf.example"
    return sent(home)


@pytest.fixture
def message(issue: Issue) -> Message:
    return delivery_to(issue, AHORN).message


def taken(house: House, data: bytes, verp: Verp | None = None) -> Arrival:
    return take_in(actor=machine(house.association.id), data=data, verp=verp)


def read_on(issue: Issue) -> list[dt.date | None]:
    rows = Recipient.objects.filter(issue=issue).order_by("id").values_list("read_at", flat=True)
    return [one.date() if one else None for one in rows]


def put(message: Message, state: State) -> None:
    held = NOON if state == State.STARTED else None
    Message.objects.filter(id=message.id).update(state=state, claimed_until=held, started_at=NOON, sent_at=None)


@pytest.mark.parametrize("program", mdns.PROGRAMS)
def test_the_first_receipt_of_a_house_is_noted(
    home: House, issue: Issue, message: Message, program: Callable[..., bytes]
) -> None:
    arrival = taken(home, program(about=message.message_id, recipient=AHORN), verp_of(message))
    assert (arrival.kind, arrival.message_id, arrival.doubt) == (ArrivalKind.RECEIPT, message.id, "")
    assert read_on(issue) == [TODAY, None, None]
    entry = Entry.objects.latest("sequence")
    assert entry.event == "circulars.mail_displayed"
    first = delivery_to(issue, AHORN).address.recipient
    assert entry.subject == f"circulars.Recipient:{first.id}"
    assert entry.label == "Rundschreiben Nr. 543/2016 Landkreis Ahorntal"
    assert verify(home.association) == []
    assert waiting_arrivals() == 0


def test_any_address_is_enough_and_the_first_stands(home: House, issue: Issue, message: Message) -> None:
    other = delivery_to(issue, LANDRAT).message
    taken(home, mdns.thunderbird(recipient=LANDRAT), verp_of(other))
    entries = Entry.objects.count()
    set_office_time(LATER)
    taken(home, mdns.outlook(recipient=AHORN), verp_of(message))
    taken(home, mdns.thunderbird(recipient=LANDRAT), verp_of(other))
    assert read_on(issue) == [TODAY, None, None]
    assert Entry.objects.count() == entries


def test_it_confirms_nothing(home: House, issue: Issue, message: Message) -> None:
    taken(home, mdns.outlook(recipient=AHORN), verp_of(message))
    first = Recipient.objects.get(issue=issue, read_at__isnull=False)
    receipt = receipts_of(issue)[first.id]
    assert (receipt.read_at, receipt.called_up_at) == (first.read_at, None)
    assert (receipt.confirmed, receipt.unconfirmed) == (False, True)
    assert not Acknowledgement.objects.exists()
    assert first in unconfirmed(issue)
    counts = receipt_counts(issue)
    assert (counts.all, counts.displayed, counts.called_up, counts.confirmed) == (3, 1, 0, 0)
    assert list(with_receipt(Recipient.objects.filter(issue=issue), ReceiptState.DISPLAYED)) == [first]


def mark_of(recipient: Recipient) -> Mark:
    today = NOON.date()
    (row,) = [
        one
        for one in rows_of(organisations_in([recipient.issue], today, members=False), [recipient.issue], today)
        if one.organisation.id == recipient.organisation_id
    ]
    return row.cells[0].mark


def test_in_the_table_it_stands_between_called_up_and_confirmed(home: House, issue: Issue, message: Message) -> None:
    first = delivery_to(issue, AHORN).address.recipient
    assert mark_of(first) == Mark.HANDED_OVER
    Recipient.objects.filter(id=first.id).update(called_up_at=NOON)
    assert mark_of(first) == Mark.CALLED_UP
    taken(home, mdns.outlook(recipient=AHORN), verp_of(message))
    assert mark_of(first) == Mark.DISPLAYED
    noted = {"recipient": first, "association": home.association, "at": NOON, "means": "link"}
    Acknowledgement.objects.create(**noted)
    assert mark_of(first) == Mark.CONFIRMED


@pytest.mark.parametrize("said", ["deleted", "dispatched", "processed", "denied", "failed", "displayed/error", ""])
def test_what_was_not_displayed_is_only_kept(home: House, issue: Issue, message: Message, said: str) -> None:
    put(message, State.UNCERTAIN)
    entries = Entry.objects.count()
    arrival = taken(home, mdns.outlook(f"manual-action/MDN-sent-manually; {said}", recipient=AHORN), verp_of(message))
    assert (arrival.kind, arrival.message_id) == (ArrivalKind.RECEIPT, message.id)
    assert read_on(issue) == [None] * 3
    assert Message.objects.get(id=message.id).state == State.UNCERTAIN
    assert Entry.objects.count() == entries


def test_the_receipt_of_a_server_is_none_of_a_mail_program(home: House, issue: Issue, message: Message) -> None:
    data = report(action="delivered", status="2.0.0", recipient=AHORN, diagnostic="smtp; 250 displayed")
    assert taken(home, data, verp_of(message)).kind == ArrivalKind.RECEIPT
    assert read_on(issue) == [None] * 3


def test_what_was_uncertain_had_arrived(home: House, issue: Issue, message: Message) -> None:
    put(message, State.UNCERTAIN)
    taken(home, mdns.thunderbird(recipient=AHORN), verp_of(message))
    found = Message.objects.get(id=message.id)
    assert (found.state, found.sent_at) == (State.SENT, NOON)
    other = delivery_to(issue, LANDRAT).message  # known for this house already, but not of this mail
    put(other, State.UNCERTAIN)
    taken(home, mdns.notes(recipient=LANDRAT), verp_of(other))
    assert Message.objects.get(id=other.id).state == State.SENT
    assert Entry.objects.filter(event="circulars.mail_displayed").count() == 2


@pytest.mark.parametrize("state", [State.BOUNCED, State.FAILED, State.CANCELLED, State.SENT])
def test_no_other_state_changes(home: House, message: Message, state: State) -> None:
    put(message, state)
    taken(home, mdns.thunderbird(recipient=AHORN), verp_of(message))
    assert Message.objects.get(id=message.id).state == state


def test_while_it_is_being_sent_the_receipt_waits(home: House, issue: Issue, message: Message) -> None:
    put(message, State.STARTED)
    before = row_counts()
    with pytest.raises(NotYet):
        taken(home, mdns.thunderbird(recipient=AHORN), verp_of(message))
    assert row_counts() == before
    assert read_on(issue) == [None] * 3
    put(message, State.UNCERTAIN)
    taken(home, mdns.thunderbird(recipient=AHORN), verp_of(message))
    assert read_on(issue) == [TODAY, None, None]


def test_a_message_that_brings_several_circulars_counts_for_each(home: House, issue: Issue, message: Message) -> None:
    second = sent(home)
    Delivery.objects.filter(id=delivery_to(second, AHORN).id).update(message=message)
    taken(home, mdns.outlook(recipient=AHORN), verp_of(message))
    assert read_on(issue) == read_on(second) == [TODAY, None, None]
    labels = Entry.objects.filter(event="circulars.mail_displayed").values_list("label", flat=True)
    assert set(labels) == {f"{one.label} Landkreis Ahorntal" for one in (issue, second)}
    assert len(labels) == 2


@pytest.mark.parametrize(
    ("coded", "known", "named", "doubt"),
    [
        (True, True, AHORN, ""),
        (True, False, AHORN, ""),
        (True, True, "vertretung@lk-ahorntal.example", ""),
        (False, True, AHORN, ""),
        (False, True, "wer@anders.example", Doubt.RECIPIENT),
        (False, True, "unlesbar", Doubt.RECIPIENT),
        (False, False, AHORN, Doubt.UNKNOWN),
    ],
)
def test_a_receipt_that_may_be_forged_changes_nothing(
    home: House, issue: Issue, message: Message, coded: bool, known: bool, named: str, doubt: str
) -> None:
    """The address that it comes to has the code. Without that it takes the Message-ID and the address written to."""
    put(message, State.UNCERTAIN)
    about = message.message_id if known else "<erfunden@lk-ahorntal.example>"
    arrival = taken(home, mdns.outlook(about=about, recipient=named), verp_of(message) if coded else None)
    assert arrival.doubt == doubt
    assert read_on(issue)[0] == (None if doubt else TODAY)
    assert Message.objects.get(id=message.id).state == (State.UNCERTAIN if doubt else State.SENT)
    assert waiting_arrivals() == 0


def test_a_person_may_say_whose_a_doubtful_one_is(home: House, issue: Issue, message: Message) -> None:
    arrival = taken(home, mdns.outlook(about=message.message_id, recipient="wer@anders.example"))
    set_office_time(LATER)
    assign_arrival(actor=home.clerk_actor, arrival_id=arrival.id, message_id=message.id)
    assert read_on(issue) == [TODAY, None, None]


def test_a_receipt_of_a_foreign_message_finds_none(cast: Cast, settings: Settings) -> None:
    settings.RETURN_ADDRESS = "returns@umlauf.example"
    with scope(association=cast.other.association):
        theirs = delivery_to(sent(cast.other), AHORN).message
    with scope(association=cast.home.association):
        own = sent(cast.home)
        for verp in (None, verp_of(theirs), Verp(cast.home.association.id, theirs.id)):
            data = mdns.outlook(about=theirs.message_id, recipient=AHORN) + str(verp).encode()
            assert taken(cast.home, data, verp).doubt == Doubt.UNKNOWN
        assert read_on(own) == [None] * 3
    with scope(association=cast.other.association):
        assert not Recipient.objects.filter(read_at__isnull=False).exists()


def test_the_mails_ask_for_it_but_not_those_of_copies_nor_a_trial(home: House) -> None:
    issue = issued(home)
    copy = Recipient.objects.filter(issue=issue).order_by("id")[0]
    Recipient.objects.filter(id=copy.id).update(is_copy=True)
    trial = send_trial(actor=home.clerk_actor, issue_id=issue.id)
    dispatch(actor=home.clerk_actor, issue_id=issue.id)
    asked = {
        one.address.recipient_id: ASKS_READ in dict(one.message.headers)
        for one in Delivery.objects.select_related("message", "address")
    }
    assert asked == {one.id: one.id != copy.id for one in Recipient.objects.filter(issue=issue)}
    assert ASKS_READ not in dict(Message.objects.get(id=trial.id).headers)


def test_that_it_asks_is_a_change_that_people_see(home: House) -> None:
    content = a_content(home)
    assert "ask_read" not in content.json()
    (change,) = difference(content, replace(content, ask_read=True))
    assert change.label != "ask_read"
    assert len(change.paragraphs) == 1
