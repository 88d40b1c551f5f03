"""Bring database and static files to the state that this version of Umlauf needs."""

from __future__ import annotations

from django.core.management import call_command


def prepare() -> None:
    """Apply migrations and collect static files. May be repeated."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
