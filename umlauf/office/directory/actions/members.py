"""Enter members: organisations, their posts, who holds them and where letters go in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.addresses import check_address
from umlauf.office.directory.enums import FunctionKind, OrganisationKind
from umlauf.office.directory.models import (
    DistributionList,
    Function,
    IntakeAddress,
    Membership,
    Organisation,
    Person,
    Post,
    Responsibility,
    Tenure,
)


@dataclass(frozen=True, slots=True)
class MemberEntry:
    """A member as a new association knows it. ``head`` is empty while the office is vacant."""

    organisation: Organisation
    intake: tuple[tuple[str, str], ...]  # label, address
    head_email: str
    head: str
    department_email: str
    responsible_for: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Functions:
    """The two functions to which copies go."""

    head: Function
    department: Function | None


@transaction.atomic
def enter_member(*, actor: Actor, entry: MemberEntry, functions: Functions, since: dt.date) -> Membership:
    """Enter a member with its posts and addresses. A member already: unchanged."""
    actor.must_administer()
    owner = {"association_id": actor.association_id}
    organisation = entry.organisation
    known = Membership.objects.filter(organisation=organisation, until__isnull=True).first()
    if known is not None:
        return known
    for label, address in entry.intake:
        IntakeAddress.objects.create(**owner, organisation=organisation, label=label, email=check_address(address))
    head = Post.objects.create(
        **owner, organisation=organisation, function=functions.head, email=_address(entry.head_email)
    )
    if entry.head:
        Tenure.objects.create(**owner, post=head, person=_person(actor.association_id, entry.head), since=since)
    if entry.responsible_for and functions.department is not None:
        department = Post.objects.create(
            **owner,
            organisation=organisation,
            function=functions.department,
            email=_address(entry.department_email),
        )
        Responsibility.objects.bulk_create(
            Responsibility(**owner, organisation=organisation, keyword=keyword, post=department)
            for keyword in entry.responsible_for
        )
    membership = Membership.objects.create(**owner, organisation=organisation, since=since)
    record(actor, "directory.member_entered", subject=f"directory.Membership:{membership.id}", label=organisation.name)
    return membership


@transaction.atomic
def open_functions(*, actor: Actor, head: str, department: str) -> Functions:
    """The functions of an association, made when they are not there. Without ``department`` there is none."""
    actor.must_administer()
    return Functions(
        head=_function(actor, FunctionKind.HEAD, head),
        department=_function(actor, FunctionKind.DEPARTMENT, department) if department else None,
    )


def _address(written: str) -> str:
    """The address of a post, which may have none."""
    return check_address(written) if written else ""


def _function(actor: Actor, kind: FunctionKind, name: str) -> Function:
    function, created = Function.objects.get_or_create(association_id=actor.association_id, kind=kind, name=name)
    if created:
        record(actor, "directory.function_opened", subject=f"directory.Function:{function.id}", label=name)
    return function


@transaction.atomic
def open_list(*, actor: Actor, name: str, member_kind: str) -> DistributionList:
    """A distribution list that reaches all members of a kind. Known by its name: unchanged."""
    actor.must_administer()
    rule, created = DistributionList.objects.get_or_create(
        association_id=actor.association_id, name=name, defaults={"member_kind": OrganisationKind(member_kind)}
    )
    if created:
        record(actor, "directory.list_opened", subject=f"directory.DistributionList:{rule.id}", label=name)
    return rule


def _person(association_id: int, name: str) -> Person:
    """„Dr. Almut Beispiel“: titles are the words that end in a dot."""
    words = name.split()
    titles = [word for word in words if word.endswith(".")]
    first, last = words[len(titles) : -1], words[-1]
    return Person.objects.create(
        association_id=association_id, title=" ".join(titles), first_name=" ".join(first), last_name=last
    )
