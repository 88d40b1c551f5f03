"""Fetch and authorise in one call. What is missing and what is not yours look alike."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, TypeVar

from django.db.models import Model, Q, QuerySet
from django.http import Http404
from django_scopes import scopes_disabled

from umlauf.ground.core.actor import Actor, Means
from umlauf.ground.core.clock import office_today
from umlauf.ground.core.models import Association
from umlauf.ground.core.policy import Ability
from umlauf.office.directory.enums import UNITS, ChangeKind
from umlauf.office.directory.models import (
    Change,
    ContactDetails,
    DistributionList,
    Grant,
    Import,
    IntakeAddress,
    Kept,
    ListGuest,
    ListRule,
    Membership,
    Organisation,
    Person,
    PersonDetails,
    Post,
    PostDetails,
    Responsibility,
    Tag,
    Tenure,
)
from umlauf.office.directory.rules import Rule

Row = TypeVar("Row", bound=Model)

_ABOUT_ORGANISATIONS: Final[tuple[type[Kept], ...]] = (
    Membership,
    ContactDetails,
    IntakeAddress,
    Responsibility,
    Tag,
    ListGuest,
)
_FEW = 500  # ids that are asked for by themselves; of more, everything is fetched


def must_keep_directory(actor: Actor) -> None:
    """Raises ``Refused("access.role")`` unless the actor is of the office, or of the machine's command line."""
    if actor.means not in {Means.COMMAND, Means.TASK}:
        actor.must(Ability.KEEP_DIRECTORY)


def must_keep_entries(actor: Actor) -> None:
    """As ``must_keep_directory``; a member's own people may, too, and are then given their own rows alone.

    Members come through ``own_entries.change_own_entry``, which asks the association first where it wants that.
    """
    if not keeps_own_entries(actor):
        must_keep_directory(actor)


def keeps_own_entries(actor: Actor) -> bool:
    """Whether somebody keeps the entries of one member, and not the directory."""
    member = actor.means == Means.LOGIN and actor.organisation_id is not None
    return member and actor.may(Ability.KEEP_OWN_ENTRIES) and not actor.may(Ability.SEE_DIRECTORY)


def in_house_of(organisation_id: int, path: str = "") -> Q:
    """An organisation (behind ``path``) and the departments and offices below it."""
    below = Q(**{f"{path}parent": organisation_id, f"{path}kind__in": UNITS})
    deeper = Q(**{f"{path}parent__parent": organisation_id, f"{path}kind__in": UNITS, f"{path}parent__kind__in": UNITS})
    return Q(**{path.removesuffix("__") or "id": organisation_id}) | below | deeper


def own_tenures(association_id: int, organisation_id: int) -> QuerySet[Tenure]:
    """Those at posts of a member that run or are still to come, as it stands now. Who was there before is not told."""
    today = office_today(Association.objects.get(id=association_id))
    lasting = Q(until__isnull=True) | Q(until__gte=today) | Q(carries_on=True)
    own = Tenure.objects.filter(in_house_of(organisation_id, "post__organisation__"), association_id=association_id)
    return own.filter(lasting, retired_at=None)


def get_organisation_for(actor: Actor, organisation_id: int) -> Organisation:
    """An organisation of the register, for an office; for a member, one of its own house. Raises ``Http404``."""
    found = Organisation.objects.filter(id=organisation_id, withdrawn_at=None).select_related("parent")
    return _one_of(actor, found, house="")


def get_post_for(actor: Actor, post_id: int) -> Post:
    """A post in the actor's own directory; for a member, one of its own house. Raises ``Http404``."""
    own = Post.objects.filter(id=post_id, association_id=actor.association_id)
    return _one_of(actor, own.select_related("organisation", "function"), house="organisation__")


def get_person_for(actor: Actor, person_id: int) -> PersonDetails:
    """What is known now of a person in the actor's own directory; for a member, of who holds a post there.

    Raises ``Http404``.
    """
    people = Person.objects.filter(id=person_id)
    own = PersonDetails.objects.filter(person__in=people, association_id=actor.association_id, retired_at=None)
    if not keeps_own_entries(actor):
        return _one_of(actor, own.select_related("person"))
    held = own_tenures(actor.association_id, actor.organisation_id or 0)
    return _found(own.filter(person__in=held.values("person")).select_related("person").first())


def get_membership_for(actor: Actor, membership_id: int) -> Membership:
    """A membership in the actor's own directory, also one that is not believed any more. Raises ``Http404``."""
    own = Membership.objects.filter(id=membership_id, association_id=actor.association_id)
    return _one_of(actor, own.select_related("organisation"))


def get_tenure_for(actor: Actor, tenure_id: int) -> Tenure:
    """A tenure in the actor's own directory, also one that is not believed any more. Raises ``Http404``.

    For a member, one at a post of its own house that is not over.
    """
    own = Tenure.objects.filter(id=tenure_id, association_id=actor.association_id)
    if keeps_own_entries(actor):
        today = office_today(Association.objects.get(id=actor.association_id))
        own = own.filter(Q(until__isnull=True) | Q(until__gte=today) | Q(carries_on=True) | Q(retired_at__isnull=False))
    related = ("person", "post__function", "post__organisation")
    return _one_of(actor, own.select_related(*related), house="post__organisation__")


def get_list_for(actor: Actor, list_id: int) -> DistributionList:
    """A distribution list of the actor's own office. Raises ``Http404``."""
    return _one_of(actor, DistributionList.objects.filter(id=list_id, association_id=actor.association_id))


def get_change_for(actor: Actor, change_id: int) -> Change:
    """An import or a merger in the actor's own directory. Raises ``Http404``."""
    own = Change.objects.filter(association_id=actor.association_id, kind__in=(ChangeKind.IMPORT, ChangeKind.MERGE))
    return _one_of(actor, own.filter(id=change_id))


def get_import_for(actor: Actor, import_id: int) -> Import:
    """A file in the actor's own directory; its content is fetched when it is asked for. Raises ``Http404``."""
    own = Import.objects.filter(id=import_id, association_id=actor.association_id)
    return _one_of(actor, own.defer("data").select_related("change__undone_by"))


def _one_of(actor: Actor, rows: QuerySet[Row], *, house: str | None = None) -> Row:
    """The row, if the actor may see the directory, or keeps the organisation that lies behind the path ``house``."""
    if actor.means != Means.LOGIN or actor.may(Ability.SEE_DIRECTORY):
        return _found(rows.first())
    if house is None or actor.organisation_id is None or not keeps_own_entries(actor):
        raise Http404
    return _found(rows.filter(in_house_of(actor.organisation_id, house)).first())


def _found(row: Row | None) -> Row:
    if row is None:
        raise Http404
    return row


def may_amend(association_id: int, organisations: Iterable[Organisation]) -> frozenset[int]:
    """The ids of those organisations of the register that the association may change. Two queries, however many.

    Its own entries, and those of the installation, while no other association uses them: as a member, with addresses,
    posts or tags of its own, on a list, or by a login that it gave. What several share is changed by the
    installation's administration alone.
    """
    free = {one.id for one in organisations if one.keeper_id in {None, association_id}}
    if not free:
        return frozenset()
    with scopes_disabled():
        free -= _known_to_others(association_id, free)
        return frozenset(free - _listed_by_others(association_id) if free else free)


def _known_to_others(association_id: int, ids: set[int]) -> set[int]:
    """Those organisations of which another association has entered something that is believed now."""
    sources: list[tuple[QuerySet[Any], str]] = [
        (kind._default_manager.filter(retired_at__isnull=True), "organisation_id") for kind in _ABOUT_ORGANISATIONS
    ]
    sources.append((PostDetails.objects.filter(retired_at=None), "post__organisation_id"))
    sources.append((Grant.objects.filter(organisation__isnull=False), "organisation_id"))
    asked = []
    for rows, way in sources:
        others = rows.exclude(association_id=association_id).order_by()
        asked.append((others.filter(**{f"{way}__in": ids}) if len(ids) <= _FEW else others).values_list(way, flat=True))
    return ids & set(asked[0].union(*asked[1:]))


def _listed_by_others(association_id: int) -> set[int]:
    """The organisations that a list of another association names."""
    rules = ListRule.objects.filter(retired_at=None).exclude(association_id=association_id)
    named: set[int] = set()
    for data in rules.values_list("rule", flat=True):
        rule = Rule.parse(data)
        named |= {*rule.with_organisations, *rule.without_organisations}
    return named
