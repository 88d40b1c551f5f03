"""A proposal of a member beside what stands now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _

from umlauf.faces.web.directory_forms import ContactForm
from umlauf.faces.web.holder_forms import PersonForm
from umlauf.faces.web.known import post_name
from umlauf.faces.web.templatetags.office import day as in_digits
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.addresses import readable_address
from umlauf.office.directory.access import get_organisation_for, get_person_for, get_post_for, get_tenure_for
from umlauf.office.directory.actions.organisations import contact_of
from umlauf.office.directory.actions.own_changes import (
    Appointment,
    ContactChange,
    Ending,
    PersonChange,
    PostChange,
    ResponsibilityChange,
    from_values,
    rows_of,
)
from umlauf.office.directory.actions.posts import details_of
from umlauf.office.directory.enums import Language, Salutation, TenureKind, Wish
from umlauf.office.directory.ledger import digest_of
from umlauf.office.directory.models import ContactDetails, PersonDetails, Post, Proposal, Responsibility, Tenure

_CONTACT = ("street", "postal_code", "city", "phone", "web", "central_email", "wish", "language")
_CHOSEN: Final = {"wish": Wish, "language": Language}
_PERSON = ("salutation", "title", "first_name", "last_name", "email", "phone", "letter_form", "envelope_form")


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that would be otherwise. Empty: nothing stands there."""

    label: str
    old: str
    new: str


def differences(actor: Actor, proposal: Proposal) -> tuple[Difference, ...]:
    """What the entries say now and would say; what stays as it is, is left out. For the office."""
    return tuple(one for one in _all(actor, proposal) if one.old != one.new)


def is_outdated(actor: Actor, proposal: Proposal) -> bool:
    """Whether the entries were changed after this was proposed."""
    return digest_of(*rows_of(actor, from_values(proposal.kind, proposal.values))) != proposal.seen


def _all(actor: Actor, proposal: Proposal) -> Iterator[Difference]:
    match from_values(proposal.kind, proposal.values):
        case ContactChange() as change:
            yield from _contact(actor, change)
        case PostChange() as change:
            known = details_of(get_post_for(actor, change.post_id))
            yield Difference(_("E-mail"), _address(known.email if known else ""), _address(change.email))
            yield Difference(_("Phone"), known.phone if known else "", change.phone)
        case Appointment() as change:
            yield from _appointment(actor, change)
        case Ending() as change:
            tenure = get_tenure_for(actor, change.tenure_id)
            who = _called([tenure.person_id])
            yield Difference(_("Last day of %(name)s") % {"name": who}, _day(tenure.until), _day(change.last_day))
            yield Difference(_("Carries on"), _yes(tenure.carries_on), _yes(change.carries_on))
        case PersonChange() as change:
            yield from _person(get_person_for(actor, change.person_id), change.entry)
        case ResponsibilityChange() as change:
            organisation = get_organisation_for(actor, change.organisation_id)
            standing = Responsibility.objects.filter(retired_at=None, organisation=organisation)
            same = change.keyword.casefold()
            fitting = [one for one in standing.select_related("post__function") if one.keyword.casefold() == same]
            wanted = get_post_for(actor, change.post_id) if change.post_id else None
            label = _("Responsible for %(keyword)s") % {"keyword": change.keyword}
            yield Difference(label, _post(fitting[0].post if fitting else None), _post(wanted))


def _contact(actor: Actor, change: ContactChange) -> Iterator[Difference]:
    known = contact_of(get_organisation_for(actor, change.organisation_id))
    fields = ContactForm.base_fields
    old = "\n".join(f"{one.label}; {readable_address(one.email)}" for one in known.intake)
    new = "\n".join(f"{one.label}; {readable_address(one.email)}" for one in change.intake)
    yield Difference(_label(fields["intake"]), old, new)
    for name in _CONTACT:
        before = getattr(known.details or ContactDetails(), name)
        yield Difference(_label(fields[name]), _value(name, before), _value(name, getattr(change.entry, name)))


def _appointment(actor: Actor, change: Appointment) -> Iterator[Difference]:
    post = get_post_for(actor, change.post_id)
    held = Tenure.objects.filter(retired_at=None, post=post, until=None).order_by("since", "id")
    before = _called(list(held.values_list("person_id", flat=True)))
    acting = change.tenure.kind == TenureKind.ACTING
    who = _called([change.person_id]) if change.person_id else _new(change)
    yield Difference(_("Held by"), before, f"{who} ({_('acting')})" if acting else who)
    yield Difference(_("First day"), "", _day(change.tenure.since))
    yield Difference(_("Last day"), "", _day(change.tenure.until))
    yield Difference(_("Carries on"), "", _yes(change.tenure.carries_on))
    if change.new is not None:
        yield from _person(PersonDetails(), change.new)


def _new(change: Appointment) -> str:
    one = change.new
    return " ".join(part for part in (one.title, one.first_name, one.last_name) if part) if one else ""


def _person(known: PersonDetails, entry: object) -> Iterator[Difference]:
    fields = PersonForm.base_fields
    for name in _PERSON:
        yield Difference(_label(fields[name]), _value(name, getattr(known, name)), _value(name, getattr(entry, name)))


def _called(people: list[int]) -> str:
    known = PersonDetails.objects.filter(retired_at=None, person__in=people).order_by("search_key", "id")
    return ", ".join(str(one) for one in known)


def _label(field: forms.Field) -> str:
    return str(field.label)


def _value(name: str, value: Any) -> str:
    if name in {"email", "central_email"}:
        return _address(value)
    if name in _CHOSEN:
        return str(_CHOSEN[name](value).label)
    return str(Salutation(value).label) if name == "salutation" and value else str(value)


def _address(value: str) -> str:
    return readable_address(value) if value else ""


def _day(value: dt.date | None) -> str:
    return in_digits(value)


def _yes(value: bool) -> str:
    return _("yes") if value else ""


def _post(post: Post | None) -> str:
    return post_name(post) if post else ""
