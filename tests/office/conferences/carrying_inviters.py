"""``python -m tests.office.conferences.carrying_inviters``: bring over registrations that all were of members."""

from __future__ import annotations

import json

import django
from django.core.management import call_command
from django.db import connection


def main() -> None:
    django.setup()
    from django.db.migrations.executor import MigrationExecutor
    from django_scopes import scope

    from tests.office.conferences.carrying_queues import register_once
    from umlauf.ground.core.models import Association

    call_command("migrate", "conferences", "0005", verbosity=0)
    for beside in ("circulars", "directory"):
        call_command("migrate", beside, verbosity=0)
    executor = MigrationExecutor(connection)
    leaves = [*executor.loader.graph.leaf_nodes("circulars"), *executor.loader.graph.leaf_nodes("directory")]
    old = executor.loader.project_state([("conferences", "0005_programme"), *leaves]).apps
    association = old.get_model("core", "Association").objects.create(slug="alt", name="Alt", short_name="Alt")
    register_once(old, association, "Erste")
    call_command("migrate", verbosity=0)

    from umlauf.office.conferences.models import Invitee, Registration

    with scope(association=Association.objects.get()):
        rows = list(Registration.objects.select_related("recipient", "invitee"))
        named = [row.inviter_name for row in rows if row.inviter_name == "Erste"]
        print(json.dumps([len(rows), Invitee.objects.count(), len(named)]))


if __name__ == "__main__":
    main()
