"""Let the database refuse to change what was recorded: whatever the program does, an entry stays as it was written."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

# Each guards a table against an operation. SQLite loses them when a later migration makes a table anew: it has to make
# them again (tests/ground/audit/test_append_only.py).
GUARDS = (
    ("audit_entry_stays_unchanged", "UPDATE", "audit_entry"),
    ("audit_entry_stays", "DELETE", "audit_entry"),
    ("audit_part_stays_unchanged", "UPDATE", "audit_personalpart"),
)
SAYS = "the audit record is append-only"


def put_up(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
    for name, operation, table in GUARDS:
        schema_editor.execute(guard(schema_editor.connection.vendor, name, operation, table))


def take_down(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for name, _operation, table in GUARDS:
        on = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
        schema_editor.execute(f"DROP TRIGGER {name}{on}")
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION audit_is_append_only()")


def guard(vendor: str, name: str, operation: str, table: str) -> str:
    """The statement that makes a guard."""
    does = (
        "EXECUTE FUNCTION audit_is_append_only()"
        if vendor == "postgresql"
        else f"BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
    )
    return f"CREATE TRIGGER {name} BEFORE {operation} ON {table} FOR EACH ROW {does}"


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_version_0_1")]

    operations = [migrations.RunPython(put_up, take_down)]
