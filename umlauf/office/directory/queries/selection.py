"""Which organisations and posts a rule chooses at a moment, as rows of one query each."""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from umlauf.office.directory.enums import UNITS
from umlauf.office.directory.models import Membership, Organisation, Post, Responsibility, Tag
from umlauf.office.directory.moments import Moment
from umlauf.office.directory.queries.former import chosen_then, former, house_of
from umlauf.office.directory.rules import Rule


class OrganisationRow(NamedTuple):
    """An organisation as a list shows it. ``house_id`` is the organisation that gets its letters.

    ``part_of`` is what a department or an office is directly a part of: the organisation, or a department of it.
    """

    id: int
    name: str
    short_name: str
    kind: str
    house_id: int
    part_of: int | None


class PostRow(NamedTuple):
    """A post as a list shows it."""

    id: int
    organisation_id: int
    function: str
    female: str
    male: str
    function_kind: str
    function_id: int
    several: bool
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
    otherwise = former(moment)
    if not otherwise:
        return asked
    within = [frozenset(ids) for ids in _groups(rule, moment)]
    fitting = chosen_then(otherwise.values(), kinds=rule.kinds, regions=rule.regions, within=within)
    return (asked & ~Q(**{f"{path}id__in": list(otherwise)})) | Q(**{f"{path}id__in": fitting})


def existing(moment: Moment, path: str = "") -> Q:
    """Organisations (behind ``path``) that existed at the moment, whoever belongs to the association."""
    return conditions(Rule(members_only=False), moment, path)


def _membership(rule: Rule, moment: Moment, path: str = "") -> Q:
    return functools.reduce(operator.and_, (_in_house(path, ids) for ids in _groups(rule, moment)), Q())


def _groups(rule: Rule, moment: Moment) -> Iterator[QuerySet[Any, Any]]:
    """Ids of organisations; to each of these groups an organisation must belong, or the one of which it is a part."""
    if rule.members_only:
        yield Membership.objects.filter(moment.holds()).values_list("organisation_id", flat=True)
    for tag in rule.tags:
        yield Tag.objects.filter(moment.known(), name=tag).values_list("organisation_id", flat=True)


def _in_house(path: str, ids: QuerySet[Any, Any]) -> Q:
    """The organisation itself, or the one of which it is a part, is among the ids."""
    own = Q(**{f"{path}id__in": ids})
    units = Q(**{f"{path}kind__in": UNITS})
    above = Q(**{f"{path}parent_id__in": ids}) | Q(**{f"{path}parent__parent_id__in": ids})
    return own | (units & above)


def organisations(asked: Q, moment: Moment) -> dict[int, OrganisationRow]:
    """The organisations that fulfil ``asked``, by id, as known at the moment. One query, for past days more."""
    rows = Organisation.objects.filter(asked).values_list("id", "name", "short_name", "kind", *_PARENTS)
    return _as_then({row[0]: _organisation_row(*row) for row in rows}, moment)


def _organisation_row(
    own_id: int,
    name: str,
    short_name: str,
    kind: str,
    parent_id: int | None,
    parent_kind: str | None,
    grandparent_id: int | None,
) -> OrganisationRow:
    house_id = house_of(own_id, kind, parent_id, parent_kind, grandparent_id)
    return OrganisationRow(own_id, name, short_name, kind, house_id, parent_id if kind in UNITS else None)


def _as_then(found: dict[int, OrganisationRow], moment: Moment) -> dict[int, OrganisationRow]:
    """The rows with the names that the register had then."""
    for one in former(moment).values():
        if one.id in found:
            found[one.id] = OrganisationRow(one.id, one.name, one.short_name, one.kind, one.house_id, one.part_of)
    return found


def responsible_posts(subjects: Iterable[str], moment: Moment) -> dict[int, int]:
    """Organisation to post, for who is responsible for one of the subjects."""
    return dict(_responsible(subjects, moment))


def posts_responsible(subjects: Iterable[str], moment: Moment) -> frozenset[int]:
    """All posts that are responsible for one of the subjects: several in one organisation, where it has several."""
    return frozenset(post for _organisation, post in _responsible(subjects, moment))


def _responsible(subjects: Iterable[str], moment: Moment) -> Iterator[tuple[int, int]]:
    """Organisation and post, of the posts that exist. Compared here: SQLite folds no umlauts."""
    wanted = {subject.casefold() for subject in subjects}
    known = Responsibility.objects.filter(moment.known(), moment.holds("post__details__")).order_by("id")
    for organisation, post, about in known.values_list("organisation_id", "post_id", "keyword"):
        if about.casefold() in wanted:
            yield organisation, post


def posts_that(asked: Q, moment: Moment) -> QuerySet[Post]:
    """The posts that exist at the moment and fulfil ``asked``."""
    return Post.objects.filter(asked, moment.holds("details__"))


def post_rows(posts: QuerySet[Post], moment: Moment) -> tuple[dict[int, PostRow], dict[int, OrganisationRow]]:
    """The posts of ``posts_that`` and their organisations, both by id. One query, for past days more."""
    found: dict[int, PostRow] = {}
    at: dict[int, OrganisationRow] = {}
    width = len(_OF_ORGANISATION)
    for row in posts.values_list(*_OF_ORGANISATION, *_OF_POST):
        post = PostRow._make(row[width:])
        found[post.id] = post
        if post.organisation_id not in at:
            at[post.organisation_id] = _organisation_row(post.organisation_id, *row[:width])
    return found, _as_then(at, moment)


_OF_ORGANISATION = tuple(f"organisation__{name}" for name in ("name", "short_name", "kind", *_PARENTS))
_OF_POST = (
    "id",
    "organisation_id",
    "function__name",
    "function__female_name",
    "function__male_name",
    "function__kind",
    "function_id",
    "function__several",
    "subject",
    "details__email",
)
