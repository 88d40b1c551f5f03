import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from umlauf.ground.core.creating import CreateModels


class Migration(migrations.Migration):
    replaces = [
        ("directory", "0001_initial"),
        ("directory", "0002_history"),
        ("directory", "0003_carry_over"),
        ("directory", "0004_facts_alone"),
        ("directory", "0005_recorded"),
        ("directory", "0006_roles"),
        ("directory", "0007_invitations"),
        ("directory", "0008_own_entries"),
        ("directory", "0009_emergencies_end"),
        ("directory", "0010_signs_as"),
        ("directory", "0011_grants_once"),
        ("directory", "0012_colleagues"),
        ("directory", "0013_language"),
        ("directory", "0014_security_officer"),
    ]

    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("core", "0001_version_0_1"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Colleague",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("mark", models.CharField(blank=True, max_length=12)),
                        ("phone", models.CharField(blank=True, max_length=40)),
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
                        "ordering": ("id",),
                        "constraints": [
                            models.UniqueConstraint(fields=("association", "user"), name="colleague_once"),
                            models.UniqueConstraint(
                                condition=models.Q(("mark", ""), _negated=True),
                                fields=("association", "mark"),
                                name="mark_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ConfirmationRound",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("asked_at", models.DateTimeField()),
                        ("asked_by", models.CharField(max_length=200)),
                        ("due", models.DateField()),
                        ("reminded_at", models.DateTimeField(null=True)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("-id",),
                    },
                ),
                migrations.CreateModel(
                    name="DistributionList",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("closed_at", models.DateTimeField(null=True)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("name",),
                        "constraints": [
                            models.UniqueConstraint(fields=("association", "name"), name="distribution_list_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Emergency",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("asked_at", models.DateTimeField()),
                        ("reason", models.CharField(max_length=1000)),
                        ("expires_at", models.DateTimeField()),
                        ("confirmed_at", models.DateTimeField(null=True)),
                        ("until", models.DateTimeField(null=True)),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
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
                            "confirmed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("-id",),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("confirmed_by__isnull", True),
                                    models.Q(("confirmed_by", models.F("asked_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="emergency_needs_two",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Function",
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
                                    ("head", "head of the organisation"),
                                    ("deputy_head", "deputy of the head"),
                                    ("department", "head of a department"),
                                    ("office", "head of an office"),
                                    ("press", "press office"),
                                    ("registry", "registry"),
                                    ("front_office", "front office"),
                                    ("committee_member", "member of a committee"),
                                    ("other", "other function"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("female_name", models.CharField(blank=True, max_length=200)),
                        ("male_name", models.CharField(blank=True, max_length=200)),
                        ("several", models.BooleanField(default=False)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("name", "id"),
                        "constraints": [models.UniqueConstraint(fields=("association", "name"), name="function_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Person",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("forgotten_at", models.DateTimeField(null=True)),
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
                    name="Viewing",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "viewer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Change",
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
                                    ("entry", "entry"),
                                    ("import", "import"),
                                    ("merge", "merge"),
                                    ("undo", "undo"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("label", models.CharField(max_length=200)),
                        ("at", models.DateTimeField()),
                        ("by", models.CharField(max_length=200)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "undoes",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="undone_by",
                                to="directory.change",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("-id",),
                    },
                ),
                migrations.CreateModel(
                    name="Apart",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        ("retired_at", models.DateTimeField(null=True)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "recorded_in",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.change"
                            ),
                        ),
                        (
                            "retired_in",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="directory.change",
                            ),
                        ),
                        (
                            "first",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.person"
                            ),
                        ),
                        (
                            "second",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.person"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("retired_at__isnull", True)),
                                fields=("first", "second"),
                                name="apart_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("first__lt", models.F("second"))), name="apart_in_order"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Import",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("filename", models.CharField(max_length=200)),
                        ("data", models.BinaryField(null=True)),
                        ("choices", models.JSONField(default=dict)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("uploaded", "Uploaded"),
                                    ("applying", "Applying"),
                                    ("applied", "Applied"),
                                    ("failed", "Failed"),
                                ],
                                default="uploaded",
                                max_length=10,
                            ),
                        ),
                        ("uploaded_at", models.DateTimeField()),
                        ("by", models.CharField(max_length=200)),
                        ("digest", models.CharField(blank=True, max_length=64)),
                        ("done", models.PositiveIntegerField(default=0)),
                        ("total", models.PositiveIntegerField(default=0)),
                        ("error", models.TextField(blank=True)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "change",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="brought_in_by",
                                to="directory.change",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("-id",),
                    },
                ),
                migrations.CreateModel(
                    name="ListRule",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        ("retired_at", models.DateTimeField(null=True)),
                        ("rule", models.JSONField()),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "distribution_list",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rules",
                                to="directory.distributionlist",
                            ),
                        ),
                        (
                            "recorded_in",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.change"
                            ),
                        ),
                        (
                            "retired_in",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="directory.change",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("retired_at__isnull", True)),
                                fields=("distribution_list",),
                                name="list_rule_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Merger",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        ("retired_at", models.DateTimeField(null=True)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "recorded_in",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.change"
                            ),
                        ),
                        (
                            "retired_in",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="directory.change",
                            ),
                        ),
                        (
                            "gone",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.person"
                            ),
                        ),
                        (
                            "kept",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.person"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("retired_at__isnull", True)), fields=("gone",), name="merger_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Organisation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("short_name", models.CharField(max_length=200)),
                        ("genitive", models.CharField(blank=True, max_length=200)),
                        ("locative", models.CharField(blank=True, max_length=200)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("county", "county"),
                                    ("independent_city", "independent city"),
                                    ("municipality", "municipality"),
                                    ("municipal_union", "association of municipalities"),
                                    ("state", "federal state"),
                                    ("state_association", "state association"),
                                    ("federal_association", "federal association"),
                                    ("ministry", "ministry"),
                                    ("authority", "authority"),
                                    ("department", "department"),
                                    ("office", "office of a department"),
                                    ("committee", "committee"),
                                    ("company", "company"),
                                    ("welfare", "welfare organisation"),
                                    ("other", "other organisation"),
                                ],
                                max_length=30,
                            ),
                        ),
                        ("official_key", models.CharField(blank=True, max_length=8, null=True, unique=True)),
                        ("regional_key", models.CharField(blank=True, max_length=12, null=True, unique=True)),
                        ("area_key", models.CharField(blank=True, db_index=True, max_length=12)),
                        ("seat", models.CharField(blank=True, max_length=200)),
                        ("population", models.PositiveIntegerField(blank=True, null=True)),
                        ("area", models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True)),
                        ("since", models.DateField(blank=True, null=True)),
                        ("until", models.DateField(blank=True, null=True)),
                        ("search_key", models.CharField(blank=True, max_length=900)),
                        ("entered_at", models.DateTimeField(null=True)),
                        ("withdrawn_at", models.DateTimeField(null=True)),
                        (
                            "entered_in",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="directory.change",
                            ),
                        ),
                        (
                            "keeper",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="core.association",
                            ),
                        ),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="children",
                                to="directory.organisation",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("short_name", "id"),
                    },
                ),
                migrations.CreateModel(
                    name="PersonDetails",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        ("retired_at", models.DateTimeField(null=True)),
                        (
                            "salutation",
                            models.CharField(
                                blank=True, choices=[("", "none"), ("ms", "Ms"), ("mr", "Mr")], max_length=2
                            ),
                        ),
                        ("title", models.CharField(blank=True, max_length=60)),
                        ("first_name", models.CharField(blank=True, max_length=200)),
                        ("last_name", models.CharField(blank=True, max_length=200)),
                        ("letter_form", models.CharField(blank=True, max_length=200)),
                        ("envelope_form", models.CharField(blank=True, max_length=200)),
                        ("email", models.EmailField(blank=True, max_length=254)),
                        ("phone", models.CharField(blank=True, max_length=40)),
                        ("search_key", models.CharField(blank=True, max_length=500)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="details",
                                to="directory.person",
                            ),
                        ),
                        (
                            "recorded_in",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.change"
                            ),
                        ),
                        (
                            "retired_in",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="directory.change",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("retired_at__isnull", True)),
                                fields=("person",),
                                name="person_details_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Confirmation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("generation", models.PositiveSmallIntegerField(default=1)),
                        ("revoked_at", models.DateTimeField(null=True)),
                        ("confirmed_at", models.DateTimeField(null=True)),
                        ("confirmed_by", models.CharField(blank=True, max_length=200)),
                        ("by_login", models.BooleanField(default=False)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="confirmations",
                                to="directory.confirmationround",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="directory.organisation"),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("round", "organisation"), name="confirmation_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ContactDetails",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        ("retired_at", models.DateTimeField(null=True)),
                        ("street", models.CharField(blank=True, max_length=200)),
                        ("postal_code", models.CharField(blank=True, max_length=10)),
                        ("city", models.CharField(blank=True, max_length=200)),
                        ("phone", models.CharField(blank=True, max_length=40)),
                        ("central_email", models.EmailField(blank=True, max_length=254)),
                        ("web", models.URLField(blank=True)),
                        (
                            "wish",
                            models.CharField(
                                choices=[("at_once", "each circular at once"), ("bundle", "one bundle a day")],
                                default="at_once",
                                max_length=10,
                            ),
                        ),
                        (
                            "language",
                            models.CharField(
                                blank=True,
                                choices=[("", "that of the circular"), ("de", "German"), ("en", "English")],
                                default="",
                                max_length=5,
                            ),
                        ),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "recorded_in",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.change"
                            ),
                        ),
                        (
                            "retired_in",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="directory.change",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="directory.organisation"),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("retired_at__isnull", True)),
                                fields=("association", "organisation"),
                                name="contact_details_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FormerState",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("values", models.JSONField()),
                        ("retired_at", models.DateTimeField(db_index=True)),
                        (
                            "retired_in",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.change"
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="former_states",
                                to="directory.organisation",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Grant",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("clerk", "clerk"),
                                    ("reviewer", "reviewer"),
                                    ("signatory", "signatory"),
                                    ("conference_team", "conference_team"),
                                    ("door", "door"),
                                    ("security_officer", "security_officer"),
                                    ("directory_editor", "directory_editor"),
                                    ("administrator", "administrator"),
                                    ("registry", "registry"),
                                    ("office_holder", "office_holder"),
                                    ("front_office", "front_office"),
                                    ("specialist", "specialist"),
                                    ("member_administrator", "member_administrator"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("title", models.CharField(blank=True, max_length=200)),
                        (
                            "signs_as",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "in their own name"),
                                    ("deputy", "as a deputy (“i. V.”)"),
                                    ("order", "by order (“i. A.”)"),
                                ],
                                default="",
                                max_length=10,
                            ),
                        ),
                        ("granted_at", models.DateTimeField(null=True)),
                        ("granted_by", models.CharField(blank=True, max_length=200)),
                        ("suspended_at", models.DateTimeField(null=True)),
                        ("until", models.DateTimeField(null=True)),
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
                            "organisation",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                to="directory.organisation",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("organisation__isnull", True)),
                                fields=("association", "user", "role"),
                                name="grant_of_office_once",
                            ),
                            models.UniqueConstraint(
                                fields=("association", "user", "role", "organisation"), name="grant_of_member_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("organisation__isnull", False),
                                        (
                                            "role__in",
                                            [
                                                "front_office",
                                                "member_administrator",
                                                "office_holder",
                                                "registry",
                                                "specialist",
                                            ],
                                        ),
                                    ),
                                    models.Q(
                                        models.Q(
                                            (
                                                "role__in",
                                                [
                                                    "front_office",
                                                    "member_administrator",
                                                    "office_holder",
                                                    "registry",
                                                    "specialist",
                                                ],
                                            ),
                                            _negated=True,
                                        ),
                                        ("organisation__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="members_act_for_an_organisation",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("signs_as", ""), ("role", "signatory"), _connector="OR"),
                                name="signatories_sign_as",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="IntakeAddress",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        ("retired_at", models.DateTimeField(null=True)),
                        ("label", models.CharField(max_length=200)),
                        ("email", models.EmailField(max_length=254)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "recorded_in",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.change"
                            ),
                        ),
                        (
                            "retired_in",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="directory.change",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="directory.organisation"),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("retired_at__isnull", True)),
                                fields=("association", "organisation", "email"),
                                name="intake_address_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Invitation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("email", models.EmailField(max_length=254)),
                        ("name", models.CharField(max_length=200)),
                        ("title", models.CharField(blank=True, max_length=200)),
                        (
                            "signs_as",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "in their own name"),
                                    ("deputy", "as a deputy (“i. V.”)"),
                                    ("order", "by order (“i. A.”)"),
                                ],
                                default="",
                                max_length=10,
                            ),
                        ),
                        ("roles", models.JSONField()),
                        ("principals", models.JSONField(default=list)),
                        ("language", models.CharField(default="de", max_length=5)),
                        ("of_office", models.BooleanField(default=True)),
                        ("invited_at", models.DateTimeField()),
                        ("invited_by", models.CharField(max_length=200)),
                        ("expires_at", models.DateTimeField()),
                        ("generation", models.PositiveSmallIntegerField(default=1)),
                        ("accepted_at", models.DateTimeField(null=True)),
                        ("revoked_at", models.DateTimeField(null=True)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                to="directory.organisation",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("accepted_at__isnull", True),
                                    ("revoked_at__isnull", True),
                                    ("organisation__isnull", True),
                                ),
                                fields=("association", "email"),
                                name="office_invitation_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("accepted_at__isnull", True),
                                    ("revoked_at__isnull", True),
                                    ("organisation__isnull", False),
                                ),
                                fields=("association", "email", "organisation", "of_office"),
                                name="member_invitation_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ListGuest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        ("retired_at", models.DateTimeField(null=True)),
                        ("name", models.CharField(max_length=200)),
                        ("email", models.EmailField(max_length=254)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "distribution_list",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="guests",
                                to="directory.distributionlist",
                            ),
                        ),
                        (
                            "recorded_in",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.change"
                            ),
                        ),
                        (
                            "retired_in",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="directory.change",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="directory.organisation"),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("retired_at__isnull", True)),
                                fields=("distribution_list", "email"),
                                name="list_guest_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Membership",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        ("retired_at", models.DateTimeField(null=True)),
                        ("since", models.DateField()),
                        ("until", models.DateField(blank=True, null=True)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "recorded_in",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.change"
                            ),
                        ),
                        (
                            "retired_in",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="directory.change",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="directory.organisation"),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"
                                ),
                                name="membership_in_order",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OfficialKey",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "scheme",
                            models.CharField(
                                choices=[("ags", "official municipality key (AGS)"), ("ars", "regional key (ARS)")],
                                max_length=3,
                            ),
                        ),
                        ("key", models.CharField(db_index=True, max_length=12)),
                        ("since", models.DateField(blank=True, null=True)),
                        ("until", models.DateField(blank=True, null=True)),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="keys",
                                to="directory.organisation",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("until__isnull", True)),
                                fields=("scheme", "key"),
                                name="official_key_held_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Post",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("subject", models.CharField(blank=True, max_length=120)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "function",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="directory.function"),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="directory.organisation"),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("association", "organisation", "function", "subject"), name="post_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Proposal",
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
                                    ("contact", "How the organisation is reached"),
                                    ("post", "How a post is reached"),
                                    ("appointment", "Who holds a post"),
                                    ("ending", "Last day of a holder"),
                                    ("person", "Name and address of a holder"),
                                    ("responsibility", "Responsibility"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("label", models.CharField(max_length=200)),
                        ("values", models.JSONField()),
                        ("seen", models.CharField(max_length=40)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "not decided yet"),
                                    ("taken", "taken over"),
                                    ("refused", "not taken over"),
                                    ("withdrawn", "withdrawn by the member"),
                                ],
                                default="open",
                                max_length=10,
                            ),
                        ),
                        ("proposed_at", models.DateTimeField()),
                        ("proposed_by", models.CharField(blank=True, max_length=200)),
                        ("decided_at", models.DateTimeField(null=True)),
                        ("decided_by", models.CharField(blank=True, max_length=200)),
                        ("reason", models.CharField(blank=True, max_length=1000)),
                        ("emptied_at", models.DateTimeField(null=True)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="directory.organisation"),
                        ),
                        (
                            "proposer",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("id",),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("decided_at__isnull", True), ("state", "open")),
                                    models.Q(models.Q(("state", "open"), _negated=True), ("decided_at__isnull", False)),
                                    _connector="OR",
                                ),
                                name="proposal_decided_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Succession",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("since", models.DateField()),
                        (
                            "predecessor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="successions",
                                to="directory.organisation",
                            ),
                        ),
                        (
                            "successor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="inheritances",
                                to="directory.organisation",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("predecessor", "successor"), name="succession_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Tag",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        ("retired_at", models.DateTimeField(null=True)),
                        ("name", models.CharField(max_length=60)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="directory.organisation"),
                        ),
                        (
                            "recorded_in",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.change"
                            ),
                        ),
                        (
                            "retired_in",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="directory.change",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("retired_at__isnull", True)),
                                fields=("association", "organisation", "name"),
                                name="tag_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Deputyship",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        ("retired_at", models.DateTimeField(null=True)),
                        ("since", models.DateField()),
                        ("until", models.DateField(blank=True, null=True)),
                        ("rank", models.PositiveSmallIntegerField(default=1)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "recorded_in",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.change"
                            ),
                        ),
                        (
                            "retired_in",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="directory.change",
                            ),
                        ),
                        (
                            "deputy_function",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="directory.function",
                            ),
                        ),
                        (
                            "function",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="directory.function",
                            ),
                        ),
                        (
                            "deputy_post",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="directory.post",
                            ),
                        ),
                        (
                            "post",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="directory.post",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"
                                ),
                                name="deputyship_in_order",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("deputy_function__isnull", False),
                                        ("deputy_post", None),
                                        ("function__isnull", False),
                                        ("post", None),
                                    ),
                                    models.Q(
                                        ("deputy_function", None),
                                        ("deputy_post__isnull", False),
                                        ("function", None),
                                        ("post__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="deputies_of_one_kind",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PostDetails",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        ("retired_at", models.DateTimeField(null=True)),
                        ("since", models.DateField()),
                        ("until", models.DateField(blank=True, null=True)),
                        ("email", models.EmailField(blank=True, max_length=254)),
                        ("phone", models.CharField(blank=True, max_length=40)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "post",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="details", to="directory.post"
                            ),
                        ),
                        (
                            "recorded_in",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.change"
                            ),
                        ),
                        (
                            "retired_in",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="directory.change",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("retired_at__isnull", True)),
                                fields=("post",),
                                name="post_details_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"
                                ),
                                name="post_details_in_order",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Principal",
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
                            "grant",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="principals",
                                to="directory.grant",
                            ),
                        ),
                        (
                            "post",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="directory.post"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("grant", "post"), name="principal_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Responsibility",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        ("retired_at", models.DateTimeField(null=True)),
                        ("keyword", models.CharField(max_length=100)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="directory.organisation"),
                        ),
                        ("post", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="directory.post")),
                        (
                            "recorded_in",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.change"
                            ),
                        ),
                        (
                            "retired_in",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="directory.change",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("retired_at__isnull", True)),
                                fields=("association", "organisation", "keyword"),
                                name="responsibility_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Tenure",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        ("retired_at", models.DateTimeField(null=True)),
                        ("since", models.DateField()),
                        ("until", models.DateField(blank=True, null=True)),
                        (
                            "kind",
                            models.CharField(
                                choices=[("regular", "regular"), ("acting", "acting")], default="regular", max_length=10
                            ),
                        ),
                        ("carries_on", models.BooleanField(default=False)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.association"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tenures",
                                to="directory.person",
                            ),
                        ),
                        (
                            "post",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="tenures", to="directory.post"
                            ),
                        ),
                        (
                            "recorded_in",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.change"
                            ),
                        ),
                        (
                            "retired_in",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="directory.change",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"
                                ),
                                name="tenure_in_order",
                            )
                        ],
                    },
                ),
            ]
        ),
        migrations.AddField(
            model_name="Change",
            name="organisation",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.organisation"
            ),
        ),
    ]
