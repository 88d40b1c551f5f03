"""Who holds posts at a moment."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from operator import itemgetter
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from umlauf.office.directory.enums import Holding, TenureKind
from umlauf.office.directory.models import Tenure
from umlauf.office.directory.moments import Moment
from umlauf.office.directory.queries.selection import PostRow


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
_BY_FIRST_DAY = itemgetter(8, 10)
_FEW = 500  # posts that are named one by one in a query


def still_held(moment: Moment) -> Q:
    """Tenures that count on the day: those that run, and whoever carries on while no successor has started."""
    return moment.known() & (_running(moment) | _carried_on(moment))


def _running(moment: Moment) -> Q:
    return Q(since__lte=moment.day) & (Q(until__isnull=True) | Q(until__gte=moment.day))


def _carried_on(moment: Moment) -> Q:
    return Q(~Exists(successors(moment)), carries_on=True, until__lt=moment.day)


def successors(moment: Moment) -> QuerySet[Tenure]:
    """Who has taken over from the outer tenure by the day: a regular holder who began after its last day.

    Somebody who held the post beside it, as in a committee, is no successor.
    """
    return Tenure.objects.filter(
        moment.known(),
        post=OuterRef("post"),
        kind=TenureKind.REGULAR,
        since__gt=OuterRef("until"),
        since__lte=moment.day,
    )


def holders(posts: Mapping[int, PostRow], moment: Moment) -> dict[int, tuple[Holder, ...]]:
    """By post, of those of ``posts`` (by id) that are held. Two queries.

    An acting holder goes before the regular one. A post whose function allows several has all who hold it, by their
    first days.
    """
    if not posts:
        return {}
    running, carried_on = _among(posts)
    known = Tenure.objects.filter(moment.known(), moment.known("person__details__"))
    rows = [
        *known.filter(_running(moment), running).values_list(*_COLUMNS),
        *known.filter(_carried_on(moment), carried_on).values_list(*_COLUMNS),
    ]
    rows.sort(key=_BY_FIRST_DAY)
    found: defaultdict[int, list[Holder]] = defaultdict(list)
    for post_id, kind, person_id, salutation, title, first, last, email, since, until, _id in rows:
        if post_id in posts:
            holding = _holding(kind, until, moment.day)
            # None: the person is forgotten.
            names = (salutation or "", title or "", first or "", last or "", email or "")
            found[post_id].append(Holder(person_id, *names, holding, since, until))
    return {post_id: _those_who_count(all_of, several=posts[post_id].several) for post_id, all_of in found.items()}


def _among(posts: Mapping[int, PostRow]) -> tuple[Q, Q]:
    """What the database looks through for the holders of posts, and for those who carry on.

    A few posts are named one by one. Of many, which takes a database longer, it looks through their functions, and
    through all who carry on, of whom there are few.
    """
    if len(posts) <= _FEW:
        named = Q(post__in=list(posts))
        return named, named
    return Q(post__function__in={post.function_id for post in posts.values()}), Q()


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
