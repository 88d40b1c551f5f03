import datetime as dt

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import F


def say_until(apps: StateApps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What was confirmed so far held for a day. The sweep records that it is over."""
    confirmed = apps.get_model("directory", "Emergency").objects.filter(confirmed_at__isnull=False)
    confirmed.update(until=F("confirmed_at") + dt.timedelta(hours=24))


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0003_confirms_changes"),
        ("directory", "0008_own_entries"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(model_name="emergency", name="ended_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="emergency", name="until", field=models.DateTimeField(null=True)),
        migrations.RunPython(say_until, migrations.RunPython.noop),
        migrations.CreateModel(
            name="Viewing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("until", models.DateTimeField()),
                (
                    "association",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                    ),
                ),
                (
                    "seen",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "viewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={"abstract": False},
        ),
    ]
