"""What came back finds its message, or waits for a person; nothing that a stranger writes changes anything."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from itertools import product
from urllib.parse import quote

import pytest
from django.core.files.storage import storages
from django.http import Http404
from django_scopes import scope
from pytest_django.fixtures import Settings

from tests.cast import Cast, House
from tests.engines.mail import returns
from tests.engines.mail.returns import report
from tests.office.circulars.coming_back import NOON, bounced, delivery_to, sent_circular, verp_of
from tests.office.rows import row_counts
from umlauf.engines.mail.arrivals import forget_arrivals, whole
from umlauf.engines.mail.enums import ArrivalKind, Bounce, Doubt, State
from umlauf.engines.mail.models import Arrival, Message
from umlauf.engines.mail.verp import Verp
from umlauf.ground.audit.chain import verify
from umlauf.ground.audit.models import Entry
from umlauf.ground.core.actor import Actor, machine
from umlauf.ground.core.clock import office_now, set_office_time
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused
from umlauf.office.circulars.actions.returned import NotYet, assign_arrival, settle_arrival, take_in
from umlauf.office.circulars.mailing import letter_address
from umlauf.office.circulars.models import Issue, Recipient
from umlauf.office.circulars.returned import arrivals as all_arrivals
from umlauf.office.circulars.returned import (
    arrivals_of_message,
    candidates,
    replies_to,
    rows_of,
    waiting_arrivals,
    waits,
)

AHORN = "post@lk-ahorntal.example"
LINDEN = "post@lk-lindenberg.example"


@pytest.fixture
def issue(home: House) -> Issue:
    set_office_time(NOON)
    return sent_circular(home)


@pytest.fixture
def message(issue: Issue) -> Message:
    return delivery_to(issue, AHORN).message


def taken(house: House, data: bytes, verp: Verp | None = None) -> Arrival:
    return take_in(actor=machine(house.association.id), data=data, verp=verp)


def state_of(message: Message) -> tuple[State, str]:
    found = Message.objects.get(id=message.id)
    return State(found.state), found.bounce


def test_a_bounce_makes_its_message_undeliverable(home: House, message: Message) -> None:
    arrival = bounced(home, message)
    assert state_of(message) == (State.BOUNCED, Bounce.HARD)
    assert (arrival.message_id, arrival.doubt, arrival.kind, arrival.status) == (message.id, "", "bounce", "5.1.1")
    assert "User unknown" in Message.objects.get(id=message.id).last_reply
    entry = Entry.objects.latest("sequence")
    assert (entry.event, entry.label) == (
        "circulars.message_came_back",
        "Rundschreiben Nr. 543/2016 Landkreis Ahorntal, Poststelle",
    )
    assert verify(home.association) == []
    assert waiting_arrivals() == 0


def test_the_same_mail_twice_is_one_row(home: House, message: Message) -> None:
    first = taken(home, report(recipient=AHORN), verp_of(message))
    before = row_counts()
    assert taken(home, report(recipient=AHORN), verp_of(message)) == first
    assert row_counts() == before


def test_without_a_code_the_message_id_finds_it(home: House, message: Message) -> None:
    data = report(recipient=AHORN, original=f"Message-ID: {message.message_id}\n\nText")
    assert taken(home, data).message_id == message.id
    assert state_of(message)[0] == State.BOUNCED


def test_a_bounce_about_no_address_that_came_without_a_code_waits_for_a_person(
    home: House, message: Message, settings: Settings
) -> None:
    """Whoever was quoted a mail knows its Message-ID; with VERP every true bounce has the code."""
    settings.RETURN_ADDRESS = "returns@umlauf.example"
    data = report(recipient="", original=f"Message-ID: {message.message_id}\n\nText")
    arrival = taken(home, data)
    assert (arrival.kind, arrival.message_id, arrival.doubt) == (ArrivalKind.BOUNCE, message.id, Doubt.RECIPIENT)
    assert state_of(message)[0] == State.SENT
    assert taken(home, data + b"\n", verp_of(message)).doubt == ""
    assert state_of(message)[0] == State.BOUNCED


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (report(action="delayed", status="4.4.1", recipient=AHORN), ArrivalKind.DELAY),
        (returns.OUT_OF_OFFICE, ArrivalKind.AUTO_REPLY),
        (returns.SHOWN, ArrivalKind.RECEIPT),
        (returns.REPLY, ArrivalKind.REPLY),
    ],
)
def test_what_is_no_bounce_leaves_the_message_alone(
    home: House, message: Message, data: bytes, kind: ArrivalKind
) -> None:
    arrival = taken(home, data, verp_of(message))
    assert (arrival.kind, arrival.message_id, arrival.doubt) == (kind, message.id, "")
    assert state_of(message) == (State.SENT, "")
    assert waiting_arrivals() == (1 if kind == ArrivalKind.REPLY else 0)


def test_a_report_about_somebody_else_waits_for_a_person(home: House, message: Message) -> None:
    arrival = bounced(home, message, recipient=LINDEN)
    assert (arrival.message_id, arrival.doubt) == (message.id, Doubt.RECIPIENT)
    assert state_of(message) == (State.SENT, "")
    assert waiting_arrivals() == 1


def test_a_bounce_of_a_foreign_message_finds_none(cast: Cast) -> None:
    set_office_time(NOON)
    with scope(association=cast.other.association):
        theirs = delivery_to(sent_circular(cast.other), AHORN).message
    with scope(association=cast.home.association):
        data = report(recipient=AHORN, original=f"Message-ID: {theirs.message_id}\n\nText")
        for verp in (None, verp_of(theirs), Verp(cast.home.association.id, theirs.id)):
            arrival = taken(cast.home, data + str(verp).encode(), verp)
            assert (arrival.message_id, arrival.doubt) == (None, Doubt.UNKNOWN)
    with scope(association=cast.other.association):
        assert state_of(theirs) == (State.SENT, "")


def test_our_own_mail_that_comes_round_changes_nothing(home: House, message: Message) -> None:
    own = f"Message-ID: {message.message_id}\r\nFrom: a@b.example\r\nSubject: Unzustellbar\r\n\r\nuser unknown".encode()
    assert taken(home, own, verp_of(message)).doubt == Doubt.LOOP
    many = b"Received: by a\r\n" * 40 + report(recipient=AHORN)
    assert taken(home, many, verp_of(message)).doubt == Doubt.LOOP
    assert state_of(message) == (State.SENT, "")


def test_a_message_in_hand_is_waited_for(home: House, message: Message) -> None:
    Message.objects.filter(id=message.id).update(state=State.STARTED, claimed_until=NOON)
    before = row_counts()
    with pytest.raises(NotYet):
        bounced(home, message)
    assert row_counts() == before
    Message.objects.filter(id=message.id).update(state=State.SENT, claimed_until=None)
    bounced(home, message)
    assert state_of(message)[0] == State.BOUNCED


def test_a_person_says_whose_it_is(home: House, issue: Issue, message: Message) -> None:
    arrival = taken(home, report(recipient=AHORN))
    assert arrival.doubt == Doubt.UNKNOWN
    (offered,) = candidates(arrival)
    assert (offered.message_id, offered.recipient.name) == (message.id, "Landkreis Ahorntal")
    assign_arrival(actor=home.clerk_actor, arrival_id=arrival.id, message_id=message.id)
    assert state_of(message) == (State.BOUNCED, Bounce.HARD)
    before = row_counts()
    assign_arrival(actor=home.clerk_actor, arrival_id=arrival.id, message_id=message.id)
    assert row_counts() == before
    other = delivery_to(issue, LINDEN).message
    with pytest.raises(Refused) as refused:
        assign_arrival(actor=home.clerk_actor, arrival_id=arrival.id, message_id=other.id)
    assert refused.value.code == "returned.assigned"
    assert state_of(other) == (State.SENT, "")


def test_while_it_is_being_sent_nothing_is_assigned(home: House, message: Message) -> None:
    arrival = taken(home, report(recipient=AHORN))
    Message.objects.filter(id=message.id).update(state=State.STARTED, claimed_until=NOON)
    with pytest.raises(Refused) as refused:
        assign_arrival(actor=home.clerk_actor, arrival_id=arrival.id, message_id=message.id)
    assert refused.value.code == "returned.busy"
    assert Arrival.objects.get(id=arrival.id).doubt == Doubt.UNKNOWN


def test_whoever_settles_it_takes_it_off_the_list(home: House) -> None:
    arrival = taken(home, returns.ADVERTISEMENT)
    assert waiting_arrivals() == 1
    settle_arrival(actor=home.clerk_actor, arrival_id=arrival.id)
    assert waiting_arrivals() == 0
    before = row_counts()
    assert settle_arrival(actor=home.signatory_actor, arrival_id=arrival.id).settled_by == home.clerk.name
    assert row_counts() == before


def test_only_the_office_of_the_association_settles(cast: Cast, home: House) -> None:
    arrival = taken(home, returns.ADVERTISEMENT)
    actions: tuple[Callable[[Actor], object], ...] = (
        lambda actor: settle_arrival(actor=actor, arrival_id=arrival.id),
        lambda actor: assign_arrival(actor=actor, arrival_id=arrival.id, message_id=1),
    )
    for action in actions:
        with pytest.raises(Refused) as refused:
            action(cast.member_actor)
        assert refused.value.code == "access.role"
    with scope(association=cast.other.association), pytest.raises(Http404):
        settle_arrival(actor=cast.other.clerk_actor, arrival_id=arrival.id)
    nobody = Actor("x", home.association.id, home.clerk_actor.means)
    with pytest.raises(Refused):
        take_in(actor=nobody, data=b"", verp=None)


def test_the_list_begins_with_what_waits(home: House, message: Message) -> None:
    waiting = taken(home, returns.ADVERTISEMENT)
    done = bounced(home, message, day=9)
    assert [one.id for one in all_arrivals()] == [waiting.id, done.id]
    assert [one.id for one in all_arrivals(ArrivalKind.BOUNCE)] == [done.id]
    first, second = rows_of(list(all_arrivals()))
    assert (first.waits, first.carried) == (True, None)
    assert second.carried is not None
    assert (second.waits, second.carried.recipient.name) == (False, "Landkreis Ahorntal")
    assert [one.id for one in arrivals_of_message(message.id)] == [done.id]


def test_replies_stand_with_their_circular(home: House, issue: Issue, message: Message) -> None:
    arrival = taken(home, returns.REPLY.replace(returns.OURS.encode(), message.message_id.encode()))
    (row,) = replies_to(issue.circular_id)
    assert (row.arrival.id, row.arrival.sender) == (arrival.id, "pia@lk-ahorntal.example")
    assert "nimmt teil" in arrival.text


def test_mails_are_kept_whole_until_their_last_day(home: House, message: Message) -> None:
    data = report(recipient=AHORN)
    arrival = taken(home, data, verp_of(message))
    assert whole(arrival) == data
    last = NOON.date() + dt.timedelta(days=LIMITS.arrival_days)
    assert arrival.kept_until == last
    assert forget_arrivals(home.association.id, last) == 0
    key = arrival.raw_key
    assert forget_arrivals(home.association.id, last + dt.timedelta(days=1)) == 1
    arrival.refresh_from_db()
    said = (arrival.text, arrival.subject, arrival.sender, arrival.address, arrival.diagnostic)
    assert said == ("", "", "", "", "")
    assert (arrival.kind, arrival.message_id) == (ArrivalKind.BOUNCE, message.id)
    assert whole(arrival) is None
    assert not storages["files"].exists(key)
    assert forget_arrivals(home.association.id, last + dt.timedelta(days=1)) == 0


def test_a_reply_with_forty_megabytes_is_kept_whole(home: House, issue: Issue, message: Message) -> None:
    attached = b"QUJD" * 19 + b"\r\n"
    data = b"\r\n".join(
        [
            b"From: Pia Wendlandt <pia@lk-ahorntal.example>\r\nSubject: AW: RS 543/2016",
            b"In-Reply-To: " + message.message_id.encode(),
            b'Content-Type: multipart/mixed; boundary="m"\r\n\r\n--m\r\nContent-Type: text/plain\r\n',
            b"Anbei unsere Stellungnahme.\r\n--m\r\nContent-Type: application/pdf",
            b"Content-Transfer-Encoding: base64\r\n",
            attached * 700_000 + b"--m--\r\n",
        ]
    )
    assert 54_000_000 < len(data) < LIMITS.arrival_bytes
    arrival = taken(home, data)
    assert (arrival.kind, arrival.message_id, arrival.text) == (
        ArrivalKind.REPLY,
        message.id,
        "Anbei unsere Stellungnahme.",
    )
    assert whole(arrival) == data
    (row,) = replies_to(issue.circular_id)
    assert row.waits


@pytest.mark.parametrize("link", ["{link}", "https://gate.example/?u={quoted}&d=1", "<{link}>"])
def test_a_quoted_link_is_not_kept_for_every_reader(home: House, issue: Issue, message: Message, link: str) -> None:
    own = letter_address(Recipient.objects.filter(issue=issue)[0])
    token = own.rpartition("/")[2]
    written = link.format(link=own, quoted=quote(own, safe=""))
    reply = returns.REPLY + f"\n> Bitte hier lesen: {written}\n".encode()
    arrival = taken(home, reply, verp_of(message))
    assert token not in arrival.text
    assert "Bitte hier lesen" in arrival.text
    assert whole(arrival) == reply
    failed = taken(home, report(recipient=AHORN, said=f"refused: {own}"), verp_of(message))
    assert token not in failed.text + failed.diagnostic + Message.objects.get(id=message.id).last_reply


def test_a_list_and_a_page_mean_the_same_by_waiting(home: House, message: Message) -> None:
    for number, (kind, doubt, settled) in enumerate(product(ArrivalKind, ("", *Doubt), (None, office_now()))):
        Arrival.objects.create(
            association=home.association,
            digest=str(number),
            received_at=office_now(),
            kind=kind,
            bounce="soft" if kind is ArrivalKind.BOUNCE else "",
            doubt=doubt,
            message=message,
            settled_at=settled,
        )
    listed = list(all_arrivals())
    waiting = [waits(one) for one in listed]
    assert waiting == sorted(waiting, reverse=True)  # which is how the list puts them first
    assert 0 < sum(waiting) == waiting_arrivals() < len(listed)
