"""What the pages of a post and of a person show."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from umlauf.faces.web.known import PostToday, Span, post_name, posts_today
from umlauf.faces.web.organisation_page import Held, held
from umlauf.office.directory.models import (
    Deputyship,
    Function,
    PersonDetails,
    Post,
    PostDetails,
    Responsibility,
    Tenure,
)
from umlauf.office.directory.moments import as_it_stands
from umlauf.office.directory.names import (
    Called,
    FunctionForms,
    propose_envelope_form,
    propose_letter_form,
)


@dataclass(frozen=True, slots=True)
class Deputy:
    """A post that stands in. ``post_id`` is None for a function that stands in by the rule for all organisations."""

    name: str
    post_id: int | None


@dataclass(frozen=True, slots=True)
class PostPage:
    """A post: today, over time, and who stands in. ``today`` is None on days on which it does not exist."""

    name: str
    today: PostToday | None
    details: PostDetails | None
    span: Span
    tenures: tuple[Held, ...]
    deputies: tuple[Deputy, ...]
    keywords: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Forms:
    """How somebody is addressed. ``letter`` and ``envelope`` are what counts, the others what is proposed."""

    letter: str
    envelope: str
    proposed_letter: str
    proposed_envelope: str
    letter_by_office: str
    envelope_by_office: str


@dataclass(frozen=True, slots=True)
class PersonPage:
    """A person and what they hold or held."""

    details: PersonDetails
    forms: Forms
    tenures: tuple[Held, ...]


def post_page(post: Post, day: dt.date) -> PostPage:
    """Put the page together. The number of queries does not grow with the holders."""
    details = PostDetails.objects.filter(retired_at=None, post=post).first()
    keywords = Responsibility.objects.filter(retired_at=None, post=post).order_by("keyword")
    return PostPage(
        name=post_name(post),
        today=next(iter(posts_today(Q(id=post.id), day)), None),
        details=details,
        span=Span.of(details.since, details.until) if details else Span(None, None),
        tenures=held(Tenure.objects.filter(retired_at=None, post=post).order_by("-since", "-id")),
        deputies=deputies_of(post, day),
        keywords=tuple(keywords.values_list("keyword", flat=True)),
    )


def deputies_of(post: Post, day: dt.date) -> tuple[Deputy, ...]:
    """Who stands in by rule, in order: the post's own deputies, else what holds for its function."""
    rules = (
        Deputyship.objects.filter(as_it_stands(day).holds(), Q(post=post) | Q(function=post.function_id))
        .select_related("deputy_post__function", "deputy_function")
        .order_by("rank", "id")
    )
    own = tuple(Deputy(post_name(one.deputy_post), one.deputy_post_id) for one in rules if one.deputy_post is not None)
    return own or tuple(Deputy(one.deputy_function.name, None) for one in rules if one.deputy_function is not None)


def person_page(details: PersonDetails, day: dt.date) -> PersonPage:
    """Put the page together."""
    tenures = Tenure.objects.filter(retired_at=None, person=details.person_id)
    return PersonPage(
        details=details,
        forms=forms_of(details, day),
        tenures=held(tenures.order_by("-since", "-id")),
    )


def forms_of(details: PersonDetails, day: dt.date) -> Forms:
    """How somebody is addressed, with what the first post they hold on the day makes of it."""
    called = Called(details.salutation, details.title, details.first_name, details.last_name)
    running = Q(until__isnull=True) | Q(until__gte=day)
    tenure = (
        Tenure.objects.filter(running, retired_at=None, person=details.person_id, since__lte=day)
        .select_related("post__function")
        .order_by("since", "id")
        .first()
    )
    function = _forms(tenure.post.function) if tenure else None
    letter, envelope = propose_letter_form(called), propose_envelope_form(called)
    return Forms(
        letter=details.letter_form or letter,
        envelope=details.envelope_form or envelope,
        proposed_letter=letter,
        proposed_envelope=envelope,
        letter_by_office=propose_letter_form(called, function, by_office=True) if function else "",
        envelope_by_office=propose_envelope_form(called, function, by_office=True) if function else "",
    )


def _forms(function: Function) -> FunctionForms:
    return FunctionForms(function.name, function.female_name, function.male_name)
