"""One connection to the outgoing mail server, and what it says.

TLS and AUTH are the standard library's. What differs from ``smtplib.SMTP.sendmail``: the data comes encoded and
dot-stuffed, and each way in which a connection can end tells whether the message may have been delivered.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Self
from urllib.parse import urlsplit

from django.conf import settings

CLOSING = 421
WANTED = 354
_QUEUE_ID = re.compile(
    r"queued as ([\w.-]+)|\bid=([\w.-]+)|(?:^|\s)(?!\d\.\d+\.\d+ )([\w.-]+) Message accepted|\[InternalId=(\d+)",
    re.IGNORECASE,
)


class ServerGone(Exception):
    """No connection, or one that ended before any data went out: nothing was delivered, no recipient is at fault."""


class Unanswered(Exception):
    """The connection ended after data went out and before the answer: only the receiver knows."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server said: code (RFC 5321 4.2) and text, on one line."""

    code: int
    text: str

    @property
    def accepted(self) -> bool:
        return 200 <= self.code < 300

    @property
    def queue_id(self) -> str:
        """What the server's log calls the message, as Postfix, Exim, Sendmail, OpenSMTPD and Exchange say it; else
        empty."""
        found = _QUEUE_ID.search(self.text) if self.accepted else None
        return found[found.lastindex or 0][:100] if found else ""

    @property
    def temporary(self) -> bool:
        return 400 <= self.code < 500

    def __str__(self) -> str:
        return f"{self.code} {self.text}".strip()


@dataclass(frozen=True, slots=True)
class Server:
    """Where the mail server is and how to speak to it. Times in seconds.

    ``name`` is how we greet it. After the last byte it has ``data_timeout`` to answer: who hangs up earlier gets
    messages delivered that look lost (RFC 5321 4.5.3.2.6 asks for ten minutes).
    """

    host: str
    port: int
    security: str = "none"
    user: str = ""
    password: str = field(default="", repr=False)
    timeout: float = 30
    data_timeout: float = 600
    name: str = "localhost"

    @classmethod
    def from_settings(cls) -> Self:
        host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
        return cls(
            host=settings.SMTP_HOST,
            port=settings.SMTP_PORT,
            security=settings.SMTP_SECURITY,
            user=settings.SMTP_USER,
            password=settings.SMTP_PASSWORD,
            timeout=settings.SMTP_TIMEOUT,
            name=_greeting(host),
        )

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


class Connection(smtplib.SMTP):
    """An open, greeted, encrypted and logged-in connection."""

    def __init__(self, server: Server) -> None:
        """Connect. Raises ``ServerGone`` with the reason."""
        super().__init__(timeout=server.timeout, local_hostname=server.name)
        self._server = server
        self._host = server.host  # smtplib verifies the certificate against it
        self._announced = False
        self._asked_for: Reply | None = None
        try:
            self._open()
        except (OSError, ValueError) as error:
            self.close()
            raise ServerGone(_reason(error)) from error

    def _open(self) -> None:
        code, text = self.connect(self._server.host, self._server.port)
        if code != 220:
            raise smtplib.SMTPConnectError(code, text)
        self.ehlo_or_helo_if_needed()
        if self._server.security == "starttls":
            self.starttls(context=ssl.create_default_context())
            self.ehlo_or_helo_if_needed()
        if self._server.user:
            self.login(self._server.user, self._server.password)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        plain = socket.create_connection((host, port), timeout)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._server.security != "tls":
            return plain
        return ssl.create_default_context().wrap_socket(plain, server_hostname=host)

    def offer(self, sender: str, recipient: str, size: int) -> Reply | None:
        """Announce a message of ``size`` bytes. None: the server wants it; else its refusal. Raises ``ServerGone``.

        A server with PIPELINING is asked for the data in the same packet (RFC 2920 3.1) and waits for them then. A 421
        to the recipient refuses that one, and the connection is closed; to anything else it is the server's own matter.
        """
        announced = f" SIZE={size}" if self.has_extn("size") else ""
        commands = [f"MAIL FROM:<{sender}>{announced}", f"RCPT TO:<{recipient}>"]
        if self._announced:
            commands.insert(0, "RSET")
        self._announced = True
        try:
            if not self.has_extn("pipelining"):
                return self._one_by_one(commands)
            self.send("".join(f"{command}\r\n" for command in (*commands, "DATA")))
            replies = [self._reply() for _command in commands[:-1]]
            replies.append(self._reply(may_close=True))
            if self.sock is None:
                self._asked_for = None
                return replies[-1]
            self._asked_for = self._reply()
            refusal = next((reply for reply in replies if not reply.accepted), None)
            if refusal is not None and self._asked_for.code == WANTED:
                self.send(b".\r\n")  # no data, for nobody
                self._reply()
        except OSError as error:
            raise ServerGone(_reason(error)) from error
        return refusal or self._no_data()

    def _one_by_one(self, commands: Sequence[str]) -> Reply | None:
        self._asked_for = None
        for command in commands:
            self.putcmd(command)
            reply = self._reply(may_close=command == commands[-1])
            if not reply.accepted:
                return reply
        return None

    def _no_data(self) -> Reply | None:
        """The refusal, if that is what the server said to DATA."""
        reply = self._asked_for
        if reply is None or reply.code == WANTED:
            return None
        # An acceptance here accepts nothing, for nothing has been said yet: as good as "try later".
        return Reply(451, str(reply)) if reply.code < 400 else reply

    def withdraw(self) -> None:
        """Do not hand over what was offered and wanted. A server that waits for data cannot be told: we hang up."""
        if self._asked_for is not None:
            self.close()

    def hand_over(self, data: Sequence[bytes]) -> Reply:
        """Transmit the pieces that ``compose`` made, after an offer that was wanted; the server's answer.

        Raises ``ServerGone`` before the first byte of ``data`` is out, ``Unanswered`` after it.
        """
        if self._asked_for is None:
            try:
                self.putcmd("DATA")
                self._asked_for = self._reply()
            except OSError as error:
                raise ServerGone(_reason(error)) from error
            if (refusal := self._no_data()) is not None:
                return refusal
        try:
            self._transmit(data)
            self._wait(self._server.data_timeout)
            code, text = self.getreply()
            self._wait(self._server.timeout)
        except OSError as error:
            self.close()
            raise Unanswered(_reason(error)) from error
        self._announced = False
        reply = _as_reply(code, text)
        if not reply.accepted and not 400 <= reply.code < 600:
            raise Unanswered(str(reply))
        if reply.code == CLOSING:
            self.close()
        return reply

    def _transmit(self, data: Sequence[bytes]) -> None:
        """All pieces, in as few calls as the system takes: they are not put together, since the files are large."""
        if self.sock is None or isinstance(self.sock, ssl.SSLSocket):
            for piece in data:
                self.send(piece)
            return
        pieces = [memoryview(piece) for piece in data]
        while pieces:
            out = self.sock.sendmsg(pieces)
            while pieces and out >= len(pieces[0]):
                out -= len(pieces.pop(0))
            if out:
                pieces[0] = pieces[0][out:]

    def leave(self) -> None:
        """Say goodbye, if anybody listens."""
        if self.sock is not None:
            try:
                self.quit()
            except OSError:
                self.close()

    def _reply(self, *, may_close: bool = False) -> Reply:
        code, text = self.getreply()
        if code in {-1, CLOSING}:
            self.close()
        if code == -1 or (code == CLOSING and not may_close):
            raise smtplib.SMTPResponseException(code, text)
        return _as_reply(code, text)

    def _wait(self, seconds: float) -> None:
        if self.sock is not None:
            self.sock.settimeout(seconds)


def _as_reply(code: int, text: bytes) -> Reply:
    return Reply(code, " ".join(text.decode("utf-8", "replace").replace("\0", " ").split()))


def _reason(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        text = error.smtp_error
        return str(_as_reply(error.smtp_code, text if isinstance(text, bytes) else text.encode()))
    return f"{type(error).__name__}: {error}"


def _greeting(host: str) -> str:
    """The name for EHLO: a domain, or an address in brackets (RFC 5321 4.1.3)."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    return f"[IPv6:{host}]" if address.version == 6 else f"[{host}]"
