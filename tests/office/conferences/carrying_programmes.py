"""``python -m tests.office.conferences.carrying_programmes``: bring programmes over as they once were kept."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import django
from django.core.management import call_command
from django.db import connection

AT = dt.datetime(2016, 11, 1, 9, tzinfo=dt.UTC)


def main() -> None:
    django.setup()
    from django.db.migrations.executor import MigrationExecutor
    from django_scopes import scope

    from umlauf.ground.core.models import Association

    call_command("migrate", "conferences", "0004", verbosity=0)
    call_command("migrate", "circulars", verbosity=0)
    executor = MigrationExecutor(connection)
    circulars = executor.loader.graph.leaf_nodes("circulars")
    old = executor.loader.project_state([("conferences", "0004_event"), *circulars]).apps
    association = old.get_model("core", "Association").objects.create(slug="alt", name="Alt", short_name="Alt")
    for title, annexed, signed in (("Ohne", False, True), ("Entwurf", True, False), ("Gezeichnet", True, True)):
        _invite(old, association, title, annexed=annexed, signed=signed)
    call_command("migrate", verbosity=0)

    from umlauf.office.conferences.models import Conference
    from umlauf.office.conferences.programme import Sheet
    from umlauf.office.conferences.programme_rows import sheet_of

    with scope(association=Association.objects.get()):
        told = {}
        for conference in Conference.objects.select_related("association", "programme").order_by("id"):
            sheet = sheet_of(conference)
            told[conference.title] = [
                conference.programme.revision,
                [
                    [one.number, one.released_by, Sheet.parse(one.content) == sheet, one.digest == sheet.digest]
                    for one in conference.versions.all()
                ],
            ]
    print(json.dumps(told))


def _invite(old: Any, association: Any, title: str, *, annexed: bool, signed: bool) -> None:
    """A circular that invites to a conference, as it was once kept."""
    owner = {"association": association}
    circulars = {name: old.get_model("circulars", name).objects for name in _CIRCULARS}
    series, _new = circulars["Series"].get_or_create(**owner, kind="Rundschreiben")
    circular = circulars["Circular"].create(**owner, series=series)
    circulars["Draft"].create(**owner, circular=circular, revision=1, content={}, saved_at=AT, saved_by="Nora Feldkamp")
    conference = old.get_model("conferences", "Conference").objects.create(
        **owner,
        circular=circular,
        title=title,
        starts_on=dt.date(2016, 12, 2),
        starts_at=dt.time(10),
        postal_code="99991",
        city="Musterstadt",
    )
    old.get_model("conferences", "Host").objects.create(**owner, conference=conference, position=1, name="Wirt")
    item = old.get_model("conferences", "ProgrammeItem").objects.create(
        **owner, conference=conference, position=1, title="Begrüßung", starts_at=dt.time(10)
    )
    old.get_model("conferences", "Contribution").objects.create(
        **owner, item=item, position=1, name="Vera Quast", role="welcome", state="requested"
    )
    issue = _signed(circulars, owner, circular, series) if signed else None
    if annexed:
        _annexed(old, owner, circular, issue)


_CIRCULARS = ("Series", "Circular", "Draft", "Annex", "AnnexVersion", "Issue", "FrozenAnnex")


def _signed(circulars: Any, owner: Any, circular: Any, series: Any) -> Any:
    number = circular.id
    return circulars["Issue"].create(
        **owner,
        circular=circular,
        series=series,
        year=2016,
        number=number,
        date=AT.date(),
        content={},
        signatory_name="Emil Brandstätter",
        signed_at=AT,
    )


def _annexed(old: Any, owner: Any, circular: Any, issue: Any) -> None:
    stored = old.get_model("files", "StoredFile").objects.create(
        **owner, key=f"x/{circular.id}", sha256=f"{circular.id:064}", size=1, media_type="application/pdf"
    )
    annex = old.get_model("circulars", "Annex").objects.create(**owner, circular=circular, number=1, title="Programm")
    version = old.get_model("circulars", "AnnexVersion").objects.create(
        **owner, annex=annex, version=1, file=stored, filename="programm.pdf", source="conferences.programme"
    )
    if issue is not None:
        old.get_model("circulars", "FrozenAnnex").objects.create(**owner, issue=issue, version=version)


if __name__ == "__main__":
    main()
