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

from umlauf.faces.cli.roles import role_named
from umlauf.faces.cli.words import gettext as _
from umlauf.ground.accounts.actions import create_user
from umlauf.ground.accounts.models import User
from umlauf.ground.audit.chain import record
from umlauf.ground.core.actions import found_association
from umlauf.ground.core.actor import Actor, Means
from umlauf.ground.core.models import Association
from umlauf.ground.text import Refused
from umlauf.office.circulars.actions.series import open_series
from umlauf.office.circulars.enums import NumberFormat
from umlauf.office.directory.actions.grants import grant_role
from umlauf.office.directory.actions.lists import save_list
from umlauf.office.directory.actions.members import Functions, MemberEntry, enter_member
from umlauf.office.directory.actions.organisations import OrganisationEntry, keep_in_register
from umlauf.office.directory.actions.posts import FunctionEntry, open_function
from umlauf.office.directory.enums import FunctionKind, OrganisationKind
from umlauf.office.directory.models import DistributionList, Function, Organisation
from umlauf.office.directory.rules import Rule


@dataclass(frozen=True, slots=True)
class Description:
    """What a file says, part by part."""

    file: Path
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
    parts = {item.name for item in fields(Description)} - {"file"}
    if not isinstance(data, dict) or set(data) != parts:
        raise _wrong(file, _("it must have exactly these parts: %(parts)s") % {"parts": ", ".join(sorted(parts))})
    return Description(file=file, **data)


def _wrong(file: Path, why: str) -> Refused:
    return Refused(
        "association.file", _("“%(file)s” does not describe an association: %(why)s.") % {"file": file, "why": why}
    )


def set_up_association(description: Description, password: str | None = None) -> Association:
    """Set up the association, all or nothing; what is there already stays. ``password`` is for new logins of a demo.

    Without ``password`` people who have no login yet are left out: ``umlauf createuser`` makes them. Raises
    ``Refused`` with ``association.file`` for a part that is missing or wrong, or what the actions raise.
    """
    try:
        with transaction.atomic():
            return _set_up(description, password)
    except KeyError as error:
        raise _wrong(description.file, _("%(part)s is missing or unknown") % {"part": error}) from error
    except (AttributeError, OSError, TypeError, ValueError) as error:
        raise _wrong(description.file, str(error)) from error


def _set_up(description: Description, password: str | None) -> Association:
    known = Association.objects.filter(slug=description.association.get("slug")).exists()
    association = found_association(Association(**description.association))
    organisations = _organisations(description.file.resolve().parent.parent / "organisations.csv")
    actor = Actor(_("Command line"), association.id, Means.COMMAND)
    with scope(association=association):
        if not known:
            subject = f"core.Association:{association.id}"
            record(actor, "core.association_founded", subject=subject, label=association.name)
        for entry in description.series:
            given = {"next_numbers": entry.get("next", {}), "number_word": entry.get("number_word", "Nr.")}
            given["number_format"] = NumberFormat(entry.get("number_format", NumberFormat.NUMBER_YEAR))
            open_series(actor=actor, kind=entry["kind"], short=entry["short"], **given)
        for rule in description.lists:
            _list(actor, rule["name"], OrganisationKind(rule["member_kind"]))
        department = description.functions.get("department", "")
        functions = Functions(
            head=_function(actor, FunctionKind.HEAD, description.functions["head"]),
            department=_function(actor, FunctionKind.DEPARTMENT, department) if department else None,
        )
        for member in description.members:
            entered = _member(description, organisations[member["key"]], member)
            enter_member(actor=actor, entry=entered, functions=functions, since=description.members_since)
        for person in description.people:
            _grant(actor, person, password)
    return association


def _list(actor: Actor, name: str, kind: OrganisationKind) -> None:
    """A list of all members of a kind. One of that name is there already: it stays as it is."""
    if not DistributionList.objects.filter(name=name).exists():
        save_list(actor=actor, name=name, rule=Rule(kinds=(kind,)))


def _function(actor: Actor, kind: FunctionKind, name: str) -> Function:
    """A function; „Landrat/Landrätin“ says how a man and a woman are called who hold it."""
    male, _slash, female = name.partition("/")
    entry = FunctionEntry(name=name, kind=kind, male_name=male if female else "", female_name=female)
    return open_function(actor=actor, entry=entry)


def _organisations(file: Path) -> dict[str, Organisation]:
    """The register beside the file, by official key."""
    with file.open(encoding="utf-8", newline="") as rows:
        return {
            row["official_key"]: keep_in_register(
                OrganisationEntry(
                    name=row["name"],
                    kind=row["kind"],
                    short_name=row["short_name"],
                    genitive=row["genitive"],
                    locative=row["locative"],
                    key=row["official_key"],
                    seat=row["seat"],
                )
            )
            for row in csv.DictReader(rows)
        }


def _member(description: Description, organisation: Organisation, member: dict[str, Any]) -> MemberEntry:
    """A member with the addresses that the file names; those of a sample are made up from its domain."""
    mail = member.get("mail", {})
    if description.association.get("sample"):
        domain = member["domain"]
        mail = {
            "intake": f"poststelle@{domain}",
            "head": f"leitung@{domain}",
            "department": f"soziales@{domain}",
        } | mail
    return MemberEntry(
        organisation=organisation,
        intake=((description.functions["intake"], mail["intake"]),),
        head_email=mail.get("head", ""),
        head=member.get("head", ""),
        department_email=mail.get("department", ""),
        responsible_for=tuple(member.get("department", ())),
    )


def _grant(actor: Actor, person: dict[str, str], password: str | None) -> None:
    role = role_named(person["role"])
    user = User.objects.filter(email__iexact=person["email"]).first()
    if user is None:
        if password is None:
            return
        user = create_user(email=person["email"], name=person["name"], password=password)
    member = Organisation.objects.get(official_key=person["member"]) if "member" in person else None
    grant_role(actor=actor, user=user, role=role, organisation=member, title=person.get("title", ""))
