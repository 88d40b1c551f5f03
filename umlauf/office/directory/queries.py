"""Who is reached, on a given day. To be asked inside a scope."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Q, QuerySet

from umlauf.office.directory.enums import AddressKind, FunctionKind
from umlauf.office.directory.models import (
    DistributionList,
    IntakeAddress,
    Membership,
    Organisation,
    Post,
    Responsibility,
    Tenure,
)

Row = TypeVar("Row", IntakeAddress, Post)


@dataclass(frozen=True, slots=True)
class AddressLine:
    """One address of an organisation. ``holder`` is the person who holds the post on that day, if it is a post."""

    kind: AddressKind
    label: str
    email: str
    holder: str = ""


@dataclass(frozen=True, slots=True)
class Addressee:
    """An organisation that gets a circular, at which addresses, and whether we know who is responsible there."""

    organisation: Organisation
    lines: tuple[AddressLine, ...]
    responsible_known: bool


def distribution_lists() -> QuerySet[DistributionList]:
    return DistributionList.objects.all()


def _holds_on(day: dt.date) -> Q:
    return Q(since__lte=day) & (Q(until__isnull=True) | Q(until__gte=day))


def members_on(day: dt.date, kind: str) -> list[Organisation]:
    """The organisations of a kind that are members on that day, each once, by their short names (DIN 5007-1)."""
    memberships = Membership.objects.filter(_holds_on(day), organisation__kind=kind)
    members = Organisation.objects.filter(id__in=memberships.values("organisation_id"))
    return sorted(members, key=lambda one: (sort_key(one.short_name), one.id))


def sort_key(name: str) -> str:
    """Orders names alike on all databases: umlauts as their base letters, ß as ss, case last (DIN 5007-1)."""
    folded = unicodedata.normalize("NFKD", name.casefold())
    return "".join(character for character in folded if not unicodedata.combining(character))


def addressees(rule: DistributionList, *, keyword: str, day: dt.date) -> tuple[Addressee, ...]:
    """Whom the list reaches on that day for a keyword, with intake addresses first and copies to posts behind.

    Copies go to the head of the organisation and to the post responsible for the keyword. An address that an
    organisation has twice is written to once. Five queries, however long the list is.
    """
    organisations = members_on(day, rule.member_kind)
    intake = _by_organisation(IntakeAddress.objects.order_by("id"))
    responsible = _responsible(keyword)
    posts = _by_organisation(
        Post.objects.filter(Q(function__kind=FunctionKind.HEAD) | Q(id__in=responsible.values()))
        .exclude(email="")
        .select_related("function")
        .order_by("function__kind", "id")
    )
    holders = _holders(day)
    return tuple(
        Addressee(
            organisation,
            _lines(intake[organisation.id], sorted(posts[organisation.id], key=_head_first), holders),
            responsible_known=organisation.id in responsible,
        )
        for organisation in organisations
    )


def _responsible(keyword: str) -> dict[int, int]:
    """Organisation to post. Compared here, since SQLite knows no case of umlauts."""
    known = Responsibility.objects.values_list("organisation_id", "post_id", "keyword")
    return {organisation: post for organisation, post, about in known if about.casefold() == keyword.casefold()}


def _by_organisation(rows: Iterable[Row]) -> defaultdict[int, list[Row]]:
    found: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.organisation_id].append(row)
    return found


def _head_first(post: Post) -> bool:
    return post.function.kind != FunctionKind.HEAD


def _holders(day: dt.date) -> dict[int, str]:
    tenures = Tenure.objects.filter(_holds_on(day)).select_related("person").order_by("since")
    return {tenure.post_id: str(tenure.person) for tenure in tenures}


def _lines(intake: list[IntakeAddress], posts: list[Post], holders: dict[int, str]) -> tuple[AddressLine, ...]:
    lines = [AddressLine(AddressKind.INTAKE, address.label, address.email) for address in intake]
    lines += [AddressLine(AddressKind.COPY, post.function.name, post.email, holders.get(post.id, "")) for post in posts]
    seen: set[str] = set()
    kept = []
    for line in lines:
        if line.email.lower() not in seen:
            seen.add(line.email.lower())
            kept.append(line)
    return tuple(kept)
