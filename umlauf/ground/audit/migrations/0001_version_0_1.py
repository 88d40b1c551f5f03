import django.db.models.deletion
from django.db import migrations, models

from umlauf.ground.core.creating import CreateModels


class Migration(migrations.Migration):
    replaces = [("audit", "0001_initial")]

    initial = True

    dependencies = [
        ("core", "0001_version_0_1"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="ChainHead",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("sequence", models.PositiveBigIntegerField(default=0)),
                        (
                            "digest",
                            models.CharField(
                                default="0000000000000000000000000000000000000000000000000000000000000000",
                                max_length=64,
                            ),
                        ),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("association",), name="one_chain_head")],
                    },
                ),
                migrations.CreateModel(
                    name="Entry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("sequence", models.PositiveBigIntegerField()),
                        ("event", models.CharField(max_length=60)),
                        ("subject", models.CharField(max_length=80)),
                        ("label", models.CharField(max_length=200)),
                        ("means", models.CharField(max_length=10)),
                        ("office_time", models.DateTimeField()),
                        ("machine_time", models.DateTimeField()),
                        ("personal_digest", models.CharField(max_length=64)),
                        ("previous", models.CharField(max_length=64)),
                        ("digest", models.CharField(max_length=64)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("sequence",),
                        "indexes": [
                            models.Index(fields=["association", "office_time"], name="entry_by_day"),
                            models.Index(fields=["association", "subject"], name="entry_by_subject"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("association", "sequence"), name="entry_sequence_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PersonalPart",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("salt", models.CharField(max_length=32)),
                        ("data", models.JSONField()),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "entry",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="personal", to="audit.entry"
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
            ]
        ),
    ]
