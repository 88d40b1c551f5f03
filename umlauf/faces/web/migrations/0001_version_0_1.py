"""Tries to log in and to open links are counted in a cache that all processes share."""

from typing import Any

from django.core.management import call_command
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def make_table(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    call_command("createcachetable", database=editor.connection.alias, verbosity=0)


def drop_table(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    editor.execute("DROP TABLE web_cache")


class Migration(migrations.Migration):
    initial = True
    replaces = [("web", "0001_initial"), ("web", "0002_cache_in_the_database")]
    operations = [migrations.RunPython(make_table, drop_table)]
