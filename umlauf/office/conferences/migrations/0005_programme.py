"""The programme gets a lock, rooms and versions; what was signed with an annex of ours is version 1."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.utils import translation
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _


def keep_versions(apps: Any, _editor: Any) -> None:
    """Until now nothing could change a programme: the rows are what was signed, or lies in the draft."""
    rows = {name: apps.get_model("conferences", name)._base_manager for name in ("Conference", "Programme")}
    versions = apps.get_model("conferences", "ProgrammeVersion")._base_manager
    annexes = apps.get_model("circulars", "AnnexVersion")._base_manager
    issues = apps.get_model("circulars", "Issue")._base_manager
    frozen = apps.get_model("circulars", "FrozenAnnex")._base_manager
    drafts = apps.get_model("circulars", "Draft")._base_manager
    for conference in rows["Conference"].select_related("association").iterator():
        owner = {"association_id": conference.association_id}
        rows["Programme"].create(**owner, conference=conference, revision=1)
        issue = issues.filter(circular_id=conference.circular_id).first()
        made = annexes.filter(annex__circular_id=conference.circular_id, source="conferences.programme")
        if issue is not None:
            made = made.filter(id__in=frozen.filter(issue=issue).values("version_id"))
        if (annex := made.order_by("version").last()) is None:
            continue
        content = _content(apps, conference)
        draft = drafts.filter(circular_id=conference.circular_id).order_by("revision").last()
        versions.create(
            **owner,
            conference=conference,
            number=1,
            content=content,
            digest=hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest(),
            file_id=annex.file_id,
            annex_version=annex,
            released_at=issue.signed_at if issue else draft.saved_at,
            released_by=issue.signatory_name if issue else draft.saved_by,
        )


def _content(apps: Any, conference: Any) -> dict[str, Any]:
    """As ``programme.Sheet.json`` gives it: a migration keeps its own copy of what it once did."""
    own = {"conference": conference}
    items = apps.get_model("conferences", "ProgrammeItem")._base_manager.filter(**own).order_by("position", "id")
    hosts = apps.get_model("conferences", "Host")._base_manager.filter(**own).order_by("position")
    people = apps.get_model("conferences", "Contribution")._base_manager
    place = "\N{NO-BREAK SPACE}".join(filter(None, (conference.postal_code, conference.city)))
    return {
        "title": conference.title,
        "when": _when(conference),
        "where": ", ".join(filter(None, (conference.venue, conference.street, place))),
        "hosts": [host.name for host in hosts],
        "items": [
            {
                "key": item.id,
                "title": item.title,
                "kind": "other",
                "day": None,
                "start": item.starts_at.isoformat("minutes") if item.starts_at else None,
                "end": item.ends_at.isoformat("minutes") if item.ends_at else None,
                "timing": "exact",
                "room": "",
                "text": "",
                "parent": None,
                "people": [_voice(one) for one in people.filter(item=item).order_by("position", "id")],
            }
            for item in items
        ],
    }


def _voice(one: Any) -> dict[str, Any]:
    return {
        "key": one.id,
        "who": one.name,
        "office": one.office,
        "role": one.role,
        "state": one.state,
        "title": "",
        "kind": "person",
    }


def _when(conference: Any) -> str:
    with translation.override(conference.association.language):
        days = date_format(conference.starts_on, "l, j. F Y")
        if conference.ends_on and conference.ends_on != conference.starts_on:
            days = _("%(first)s to %(last)s") % {"first": days, "last": date_format(conference.ends_on, "l, j. F Y")}
        start, end = (at and time_format(at, "H:i") for at in (conference.starts_at, conference.ends_at))
        if start and end:
            return _("%(days)s, %(start)s to %(end)s") % {"days": days, "start": start, "end": end}
        return _("%(days)s, from %(start)s") % {"days": days, "start": start} if start else days


class Migration(migrations.Migration):
    dependencies = [
        ("circulars", "0006_dispatch"),
        ("conferences", "0004_event"),
        ("core", "0005_letter_room"),
        ("files", "0001_initial"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="contribution",
            options={"ordering": ("position", "id")},
        ),
        migrations.AlterModelOptions(
            name="programmeitem",
            options={"ordering": ("position", "id")},
        ),
        migrations.AddField(
            model_name="contribution",
            name="email",
            field=models.CharField(blank=True, max_length=254),
        ),
        migrations.AddField(
            model_name="contribution",
            name="kind",
            field=models.CharField(
                choices=[("person", "person"), ("office", "office, whoever holds it"), ("group", "group")],
                default="person",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="contribution",
            name="replaces",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="conferences.contribution",
            ),
        ),
        migrations.AddField(
            model_name="contribution",
            name="title",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="programmeitem",
            name="day",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="programmeitem",
            name="internal",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="programmeitem",
            name="kind",
            field=models.CharField(
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
        migrations.AddField(
            model_name="programmeitem",
            name="parent",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="parallel",
                to="conferences.programmeitem",
            ),
        ),
        migrations.AddField(
            model_name="programmeitem",
            name="text",
            field=models.TextField(blank=True, max_length=1000),
        ),
        migrations.AddField(
            model_name="programmeitem",
            name="timing",
            field=models.CharField(
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
        migrations.AlterField(
            model_name="contribution",
            name="state",
            field=models.CharField(
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
        migrations.CreateModel(
            name="Programme",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
            name="Room",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="rooms", to="conferences.conference"
                    ),
                ),
            ],
            options={
                "ordering": ("name", "id"),
            },
        ),
        migrations.AddField(
            model_name="programmeitem",
            name="room",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="items", to="conferences.room"
            ),
        ),
        migrations.CreateModel(
            name="ProgrammeVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
        migrations.AddConstraint(
            model_name="room",
            constraint=models.UniqueConstraint(fields=("conference", "name"), name="room_once"),
        ),
        migrations.AlterField(
            model_name="announcement",
            name="kind",
            field=models.CharField(
                choices=[("changed", "changed"), ("cancelled", "cancelled"), ("programme", "programme")], max_length=20
            ),
        ),
        migrations.RunPython(keep_versions, migrations.RunPython.noop),
    ]
