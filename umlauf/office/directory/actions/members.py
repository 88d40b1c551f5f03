"""Enter members: organisations, their posts, who holds them and where letters go in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from umlauf.ground.core.addresses import check_address
from umlauf.office.directory.enums import FunctionKind
from umlauf.office.directory.models import (
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
def enter_member(*, association_id: int, entry: MemberEntry, functions: Functions, since: dt.date) -> Membership:
    """Enter a member with its posts and addresses. A member already: unchanged."""
    owner = {"association_id": association_id}
    organisation = entry.organisation
    known = Membership.objects.filter(organisation=organisation, until__isnull=True).first()
    if known is not None:
        return known
    for label, address in entry.intake:
        IntakeAddress.objects.create(**owner, organisation=organisation, label=label, email=check_address(address))
    head = Post.objects.create(
        **owner, organisation=organisation, function=functions.head, email=check_address(entry.head_email)
    )
    if entry.head:
        Tenure.objects.create(**owner, post=head, person=_person(association_id, entry.head), since=since)
    if entry.responsible_for and functions.department is not None:
        department = Post.objects.create(
            **owner,
            organisation=organisation,
            function=functions.department,
            email=check_address(entry.department_email),
        )
        Responsibility.objects.bulk_create(
            Responsibility(**owner, organisation=organisation, keyword=keyword, post=department)
            for keyword in entry.responsible_for
        )
    return Membership.objects.create(**owner, organisation=organisation, since=since)


def open_functions(*, association_id: int, head: str, department: str) -> Functions:
    """The functions of an association, made when they are not there. Without ``department`` there is none."""
    return Functions(
        head=_function(association_id, FunctionKind.HEAD, head),
        department=_function(association_id, FunctionKind.DEPARTMENT, department) if department else None,
    )


def _function(association_id: int, kind: FunctionKind, name: str) -> Function:
    function, _created = Function.objects.get_or_create(association_id=association_id, kind=kind, name=name)
    return function


def _person(association_id: int, name: str) -> Person:
    """„Dr. Almut Beispiel“: titles are the words that end in a dot."""
    words = name.split()
    titles = [word for word in words if word.endswith(".")]
    first, last = words[len(titles) : -1], words[-1]
    return Person.objects.create(
        association_id=association_id, title=" ".join(titles), first_name=" ".join(first), last_name=last
    )
