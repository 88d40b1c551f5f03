"""Who is a member and when; and a member as a new association knows it, with its posts and where letters go in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.addresses import check_address
from umlauf.ground.core.days import brief_day
from umlauf.ground.text import Refused
from umlauf.office.directory.access import get_membership_for, get_organisation_for, must_keep_directory
from umlauf.office.directory.actions.people import PersonEntry, TenureEntry, add_person, hold, person_values
from umlauf.office.directory.actions.posts import details_of, post_at, set_post_details
from umlauf.office.directory.ledger import Pen, open_change
from umlauf.office.directory.models import (
    Function,
    IntakeAddress,
    Membership,
    Organisation,
    Post,
    Responsibility,
    Tenure,
)
from umlauf.office.directory.names import read_person


@dataclass(frozen=True, slots=True)
class Days:
    """From when to when; no ``until``: for the time being."""

    since: dt.date
    until: dt.date | None = None


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
def begin_membership(*, actor: Actor, organisation_id: int, since: dt.date, until: dt.date | None = None) -> Membership:
    """Let an organisation be a member from a day on. The same once more: unchanged.

    Raises ``Refused("membership.days")`` when it would end before it begins, or is a member in these days already.
    """
    must_keep_directory(actor)
    organisation = get_organisation_for(actor, organisation_id)
    days = Days(since, until)
    pen = open_change(actor, organisation.name)
    overlapping = _overlapping(organisation, days)
    if overlapping is not None and (overlapping.since, overlapping.until) == (since, until):
        return overlapping
    _check_membership(days, overlapping)
    membership = Membership(organisation=organisation, since=since, until=until)
    pen.enter(membership)
    _record(actor, "directory.member_entered", organisation)
    return membership


@transaction.atomic
def end_membership(*, actor: Actor, organisation_id: int, last_day: dt.date) -> Membership:
    """Let the membership end after a day. Raises ``Refused`` with ``membership.none`` or ``membership.days``."""
    must_keep_directory(actor)
    organisation = get_organisation_for(actor, organisation_id)
    pen = open_change(actor, organisation.name)
    running = Membership.objects.filter(retired_at=None, organisation=organisation, until=None).first()
    if running is None:
        raise Refused("membership.none", _("%(name)s is no member at present.") % {"name": organisation.name})
    if last_day < running.since:
        raise Refused("membership.days", _("The last day lies before the first. Please correct one of them."))
    ended = pen.replace(running, until=last_day)
    _record(actor, "directory.membership_ended", organisation)
    return ended


@transaction.atomic
def correct_membership(*, actor: Actor, membership_id: int, days: Days | None) -> Membership | None:
    """Correct the days of a membership that were entered wrongly; None: it never was.

    Raises ``Refused`` with ``membership.days`` as ``begin_membership``, or ``directory.changed``.
    """
    must_keep_directory(actor)
    membership = get_membership_for(actor, membership_id)
    pen = open_change(actor, membership.organisation.name)
    corrected = None
    if days is None:
        pen.retire(membership)
    else:
        _check_membership(days, _overlapping(membership.organisation, days, beside=membership.id))
        corrected = pen.replace(membership, since=days.since, until=days.until)
    _record(actor, "directory.membership_corrected", membership.organisation)
    return corrected


def _overlapping(organisation: Organisation, days: Days, *, beside: int = 0) -> Membership | None:
    """A membership that has a day in common with others, but for the one ``beside`` which it is asked."""
    known = Membership.objects.filter(retired_at=None, organisation=organisation).exclude(id=beside)
    begun = known if days.until is None else known.filter(since__lte=days.until)
    return begun.exclude(until__lt=days.since).order_by("since").first()


def _check_membership(days: Days, overlapping: Membership | None) -> None:
    if days.until is not None and days.until < days.since:
        raise Refused("membership.days", _("The last day lies before the first. Please correct one of them."))
    if overlapping is not None:
        raise Refused(
            "membership.days",
            _(
                "The organisation is a member from %(since)s to %(until)s. Please choose other days, or correct that "
                "membership."
            )
            % {
                "since": brief_day(overlapping.since),
                "until": brief_day(overlapping.until) if overlapping.until else _("now"),
            },
        )


@transaction.atomic
def enter_member(*, actor: Actor, entry: MemberEntry, functions: Functions, since: dt.date) -> Membership:
    """Enter a member with its posts and addresses. A member then already: unchanged.

    Of one that was a member before, all stays that is known.
    """
    actor.must_run_the_machine()
    organisation = entry.organisation
    pen = open_change(actor, organisation.name)
    known = _overlapping(organisation, Days(since))
    if known is not None:
        return known
    _add_intake(pen, entry)
    head = _open_post(pen, organisation, functions.head, entry.head_email)
    held = Tenure.objects.filter(retired_at=None, post=head).exclude(until__lt=since)
    if entry.head and not held.exists():
        called = read_person(entry.head)
        person = PersonEntry(called.last_name, called.first_name, called.title, called.salutation)
        hold(pen, head, add_person(pen, person_values(person)), TenureEntry(since))
    if entry.responsible_for and functions.department is not None:
        department = _open_post(pen, organisation, functions.department, entry.department_email)
        _add_responsibilities(pen, entry, department)
    membership = Membership(organisation=organisation, since=since)
    pen.enter(membership)
    record(actor, "directory.member_entered", subject=f"directory.Membership:{membership.id}", label=organisation.name)
    return membership


def _add_intake(pen: Pen, entry: MemberEntry) -> None:
    here = IntakeAddress.objects.filter(retired_at=None, organisation=entry.organisation)
    known = {email.lower() for email in here.values_list("email", flat=True)}
    wanted = [(label, check_address(address)) for label, address in entry.intake]
    pen.enter(
        *(
            IntakeAddress(organisation=entry.organisation, label=label, email=email)
            for label, email in wanted
            if email.lower() not in known
        )
    )


def _open_post(pen: Pen, organisation: Organisation, function: Function, email: str) -> Post:
    """The post, with this address unless it is open already."""
    post = post_at(pen, organisation, function, "")
    known = details_of(post)
    if known is None or known.until is not None:
        set_post_details(pen, post, email=_address(email), phone="")
    return post


def _add_responsibilities(pen: Pen, entry: MemberEntry, department: Post) -> None:
    here = Responsibility.objects.filter(retired_at=None, organisation=entry.organisation)
    known = {keyword.casefold() for keyword in here.values_list("keyword", flat=True)}
    pen.enter(
        *(
            Responsibility(organisation=entry.organisation, keyword=keyword, post=department)
            for keyword in entry.responsible_for
            if keyword.casefold() not in known
        )
    )


def _address(written: str) -> str:
    """The address of a post, which may have none."""
    return check_address(written) if written else ""


def _record(actor: Actor, event: str, organisation: Organisation) -> None:
    record(actor, event, subject=f"directory.Organisation:{organisation.id}", label=organisation.name)
