"""What an association's directory says of an organisation today: how to reach it, its posts, who is responsible."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from umlauf.office.directory.enums import Holding, Wish
from umlauf.office.directory.models import (
    ContactDetails,
    IntakeAddress,
    Membership,
    Organisation,
    Post,
    Responsibility,
    Tag,
)
from umlauf.office.directory.moments import ALWAYS, as_it_stands
from umlauf.office.directory.queries.holders import Holder
from umlauf.office.directory.queries.reach import Chosen, Line, reach, take_posts

_TONES = {Holding.HELD: "ok", Holding.ACTING: "wait", Holding.CARRYING_ON: "wait"}


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when; None where no day is known."""

    since: dt.date | None
    until: dt.date | None

    @classmethod
    def of(cls, since: dt.date | None, until: dt.date | None) -> Span:
        return cls(None if since == ALWAYS else since, until)


@dataclass(frozen=True, slots=True)
class PostToday:
    """A post with who holds it today. ``email`` is its own address; ``stands_in`` the deputy while it is vacant."""

    post_id: int
    name: str
    holders: tuple[Holder, ...]
    holding: Holding
    stands_in: str
    email: str

    @property
    def tone(self) -> str:
        return _TONES.get(self.holding, "bad")


@dataclass(frozen=True, slots=True)
class Subject:
    """Who is responsible for a keyword."""

    keyword: str
    post_id: int
    post: str


@dataclass(frozen=True, slots=True)
class Known:
    """All of it. ``contact`` is an empty one where nothing was entered."""

    membership: tuple[Span, ...]
    contact: ContactDetails
    intake: tuple[IntakeAddress, ...]
    tags: tuple[str, ...]
    posts: tuple[PostToday, ...]
    subjects: tuple[Subject, ...]

    @property
    def wish(self) -> str:
        return str(Wish(self.contact.wish).label)

    @property
    def web(self) -> str:
        """The web address, if a browser can open it."""
        return self.contact.web if self.contact.web.startswith(("https://", "http://")) else ""


def known_of(organisation: Organisation, day: dt.date) -> Known:
    """What stands in the directory of the association in scope. The number of queries does not grow with the posts."""
    here = {"organisation": organisation, "retired_at": None}
    memberships = Membership.objects.filter(**here).order_by("-since", "id")
    contact = ContactDetails.objects.filter(**here).first()
    responsible = Responsibility.objects.filter(**here).select_related("post__function")
    return Known(
        membership=tuple(Span.of(one.since, one.until) for one in memberships),
        contact=contact or ContactDetails(organisation=organisation),
        intake=tuple(IntakeAddress.objects.filter(**here).order_by("id")),
        tags=tuple(Tag.objects.filter(**here).order_by("name").values_list("name", flat=True)),
        posts=posts_today(Q(organisation=organisation), day),
        subjects=tuple(
            sorted(
                (Subject(one.keyword, one.post_id, post_name(one.post)) for one in responsible),
                key=lambda one: one.keyword.casefold(),
            )
        ),
    )


def posts_today(asked: Q, day: dt.date) -> tuple[PostToday, ...]:
    """The posts that fulfil ``asked`` and exist on the day, those who lead first."""
    moment = as_it_stands(day)
    found = Chosen()
    take_posts(found, asked, moment)
    lines = [line for line in reach(found, moment).lines if line.post_id is not None]
    order = ["head", "deputy_head", "department", "office"]
    kinds = {post.id: post.function_kind for post in found.posts.values()}
    lines.sort(key=lambda line: order.index(kinds[line.post_id or 0]) if kinds[line.post_id or 0] in order else 9)
    return tuple(_today(line, found.posts[line.post_id or 0].email) for line in lines)


def _today(line: Line, email: str) -> PostToday:
    return PostToday(
        line.post_id or 0, line.function, line.holders, line.holding or Holding.VACANT, line.stands_in, email
    )


def post_name(post: Post) -> str:
    """„Dezernent/in Soziales“. The function must have been fetched."""
    return f"{post.function.name} {post.subject}".strip()
