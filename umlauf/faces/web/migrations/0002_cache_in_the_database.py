"""Tries are counted in a cache that all processes share; the table for tries to log in goes."""

from typing import Any

from django.core.management import call_command
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def make_table(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    call_command("createcachetable", database=editor.connection.alias, verbosity=0)


def drop_table(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    editor.execute("DROP TABLE web_cache")


class Migration(migrations.Migration):
    dependencies = [("web", "0001_initial")]
    operations = [migrations.DeleteModel("LoginTry"), migrations.RunPython(make_table, drop_table)]
