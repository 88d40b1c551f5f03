"""Bring database and static files to the state that this version of Umlauf needs."""

from __future__ import annotations

from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from umlauf.faces.cli.words import gettext as _
from umlauf.ground.audit.guards import put_up_missing
from umlauf.ground.text import Refused


def prepare() -> None:
    """Apply migrations, put up what guards the record, and collect static files. May be repeated.

    Raises ``Refused("database.before")`` for a database that none of our migrations leads on from.
    """
    must_lead_on()
    call_command("migrate", verbosity=0, interactive=False)
    put_up_missing()
    call_command("collectstatic", verbosity=0, interactive=False)


def must_lead_on() -> None:
    """Django itself goes half the way from a database that has some of the steps that one of ours replaces, not all.

    Raises ``Refused("database.before")``.
    """
    applied = set(MigrationRecorder(connection).applied_migrations())
    for migration in MigrationLoader(None).disk_migrations.values():
        there = [one for one in migration.replaces if one in applied]
        if there and len(there) < len(migration.replaces):
            raise Refused(
                "database.before",
                _(
                    "This database is from a time before version 0.1 and stops at step %(step)s, from which nothing "
                    "leads on. Please begin with an empty folder and an empty database."
                )
                % {"step": " ".join(there[-1])},
            )
