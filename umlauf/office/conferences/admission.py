"""Who is entitled to come, by the functions that a conference is for: the one place where that is said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q

from umlauf.office.conferences.enums import Admission, CaseWhy
from umlauf.office.conferences.models import Conference, TargetFunction
from umlauf.office.conferences.people import PersonEntry, known_as
from umlauf.office.directory.models import Deputyship
from umlauf.office.directory.moments import Moment, as_it_stands
from umlauf.office.directory.queries.holders import holders
from umlauf.office.directory.queries.selection import PostRow, post_rows, posts_that


@dataclass(frozen=True, slots=True)
class Entitled:
    """The names of one organisation by which somebody is entitled: as themselves, or as those they come for."""

    comes: frozenset[str] = frozenset()
    represented: frozenset[str] = frozenset()

    def has(self, person: PersonEntry) -> bool:
        return known_as(person.name) in self.comes or known_as(person.represents) in self.represented


def cases_of(
    conference: Conference, organisation_id: int, people: Sequence[PersonEntry], *, before: int
) -> list[CaseWhy | None]:
    """Why somebody has to decide about each of the people whom an organisation registers; None: they are admitted.

    ``before`` is how many of it are coming already. At most six queries, and none where all are admitted.
    """
    entitled = entitled_of(conference, organisation_id) if conference.admission == Admission.RULE else None
    return [_why(conference, entitled, person, number) for number, person in enumerate(people, start=before + 1)]


def _why(conference: Conference, entitled: Entitled | None, person: PersonEntry, number: int) -> CaseWhy | None:
    if conference.admission == Admission.CASE:
        return CaseWhy.EACH
    if entitled is not None and not entitled.has(person):
        return CaseWhy.NOT_ENTITLED
    if conference.per_house is not None and number > conference.per_house:
        return CaseWhy.OVER_LIMIT
    return None


def entitled_of(conference: Conference, organisation_id: int) -> Entitled:
    """Who is entitled of an organisation on the first day of the conference.

    Entitled is whoever holds a post of a target function there or in a part of it, whoever stands in for such a post by
    rule, and whoever comes for one of its holders or for the post by its name. At most six queries.
    """
    functions = set(TargetFunction.objects.filter(conference=conference).values_list("function", flat=True))
    moment = as_it_stands(conference.starts_on)
    house = Q(organisation=organisation_id) | Q(organisation__parent=organisation_id)
    house |= Q(organisation__parent__parent=organisation_id)
    posts, _organisations = post_rows(posts_that(house, moment), moment)
    meant = {post.id for post in posts.values() if post.function_id in functions}
    deputies = _deputies(posts, meant, moment)
    held = holders({id_: posts[id_] for id_ in meant | deputies}, moment)

    def names_of(ids: set[int]) -> Iterator[str]:
        return (known_as(f"{one.first_name} {one.last_name}") for id_ in ids for one in held.get(id_, ()))

    called = (known_as(name) for id_ in meant for name in _names(posts[id_]))
    return Entitled(frozenset(names_of(meant | deputies)) - {""}, frozenset((*names_of(meant), *called)) - {""})


def _deputies(posts: dict[int, PostRow], meant: set[int], moment: Moment) -> set[int]:
    """The posts of the house that stand in for one of those that are meant: its own deputies, else by its function."""
    if not meant:
        return set()
    functions = {posts[id_].function_id for id_ in meant}
    known = Deputyship.objects.filter(moment.holds()).filter(Q(post__in=meant) | Q(function__in=functions))
    rules = list(known)
    own = {(one.post_id, one.deputy_post_id) for one in rules if one.post_id is not None}
    with_own = {post for post, _deputy in own}
    by_function = {(one.function_id, one.deputy_function_id) for one in rules if one.post_id is None}
    still = {posts[id_].function_id for id_ in meant - with_own}
    stand_in = {deputy for function, deputy in by_function if function in still}
    found = {deputy for _post, deputy in own if deputy is not None} | {
        one.id for one in posts.values() if one.function_id in stand_in
    }
    return {post for post in found if post in posts}


def _names(post: PostRow) -> Iterator[str]:
    """All that a post is called: „Landrat/Landrätin“, „Landrätin“, „Landrat“."""
    for name in filter(None, (post.function, post.female, post.male)):
        yield f"{name} {post.subject}".strip()
