"""A real SMTP server that does as it is told: keeps what it accepts, refuses or breaks off where a test says so."""

from __future__ import annotations

import asyncio
import email
import os
import signal
import socket
import ssl
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from umlauf.engines.mail.smtp import Server

BREAK = "break"
"""In place of an answer: the connection is cut."""
KILL = "kill"
"""In place of an answer: the sending process ends by SIGKILL, at exactly this step."""


@dataclass(frozen=True)
class Kept:
    """A message that the server answered with 250, or that it got before it broke off."""

    sender: str
    recipient: str
    content: bytes

    @property
    def message(self) -> EmailMessage:
        parsed = email.message_from_bytes(self.content, policy=default)
        assert isinstance(parsed, EmailMessage)
        return parsed


@dataclass
class Mailbox:
    """``at_mail``, ``at_rcpt`` and ``at_data`` hold answers per recipient (per sender at MAIL), used up in order.

    ``delays`` (seconds) and ``calls`` come between the data of a recipient and the answer to it. ``victim`` is the
    process that ``KILL`` ends.
    """

    kept: list[Kept] = field(default_factory=list)
    at_mail: dict[str, list[str]] = field(default_factory=dict)
    at_rcpt: dict[str, list[str]] = field(default_factory=dict)
    at_data: dict[str, list[str]] = field(default_factory=dict)
    connections: int = 0
    victim: int = 0
    delays: dict[str, float] = field(default_factory=dict)
    calls: dict[str, Callable[[], None]] = field(default_factory=dict)
    logins: list[str] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    pipelining: bool = False

    def times(self) -> Counter[str]:
        return Counter(kept.recipient for kept in self.kept)

    async def handle_EHLO(  # noqa: N802 - aiosmtpd calls it so
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.connections += 1
        return ["250-PIPELINING", *responses] if self.pipelining else responses

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = _next(self.at_mail, address)
        self._act(answer, server)
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return answer or "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if answer := _next(self.at_rcpt, address):
            self._act(answer, server)
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        (recipient,) = envelope.rcpt_tos
        answer = _next(self.at_data, recipient)
        if answer in {None, BREAK, KILL}:
            assert isinstance(envelope.content, bytes)
            self.kept.append(Kept(envelope.mail_from or "", recipient, envelope.content))
            assert server.transport is not None
            self.encrypted.append(server.transport.get_extra_info("ssl_object") is not None)
        self._act(answer, server)
        await asyncio.sleep(self.delays.get(recipient, 0))
        if call := self.calls.get(recipient):
            await asyncio.to_thread(call)
        return answer or "250 OK: queued as 4711"

    def _act(self, answer: str | None, server: SMTP) -> None:
        if answer == KILL:
            os.kill(self.victim, signal.SIGKILL)
        if answer in {BREAK, KILL}:
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()


def _next(answers: dict[str, list[str]], address: str) -> str | None:
    waiting = answers.get(address)
    return waiting.pop(0) if waiting else None


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def listening(
    mailbox: Mailbox,
    *,
    port: int = 0,
    security: str = "none",
    context: ssl.SSLContext | None = None,
    password: str = "",
) -> Iterator[Server]:
    """Serve ``mailbox``, on a free port unless one is given, encrypted by ``security`` as in ``Server``.

    With a ``password``, whoever has it may log in.
    """

    def check(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword) -> AuthResult:
        mailbox.logins.append(data.login.decode())
        return AuthResult(success=data.password == password.encode(), handled=False)

    port = port or free_port()
    starttls = security == "starttls"
    controller = Controller(
        mailbox,
        hostname="127.0.0.1",
        port=port,
        ssl_context=context if security == "tls" else None,
        tls_context=context if starttls else None,
        require_starttls=starttls,
        auth_require_tls=starttls,  # it does not see that TLS from the first byte is TLS
        authenticator=check if password else None,
        server_hostname="mail.umlauf.example",
    )
    controller.start()
    try:
        yield Server("127.0.0.1", port, timeout=5, data_timeout=5)
    finally:
        controller.stop()
