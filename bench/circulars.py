"""The list of circulars with 100,000 rows: how long its page takes, first and last, searched and filtered.

``python -m bench.circulars`` measures in one run, on SQLite and on PostgreSQL (a throw-away server, or that of
``DATABASE_URL``), at a tenth of the rows and at all of them, what the page asks of the database: its rows and their
count. The ceiling beside it is the same fifty rows by one bare statement that knows which they are.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

ROUNDS = 40
GOAL = 0.100  # seconds, p95
YEARS = 10
PAGE = 50


def fill(association: Any, first: int, last: int) -> None:
    """Write the circulars ``first`` to ``last``: signed, rendered and sent, a hundredth of them still drafts."""
    from django.db import connection, transaction

    from umlauf.engines.files.models import StoredFile
    from umlauf.ground.text import from_markdown
    from umlauf.office.circulars.content import Content
    from umlauf.office.circulars.models import Circular, Dispatch, Draft, Issue, Rendition, Series

    series, _created = Series.objects.get_or_create(association=association, kind="Rundschreiben", short="RS")
    file, _created = StoredFile.objects.get_or_create(
        association=association, sha256="0" * 64, defaults={"size": 1, "media_type": "application/pdf"}
    )
    text = from_markdown("Sehr geehrte Damen und Herren,\n\n" + "wir bitten um Ihre Stellungnahme. " * 60)
    body = Content(subject="", body=text, distribution_list_id=1).json()
    owned = {"association": association}
    with transaction.atomic():
        circulars = Circular.objects.bulk_create(
            (Circular(**owned, series=series, **_kept(number, body)) for number in range(first, last + 1)),
            batch_size=2_000,
        )
        rows = list(zip(range(first, last + 1), circulars, strict=True))
        Draft.objects.bulk_create(
            (Draft(**owned, circular=one, revision=1, saved_by="Nora", **_said(number, body)) for number, one in rows),
            batch_size=1_000,
        )
        signed = [(number, one) for number, one in rows if number % 100]
        issues = Issue.objects.bulk_create(
            (
                Issue(
                    **owned,
                    circular=one,
                    series=series,
                    year=_day(number).year,
                    number=number,
                    date=_day(number),
                    signed_at=_moment(number),
                    signatory_name="Emil Brandstätter",
                    content=_said(number, body)["content"],
                    digest="0" * 64,
                )
                for number, one in signed
            ),
            batch_size=1_000,
        )
        Rendition.objects.bulk_create((Rendition(**owned, issue=one, pdf=file, pages=2) for one in issues), 5_000)
        Dispatch.objects.bulk_create(
            (Dispatch(**owned, issue=one, at=one.signed_at, by="Nora") for one in issues), 5_000
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _kept(number: int, body: dict[str, Any]) -> dict[str, Any]:
    """What is kept for lists, as the actions keep it."""
    from umlauf.office.circulars.content import Content
    from umlauf.office.circulars.listing import place_of, words_of

    said = {"words": words_of(Content.parse(_said(number, body)["content"]))}
    return said | ({"place": place_of(_day(number), number)} if number % 100 else {})


def _day(number: int) -> dt.date:
    return dt.date(2007 + number % YEARS, 1 + number % 12, 1 + number % 28)


def _moment(number: int) -> dt.datetime:
    return dt.datetime.combine(_day(number), dt.time(9, 12), dt.UTC)


def _said(number: int, body: dict[str, Any]) -> dict[str, Any]:
    subject = f"Anhörung {number} zur Finanzierung der Kindertagesbetreuung"
    keyword = "Kita" if number % 10 else "Straßenbau"
    content = body | {"subject": subject, "keyword": keyword, "file_reference": f"103-{number % 90}/kö"}
    return {"content": content | {"answer_by": _day(number).isoformat()}, "saved_at": _moment(number)}


def pages() -> dict[str, Callable[[], list[Any]]]:
    """What the list is asked for, by the words of the table."""
    from django.core.paginator import Paginator

    from umlauf.office.circulars import queries
    from umlauf.office.circulars.enums import Step

    def page(rows: Any, number: int) -> list[Any]:
        return queries.rows_of(list(Paginator(queries.ids_of(rows), PAGE).get_page(number).object_list))

    rows = queries.circular_rows
    return {
        "first page": lambda: page(rows(), 1),
        "last page": lambda: page(rows(), 10**9),
        "drafts": lambda: page(queries.at_step(rows(), Step.DRAFT), 1),
        "sent": lambda: page(queries.at_step(rows(), Step.DISPATCHED), 1),
        "by number": lambda: page(queries.with_words(rows(), "543"), 1),
        "by two words": lambda: page(queries.with_words(rows(), "straßenbau anhörung"), 1),
        "by a word of none": lambda: page(queries.with_words(rows(), "Talsperre"), 1),
    }


def bare() -> list[Any]:
    """The ceiling: fifty rows by their ids."""
    from umlauf.office.circulars.models import Draft

    newest = Draft.objects.order_by("-id").values_list("id", flat=True)[:PAGE]
    return list(Draft.objects.filter(id__in=list(newest)).values("id", "saved_at", "saved_by", "content"))


def timed(work: Callable[[], list[Any]]) -> tuple[float, float]:
    """Median and p95 in seconds."""
    work()
    took = []
    for _round in range(ROUNDS):
        start = time.perf_counter()
        work()
        took.append(time.perf_counter() - start)
    return statistics.median(took), statistics.quantiles(took, n=20)[-1]


def measure(rows: int) -> int:
    """All of it, with the database of the settings; 1 if a page misses the goal."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django_scopes import scope

    from umlauf.ground.core.models import Association

    call_command("migrate", verbosity=0)
    association = Association.objects.create(slug="muster", name="Verband", short_name="LKT")
    missed = 0
    for first, last in ((1, rows // 10), (rows // 10 + 1, rows)):
        with scope(association=association):
            fill(association, first, last)
            print(f"{connection.vendor}: {last:,} circulars")
            ceiling, _p95 = timed(bare)
            for name, work in pages().items():
                median, p95 = timed(work)
                missed |= p95 > GOAL
                print(
                    f"  {name:<18} median {median * 1000:7.1f} ms   p95 {p95 * 1000:7.1f} ms   "
                    f"{median / ceiling:6.1f} × fifty rows by id ({ceiling * 1000:.1f} ms)"
                    f"  {'over' if p95 > GOAL else 'under'} the goal of {GOAL * 1000:.0f} ms",
                    flush=True,
                )
    return missed


def main(arguments: list[str]) -> int:
    """Measure on both databases, each in a process of its own, or here with ``--here`` on that of the environment."""
    parser = argparse.ArgumentParser(prog="python -m bench.circulars", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.here:
        return measure(options.rows)
    from tests.services.postgres import server

    given = os.environ.get("DATABASE_URL", "")
    missed = _on("", arguments)
    if given.startswith("postgresql"):
        return _on(given, arguments) or missed
    with server() as url:
        return _on(url, arguments) or missed


def _on(url: str, arguments: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="umlauf-bench-") as home:
        environment = {**os.environ, "UMLAUF_HOME": home, "DATABASE_URL": url}
        environment.setdefault("DJANGO_SETTINGS_MODULE", "umlauf.project.settings")
        command = [sys.executable, "-m", "bench.circulars", "--here", *arguments]
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
