"""Encrypted connections and logins. The certificate is the tests' own, for 127.0.0.1, and signed by itself."""

from __future__ import annotations

import ssl
from dataclasses import replace
from pathlib import Path

import pytest

from tests.engines.mail.conftest import Outbox, outgoing
from tests.engines.mail.servers import Mailbox, listening
from umlauf.engines.mail.enums import State
from umlauf.engines.mail.sender import Counts, send_due

CERTIFICATE = Path(__file__).with_name("certificate.pem")


@pytest.fixture
def context() -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(CERTIFICATE)
    return made


@pytest.fixture
def trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    """What an administrator does for a certificate of the house."""
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_it_goes_encrypted_and_logged_in(
    outbox: Outbox, mailbox: Mailbox, context: ssl.SSLContext, trusted: None, security: str
) -> None:
    outbox.put(outgoing(0), outgoing(1))
    with listening(mailbox, password="geheim", security=security, context=context) as plain:
        server = replace(plain, security=security, user="umlauf", password="geheim")
        assert send_due(connections=1, stop=lambda: False, server=server) == Counts(sent=2)
    assert mailbox.encrypted == [True, True]
    assert mailbox.logins == ["umlauf"]


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_an_unknown_certificate_gets_nothing(
    outbox: Outbox, mailbox: Mailbox, context: ssl.SSLContext, security: str
) -> None:
    outbox.put(outgoing())
    with listening(mailbox, security=security, context=context) as plain:
        counts = send_due(connections=1, stop=lambda: False, server=replace(plain, security=security))
    assert "CERTIFICATE_VERIFY_FAILED" in counts.away
    assert outbox.only().state == State.QUEUED
    assert mailbox.kept == []


def test_a_certificate_of_another_host_gets_nothing(
    outbox: Outbox, mailbox: Mailbox, context: ssl.SSLContext, trusted: None
) -> None:
    outbox.put(outgoing())
    with listening(mailbox, security="tls", context=context) as plain:
        server = replace(plain, security="tls", host="localhost")
        assert "CERTIFICATE_VERIFY_FAILED" in send_due(connections=1, stop=lambda: False, server=server).away
    assert mailbox.kept == []


def test_a_server_without_starttls_gets_nothing_in_the_clear(outbox: Outbox, mailbox: Mailbox) -> None:
    outbox.put(outgoing())
    with listening(mailbox) as plain:
        server = replace(plain, security="starttls")
        assert "STARTTLS" in send_due(connections=1, stop=lambda: False, server=server).away
    assert outbox.only().state == State.QUEUED
    assert mailbox.kept == []


def test_a_wrong_password_changes_no_message(
    outbox: Outbox, mailbox: Mailbox, context: ssl.SSLContext, trusted: None
) -> None:
    outbox.put(outgoing())
    with listening(mailbox, security="tls", context=context, password="geheim") as plain:
        server = replace(plain, security="tls", user="umlauf", password="falsch")
        assert send_due(connections=1, stop=lambda: False, server=server).away.startswith("535")
    row = outbox.only()
    assert (row.state, row.attempts) == (State.QUEUED, 0)
