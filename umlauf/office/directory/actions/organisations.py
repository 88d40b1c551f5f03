"""Enter organisations and say what they are: in the register, as members, and how to reach them."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor, Means
from umlauf.ground.core.addresses import check_address
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused
from umlauf.office.directory.access import get_organisation_for, may_amend, must_keep_directory
from umlauf.office.directory.enums import KeyScheme, OrganisationKind, Wish
from umlauf.office.directory.keys import is_key, keys_of, repaired_key, tidy_key
from umlauf.office.directory.ledger import Pen, open_change
from umlauf.office.directory.models import (
    ContactDetails,
    IntakeAddress,
    Membership,
    OfficialKey,
    Organisation,
    Succession,
    Tag,
)
from umlauf.office.directory.names import propose_case_forms, search_key
from umlauf.office.directory.queries.former import UNITS


@dataclass(frozen=True, slots=True)
class OrganisationEntry:
    """What the register shall say. Empty forms of the name are proposed; ``key`` is an AGS or ARS. ``area`` in km²."""

    name: str
    kind: str
    short_name: str = ""
    genitive: str = ""
    locative: str = ""
    key: str = ""
    area_key: str = ""
    seat: str = ""
    population: int | None = None
    area: Decimal | None = None
    parent_id: int | None = None


@dataclass(frozen=True, slots=True)
class ContactEntry:
    """How an organisation is reached, as somebody has written it."""

    street: str = ""
    postal_code: str = ""
    city: str = ""
    phone: str = ""
    central_email: str = ""
    web: str = ""
    wish: str = Wish.AT_ONCE


@dataclass(frozen=True, slots=True)
class Intake:
    """An address where letters are taken in: „Poststelle“, and the mail address."""

    label: str
    email: str


@transaction.atomic
def enter_organisation(*, actor: Actor, entry: OrganisationEntry) -> Organisation:
    """Enter an organisation in the register. It belongs to the association that enters it, until it is shared.

    Raises ``Refused`` with ``organisation.key`` for a key that is none or is taken, ``organisation.parent`` for a
    department without an organisation, ``organisation.name`` without a name.
    """
    must_keep_directory(actor)
    values = register_values(entry)
    pen = open_change(actor, entry.name)
    _check_parent(actor, entry)
    try:
        with transaction.atomic():
            (organisation,) = pen.add_to_register([Organisation(**values)])
            keep_keys(organisation)
    except IntegrityError as error:
        raise _key_taken(entry.key) from error
    _record(actor, "directory.organisation_entered", organisation)
    return organisation


@transaction.atomic
def describe_organisation(*, actor: Actor, organisation_id: int, entry: OrganisationEntry) -> Organisation:
    """Change what the register says. What it said before is kept, and past lists go on saying it.

    Raises ``Refused`` as ``enter_organisation``, and ``organisation.shared`` when others share the entry.
    """
    must_keep_directory(actor)
    organisation = get_organisation_for(actor, organisation_id)
    if actor.means != Means.COMMAND and not may_amend(actor.association_id, [organisation]):
        raise Refused(
            "organisation.shared",
            _(
                "Several associations share the entry “%(name)s”, so its name, kind and key are changed by the "
                "administration of this installation alone. Addresses, posts and people are your own."
            )
            % {"name": organisation.name},
        )
    values = register_values(entry)
    pen = open_change(actor, entry.name)
    _check_parent(actor, entry, organisation)
    try:
        with transaction.atomic():
            if pen.amend(organisation, **values):
                keep_keys(organisation)
    except IntegrityError as error:
        raise _key_taken(entry.key) from error
    _record(actor, "directory.organisation_described", organisation)
    return organisation


@transaction.atomic
def keep_in_register(entry: OrganisationEntry) -> Organisation:
    """An organisation that the installation keeps for all associations, known by its key. There already: unchanged.

    Raises ``Refused`` as ``enter_organisation``. For the set-up of an installation, before anybody acts.
    """
    values = register_values(entry)
    known = Organisation.objects.filter(official_key=values["official_key"]).first()
    if known is not None:
        return known
    organisation = Organisation(**values)
    organisation.search_key = search_key(organisation)
    organisation.save()
    keep_keys(organisation)
    return organisation


def register_values(entry: OrganisationEntry) -> dict[str, object]:
    """The fields of the register. Raises ``Refused`` with ``organisation.name`` or ``organisation.key``."""
    name = " ".join(entry.name.split())
    if not name:
        raise Refused("organisation.name", _("The name is missing. Please write how the organisation is called."))
    key = tidy_key(entry.key)
    if key and not is_key(key):
        repaired = repaired_key(key)
        raise Refused(
            "organisation.key",
            _("“%(key)s” has lost its zero in front. Please write %(repaired)s.") % {"key": key, "repaired": repaired}
            if repaired
            else _("“%(key)s” is no official key: an AGS has 2, 5 or 8 digits, an ARS 12.") % {"key": key},
        )
    forms = propose_case_forms(name)
    official, regional = keys_of(key) if key else ("", "")
    return {
        "name": name,
        "kind": OrganisationKind(entry.kind),
        "short_name": (entry.short_name or forms.short)[: LIMITS.name],
        "genitive": (entry.genitive or forms.genitive)[: LIMITS.name],
        "locative": (entry.locative or forms.locative)[: LIMITS.name],
        "official_key": official or None,
        "regional_key": regional or None,
        "area_key": official or regional or tidy_key(entry.area_key),
        "seat": entry.seat,
        "population": entry.population,
        "area": entry.area,
        "parent_id": entry.parent_id,
    }


def keep_keys(organisation: Organisation) -> None:
    """Write down the keys that an organisation bears, beside those that it bore."""
    held = {KeyScheme.AGS: organisation.official_key, KeyScheme.ARS: organisation.regional_key}
    for scheme, key in held.items():
        if key:
            OfficialKey.objects.get_or_create(organisation=organisation, scheme=scheme, key=key, until=None)


def _check_parent(actor: Actor, entry: OrganisationEntry, organisation: Organisation | None = None) -> None:
    """A department lies in an organisation, an office of it one deeper; nothing lies in itself."""
    if entry.parent_id is None:
        if entry.kind in UNITS:
            raise Refused("organisation.parent", _("Please choose the organisation to which the department belongs."))
        return
    above: Organisation | None = get_organisation_for(actor, entry.parent_id)
    chain = []
    while above is not None:
        chain.append(above)
        if organisation is not None and above.id == organisation.id:
            raise Refused("organisation.parent", _("An organisation cannot belong to itself. Please choose another."))
        above = above.parent
    if entry.kind in UNITS and all(one.kind in UNITS for one in chain[:2]):
        raise Refused(
            "organisation.parent",
            _("Departments go two steps deep: a department and an office in it. Please choose one above."),
        )


def _key_taken(key: str) -> Refused:
    return Refused(
        "organisation.key",
        _("Another organisation bears the key %(key)s already. Please look for it first.") % {"key": key},
    )


@transaction.atomic
def begin_membership(*, actor: Actor, organisation_id: int, since: dt.date, until: dt.date | None = None) -> Membership:
    """Let an organisation be a member from a day on. One that is a member then already: unchanged.

    Raises ``Refused("membership.days")`` when it would end before it begins.
    """
    must_keep_directory(actor)
    organisation = get_organisation_for(actor, organisation_id)
    if until is not None and until < since:
        raise Refused("membership.days", _("The last day lies before the first. Please correct one of them."))
    pen = open_change(actor, organisation.name)
    known = Membership.objects.filter(retired_at=None, organisation=organisation)
    running = known.exclude(until__lt=since).order_by("since").first()
    if running is not None and (until is None or running.since <= until):
        return running
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
def set_contact(
    *, actor: Actor, organisation_id: int, entry: ContactEntry, intake: tuple[Intake, ...], tags: tuple[str, ...]
) -> None:
    """Say how an organisation is reached, where it takes letters in, when it wants them, and how it is tagged.

    Raises ``Refused`` with ``address.invalid`` or ``address.local`` for a mail address.
    """
    must_keep_directory(actor)
    organisation = get_organisation_for(actor, organisation_id)
    central = check_address(entry.central_email) if entry.central_email else ""
    wanted = {check_address(one.email).lower(): Intake(one.label.strip(), check_address(one.email)) for one in intake}
    pen = open_change(actor, organisation.name)
    _set_details(pen, organisation, asdict(entry) | {"central_email": central, "wish": Wish(entry.wish)})
    _set_intake(pen, organisation, wanted)
    _set_tags(pen, organisation, tags)
    _record(actor, "directory.contact_set", organisation)


def _set_details(pen: Pen, organisation: Organisation, values: dict[str, object]) -> None:
    known = ContactDetails.objects.filter(retired_at=None, organisation=organisation).first()
    if known is not None:
        pen.replace(known, **values)
    elif any(value for name, value in values.items() if name != "wish") or values["wish"] != Wish.AT_ONCE:
        pen.enter(ContactDetails(organisation=organisation, **values))


def _set_intake(pen: Pen, organisation: Organisation, wanted: dict[str, Intake]) -> None:
    known = {one.email.lower(): one for one in IntakeAddress.objects.filter(retired_at=None, organisation=organisation)}
    pen.retire(*(one for email, one in known.items() if email not in wanted))
    for email, one in wanted.items():
        if email in known:
            pen.replace(known[email], label=one.label, email=one.email)
        else:
            pen.enter(IntakeAddress(organisation=organisation, label=one.label, email=one.email))


def _set_tags(pen: Pen, organisation: Organisation, tags: tuple[str, ...]) -> None:
    wanted = {" ".join(tag.split()): None for tag in tags if tag.strip()}
    known = {one.name: one for one in Tag.objects.filter(retired_at=None, organisation=organisation)}
    pen.retire(*(one for name, one in known.items() if name not in wanted))
    pen.enter(*(Tag(organisation=organisation, name=name) for name in wanted if name not in known))


@transaction.atomic
def succeed(
    *, actor: Actor, predecessor_ids: tuple[int, ...], successor_id: int, since: dt.date
) -> tuple[Succession, ...]:
    """Let an organisation take the place of others from a day on: their existence, keys and memberships end before it.

    The successor is a member from then on if one of them was. Raises ``Refused`` with ``organisation.shared`` or
    ``organisation.succession`` when one of them is gone by then, or succeeds itself.
    """
    must_keep_directory(actor)
    successor = get_organisation_for(actor, successor_id)
    predecessors = [get_organisation_for(actor, one) for one in predecessor_ids]
    last_day = since - dt.timedelta(days=1)
    if successor in predecessors or any(one.until is not None and one.until < last_day for one in predecessors):
        raise Refused(
            "organisation.succession",
            _("Nobody succeeds themselves, or somebody who is gone by then. Please check the choice and the day."),
        )
    changeable = may_amend(actor.association_id, [successor, *predecessors])
    if actor.means != Means.COMMAND and len(changeable) <= len(predecessors):
        raise Refused(
            "organisation.shared",
            _("Several associations share one of these entries, so this is done by the administration alone."),
        )
    pen = open_change(actor, successor.name)
    pen.amend_all([(one, {"until": last_day}) for one in predecessors])
    if successor.since is None:
        pen.amend(successor, since=since)
    OfficialKey.objects.filter(organisation__in=predecessors, until=None).update(until=last_day)
    ending = list(Membership.objects.filter(retired_at=None, organisation__in=predecessors).exclude(until__lt=since))
    for membership in ending:
        if membership.since > last_day:
            pen.retire(membership)
        else:
            pen.replace(membership, until=last_day)
    is_member = Membership.objects.filter(retired_at=None, organisation=successor).exclude(until__lt=since).exists()
    if ending and not is_member:
        pen.enter(Membership(organisation=successor, since=since))
    rows = tuple(
        Succession.objects.get_or_create(predecessor=one, successor=successor, defaults={"since": since})[0]
        for one in predecessors
    )
    _record(actor, "directory.succeeded", successor)
    return rows


def _record(actor: Actor, event: str, organisation: Organisation) -> None:
    record(actor, event, subject=f"directory.Organisation:{organisation.id}", label=organisation.name)
