"""A mail with a calendar file has the shape that mail programs act on (RFC 6047), and comes through a real server."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from email.message import EmailMessage

import pytest
from django_scopes import scope

from tests.engines.mail.conftest import Outbox, outgoing
from tests.engines.mail.servers import Mailbox
from tests.engines.mail.test_compose import LETTER, parsed, received
from umlauf.engines.mail.enums import OPEN, WITHHELD, State
from umlauf.engines.mail.models import Message
from umlauf.engines.mail.outbox import Attachment
from umlauf.engines.mail.sender import Counts
from umlauf.engines.mail.settling import forget, mark_sent, pause, send_again
from umlauf.ground.text import Refused

LAST_DAY, NEXT_DAY = dt.date(2017, 2, 16), dt.date(2017, 2, 17)
CALENDAR = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Umlauf//Umlauf//DE\r\nMETHOD:REQUEST\r\n"
    "BEGIN:VEVENT\r\nSUMMARY:Konferenz „Häuser = Höfe“ und noch etwas mehr\r\n  mit einer Fortsetzung  \r\n .\r\n"
    "END:VEVENT\r\nEND:VCALENDAR\r\n"
)
CANCELLED = CALENDAR.replace("METHOD:REQUEST", "METHOD:CANCEL").replace("//DE", "//EN")
SHAPE = [
    "multipart/mixed",
    "multipart/alternative",
    "text/plain",
    "text/html",
    "text/calendar",
    "application/ics",
]


def the_calendars(message: EmailMessage) -> tuple[EmailMessage, EmailMessage]:
    """The part to act on, and the file."""
    (part,) = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    (file,) = [part for part in message.walk() if part.get_content_type() == "application/ics"]
    assert isinstance(part, EmailMessage)
    assert isinstance(file, EmailMessage)
    return part, file


@pytest.mark.parametrize(
    ("calendar", "method", "name"),
    [
        (CALENDAR, "REQUEST", "einladung.ics"),
        (CANCELLED, "CANCEL", "invite.ics"),
        (CALENDAR.replace("\r\n", "\n"), "REQUEST", "einladung.ics"),
    ],
    ids=range(3),
)
def test_the_last_alternative_says_its_method_and_a_file_says_the_same(calendar: str, method: str, name: str) -> None:
    message = parsed(received(replace(LETTER, attachments=(), calendar=calendar)))
    assert [part.get_content_type() for part in message.walk()] == SHAPE
    part, file = the_calendars(message)
    assert part.get_param("method") == method
    assert part.get_content_charset() == "utf-8"
    assert part.get_content_disposition() is None
    crlf = calendar.replace("\r\n", "\n").replace("\n", "\r\n")
    assert part.get_payload(decode=True) == crlf.encode()
    assert file.get_content() == crlf.encode()
    assert file.get_filename() == name
    assert file.get_content_disposition() == "attachment"


def test_files_come_before_it() -> None:
    letter = replace(LETTER, html="", attachments=(Attachment("a.pdf", "application/pdf", "1/a"),), calendar=CALENDAR)
    assert [part.get_content_type() for part in parsed(received(letter)).walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/calendar",
        "application/pdf",
        "application/ics",
    ]


def test_it_comes_through_a_server_as_it_was(outbox: Outbox, mailbox: Mailbox, send: Callable[..., Counts]) -> None:
    outbox.put(outgoing(1, html="<p>x</p>", calendar=CALENDAR), outgoing(2))
    assert send() == Counts(sent=2)
    kept = {one.recipient: one.message for one in mailbox.kept}
    message = kept["poststelle-1@kreis.example"]
    assert [part.get_content_type() for part in message.walk()] == SHAPE
    part, file = the_calendars(message)
    assert part.get_payload(decode=True) == file.get_content() == CALENDAR.encode()
    assert kept["poststelle-2@kreis.example"].get_content_type() == "text/plain"


def test_a_calendar_without_a_method_is_a_mistake(outbox: Outbox) -> None:
    with pytest.raises(ValueError, match="METHOD"):
        outbox.put(outgoing(calendar=CALENDAR.replace("METHOD:REQUEST\r\n", "")))
    with pytest.raises(Refused):
        outbox.put(outgoing(calendar=CALENDAR + "\0"))
    assert outbox.rows() == []


@pytest.mark.parametrize("state", sorted(set(State) - OPEN - WITHHELD))
def test_what_was_said_to_whom_is_forgotten_and_how_it_ended_is_not(outbox: Outbox, state: State) -> None:
    row, other = outbox.put(outgoing(1, html="<p>x</p>", calendar=CALENDAR, kept_until=LAST_DAY), outgoing(2))
    with scope(association=outbox.association):
        Message.objects.update(state=state, next_attempt_at=None, last_reply="550 <poststelle-1@kreis.example>?")
        assert forget(LAST_DAY) == 0
        assert forget(NEXT_DAY) == 1
        assert forget(NEXT_DAY) == 0
    emptied, whole = outbox.rows()
    told = (emptied.recipient, emptied.subject, emptied.text, emptied.html, emptied.calendar, emptied.last_reply)
    assert told == ("",) * 6
    assert (emptied.key, emptied.message_id, emptied.state) == (row.key, row.message_id, state)
    assert (whole.id, whole.recipient, whole.text) == (other.id, other.recipient, outgoing().text)


def test_what_is_forgotten_is_not_sent_again(outbox: Outbox) -> None:
    (row,) = outbox.put(outgoing(kept_until=LAST_DAY))
    with scope(association=outbox.association):
        Message.objects.update(state=State.UNCERTAIN, next_attempt_at=None)
        forget(NEXT_DAY)
        with pytest.raises(Refused) as refusal:
            send_again(row.id)
        assert refusal.value.code == "mail.forgotten"
        mark_sent(row.id)
    assert outbox.states() == [State.SENT]


@pytest.mark.parametrize("held_back", [False, True])
def test_what_is_on_its_way_is_forgotten_once_it_has_ended(outbox: Outbox, held_back: bool) -> None:
    (row,) = outbox.put(outgoing(kept_until=LAST_DAY))
    with scope(association=outbox.association):
        if held_back:
            pause(Message.objects.all())
        assert forget(NEXT_DAY) == 0
        assert outbox.only().recipient == row.recipient
        Message.objects.update(state=State.SENT, next_attempt_at=None)
        assert forget(NEXT_DAY) == 1
    assert outbox.only().recipient == ""
