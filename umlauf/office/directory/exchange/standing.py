"""The directory as it stands, loaded in a dozen queries whatever its size: what a plan compares a file with."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django_scopes import scopes_disabled

from umlauf.ground.core.models import Association
from umlauf.office.directory.access import may_amend
from umlauf.office.directory.enums import ChangeKind
from umlauf.office.directory.exchange.columns import Choices, folded
from umlauf.office.directory.models import (
    Change,
    ContactDetails,
    FormerState,
    Function,
    Import,
    IntakeAddress,
    Membership,
    OfficialKey,
    Organisation,
    PersonDetails,
    Post,
    PostDetails,
    Tag,
    Tenure,
)

PostKey = tuple[int, int, str]
"""Ids of organisation and function, and the subject, as it is written or folded."""


@dataclass(slots=True)
class Standing:
    """Everything by what a file names it. ``amendable`` has the ids of entries of the register that are ours to change.

    ``people_at`` has the ids of people who hold or held a post at an organisation, by folded name. ``ended_keys`` are
    keys that nobody bears any more, with who bore them and their last day. ``gone`` and ``gone_memberships`` have the
    ids of organisations and memberships that a complete list has ended, and nobody else since.
    """

    today: dt.date
    organisations: dict[int, Organisation] = field(default_factory=dict)
    by_key: dict[str, Organisation] = field(default_factory=dict)
    by_name: defaultdict[str, list[Organisation]] = field(default_factory=lambda: defaultdict(list))
    amendable: frozenset[int] = frozenset()
    ended_keys: dict[str, tuple[int, dt.date]] = field(default_factory=dict)
    memberships: defaultdict[int, list[Membership]] = field(default_factory=lambda: defaultdict(list))
    gone: set[int] = field(default_factory=set)
    gone_memberships: set[int] = field(default_factory=set)
    contacts: dict[int, ContactDetails] = field(default_factory=dict)
    intake: defaultdict[int, list[IntakeAddress]] = field(default_factory=lambda: defaultdict(list))
    tags: defaultdict[int, list[Tag]] = field(default_factory=lambda: defaultdict(list))
    functions: dict[str, Function] = field(default_factory=dict)
    posts: dict[PostKey, Post] = field(default_factory=dict)
    posts_at: defaultdict[int, list[Post]] = field(default_factory=lambda: defaultdict(list))
    details: dict[int, PostDetails] = field(default_factory=dict)
    tenures: defaultdict[int, list[Tenure]] = field(default_factory=lambda: defaultdict(list))
    people: dict[int, PersonDetails] = field(default_factory=dict)
    people_at: defaultdict[int, defaultdict[str, list[int]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )

    def path(self, organisation: Organisation) -> str:
        """Where it belongs, from the top: keys or names with slashes between. Empty for what belongs to nothing."""
        above = self.organisations.get(organisation.parent_id or 0)
        if above is None:
            return ""
        return " / ".join(
            part for part in (self.path(above), above.official_key or above.regional_key or above.name) if part
        )


def load(association: Association, today: dt.date, *, with_posts: bool) -> Standing:
    """The directory of the association in scope; without posts and people where a file says nothing of them."""
    standing = Standing(today)
    _load_register(standing, association)
    lists = _complete_lists(association)
    for membership in Membership.objects.filter(retired_at=None).order_by("since", "id"):
        standing.memberships[membership.organisation_id].append(membership)
        if membership.until is not None and lists.get(membership.recorded_in_id) == membership.until:
            standing.gone_memberships.add(membership.id)
    standing.contacts = {one.organisation_id: one for one in ContactDetails.objects.filter(retired_at=None)}
    for address in IntakeAddress.objects.filter(retired_at=None).order_by("id"):
        standing.intake[address.organisation_id].append(address)
    for tag in Tag.objects.filter(retired_at=None).order_by("name"):
        standing.tags[tag.organisation_id].append(tag)
    if with_posts:
        _load_posts(standing)
    return standing


def _load_register(standing: Standing, association: Association) -> None:
    for one in Organisation.objects.filter(withdrawn_at=None).order_by("id"):
        standing.organisations[one.id] = one
        standing.by_name[folded(one.name)].append(one)
        for key in (one.official_key, one.regional_key):
            if key:
                standing.by_key[key] = one
    standing.amendable = may_amend(association.id, standing.organisations.values())
    ended = OfficialKey.objects.filter(until__isnull=False).order_by("until")
    for organisation_id, key, until in ended.values_list("organisation_id", "key", "until"):
        if until is not None:
            standing.ended_keys[key] = (organisation_id, until)
    ends = FormerState.objects.filter(values__has_key="until", organisation__until__isnull=False)
    that_hold = ends.filter(retired_in__undone_by=None).exclude(retired_in__kind=ChangeKind.UNDO).order_by("id")
    last = dict(that_hold.values_list("organisation_id", "retired_in__kind"))
    standing.gone = {organisation_id for organisation_id, kind in last.items() if kind == ChangeKind.IMPORT}


def _complete_lists(association: Association) -> dict[int | None, dt.date]:
    """The last day that each complete list has given to what was missing in it, by its change."""
    applied = Import.objects.filter(change__isnull=False, choices__complete=True)
    return {
        change_id: Choices.parse(choices).gone_on or at.astimezone(ZoneInfo(association.zone)).date()
        for change_id, choices, at in applied.values_list("change_id", "choices", "change__at")
    }


def _load_posts(standing: Standing) -> None:
    functions = list(Function.objects.order_by("-id"))
    for function in functions:
        for form in (function.male_name, function.female_name):
            if form:
                standing.functions[folded(form)] = function
    standing.functions |= {folded(function.name): function for function in functions}
    posts = list(Post.objects.order_by("-id"))
    standing.posts = {(one.organisation_id, one.function_id, folded(one.subject)): one for one in posts}
    standing.posts |= {(one.organisation_id, one.function_id, one.subject): one for one in posts}
    standing.details = {one.post_id: one for one in PostDetails.objects.filter(retired_at=None)}
    standing.people = {one.person_id: one for one in PersonDetails.objects.filter(retired_at=None)}
    houses = {post.id: post.organisation_id for post in posts}
    for post in posts:
        standing.posts_at[post.organisation_id].append(post)
    for tenure in Tenure.objects.filter(retired_at=None).order_by("since", "id"):
        standing.tenures[tenure.post_id].append(tenure)
        known = standing.people.get(tenure.person_id)
        if known is not None:
            same = standing.people_at[houses[tenure.post_id]][name_of(known.first_name, known.last_name)]
            if tenure.person_id not in same:
                same.append(tenure.person_id)


def name_of(first_name: str, last_name: str) -> str:
    """A person's name as it is compared."""
    return f"{folded(last_name)}, {folded(first_name)}"


def overlapping(since: dt.date, until: dt.date | None, others: Iterable[Membership]) -> list[Membership]:
    """Those memberships that have a day in common with these days."""
    return [
        one for one in others if (until is None or one.since <= until) and (one.until is None or one.until >= since)
    ]


def fingerprint() -> tuple[int, ...]:
    """Numbers that differ as soon as anything was written to a directory, since all of it is written in changes."""
    with scopes_disabled():
        return tuple(
            part
            for model in (Change, Organisation, Function, Post)
            for part in (model._default_manager.count(), _last(model))
        )


def _last(model: type[Change] | type[Organisation] | type[Function] | type[Post]) -> int:
    return model._default_manager.order_by("-id").values_list("id", flat=True).first() or 0
