"""``python -m tests.office.conferences.carrying_queues``: bring over a waiting list as it once was kept."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import django
from django.core.management import call_command
from django.db import connection

AT = dt.datetime(2016, 11, 10, 9, tzinfo=dt.UTC)
HOURS = (0, 3, 1, 2, 5)
"""After ``AT``, in the order of ids: the clock was set back in between."""


def main() -> None:
    django.setup()
    from django.db.migrations.executor import MigrationExecutor
    from django_scopes import scope

    from umlauf.ground.core.models import Association

    call_command("migrate", "conferences", "0005", verbosity=0)
    for beside in ("circulars", "directory"):
        call_command("migrate", beside, verbosity=0)
    executor = MigrationExecutor(connection)
    leaves = [*executor.loader.graph.leaf_nodes("circulars"), *executor.loader.graph.leaf_nodes("directory")]
    old = executor.loader.project_state([("conferences", "0005_programme"), *leaves]).apps
    association = old.get_model("core", "Association").objects.create(slug="alt", name="Alt", short_name="Alt")
    first, second = (register_once(old, association, title) for title in ("Erste", "Zweite"))
    call_command("migrate", verbosity=0)

    from umlauf.office.conferences.enums import Admission
    from umlauf.office.conferences.models import Conference
    from umlauf.office.conferences.queries import waiting_places

    with scope(association=Association.objects.get()):
        told = [list(waiting_places(one)) for one in Conference.objects.order_by("id")]
        rules = set(Conference.objects.values_list("admission", "per_house"))
    print(json.dumps([told == [first, second], rules == {(Admission.ALL, None)}]))


def register_once(old: Any, association: Any, title: str) -> list[int]:
    """Five people who wait; their ids in the order of the list."""
    owner = {"association": association}

    def new(app: str, model: str, **fields: Any) -> Any:
        return old.get_model(app, model).objects.create(**owner, **fields)

    known = old.get_model("circulars", "Series").objects
    series, _new = known.get_or_create(**owner, kind="Rundschreiben")
    circular = new("circulars", "Circular", series=series)
    new("circulars", "Draft", circular=circular, revision=1, content={}, saved_at=AT, saved_by="Nora Feldkamp")
    issue = new(
        "circulars",
        "Issue",
        circular=circular,
        series=series,
        year=2016,
        number=circular.id,
        date=AT.date(),
        content={},
        signatory_name="Emil Brandstätter",
        signed_at=AT,
    )
    organisation = old.get_model("directory", "Organisation").objects.create(name=f"Landkreis {title}", kind="county")
    recipient = new(
        "circulars", "Recipient", issue=issue, organisation=organisation, name=title, responsible_known=True
    )
    conference = new(
        "conferences", "Conference", circular=circular, title=title, starts_on=dt.date(2016, 12, 2), places=1
    )
    return [
        new(
            "conferences",
            "Registration",
            conference=conference,
            recipient=recipient,
            name=f"Person {hour}",
            state="waiting",
            channel="link",
            at=AT + dt.timedelta(hours=hour),
        ).id
        for hour in HOURS
    ]


if __name__ == "__main__":
    main()
