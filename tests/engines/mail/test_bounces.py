"""What came back is told apart, whoever wrote it, and nothing that a stranger writes stops the reading of it."""

from __future__ import annotations

import time
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engines.mail import returns
from tests.engines.mail.returns import OURS, WHO, plain, report
from umlauf.engines.mail.bounces import read_returned, weigh
from umlauf.engines.mail.enums import ArrivalKind, Bounce

HARD, SOFT = Bounce.HARD, Bounce.SOFT


@pytest.mark.parametrize(
    "data",
    [
        b"Content-Type: text/html\n\n" + b"<script " * 40_000,
        b"Content-Type: text/html\n\n" + b"<style></script <" * 20_000,
        b"Content-Type: text/html\n\n" + b"<" * 300_000,
        b"Content-Type: text/plain; charset=punycode\n\n" + b"abcdefgh" * 40_000,
        b"Content-Type: text/plain; charset=idna\n\n" + b"xn--" + b"abcdefgh" * 40_000,
        b"Content-Type: text/plain; charset*=punycode''" + b"abcdefgh" * 40_000,
        b'Content-Type: text/plain; x="' + b";" * 300_000,
        b'Content-Type: multipart/mixed; x="' + b"\n ;" * 100_000,
    ],
)
def test_no_mail_takes_long(data: bytes) -> None:
    began = time.thread_time()
    assert read_returned(data).kind == ArrivalKind.OTHER
    assert time.thread_time() - began < 1.0


def test_of_html_what_is_neither_script_nor_style_is_read() -> None:
    html = "<p>Sehr</p><SCRIPT>var a;</Script><b>geehrte</b><style x>p {}</style> Damen<script>und"
    assert read_returned(f"Content-Type: text/html\n\n{html}".encode()).text.split() == ["Sehr", "geehrte", "Damen"]


@pytest.mark.parametrize(
    ("data", "bounce", "status"),
    [
        (report(), HARD, "5.1.1"),
        (report(status="5.0.0", diagnostic="smtp; 550 5.1.1 user unknown"), HARD, "5.0.0"),
        (report(status="5.2.2", diagnostic="smtp; 552 5.2.2 Mailbox full"), SOFT, "5.2.2"),
        (report(status="5.3.4", diagnostic="smtp; 552 5.3.4 Message too big for system"), SOFT, "5.3.4"),
        (report(status="5.7.1", diagnostic="smtp; 554 5.7.1 Service unavailable; rejected as spam"), SOFT, "5.7.1"),
        (report(status="4.4.1", diagnostic="X-Postfix; connection timed out"), SOFT, "4.4.1"),
        (report(status="5.1.10", diagnostic="smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound"), HARD, "5.1.10"),
        (report(status="5.4.1", diagnostic="smtp;550 5.4.1 Recipient address rejected: Access denied"), HARD, "5.4.1"),
        (report(status="5.2.1", diagnostic="smtp; 550 5.2.1 The account is disabled"), HARD, "5.2.1"),
        (report(status="5.1.8", diagnostic="smtp; 501 5.1.8 Sender address rejected"), SOFT, "5.1.8"),
        (report(status="5.4.4", diagnostic="X-Postfix; Host or domain name not found"), HARD, "5.4.4"),
        (report(status="nonsense", diagnostic="smtp; 550 weird"), SOFT, ""),
        (returns.EXIM, HARD, "5.1.1"),
        (returns.QMAIL, HARD, "5.1.1"),
        (returns.SENDMAIL, HARD, "5.1.1"),
        (returns.GERMAN_EXCHANGE, HARD, ""),
        (returns.GERMAN_FULL, SOFT, ""),
        (returns.GERMAN_UNKNOWN, HARD, ""),
    ],
    ids=range(18),
)
def test_a_bounce_says_whether_the_address_is_at_fault(data: bytes, bounce: Bounce, status: str) -> None:
    found = read_returned(data)
    assert (found.kind, found.bounce, found.status, found.recipient) == (ArrivalKind.BOUNCE, bounce, status, WHO)
    assert found.diagnostic


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (report(action="delayed", status="4.4.1"), ArrivalKind.DELAY),
        (report(action="", status="4.4.1"), ArrivalKind.DELAY),
        (report(action="delivered", status="2.0.0"), ArrivalKind.RECEIPT),
        (report(action="relayed", status="2.0.0"), ArrivalKind.RECEIPT),
        (report(action="expanded", status="2.0.0"), ArrivalKind.RECEIPT),
        (returns.EXIM_WAITS, ArrivalKind.DELAY),
        (returns.GERMAN_WAITS, ArrivalKind.DELAY),
        (returns.OUT_OF_OFFICE, ArrivalKind.AUTO_REPLY),
        (returns.ABSENT, ArrivalKind.AUTO_REPLY),
        (returns.VACATION, ArrivalKind.AUTO_REPLY),
        (plain("Automatic reply: RS", "Away.", sender="a@lk.example"), ArrivalKind.AUTO_REPLY),
        (plain("RS", "x", sender="a@lk.example", headers="X-Autoreply: yes\n"), ArrivalKind.AUTO_REPLY),
        (plain("RS", "x", sender="a@lk.example", headers="Precedence: auto_reply\n"), ArrivalKind.AUTO_REPLY),
        (returns.SHOWN, ArrivalKind.RECEIPT),
        (returns.REPLY, ArrivalKind.REPLY),
        (plain("Re: Unzustellbar", "Bitte neu senden.", sender="a@lk.example"), ArrivalKind.REPLY),
        (returns.ADVERTISEMENT, ArrivalKind.OTHER),
        (b"", ArrivalKind.OTHER),
    ],
    ids=range(18),
)
def test_what_is_no_bounce_is_told_apart(data: bytes, kind: ArrivalKind) -> None:
    found = read_returned(data)
    assert (found.kind, found.bounce) == (kind, None)


@pytest.mark.parametrize(
    "data", [report(), returns.EXIM, returns.QMAIL, returns.SHOWN, returns.REPLY, returns.OUT_OF_OFFICE], ids=range(6)
)
def test_the_message_it_is_about_is_named_first(data: bytes) -> None:
    assert read_returned(data).about[0] == OURS


def test_of_several_recipients_the_one_that_failed_counts() -> None:
    both = report(action="delivered", recipient="other@lk.example").replace(
        b"\n--B1\nContent-Description: Undelivered",
        f"\nFinal-Recipient: rfc822; {WHO}\nAction: failed\nStatus: 5.1.1\n\n--B1\nContent-Description: X".encode(),
    )
    found = read_returned(both)
    assert (found.kind, found.recipient) == (ArrivalKind.BOUNCE, WHO)


def test_the_text_is_readable_in_whatever_charset_it_came() -> None:
    assert "Postfach des Empfängers ist voll" in read_returned(returns.GERMAN_FULL).text
    html = plain("AW: RS", "<style>p{}</style><p>Grüße &amp; Dank</p>", sender="a@lk.example")
    text = read_returned(html.replace(b"text/plain", b"text/html")).text
    assert "Grüße & Dank" in text
    assert "<" not in text
    assert "p{}" not in text


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1"])
def test_a_head_with_letters_as_they_are_is_readable(charset: str) -> None:
    raw = "Subject: Günstige Schüler\nFrom: Jörg <jörg@x.example>\nMessage-ID: <a@b>\n\nText".encode(charset)
    found = read_returned(raw)
    assert (found.subject, found.own_id) == ("Günstige Schüler", "<a@b>")


def test_what_the_server_said_has_the_status_once() -> None:
    assert read_returned(report(diagnostic="smtp; 550 5.1.1 unknown")).diagnostic == "550 5.1.1 unknown"
    assert read_returned(report(diagnostic="smtp; 550 unknown")).diagnostic == "5.1.1 550 unknown"


def test_whoever_went_round_too_often_is_marked() -> None:
    assert read_returned(b"Received: by a\r\n" * 31 + returns.REPLY).looped
    assert not read_returned(b"Received: by a\r\n" * 5 + returns.REPLY).looped


def test_twenty_megabytes_cost_no_more_than_their_beginning() -> None:
    data = report(original="Message-ID: <x@y.example>\n\n" + "A" * 20_000_000)
    tracemalloc.start()
    began = time.process_time()
    found = read_returned(data)
    spent = time.process_time() - began
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (found.kind, found.bounce) == (ArrivalKind.BOUNCE, HARD)
    assert peak < 12_000_000
    assert spent < 5


def _nested(levels: int, kind: str) -> bytes:
    lines = ["Subject: deep", "From: mailer-daemon@x.example"]
    for level in range(levels):
        content = f'multipart/mixed; boundary="{level}"' if kind == "multipart" else "message/rfc822"
        lines += [f"Content-Type: {content}", "", *([f"--{level}"] if kind == "multipart" else [])]
    return "\r\n".join([*lines, "", "user unknown"]).encode()


HOSTILE = {
    "multiparts in multiparts": _nested(1000, "multipart"),
    "messages in messages": _nested(1000, "message"),
    "a boundary that never comes": report().replace(b'boundary="B1"', b'boundary="B2"'),
    "no boundary": report().replace(b'; boundary="B1"', b""),
    "a charset that is none": plain("x", "ü", sender="mailer-daemon@x.example").replace(b"utf-8", b"klingon-\xff"),
    "a codec that is no charset": plain("x", "ü", sender="a@x.example").replace(b"utf-8", b"rot13"),
    "many headers": b"X-A: b\r\n" * 30_000 + report(),
    "one endless header": b"Subject: " + b"a" * 250_000 + b"\r\n\r\n",
    "a header of words": b"Subject: " + b"=?utf-8?q?a?= " * 15_000 + b"\r\n\r\n",
    "an endless list of people": b"From: " + b"a@b.c," * 40_000 + b"\r\n\r\nuser unknown",
    "brackets": b"From: mailer-daemon@x.example\r\nContent-Type: text/html\r\n\r\n" + b"<" * 200_000,
    "comments": b"From: " + b"(" * 100_000 + b"\r\n\r\n",
    "a charset with a zero": report().replace(b"charset=utf-8", b"charset*=a%00b''x"),
    "half characters in an id": report(original="Message-ID: <a@b>").replace(b"<a@b>", b"<a\xff@b>"),
    "a report inside a mail that comes along": report(original=report().decode()),
    "zeros": report().replace(b"inform", b"\0in\0form"),
    "nothing but zeros": b"\0" * 100_000,
    "blanks": b"Subject: x\r\nFrom: mailer-daemon@x.example\r\n\r\n" + b" " * 200_000,
    "broken base64": b"Content-Transfer-Encoding: base64\r\nFrom: postmaster@x.example\r\n\r\n" + b"=A" * 100_000,
    "fields of a report": report().replace(b"Status: ", b"Status: 5.1.1\n" * 15_000),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_mail_is_read_soon_and_without_harm(name: str) -> None:
    began = time.process_time()
    found = read_returned(HOSTILE[name])
    assert time.process_time() - began < 5
    shown = (found.subject, found.sender, found.text, found.diagnostic, found.recipient, *found.about)
    for text in shown:
        assert "\0" not in text
        assert text.encode().decode() == text  # no half characters, which no database takes
    assert len(found.text) <= 20_000
    assert len(found.subject) <= 1_000


@given(st.binary(max_size=3_000))
def test_any_bytes_give_an_answer(data: bytes) -> None:
    found = read_returned(data)
    assert (found.kind == ArrivalKind.BOUNCE) == (found.bounce is not None)


PIECES = (
    *(b"From: mailer-daemon@x.example\n", b"Subject: =?utf-8?b?", b"Content-Type: multipart/report", b"; boundary=b"),
    *(b"\n", b"\n\n", b"--b\n", b"Content-Type: message/delivery-status\n", b"Action: ", b"failed", b"\0", b"?="),
    *(b"Status: 5.1.1\n", b"Final-Recipient: rfc822; a@b.example\n", b"\xff", b"Content-Type: message/rfc822\n\n"),
    *(b"Message-ID: <a@b>\n", b"Content-Transfer-Encoding: base64\n", b"In-Reply-To: ", b"--b--\n", b"=\r\n", b"(("),
)


@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_anything_put_together_from_pieces_of_reports_gives_an_answer(pieces: list[bytes]) -> None:
    assert read_returned(b"".join(pieces)).kind in ArrivalKind


@pytest.mark.parametrize(
    ("status", "words", "expected"),
    [
        ("5.1.1", "Mailbox full", SOFT),
        ("4.2.1", "user unknown", SOFT),
        ("", "user unknown", HARD),
        ("", "user unknown, blocked by policy", SOFT),
        ("5.7.1", "user unknown", SOFT),
        ("5.0.0", "", SOFT),
    ],
)
def test_in_doubt_the_address_is_not_at_fault(status: str, words: str, expected: Bounce) -> None:
    assert weigh(status, words) is expected
