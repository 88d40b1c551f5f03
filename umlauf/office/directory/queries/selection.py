"""Which organisations and posts a rule chooses at a moment, as rows of one query each."""

from __future__ import annotations

import datetime as dt
import functools
import operator
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from umlauf.office.directory.enums import OrganisationKind
from umlauf.office.directory.models import FormerState, Membership, Organisation, Post, Responsibility, Tag
from umlauf.office.directory.moments import Moment
from umlauf.office.directory.rules import Rule

UNITS = frozenset({OrganisationKind.DEPARTMENT, OrganisationKind.OFFICE})
"""Kinds that are parts of the organisation above them, which gets the letters."""


class OrganisationRow(NamedTuple):
    """An organisation as a list shows it. ``house_id`` is the organisation that gets its letters."""

    id: int
    name: str
    short_name: str
    kind: str
    house_id: int


class PostRow(NamedTuple):
    """A post as a list shows it."""

    id: int
    organisation_id: int
    function: str
    female: str
    male: str
    function_kind: str
    function_id: int
    subject: str
    email: str


_PARENTS = ("parent_id", "parent__kind", "parent__parent_id")


def there(moment: Moment, path: str = "") -> Q:
    """Organisations that the register knows and that exist at the moment (behind ``path``)."""
    asked = Q(**{f"{path}since__isnull": True}) | Q(**{f"{path}since__lte": moment.day})
    asked &= Q(**{f"{path}until__isnull": True}) | Q(**{f"{path}until__gte": moment.day})
    if moment.known_by is None:
        return asked & Q(**{f"{path}withdrawn_at__isnull": True})
    entered = Q(**{f"{path}entered_at__isnull": True}) | Q(**{f"{path}entered_at__lt": moment.known_by})
    kept = Q(**{f"{path}withdrawn_at__isnull": True}) | Q(**{f"{path}withdrawn_at__gte": moment.known_by})
    return asked & entered & kept


def conditions(rule: Rule, moment: Moment, path: str = "") -> Q:
    """What organisations (behind ``path``) must be for the rule. A department belongs where its organisation does."""
    asked = there(moment, path) & _membership(rule, moment, path)
    if rule.kinds:
        asked &= Q(**{f"{path}kind__in": rule.kinds})
    if rule.regions:
        asked &= functools.reduce(
            operator.or_, (Q(**{f"{path}area_key__startswith": region}) for region in rule.regions)
        )
    shifted = {one: values for one, values in names_then(moment).items() if not _SELECTING.isdisjoint(values)}
    if not shifted:
        return asked
    fitting = _fitting_then(rule, moment, shifted)
    return (asked & ~Q(**{f"{path}id__in": list(shifted)})) | Q(**{f"{path}id__in": fitting})


_SELECTING = frozenset({"kind", "area_key", "parent", "since", "until"})


def _membership(rule: Rule, moment: Moment, path: str = "") -> Q:
    asked = Q()
    if rule.members_only:
        asked &= _in_house(path, Membership.objects.filter(moment.holds()).values("organisation_id"))
    for tag in rule.tags:
        asked &= _in_house(path, Tag.objects.filter(moment.known(), name=tag).values("organisation_id"))
    return asked


def _fitting_then(rule: Rule, moment: Moment, shifted: dict[int, dict[str, Any]]) -> list[int]:
    """Of organisations that were something else then, those that the rule chose. Where they belong to is as now."""
    known = Q(entered_at__isnull=True) | Q(entered_at__lt=moment.known_by)
    kept = Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=moment.known_by)
    there_at_all = Organisation.objects.filter(_membership(rule, moment), known, kept, id__in=list(shifted))
    return [one.id for one in there_at_all if _was_chosen(one, shifted[one.id], rule, moment.day)]


def _was_chosen(organisation: Organisation, then: dict[str, Any], rule: Rule, day: dt.date) -> bool:
    since, until = (
        dt.date.fromisoformat(then[name]) if then.get(name) else (None if name in then else getattr(organisation, name))
        for name in ("since", "until")
    )
    if (since is not None and since > day) or (until is not None and until < day):
        return False
    kind = then.get("kind", organisation.kind)
    area = then.get("area_key", organisation.area_key)
    return (not rule.kinds or kind in rule.kinds) and (not rule.regions or area.startswith(rule.regions))


def _in_house(path: str, ids: QuerySet[Any, Any]) -> Q:
    """The organisation itself, or the one of which it is a part, is among the ids."""
    own = Q(**{f"{path}id__in": ids})
    units = Q(**{f"{path}kind__in": UNITS})
    above = Q(**{f"{path}parent_id__in": ids}) | Q(**{f"{path}parent__parent_id__in": ids})
    return own | (units & above)


def organisations(asked: Q) -> dict[int, OrganisationRow]:
    """The organisations that fulfil ``asked``, by id. One query."""
    rows = Organisation.objects.filter(asked).values_list("id", "name", "short_name", "kind", *_PARENTS)
    return {
        own_id: OrganisationRow(own_id, name, short, kind, _house(own_id, kind, parent_id, parent_kind, above))
        for own_id, name, short, kind, parent_id, parent_kind, above in rows
    }


def _house(own_id: int, kind: str, parent_id: int | None, parent_kind: str | None, grandparent_id: int | None) -> int:
    if kind not in UNITS or parent_id is None:
        return own_id
    return grandparent_id if parent_kind in UNITS and grandparent_id is not None else parent_id


def responsible_posts(subjects: Iterable[str], moment: Moment) -> dict[int, int]:
    """Organisation to post, for who is responsible for one of the subjects. Compared here: SQLite folds no umlauts."""
    wanted = {subject.casefold() for subject in subjects}
    known = Responsibility.objects.filter(moment.known()).order_by("id")
    rows = known.values_list("organisation_id", "post_id", "keyword")
    return {organisation: post for organisation, post, about in rows if about.casefold() in wanted}


def posts_that(asked: Q, moment: Moment) -> QuerySet[Post]:
    """The posts that exist at the moment and fulfil ``asked``."""
    return Post.objects.filter(asked, moment.holds("details__"))


def post_rows(posts: QuerySet[Post]) -> dict[int, PostRow]:
    """The posts of ``posts_that``, by id. One query."""
    rows = posts.values_list(
        "id",
        "organisation_id",
        "function__name",
        "function__female_name",
        "function__male_name",
        "function__kind",
        "function_id",
        "subject",
        "details__email",
    )
    return {row[0]: PostRow(*row) for row in rows}


def names_then(moment: Moment) -> dict[int, dict[str, Any]]:
    """Values of the register that were other then than now, by organisation. Nothing for what stands now."""
    if moment.known_by is None:
        return {}
    then: dict[int, dict[str, Any]] = {}
    changed = FormerState.objects.filter(retired_at__gte=moment.known_by).order_by("-retired_at", "-id")
    for organisation_id, values in changed.values_list("organisation_id", "values"):
        then.setdefault(organisation_id, {}).update(values)
    return then
