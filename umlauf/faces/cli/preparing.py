"""Bring database and static files to the state that this version of Umlauf needs."""

from __future__ import annotations

from django.core.management import call_command

from umlauf.ground.audit.guards import put_up_missing


def prepare() -> None:
    """Apply migrations, put up what guards the record, and collect static files. May be repeated."""
    call_command("migrate", verbosity=0, interactive=False)
    put_up_missing()
    call_command("collectstatic", verbosity=0, interactive=False)
