import django.db.models.deletion
from django.db import migrations, models

from umlauf.ground.core.creating import CreateModels


class Migration(migrations.Migration):
    replaces = [
        ("core", "0001_initial"),
        ("core", "0002_second_factor"),
        ("core", "0003_confirms_changes"),
        ("core", "0004_annex_room"),
        ("core", "0005_letter_room"),
    ]

    initial = True

    dependencies = []

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Association",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("slug", models.SlugField(max_length=40, unique=True)),
                        ("name", models.CharField(max_length=200)),
                        ("short_name", models.CharField(max_length=40)),
                        ("language", models.CharField(default="de", max_length=5)),
                        ("zone", models.CharField(default="Europe/Berlin", max_length=60)),
                        ("state", models.CharField(blank=True, max_length=40)),
                        ("active", models.BooleanField(default=True)),
                        ("sample", models.BooleanField(default=False)),
                        ("second_factor", models.BooleanField(default=True)),
                        ("confirms_changes", models.BooleanField(default=False)),
                        ("annex_mb", models.PositiveSmallIntegerField(default=25)),
                        ("annexes_mb", models.PositiveSmallIntegerField(default=100)),
                        ("letter_mb", models.PositiveSmallIntegerField(default=5)),
                        ("street", models.CharField(blank=True, max_length=200)),
                        ("postal_code", models.CharField(blank=True, max_length=10)),
                        ("city", models.CharField(blank=True, max_length=100)),
                        ("phone", models.CharField(blank=True, max_length=40)),
                        ("fax", models.CharField(blank=True, max_length=40)),
                        ("email", models.EmailField(blank=True, max_length=254)),
                        ("web", models.URLField(blank=True)),
                        ("bank_name", models.CharField(blank=True, max_length=100)),
                        ("iban", models.CharField(blank=True, max_length=34)),
                        ("bic", models.CharField(blank=True, max_length=11)),
                        ("house_style", models.BooleanField(default=True)),
                        ("represented_by", models.CharField(blank=True, max_length=200)),
                        ("register_entry", models.CharField(blank=True, max_length=200)),
                        ("enforcement_body", models.TextField(blank=True)),
                    ],
                    options={
                        "verbose_name": "association",
                        "ordering": ("name",),
                    },
                ),
                migrations.CreateModel(
                    name="OfficeClock",
                    fields=[
                        ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                        ("offset_seconds", models.BigIntegerField()),
                    ],
                ),
                migrations.CreateModel(
                    name="Task",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=100)),
                        ("subject_id", models.BigIntegerField()),
                        (
                            "state",
                            models.CharField(
                                choices=[("queued", "Queued"), ("running", "Running")], default="queued", max_length=10
                            ),
                        ),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("run_after", models.DateTimeField()),
                        ("worker", models.CharField(blank=True, max_length=200)),
                        ("lease_until", models.DateTimeField(null=True)),
                        ("error", models.TextField(blank=True)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["state", "run_after"], name="task_due")],
                        "constraints": [models.UniqueConstraint(fields=("name", "subject_id"), name="task_once")],
                    },
                ),
            ]
        ),
    ]
