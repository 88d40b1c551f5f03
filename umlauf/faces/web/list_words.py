"""What a distribution list says, in a sentence that a person reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from umlauf.office.directory.enums import OrganisationKind
from umlauf.office.directory.models import DistributionList, Function, ListGuest, Organisation, Post
from umlauf.office.directory.moments import Moment
from umlauf.office.directory.rules import Rule

_NAMED = 6  # names that a sentence has room for


@dataclass(frozen=True, slots=True)
class Names:
    """How what rules name by its id is called."""

    functions: dict[int, str] = field(default_factory=dict)
    lists: dict[int, str] = field(default_factory=dict)
    organisations: dict[int, str] = field(default_factory=dict)
    posts: dict[int, str] = field(default_factory=dict)


def names_in(rules: Iterable[Rule]) -> Names:
    """The names for rules. At most four queries, however many rules they are."""
    known = tuple(rules)
    organisations = {one for rule in known for one in (*rule.with_organisations, *rule.without_organisations)}
    posts = {one for rule in known for one in (*rule.with_posts, *rule.without_posts)}
    functions = any(rule.functions for rule in known)
    lists = any(rule.lists for rule in known)
    return Names(
        functions=dict(Function.objects.values_list("id", "name")) if functions else {},
        lists=dict(DistributionList.objects.values_list("id", "name")) if lists else {},
        organisations=organisation_names(organisations),
        posts=post_names(posts),
    )


def organisation_names(ids: Iterable[int]) -> dict[int, str]:
    """„Ahorntal“, by id."""
    wanted = set(ids)
    known = Organisation.objects.filter(id__in=wanted).values_list("id", "short_name")
    return dict(known) if wanted else {}


def post_names(ids: Iterable[int]) -> dict[int, str]:
    """„Landrat (Ahorntal)“, by id."""
    wanted = set(ids)
    if not wanted:
        return {}
    known = Post.objects.filter(id__in=wanted).select_related("function", "organisation")
    return {one.id: f"{post_title(one)} ({one.organisation.short_name})" for one in known}


def post_title(post: Post) -> str:
    """„Dezernent/in Soziales“"""
    return f"{post.function.name} {post.subject}".strip()


def guests_at(moment: Moment) -> dict[int, int]:
    """How many guests each list has."""
    return Counter(ListGuest.objects.filter(moment.known()).values_list("distribution_list_id", flat=True))


def rule_in_words(rule: Rule, names: Names, guests: int = 0) -> str:
    """„Landrat und Zuständige für Integration der Mitglieder (Landkreise), ohne Harz“"""
    parts = [_chosen(rule, names)] if rule.has_conditions else []
    if rule.regions:
        keys = joined(rule.regions, pgettext("in a list of words", "or"))
        parts.append(_("key begins with %(keys)s") % {"keys": keys})
    if rule.tags:
        parts.append(_("tagged with %(tags)s") % {"tags": joined(rule.tags)})
    if rule.lists:
        inner = joined([names.lists[one] for one in rule.lists if one in names.lists])
        parts.append(ngettext("the list %(names)s", "the lists %(names)s", len(rule.lists)) % {"names": inner})
    added = _called(rule.with_organisations, rule.with_posts, names)
    if added:
        parts.append(_("also %(names)s") % {"names": joined(added)})
    if guests:
        parts.append(guests_in_words(guests))
    taken = _called(rule.without_organisations, rule.without_posts, names)
    if taken:
        parts.append(_("without %(names)s") % {"names": joined(taken)})
    said = ", ".join(parts) or _("Nobody yet")
    return said[:1].upper() + said[1:]


def guests_in_words(count: int) -> str:
    """„2 Gäste“"""
    return ngettext("%(count)s guest", "%(count)s guests", count) % {"count": count}


def joined(words: Iterable[str], last: str = "") -> str:
    """„Börde, Harz und Stendal“; of many the first, and how many more."""
    known = list(words)
    if len(known) > _NAMED + 1:
        more = len(known) - _NAMED
        known = [*known[:_NAMED], ngettext("%(count)s more", "%(count)s more", more) % {"count": more}]
    if len(known) < 2:
        return "".join(known)
    between = last or pgettext("in a list of words", "and")
    return f"{', '.join(known[:-1])} {between} {known[-1]}"


def kinds_in_words(kinds: Iterable[str]) -> str:
    """„Landkreise und kreisfreie Städte“"""
    words = {
        OrganisationKind.COUNTY: pgettext("kinds", "counties"),
        OrganisationKind.INDEPENDENT_CITY: pgettext("kinds", "independent cities"),
        OrganisationKind.MUNICIPALITY: pgettext("kinds", "municipalities"),
        OrganisationKind.MUNICIPAL_UNION: pgettext("kinds", "associations of municipalities"),
        OrganisationKind.STATE: pgettext("kinds", "states"),
        OrganisationKind.STATE_ASSOCIATION: pgettext("kinds", "state associations"),
        OrganisationKind.FEDERAL_ASSOCIATION: pgettext("kinds", "federal associations"),
        OrganisationKind.MINISTRY: pgettext("kinds", "ministries"),
        OrganisationKind.AUTHORITY: pgettext("kinds", "authorities"),
        OrganisationKind.DEPARTMENT: pgettext("kinds", "departments"),
        OrganisationKind.OFFICE: pgettext("kinds", "offices of departments"),
        OrganisationKind.COMMITTEE: pgettext("kinds", "committees"),
        OrganisationKind.COMPANY: pgettext("kinds", "companies"),
        OrganisationKind.WELFARE: pgettext("kinds", "welfare organisations"),
        OrganisationKind.OTHER: pgettext("kinds", "other organisations"),
    }
    return joined(words[OrganisationKind(kind)] for kind in kinds if kind in OrganisationKind.values)


def _chosen(rule: Rule, names: Names) -> str:
    """What the conditions choose: posts, or organisations."""
    kinds = kinds_in_words(rule.kinds)
    if rule.by_posts:
        posts = [names.functions[one] for one in rule.functions if one in names.functions]
        if rule.subjects:
            posts.append(_("responsible for %(subjects)s") % {"subjects": joined(rule.subjects)})
        of = _("%(posts)s of the members") if rule.members_only else _("%(posts)s of all organisations")
        said = of % {"posts": joined(posts)}
        return f"{said} ({kinds})" if kinds else said
    if kinds:
        whole = _("members: %(kinds)s") if rule.members_only else _("all organisations: %(kinds)s")
        return whole % {"kinds": kinds}
    if rule.members_only:
        return _("all members") if not (rule.regions or rule.tags) else pgettext("distribution list", "members")
    return pgettext("distribution list", "organisations")


def _called(organisations: tuple[int, ...], posts: tuple[int, ...], names: Names) -> list[str]:
    known = [names.organisations[one] for one in organisations if one in names.organisations]
    return known + [names.posts[one] for one in posts if one in names.posts]
