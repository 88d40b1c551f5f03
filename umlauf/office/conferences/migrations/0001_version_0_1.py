import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from umlauf.ground.core.creating import CreateModels


class Migration(migrations.Migration):
    replaces = [
        ("conferences", "0001_initial"),
        ("conferences", "0002_registration"),
        ("conferences", "0003_asks"),
        ("conferences", "0004_event"),
        ("conferences", "0005_programme"),
        ("conferences", "0006_admission"),
        ("conferences", "0007_offers"),
        ("conferences", "0008_deputies"),
        ("conferences", "0009_invitees"),
        ("conferences", "0010_contributors"),
        ("conferences", "0011_public_page"),
        ("conferences", "0012_questions"),
        ("conferences", "0013_security"),
        ("conferences", "0014_forums"),
        ("conferences", "0015_questions_more"),
        ("conferences", "0016_feed_and_deadlines"),
        ("conferences", "0017_name_follows"),
    ]

    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("circulars", "0001_version_0_1"),
        ("core", "0001_version_0_1"),
        ("directory", "0001_version_0_1"),
        ("files", "0001_version_0_1"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Conference",
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
                                choices=[("conference", "Conference"), ("session", "Session")],
                                default="conference",
                                max_length=10,
                            ),
                        ),
                        ("title", models.CharField(max_length=200)),
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField(null=True)),
                        ("starts_at", models.TimeField(null=True)),
                        ("ends_at", models.TimeField(null=True)),
                        ("venue", models.CharField(blank=True, max_length=200)),
                        ("street", models.CharField(blank=True, max_length=200)),
                        ("postal_code", models.CharField(blank=True, max_length=10)),
                        ("city", models.CharField(blank=True, max_length=200)),
                        ("issuer", models.CharField(blank=True, max_length=200)),
                        (
                            "language",
                            models.CharField(choices=[("de", "German"), ("en", "English")], default="de", max_length=2),
                        ),
                        ("fee", models.CharField(blank=True, max_length=200)),
                        ("directions", models.TextField(blank=True, max_length=4000)),
                        ("access_notes", models.TextField(blank=True, max_length=4000)),
                        ("note", models.TextField(blank=True, max_length=1000)),
                        ("places", models.PositiveIntegerField(null=True)),
                        (
                            "admission",
                            models.CharField(
                                choices=[
                                    ("all", "whoever registers"),
                                    ("rule", "whoever is entitled; about all others somebody decides"),
                                    ("case", "nobody: somebody decides about each person"),
                                ],
                                default="all",
                                max_length=10,
                            ),
                        ),
                        ("per_house", models.PositiveSmallIntegerField(null=True)),
                        ("offer_hours", models.PositiveSmallIntegerField(null=True)),
                        ("register_from", models.DateField(null=True)),
                        ("cancel_by", models.DateField(null=True)),
                        ("deputy_by", models.DateField(null=True)),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("planned", "planned"),
                                    ("tentative", "tentative"),
                                    ("cancelled", "cancelled"),
                                    ("rescheduled", "rescheduled"),
                                    ("past", "past"),
                                ],
                                default="planned",
                                max_length=20,
                            ),
                        ),
                        ("calendar_sequence", models.PositiveIntegerField(default=0)),
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
                    name="FeedKey",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("digest", models.CharField(max_length=64, unique=True)),
                        (
                            "language",
                            models.CharField(choices=[("de", "German"), ("en", "English")], default="de", max_length=2),
                        ),
                        ("made_at", models.DateTimeField()),
                        ("used_on", models.DateField(null=True)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="directory.organisation",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("organisation__isnull", True)),
                                fields=("association", "user"),
                                name="feed_of_office_once",
                            ),
                            models.UniqueConstraint(
                                fields=("association", "user", "organisation"), name="feed_of_member_once"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Announcement",
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
                                choices=[
                                    ("changed", "changed"),
                                    ("cancelled", "cancelled"),
                                    ("programme", "programme"),
                                    ("names", "names asked for"),
                                    ("questions", "questions"),
                                    ("security", "security check"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("circles", models.JSONField(default=list)),
                        ("text", models.TextField(blank=True, max_length=4000)),
                        ("nonce", models.CharField(max_length=40)),
                        ("at", models.DateTimeField()),
                        ("by", models.CharField(max_length=200)),
                        ("reached", models.BigIntegerField(default=0)),
                        ("queued_at", models.DateTimeField(null=True)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "conference",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="announcements",
                                to="conferences.conference",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("id",),
                        "indexes": [
                            models.Index(
                                condition=models.Q(("queued_at", None)),
                                fields=["association"],
                                name="announcement_waits",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("association", "nonce"), name="announcement_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Contributor",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("email", models.CharField(max_length=254)),
                        ("link_generation", models.PositiveSmallIntegerField(default=1)),
                        ("mailed_at", models.DateTimeField()),
                        ("wishes", models.TextField(blank=True, max_length=1000)),
                        ("unread", models.BooleanField(default=False)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "conference",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="contributors",
                                to="conferences.conference",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("id",),
                        "constraints": [
                            models.UniqueConstraint(fields=("conference", "email"), name="contributor_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Host",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField()),
                        ("name", models.CharField(max_length=200)),
                        ("co_host", models.BooleanField(default=False)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "conference",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="hosts",
                                to="conferences.conference",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("position",),
                    },
                ),
                migrations.CreateModel(
                    name="InvitedGroup",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("invitation", models.TextField(max_length=4000)),
                        ("places", models.PositiveIntegerField(null=True)),
                        ("outside_total", models.BooleanField(default=False)),
                        ("per_invitee", models.PositiveSmallIntegerField(default=1)),
                        (
                            "admission",
                            models.CharField(
                                choices=[
                                    ("all", "whoever registers"),
                                    ("case", "nobody: somebody decides about each person, as an accreditation"),
                                ],
                                default="all",
                                max_length=10,
                            ),
                        ),
                        ("register_from", models.DateField(null=True)),
                        ("register_from_time", models.TimeField(null=True)),
                        ("register_by", models.DateField(null=True)),
                        ("register_by_time", models.TimeField(null=True)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "conference",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="groups",
                                to="conferences.conference",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("id",),
                        "constraints": [
                            models.UniqueConstraint(fields=("conference", "name"), name="invited_group_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NeedCount",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(choices=[("diet", "Food"), ("assistance", "Assistance")], max_length=10),
                        ),
                        (
                            "value",
                            models.CharField(
                                choices=[
                                    ("vegetarian", "vegetarian"),
                                    ("vegan", "vegan"),
                                    ("gluten_free", "free of gluten"),
                                    ("lactose_free", "free of lactose"),
                                    ("other", "something else"),
                                    ("step_free", "step-free access"),
                                    ("wheelchair", "room for a wheelchair"),
                                    ("sign_language", "sign language interpreter"),
                                    ("captions", "spoken words as text"),
                                    ("induction_loop", "induction loop"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("count", models.PositiveIntegerField()),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "conference",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="need_counts",
                                to="conferences.conference",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("id",),
                        "constraints": [
                            models.UniqueConstraint(fields=("conference", "kind", "value"), name="need_counted_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Party",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "conference",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="parties",
                                to="conferences.conference",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Programme",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("revision", models.PositiveIntegerField(default=1)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "conference",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="programme",
                                to="conferences.conference",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ProgrammeVersion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField()),
                        ("content", models.JSONField()),
                        ("digest", models.CharField(max_length=64)),
                        ("note", models.TextField(blank=True, max_length=1000)),
                        ("nonce", models.CharField(blank=True, max_length=40)),
                        ("released_at", models.DateTimeField()),
                        ("released_by", models.CharField(max_length=200)),
                        (
                            "annex_version",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="circulars.annexversion",
                            ),
                        ),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "conference",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="versions",
                                to="conferences.conference",
                            ),
                        ),
                        (
                            "file",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("number",),
                        "constraints": [
                            models.UniqueConstraint(fields=("conference", "number"), name="programme_version_once"),
                            models.UniqueConstraint(
                                condition=models.Q(("nonce", ""), _negated=True),
                                fields=("association", "nonce"),
                                name="programme_released_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PublicPage",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("slug", models.SlugField(max_length=80)),
                        ("press_contact", models.CharField(blank=True, max_length=300)),
                        ("published_at", models.DateTimeField(null=True)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "conference",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="public_page",
                                to="conferences.conference",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("association", "slug"), name="public_page_once"),
                            models.CheckConstraint(
                                condition=models.Q(("slug", ""), _negated=True), name="public_page_has_an_address"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Room",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=120)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "conference",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rooms",
                                to="conferences.conference",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("name", "id"),
                        "constraints": [models.UniqueConstraint(fields=("conference", "name"), name="room_once")],
                    },
                ),
                migrations.CreateModel(
                    name="SecurityCheck",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("body", models.CharField(max_length=200)),
                        ("letter", models.CharField(max_length=60)),
                        ("letter_on", models.DateField()),
                        ("basis", models.CharField(max_length=300)),
                        ("consequence", models.CharField(max_length=300)),
                        ("answer_until", models.DateField(null=True)),
                        ("delete_on", models.DateField()),
                        ("given_at", models.DateTimeField(null=True)),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "conference",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="security_checks",
                                to="conferences.conference",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("id",),
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at", None)),
                                fields=("conference",),
                                name="security_check_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TargetFunction",
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
                            "conference",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="target_functions",
                                to="conferences.conference",
                            ),
                        ),
                        (
                            "function",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.function"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("id",),
                        "constraints": [
                            models.UniqueConstraint(fields=("conference", "function"), name="target_function_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Invitee",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(blank=True, max_length=120)),
                        ("function", models.CharField(blank=True, max_length=120)),
                        ("house", models.CharField(blank=True, max_length=200)),
                        ("email", models.CharField(blank=True, max_length=254)),
                        (
                            "language",
                            models.CharField(choices=[("de", "German"), ("en", "English")], default="de", max_length=2),
                        ),
                        ("until", models.DateField(null=True)),
                        ("until_reason", models.CharField(blank=True, max_length=1000)),
                        ("link_generation", models.PositiveIntegerField(default=1)),
                        ("invited_at", models.DateTimeField(null=True)),
                        ("reminded_at", models.DateTimeField(null=True)),
                        ("queued_at", models.DateTimeField(null=True)),
                        ("answered_at", models.DateTimeField(null=True)),
                        ("revision", models.PositiveIntegerField(default=0)),
                        ("purged_at", models.DateTimeField(null=True)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "group",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="invitees",
                                to="conferences.invitedgroup",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("id",),
                        "indexes": [
                            models.Index(
                                condition=models.Q(("invited_at__isnull", False), ("queued_at", None)),
                                fields=["association"],
                                name="invitee_waits",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(models.Q(("email", ""), _negated=True), ("purged_at", None)),
                                fields=("group", "email"),
                                name="invitee_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("house", ""), ("name", ""), _negated=True),
                                    ("purged_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="invitee_somebody",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProgrammeItem",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("other", "other"),
                                    ("arrival", "arrival"),
                                    ("welcome", "welcome"),
                                    ("greeting", "words of greeting"),
                                    ("speech", "speech"),
                                    ("keynote", "keynote"),
                                    ("impulse", "impulse"),
                                    ("panel", "panel discussion"),
                                    ("forum", "forum"),
                                    ("break", "break"),
                                    ("press", "press"),
                                    ("ceremony", "ceremony"),
                                    ("dinner", "dinner"),
                                    ("assembly", "assembly"),
                                    ("closing", "closing"),
                                    ("agenda", "agenda item"),
                                ],
                                default="other",
                                max_length=10,
                            ),
                        ),
                        ("day", models.DateField(null=True)),
                        ("starts_at", models.TimeField(null=True)),
                        ("ends_at", models.TimeField(null=True)),
                        (
                            "timing",
                            models.CharField(
                                choices=[
                                    ("exact", "at its time"),
                                    ("about", "from about its time"),
                                    ("following", "after the one before"),
                                    ("open_end", "open end"),
                                ],
                                default="exact",
                                max_length=10,
                            ),
                        ),
                        ("title", models.CharField(max_length=200)),
                        ("text", models.TextField(blank=True, max_length=1000)),
                        ("internal", models.BooleanField(default=False)),
                        ("choosable", models.BooleanField(default=False)),
                        ("seats", models.PositiveIntegerField(null=True)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "conference",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="items",
                                to="conferences.conference",
                            ),
                        ),
                        (
                            "parent",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="parallel",
                                to="conferences.programmeitem",
                            ),
                        ),
                        (
                            "room",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="items",
                                to="conferences.room",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("position", "id"),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("seats", None), ("choosable", True), _connector="OR"),
                                name="item_seats_of_a_choice",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Question",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("text", "some words"),
                                    ("choice", "one of several options"),
                                    ("number", "a number"),
                                    ("date", "a day"),
                                    ("consent", "an agreement"),
                                    ("file", "a file (PDF, JPEG or PNG)"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("text", models.CharField(max_length=300)),
                        ("help", models.CharField(blank=True, max_length=300)),
                        ("options", models.JSONField(default=list)),
                        ("required", models.BooleanField(default=False)),
                        ("purpose", models.CharField(max_length=300)),
                        (
                            "basis",
                            models.CharField(
                                choices=[
                                    ("task", "task in the public interest, Art. 6(1)(e) GDPR"),
                                    ("interest", "legitimate interest, Art. 6(1)(f) GDPR"),
                                    ("consent", "consent, Art. 6(1)(a) GDPR"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("keep_days", models.PositiveSmallIntegerField()),
                        ("members_alone", models.BooleanField(default=False)),
                        ("depends_value", models.CharField(blank=True, max_length=200)),
                        ("closed_at", models.DateTimeField(null=True)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "conference",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="questions",
                                to="conferences.conference",
                            ),
                        ),
                        (
                            "depends_on",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="dependents",
                                to="conferences.question",
                            ),
                        ),
                        (
                            "group",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="questions",
                                to="conferences.invitedgroup",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("position", "id"),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("members_alone", False), ("group", None), _connector="OR"),
                                name="question_of_one_circle",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("depends_on", None), ("depends_value", "")),
                                    models.Q(
                                        ("depends_on__isnull", False), models.Q(("depends_value", ""), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="question_condition_whole",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Contribution",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("person", "person"),
                                    ("office", "office, whoever holds it"),
                                    ("group", "group"),
                                ],
                                default="person",
                                max_length=10,
                            ),
                        ),
                        ("name", models.CharField(blank=True, max_length=200)),
                        ("office", models.CharField(blank=True, max_length=300)),
                        ("role", models.CharField(blank=True, max_length=60)),
                        ("title", models.CharField(blank=True, max_length=200)),
                        ("email", models.CharField(blank=True, max_length=254)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("idea", "idea"),
                                    ("requested", "requested"),
                                    ("confirmed", "confirmed"),
                                    ("declined", "declined"),
                                    ("replaced", "replaced"),
                                ],
                                default="requested",
                                max_length=20,
                            ),
                        ),
                        ("asked_at", models.DateTimeField(null=True)),
                        ("answered_at", models.DateTimeField(null=True)),
                        ("deputy", models.TextField(blank=True, max_length=1000)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "replaces",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="replaced_by",
                                to="conferences.contribution",
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="contributions",
                                to="conferences.programmeitem",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("position", "id"),
                    },
                ),
                migrations.CreateModel(
                    name="InviteeForm",
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
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "invitee",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="forms",
                                to="conferences.invitee",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["invitee", "at"], name="invitee_form_recent")],
                        "constraints": [
                            models.UniqueConstraint(fields=("association", "nonce"), name="invitee_form_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Registration",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(blank=True, max_length=120)),
                        ("function", models.CharField(blank=True, max_length=120)),
                        ("email", models.CharField(blank=True, max_length=254)),
                        ("represents", models.CharField(blank=True, max_length=120)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("admitted", "admitted"),
                                    ("waiting", "on the waiting list"),
                                    ("review", "under review"),
                                    ("offered", "place offered"),
                                    ("lapsed", "offer lapsed"),
                                    ("refused", "not admitted"),
                                    ("withdrawn", "withdrawn"),
                                    ("stand_in", "deputy under review"),
                                    ("replaced", "sends a deputy"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("uid", models.UUIDField(default=uuid.uuid4, unique=True)),
                        ("sequence", models.PositiveIntegerField(default=0)),
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
                            "priority",
                            models.SmallIntegerField(
                                choices=[(1, "before all others"), (0, "in turn"), (-1, "after all others")], default=0
                            ),
                        ),
                        ("priority_reason", models.TextField(blank=True, max_length=1000)),
                        ("queued_at", models.DateTimeField()),
                        ("purged_at", models.DateTimeField(null=True)),
                        ("name_follows", models.BooleanField(default=False)),
                        ("link_generation", models.PositiveIntegerField(default=1)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "conference",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="registrations",
                                to="conferences.conference",
                            ),
                        ),
                        (
                            "invitee",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="registrations",
                                to="conferences.invitee",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="people",
                                to="conferences.party",
                            ),
                        ),
                        (
                            "recipient",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="circulars.recipient",
                            ),
                        ),
                        (
                            "replaces",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="conferences.registration",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("id",),
                        "indexes": [
                            models.Index(
                                fields=["conference", "state", "-priority", "queued_at", "id"],
                                name="registration_queue",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("invitee", None), ("recipient__isnull", False)),
                                    models.Q(("invitee__isnull", False), ("recipient", None)),
                                    _connector="OR",
                                ),
                                name="registration_inviter",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name", ""), ("name_follows", True)),
                                    models.Q(
                                        ("name_follows", False),
                                        models.Q(
                                            models.Q(("name", ""), _negated=True),
                                            ("purged_at__isnull", False),
                                            _connector="OR",
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="registration_named",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ("withdrawn", "refused")), _negated=True),
                                fields=("replaces",),
                                name="registration_replaced_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AdmissionCase",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "why",
                            models.CharField(
                                choices=[
                                    ("not_entitled", "holds no post that is entitled, and comes for nobody who does"),
                                    ("over_limit", "more people than one organisation may register"),
                                    ("each", "about each person somebody decides"),
                                ],
                                max_length=20,
                            ),
                        ),
                        (
                            "decision",
                            models.CharField(
                                choices=[
                                    ("open", "open"),
                                    ("admitted", "admitted"),
                                    ("refused", "not admitted"),
                                    ("dropped", "withdrawn before"),
                                ],
                                default="open",
                                max_length=10,
                            ),
                        ),
                        ("reason", models.TextField(blank=True, max_length=1000)),
                        ("decided_by", models.CharField(blank=True, max_length=200)),
                        ("decided_at", models.DateTimeField(null=True)),
                        ("told_at", models.DateTimeField(null=True)),
                        ("reversal", models.TextField(blank=True, max_length=1000)),
                        ("reversed_by", models.CharField(blank=True, max_length=200)),
                        ("reversed_at", models.DateTimeField(null=True)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "registration",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cases",
                                to="conferences.registration",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("id",),
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("decision", "open")),
                                fields=("registration",),
                                name="admission_case_open_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ForumChoice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("block", models.PositiveBigIntegerField()),
                        ("item", models.PositiveBigIntegerField(null=True)),
                        ("at", models.DateTimeField()),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "registration",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="forum_choices",
                                to="conferences.registration",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("id",),
                        "indexes": [models.Index(fields=["block", "item"], name="forum_choice_counts")],
                        "constraints": [
                            models.UniqueConstraint(fields=("registration", "block"), name="forum_chosen_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Need",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(choices=[("diet", "Food"), ("assistance", "Assistance")], max_length=10),
                        ),
                        (
                            "value",
                            models.CharField(
                                choices=[
                                    ("vegetarian", "vegetarian"),
                                    ("vegan", "vegan"),
                                    ("gluten_free", "free of gluten"),
                                    ("lactose_free", "free of lactose"),
                                    ("other", "something else"),
                                    ("step_free", "step-free access"),
                                    ("wheelchair", "room for a wheelchair"),
                                    ("sign_language", "sign language interpreter"),
                                    ("captions", "spoken words as text"),
                                    ("induction_loop", "induction loop"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("text", models.CharField(blank=True, max_length=200)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "registration",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="needs",
                                to="conferences.registration",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("id",),
                        "constraints": [
                            models.UniqueConstraint(fields=("registration", "kind", "value"), name="need_once"),
                            models.CheckConstraint(
                                condition=models.Q(("text", ""), ("value", "other"), _connector="OR"),
                                name="need_in_words",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Offer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("expires_at", models.DateTimeField()),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("open", "open"),
                                    ("taken", "taken"),
                                    ("let_go", "let go"),
                                    ("lapsed", "lapsed"),
                                    ("taken_back", "taken back"),
                                ],
                                default="open",
                                max_length=10,
                            ),
                        ),
                        ("closed_at", models.DateTimeField(null=True)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "registration",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="offers",
                                to="conferences.registration",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("id",),
                        "indexes": [
                            models.Index(
                                condition=models.Q(("outcome", "open")),
                                fields=["association", "expires_at"],
                                name="offer_ends",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("outcome", "open")),
                                fields=("registration",),
                                name="offer_open_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="QuestionAnswer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("value", models.TextField(max_length=1000)),
                        ("at", models.DateTimeField()),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "question",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="answers",
                                to="conferences.question",
                            ),
                        ),
                        (
                            "registration",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="answers",
                                to="conferences.registration",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("id",),
                        "indexes": [models.Index(fields=["question", "value"], name="question_answer_counts")],
                        "constraints": [
                            models.UniqueConstraint(fields=("registration", "question"), name="question_answered_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SecurityEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("asked_at", models.DateTimeField(null=True)),
                        ("sealed", models.BinaryField(null=True)),
                        ("at", models.DateTimeField(null=True)),
                        (
                            "channel",
                            models.CharField(
                                blank=True,
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
                        ("by", models.CharField(blank=True, max_length=200)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "registration",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="security_entry",
                                to="conferences.registration",
                            ),
                        ),
                        (
                            "security_check",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entries",
                                to="conferences.securitycheck",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("id",),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("at", None), ("sealed", None)),
                                    models.Q(("at__isnull", False), ("sealed__isnull", False)),
                                    _connector="OR",
                                ),
                                name="security_entry_given",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="QuestionFile",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("media_type", models.CharField(max_length=40)),
                        ("size", models.PositiveIntegerField()),
                        ("digest", models.CharField(max_length=64)),
                        ("data", models.BinaryField()),
                        (
                            "answer",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="file",
                                to="conferences.questionanswer",
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
                        "abstract": False,
                    },
                ),
            ]
        ),
    ]
