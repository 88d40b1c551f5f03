"""Who holds posts at a moment."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from operator import itemgetter
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from umlauf.office.directory.enums import Holding, TenureKind
from umlauf.office.directory.models import Post, Tenure
from umlauf.office.directory.moments import Moment


class Holder(NamedTuple):
    """Somebody who holds a post, and how. A tuple, since a list of a whole country has ten thousands of them."""

    person_id: int
    salutation: str
    title: str
    first_name: str
    last_name: str
    email: str
    holding: Holding
    since: dt.date
    until: dt.date | None

    @property
    def name(self) -> str:
        return " ".join(part for part in (self.title, self.first_name, self.last_name) if part)


_COLUMNS = (
    "post_id",
    "kind",
    "post__function__several",
    "person_id",
    "person__details__salutation",
    "person__details__title",
    "person__details__first_name",
    "person__details__last_name",
    "person__details__email",
    "since",
    "until",
    "id",
)
_BY_FIRST_DAY = itemgetter(9, 11)


def holders(posts: QuerySet[Post, Any] | Iterable[int], moment: Moment) -> dict[int, tuple[Holder, ...]]:
    """By post, of those posts that are held; ``posts`` as ids or as a query. Two queries.

    An acting holder goes before the regular one. Whoever carries on holds the post until another regular holder
    starts. A post whose function allows several has all who hold it, by their first days.
    """
    asked = Tenure.objects.filter(
        moment.known(), moment.known("person__details__"), post__in=posts, since__lte=moment.day
    )
    successors = Tenure.objects.filter(
        moment.known(),
        post=OuterRef("post"),
        kind=TenureKind.REGULAR,
        since__gt=OuterRef("since"),
        since__lte=moment.day,
    )
    carrying_on = asked.filter(~Exists(successors), carries_on=True, until__lt=moment.day)
    running = asked.filter(Q(until__isnull=True) | Q(until__gte=moment.day))
    rows = [*carrying_on.values_list(*_COLUMNS), *running.values_list(*_COLUMNS)]
    rows.sort(key=_BY_FIRST_DAY)
    found: defaultdict[int, list[Holder]] = defaultdict(list)
    several: set[int] = set()
    for post_id, kind, many, person_id, salutation, title, first, last, email, since, until, _id in rows:
        holding = _holding(kind, until, moment.day)
        known = (salutation or "", title or "", first or "", last or "", email or "")  # none: the person is forgotten
        found[post_id].append(Holder(person_id, *known, holding, since, until))
        if many:
            several.add(post_id)
    return {post_id: _those_who_count(all_of, several=post_id in several) for post_id, all_of in found.items()}


def _holding(kind: str, until: dt.date | None, day: dt.date) -> Holding:
    if until is not None and until < day:
        return Holding.CARRYING_ON
    return Holding.ACTING if kind == TenureKind.ACTING else Holding.HELD


def _those_who_count(found: list[Holder], *, several: bool) -> tuple[Holder, ...]:
    if len(found) == 1 or several:
        return tuple(found)
    for holding in (Holding.ACTING, Holding.HELD, Holding.CARRYING_ON):
        if fitting := [one for one in found if one.holding == holding]:
            return (fitting[-1],)
    return ()
