"""Save distribution lists: rules, their guests, and that no list holds itself."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.addresses import check_address
from umlauf.ground.core.clock import office_now
from umlauf.ground.text import Refused
from umlauf.office.directory.access import get_list_for, must_keep_directory
from umlauf.office.directory.enums import OrganisationKind
from umlauf.office.directory.ledger import Pen, changed_meanwhile, open_change
from umlauf.office.directory.models import DistributionList, Function, ListGuest, ListRule, Organisation, Post
from umlauf.office.directory.rules import Rule


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody from outside: at an organisation of the register, with an address of their own."""

    organisation_id: int
    name: str
    email: str


@transaction.atomic
def save_list(
    *,
    actor: Actor,
    name: str,
    rule: Rule,
    guests: tuple[Guest, ...] = (),
    list_id: int | None = None,
    seen_rule_id: int | None = None,
) -> DistributionList:
    """Make a list, or save it anew. What it said before is kept, for questions about past days.

    ``seen_rule_id`` is the rule that its editor has seen. Raises ``Refused`` with ``list.name`` (missing or taken),
    ``list.cycle`` (a list in itself), ``list.closed``, ``list.unknown`` (something in the rule is not there),
    ``list.guest`` (without a name), ``directory.changed``, or for the address of a guest.
    """
    must_keep_directory(actor)
    title = " ".join(name.split())
    if not title:
        raise Refused("list.name", _("The list has no name yet. Please give it one."))
    wanted = _guests(guests)
    pen = open_change(actor, title)
    saved = get_list_for(actor, list_id) if list_id is not None else None
    if saved is not None and saved.closed_at is not None:
        raise Refused("list.closed", _("The list is closed and stays as it is. Please make a new one."))
    if DistributionList.objects.filter(name=title).exclude(id=list_id or 0).exists():
        raise Refused(
            "list.name", _("There is another list called “%(name)s”. Please choose another name.") % {"name": title}
        )
    if saved is None:
        saved = DistributionList.objects.create(association_id=actor.association_id, name=title)
    elif saved.name != title:
        saved.name = title
        saved.save(update_fields=["name"])
    _check_parts(rule)
    _check_cycle(saved, rule)
    known = ListRule.objects.filter(retired_at=None, distribution_list=saved).first()
    if known is not None and seen_rule_id is not None and known.id != seen_rule_id:
        raise changed_meanwhile()
    if _set_guests(pen, saved, wanted) and known is not None:
        pen.retire(known)  # whoever has the form open sees by the rule that the guests are others now
        known = None
    if known is None:
        pen.enter(ListRule(distribution_list=saved, rule=rule.json()))
    else:
        pen.replace(known, rule=rule.json())
    record(actor, "directory.list_saved", subject=f"directory.DistributionList:{saved.id}", label=title)
    return saved


@transaction.atomic
def close_list(*, actor: Actor, list_id: int) -> None:
    """Let nobody choose a list any more. Its guests are let go of, as if they were taken off.

    Raises ``Refused("list.used")`` while another list holds it.
    """
    must_keep_directory(actor)
    pen = open_change(actor, get_list_for(actor, list_id).name)
    closing = get_list_for(actor, list_id)  # as it is under the lock
    if closing.closed_at is not None:
        return
    holding = [one.distribution_list.name for one in _rules() if list_id in Rule.parse(one.rule).lists]
    if holding:
        raise Refused(
            "list.used",
            _("The list is part of: %(lists)s. Please take it out there first.") % {"lists": ", ".join(holding)},
        )
    pen.retire_all(ListGuest.objects.filter(retired_at=None, distribution_list=closing))
    closing.closed_at = office_now()
    closing.save(update_fields=["closed_at"])
    record(actor, "directory.list_closed", subject=f"directory.DistributionList:{list_id}", label=closing.name)


def _guests(guests: tuple[Guest, ...]) -> dict[str, Guest]:
    """The guests by their address, each address once. Raises ``Refused``."""
    wanted: dict[str, Guest] = {}
    places = {guest.organisation_id for guest in guests}
    there = set(Organisation.objects.filter(id__in=places, withdrawn_at=None).values_list("id", flat=True))
    for guest in guests:
        if guest.organisation_id not in there:
            raise _not_in_register({guest.organisation_id})
        name = " ".join(guest.name.split())
        if not name:
            raise Refused("list.guest", _("A guest has no name yet. Please write who it is, or take the row out."))
        email = check_address(guest.email)
        wanted[email.lower()] = Guest(guest.organisation_id, name, email)
    return wanted


def _not_in_register(organisations: set[int]) -> Refused:
    """What somebody is told whose list names organisations that were withdrawn meanwhile."""
    names = Organisation.objects.filter(id__in=organisations).values_list("name", flat=True)
    return Refused(
        "list.unknown",
        _("The register does not have %(names)s any more. Please take that out of the list, guests from there too.")
        % {"names": ", ".join(names) or "–"},
    )


def _rules() -> list[ListRule]:
    open_lists = ListRule.objects.filter(retired_at=None, distribution_list__closed_at=None)
    return list(open_lists.select_related("distribution_list"))


def _check_parts(rule: Rule) -> None:
    """Whatever a rule names is there. Asked inside the scope, so nothing of another association is."""
    organisations = {*rule.with_organisations, *rule.without_organisations}
    registered = Organisation.objects.filter(id__in=organisations, withdrawn_at=None).values_list("id", flat=True)
    if missing := organisations - set(registered):
        raise _not_in_register(missing)
    there = (
        (set(rule.functions), Function.objects.filter(id__in=rule.functions)),
        ({*rule.with_posts, *rule.without_posts}, Post.objects.filter(id__in={*rule.with_posts, *rule.without_posts})),
        (set(rule.lists), DistributionList.objects.filter(id__in=rule.lists, closed_at=None)),
    )
    known = all(rows.count() == len(wanted) for wanted, rows in there)
    if not known or not set(rule.kinds) <= set(OrganisationKind.values):
        raise Refused(
            "list.unknown", _("Something that the list names is not there any more. Please check your choice.")
        )


def _check_cycle(saved: DistributionList, rule: Rule) -> None:
    rules = {one.distribution_list_id: (one.distribution_list.name, Rule.parse(one.rule)) for one in _rules()}
    ways: list[tuple[int, tuple[str, ...]]] = [(inner, (saved.name,)) for inner in rule.lists]
    seen: set[int] = set()
    while ways:
        inner, path = ways.pop()
        if inner in seen:
            continue
        seen.add(inner)
        if inner == saved.id:
            raise Refused(
                "list.cycle",
                _("The list would contain itself: %(path)s. Please take one of these lists out.")
                % {"path": " → ".join((*path, saved.name))},
            )
        name, of_inner = rules.get(inner, ("", Rule()))
        ways += [(deeper, (*path, name)) for deeper in of_inner.lists]


def _set_guests(pen: Pen, saved: DistributionList, wanted: dict[str, Guest]) -> bool:
    """Whether something was changed."""
    known = {one.email.lower(): one for one in ListGuest.objects.filter(retired_at=None, distribution_list=saved)}
    gone = [one for email, one in known.items() if email not in wanted]
    pen.retire(*gone)
    changed = bool(gone)
    for email, guest in wanted.items():
        values = {"organisation_id": guest.organisation_id, "name": guest.name, "email": guest.email}
        if email in known:
            changed |= pen.replace(known[email], **values) is not known[email]
        else:
            pen.enter(ListGuest(distribution_list=saved, **values))
            changed = True
    return changed
