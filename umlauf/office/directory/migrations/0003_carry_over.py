"""What stood in the rows themselves becomes facts with a time: recorded now, by the one change that brought them over."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Any

from django.db import migrations

from umlauf.ground.core.clock import machine_now

ALWAYS = "0001-01-01"
DATED = ("Membership", "Tenure", "IntakeAddress", "Responsibility")


def carry_over(apps: Any, _editor: Any) -> None:
    """One change for each association that has a directory; its rows were recorded in it."""
    directory = {model.__name__: model._base_manager for model in apps.get_app_config("directory").get_models()}
    for organisation in directory["Organisation"].all():
        organisation.area_key = organisation.official_key or ""
        words = _folded(f"{organisation.name} {organisation.short_name} {organisation.seat}")
        organisation.search_key = " " + " ".join([*dict.fromkeys(words), *filter(None, [organisation.official_key])])
        organisation.save()
        if organisation.official_key:
            directory["OfficialKey"].create(organisation=organisation, scheme="ags", key=organisation.official_key)
    clock = apps.get_model("core", "OfficeClock")._base_manager.first()  # a demo plays in another year
    offset = dt.timedelta(seconds=clock.offset_seconds if clock else 0)
    for association in apps.get_model("core", "Association")._base_manager.all():
        _carry_over_for(association, offset, directory)


def _carry_over_for(association: Any, offset: dt.timedelta, directory: dict[str, Any]) -> None:
    own = {"association": association}
    at = machine_now() + offset
    change = directory["Change"].create(**own, kind="entry", label="0.1", at=at, by="Umlauf")
    recorded = {**own, "recorded_in": change, "recorded_at": at}
    for name in DATED:
        directory[name].filter(**own).update(recorded_in=change, recorded_at=at)
    for person in directory["Person"].filter(**own):
        directory["PersonDetails"].create(
            **recorded,
            person=person,
            title=person.title,
            first_name=person.first_name,
            last_name=person.last_name,
            search_key=" " + " ".join(_folded(f"{person.last_name} {person.first_name}")),
        )
    for post in directory["Post"].filter(**own):
        directory["PostDetails"].create(**recorded, post=post, since=ALWAYS, email=post.email)
    for rule in directory["DistributionList"].filter(**own):
        directory["ListRule"].create(**recorded, distribution_list=rule, rule={"kinds": [rule.member_kind]})


def _folded(text: str) -> list[str]:
    """As ``names.folded_words`` folds: a migration keeps its own copy of what it once did."""
    words = []
    for word in re.findall(r"[^\W_]+", text):
        folded = unicodedata.normalize("NFKD", word.casefold())
        key = "".join(character for character in folded if not unicodedata.combining(character))
        words.append(key.replace("ae", "a").replace("oe", "o").replace("ue", "u"))
    return words


class Migration(migrations.Migration):
    dependencies = [("directory", "0002_history")]

    operations = [migrations.RunPython(carry_over)]
