"""Whom a distribution list reaches at a moment: posts or organisations, their holders, who stands in, the addresses."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple

from django.db.models import Q

from umlauf.office.directory.enums import Holding
from umlauf.office.directory.models import (
    ContactDetails,
    Deputyship,
    DistributionList,
    IntakeAddress,
    ListGuest,
    ListRule,
)
from umlauf.office.directory.moments import Moment
from umlauf.office.directory.names import FunctionForms, sort_key
from umlauf.office.directory.queries.holders import Holder, holders
from umlauf.office.directory.queries.selection import (
    OrganisationRow,
    PostRow,
    conditions,
    existing,
    organisations,
    post_rows,
    posts_responsible,
    posts_that,
)
from umlauf.office.directory.rules import Rule

FORGOTTEN: Final = "–"
"""Stands for the name of a guest that is not kept any more."""


class Line(NamedTuple):
    """One post, organisation or guest that a list reaches. Without ``post_id`` it is an organisation as such.

    ``house_id`` gets the letters. ``function`` is called as its holder is („Landrätin“). ``holding`` is None for an
    organisation or a guest. ``stands_in`` names the deputy where the post is vacant. Without ``emails`` nothing can be
    sent. ``guest`` is the name of somebody from outside. ``kind`` is that of the organisation.
    """

    organisation_id: int
    organisation: str
    short_name: str
    house_id: int
    post_id: int | None
    function: str
    holders: tuple[Holder, ...]
    holding: Holding | None
    stands_in: str
    emails: tuple[str, ...]
    guest: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Reach:
    """Everything that a list reaches at a moment, by the names of the organisations (DIN 5007-1)."""

    lines: tuple[Line, ...]

    @property
    def vacant(self) -> tuple[Line, ...]:
        """Posts that nobody holds, whoever stands in."""
        return tuple(line for line in self.lines if line.holding in {Holding.VACANT, Holding.DEPUTY, Holding.MAILBOX})

    @property
    def without_address(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if not line.emails)

    @property
    def twice(self) -> tuple[Line, ...]:
        """Lines whose address, or whose holder, stands in another line too."""
        times = Counter(email.lower() for line in self.lines for email in set(line.emails))
        people = Counter(one.person_id for line in self.lines for one in line.holders)
        return tuple(
            line
            for line in self.lines
            if any(times[email.lower()] > 1 for email in line.emails)
            or any(people[one.person_id] > 1 for one in line.holders)
        )


@dataclass(slots=True)
class Chosen:
    """What rules choose before anybody asks who holds it: organisations and posts by id, and guests."""

    organisations: dict[int, OrganisationRow] = field(default_factory=dict)
    posts: dict[int, PostRow] = field(default_factory=dict)
    holders: dict[int, tuple[Holder, ...]] = field(default_factory=dict)
    houses: dict[int, OrganisationRow] = field(default_factory=dict)
    guests: dict[str, ListGuest] = field(default_factory=dict)

    def take(self, other: Chosen) -> None:
        self.organisations |= other.organisations
        self.posts |= other.posts
        self.holders |= other.holders
        self.houses |= other.houses
        self.guests |= other.guests


def reach_of(distribution_list: DistributionList, moment: Moment) -> Reach:
    """Whom the list reaches. A list that had no rule then reaches nobody."""
    rules = rules_at(moment)
    rule = rules.get(distribution_list.id)
    if rule is None:
        return Reach(())
    return reach(chosen(rule, moment, rules, distribution_list.id), moment)


def reach_of_rule(rule: Rule, moment: Moment, guests: Iterable[ListGuest] = ()) -> Reach:
    """Whom a rule would reach that nobody has saved yet."""
    found = chosen(rule, moment, rules_at(moment), None)
    found.guests |= {_guest_key(guest): guest for guest in guests}
    return reach(found, moment)


def _guest_key(guest: ListGuest) -> str:
    """Whoever has the same address is the same guest. Of those who are forgotten each is another."""
    return guest.email.lower() or f"{guest.id}"


def rules_at(moment: Moment) -> dict[int, Rule]:
    """The rules of all lists of the association, by list. One query."""
    known = ListRule.objects.filter(moment.known())
    return {list_id: Rule.parse(data) for list_id, data in known.values_list("distribution_list_id", "rule")}


def chosen(
    rule: Rule, moment: Moment, rules: dict[int, Rule], list_id: int | None, above: frozenset[int] = frozenset()
) -> Chosen:
    """What the rule and the lists in it choose. A list inside itself is passed over: no action saves one."""
    found = _by_conditions(rule, moment) if rule.has_conditions else Chosen()
    above = above | {list_id} if list_id is not None else above
    for inner in rule.lists:
        if inner in rules and inner not in above:
            found.take(chosen(rules[inner], moment, rules, inner, above))
    if rule.with_organisations:
        found.organisations |= organisations(Q(id__in=rule.with_organisations) & existing(moment), moment)
    if rule.with_posts:
        take_posts(found, Q(id__in=rule.with_posts) & existing(moment, "organisation__"), moment)
    if list_id is not None:
        guests = ListGuest.objects.filter(moment.known(), distribution_list=list_id)
        found.guests |= {_guest_key(guest): guest for guest in guests}
    return without(found, rule)


def _by_conditions(rule: Rule, moment: Moment) -> Chosen:
    found = Chosen()
    if not rule.by_posts:
        found.organisations = organisations(conditions(rule, moment), moment)
        return found
    asked = Q(function_id__in=rule.functions)
    if rule.subjects:
        asked |= Q(id__in=posts_responsible(rule.subjects, moment))
    take_posts(found, asked & conditions(rule, moment, "organisation__"), moment)
    return found


def take_posts(found: Chosen, asked: Q, moment: Moment) -> None:
    """Add posts with their holders and organisations. Three queries, for past days more."""
    rows, at = post_rows(posts_that(asked, moment), moment)
    found.posts |= rows
    found.houses |= at
    found.holders |= holders(rows, moment)


def without(found: Chosen, rule: Rule) -> Chosen:
    """Take the exceptions of a rule out again: an organisation goes with its departments, offices, posts and guests."""
    gone = set(rule.without_organisations)
    if gone:
        rows = (*found.organisations.values(), *found.houses.values())
        gone |= {one.id for one in rows if one.house_id in gone or one.part_of in gone}
    if not gone and not rule.without_posts:
        return found
    found.organisations = {own_id: row for own_id, row in found.organisations.items() if own_id not in gone}
    found.posts = {
        post_id: post
        for post_id, post in found.posts.items()
        if post.organisation_id not in gone and post_id not in rule.without_posts
    }
    found.guests = {email: guest for email, guest in found.guests.items() if guest.organisation_id not in gone}
    return found


def reach(found: Chosen, moment: Moment) -> Reach:
    """The lines for what was chosen, with addresses and whoever stands in."""
    vacant = [post for post in found.posts.values() if post.id not in found.holders]
    deputies = _deputies(vacant, moment) if vacant else {}
    emails = {post.id: _own_emails(post, found.holders) for post in found.posts.values()}
    mute = {found.posts[one].organisation_id for one, own in emails.items() if not own}
    intake = _intake(found.organisations, moment) if found.organisations else {}
    called = {**found.houses, **found.organisations}
    mute |= {one for one in found.organisations if one not in intake}
    mute |= {called[one].house_id for one in mute}
    central = central_mailboxes(mute, moment) if mute else {}
    lines = [_organisation_line(row, intake, central) for row in found.organisations.values()]
    lines += [
        _post_line(
            post, called[post.organisation_id], found.holders.get(post.id, ()), emails[post.id], deputies, central
        )
        for post in found.posts.values()
    ]
    lines += _guest_lines(found.guests.values(), moment)
    keys: dict[str, str] = {}
    for line in lines:
        if line.short_name not in keys:
            keys[line.short_name] = sort_key(line.short_name)
    lines.sort(
        key=lambda line: (keys[line.short_name], line.organisation_id, line.function, line.post_id or 0, line.guest)
    )
    return Reach(tuple(lines))


def _organisation_line(
    row: OrganisationRow, intake: dict[int, tuple[str, ...]], central: dict[int, tuple[str, ...]]
) -> Line:
    emails = intake.get(row.id) or central.get(row.id) or central.get(row.house_id, ())
    return Line(row.id, row.name, row.short_name, row.house_id, None, "", (), None, "", emails, kind=row.kind)


def _guest_lines(guests: Collection[ListGuest], moment: Moment) -> Iterator[Line]:
    rows = organisations(Q(id__in={guest.organisation_id for guest in guests}), moment) if guests else {}
    for guest in guests:
        if row := rows.get(guest.organisation_id):
            emails = (guest.email,) if guest.email else ()
            yield Line(
                row.id,
                row.name,
                row.short_name,
                row.id,
                None,
                "",
                (),
                None,
                "",
                emails,
                guest=guest.name or FORGOTTEN,
                kind=row.kind,
            )


def _own_emails(post: PostRow, held: dict[int, tuple[Holder, ...]]) -> tuple[str, ...]:
    """The post's own address, which survives its holders; else theirs."""
    if post.email:
        return (post.email,)
    return tuple(one.email for one in held.get(post.id, ()) if one.email)


def _post_line(
    post: PostRow,
    organisation: OrganisationRow,
    people: tuple[Holder, ...],
    emails: tuple[str, ...],
    deputies: dict[int, Line],
    central: dict[int, tuple[str, ...]],
) -> Line:
    deputy = deputies.get(post.id)
    fallback = central.get(organisation.id) or central.get(organisation.house_id, ())
    if people:
        holding, stands_in = people[0].holding, ""
    elif deputy is not None:
        holding, stands_in = Holding.DEPUTY, f"{deputy.function} {deputy.holders[0].name}".strip()
        emails = emails or deputy.emails
    else:
        holding, stands_in = (Holding.MAILBOX if fallback and not emails else Holding.VACANT), ""
    return Line(
        organisation.id,
        organisation.name,
        organisation.short_name,
        organisation.house_id,
        post.id,
        _called(post, people),
        people,
        holding,
        stands_in,
        emails or fallback,
        kind=organisation.kind,
    )


def _called(post: PostRow, people: tuple[Holder, ...]) -> str:
    """„Landrätin“, „Dezernent/in Soziales“"""
    form = _form(post.function, post.female, post.male, people[0].salutation if len(people) == 1 else "")
    return f"{form} {post.subject}" if post.subject else form


@lru_cache(maxsize=1000)
def _form(function: str, female: str, male: str, salutation: str) -> str:
    return FunctionForms(function, female, male).of(salutation) if salutation else function


def _deputies(vacant: list[PostRow], moment: Moment) -> dict[int, Line]:
    """For vacant posts the first deputy whose own post is held. Rules of a post go before those of its function."""
    rules = Deputyship.objects.filter(moment.holds()).order_by("rank", "id")
    by_function: defaultdict[int, list[int]] = defaultdict(list)
    by_post: defaultdict[int, list[int]] = defaultdict(list)
    for function_id, deputy_function_id, post_id, deputy_post_id in rules.values_list(
        "function_id", "deputy_function_id", "post_id", "deputy_post_id"
    ):
        if post_id is not None:
            by_post[post_id].append(deputy_post_id)
        else:
            by_function[function_id].append(deputy_function_id)
    if not by_function and not by_post:
        return {}
    functions = {one for post in vacant for one in by_function.get(post.function_id, ())}
    own = {one for post in vacant for one in by_post.get(post.id, ())}
    candidates = Chosen()
    at = {post.organisation_id for post in vacant}
    few = Q(organisation_id__in=at) if len(at) < _FEW else Q()
    take_posts(candidates, (Q(function_id__in=functions) & few) | Q(id__in=own), moment)
    there: defaultdict[tuple[int, int], list[PostRow]] = defaultdict(list)
    for row in candidates.posts.values():
        there[(row.organisation_id, row.function_id)].append(row)
    found = {}
    for post in vacant:
        if post.id in by_post:
            asked = [candidates.posts[one] for one in by_post[post.id] if one in candidates.posts]
        else:
            asked = [row for one in by_function.get(post.function_id, ()) for row in there[(post.organisation_id, one)]]
        first = next((row for row in asked if row.id in candidates.holders and row.id != post.id), None)
        if first is not None:
            house = candidates.houses[first.organisation_id]
            held = candidates.holders
            found[post.id] = _post_line(first, house, held[first.id], _own_emails(first, held), {}, {})
    return found


_FEW = 500  # organisations that are named one by one in a query


def _intake(rows: dict[int, OrganisationRow], moment: Moment) -> dict[int, tuple[str, ...]]:
    """The addresses where organisations want their letters."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    known = IntakeAddress.objects.filter(moment.known()).order_by("id")
    for organisation_id, email in known.values_list("organisation_id", "email"):
        if organisation_id in rows:
            found[organisation_id].append(email)
    return {organisation_id: tuple(emails) for organisation_id, emails in found.items()}


def central_mailboxes(ids: set[int], moment: Moment) -> dict[int, tuple[str, ...]]:
    """The central mailbox of organisations, else where they take letters in."""
    intake = IntakeAddress.objects.filter(moment.known()).order_by("-id")
    found: dict[int, tuple[str, ...]] = {
        one: (email,) for one, email in intake.values_list("organisation_id", "email") if one in ids
    }
    central = ContactDetails.objects.filter(moment.known()).exclude(central_email="")
    found |= {one: (email,) for one, email in central.values_list("organisation_id", "central_email") if one in ids}
    return found
