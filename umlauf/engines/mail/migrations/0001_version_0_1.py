import django.db.models.deletion
from django.db import migrations, models

from umlauf.ground.core.creating import CreateModels


class Migration(migrations.Migration):
    replaces = [("mail", "0001_initial"), ("mail", "0002_calendar"), ("mail", "0003_dispatch"), ("mail", "0004_bundle")]

    initial = True

    dependencies = [
        ("core", "0001_version_0_1"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Body",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("text", models.TextField()),
                        ("html", models.TextField(blank=True)),
                        ("attachments", models.JSONField(default=list)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Pace",
                    fields=[
                        ("domain", models.CharField(max_length=254, primary_key=True, serialize=False)),
                        ("free_at", models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name="Message",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.CharField(max_length=200)),
                        ("parts", models.JSONField(default=dict)),
                        ("recipient", models.CharField(max_length=254)),
                        ("domain", models.CharField(blank=True, max_length=254)),
                        ("sender_name", models.CharField(blank=True, max_length=200)),
                        ("sender_address", models.CharField(max_length=254)),
                        ("reply_to", models.CharField(blank=True, max_length=254)),
                        ("subject", models.CharField(max_length=1000)),
                        ("text", models.TextField(blank=True)),
                        ("html", models.TextField(blank=True)),
                        ("calendar", models.TextField(blank=True)),
                        ("attachments", models.JSONField(default=list)),
                        ("headers", models.JSONField(default=list)),
                        ("message_id", models.CharField(max_length=300)),
                        ("date", models.DateTimeField()),
                        ("kept_until", models.DateField(null=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("gathered", "waiting for the bundle of the day"),
                                    ("queued", "waiting to be sent"),
                                    ("claimed", "about to be sent"),
                                    ("started", "being handed over"),
                                    ("sent", "handed to the mail server"),
                                    ("deferred", "deferred"),
                                    ("failed", "failed"),
                                    ("bounced", "undeliverable"),
                                    ("uncertain", "uncertain"),
                                    ("paused", "held back"),
                                    ("cancelled", "cancelled"),
                                ],
                                default="queued",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("queued_at", models.DateTimeField()),
                        ("next_attempt_at", models.DateTimeField(null=True)),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("claimed_by", models.CharField(blank=True, max_length=200)),
                        ("claimed_until", models.DateTimeField(null=True)),
                        ("started_at", models.DateTimeField(null=True)),
                        ("sent_at", models.DateTimeField(null=True)),
                        ("last_reply", models.CharField(blank=True, max_length=500)),
                        ("reply_code", models.PositiveSmallIntegerField(null=True)),
                        ("queue_id", models.CharField(blank=True, max_length=100)),
                        (
                            "bounce",
                            models.CharField(
                                blank=True,
                                choices=[("hard", "the address takes no messages"), ("soft", "for the time being")],
                                max_length=4,
                            ),
                        ),
                        ("crashes", models.PositiveSmallIntegerField(default=0)),
                        ("slot_at", models.DateTimeField(null=True)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "body",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="messages",
                                to="mail.body",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "message",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("next_attempt_at__isnull", False)),
                                fields=["next_attempt_at", "id"],
                                name="message_due",
                            ),
                            models.Index(
                                condition=models.Q(("claimed_until__isnull", False)),
                                fields=["claimed_until"],
                                name="message_held",
                            ),
                            models.Index(
                                condition=models.Q(("state", "gathered")),
                                fields=["association"],
                                name="message_gathered",
                            ),
                            models.Index(
                                condition=models.Q(("state__in", ["bounced", "failed", "uncertain"])),
                                fields=["association"],
                                name="message_stuck",
                            ),
                            models.Index(
                                condition=models.Q(("kept_until__isnull", False)),
                                fields=["kept_until"],
                                name="message_kept",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("association", "key"), name="message_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("next_attempt_at__isnull", False), ("state__in", ["deferred", "queued"])),
                                    models.Q(
                                        models.Q(("state__in", ["deferred", "queued"]), _negated=True),
                                        ("next_attempt_at__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="message_waits_until",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("claimed_until__isnull", False), ("state__in", ["claimed", "started"])),
                                    models.Q(
                                        models.Q(("state__in", ["claimed", "started"]), _negated=True),
                                        ("claimed_until__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="message_held_until",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Arrival",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("digest", models.CharField(max_length=64)),
                        ("received_at", models.DateTimeField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("bounce", "not delivered"),
                                    ("delay", "still being tried"),
                                    ("auto_reply", "automatic reply"),
                                    ("receipt", "receipt of a mail program"),
                                    ("reply", "reply"),
                                    ("other", "other mail"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "bounce",
                            models.CharField(
                                blank=True,
                                choices=[("hard", "the address takes no messages"), ("soft", "for the time being")],
                                max_length=4,
                            ),
                        ),
                        ("status", models.CharField(blank=True, max_length=12)),
                        ("diagnostic", models.CharField(blank=True, max_length=500)),
                        ("address", models.CharField(blank=True, max_length=254)),
                        ("sender", models.CharField(blank=True, max_length=254)),
                        ("subject", models.CharField(blank=True, max_length=1000)),
                        ("text", models.TextField(blank=True)),
                        ("raw_key", models.CharField(blank=True, max_length=120)),
                        (
                            "doubt",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("unknown", "belongs to no message that we know"),
                                    ("recipient", "names another address than the message went to, or none"),
                                    ("loop", "a message of our own that came round"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("kept_until", models.DateField(null=True)),
                        ("settled_at", models.DateTimeField(null=True)),
                        ("settled_by", models.CharField(blank=True, max_length=200)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "message",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="arrivals",
                                to="mail.message",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["association", "-received_at", "-id"], name="arrival_latest"),
                            models.Index(
                                condition=models.Q(("kind", "bounce")),
                                fields=["association", "address"],
                                name="arrival_bounces",
                            ),
                            models.Index(
                                condition=models.Q(("kept_until__isnull", False)),
                                fields=["kept_until"],
                                name="arrival_kept",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("association", "digest"), name="arrival_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("message__isnull", False), models.Q(("doubt", ""), _negated=True), _connector="OR"
                                ),
                                name="arrival_known_or_doubted",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "bounce"), models.Q(("bounce", ""), _negated=True)),
                                    models.Q(models.Q(("kind", "bounce"), _negated=True), ("bounce", "")),
                                    _connector="OR",
                                ),
                                name="arrival_bounced_how",
                            ),
                        ],
                    },
                ),
            ]
        ),
    ]
