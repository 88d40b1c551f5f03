import django.db.models.deletion
from django.db import migrations, models

from umlauf.ground.core.creating import CreateModels


class Migration(migrations.Migration):
    replaces = [("responses", "0001_initial"), ("responses", "0002_sent_form")]

    initial = True

    dependencies = [
        ("circulars", "0001_version_0_1"),
        ("core", "0001_version_0_1"),
        ("mail", "0001_version_0_1"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Ask",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("registration", "registration"), ("statement", "statement")],
                                default="statement",
                                max_length=20,
                            ),
                        ),
                        (
                            "way",
                            models.CharField(
                                choices=[("us", "with us"), ("host", "with the host")], default="us", max_length=10
                            ),
                        ),
                        ("host_address", models.CharField(blank=True, max_length=500)),
                        (
                            "counts",
                            models.CharField(
                                choices=[
                                    ("first", "with its first answer"),
                                    ("final", "when it says that its answer is complete"),
                                ],
                                default="first",
                                max_length=10,
                            ),
                        ),
                        ("closes_at_deadline", models.BooleanField(default=False)),
                        ("closed_at", models.DateTimeField(null=True)),
                        ("closed_by", models.CharField(blank=True, max_length=200)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "circular",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="circulars.circular"
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Answer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("registered", "registered"),
                                    ("represented", "is represented"),
                                    ("declined", "does not take part"),
                                    ("with_host", "registered with the host"),
                                    ("stated", "has answered"),
                                    ("nil", "nil return"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("final", models.BooleanField(default=True)),
                        ("text", models.TextField(blank=True)),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("link", "by link"),
                                    ("login", "by login"),
                                    ("phone", "by phone"),
                                    ("mail", "by mail"),
                                    ("fax", "by fax"),
                                    ("letter", "by letter or form"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("by_name", models.CharField(blank=True, max_length=120)),
                        ("by_email", models.CharField(blank=True, max_length=254)),
                        ("by_phone", models.CharField(blank=True, max_length=40)),
                        ("at", models.DateTimeField()),
                        ("late", models.BooleanField(default=False)),
                        ("revision", models.PositiveIntegerField(default=1)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "recipient",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="circulars.recipient"
                            ),
                        ),
                        (
                            "ask",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="responses.ask"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("ask", "recipient"), name="answer_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Extension",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("wished", models.DateField()),
                        ("reason", models.CharField(blank=True, max_length=1000)),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("link", "by link"),
                                    ("login", "by login"),
                                    ("phone", "by phone"),
                                    ("mail", "by mail"),
                                    ("fax", "by fax"),
                                    ("letter", "by letter or form"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("by_name", models.CharField(blank=True, max_length=120)),
                        ("by_email", models.CharField(blank=True, max_length=254)),
                        ("at", models.DateTimeField()),
                        (
                            "state",
                            models.CharField(
                                choices=[("asked", "asked for"), ("granted", "granted"), ("refused", "refused")],
                                default="asked",
                                max_length=10,
                            ),
                        ),
                        ("until", models.DateField(null=True)),
                        ("decided_by", models.CharField(blank=True, max_length=200)),
                        ("decided_at", models.DateTimeField(null=True)),
                        (
                            "ask",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="extensions",
                                to="responses.ask",
                            ),
                        ),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "recipient",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="circulars.recipient"
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Reminder",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("nonce", models.CharField(max_length=40)),
                        ("at", models.DateTimeField()),
                        ("by", models.CharField(max_length=200)),
                        (
                            "ask",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reminders",
                                to="responses.ask",
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
                        "constraints": [models.UniqueConstraint(fields=("association", "nonce"), name="reminder_once")],
                    },
                ),
                migrations.CreateModel(
                    name="SentForm",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("nonce", models.CharField(max_length=40)),
                        ("said", models.CharField(max_length=64)),
                        ("at", models.DateTimeField()),
                        (
                            "ask",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="responses.ask"
                            ),
                        ),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "recipient",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="circulars.recipient"
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["recipient", "at"], name="sent_form_recent")],
                        "constraints": [
                            models.UniqueConstraint(fields=("association", "nonce"), name="sent_form_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Reminded",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "message",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="mail.message"
                            ),
                        ),
                        (
                            "recipient",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="circulars.recipient"
                            ),
                        ),
                        (
                            "reminder",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reminded",
                                to="responses.reminder",
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
