import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from umlauf.ground.core.creating import CreateModels


class Migration(migrations.Migration):
    replaces = [
        ("circulars", "0001_initial"),
        ("circulars", "0002_workshop"),
        ("circulars", "0003_listing"),
        ("circulars", "0004_writing"),
        ("circulars", "0005_proof"),
        ("circulars", "0006_dispatch"),
        ("circulars", "0007_bundle"),
    ]

    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("core", "0001_version_0_1"),
        ("directory", "0001_version_0_1"),
        ("files", "0001_version_0_1"),
        ("mail", "0001_version_0_1"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Absence",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("since", models.DateField()),
                        ("until", models.DateField()),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
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
                        "ordering": ("since", "id"),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("since__lte", models.F("until"))),
                                name="absence_begins_before_it_ends",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ClearedAddress",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("address", models.CharField(max_length=254)),
                        ("at", models.DateTimeField()),
                        ("by", models.CharField(max_length=200)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["association", "address"], name="cleared_address")],
                    },
                ),
                migrations.CreateModel(
                    name="FilePlanEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=40)),
                        ("title", models.CharField(max_length=200)),
                        ("retention_years", models.PositiveSmallIntegerField(null=True)),
                        ("permanent", models.BooleanField(default=False)),
                        ("place", models.CharField(max_length=200)),
                        ("closed_at", models.DateTimeField(null=True)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "parent",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="circulars.fileplanentry",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("place", "code"),
                        "constraints": [
                            models.UniqueConstraint(fields=("association", "code"), name="file_code_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("permanent", False), ("retention_years__isnull", True), _connector="OR"
                                ),
                                name="kept_for_years_or_for_good",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LetterRoom",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("domain", models.CharField(max_length=253)),
                        ("mb", models.PositiveSmallIntegerField()),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("domain",),
                        "constraints": [
                            models.UniqueConstraint(fields=("association", "domain"), name="letter_room_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LinkState",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("digest", models.CharField(max_length=64)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("there", "There"),
                                    ("gone", "Gone"),
                                    ("no_host", "No Host"),
                                    ("silent", "Silent"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("checked_at", models.DateTimeField()),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("association", "digest"), name="link_state_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Series",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=60)),
                        ("short", models.CharField(max_length=12)),
                        ("number_word", models.CharField(blank=True, default="Nr.", max_length=10)),
                        (
                            "number_format",
                            models.CharField(
                                choices=[
                                    ("n/yyyy", "543/2016"),
                                    ("n/yy", "543/16"),
                                    ("yyyy/n", "2016/543"),
                                    ("yyyy-n", "2016-543"),
                                ],
                                default="n/yyyy",
                                max_length=10,
                            ),
                        ),
                        ("proof", models.BooleanField(default=False)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("id",),
                        "constraints": [models.UniqueConstraint(fields=("association", "kind"), name="series_once")],
                    },
                ),
                migrations.CreateModel(
                    name="ChainStep",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField()),
                        (
                            "approver",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "stand_in",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "series",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="chain", to="circulars.series"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("position", "id"),
                        "constraints": [
                            models.UniqueConstraint(fields=("series", "approver"), name="chain_step_once"),
                            models.CheckConstraint(
                                condition=models.Q(("stand_in", models.F("approver")), _negated=True),
                                name="chain_step_another_stands_in",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Circular",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("origin_digest", models.CharField(max_length=64, null=True)),
                        ("place", models.BigIntegerField(default=100000000000000000)),
                        ("words", models.TextField(blank=True)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "series",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="circulars.series"),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                models.F("association"),
                                models.OrderBy(models.F("place"), descending=True),
                                models.OrderBy(models.F("id"), descending=True),
                                name="circular_list",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("association", "origin_digest"), name="origin_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CircularTemplate",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=120)),
                        ("content", models.JSONField()),
                        ("changed_at", models.DateTimeField()),
                        ("changed_by", models.CharField(max_length=200)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "series",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="circulars.series"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("name", "id"),
                        "constraints": [models.UniqueConstraint(fields=("association", "name"), name="template_once")],
                    },
                ),
                migrations.CreateModel(
                    name="SeriesYear",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField()),
                        ("first_number", models.PositiveIntegerField(default=1)),
                        ("last_number", models.PositiveIntegerField(default=0)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "series",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="circulars.series"),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("association", "series", "year"), name="series_year_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="VoidedNumber",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField()),
                        ("number", models.PositiveIntegerField()),
                        ("reason", models.CharField(max_length=1000)),
                        ("at", models.DateTimeField()),
                        ("by", models.CharField(max_length=200)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "series",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="circulars.series"),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("association", "series", "year", "number"), name="voided_number_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Annex",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField()),
                        ("title", models.CharField(max_length=200)),
                        ("digital_only", models.BooleanField(default=True)),
                        ("on_request", models.BooleanField(default=False)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "circular",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="annexes",
                                to="circulars.circular",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("number",),
                        "constraints": [
                            models.UniqueConstraint(fields=("circular", "number"), name="annex_number_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DismissedHint",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.CharField(max_length=64)),
                        ("at", models.DateTimeField()),
                        ("by", models.CharField(max_length=200)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "circular",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="circulars.circular"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("circular", "key"), name="hint_dismissed_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Draft",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("revision", models.PositiveIntegerField()),
                        ("content", models.JSONField()),
                        ("saved_at", models.DateTimeField()),
                        ("saved_by", models.CharField(max_length=200)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "circular",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="drafts",
                                to="circulars.circular",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("circular", "revision"),
                        "constraints": [models.UniqueConstraint(fields=("circular", "revision"), name="revision_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Issue",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField()),
                        ("number", models.PositiveIntegerField()),
                        ("date", models.DateField()),
                        ("signed_at", models.DateTimeField()),
                        ("signatory_name", models.CharField(max_length=200)),
                        ("signatory_title", models.CharField(blank=True, max_length=200)),
                        ("content", models.JSONField()),
                        ("digest", models.CharField(max_length=64)),
                        ("proof", models.BooleanField(default=False)),
                        ("dispatch_when_rendered", models.BooleanField(default=False)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "circular",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="issue",
                                to="circulars.circular",
                            ),
                        ),
                        (
                            "series",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="circulars.series"),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("association", "series", "year", "number"), name="number_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WorkingCopy",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("nonce", models.CharField(blank=True, max_length=40)),
                        ("window", models.CharField(blank=True, max_length=40)),
                        ("entries", models.JSONField()),
                        ("based_on", models.PositiveIntegerField(default=0)),
                        ("begun_at", models.DateTimeField()),
                        ("kept_at", models.DateTimeField()),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "circular",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="circulars.circular",
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
                                condition=models.Q(("circular__isnull", False)),
                                fields=("association", "user", "circular"),
                                name="working_copy_of_draft_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("circular__isnull", True)),
                                fields=("association", "user", "nonce"),
                                name="working_copy_of_new_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AnnexVersion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("version", models.PositiveSmallIntegerField()),
                        ("filename", models.CharField(max_length=200)),
                        ("source", models.CharField(max_length=40)),
                        ("findings", models.JSONField(default=dict)),
                        (
                            "annex",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="versions",
                                to="circulars.annex",
                            ),
                        ),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
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
                        "ordering": ("annex", "version"),
                        "constraints": [
                            models.UniqueConstraint(fields=("annex", "version"), name="annex_version_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Dispatch",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("by", models.CharField(max_length=200)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "issue",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="dispatch",
                                to="circulars.issue",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="FollowUpCircular",
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
                                    ("correction", "Correction"),
                                    ("supplement", "Supplement"),
                                    ("withdrawal", "Withdrawal"),
                                    ("deadline", "Change of the deadline"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "circular",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="follows",
                                to="circulars.circular",
                            ),
                        ),
                        (
                            "issue",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="followed_by",
                                to="circulars.issue",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("id",),
                    },
                ),
                migrations.CreateModel(
                    name="IssueReference",
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
                                    ("origin", "comes from"),
                                    ("refers", "refers to"),
                                    ("follows", "follows"),
                                    ("replaces", "replaces"),
                                    ("corrects", "corrects"),
                                    ("supplements", "supplements"),
                                    ("withdraws", "withdraws"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("text", models.CharField(max_length=200)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "issue",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="references",
                                to="circulars.issue",
                            ),
                        ),
                        (
                            "target",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="referred_by",
                                to="circulars.issue",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("id",),
                        "constraints": [
                            models.UniqueConstraint(fields=("issue", "kind", "text"), name="issue_reference_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Notice",
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
                                    ("correction", "Correction"),
                                    ("supplement", "Supplement"),
                                    ("withdrawal", "Withdrawal"),
                                    ("deadline", "Change of the deadline"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("text", models.TextField()),
                        ("answer_by", models.DateField(null=True)),
                        ("at", models.DateTimeField()),
                        ("by", models.CharField(max_length=200)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "issue",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notices",
                                to="circulars.issue",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("id",),
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("kind", "withdrawal")),
                                fields=("issue",),
                                name="notice_withdraws_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PlannedDispatch",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("by", models.CharField(max_length=200)),
                        ("set_at", models.DateTimeField()),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "issue",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="plan", to="circulars.issue"
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ReceiptReminder",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("on", models.DateField()),
                        ("at", models.DateTimeField()),
                        ("by", models.CharField(max_length=200)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "issue",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="circulars.issue"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("id",),
                        "constraints": [models.UniqueConstraint(fields=("issue", "on"), name="receipt_reminder_daily")],
                    },
                ),
                migrations.CreateModel(
                    name="Recipient",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("responsible_known", models.BooleanField()),
                        ("is_copy", models.BooleanField(default=False)),
                        (
                            "language",
                            models.CharField(
                                blank=True,
                                choices=[("", "that of the circular"), ("de", "German"), ("en", "English")],
                                default="",
                                max_length=5,
                            ),
                        ),
                        ("link_generation", models.PositiveSmallIntegerField(default=1)),
                        ("bundled", models.BooleanField(default=False)),
                        ("called_up_at", models.DateTimeField(null=True)),
                        ("read_at", models.DateTimeField(null=True)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "issue",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="recipients",
                                to="circulars.issue",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="directory.organisation",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("id",),
                        "constraints": [
                            models.UniqueConstraint(fields=("issue", "organisation"), name="recipient_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Rendition",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("pages", models.PositiveSmallIntegerField()),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "issue",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rendition",
                                to="circulars.issue",
                            ),
                        ),
                        (
                            "pdf",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Submission",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("digest", models.CharField(max_length=64)),
                        ("note", models.CharField(blank=True, max_length=1000)),
                        ("laid_at", models.DateTimeField()),
                        ("laid_by", models.CharField(max_length=200)),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("taken_back", "Taken back"),
                                    ("sent_back", "Sent back"),
                                    ("taken_over", "Taken over"),
                                    ("signed", "Signed"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("ended_by", models.CharField(blank=True, max_length=200)),
                        ("comment", models.CharField(blank=True, max_length=1000)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "circular",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="submissions",
                                to="circulars.circular",
                            ),
                        ),
                        (
                            "draft",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="circulars.draft"
                            ),
                        ),
                        (
                            "laid_by_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("id",),
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at__isnull", True)),
                                fields=("circular",),
                                name="submission_open_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ended_at__isnull", True), ("outcome", "")),
                                    models.Q(("ended_at__isnull", False), models.Q(("outcome", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="submission_ends_somehow",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Acknowledgement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("by", models.CharField(blank=True, max_length=120)),
                        (
                            "means",
                            models.CharField(
                                choices=[
                                    ("link", "by link"),
                                    ("login", "by login"),
                                    ("phone", "by phone"),
                                    ("mail", "by mail"),
                                ],
                                max_length=10,
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
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="acknowledgement",
                                to="circulars.recipient",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Approval",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField()),
                        ("at", models.DateTimeField(null=True)),
                        ("by", models.CharField(blank=True, max_length=200)),
                        ("comment", models.CharField(blank=True, max_length=1000)),
                        (
                            "approver",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "stand_in",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "submission",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="approvals",
                                to="circulars.submission",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("position", "id"),
                        "constraints": [
                            models.UniqueConstraint(fields=("submission", "approver"), name="approval_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FolderLink",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("generation", models.PositiveSmallIntegerField(default=1)),
                        ("told_at", models.DateTimeField()),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
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
                        (
                            "submission",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="links",
                                to="circulars.submission",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("submission", "user"), name="folder_link_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FrozenAnnex",
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
                            "version",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="circulars.annexversion"),
                        ),
                        (
                            "issue",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="frozen_annexes",
                                to="circulars.issue",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("issue", "version"), name="frozen_annex_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Hold",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("by", models.CharField(max_length=200)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "dispatch",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="hold",
                                to="circulars.dispatch",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ReceiptReminded",
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
                            "reminder",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reminded",
                                to="circulars.receiptreminder",
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
                        "ordering": ("id",),
                    },
                ),
                migrations.CreateModel(
                    name="RecipientAddress",
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
                                choices=[("intake", "intake"), ("copy", "for information")], max_length=10
                            ),
                        ),
                        ("label", models.CharField(max_length=200)),
                        ("holder", models.CharField(blank=True, max_length=200)),
                        ("email", models.EmailField(max_length=254)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "recipient",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="addresses",
                                to="circulars.recipient",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("id",),
                        "constraints": [
                            models.UniqueConstraint(fields=("recipient", "email"), name="recipient_address_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Delivery",
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
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="mail.message"
                            ),
                        ),
                        (
                            "dispatch",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deliveries",
                                to="circulars.dispatch",
                            ),
                        ),
                        (
                            "address",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="delivery",
                                to="circulars.recipientaddress",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="NoticeDelivery",
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
                            "notice",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deliveries",
                                to="circulars.notice",
                            ),
                        ),
                        (
                            "address",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="circulars.recipientaddress",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("notice", "address"), name="notice_delivery_once")
                        ],
                    },
                ),
            ]
        ),
    ]
