"""``python -m tests.office.directory.carrying_over``: bring a directory over as it once was; say what became of it."""

from __future__ import annotations

import datetime as dt
import json

import django
from django.core.management import call_command
from django.db import connection


def main() -> None:
    django.setup()
    from django.db.migrations.executor import MigrationExecutor
    from django_scopes import scope

    from umlauf.ground.core.models import Association

    call_command("migrate", "directory", "0001", verbosity=0)
    call_command("migrate", "core", verbosity=0)
    executor = MigrationExecutor(connection)
    core = executor.loader.graph.leaf_nodes("core")
    old = executor.loader.project_state([("directory", "0001_initial"), *core]).apps
    association = old.get_model("core", "Association").objects.create(slug="alt", name="Alt", short_name="Alt")
    owner = {"association": association}
    county = old.get_model("directory", "Organisation").objects.create(
        name="Landkreis Köthen", short_name="Köthen", kind="county", official_key="99015", seat="Köthen"
    )
    function = old.get_model("directory", "Function").objects.create(**owner, kind="head", name="Landrat")
    rows = {name: old.get_model("directory", name).objects for name in ("Post", "Person", "Tenure", "Membership")}
    post = rows["Post"].create(**owner, organisation=county, function=function, email="landrat@alt.example")
    person = rows["Person"].create(**owner, title="Dr.", first_name="Eva", last_name="Müller")
    rows["Tenure"].create(**owner, post=post, person=person, since=dt.date(2016, 1, 1))
    rows["Membership"].create(**owner, organisation=county, since=dt.date(2007, 7, 1))
    old.get_model("directory", "IntakeAddress").objects.create(
        **owner, organisation=county, label="Poststelle", email="post@alt.example"
    )
    old.get_model("directory", "DistributionList").objects.create(**owner, name="Landkreise", member_kind="county")
    call_command("migrate", verbosity=0)

    from umlauf.office.directory.models import DistributionList, OfficialKey
    from umlauf.office.directory.queries.addressees import addressees
    from umlauf.office.directory.queries.search import find_organisations, find_people

    day = dt.date(2016, 11, 1)
    with scope(association=Association.objects.get()):
        (reached,) = addressees(DistributionList.objects.get(), keyword="", day=day)
        told = {
            "lines": [[line.label, line.email, line.holder] for line in reached.lines],
            "found": [one.name for one in find_organisations("koeth 99015", day=day)],
            "people": [one.name for one in find_people("muell", day=day)],
            "keys": [one.key for one in OfficialKey.objects.all()],
        }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
