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
from umlauf.office.directory.access import (
    get_organisation_for,
    may_amend,
    must_keep_directory,
    must_keep_entries,
)
from umlauf.office.directory.enums import UNITS, KeyScheme, Language, OrganisationKind, Wish
from umlauf.office.directory.keys import is_key, keys_of, repaired_key, tidy_key
from umlauf.office.directory.ledger import Pen, lock_register, must_be_as_seen, open_change
from umlauf.office.directory.models import (
    ContactDetails,
    IntakeAddress,
    Kept,
    Membership,
    OfficialKey,
    Organisation,
    Succession,
    Tag,
)
from umlauf.office.directory.names import folded_words, propose_case_forms, search_key


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
    language: str = Language.OF_THE_CIRCULAR


@dataclass(frozen=True, slots=True)
class Intake:
    """An address where letters are taken in: „Poststelle“, and the mail address."""

    label: str
    email: str


@dataclass(frozen=True, slots=True)
class Contact:
    """How an organisation is reached, as it stands now. ``details`` is None where nothing was entered."""

    details: ContactDetails | None
    intake: tuple[IntakeAddress, ...]
    tags: tuple[Tag, ...]

    @property
    def rows(self) -> tuple[Kept | None, ...]:
        """What a digest of it is made of."""
        return (*self.own_rows, *self.tags)

    @property
    def own_rows(self) -> tuple[Kept | None, ...]:
        """The same without how the association groups it, which is none of the organisation's business."""
        return (self.details, *self.intake)


@transaction.atomic
def enter_organisation(*, actor: Actor, entry: OrganisationEntry) -> Organisation:
    """Enter an organisation in the register. It belongs to the association that enters it, until it is shared.

    Raises ``Refused`` with ``organisation.key`` for a key that is none or is taken, ``organisation.parent`` for a
    department without an organisation, ``organisation.name`` without a name, ``organisation.known`` for one without a
    key that is there already.
    """
    must_keep_directory(actor)
    values = register_values(entry)
    pen = open_change(actor, entry.name)
    _check_parent(actor, entry)
    _check_new(values)
    try:
        with transaction.atomic():
            (organisation,) = pen.add_to_register([Organisation(**values)])
            keep_keys(organisation)
    except IntegrityError as error:
        raise _key_taken(entry.key) from error
    _record(actor, "directory.organisation_entered", organisation)
    return organisation


@transaction.atomic
def describe_organisation(
    *, actor: Actor, organisation_id: int, entry: OrganisationEntry, seen: str | None = None
) -> Organisation:
    """Change what the register says. What it said before is kept, and past lists go on saying it.

    ``seen`` is the digest of the ``Organisation``. Raises ``Refused`` with ``organisation.key``,
    ``organisation.parent`` or ``organisation.name`` as ``enter_organisation``, ``organisation.shared`` when others
    share the entry, or ``directory.changed``.
    """
    must_keep_directory(actor)
    values = register_values(entry)
    pen = open_change(actor, entry.name)
    (organisation,) = _locked(actor, organisation_id)
    if actor.means != Means.COMMAND and not may_amend(actor.association_id, [organisation]):
        raise Refused(
            "organisation.shared",
            _(
                "Several associations share the entry “%(name)s”, so its name, kind and key are changed by the "
                "administration of this installation alone. Addresses, posts and people are your own."
            )
            % {"name": organisation.name},
        )
    must_be_as_seen(seen, organisation)
    _check_parent(actor, entry, organisation)
    try:
        with transaction.atomic():
            if pen.amend(organisation, **values):
                keep_keys(organisation)
    except IntegrityError as error:
        raise _key_taken(entry.key) from error
    _record(actor, "directory.organisation_described", organisation)
    return organisation


def _locked(actor: Actor, *organisation_ids: int) -> list[Organisation]:
    """Entries of the register as they stand now, which nobody else changes meanwhile. Raises ``Http404``."""
    lock_register(organisation_ids)
    return [get_organisation_for(actor, one) for one in organisation_ids]


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


def _check_new(values: dict[str, object]) -> None:
    """Without a key, the name, kind, seat and place tell an organisation from others that are there."""
    if values["official_key"] or values["regional_key"]:
        return
    same = {name: values[name] for name in ("kind", "parent_id", "area_key")}
    words = folded_words(str(values["name"]))
    beginning = " " + " ".join(dict.fromkeys(words))
    for one in Organisation.objects.filter(**same, until=None, withdrawn_at=None, search_key__startswith=beginning):
        if folded_words(one.name) == words and folded_words(one.seat) == folded_words(str(values["seat"])):
            raise Refused(
                "organisation.known",
                _(
                    "“%(name)s” is there already. Please use that entry. If it is another organisation, please say so "
                    "by its seat, its key or the organisation above it."
                )
                % {"name": one.name},
            )


def _key_taken(key: str) -> Refused:
    return Refused(
        "organisation.key",
        _("Another organisation bears the key %(key)s already. Please look for it first.") % {"key": key},
    )


def contact_of(organisation: Organisation) -> Contact:
    """How an organisation is reached, as it stands now. Three queries."""
    here = {"organisation": organisation, "retired_at": None}
    return Contact(
        ContactDetails.objects.filter(**here).first(),
        tuple(IntakeAddress.objects.filter(**here).order_by("id")),
        tuple(Tag.objects.filter(**here).order_by("name")),
    )


@transaction.atomic
def set_contact(
    *,
    actor: Actor,
    organisation_id: int,
    entry: ContactEntry,
    intake: tuple[Intake, ...],
    tags: tuple[str, ...] | None,
    seen: str | None = None,
) -> None:
    """Say how an organisation is reached, where it takes letters in, when it wants them, and how it is tagged.

    ``tags`` None: they stay as they are. ``seen`` is the digest of the ``rows`` of ``contact_of``, without ``tags`` of
    its ``own_rows``. Raises ``Refused`` with ``address.invalid`` or ``address.local`` for a mail address, or
    ``directory.changed``.
    """
    must_keep_entries(actor)
    organisation = get_organisation_for(actor, organisation_id)
    central = check_address(entry.central_email) if entry.central_email else ""
    wanted = {check_address(one.email).lower(): Intake(one.label.strip(), check_address(one.email)) for one in intake}
    pen = open_change(actor, organisation.name)
    known = contact_of(organisation)
    must_be_as_seen(seen, *(known.rows if tags is not None else known.own_rows))
    chosen = {"central_email": central, "wish": Wish(entry.wish), "language": Language(entry.language)}
    _set_details(pen, organisation, known, asdict(entry) | chosen)
    _set_intake(pen, organisation, known, wanted)
    if tags is not None:
        _set_tags(pen, organisation, known, tags)
    _record(actor, "directory.contact_set", organisation)


def _set_details(pen: Pen, organisation: Organisation, known: Contact, values: dict[str, object]) -> None:
    if known.details is not None:
        pen.replace(known.details, **values)
    elif any(value for name, value in values.items() if name != "wish") or values["wish"] != Wish.AT_ONCE:
        pen.enter(ContactDetails(organisation=organisation, **values))


def _set_intake(pen: Pen, organisation: Organisation, known: Contact, wanted: dict[str, Intake]) -> None:
    standing = {one.email.lower(): one for one in known.intake}
    pen.retire(*(one for email, one in standing.items() if email not in wanted))
    for email, one in wanted.items():
        if email in standing:
            pen.replace(standing[email], label=one.label, email=one.email)
        else:
            pen.enter(IntakeAddress(organisation=organisation, label=one.label, email=one.email))


def _set_tags(pen: Pen, organisation: Organisation, known: Contact, tags: tuple[str, ...]) -> None:
    wanted = {" ".join(tag.split()): None for tag in tags if tag.strip()}
    standing = {one.name: one for one in known.tags}
    pen.retire(*(one for name, one in standing.items() if name not in wanted))
    pen.enter(*(Tag(organisation=organisation, name=name) for name in wanted if name not in standing))


@transaction.atomic
def succeed(
    *, actor: Actor, predecessor_ids: tuple[int, ...], successor_id: int, since: dt.date
) -> tuple[Succession, ...]:
    """Let an organisation take the place of others from a day on: their existence, keys and memberships end before it.

    The successor is a member from then on if one of them was. Raises ``Refused`` with ``organisation.shared`` or
    ``organisation.succession`` when one of them is gone by then, or succeeds itself.
    """
    must_keep_directory(actor)
    pen = open_change(actor, get_organisation_for(actor, successor_id).name)
    successor, *predecessors = _locked(actor, successor_id, *predecessor_ids)
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
