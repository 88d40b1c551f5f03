"""Hats: what a user can be for an association or a member of it, and the actor that they are under it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_scopes import scopes_disabled

from umlauf.ground.accounts.models import User
from umlauf.ground.core.actor import Actor, Means
from umlauf.ground.core.clock import machine_now
from umlauf.ground.core.models import Association
from umlauf.ground.core.policy import OFFICE_ROLES, POLICY, Ability, Role, abilities_of
from umlauf.ground.text import Refused
from umlauf.office.directory.enums import SignsAs
from umlauf.office.directory.models import Grant, Organisation

_FORMS = {"herr", "herrn", "frau", "mr", "mrs", "ms"}
_TITLE = re.compile(r"(?:[^\W\d]{2,}\.-?)+|h\.?\s?c\.|ph\.?d\.?")  # „Dr.“, „Dipl.-Ing.“, „h.c.“


@dataclass(frozen=True, slots=True)
class Hat:
    """What a user can be: everything one association lets them do for itself, or for one member of it."""

    association: Association
    organisation: Organisation | None
    roles: frozenset[Role]
    title: str
    signs_as: SignsAs = SignsAs.OWN

    @property
    def abilities(self) -> frozenset[Ability]:
        return abilities_of(self.roles)

    @property
    def key(self) -> str:
        """Names the hat in a session or an address."""
        return f"{self.association.slug}.{self.organisation.id if self.organisation else 0}"


def hats_of(user: User) -> tuple[Hat, ...]:
    """The hats of a user in one query, offices before memberships. The only query that looks into all associations."""
    with scopes_disabled():
        grants = list(
            holding(Grant.objects.filter(user=user, association__active=True), machine_now())
            .select_related("association", "organisation")
            .order_by("organisation_id", "association__name", "id")
        )
    together: dict[tuple[int, int | None], list[Grant]] = {}
    for grant in grants:
        together.setdefault((grant.association_id, grant.organisation_id), []).append(grant)
    hats = [
        Hat(
            same[0].association,
            same[0].organisation,
            frozenset(Role(grant.role) for grant in same),
            _title(same),
            next((SignsAs(grant.signs_as) for grant in same if grant.signs_as), SignsAs.OWN),
        )
        for same in together.values()
    ]
    return tuple(sorted(hats, key=lambda hat: hat.organisation is not None))


def holding(grants: QuerySet[Grant], now: dt.datetime) -> QuerySet[Grant]:
    """Those of the grants that hold at machine time ``now``: neither suspended nor over."""
    return grants.filter(Q(until__isnull=True) | Q(until__gt=now), suspended_at__isnull=True)


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


def users_who_may(association_id: int, ability: Ability) -> QuerySet[User]:
    """The people of the office who have the ability and can log in, by name. To be asked inside its scope."""
    roles = sorted(role.value for role in OFFICE_ROLES if ability in POLICY[role])
    grants = holding(Grant.objects.filter(association_id=association_id, role__in=roles), machine_now())
    return User.objects.filter(id__in=grants.values("user_id"), is_active=True).order_by("name", "id")


def signatories(association: Association) -> tuple[Grant, ...]:
    """Who may sign for the association. To be asked inside its scope."""
    grants = Grant.objects.filter(association=association, role=Role.SIGNATORY, user__is_active=True)
    return tuple(holding(grants, machine_now()).select_related("user").order_by("id"))


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
