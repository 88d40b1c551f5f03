"""Messages a second: the engine with its ledger, beside the raw ceiling of the same server and Django's own mail.

``python -m bench.mail`` measures in one run, on SQLite and on PostgreSQL (a throw-away server, or that of
``DATABASE_URL``): (a) bare sockets that send finished bytes over the same number of connections, (b) the engine,
(c) ``EmailMessage.send`` in a loop over one open connection of Django's SMTP backend. The server is ``smtp_sink``.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import resource
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bench.smtp_sink import sink


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


def djangos(port: int, rows: list[Any], attachment: bytes) -> None:
    """What most programs do: one connection, the message built and encoded anew for each recipient."""
    from django.core.mail import EmailMultiAlternatives
    from django.core.mail.backends.smtp import EmailBackend

    with EmailBackend(host="127.0.0.1", port=port) as backend:
        for row in rows:
            message = EmailMultiAlternatives(
                row.subject, row.text, row.sender_address, [row.recipient], connection=backend
            )
            message.attach_alternative(row.html, "text/html")
            message.attach("RS_2016-0543.pdf", attachment, "application/pdf")
            message.send()


def measure(messages: int, connections: int, kilobytes: int) -> None:
    """All three, in this process, with the database of the settings."""
    import django

    django.setup()
    from django.core.files.base import ContentFile
    from django.core.files.storage import storages
    from django.core.management import call_command
    from django.db import connection, transaction
    from django_scopes import scope

    from umlauf.engines.mail.compose import Encoded, compose
    from umlauf.engines.mail.ledger import Ledger
    from umlauf.engines.mail.models import Message
    from umlauf.engines.mail.outbox import Attachment, Outgoing, queue
    from umlauf.engines.mail.sender import send_due
    from umlauf.engines.mail.smtp import Server
    from umlauf.ground.core.models import Association

    call_command("migrate", verbosity=0)
    association = Association.objects.create(slug="muster", name="Landkreistag Muster", short_name="LKT")
    pdf = os.urandom(kilobytes * 1000)
    key = storages["files"].save("bench/letter", ContentFile(pdf))

    def outgoing(number: int) -> Outgoing:
        link = f"https://umlauf.example/l/{number}"
        return Outgoing(
            key=f"bench:{number}",
            recipient=f"poststelle-{number}@kreis.example",
            sender_name="Landkreistag Muster – Geschäftsstelle",
            sender_address="rundschreiben@landkreistag.example",
            subject="RS 543/2016 – Integrationskonferenz in ländlichen Räumen – Rückmeldung bis 18.11.2016",
            text=f"Sehr geehrte Damen und Herren,\n\nanbei das Rundschreiben: {link}\n" + "Absatz mit Wörtern. " * 60,
            html=f"<p>Sehr geehrte Damen und Herren,</p><p><a href='{link}'>Rundschreiben</a></p>"
            + "<p>Absatz</p>" * 200,
            date=dt.datetime(2016, 11, 1, 9, 30, tzinfo=dt.UTC),
            attachments=(Attachment("RS_2016-0543_Integrationskonferenz.pdf", "application/pdf", key),),
        )

    with scope(association=association):
        start = time.perf_counter()
        with transaction.atomic():
            queue(association.pk, [outgoing(number) for number in range(messages)])
        queued = messages / (time.perf_counter() - start)
        (held,) = (ledger := Ledger("bench")).claim(1)
        ledger.close(None, [held])
        data = b"".join(compose(held.letter, Encoded(lambda _key: pdf)))
        few = list(Message.objects.order_by("id")[: max(50, messages // 10)])
    with sink() as port:
        server = Server("127.0.0.1", port)
        raw(port, data, connections * 20, connections)
        ceiling = timed(lambda: raw(port, data, messages, connections), messages // connections * connections)
        engine = timed(
            lambda: _all_sent(send_due(connections=connections, stop=lambda: False, server=server), messages), messages
        )
        ceiling_again = timed(lambda: raw(port, data, messages, connections), messages // connections * connections)
        django_mail = timed(lambda: djangos(port, few, pdf), len(few))
    ceiling = max(ceiling, ceiling_again, key=lambda one: one.rate)
    print(
        f"{connection.vendor}: {messages} messages of {len(data) / 1000:.0f} kB on the wire, {connections} connections"
    )
    print(ceiling.line("(a) bare sockets, finished bytes"))
    print(engine.line("(b) engine with ledger"))
    print(django_mail.line("(c) Django's EmailMessage, one connection"))
    print(f"  (b) is {engine.rate / ceiling.rate:.2f} × (a) and {engine.rate / django_mail.rate:.1f} × (c)")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  queued {queued:.0f} a second; peak memory of the process {peak:.0f} MB", flush=True)


def _all_sent(counts: Any, messages: int) -> None:
    if counts.sent != messages:
        raise RuntimeError(f"not all were sent: {counts}")


def main(arguments: list[str]) -> int:
    """Measure on both databases, each in a process of its own, or here with ``--here`` on that of the environment."""
    parser = argparse.ArgumentParser(prog="python -m bench.mail", description=__doc__)
    parser.add_argument("--messages", type=int, default=1000)
    parser.add_argument("--connections", type=int, default=4)
    parser.add_argument("--kilobytes", type=int, default=200, help="size of the attachment")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.here:
        measure(options.messages, options.connections, options.kilobytes)
        return 0
    from tests.services.postgres import server

    given = os.environ.get("DATABASE_URL", "")
    code = _in_process("", arguments)
    if given.startswith("postgresql"):
        return code or _in_process(given, arguments)
    with server() as url:
        return code or _in_process(url, arguments)


def _in_process(url: str, arguments: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="umlauf-bench-") as home:
        environment = {**os.environ, "UMLAUF_HOME": home, "DATABASE_URL": url}
        environment.setdefault("DJANGO_SETTINGS_MODULE", "umlauf.project.settings")
        command = [sys.executable, "-m", "bench.mail", "--here", *arguments]
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
