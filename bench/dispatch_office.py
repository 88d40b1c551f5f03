"""The whole action that sends a circular, up to the last message in the outbox: time and memory by its recipients.

``python -m bench.dispatch_office ISSUE`` dispatches a signed circular in a process of its own and prints as JSON what
that took. ``measured`` makes one that a list with so many members reaches, at one address each, and calls that.
"""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from tests.cast import House

SINCE = dt.date(1994, 7, 1)


@dataclass(frozen=True, slots=True)
class Took:
    """What a dispatch took: seconds by the clock and of the processor, megabytes before it and at the most.

    The processor is that of this process: on PostgreSQL the server has work besides.
    """

    messages: int
    seconds: float
    cpu: float
    before: float
    megabytes: float


def peak() -> float:
    """The most memory that this process has had. ``ru_maxrss`` would count that of the process which started it."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def measured(recipients: int) -> tuple[Took, float]:
    """What it takes to dispatch a circular to so many; and the seconds of its signature, which fixes who they are."""
    from django.db import connection
    from django_scopes import scope

    from tests.cast import a_circular, an_issue
    from umlauf.office.circulars.actions.render import render_issue

    house = _house(recipients)
    with scope(association=house.association):
        circular = a_circular(house)
        start = time.perf_counter()
        issue = an_issue(house, circular)
        signed = time.perf_counter() - start
        render_issue(actor=house.clerk_actor, issue_id=issue.id)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    command = [sys.executable, "-m", "bench.dispatch_office", str(issue.id)]
    took = Took(**json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout))
    if took.messages != recipients:
        raise RuntimeError(f"not all were queued: {took}")
    return took, signed


def _house(members: int) -> House:
    """An association with so many members, each with one address."""
    from django.db import transaction
    from django_scopes import scope

    from tests.cast import a_house, a_pen
    from umlauf.office.directory.enums import OrganisationKind
    from umlauf.office.directory.models import IntakeAddress, Membership, Organisation

    with transaction.atomic():
        house = a_house(f"verband-{members}", f"Verband mit {members}", "VB", "Nora Feldkamp", "Emil Brandstätter", 0)
        with scope(association=house.association):
            pen = a_pen(house)
            organisations = pen.add_to_register(
                [
                    Organisation(
                        name=f"Landkreis Musterkreis {members}-{number}",
                        short_name=f"Musterkreis {members}-{number}",
                        kind=OrganisationKind.COUNTY,
                    )
                    for number in range(members)
                ]
            )
            pen.enter_all(Membership(organisation=one, since=SINCE) for one in organisations)
            pen.enter_all(
                IntakeAddress(organisation=one, label="Poststelle", email=f"post@kreis-{members}-{number}.example")
                for number, one in enumerate(organisations)
            )
    return house


def main(issue_id: int) -> None:
    """Dispatch one circular."""
    django.setup()
    from django.db import connection
    from django_scopes import scope, scopes_disabled

    from umlauf.ground.core.actor import Actor, Means
    from umlauf.ground.core.policy import Role
    from umlauf.office.circulars.actions.send import dispatch
    from umlauf.office.circulars.models import Delivery, Issue

    with scopes_disabled():
        association = Issue.objects.select_related("association").get(id=issue_id).association
    actor = Actor("Nora Feldkamp", association.id, Means.LOGIN, frozenset({Role.CLERK}))
    with scope(association=association):
        before, start, cpu = peak(), time.perf_counter(), time.process_time()
        sent = dispatch(actor=actor, issue_id=issue_id)
        seconds, cpu, most = time.perf_counter() - start, time.process_time() - cpu, peak()
        messages = Delivery.objects.filter(dispatch=sent, message__isnull=False).count()
    connection.close()
    print(json.dumps(asdict(Took(messages, seconds, cpu, before, most))))


if __name__ == "__main__":
    main(int(sys.argv[1]))
