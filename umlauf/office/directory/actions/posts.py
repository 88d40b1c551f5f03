"""Open posts, say who stands in for them and what they are responsible for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.addresses import check_address
from umlauf.ground.text import Refused
from umlauf.office.directory.access import (
    get_organisation_for,
    get_post_for,
    must_keep_directory,
    must_keep_entries,
)
from umlauf.office.directory.enums import FunctionKind
from umlauf.office.directory.ledger import Pen, must_be_as_seen, open_change
from umlauf.office.directory.models import (
    Deputyship,
    Function,
    Organisation,
    Post,
    PostDetails,
    Responsibility,
    Tenure,
)
from umlauf.office.directory.moments import ALWAYS


@dataclass(frozen=True, slots=True)
class FunctionEntry:
    """A kind of post, as somebody has written it."""

    name: str
    kind: str = FunctionKind.OTHER
    female_name: str = ""
    male_name: str = ""
    several: bool = False


@dataclass(frozen=True, slots=True)
class PostEntry:
    """A post: its function, the subject where there are several, and its own address."""

    function_id: int
    subject: str = ""
    email: str = ""
    phone: str = ""
    since: dt.date = ALWAYS


@transaction.atomic
def open_function(*, actor: Actor, entry: FunctionEntry) -> Function:
    """A function of the association, made when there is none of its name.

    Raises ``Refused("function.name")`` without a name.
    """
    must_keep_directory(actor)
    name = " ".join(entry.name.split())
    if not name:
        raise Refused("function.name", _("The name of the function is missing."))
    function, created = Function.objects.get_or_create(
        association_id=actor.association_id,
        name=name,
        defaults={
            "kind": FunctionKind(entry.kind),
            "female_name": entry.female_name,
            "male_name": entry.male_name,
            "several": entry.several,
        },
    )
    if created:
        record(actor, "directory.function_opened", subject=f"directory.Function:{function.id}", label=name)
    return function


@transaction.atomic
def open_post(*, actor: Actor, organisation_id: int, entry: PostEntry, seen: str | None = None) -> Post:
    """A post at an organisation. One that is open already: its address and phone are set.

    ``seen`` is the digest of its ``PostDetails``. Raises ``Refused`` with ``function.unknown``, ``directory.changed``
    or for the address.
    """
    must_keep_directory(actor)
    organisation = get_organisation_for(actor, organisation_id)
    function = Function.objects.filter(id=entry.function_id, association_id=actor.association_id).first()
    if function is None:
        raise Refused("function.unknown", _("Please choose a function from the list."))
    email = check_address(entry.email) if entry.email else ""
    pen = open_change(actor, f"{function.name}, {organisation.name}")
    post = post_at(pen, organisation, function, entry.subject.strip())
    must_be_as_seen(seen, details_of(post))
    set_post_details(pen, post, email=email, phone=entry.phone, since=entry.since)
    record(actor, "directory.post_opened", subject=f"directory.Post:{post.id}", label=pen.change.label)
    return post


def post_at(pen: Pen, organisation: Organisation, function: Function, subject: str) -> Post:
    """The post of that function and subject, made where there is none."""
    post, _created = Post.objects.get_or_create(
        association_id=pen.change.association_id, organisation=organisation, function=function, subject=subject
    )
    return post


def details_of(post: Post) -> PostDetails | None:
    """How a post is reached, as it stands now."""
    return PostDetails.objects.filter(retired_at=None, post=post).first()


def set_post_details(pen: Pen, post: Post, *, email: str, phone: str, since: dt.date = ALWAYS) -> PostDetails:
    """Say how a post is reached; a post that was closed is open again."""
    known = details_of(post)
    if known is not None:
        return pen.replace(known, email=email, phone=phone, since=known.since, until=None)
    details = PostDetails(post=post, email=email, phone=phone, since=since)
    pen.enter(details)
    return details


@transaction.atomic
def reach_post(*, actor: Actor, post_id: int, email: str, phone: str, seen: str | None = None) -> None:
    """Say how a post that exists is reached.

    ``seen`` is the digest of its ``PostDetails``. Raises ``Refused`` with ``post.closed``, ``directory.changed`` or for
    the address.
    """
    must_keep_entries(actor)
    post = get_post_for(actor, post_id)
    address = check_address(email) if email else ""
    pen = open_change(actor, f"{post.function.name}, {post.organisation.name}")
    known = details_of(post)
    must_be_as_seen(seen, known)
    if known is None or known.until is not None:
        raise Refused("post.closed", _("This post is closed. The association opens it again; please write to it."))
    pen.replace(known, email=address, phone=phone)
    record(actor, "directory.post_opened", subject=f"directory.Post:{post.id}", label=pen.change.label)


@transaction.atomic
def close_post(*, actor: Actor, post_id: int, last_day: dt.date) -> None:
    """Let a post end after a day; whoever holds it then holds it no longer.

    Raises ``Refused("post.days")`` when it would end before it, or before somebody takes it up.
    """
    must_keep_directory(actor)
    post = get_post_for(actor, post_id)
    pen = open_change(actor, f"{post.function.name}, {post.organisation.name}")
    details = details_of(post)
    tenures = list(Tenure.objects.filter(retired_at=None, post=post).exclude(until__lte=last_day, carries_on=False))
    if details is None or details.since > last_day or any(one.since > last_day for one in tenures):
        raise Refused(
            "post.days", _("The post or somebody who holds it begins only after this day. Please choose a later one.")
        )
    for one in tenures:
        pen.replace(one, until=min(one.until or last_day, last_day), carries_on=False)
    pen.replace(details, until=last_day)
    record(actor, "directory.post_closed", subject=f"directory.Post:{post.id}", label=pen.change.label)


@transaction.atomic
def set_deputies(
    *, actor: Actor, post_id: int, deputy_post_ids: tuple[int, ...], since: dt.date, seen: str | None = None
) -> None:
    """Say who stands in for a post, in this order, from a day on. None: the rule of its function counts again.

    ``seen`` is the digest of ``deputies_of_post``. Raises ``Refused`` with ``deputy.self`` when a post would stand in
    for itself, or ``directory.changed``.
    """
    must_keep_directory(actor)
    post = get_post_for(actor, post_id)
    deputies = [get_post_for(actor, one) for one in deputy_post_ids]
    if post in deputies:
        raise Refused("deputy.self", _("A post cannot stand in for itself. Please choose another one."))
    pen = open_change(actor, f"{post.function.name}, {post.organisation.name}")
    known = deputies_of_post(post)
    must_be_as_seen(seen, *known)
    _end_deputies(pen, known, since)
    pen.enter(
        *(
            Deputyship(post=post, deputy_post=deputy, rank=rank, since=since)
            for rank, deputy in enumerate(dict.fromkeys(deputies), start=1)
        )
    )
    record(actor, "directory.deputies_set", subject=f"directory.Post:{post.id}", label=pen.change.label)


@transaction.atomic
def set_deputy_functions(
    *, actor: Actor, function_id: int, deputy_function_ids: tuple[int, ...], since: dt.date, seen: str | None = None
) -> None:
    """Say which functions stand in for a function in every organisation, in this order, from a day on.

    ``seen`` is the digest of ``deputies_of_function``. Raises ``Refused`` with ``deputy.self``, ``function.unknown`` or
    ``directory.changed``.
    """
    must_keep_directory(actor)
    wanted = [function_id, *deputy_function_ids]
    known = Function.objects.filter(association_id=actor.association_id).in_bulk(wanted)
    if any(one not in known for one in wanted):
        raise Refused("function.unknown", _("Please choose a function from the list."))
    if function_id in deputy_function_ids:
        raise Refused("deputy.self", _("A post cannot stand in for itself. Please choose another one."))
    function = known[function_id]
    pen = open_change(actor, function.name)
    rules = deputies_of_function(function)
    must_be_as_seen(seen, *rules)
    _end_deputies(pen, rules, since)
    pen.enter(
        *(
            Deputyship(function=function, deputy_function=known[one], rank=rank, since=since)
            for rank, one in enumerate(dict.fromkeys(deputy_function_ids), start=1)
        )
    )
    record(actor, "directory.deputies_set", subject=f"directory.Function:{function.id}", label=function.name)


def deputies_of_post(post: Post) -> list[Deputyship]:
    """Who stands in for a post itself, on any day, as it stands now."""
    return list(Deputyship.objects.filter(retired_at=None, post=post))


def deputies_of_function(function: Function) -> list[Deputyship]:
    """Who stands in for a function everywhere, on any day, as it stands now."""
    return list(Deputyship.objects.filter(retired_at=None, function=function))


def _end_deputies(pen: Pen, known: list[Deputyship], since: dt.date) -> None:
    last_day = since - dt.timedelta(days=1)
    for one in known:
        if one.since >= since:
            pen.retire(one)
        elif one.until is None or one.until >= since:
            pen.replace(one, until=last_day)


@transaction.atomic
def set_responsibility(*, actor: Actor, organisation_id: int, keyword: str, post_id: int | None) -> None:
    """Say which post of an organisation is responsible for a keyword; None: nobody is known any more.

    Raises ``Refused("responsibility.keyword")`` without a keyword.
    """
    must_keep_entries(actor)
    organisation = get_organisation_for(actor, organisation_id)
    post = get_post_for(actor, post_id) if post_id is not None else None
    subject = " ".join(keyword.split())
    if not subject:
        raise Refused("responsibility.keyword", _("Please write for what the post is responsible."))
    pen = open_change(actor, f"{subject}, {organisation.name}")
    known = [
        one
        for one in Responsibility.objects.filter(retired_at=None, organisation=organisation)
        if one.keyword.casefold() == subject.casefold()
    ]
    if post is None:
        pen.retire(*known)
    elif known:
        pen.replace(known[0], post_id=post.id, keyword=subject)
    else:
        pen.enter(Responsibility(organisation=organisation, keyword=subject, post=post))
    record(
        actor,
        "directory.responsibility_set",
        subject=f"directory.Organisation:{organisation.id}",
        label=pen.change.label,
    )
