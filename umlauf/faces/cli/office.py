"""Open the office: settings, database, language, association."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import django
from django.core.exceptions import ImproperlyConfigured

from umlauf.faces.cli.endings import refuse
from umlauf.faces.cli.words import gettext as _
from umlauf.faces.cli.words import terminal_language


def set_up() -> None:
    """Load settings and rooms. An unsafe or unreadable setting ends the command with its sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "umlauf.project.settings")
    try:
        django.setup()
    except ImproperlyConfigured as error:
        refuse("settings", str(error))
    except PermissionError as error:
        refuse(
            "settings", _("%(path)s cannot be written. Please choose another UMLAUF_HOME.") % {"path": error.filename}
        )
    from django.utils import translation

    translation.activate(terminal_language())


def open_office() -> None:
    """``set_up``, and make sure that the database is prepared."""
    set_up()
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            refuse("database.not_prepared", _("The database is not prepared. Please run: umlauf init"))
    except DatabaseError as error:
        refuse("database", _("The database cannot be reached: %(why)s") % {"why": str(error).strip()})


@contextmanager
def in_association(slug: str | None) -> Iterator[int]:
    """The scope of an association; without a slug, of the only one. Gives its id."""
    from django_scopes import scope

    from umlauf.ground.core.models import Association

    active = Association.objects.filter(active=True).order_by("id")
    found = list(active.filter(slug=slug) if slug else active)
    if len(found) != 1:
        known = ", ".join(active.values_list("slug", flat=True)) or "–"
        refuse("association", _("Please name one association with --association: %(known)s") % {"known": known})
    with scope(association=found[0]):
        yield found[0].id
