"""Other ways to hand the same messages to the same server: the ceiling, and what programs usually do."""

from __future__ import annotations

import smtplib
import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Measured:
    """Messages a second, and processor seconds of the sending process per 1000 messages."""

    rate: float
    cpu: float

    def line(self, label: str) -> str:
        return f"  {label:<52}{self.rate:8.0f} a second {self.cpu:7.2f} s CPU per 1000"


def timed(work: Callable[[], None], messages: int) -> Measured:
    """Run ``work``, which sends so many ``messages``."""
    cpu, start = time.process_time(), time.perf_counter()
    work()
    return Measured(messages / (time.perf_counter() - start), (time.process_time() - cpu) * 1000 / messages)


def best(tries: Sequence[Measured]) -> Measured:
    return max(tries, key=lambda one: one.rate)


def raw(port: int, data: bytes, messages: int, connections: int) -> None:
    """The dialogue over bare sockets: MAIL and RCPT in one packet, DATA, finished bytes."""

    def lane() -> None:
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            _expect(connection, b"220")
            connection.sendall(b"EHLO bench\r\n")
            _expect(connection, b"250")
            for number in range(messages // connections):
                recipient = b"<%d@kreis.example>" % number
                connection.sendall(b"MAIL FROM:<a@landkreistag.example>\r\nRCPT TO:" + recipient + b"\r\n")
                _expect(connection, b"250")
                connection.sendall(b"DATA\r\n")
                _expect(connection, b"354")
                connection.sendall(data)
                _expect(connection, b"250")

    lanes = [threading.Thread(target=lane) for _number in range(connections)]
    for thread in lanes:
        thread.start()
    for thread in lanes:
        thread.join()


def _expect(connection: socket.socket, code: bytes) -> None:
    answer = connection.recv(4096)
    if not answer.startswith(code):
        raise RuntimeError(f"expected {code!r}, got {answer!r}")


def standard_library(port: int, message: bytes, messages: int) -> None:
    """``smtplib`` on one connection, with the same message, rendered before, for everybody."""
    with smtplib.SMTP("127.0.0.1", port) as server:
        for number in range(messages):
            server.sendmail("a@landkreistag.example", [f"{number}@kreis.example"], message)


def djangos(port: int, sample: Any, messages: int, attachment: bytes) -> None:
    """What most programs do: one connection, the message built and encoded anew for each recipient.

    ``sample`` has subject, text, html and sender_address.
    """
    from django.core.mail import EmailMultiAlternatives
    from django.core.mail.backends.smtp import EmailBackend

    with EmailBackend(host="127.0.0.1", port=port) as backend:
        for number in range(messages):
            recipient = f"poststelle-{number}@kreis.example"
            message = EmailMultiAlternatives(
                sample.subject, sample.text, sample.sender_address, [recipient], connection=backend
            )
            message.attach_alternative(sample.html, "text/html")
            message.attach("RS_2016-0543.pdf", attachment, "application/pdf")
            message.send()
