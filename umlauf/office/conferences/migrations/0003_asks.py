from typing import Any

from django.db import migrations


def ask(apps: Any, _schema_editor: Any) -> None:
    """Let the circular of each conference that was planned so far ask for registrations."""
    Ask = apps.get_model("responses", "Ask")
    asked = set(Ask.objects.values_list("circular_id", flat=True))
    rows = apps.get_model("conferences", "Conference").objects.values_list("association_id", "circular_id")
    Ask.objects.bulk_create(
        Ask(association_id=association_id, circular_id=circular_id, kind="registration")
        for association_id, circular_id in rows
        if circular_id not in asked
    )


class Migration(migrations.Migration):
    dependencies = [
        ("conferences", "0002_registration"),
        ("responses", "0001_initial"),
    ]

    operations = [migrations.RunPython(ask, migrations.RunPython.noop)]
