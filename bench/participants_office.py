"""``python -m bench.participants_office``: 5,000 people into ``DATABASE_URL``; time pages and files.

The rival is a page of the same rows as Django makes it alone: counted, sorted by name and cut by the database, and
written by a template without a word to translate, a link, a right to ask for or a frame around it.
"""

from __future__ import annotations

import datetime as dt
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import django
from django.core.management import call_command
from django.db import connection, transaction
from django.http import HttpResponse

COUNTIES, PEOPLE = 300, 5_000
REPEATS = 40
PAGE_GOAL, FILE_GOAL = 150.0, 5_000.0  # ms
_FIRST = ("Änne", "Bert", "Carla", "Dörte", "Emil", "Frieda", "Gerd", "Hanna", "Ivo", "Jan")
_LAST = ("Ahorn", "Birke", "Öhler", "Dr. von Lind", "Eiche", "Ulm", "Weide", "Über", "Kiefer", "Tann")


def main() -> None:
    django.setup()
    from django.conf import settings
    from django.test import Client
    from django.urls import reverse
    from django_scopes import scope

    from tests.cast import make_cast
    from tests.faces.web.stage import logged_in
    from tests.office.conferences.registering import an_invitation

    settings.ALLOWED_HOSTS = ["*"]
    settings.SECURE_SSL_REDIRECT = False
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    with transaction.atomic():
        cast = make_cast(counties=COUNTIES)
        with scope(association=cast.home.association):
            conference = an_invitation(cast.home, places=3_000)
            _register(conference)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    client: Client = logged_in(cast.home.clerk)
    at = {"circular_id": conference.circular_id}
    bare = statistics.median(_timed(lambda: _bare(cast.home.association, conference), REPEATS).work)
    print(f"  {'a bare page of Django':28} {bare:56.0f} ms CPU", flush=True)
    page, export = reverse("participants", kwargs=at), reverse("participants-export", kwargs=at)
    for label, query in (
        ("first page", ""),
        ("last page, by last name", "?order=name&page=100"),
        ("search for a name", "?q=oehler"),
        ("waiting", "?state=waiting"),
        ("all, newest first", "?state=any&order=latest"),
    ):
        _print(label, _timed(lambda: client.get(page + query), REPEATS), PAGE_GOAL, bare)  # noqa: B023
    for ending, query in (("xlsx", ""), ("csv", ""), ("pdf", "?q=oehler")):
        form = {"purpose": "Messung", "ending": ending, "emails": "on"}
        times = _timed(lambda: client.post(export + query, form), 5)  # noqa: B023
        _print(f"{ending}{', one in ten' if query else ''}", times, FILE_GOAL)


def _register(conference: object) -> None:
    from tests.office.conferences.registering import invited
    from umlauf.office.conferences.models import Conference, Registration

    assert isinstance(conference, Conference)
    at, letters = dt.datetime(2016, 11, 3, 8, tzinfo=dt.UTC), invited(conference)
    Registration.objects.bulk_create(
        Registration(
            association_id=conference.association_id,
            conference=conference,
            recipient=letters[number % len(letters)],
            name=f"{_FIRST[number % 10]} {_LAST[number // 10 % 10]}{number}",
            function="Dezernent/in für Soziales",
            email=f"person{number}@lk-muster.example",
            state="admitted" if number < 3_000 else "waiting",
            channel="link",
            by_name="Petra Vogt",
            at=at,
            queued_at=at + dt.timedelta(seconds=number),
        )
        for number in range(PEOPLE)
    )


@dataclass(frozen=True)
class Taken:
    """What asking took, each time, in milliseconds: on the clock, and of the processor (without a database's own)."""

    times: list[float] = field(default_factory=list)
    work: list[float] = field(default_factory=list)


def _timed(ask: Callable[[], object], repeats: int) -> Taken:
    """The first, which warms up, counts too."""
    taken = Taken()
    for _turn in range(repeats):
        began, worked = time.perf_counter(), time.process_time()
        answer = ask()
        taken.work.append((time.process_time() - worked) * 1000)
        taken.times.append((time.perf_counter() - began) * 1000)
        assert getattr(answer, "status_code", 0) == 200, answer
    return taken


def _bare(association: object, conference: object) -> HttpResponse:
    from django.core.paginator import Paginator
    from django.template import Context, Template
    from django_scopes import scope

    from umlauf.faces.web.views.participants import PAGE
    from umlauf.office.conferences.models import Conference, Registration

    assert isinstance(conference, Conference)
    cells = ("recipient.name", "name", "function", "email", "state", "at", "channel", "by_name")
    row = "".join(f"<td>{{{{ one.{cell} }}}}</td>" for cell in cells)
    template = Template(f"<table>{{% for one in page %}}<tr>{row}</tr>{{% endfor %}}</table>")
    with scope(association=association):
        rows = Registration.objects.filter(conference=conference).select_related("recipient").order_by("name", "id")
        return HttpResponse(template.render(Context({"page": Paginator(rows, PAGE).get_page(1)})))


def _print(label: str, taken: Taken, goal: float, bare: float | None = None) -> None:
    p95 = sorted(taken.times)[max(0, round(len(taken.times) * 0.95) - 1)]
    kept = "kept" if p95 <= goal else "MISSED"
    median, work = statistics.median(taken.times), statistics.median(taken.work)
    beside = f"  {work / bare:.1f} × a bare page" if bare else ""
    took = f"median {median:6.0f} ms  p95 {p95:6.0f} ms  goal {goal:.0f}: {kept:6}  {work:6.0f} ms CPU"
    print(f"  {label:28} {took}{beside}", flush=True)


if __name__ == "__main__":
    main()
