"""What stands in the tables and should not: rows, words and links that are another association's."""

from __future__ import annotations

from collections.abc import Iterator, Set
from functools import cache
from typing import Any, Final, cast

from django.db import models
from django_scopes import scopes_disabled

from tests.faces.web.readable import letter_of, marks_in, texts_of_mail
from tests.faces.web.tenants import Tenants, owned
from umlauf.engines.mail.models import Message
from umlauf.ground.core.models import Owned

Rows = dict[tuple[str, int], dict[str, Any]]
"""What stands in the tables: the columns of each row by its table and id."""
# Where ids stand in JSON, and of what.
_IN_JSON: Final[dict[str, str]] = {
    "functions": "directory.Function",
    "lists": "directory.DistributionList",
    "with_posts": "directory.Post",
    "without_posts": "directory.Post",
    "principals": "directory.Post",
    "distribution_list_id": "directory.DistributionList",
    "post_id": "directory.Post",
    "person_id": "directory.Person",
    "tenure_id": "directory.Tenure",
}


@cache
def _tables() -> dict[str, type[Owned]]:
    return {model._meta.label: model for model in owned()}


def all_rows() -> Rows:
    """Every row that belongs to an association."""
    with scopes_disabled():
        return {
            (label, row["id"]): row
            for label, model in _tables().items()
            for row in cast("Any", model._default_manager).values()
        }


def strays(
    before: Rows, after: Rows, tenants: Tenants, *, who: str, writes_for: Set[str], typed: Set[str]
) -> Iterator[str]:
    """What somebody wrote and is wrong: for others, with others' words, or leading to others' rows.

    A mail is read as it goes out, with its files. One about an account goes out by an association of its owner,
    whoever asks for it. ``typed`` are the marks that they have written themselves.
    """
    letters = {tenant.house.association.id: tenant.letter for tenant in tenants.each}
    for (label, row_id), row in {**before, **after}.items():
        if before.get((label, row_id)) == after.get((label, row_id)):
            continue
        whose = letters[row["association_id"]]
        about_account = str(row.get("key", "")).startswith("account/")
        if whose not in writes_for and not about_account:
            yield f"{who} changed {label} {row_id} of {whose}"
        strange = {one for one in _marks_of(label, row) - typed if letter_of(one) != whose}
        if strange:
            yield f"{who} wrote {sorted(strange)} into {label} {row_id} of {whose}"
        for target in _targets(label, row):
            if target in after and after[target]["association_id"] != row["association_id"]:
                yield f"{who} let {label} {row_id} of {whose} lead to {target}"
        for file in row.get("attachments", ()):
            if not file["key"].startswith(f"{row['association_id']}/"):
                yield f"{who} put the file {file['key']} into a mail of {whose}"


def _marks_of(label: str, row: dict[str, Any]) -> set[str]:
    marks = marks_in(repr(row))
    if label == Message._meta.label:
        marks |= set[str]().union(*(marks_in(text) for text in texts_of_mail(Message(**row))))
    return marks


def _targets(label: str, row: dict[str, Any]) -> Iterator[tuple[str, int]]:
    """The rows to which a row leads, by foreign keys and by ids in JSON."""
    for one in _tables()[label]._meta.concrete_fields:
        related = one.related_model
        if isinstance(one, models.ForeignKey) and isinstance(related, type) and issubclass(related, Owned):
            yield related._meta.label, row[one.attname]
        elif isinstance(one, models.JSONField):
            yield from _in_json(row[one.attname] if one.name != "principals" else {"principals": row[one.attname]})


def _in_json(value: Any) -> Iterator[tuple[str, int]]:
    if isinstance(value, list):
        for one in value:
            yield from _in_json(one)
    elif isinstance(value, dict):
        for name, one in value.items():
            ids = one if isinstance(one, list) else [one]
            if name in _IN_JSON:
                yield from ((_IN_JSON[name], number) for number in ids if isinstance(number, int))
            else:
                yield from _in_json(one)
