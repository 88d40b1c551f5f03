"""Who gets a circular: organisations at the addresses they chose, and copies to posts."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from umlauf.office.directory.enums import AddressKind, FunctionKind, Language, Wish
from umlauf.office.directory.models import ContactDetails, DistributionList, IntakeAddress, Organisation
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
    without,
)
from umlauf.office.directory.queries.selection import responsible_posts
from umlauf.office.directory.rules import Rule

_NO_WISH: Final[tuple[str, bool]] = (Language.OF_THE_CIRCULAR, False)


@dataclass(frozen=True, slots=True)
class AddressLine:
    """One address of an organisation. ``holder`` is the person who holds the post on that day, if it is a post."""

    kind: AddressKind
    label: str
    email: str
    holder: str = ""


@dataclass(frozen=True, slots=True)
class Addressee:
    """An organisation that gets a circular, at which addresses, and whether we know who is responsible there.

    ``is_copy``: it gets it for information alone. ``language``: in which it wants what is written around a circular.
    ``bundled``: it wants what may wait once a day.
    """

    organisation: Organisation
    lines: tuple[AddressLine, ...]
    responsible_known: bool
    is_copy: bool = False
    language: str = Language.OF_THE_CIRCULAR
    bundled: bool = False


def distribution_lists() -> QuerySet[DistributionList]:
    """The lists that may be chosen."""
    return DistributionList.objects.filter(closed_at=None)


def addressees(distribution_list: DistributionList, *, keyword: str, day: dt.date) -> tuple[Addressee, ...]:
    """Whom the list reaches on that day for a keyword, with intake addresses first and copies to posts behind.

    Copies go to the posts that the list names; where it names an organisation, to its head; and everywhere to the post
    responsible for the keyword. A department gets nothing of its own: the letter goes to its organisation. An address
    that an organisation has twice is written to once. The number of queries does not grow with the list.
    """
    moment = as_it_stands(day)
    rules = rules_at(moment)
    if distribution_list.id not in rules:
        return ()
    rule = rules[distribution_list.id]
    found = chosen(rule, moment, rules, distribution_list.id)
    named = {row.house_id for row in found.organisations.values()}
    asked = named | {found.houses[post.organisation_id].house_id for post in found.posts.values()}
    houses = asked | {guest.organisation_id for guest in found.guests.values()}
    known_responsible = responsible_posts((keyword,), moment) if keyword else {}
    responsible = {post_id for one, post_id in known_responsible.items() if one in asked}
    copies = _copies(found, named, responsible, rule, moment)
    intake = _intake(asked, moment)
    guests: defaultdict[int, list[AddressLine]] = defaultdict(list)
    for guest in found.guests.values():
        guests[guest.organisation_id].append(AddressLine(AddressKind.INTAKE, guest.name, guest.email))
    spoken = ContactDetails.objects.filter(moment.known(), organisation_id__in=houses)
    spoken = spoken.exclude(language=Language.OF_THE_CIRCULAR, wish=Wish.AT_ONCE)
    wished = {
        organisation_id: (language, wish == Wish.BUNDLE)
        for organisation_id, language, wish in spoken.values_list("organisation_id", "language", "wish")
    }
    known = sorted(Organisation.objects.filter(id__in=houses), key=lambda one: (sort_key(one.short_name), one.id))
    return tuple(
        Addressee(
            one,
            _each_once([*intake[one.id], *guests[one.id], *copies[one.id]]),
            responsible_known=one.id in known_responsible,
            language=wished.get(one.id, _NO_WISH)[0],
            bundled=wished.get(one.id, _NO_WISH)[1],
        )
        for one in known
    )


def _copies(
    found: Chosen, named: set[int], responsible: set[int], rule: Rule, moment: Moment
) -> defaultdict[int, list[AddressLine]]:
    """Lines for posts, by the organisation that gets the letters: the head, the list's others, who is responsible.

    ``named`` are the organisations that the list reaches as such.
    """
    copied = Chosen(posts=dict(found.posts), holders=dict(found.holders), houses=dict(found.houses))
    heads_there = Q(function__kind=FunctionKind.HEAD, organisation_id__in=named)
    take_posts(copied, heads_there | Q(id__in=responsible), moment)
    copied = without(copied, rule)
    by_house: defaultdict[int, list[Line]] = defaultdict(list)
    for line in reach(copied, moment).lines:
        by_house[line.house_id].append(line)
    heads = {post.id for post in copied.posts.values() if post.function_kind == FunctionKind.HEAD}
    lines: defaultdict[int, list[AddressLine]] = defaultdict(list)
    for house_id, found_there in by_house.items():
        found_there.sort(key=lambda line: (line.post_id not in heads, line.post_id in responsible, line.post_id or 0))
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
