"""What the page of an organisation shows beside what holds today: its parts, and what was before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from umlauf.faces.web.known import Known, Span, known_of, post_name
from umlauf.ground.core.models import Association
from umlauf.office.directory.access import may_amend
from umlauf.office.directory.enums import TenureKind
from umlauf.office.directory.models import (
    FormerState,
    Organisation,
    PersonDetails,
    PostDetails,
    Succession,
    Tenure,
)

SHOWN = 200  # of what was before; the rest stands on the pages of the posts


@dataclass(frozen=True, slots=True)
class Held:
    """Somebody holds or held a post. ``person_id`` is None where the name is not kept any more."""

    tenure_id: int
    post_id: int
    post: str
    organisation_id: int
    organisation: str
    person_id: int | None
    person: str
    span: Span
    kind: TenureKind
    carries_on: bool

    @property
    def acting(self) -> bool:
        return self.kind == TenureKind.ACTING


@dataclass(frozen=True, slots=True)
class FormerName:
    """What the organisation was called until a change."""

    name: str
    until: dt.datetime


@dataclass(frozen=True, slots=True)
class ClosedPost:
    """A post that does not exist today: it was closed, or begins later."""

    post_id: int
    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class OrganisationPage:
    """All that the page shows. ``amendable``: the association may change the entry of the register."""

    known: Known
    parts: tuple[Organisation, ...]
    history: tuple[Held, ...]
    closed: tuple[ClosedPost, ...]
    former: tuple[FormerName, ...]
    predecessors: tuple[Succession, ...]
    successors: tuple[Succession, ...]
    amendable: bool


def organisation_page(organisation: Organisation, association: Association, day: dt.date) -> OrganisationPage:
    """Put the page together. The number of queries does not grow with what was entered."""
    chain = list(
        Succession.objects.filter(Q(predecessor=organisation) | Q(successor=organisation))
        .select_related("predecessor", "successor")
        .order_by("-since", "id")
    )
    tenures = Tenure.objects.filter(retired_at=None, post__organisation=organisation)
    return OrganisationPage(
        known=known_of(organisation, day),
        parts=tuple(Organisation.objects.filter(parent=organisation, withdrawn_at=None).exclude(until__lt=day)[:SHOWN]),
        history=held(tenures.order_by("-since", "-id")[:SHOWN]),
        closed=_closed(organisation, day),
        former=_former(organisation),
        predecessors=tuple(one for one in chain if one.successor_id == organisation.id),
        successors=tuple(one for one in chain if one.predecessor_id == organisation.id),
        amendable=bool(may_amend(association.id, [organisation])),
    )


def held(tenures: Iterable[Tenure]) -> tuple[Held, ...]:
    """Tenures with the names of their people, in the order given. Two queries if ``tenures`` is one."""
    related = ("post__function", "post__organisation")
    known = list(tenures.select_related(*related)) if hasattr(tenures, "select_related") else list(tenures)
    people = {
        one.person_id: str(one)
        for one in PersonDetails.objects.filter(retired_at=None, person__in={one.person_id for one in known})
    }
    return tuple(
        Held(
            tenure_id=one.id,
            post_id=one.post_id,
            post=post_name(one.post),
            organisation_id=one.post.organisation_id,
            organisation=one.post.organisation.name,
            person_id=one.person_id if one.person_id in people else None,
            person=people.get(one.person_id) or _("Name not kept any more"),
            span=Span.of(one.since, one.until),
            kind=TenureKind(one.kind),
            carries_on=one.carries_on,
        )
        for one in known
    )


def _closed(organisation: Organisation, day: dt.date) -> tuple[ClosedPost, ...]:
    elsewhen = PostDetails.objects.filter(Q(until__lt=day) | Q(since__gt=day), retired_at=None)
    found = elsewhen.filter(post__organisation=organisation).select_related("post__function").order_by("-until", "id")
    return tuple(ClosedPost(one.post_id, post_name(one.post), Span.of(one.since, one.until)) for one in found[:SHOWN])


def _former(organisation: Organisation) -> tuple[FormerName, ...]:
    states = FormerState.objects.filter(organisation=organisation, values__has_key="name").order_by("-retired_at")
    return tuple(FormerName(one.values["name"], one.retired_at) for one in states[:SHOWN])
