"""What comes in: once per key, as it was, and nothing that could break a header or a command."""

from __future__ import annotations

import datetime as dt
import re
import threading

import pytest
from django.conf import settings
from django.db import connections
from django_scopes import scope
from django_scopes.exceptions import ScopeError

from tests.engines.mail.conftest import Outbox, outgoing
from umlauf.engines.mail.enums import DUE, ENDED, IN_HAND, NEEDS_A_PERSON, OPEN, STOPPED, WITHHELD, State
from umlauf.engines.mail.models import Body, Message
from umlauf.engines.mail.outbox import Attachment, Shared, queue, take_back
from umlauf.ground.core.models import Association
from umlauf.ground.text import Refused


def test_a_message_waits_as_it_was_handed_in(outbox: Outbox) -> None:
    attachment = Attachment("RS 543.pdf", "application/pdf", "1/abc")
    message = outgoing(html="<p>Hallo</p>", attachments=(attachment,), headers=(("List-Id", "<rs.example>"),))
    (row,) = outbox.put(message)
    assert row == outbox.only()
    row = outbox.only()
    assert (row.text, row.html, row.subject, row.date) == (message.text, message.html, message.subject, message.date)
    assert row.attachments == [{"name": "RS 543.pdf", "media_type": "application/pdf", "key": "1/abc"}]
    assert row.headers == [["List-Id", "<rs.example>"]]
    assert row.state == State.QUEUED
    assert row.next_attempt_at == row.queued_at


def test_the_same_key_again_is_the_first_row(outbox: Outbox) -> None:
    first = outbox.put(outgoing(0), outgoing(1))
    again = outbox.put(outgoing(1, subject="Anders"), outgoing(2), outgoing(1))
    assert [row.key for row in again] == ["circular:1:1", "circular:1:2", "circular:1:1"]
    assert again[0] == again[2] == first[1]
    assert again[0].message_id == first[1].message_id
    assert [row.subject for row in outbox.rows()] == [outgoing().subject] * 3


def test_another_association_may_use_the_same_key(outbox: Outbox) -> None:
    other = Outbox(Association.objects.create(slug="zweit", name="Städtebund", short_name="SB"))
    assert outbox.put(outgoing()) != other.put(outgoing())
    assert len(outbox.rows()) == len(other.rows()) == 1


def test_callers_at_the_same_time_get_the_same_rows(outbox: Outbox) -> None:
    messages = [outgoing(number) for number in range(200)]
    results: list[list[int]] = []
    together = threading.Barrier(4)

    def call() -> None:
        together.wait()
        results.append([row.pk for row in outbox.put(*messages)])
        connections.close_all()

    callers = [threading.Thread(target=call) for _number in range(4)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert len(results) == 4
    assert all(result == results[0] for result in results)
    assert len(outbox.rows()) == 200


def test_a_thousand_cost_a_few_queries(outbox: Outbox, django_assert_max_num_queries: pytest.FixtureRequest) -> None:
    with django_assert_max_num_queries(45):  # type: ignore[operator] # SQLite takes 32 such rows in one
        rows = outbox.put(*(outgoing(number) for number in range(1000)))
    assert [row.key for row in rows] == [f"circular:1:{number}" for number in range(1000)]


@pytest.mark.parametrize(
    ("public_url", "domain"),
    [
        ("https://umlauf.example", "umlauf.example"),
        ("http://localhost:8000", "landkreistag.example"),
        ("http://127.0.0.1:8000", "landkreistag.example"),
    ],
)
def test_the_message_id_is_of_a_domain_of_ours(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch, public_url: str, domain: str
) -> None:
    monkeypatch.setattr(settings, "PUBLIC_URL", public_url)
    one, other = outbox.put(outgoing(0), outgoing(1))
    assert re.fullmatch(rf"<[0-9a-f]{{32}}@{re.escape(domain)}>", one.message_id)
    assert one.message_id != other.message_id


@pytest.mark.parametrize("character", ["\r", "\n", "\0", "\x0b", "\x85", "\u2028"])
@pytest.mark.parametrize("field", ["subject", "sender_name"])
def test_no_line_break_gets_into_a_header(outbox: Outbox, field: str, character: str) -> None:
    broken = outgoing(1, **{field: f"Betreff{character}Bcc: fremd@kreis.example"})
    with pytest.raises(Refused) as refused:
        outbox.put(outgoing(0), broken)
    assert refused.value.code == "mail.header"
    assert outbox.rows() == []


def test_no_line_break_gets_in_by_a_header_or_a_file_name(outbox: Outbox) -> None:
    for broken in (
        outgoing(headers=(("List-Id", "<a>\r\nBcc: fremd@kreis.example"),)),
        outgoing(attachments=(Attachment("a\r\nBcc: x.pdf", "application/pdf", "1/a"),)),
        outgoing(headers=(("List-Id", "x" * 901),)),
        outgoing(sender_name="x" * 201),
        outgoing(text="a\0b"),
    ):
        with pytest.raises(Refused) as refused:
            outbox.put(broken)
        assert refused.value.code == "mail.header"


@pytest.mark.parametrize(
    "address",
    [
        "a@kreis.example> SIZE=0",
        "a@kreis.example\r\nDATA",
        "fremd@a.example,b@kreis.example",
        "ü@kreis.example",
        "a@bücher.example",
        "a",
        "",
        "a" * 250 + "@kreis.example",
    ],
)
def test_an_address_that_is_no_plain_one_is_refused(outbox: Outbox, address: str) -> None:
    with pytest.raises(Refused) as refused:
        outbox.put(outgoing(recipient=address))
    assert refused.value.code == "mail.address"
    assert outbox.rows() == []


@pytest.mark.parametrize("name", ["Subject", "bcc", "Content-Type", "Bad Name", "Bad:Name", ""])
def test_headers_of_the_engine_are_not_the_callers(outbox: Outbox, name: str) -> None:
    with pytest.raises(ValueError, match="cannot be a header"):
        outbox.put(outgoing(headers=((name, "x"),)))


def test_a_date_without_a_zone_is_a_mistake(outbox: Outbox) -> None:
    with pytest.raises(ValueError, match="zone"):
        outbox.put(outgoing(date=dt.datetime(2016, 11, 1)))  # noqa: DTZ001 - that is the mistake


def test_what_is_gathered_goes_nowhere_by_itself_and_can_be_taken_back(outbox: Outbox) -> None:
    own, common = Shared("Eins\n"), Shared("Beide\n")
    said = {"text": "", "html": ""}
    gathered, beside, due = outbox.put(
        outgoing(1, **said, shared=own, gathered=True),
        outgoing(2, **said, shared=common, gathered=True),
        outgoing(3, **said, shared=common),
    )
    assert [(one.state, one.next_attempt_at) for one in (gathered, beside)] == [(State.GATHERED, None)] * 2
    with scope(association=outbox.association):
        take_back(outbox.association.pk, [gathered.pk, beside.pk, due.pk])
        assert [one.pk for one in Message.objects.all()] == [due.pk]
        assert [one.text for one in Body.objects.all()] == ["Beide\n"]


def test_nothing_is_queued_outside_a_scope(outbox: Outbox) -> None:
    with pytest.raises(ScopeError):
        queue(outbox.association.pk, [outgoing()])


def test_each_state_is_open_ended_or_for_a_person() -> None:
    assert OPEN == DUE | IN_HAND
    assert not OPEN & ENDED
    assert set(State) - OPEN - ENDED == WITHHELD | {State.UNCERTAIN}
    assert {State.UNCERTAIN} == NEEDS_A_PERSON - ENDED
    assert not WITHHELD & NEEDS_A_PERSON  # somebody wants it so
    assert STOPPED < ENDED
