"""What goes over the wire is what was meant, for any text, and no server has a reason to change it."""

from __future__ import annotations

import datetime as dt
import email
import os
from collections import Counter
from dataclasses import replace
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import compat32, default
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from umlauf.engines.mail.compose import Encoded, Letter, compose
from umlauf.engines.mail.outbox import Attachment

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40 + b"\r\n.\r\n"
LETTER = Letter(
    recipient="poststelle@kreis.example",
    sender_name="Landkreistag Muster",
    sender_address="rundschreiben@landkreistag.example",
    reply_to="kontakt@landkreistag.example",
    subject="RS 543/2016 – Integrationskonferenz – Rückmeldung bis 18.11.2016",
    text="Sehr geehrte Damen und Herren,\n\nanbei.\n",
    html="<p>Sehr geehrte Damen und Herren,</p>",
    attachments=(Attachment("RS_2016-0543_Integration.pdf", "application/pdf", "1/a"),),
    headers=(("List-Id", "<rundschreiben.landkreistag.example>"),),
    message_id="<0123@umlauf.example>",
    date=dt.datetime(2016, 11, 1, 10, 30, tzinfo=ZoneInfo("Europe/Berlin")),
)

printable = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp")), max_size=150)
lines = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), include_characters="\n\t"), max_size=400)


def received(letter: Letter, files: Encoded | None = None) -> bytes:
    """What a server has after it took the dots away (RFC 5321 4.5.2)."""
    wire = b"".join(compose(letter, files or Encoded(lambda key: PDF)))
    assert wire.endswith(b"\r\n.\r\n")
    content = wire[: -len(b".\r\n")]
    assert b"\r\n.\r\n" not in content
    assert max(map(len, content.split(b"\r\n"))) <= 998
    assert content.count(b"\r") == content.count(b"\n") == content.count(b"\r\n")
    assert content.isascii()
    return content.replace(b"\r\n..", b"\r\n.")


def parsed(content: bytes) -> EmailMessage:
    message = email.message_from_bytes(content, policy=default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    for part in message.walk():
        assert not part.defects
    return message


def body(message: EmailMessage, subtype: str) -> str:
    part = message.get_body((subtype,))
    assert part is not None
    text: str = part.get_content()
    return text.replace("\r\n", "\n")


def test_text_html_and_file_arrive_as_they_were() -> None:
    message = parsed(received(LETTER))
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "application/pdf",
    ]
    assert body(message, "plain") == LETTER.text
    assert body(message, "html") == LETTER.html
    (file,) = message.iter_attachments()
    assert file.get_content() == PDF
    assert file.get_filename() == "RS_2016-0543_Integration.pdf"
    assert file.get_content_disposition() == "attachment"


def test_the_head_says_who_to_whom_when_and_where_to_answer() -> None:
    message = parsed(received(LETTER))
    assert message["From"].addresses[0].display_name == "Landkreistag Muster"
    assert message["From"].addresses[0].addr_spec == LETTER.sender_address
    assert message["To"] == LETTER.recipient
    assert message["Reply-To"] == LETTER.reply_to
    assert message["Subject"] == LETTER.subject
    assert message["Message-ID"] == LETTER.message_id
    assert message["List-Id"] == "<rundschreiben.landkreistag.example>"
    assert message["Date"] == "Tue, 01 Nov 2016 10:30:00 +0100"
    assert parsedate_to_datetime(message["Date"]) == LETTER.date
    assert "Auto-Submitted" not in message  # a person set it off: RFC 3834
    assert "Bcc" not in message


def test_without_html_or_files_there_is_no_empty_part() -> None:
    assert parsed(received(replace(LETTER, attachments=()))).get_content_type() == "multipart/alternative"
    assert parsed(received(replace(LETTER, attachments=(), html=""))).get_content_type() == "text/plain"
    with_file = parsed(received(replace(LETTER, html="")))
    assert [part.get_content_type() for part in with_file.walk()][1] == "text/plain"


@given(subject=printable, name=printable)
@example(subject="=?utf-8?q?not_encoded?=", name="=?utf-8?q?x?=")
@example(subject=" two  blanks ", name='Muster, "Haus" \\ <b@x.example>')
@example(subject="ä" * 150, name="Geschäftsstelle des Landkreistages der Sächsischen Höhen und Täler – Versand")
def test_any_subject_and_name_is_read_back(subject: str, name: str) -> None:
    content = received(replace(LETTER, subject=subject, sender_name=name))
    assert [part for part in content.split(b"\r\n\r\n")[0].split(b"\r\n") if len(part) > 78] == []
    message = email.message_from_bytes(content, policy=compat32)
    assert str(make_header(decode_header(message["Subject"]))).rstrip() == subject.rstrip()
    label, address = email.utils.parseaddr(message["From"].replace("\r\n", ""))
    assert address == LETTER.sender_address
    assert " ".join(str(make_header(decode_header(label))).split()) == " ".join(name.split())


@given(text=lines, html=lines.filter(bool))
@example(text=".\n..\n. dots\n", html=".")
@example(text="blanks at the end   \nFrom here\n" + "ü" * 3000, html="<p>" + "x" * 3000)
def test_any_text_is_read_back(text: str, html: str) -> None:
    message = parsed(received(replace(LETTER, text=text, html=html)))
    assert body(message, "plain") == text
    assert body(message, "html") == html


@pytest.mark.parametrize(
    "name",
    ["Anmeldung.pdf", "Rückmeldung Große Höhe.pdf", 'a "quoted"; name.pdf', "Ł" * 190 + ".pdf", "l" * 196 + ".pdf"],
)
def test_file_names_are_read_back(name: str) -> None:
    message = parsed(received(replace(LETTER, attachments=(Attachment(name, "application/pdf", "1/a"),))))
    (file,) = message.iter_attachments()
    assert file.get_filename() == name


def test_long_headers_of_the_caller_are_folded_at_blanks_alone() -> None:
    value = "<mailto:weg@landkreistag.example>, <https://umlauf.example/" + "a" * 300 + ">"
    message = parsed(received(replace(LETTER, headers=(("List-Unsubscribe", value),))))
    assert message["List-Unsubscribe"] == value


def test_a_file_is_read_and_encoded_once_and_forgotten_when_there_is_no_room() -> None:
    reads: Counter[str] = Counter()

    def read(key: str) -> bytes:
        reads[key] += 1
        return os.urandom(30_000)

    files = Encoded(read, room=100_000)
    letters = [replace(LETTER, attachments=(Attachment("a.pdf", "application/pdf", key),)) for key in ("1/a", "1/b")]
    first = [received(letter, files) for letter in letters]
    for letter, before in zip(letters, first, strict=True):
        assert received(letter, files)[-30_000:-200] == before[-30_000:-200]
    assert reads == {"1/a": 1, "1/b": 1}
    for key in ("1/c", "1/d", "1/a"):
        received(replace(LETTER, attachments=(Attachment("a.pdf", "application/pdf", key),)), files)
    assert reads["1/a"] == 2
    assert reads["1/b"] == 1
