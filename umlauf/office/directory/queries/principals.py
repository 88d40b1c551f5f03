"""For whom a front office acts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from umlauf.ground.core.actor import Actor
from umlauf.ground.core.policy import Role
from umlauf.office.directory.models import Principal
from umlauf.office.directory.moments import as_it_stands
from umlauf.office.directory.names import FunctionForms
from umlauf.office.directory.queries.holders import Holder, holders
from umlauf.office.directory.queries.selection import PostRow, post_rows, posts_that


@dataclass(frozen=True, slots=True)
class PrincipalPost:
    """A post that a front office acts for, with whoever holds it; nobody while it is vacant."""

    post: PostRow
    holders: tuple[Holder, ...]

    @property
    def name(self) -> str:
        """„Dezernent/in Soziales“"""
        return self._with_subject(self.post.function)

    @property
    def names(self) -> tuple[str, ...]:
        """All that the post is called: „Landrat/Landrätin“, „Landrätin“, „Landrat“."""
        return tuple(self._with_subject(one) for one in (self.post.function, self.post.female, self.post.male) if one)

    def name_of(self, holder: Holder) -> str:
        """What the post is called while this person holds it: „Landrätin“."""
        forms = FunctionForms(self.post.function, self.post.female, self.post.male)
        return self._with_subject(forms.of(holder.salutation))

    def _with_subject(self, function: str) -> str:
        return f"{function} {self.post.subject}".strip()


def principals_of(actor: Actor, day: dt.date) -> tuple[PrincipalPost, ...] | None:
    """The posts that exist on the day of those the actor acts for as a front office, by name.

    None for whoever is no front office, without a query, and for one that was named nobody to act for; empty when all
    its posts are gone. Four queries.
    """
    if Role.FRONT_OFFICE not in actor.roles or actor.user_id is None or actor.organisation_id is None:
        return None
    named = Principal.objects.filter(
        association_id=actor.association_id,
        grant__user_id=actor.user_id,
        grant__role=Role.FRONT_OFFICE,
        grant__organisation_id=actor.organisation_id,
    )
    ids = list(named.values_list("post_id", flat=True))
    if not ids:
        return None
    moment = as_it_stands(day)
    rows, _at = post_rows(posts_that(Q(id__in=ids), moment), moment)
    held = holders(rows, moment)
    posts = [PrincipalPost(row, held.get(row.id, ())) for row in rows.values()]
    return tuple(sorted(posts, key=lambda one: (one.name, one.post.id)))
