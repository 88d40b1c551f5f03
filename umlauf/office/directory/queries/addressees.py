"""Who gets a circular: organisations at the addresses they chose, and copies to posts."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from umlauf.office.directory.enums import AddressKind, FunctionKind
from umlauf.office.directory.models import DistributionList, IntakeAddress, Organisation
from umlauf.office.directory.moments import Moment, as_it_stands
from umlauf.office.directory.names import sort_key
from umlauf.office.directory.queries.reach import (
    Chosen,
    Line,
    central_mailboxes,
    chosen,
    reach,
    rules_at,
    take_posts,
)
from umlauf.office.directory.queries.selection import organisations, responsible_posts


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
    """The lists that may be chosen."""
    return DistributionList.objects.filter(closed_at=None)


def addressees(distribution_list: DistributionList, *, keyword: str, day: dt.date) -> tuple[Addressee, ...]:
    """Whom the list reaches on that day for a keyword, with intake addresses first and copies to posts behind.

    Copies go to the posts that the list names, else to the head of each organisation, and to the post responsible for
    the keyword. A department gets nothing of its own: the letter goes to its organisation. An address that an
    organisation has twice is written to once. The number of queries does not grow with the list.
    """
    moment = as_it_stands(day)
    rules = rules_at(moment)
    if distribution_list.id not in rules:
        return ()
    found = chosen(rules[distribution_list.id], moment, rules, distribution_list.id)
    asked = {row.house_id for row in found.organisations.values()} | {
        found.houses[post.organisation_id].house_id for post in found.posts.values()
    }
    houses = asked | {guest.organisation_id for guest in found.guests.values()}
    excepted = rules[distribution_list.id].without_posts
    known_responsible = responsible_posts((keyword,), moment) if keyword else {}
    responsible = {one: post_id for one, post_id in known_responsible.items() if post_id not in excepted}
    copies = _copies(found, asked, responsible, excepted, moment)
    intake = _intake(asked, moment)
    guests: defaultdict[int, list[AddressLine]] = defaultdict(list)
    for guest in found.guests.values():
        guests[guest.organisation_id].append(AddressLine(AddressKind.INTAKE, guest.name, guest.email))
    known = sorted(Organisation.objects.filter(id__in=houses), key=lambda one: (sort_key(one.short_name), one.id))
    return tuple(
        Addressee(
            one,
            _each_once([*intake[one.id], *guests[one.id], *copies[one.id]]),
            responsible_known=one.id in known_responsible,
        )
        for one in known
    )


def _copies(
    found: Chosen, houses: set[int], responsible: dict[int, int], excepted: tuple[int, ...], moment: Moment
) -> defaultdict[int, list[AddressLine]]:
    """Lines for posts, by the organisation that gets the letters: the head, the list's others, who is responsible."""
    copied = Chosen(posts=dict(found.posts), holders=dict(found.holders), houses=dict(found.houses))
    wanted = Q(id__in=[post_id for one, post_id in responsible.items() if one in houses])
    if not copied.posts:
        copied.houses |= organisations(Q(id__in=houses), moment)
        wanted |= Q(function__kind=FunctionKind.HEAD, organisation_id__in=houses) & ~Q(id__in=excepted)
    take_posts(copied, wanted, moment)
    by_house: defaultdict[int, list[Line]] = defaultdict(list)
    for line in reach(copied, moment).lines:
        by_house[line.house_id].append(line)
    heads = {post.id for post in copied.posts.values() if post.function_kind == FunctionKind.HEAD}
    last = set(responsible.values())
    lines: defaultdict[int, list[AddressLine]] = defaultdict(list)
    for house_id, found_there in by_house.items():
        found_there.sort(key=lambda line: (line.post_id not in heads, line.post_id in last, line.post_id or 0))
        lines[house_id] = [
            AddressLine(AddressKind.COPY, line.function, email, line.holders[0].name if line.holders else "")
            for line in found_there
            for email in line.emails
        ]
    return lines


def _intake(houses: set[int], moment: Moment) -> defaultdict[int, list[AddressLine]]:
    """Where organisations want their letters; where they have said nothing, the central mailbox."""
    lines: defaultdict[int, list[AddressLine]] = defaultdict(list)
    for address in IntakeAddress.objects.filter(moment.known(), organisation_id__in=houses).order_by("id"):
        lines[address.organisation_id].append(AddressLine(AddressKind.INTAKE, address.label, address.email))
    if without := houses - lines.keys():
        for organisation_id, emails in central_mailboxes(without, moment).items():
            lines[organisation_id] += [AddressLine(AddressKind.INTAKE, _("Central mailbox"), one) for one in emails]
    return lines


def _each_once(lines: list[AddressLine]) -> tuple[AddressLine, ...]:
    once: dict[str, AddressLine] = {}
    for line in lines:
        once.setdefault(line.email.lower(), line)
    return tuple(once.values())
