"""What lies in a postbox is handed out, and taken out only when somebody says that it is kept."""

from __future__ import annotations

import imaplib
import smtplib
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from tests.engines.mail.postboxes import CERTIFICATE, ImapHouse, a_maildir, imap_running, put
from tests.services.program import free_port
from umlauf.engines.mail import imap, lmtp, postbox
from umlauf.engines.mail.imap import Imap
from umlauf.engines.mail.lmtp import lmtp_door
from umlauf.engines.mail.postbox import ASIDE, Maildir, PostboxAway, recipients_of
from umlauf.ground.core.limits import LIMITS

MAIL = b"Delivered-To: returns+1-2-x@umlauf.example\r\nSubject: erste\r\n\r\nText\r\n"
NEXT = b"Subject: zweite\r\n\r\nText\r\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return a_maildir(tmp_path / "Maildir")


def test_a_maildir_hands_out_the_oldest_first_and_keeps_it_until_told(folder: Path) -> None:
    put(folder, NEXT, "1478000002.M1")
    put(folder, MAIL, "1478000001.M1", seen=True)
    (folder / "new" / ".hidden").write_bytes(b"x")
    box = Maildir(folder)
    first, second = box.look()
    assert (first.data, second.data) == (MAIL, NEXT)
    assert first.to == ("returns+1-2-x@umlauf.example",)
    assert len(list(box.look())) == 2
    box.kept(first)
    box.kept(first)  # gone already: another worker was here
    assert [one.data for one in box.look()] == [NEXT]


def test_what_belongs_to_nobody_lies_aside_in_a_maildir(folder: Path) -> None:
    put(folder, MAIL)
    box = Maildir(folder)
    (came,) = box.look()
    box.put_aside(came)
    box.put_aside(came)
    assert list(box.look()) == []
    assert box.aside() == 1
    assert [path.read_bytes() for path in (folder / f".{ASIDE}" / "new").iterdir()] == [MAIL]


def test_a_look_is_bounded_in_number_and_size(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        put(folder, MAIL, f"147800000{number}.M1")
    monkeypatch.setattr(postbox, "LOOK", 3)
    assert len(list(Maildir(folder).look())) == 3
    monkeypatch.setattr(postbox, "LOOK_BYTES", len(MAIL) * 2)
    assert len(list(Maildir(folder).look())) == 2
    monkeypatch.setattr(postbox, "LOOK_BYTES", 1)
    assert len(list(Maildir(folder).look())) == 1  # else it would never go on


def test_what_is_too_large_is_put_aside_unread(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(folder, MAIL * 10)
    put(folder, MAIL, "1478000001.M1")
    monkeypatch.setattr(postbox, "LIMITS", replace(LIMITS, arrival_bytes=len(MAIL)))
    assert [one.data for one in Maildir(folder).look()] == [MAIL]
    assert Maildir(folder).aside() == 1


def test_a_link_in_a_maildir_is_not_followed(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"key")
    (folder / "new" / "1.M1").symlink_to(tmp_path / "secret")
    assert list(Maildir(folder).look()) == []


def test_a_maildir_that_is_none_says_so(tmp_path: Path) -> None:
    for ask in (lambda: list(Maildir(tmp_path).look()), Maildir(tmp_path).aside):
        with pytest.raises(PostboxAway, match="Maildir"):
            ask()


def test_the_address_that_the_server_wrote_goes_before_the_one_of_the_sender() -> None:
    data = b'To: "x" <returns@umlauf.example>\r\nDelivered-To: returns+1-2-a@umlauf.example\r\n\r\n'
    assert recipients_of(data) == ("returns+1-2-a@umlauf.example", "returns@umlauf.example")
    assert len(recipients_of(b"To: " + b"a@b.c, " * 50_000)) <= 20


@pytest.fixture(scope="module")
def house() -> Iterator[ImapHouse]:
    with imap_running() as running:
        yield running


@pytest.fixture
def box(house: ImapHouse) -> Iterator[Imap]:
    found = Imap(house.server)
    for came in list(found.look()):
        found.kept(came)
    yield found
    found.close()


def test_an_imap_folder_hands_out_mails_and_keeps_them_until_told(house: ImapHouse, box: Imap) -> None:
    house.put(MAIL, NEXT)
    first, second = box.look()
    assert (first.data, second.data) == (MAIL, NEXT)
    assert first.to == ("returns+1-2-x@umlauf.example",)
    assert len(house.subjects()) == 2
    box.kept(first)
    box.kept(first)
    assert house.subjects() == ["Subject: zweite"]
    assert [one.data for one in box.look()] == [NEXT]


def test_a_long_folder_is_asked_part_by_part(house: ImapHouse, box: Imap, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imaplib, "_MAXLINE", 500)  # of the library, which has a million
    mails = [f"Subject: {number}\r\n\r\n".encode() for number in range(150)]
    house.put(*mails)
    with house.opened() as program:
        program.select("INBOX")
        program.store("1,42,150", "+FLAGS", r"(\Deleted)")
    parts = Imap(house.server, listed=40)
    left = [data for number, data in enumerate(mails) if number not in {0, 41, 149}]
    assert [one.data for one in parts.look()] == left
    first, *_others, last = (one.place for one in parts.look())
    assert [one.data for one in parts.look({first, last})] == left[1:-1]
    with house.opened() as program:
        program.select("INBOX")
        program.expunge()
    for came in parts.look():
        parts.kept(came)
    assert list(parts.look()) == []
    parts.close()


def test_what_belongs_to_nobody_lies_aside_on_the_server(house: ImapHouse, box: Imap) -> None:
    before = box.aside()
    house.put(MAIL)
    (came,) = box.look()
    box.put_aside(came)
    assert house.subjects() == []
    assert house.subjects(ASIDE)[-1] == "Subject: erste"
    assert box.aside() == before + 1


def test_too_large_a_mail_is_put_aside_on_the_server(
    house: ImapHouse, box: Imap, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = box.aside()
    house.put(MAIL * 10, NEXT)
    monkeypatch.setattr(imap, "LIMITS", replace(LIMITS, arrival_bytes=len(MAIL)))
    assert [one.data for one in box.look()] == [NEXT]
    assert box.aside() == before + 1


def test_a_server_that_is_away_or_refuses_says_why(house: ImapHouse) -> None:
    wrong = Imap(replace(house.server, password="falsch"))
    with pytest.raises(PostboxAway, match=str(house.server.port)):
        list(wrong.look())
    gone = Imap(replace(house.server, port=free_port()))
    with pytest.raises(PostboxAway, match="refused"):
        gone.aside()
    missing = Imap(replace(house.server, folder="Nirgends"))
    with pytest.raises(PostboxAway):
        list(missing.look())


def test_the_password_goes_encrypted_or_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    with imap_running("starttls") as running:
        untrusted = Imap(running.server)
        with pytest.raises(PostboxAway, match="certificate"):
            list(untrusted.look())
        monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
        trusted = Imap(running.server)
        assert list(trusted.look()) == []
        trusted.close()


def test_lmtp_answers_when_the_mail_is_kept() -> None:
    port, kept = free_port(), list[tuple[bytes, str]]()

    def keep(data: bytes, address: str) -> None:
        if b"spaeter" in data:
            raise OSError("the database is away")
        kept.append((data, address))

    ours = "returns+1-2-a@umlauf.example"
    with lmtp_door(port, knows=lambda address: address == ours, keeps=keep), smtplib.LMTP("127.0.0.1", port) as client:
        assert client.sendmail("", [ours], MAIL) == {}
        assert [(data.replace(b"\r\n", b"\n"), to) for data, to in kept] == [(MAIL.replace(b"\r\n", b"\n"), ours)]
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            client.sendmail("", ["stranger@umlauf.example"], MAIL)
        assert refused.value.recipients["stranger@umlauf.example"][0] == 550
        with pytest.raises(smtplib.SMTPDataError) as later:
            client.sendmail("", [ours], b"Subject: spaeter\r\n\r\n")
        assert later.value.smtp_code == 451
        answers = client.sendmail("", [ours, ours.upper()], NEXT)
        assert [code for code, _said in answers.values()] == [452]
        assert client.sendmail("", [ours], b"X: " + b"a" * 200_000 + b"\r\n\r\n") == {}
    assert len(kept) == 3


def test_few_mails_come_in_by_lmtp_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lmtp, "WAIT", 0.2)
    port, goes_on = free_port(), threading.Event()
    inside = threading.Semaphore(0)

    def keep(_data: bytes, _address: str) -> None:
        inside.release()
        assert goes_on.wait(10)

    def bring() -> None:
        with smtplib.LMTP("127.0.0.1", port) as client:
            client.sendmail("", ["a@umlauf.example"], MAIL)

    with lmtp_door(port, knows=lambda _address: True, keeps=keep):
        bringing = [threading.Thread(target=bring) for _mail in range(lmtp.AT_ONCE)]
        for one in bringing:
            one.start()
            assert inside.acquire(timeout=10)
        with smtplib.LMTP("127.0.0.1", port) as client:
            with pytest.raises(smtplib.SMTPDataError) as later:
                client.sendmail("", ["a@umlauf.example"], MAIL)
            assert later.value.smtp_code == 451
            goes_on.set()
            for one in bringing:
                one.join()
            assert client.sendmail("", ["a@umlauf.example"], MAIL) == {}


def test_the_door_is_for_this_machine_alone_and_says_when_its_port_is_taken() -> None:
    port = free_port()
    with ExitStack() as doors:
        doors.enter_context(lmtp_door(port, knows=lambda _address: True, keeps=lambda _data, _address: None))
        with pytest.raises(OSError, match="in use"):
            doors.enter_context(lmtp_door(port, knows=lambda _address: True, keeps=lambda _data, _address: None))
