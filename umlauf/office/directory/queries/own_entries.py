"""What a directory has of one member, as the member sees it; what it wants changed, and what it has confirmed."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.http import Http404
from django_scopes import scopes_disabled

from umlauf.ground.core.actor import Actor, Means
from umlauf.ground.core.clock import office_today
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.models import Association
from umlauf.ground.core.policy import Ability
from umlauf.office.directory.access import in_house_of
from umlauf.office.directory.enums import FunctionKind, ProposalState, TenureKind, Wish
from umlauf.office.directory.models import (
    Confirmation,
    ConfirmationRound,
    ContactDetails,
    IntakeAddress,
    Organisation,
    PersonDetails,
    Post,
    PostDetails,
    Proposal,
    Responsibility,
    Tenure,
)
from umlauf.office.directory.moments import as_it_stands
from umlauf.office.directory.queries.grants import members_of
from umlauf.office.directory.queries.holders import still_held

YEAR = dt.timedelta(days=365)
_ORDER = (FunctionKind.HEAD, FunctionKind.DEPUTY_HEAD, FunctionKind.DEPARTMENT, FunctionKind.OFFICE)


@dataclass(frozen=True, slots=True)
class OwnHolder:
    """Somebody who holds a post, or will."""

    tenure_id: int
    person_id: int
    person: PersonDetails | None
    since: dt.date
    until: dt.date | None
    acting: bool
    carries_on: bool
    to_come: bool

    @property
    def name(self) -> str:
        return str(self.person) if self.person else ""


@dataclass(frozen=True, slots=True)
class OwnPost:
    """A post that exists, with its own address and whoever holds it."""

    post_id: int
    name: str
    email: str
    phone: str
    holders: tuple[OwnHolder, ...]


@dataclass(frozen=True, slots=True)
class OwnSubject:
    """Who is responsible for a keyword."""

    keyword: str
    post_id: int
    post: str


@dataclass(frozen=True, slots=True)
class OwnUnit:
    """The organisation itself, or a department or office below it. ``contact`` is an empty one where none is known."""

    organisation: Organisation
    contact: ContactDetails
    intake: tuple[IntakeAddress, ...]
    posts: tuple[OwnPost, ...]
    subjects: tuple[OwnSubject, ...]

    @property
    def wish(self) -> str:
        return str(Wish(self.contact.wish).label)


def own_entries(organisation_id: int, association: Association) -> tuple[OwnUnit, ...]:
    """What the directory of the association in scope has of a member today: the member first, then what lies below it.

    Seven queries, however much it is. Parts that another association has entered show once something is known here.
    """
    day = office_today(association)
    found = Organisation.objects.filter(in_house_of(organisation_id), withdrawn_at=None).exclude(until__lt=day)
    units = sorted(found, key=lambda one: (one.id != organisation_id, one.name))
    ids = [one.id for one in units]
    details = ContactDetails.objects.filter(retired_at=None, organisation__in=ids)
    contacts = {one.organisation_id: one for one in details}
    intake: defaultdict[int, list[IntakeAddress]] = defaultdict(list)
    for address in IntakeAddress.objects.filter(retired_at=None, organisation__in=ids).order_by("id"):
        intake[address.organisation_id].append(address)
    subjects: defaultdict[int, list[OwnSubject]] = defaultdict(list)
    responsible = Responsibility.objects.filter(retired_at=None, organisation__in=ids)
    for one in sorted(responsible.select_related("post__function"), key=lambda one: one.keyword.casefold()):
        subjects[one.organisation_id].append(OwnSubject(one.keyword, one.post_id, _name(one.post)))
    posts = _posts(ids, day)
    return tuple(
        OwnUnit(
            unit,
            contacts.get(unit.id) or ContactDetails(organisation=unit),
            tuple(intake[unit.id]),
            tuple(posts[unit.id]),
            tuple(subjects[unit.id]),
        )
        for unit in units
        if unit.keeper_id in {None, association.id}
        or unit.id in contacts
        or posts[unit.id]
        or unit.id == organisation_id
    )


def _posts(ids: list[int], day: dt.date) -> defaultdict[int, list[OwnPost]]:
    """By organisation, those who lead first. Three queries."""
    moment = as_it_stands(day)
    existing = PostDetails.objects.filter(moment.holds(), post__organisation__in=ids).select_related("post__function")
    tenures = Tenure.objects.filter(still_held(moment) | Q(retired_at=None, since__gt=day), post__organisation__in=ids)
    held = list(tenures.order_by("since", "id"))
    people = {
        one.person_id: one
        for one in PersonDetails.objects.filter(retired_at=None, person__in={one.person_id for one in held})
    }
    holders: defaultdict[int, list[OwnHolder]] = defaultdict(list)
    for one in held:
        holders[one.post_id].append(_holder(one, people.get(one.person_id), day))
    rank = {kind: place for place, kind in enumerate(_ORDER)}
    ordered = sorted(existing, key=lambda one: (rank.get(FunctionKind(one.post.function.kind), 9), _name(one.post)))
    found: defaultdict[int, list[OwnPost]] = defaultdict(list)
    for details in ordered:
        post = details.post
        shown = OwnPost(post.id, _name(post), details.email, details.phone, tuple(holders[post.id]))
        found[post.organisation_id].append(shown)
    return found


def _holder(tenure: Tenure, person: PersonDetails | None, day: dt.date) -> OwnHolder:
    return OwnHolder(
        tenure_id=tenure.id,
        person_id=tenure.person_id,
        person=person,
        since=tenure.since,
        until=tenure.until,
        acting=tenure.kind == TenureKind.ACTING,
        carries_on=tenure.carries_on,
        to_come=tenure.since > day,
    )


def _name(post: Post) -> str:
    return f"{post.function.name} {post.subject}".strip()


def open_proposals() -> QuerySet[Proposal]:
    """What waits for the office of the association in scope, the oldest first."""
    return Proposal.objects.filter(state=ProposalState.OPEN).select_related("organisation").order_by("id")


def own_proposals(actor: Actor, *, most: int = 20) -> tuple[Proposal, ...]:
    """What a member has proposed: all that waits, and the latest of what was decided and is not emptied."""
    own = Proposal.objects.filter(association_id=actor.association_id, organisation_id=actor.organisation_id or 0)
    waiting = list(own.filter(state=ProposalState.OPEN).order_by("-id"))
    decided = own.filter(emptied_at=None).exclude(state__in=(ProposalState.OPEN, ProposalState.WITHDRAWN))
    return (*waiting, *decided.order_by("-decided_at", "-id")[:most])


def get_proposal_for(actor: Actor, proposal_id: int) -> Proposal:
    """A proposal to the actor's office, or by the actor's organisation. Raises ``Http404``."""
    seen = Proposal.objects.filter(id=proposal_id, association_id=actor.association_id)
    if actor.means == Means.LOGIN and not actor.may(Ability.KEEP_DIRECTORY):
        may = actor.organisation_id is not None and actor.may(Ability.KEEP_OWN_ENTRIES)
        seen = seen.filter(organisation_id=actor.organisation_id or 0) if may else seen.none()
    found = seen.select_related("organisation").first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True, slots=True)
class Asked:
    """A member in the latest round. ``addresses``: how many mail addresses its mail goes to."""

    confirmation: Confirmation
    addresses: int


@dataclass(frozen=True, slots=True)
class RoundState:
    """How far a round is. ``open``: it is not over, so a member can still confirm."""

    round: ConfirmationRound
    confirmed: tuple[Asked, ...]
    missing: tuple[Asked, ...]
    open: bool

    @property
    def asked(self) -> int:
        return len(self.confirmed) + len(self.missing)


def latest_round() -> ConfirmationRound | None:
    """The latest round of the association in scope."""
    return ConfirmationRound.objects.order_by("-id").first()


def round_state(association: Association) -> RoundState | None:
    """The latest round with its members, by name. Four queries, however many they are."""
    latest = latest_round()
    if latest is None:
        return None
    asked = list(latest.confirmations.select_related("organisation").order_by("organisation__short_name", "id"))
    reached = addresses_of([one.organisation_id for one in asked])
    rows = [Asked(one, len(reached[one.organisation_id])) for one in asked]
    return RoundState(
        latest,
        tuple(one for one in rows if one.confirmation.confirmed_at is not None),
        tuple(one for one in rows if one.confirmation.confirmed_at is None),
        holds(latest, office_today(association)),
    )


def is_time_to_ask(today: dt.date, *, never: bool = True) -> bool:
    """Whether a year has passed since the members were asked. ``never``: what to say where they never were."""
    latest = latest_round()
    return never if latest is None else latest.asked_at.date() + YEAR <= today


def holds(one: ConfirmationRound, today: dt.date) -> bool:
    """Whether the links of a round still open."""
    return today <= one.due + dt.timedelta(days=LIMITS.confirm_link_days)


def asked_of(organisation_id: int, association: Association) -> Confirmation | None:
    """What the latest round asks of a member, while it is not over."""
    found = Confirmation.objects.filter(organisation=organisation_id).select_related("round", "organisation")
    latest = found.order_by("-round_id").first()
    return latest if latest is not None and holds(latest.round, office_today(association)) else None


def last_confirmed(organisation_id: int) -> Confirmation | None:
    """When and by whom the entries of a member were confirmed last."""
    found = Confirmation.objects.filter(organisation=organisation_id, confirmed_at__isnull=False)
    return found.order_by("-confirmed_at").first()


def confirmation_of_link(confirmation_id: int, generation: int) -> Confirmation | None:
    """What a link asks while it holds. Asked before any house is known, so it looks into all associations."""
    with scopes_disabled():
        found = Confirmation.objects.filter(
            id=confirmation_id, generation=generation, revoked_at=None, association__active=True
        )
        one = found.select_related("association", "organisation", "round").first()
        if one is None or not holds(one.round, office_today(one.association)):
            return None
        return one


def get_confirmation_for(actor: Actor, confirmation_id: int) -> Confirmation:
    """A member that the actor's office has asked. Raises ``Http404``."""
    found = Confirmation.objects.filter(id=confirmation_id, association_id=actor.association_id)
    one = found.select_related("association", "organisation", "round").first()
    if one is None or (actor.means == Means.LOGIN and not actor.may(Ability.KEEP_DIRECTORY)):
        raise Http404
    return one


def addresses_of(organisation_ids: list[int]) -> defaultdict[int, list[str]]:
    """Where each of the organisations takes mail in: its intake addresses, else the central mailbox. Two queries."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for one in IntakeAddress.objects.filter(retired_at=None, organisation__in=organisation_ids).order_by("id"):
        found[one.organisation_id].append(one.email)
    central = ContactDetails.objects.filter(retired_at=None, organisation__in=organisation_ids)
    for contact in central.exclude(central_email=""):
        if not found[contact.organisation_id]:
            found[contact.organisation_id].append(contact.central_email)
    return found


def members_to_ask(association: Association) -> list[Organisation]:
    """The members of today, by name."""
    return list(members_of(association))
