"""A file that describes an association: its letterhead, series, lists, members and people (YAML)."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django_scopes import scope

from umlauf.faces.cli.words import gettext as _
from umlauf.ground.accounts.actions import create_user
from umlauf.ground.accounts.models import User
from umlauf.ground.audit.chain import record
from umlauf.ground.core.actions import found_association
from umlauf.ground.core.actor import Actor, Means, Role
from umlauf.ground.core.models import Association
from umlauf.ground.text import Refused
from umlauf.office.circulars.actions.series import open_series
from umlauf.office.directory.actions.grants import grant_role
from umlauf.office.directory.actions.members import MemberEntry, enter_member, open_functions, open_list
from umlauf.office.directory.models import Organisation


@dataclass(frozen=True, slots=True)
class Description:
    """What a file says, part by part."""

    folder: Path
    association: dict[str, Any]
    series: list[dict[str, Any]]
    lists: list[dict[str, str]]
    functions: dict[str, str]
    members_since: dt.date
    members: list[dict[str, Any]]
    people: list[dict[str, str]]


def read_association_file(file: Path) -> Description:
    """Read a file. Raises ``Refused("association.file")`` with the part that is missing or unknown."""
    try:
        data = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise _wrong(file, str(error)) from error
    parts = {item.name for item in fields(Description)} - {"folder"}
    if not isinstance(data, dict) or set(data) != parts:
        raise _wrong(file, _("it must have exactly these parts: %(parts)s") % {"parts": ", ".join(sorted(parts))})
    return Description(folder=file.resolve().parent, **data)


def _wrong(file: Path, why: str) -> Refused:
    return Refused(
        "association.file", _("“%(file)s” does not describe an association: %(why)s.") % {"file": file, "why": why}
    )


@transaction.atomic
def set_up_association(description: Description, password: str | None = None) -> Association:
    """Set up the association, all or nothing; what is there already stays. ``password`` is for new logins of a demo.

    Without ``password`` people who have no login yet are left out: ``umlauf createuser`` makes them.
    """
    known = Association.objects.filter(slug=description.association.get("slug")).exists()
    try:
        association = found_association(Association(**description.association))
    except TypeError as error:
        raise _wrong(description.folder, str(error)) from error
    organisations = _organisations(description.folder.parent / "organisations.csv")
    actor = Actor("umlauf init", association.id, Means.COMMAND)
    with scope(association=association):
        if not known:
            subject = f"core.Association:{association.id}"
            record(actor, "core.association_founded", subject=subject, label=association.name)
        for entry in description.series:
            open_series(actor=actor, kind=entry["kind"], short=entry["short"], next_numbers=entry.get("next", {}))
        for rule in description.lists:
            open_list(actor=actor, name=rule["name"], member_kind=rule["member_kind"])
        functions = open_functions(
            actor=actor, head=description.functions["head"], department=description.functions.get("department", "")
        )
        for member in description.members:
            organisation, domain = organisations[member["key"]]
            entry_of_member = _member(organisation, domain, member, description.functions["intake"])
            enter_member(actor=actor, entry=entry_of_member, functions=functions, since=description.members_since)
        for person in description.people:
            _grant(actor, person, password)
    return association


def _organisations(file: Path) -> dict[str, tuple[Organisation, str]]:
    """The register beside the file: official key → organisation and the domain of its mail addresses."""
    found = {}
    with file.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            domain = row.pop("domain")
            organisation, _created = Organisation.objects.get_or_create(
                official_key=row["official_key"], defaults={key: row[key] for key in row if key != "official_key"}
            )
            found[row["official_key"]] = (organisation, domain)
    return found


def _member(organisation: Organisation, domain: str, member: dict[str, Any], intake: str) -> MemberEntry:
    return MemberEntry(
        organisation=organisation,
        intake=((intake, f"poststelle@{domain}"),),
        head_email=f"leitung@{domain}",
        head=member.get("head", ""),
        department_email=f"soziales@{domain}",
        responsible_for=tuple(member.get("department", ())),
    )


def _grant(actor: Actor, person: dict[str, str], password: str | None) -> None:
    user = User.objects.filter(email__iexact=person["email"]).first()
    if user is None:
        if password is None:
            return
        user = create_user(email=person["email"], name=person["name"], password=password)
    member = Organisation.objects.get(official_key=person["member"]) if "member" in person else None
    grant_role(actor=actor, user=user, role=Role(person["role"]), organisation=member, title=person.get("title", ""))
