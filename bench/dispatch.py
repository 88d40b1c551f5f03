"""Messages a second and megabytes of memory: the engine with its ledger, beside other ways to send the same letters.

``python -m bench.dispatch`` measures in one run, on SQLite and on PostgreSQL (a throw-away server, or that of
``DATABASE_URL``), against ``smtp_sink``, with letters of 50 and 200 kB: (a) bare sockets that send finished bytes over
as many connections, (b) ``smtplib`` with a message rendered before, (c) ``EmailMessage.send`` in a loop over one
connection of Django's SMTP backend; and the engine. Then how queueing and sending grow from 1,000 to 10,000 recipients
(``--growth 1000 10000 100000``), sent by a worker in a process of its own, whose memory is the figure; and how the
whole dispatch of a circular grows, from the action to the last message in the outbox (``dispatch_office``).
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bench.dispatch_office import measured, peak
from bench.rivals import best, djangos, raw, standard_library, timed
from bench.smtp_sink import sink

if TYPE_CHECKING:
    from umlauf.engines.mail.outbox import Outgoing, Shared

GOALS = {"postgresql": (0.5, 3.0, 8.0), "sqlite": (0.25, 1.5, 4.0)}
"""By how much the engine shall be as fast as (a), (b) and (c)."""
DISPATCH_GOAL = 60 / 100_000
"""Seconds a recipient for the whole dispatch of a circular."""
EVEN = 1.5
"""How many times as much processor time a message may cost with many recipients as with few, or the other way round."""


def letter(kilobytes: int) -> tuple[Shared, bytes]:
    """What a circular's mail says, with a file of chance bytes in the storage; and that file."""
    from django.core.files.base import ContentFile
    from django.core.files.storage import storages

    from umlauf.engines.mail.outbox import Attachment, Shared, mark

    pdf = os.urandom(kilobytes * 1000)
    key = storages["files"].save("bench/letter", ContentFile(pdf))
    shared = Shared(
        text=f"Sehr geehrte Damen und Herren,\n\nanbei das Rundschreiben: {mark('link')}\n"
        + "Absatz mit Wörtern für die Landkreise.\n" * 30,
        html=f"<p>Sehr geehrte Damen und Herren,</p>\n<p><a href='{mark('link')}'>Rundschreiben</a></p>\n"
        + "<p>Absatz mit Wörtern für die Landkreise</p>\n" * 100,
        attachments=(Attachment("RS_2016-0543_Integrationskonferenz.pdf", "application/pdf", key),),
    )
    return shared, pdf


def outgoing(series: str, number: int, shared: Shared) -> Outgoing:
    from umlauf.engines.mail.outbox import Outgoing

    return Outgoing(
        key=f"{series}:{number}",
        recipient=f"poststelle-{number}@kreis.example",
        sender_name="Landkreistag Muster – Geschäftsstelle",
        sender_address="rundschreiben@landkreistag.example",
        subject="RS 543/2016 – Integrationskonferenz in ländlichen Räumen – Rückmeldung bis 18.11.2016",
        date=dt.datetime(2016, 11, 1, 9, 30, tzinfo=dt.UTC),
        shared=shared,
        parts={"link": f"https://umlauf.example/l/{number:032x}"},
    )


def put(association_id: int, series: str, messages: int, kilobytes: int) -> tuple[Shared, bytes, float, float]:
    """Queue so many; gives what they share, the file, and the seconds of queueing alone: by the clock, of the CPU."""
    from django.db import transaction
    from django_scopes import scope

    from umlauf.engines.mail.outbox import queue
    from umlauf.ground.core.models import Association

    shared, pdf = letter(kilobytes)
    whole = [outgoing(series, number, shared) for number in range(messages)]
    with scope(association=Association.objects.get(id=association_id)):
        start, cpu = time.perf_counter(), time.process_time()
        with transaction.atomic():
            queue(association_id, whole)
        return shared, pdf, time.perf_counter() - start, time.process_time() - cpu


def speed(association_id: int, messages: int, connections: int, kilobytes: int) -> bool:
    """Print the engine beside the others; whether the goals are met."""
    from django.db import connection

    from umlauf.engines.mail.compose import Encoded, compose
    from umlauf.engines.mail.ledger import Ledger
    from umlauf.engines.mail.outbox import MARK
    from umlauf.engines.mail.sender import send_due
    from umlauf.engines.mail.smtp import Server

    series = f"bench-{kilobytes}"
    shared, pdf, *_seconds = put(association_id, series, messages, kilobytes)
    (held,) = (ledger := Ledger("bench")).claim(1)
    ledger.close(None, [held])
    own = replace(held.letter, body=None, text=MARK.sub("", shared.text), html=MARK.sub("", shared.html))
    data = b"".join(compose(replace(own, attachments=shared.attachments), Encoded(lambda _key: pdf)))
    few, some = max(messages // 10, 50), max(messages // 4, 50)
    with sink() as port:
        server = Server("127.0.0.1", port)
        raw(port, data, connections * 20, connections)
        whole = messages // connections * connections
        ceilings = [timed(lambda: raw(port, data, messages, connections), whole)]
        engine = timed(
            lambda: _all_sent(send_due(connections=connections, stop=lambda: False, server=server), messages), messages
        )
        ceilings.append(timed(lambda: raw(port, data, messages, connections), whole))
        smtplibs = timed(lambda: standard_library(port, data[: -len(b".\r\n")], some), some)
        django_mail = timed(lambda: djangos(port, own, few, pdf), few)
    vendor, ceiling = connection.vendor, best(ceilings)
    print(f"{vendor}: {messages} messages of {len(data) / 1000:.0f} kB on the wire, {connections} connections")
    print(ceiling.line("(a) bare sockets, finished bytes"))
    print(smtplibs.line("(b) smtplib, rendered before, one connection"))
    print(django_mail.line("(c) Django's EmailMessage, one connection"))
    print(engine.line("    engine with ledger"))
    ratios = [engine.rate / other.rate for other in (ceiling, smtplibs, django_mail)]
    met = [ratio >= goal for ratio, goal in zip(ratios, GOALS[vendor], strict=True)]
    said = (
        f"{ratio:.2f} × ({name}){'' if ok else f', goal {goal:g}: missed'}"
        for ratio, name, goal, ok in zip(ratios, "abc", GOALS[vendor], met, strict=True)
    )
    print(f"  engine: {'; '.join(said)}", flush=True)
    return all(met)


def growth(association_id: int, recipients: int, connections: int, kilobytes: int) -> None:
    """Queue so many, then let a worker of its own send them."""
    from django.db import connection

    _shared, _pdf, seconds, cpu = put(association_id, f"growth-{recipients}", recipients, kilobytes)
    with sink() as port:
        command = [sys.executable, "-m", "bench.dispatch", "--worker", str(port), "--connections", str(connections)]
        sent = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    print(
        f"  {connection.vendor} {recipients:>7,} recipients: queued in {seconds:6.1f} s ({recipients / seconds:5.0f} a"
        f" second, {cpu * 1000 / recipients:.2f} s CPU per 1000); sent in {sent['seconds']:6.1f} s"
        f" ({recipients / sent['seconds']:5.0f} a second, {sent['cpu'] * 1000 / recipients:.2f} s CPU per 1000);"
        f" the worker took {sent['megabytes']:.0f} MB",
        flush=True,
    )
    if sent["sent"] != recipients:
        raise RuntimeError(f"not all were sent: {sent}")


def whole(recipients: Sequence[int]) -> bool:
    """Dispatch a circular to so many, then to so many; whether that is as fast as it shall be, and as even."""
    from django.db import connection

    costs, met = [], True
    for count in recipients:
        took, signed = measured(count)
        costs.append(took.cpu / count * 1000)
        met &= took.seconds <= max(DISPATCH_GOAL * count, 1.0)
        print(
            f"  {connection.vendor} {count:>7,} recipients: dispatch() in {took.seconds:6.1f} s"
            f" ({took.seconds / count * 1000:.3f} ms a message, {costs[-1]:.3f} ms CPU of its process), memory"
            f" {took.before:.0f} MB before and {took.megabytes:.0f} MB at most; signed before in {signed:.1f} s",
            flush=True,
        )
    even = not costs or max(costs) <= EVEN * min(costs)
    print(f"  the same for each message: {'yes' if even else 'no, missed'}; in time: {'yes' if met else 'no, missed'}")
    return met and even


def work(port: int, connections: int) -> None:
    """Send all that is due, and print how it went."""
    import django

    django.setup()
    from umlauf.engines.mail.sender import send_due
    from umlauf.engines.mail.smtp import Server

    start = time.perf_counter()
    counts = send_due(connections=connections, stop=lambda: False, server=Server("127.0.0.1", port))
    usage = resource.getrusage(resource.RUSAGE_SELF)
    print(
        json.dumps(
            {
                "sent": counts.sent,
                "seconds": time.perf_counter() - start,
                "cpu": usage.ru_utime + usage.ru_stime,
                "megabytes": peak(),
            }
        )
    )


def measure(options: argparse.Namespace) -> bool:
    """All of it, in this process, with the database of the settings."""
    import django

    django.setup()
    from django.core.management import call_command

    from umlauf.ground.core.models import Association

    call_command("migrate", verbosity=0)
    house = Association.objects.create(slug="muster", name="Landkreistag Muster", short_name="LKT")
    met = [speed(house.pk, options.messages, options.connections, size) for size in options.kilobytes]
    for recipients in options.growth:
        growth(house.pk, recipients, options.connections, min(options.kilobytes, default=50))
    return all([*met, whole(options.growth)])


def _all_sent(counts: Any, messages: int) -> None:
    if counts.sent != messages:
        raise RuntimeError(f"not all were sent: {counts}")


def main(arguments: list[str]) -> int:
    """Measure on both databases, each in a process of its own; 1 if a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.dispatch", description=__doc__)
    parser.add_argument("--messages", type=int, default=1000)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--kilobytes", type=int, nargs="*", default=[50, 200], help="sizes of the attachment")
    parser.add_argument("--growth", type=int, nargs="*", default=[1_000, 10_000], help="recipients")
    parser.add_argument("--here", action="store_true", help="on the database of the environment alone")
    parser.add_argument("--worker", type=int, metavar="PORT", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.worker:
        work(options.worker, options.connections)
        return 0
    if options.here:
        return 0 if measure(options) else 1
    from tests.services.postgres import server

    given = os.environ.get("DATABASE_URL", "")
    code = _in_process("", arguments)
    if given.startswith("postgresql"):
        return _in_process(given, arguments) or code
    with server() as url:
        return _in_process(url, arguments) or code


def _in_process(url: str, arguments: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="umlauf-bench-") as home:
        environment = {**os.environ, "UMLAUF_HOME": home, "DATABASE_URL": url}
        environment.setdefault("DJANGO_SETTINGS_MODULE", "umlauf.project.settings")
        command = [sys.executable, "-m", "bench.dispatch", "--here", *arguments]
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
