"""Who may act for whom: the grants of a user, the actors they make, and what these may fetch and change."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from django_scopes import scopes_disabled

from umlauf.ground.accounts.models import User
from umlauf.ground.core.actor import Actor, Means, Role
from umlauf.ground.core.models import Association
from umlauf.ground.text import Refused
from umlauf.office.directory.enums import ChangeKind
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

_FORMS = {"herr", "herrn", "frau", "mr", "mrs", "ms"}
_TITLE = re.compile(r"(?:[^\W\d]{2,}\.-?)+|h\.?\s?c\.|ph\.?d\.?")  # „Dr.“, „Dipl.-Ing.“, „h.c.“


@dataclass(frozen=True, slots=True)
class Hat:
    """What a user can be: everything one association lets them do for itself, or for one member of it."""

    association: Association
    organisation: Organisation | None
    roles: frozenset[Role]
    title: str

    @property
    def key(self) -> str:
        """Names the hat in a session or an address."""
        return f"{self.association.slug}.{self.organisation.id if self.organisation else 0}"


def hats_of(user: User) -> tuple[Hat, ...]:
    """The hats of a user in one query, offices before memberships. The only query that looks into all associations."""
    with scopes_disabled():
        grants = list(
            Grant.objects.filter(user=user, association__active=True)
            .select_related("association", "organisation")
            .order_by("organisation_id", "association__name", "id")
        )
    together: dict[tuple[int, int | None], list[Grant]] = {}
    for grant in grants:
        together.setdefault((grant.association_id, grant.organisation_id), []).append(grant)
    hats = [
        Hat(same[0].association, same[0].organisation, frozenset(Role(grant.role) for grant in same), _title(same))
        for same in together.values()
    ]
    return tuple(sorted(hats, key=lambda hat: hat.organisation is not None))


def _title(grants: list[Grant]) -> str:
    """What stands under a signature, else what any of the grants says."""
    signing_first = sorted(grants, key=lambda grant: grant.role != Role.SIGNATORY)
    return next((grant.title for grant in signing_first if grant.title), "")


def actor_of(user: User, hat: Hat, means: Means) -> Actor:
    """The actor that the user is under this hat."""
    return Actor(
        label=user.name,
        association_id=hat.association.id,
        means=means,
        roles=hat.roles,
        user_id=user.id,
        organisation_id=hat.organisation.id if hat.organisation else None,
    )


def signatories(association: Association) -> tuple[Grant, ...]:
    """Who may sign for the association. To be asked inside its scope."""
    grants = Grant.objects.filter(association=association, role=Role.SIGNATORY, user__is_active=True)
    return tuple(grants.select_related("user").order_by("id"))


def find_signatory(association: Association, name: str) -> Grant:
    """The signatory whose name, or whose last name, this is, without regard to case and titles („Prof. Dr.“, „Herr“).

    Raises ``Refused("signatory.unknown")`` when none or more than one fits.
    """
    wanted = _without_titles(name)
    fitting = [grant for grant in signatories(association) if wanted and _fits(grant.user.name, wanted)]
    if len(fitting) != 1:
        known = ", ".join(grant.user.name for grant in signatories(association))
        raise Refused(
            "signatory.unknown",
            _("“%(name)s” may not sign for %(association)s. Please name one of these with --signatory: %(known)s.")
            % {"name": name, "association": association.name, "known": known or "–"},
        )
    return fitting[0]


def _fits(full_name: str, wanted: list[str]) -> bool:
    words = _without_titles(full_name)
    return words[-len(wanted) :] == wanted


def _without_titles(name: str) -> list[str]:
    """The words of a name in lower case. An initial („H.“) is no title: it may tell two people apart."""
    return [word for word in name.casefold().split() if word not in _FORMS and not _TITLE.fullmatch(word)]


def must_keep_directory(actor: Actor) -> None:
    """Raises ``Refused("access.role")`` unless the actor is of the office, or of the machine's command line."""
    if actor.means not in {Means.COMMAND, Means.TASK}:
        actor.must(Role.CLERK, Role.SIGNATORY)


def get_organisation_for(actor: Actor, organisation_id: int) -> Organisation:
    """An organisation of the register, for an office. Raises ``Http404``."""
    return _one_of(actor, Organisation.objects.filter(id=organisation_id, withdrawn_at=None).select_related("parent"))


def get_post_for(actor: Actor, post_id: int) -> Post:
    """A post in the actor's own directory. Raises ``Http404``."""
    own = Post.objects.filter(id=post_id, association_id=actor.association_id)
    return _one_of(actor, own.select_related("organisation", "function"))


def get_person_for(actor: Actor, person_id: int) -> PersonDetails:
    """What is known now of a person in the actor's own directory. Raises ``Http404``."""
    people = Person.objects.filter(id=person_id)
    own = PersonDetails.objects.filter(person__in=people, association_id=actor.association_id, retired_at=None)
    return _one_of(actor, own.select_related("person"))


def get_membership_for(actor: Actor, membership_id: int) -> Membership:
    """A membership in the actor's own directory, also one that is not believed any more. Raises ``Http404``."""
    own = Membership.objects.filter(id=membership_id, association_id=actor.association_id)
    return _one_of(actor, own.select_related("organisation"))


def get_tenure_for(actor: Actor, tenure_id: int) -> Tenure:
    """A tenure in the actor's own directory, also one that is not believed any more. Raises ``Http404``."""
    own = Tenure.objects.filter(id=tenure_id, association_id=actor.association_id)
    return _one_of(actor, own.select_related("person", "post__function", "post__organisation"))


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


def _one_of(actor: Actor, rows: QuerySet[Row]) -> Row:
    row = rows.first() if actor.means != Means.LOGIN or actor.may(Role.CLERK, Role.SIGNATORY) else None
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
