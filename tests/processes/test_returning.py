"""The worker looks into the postbox: a bounce finds its message, a postbox that is away stops nothing."""

from __future__ import annotations

import logging
import smtplib
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django_scopes import scope
from pytest_django.fixtures import Settings

from tests.cast import House, make_cast
from tests.engines.mail import mdns, returns
from tests.engines.mail.postboxes import a_maildir, imap_running, put
from tests.engines.mail.returns import report
from tests.office.circulars.coming_back import NOON, delivery_to, sent_circular
from tests.services.program import free_port
from umlauf.engines.mail.enums import State
from umlauf.engines.mail.models import Arrival, Message
from umlauf.engines.mail.postbox import ASIDE, Maildir
from umlauf.engines.mail.verp import envelope_sender
from umlauf.faces.cli.checkup import check_all
from umlauf.faces.cli.returning import IN_A_ROW, TRIES, TRIES_OF_THE_DATABASE, Watch, look_into, watching
from umlauf.faces.cli.work import work_until_idle
from umlauf.ground.core.clock import set_office_time
from umlauf.ground.core.models import Association
from umlauf.ground.core.workers import worker_name
from umlauf.office.circulars.actions.returned import take_in
from umlauf.office.circulars.models import Delivery, Recipient

AHORN = "post@lk-ahorntal.example"


def never() -> bool:
    return False


@pytest.fixture
def house(transactional_db: None, settings: Settings) -> House:
    settings.RETURN_ADDRESS = "returns@umlauf.example"
    set_office_time(NOON)
    return make_cast().home


@pytest.fixture
def message(house: House) -> Message:
    with scope(association=house.association):
        return delivery_to(sent_circular(house), AHORN).message


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.RETURN_MAILDIR = str(tmp_path / "Maildir")
    return a_maildir(tmp_path / "Maildir")


def address_of(message: Message) -> str:
    return envelope_sender(message.id, message.association_id, "otherwise@umlauf.example")


def bounce_of(message: Message) -> bytes:
    return f"Delivered-To: {address_of(message)}\n".encode() + report(recipient=AHORN)


def state_of(house: House, message: Message) -> str:
    with scope(association=house.association):
        return Message.objects.get(id=message.id).state


def arrivals(house: House) -> int:
    with scope(association=house.association):
        return Arrival.objects.count()


def looked(folder: Path) -> int:
    return look_into(Maildir(folder), never, Counter())


def test_a_bounce_in_the_postbox_finds_its_message(house: House, message: Message, folder: Path) -> None:
    put(folder, bounce_of(message))
    assert Watch().look(never) == 1
    assert state_of(house, message) == State.BOUNCED
    assert list((folder / "new").iterdir()) == []
    assert arrivals(house) == 1


def test_a_read_receipt_in_the_postbox_finds_its_message(house: House, message: Message, folder: Path) -> None:
    receipt = mdns.thunderbird(about="<verloren@lk-ahorntal.example>", recipient=AHORN)
    put(folder, f"Delivered-To: {address_of(message)}\n".encode() + receipt)
    assert Watch().look(never) == 1
    with scope(association=house.association):
        read = Recipient.objects.get(read_at__isnull=False)
        assert read == Delivery.objects.get(message=message).address.recipient


def test_a_mail_of_nobody_lies_aside_while_there_are_two_associations(
    house: House, message: Message, folder: Path
) -> None:
    put(folder, returns.ADVERTISEMENT, "1.M1")
    forged = address_of(message).replace("-", "-9", 1).encode()
    put(folder, b"Delivered-To: " + forged + b"\n" + report(recipient=AHORN), "2.M1")
    assert looked(folder) == 0
    assert len(list((folder / f".{ASIDE}" / "new").iterdir())) == 2
    assert arrivals(house) == 0
    assert state_of(house, message) == State.SENT
    finding = next(one for one in check_all() if one.detail.endswith(ASIDE) or ASIDE in one.detail)
    assert not finding.ok
    assert "2" in finding.detail


def test_with_one_association_it_is_theirs(house: House, message: Message, folder: Path) -> None:
    Association.objects.exclude(id=house.association.id).update(active=False)
    put(folder, returns.ADVERTISEMENT)
    assert looked(folder) == 1
    assert arrivals(house) == 1


def test_killed_between_commit_and_removal_it_is_one_row(house: House, message: Message, folder: Path) -> None:
    put(folder, bounce_of(message))
    (came,) = Maildir(folder).look()
    looked(folder)
    put(folder, came.data)
    assert looked(folder) == 1
    assert arrivals(house) == 1


def test_a_message_in_hand_leaves_its_bounce_where_it_is(house: House, message: Message, folder: Path) -> None:
    with scope(association=house.association):
        Message.objects.filter(id=message.id).update(state=State.STARTED, claimed_until=NOON)
    put(folder, bounce_of(message))
    assert looked(folder) == 0
    assert len(list((folder / "new").iterdir())) == 1
    assert arrivals(house) == 0


def test_a_postbox_that_is_away_is_spoken_of_once(
    house: House, folder: Path, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "new").rmdir()
    watch = Watch()
    with caplog.at_level(logging.WARNING, logger="umlauf.faces.cli.returning"):
        assert [watch.look(never) for _look in range(3)] == [0, 0, 0]
        assert len(caplog.records) == 1
        (folder / "new").mkdir()
        watch.look(never)
        watch.look(never)
        assert len(caplog.records) == 2
    assert not any(str(folder) in one.detail for one in check_all())


def test_a_database_that_is_away_loses_no_mail(
    house: House, message: Message, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder, bounce_of(message))

    def gone(*_arguments: object, **_named: object) -> None:
        raise OperationalError("the database is away")

    with monkeypatch.context() as away:
        away.setattr("umlauf.faces.cli.returning.take_in", gone)
        assert Watch().look(never) == 0
    assert len(list((folder / "new").iterdir())) == 1
    assert Watch().look(never) == 1
    assert state_of(house, message) == State.BOUNCED


def test_a_full_postbox_is_emptied_at_once_and_what_stays_holds_nobody_up(
    house: House, message: Message, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("umlauf.engines.mail.postbox.LOOK", 2)
    with scope(association=house.association):
        issue = Delivery.objects.get(message=message).dispatch.issue
        held = delivery_to(issue, "post@lk-lindenberg.example").message
        Message.objects.filter(id=held.id).update(state=State.STARTED, claimed_until=NOON)
    for number in range(3):
        stays = f"Delivered-To: {address_of(held)}\nX: {number}\n".encode()
        put(folder, stays + report(recipient="post@lk-lindenberg.example"), f"1.M{number}")
    for number in range(5):
        put(folder, f"X: {number}\n".encode() + bounce_of(message), f"2.M{number}")
    assert Watch().look(never) == 5
    assert len(list((folder / "new").iterdir())) == 3


def test_a_mail_that_can_never_be_taken_in_is_put_aside(
    house: House, message: Message, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder, b"X-Breaks: yes\n" + bounce_of(message), "1.M1")
    put(folder, bounce_of(message), "2.M2")

    def breaks(*, data: bytes, **named: Any) -> None:
        if b"X-Breaks" in data:
            raise ValueError("whatever it is")
        take_in(data=data, **named)

    monkeypatch.setattr("umlauf.faces.cli.returning.take_in", breaks)
    watch = Watch()
    assert [watch.look(never) for _look in range(TRIES - 1)] == [1, 0]
    assert len(list((folder / "new").iterdir())) == 1
    assert watch.look(never) == 0
    assert list((folder / "new").iterdir()) == []
    assert len(list((folder / f".{ASIDE}" / "new").iterdir())) == 1
    assert not all(one.ok for one in check_all() if ASIDE in one.detail)


def refused_by_the_database(*, data: bytes, **named: Any) -> None:
    if b"X-Breaks" in data:
        raise OperationalError("stack depth limit exceeded")
    take_in(data=data, **named)


def test_a_mail_that_the_database_refuses_each_time_holds_nobody_up(
    house: House, message: Message, folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    put(folder, b"X-Breaks: Geheimes\n" + bounce_of(message), "1.M1")
    put(folder, bounce_of(message), "2.M2")
    monkeypatch.setattr("umlauf.faces.cli.returning.take_in", refused_by_the_database)
    watch = Watch()
    assert watch.look(never) == 1
    assert state_of(house, message) == State.BOUNCED
    assert "new/1.M1" in caplog.text
    assert "Geheimes" not in caplog.text
    for _look in range(TRIES_OF_THE_DATABASE - 2):
        watch.look(never)
    assert [path.name for path in (folder / "new").iterdir()] == ["1.M1"]
    watch.look(never)
    assert [path.name for path in (folder / f".{ASIDE}" / "new").iterdir()] == ["1.M1"]


def test_what_the_database_refused_does_not_count_against_a_mail_that_fails_otherwise(
    message: Message, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreadable(**_given: Any) -> None:
        raise ValueError("unreadable")

    put(folder, b"X-Breaks: once\n" + bounce_of(message), "1.M1")
    monkeypatch.setattr("umlauf.faces.cli.returning.take_in", refused_by_the_database)
    watch = Watch()
    for _look in range(TRIES + 1):
        watch.look(never)
    monkeypatch.setattr("umlauf.faces.cli.returning.take_in", unreadable)
    for _look in range(TRIES - 1):
        watch.look(never)
    assert [path.name for path in (folder / "new").iterdir()] == ["1.M1"]
    watch.look(never)
    assert list((folder / "new").iterdir()) == []


def test_a_database_that_refuses_many_mails_is_left_alone(
    house: House, message: Message, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(IN_A_ROW):
        put(folder, f"X-Breaks: {number}\n".encode() + bounce_of(message), f"1.M{number}")
    put(folder, bounce_of(message), "2.M2")
    monkeypatch.setattr("umlauf.faces.cli.returning.take_in", refused_by_the_database)
    assert Watch().look(never) == 0
    assert len(list((folder / "new").iterdir())) == IN_A_ROW + 1


def test_one_worker_alone_looks_into_a_postbox(house: House, message: Message, folder: Path) -> None:
    first, second = Watch("elsewhere/1:1:1"), Watch("elsewhere/2:2:2")
    assert first.look(never) == 0
    put(folder, bounce_of(message))
    assert second.look(never) == 0
    assert first.look(never) == 1
    put(folder, b"X: 2\n" + bounce_of(message))
    first.end()
    assert second.look(never) == 1
    put(folder, b"X: 3\n" + bounce_of(message))
    assert first.look(never) == 0


def test_a_worker_that_was_killed_leaves_its_postbox_to_the_next(house: House, message: Message, folder: Path) -> None:
    killed = f"{worker_name().partition(':')[0]}:1:0"
    assert Watch(killed).look(never) == 0
    put(folder, bounce_of(message))
    assert Watch("elsewhere/2:2:2").look(never) == 1


def test_whatever_is_wrong_with_a_postbox_it_is_looked_into_again(
    house: House, message: Message, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder, bounce_of(message))

    def breaks(*_arguments: object) -> None:
        raise ValueError("not even away")

    watch = Watch()
    with monkeypatch.context() as broken:
        broken.setattr(Maildir, "look", breaks)
        assert watch.look(never) == 0
    assert watch.look(never) == 1


def test_by_imap_and_by_lmtp_it_comes_in_as_well(house: House, settings: Settings) -> None:
    with scope(association=house.association):
        issue = sent_circular(house)
        first, second = (delivery_to(issue, email).message for email in (AHORN, "post@lk-lindenberg.example"))
    settings.RETURN_LMTP_PORT = free_port()
    with imap_running() as server:
        settings.RETURN_IMAP_HOST, settings.RETURN_IMAP_PORT = server.server.host, server.server.port
        settings.RETURN_IMAP_SECURITY, settings.RETURN_IMAP_FOLDER = "none", "INBOX"
        settings.RETURN_IMAP_USER, settings.RETURN_IMAP_PASSWORD = server.server.user, server.server.password
        server.put(bounce_of(first))
        told = threading.Event()
        with watching(told), smtplib.LMTP("127.0.0.1", settings.RETURN_LMTP_PORT) as client:
            data = report(recipient="post@lk-lindenberg.example")
            assert client.sendmail("", [address_of(second)], data) == {}
            assert state_of(house, second) == State.BOUNCED  # answered after the commit
            with pytest.raises(smtplib.SMTPRecipientsRefused):
                client.sendmail("", [address_of(second).replace("returns+", "returns+1")], data)
            until = time.monotonic() + 30
            while state_of(house, first) != State.BOUNCED and time.monotonic() < until:
                time.sleep(0.1)
            assert all(one.ok for one in check_all() if "port" in one.detail.lower())
        told.set()
        assert state_of(house, first) == State.BOUNCED
        assert server.subjects() == []


def test_a_port_that_is_taken_stops_nothing(house: House, settings: Settings) -> None:
    settings.RETURN_LMTP_PORT = free_port()
    with watching(threading.Event()), watching(threading.Event()):
        assert work_until_idle().idle
