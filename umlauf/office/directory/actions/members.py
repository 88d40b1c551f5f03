"""Enter a member as a new association knows it: its posts, who holds them and where letters go in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.addresses import check_address
from umlauf.office.directory.actions.people import PersonEntry, TenureEntry, add_person, hold, person_values
from umlauf.office.directory.actions.posts import post_at, set_post_details
from umlauf.office.directory.ledger import open_change
from umlauf.office.directory.models import (
    Function,
    IntakeAddress,
    Membership,
    Organisation,
    Responsibility,
)
from umlauf.office.directory.names import read_person


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
    organisation = entry.organisation
    pen = open_change(actor, organisation.name)
    known = Membership.objects.filter(organisation=organisation, until=None, retired_at=None).first()
    if known is not None:
        return known
    pen.enter(
        *(
            IntakeAddress(organisation=organisation, label=label, email=check_address(address))
            for label, address in entry.intake
        )
    )
    head = post_at(pen, organisation, functions.head, "")
    set_post_details(pen, head, email=_address(entry.head_email), phone="")
    if entry.head:
        called = read_person(entry.head)
        person = PersonEntry(called.last_name, called.first_name, called.title, called.salutation)
        hold(pen, head, add_person(pen, person_values(person)), TenureEntry(since))
    if entry.responsible_for and functions.department is not None:
        department = post_at(pen, organisation, functions.department, "")
        set_post_details(pen, department, email=_address(entry.department_email), phone="")
        pen.enter(
            *(
                Responsibility(organisation=organisation, keyword=keyword, post=department)
                for keyword in entry.responsible_for
            )
        )
    membership = Membership(organisation=organisation, since=since)
    pen.enter(membership)
    record(actor, "directory.member_entered", subject=f"directory.Membership:{membership.id}", label=organisation.name)
    return membership


def _address(written: str) -> str:
    """The address of a post, which may have none."""
    return check_address(written) if written else ""
