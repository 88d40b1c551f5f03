"""Save distribution lists: rules, their guests, and that no list holds itself."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext as _

from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.addresses import check_address
from umlauf.ground.core.clock import office_now
from umlauf.ground.text import Refused
from umlauf.office.directory.access import get_list_for, get_organisation_for, must_keep_directory
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
    ``list.cycle`` (a list in itself), ``list.unknown`` (something in the rule is not there), ``directory.changed``, or
    for the address of a guest.
    """
    must_keep_directory(actor)
    title = " ".join(name.split())
    if not title:
        raise Refused("list.name", _("The list has no name yet. Please give it one."))
    wanted = {one.email.lower(): one for one in (replace(one, email=check_address(one.email)) for one in guests)}
    for guest in wanted.values():
        get_organisation_for(actor, guest.organisation_id)
    pen = open_change(actor, title)
    saved = get_list_for(actor, list_id) if list_id is not None else None
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
    _set_rule(pen, saved, rule, seen_rule_id)
    _set_guests(pen, saved, wanted)
    record(actor, "directory.list_saved", subject=f"directory.DistributionList:{saved.id}", label=title)
    return saved


@transaction.atomic
def close_list(*, actor: Actor, list_id: int) -> None:
    """Let nobody choose a list any more. Raises ``Refused("list.used")`` while another list holds it."""
    must_keep_directory(actor)
    closing = get_list_for(actor, list_id)
    open_change(actor, closing.name)
    if closing.closed_at is not None:
        return
    holding = [one.distribution_list.name for one in _rules() if list_id in Rule.parse(one.rule).lists]
    if holding:
        raise Refused(
            "list.used",
            _("The list is part of: %(lists)s. Please take it out there first.") % {"lists": ", ".join(holding)},
        )
    closing.closed_at = office_now()
    closing.save(update_fields=["closed_at"])
    record(actor, "directory.list_closed", subject=f"directory.DistributionList:{list_id}", label=closing.name)


def _rules() -> list[ListRule]:
    open_lists = ListRule.objects.filter(retired_at=None, distribution_list__closed_at=None)
    return list(open_lists.select_related("distribution_list"))


def _check_parts(rule: Rule) -> None:
    """Whatever a rule names is there. Asked inside the scope, so nothing of another association is."""
    organisations = {*rule.with_organisations, *rule.without_organisations}
    there = (
        (set(rule.functions), Function.objects.filter(id__in=rule.functions)),
        ({*rule.with_posts, *rule.without_posts}, Post.objects.filter(id__in={*rule.with_posts, *rule.without_posts})),
        (set(rule.lists), DistributionList.objects.filter(id__in=rule.lists, closed_at=None)),
        (organisations, Organisation.objects.filter(id__in=organisations, withdrawn_at=None)),
    )
    known = all(rows.count() == len(wanted) for wanted, rows in there)
    if not known or not set(rule.kinds) <= set(OrganisationKind.values):
        raise Refused(
            "list.unknown", _("Something that the list names is not there any more. Please check your choice.")
        )


def _check_cycle(saved: DistributionList, rule: Rule) -> None:
    rules = {one.distribution_list_id: (one.distribution_list.name, Rule.parse(one.rule)) for one in _rules()}
    ways: list[tuple[int, tuple[str, ...]]] = [(inner, (saved.name,)) for inner in rule.lists]
    while ways:
        inner, path = ways.pop()
        if inner == saved.id:
            raise Refused(
                "list.cycle",
                _("The list would contain itself: %(path)s. Please take one of these lists out.")
                % {"path": " → ".join((*path, saved.name))},
            )
        name, of_inner = rules.get(inner, ("", Rule()))
        ways += [(deeper, (*path, name)) for deeper in of_inner.lists]


def _set_rule(pen: Pen, saved: DistributionList, rule: Rule, seen_rule_id: int | None) -> None:
    known = ListRule.objects.filter(retired_at=None, distribution_list=saved).first()
    if known is None:
        pen.enter(ListRule(distribution_list=saved, rule=rule.json()))
        return
    if seen_rule_id is not None and known.id != seen_rule_id:
        raise changed_meanwhile()
    pen.replace(known, rule=rule.json())


def _set_guests(pen: Pen, saved: DistributionList, wanted: dict[str, Guest]) -> None:
    known = {one.email.lower(): one for one in ListGuest.objects.filter(retired_at=None, distribution_list=saved)}
    pen.retire(*(one for email, one in known.items() if email not in wanted))
    for email, guest in wanted.items():
        values = {"organisation_id": guest.organisation_id, "name": guest.name, "email": guest.email}
        if email in known:
            pen.replace(known[email], **values)
        else:
            pen.enter(ListGuest(distribution_list=saved, **values))
