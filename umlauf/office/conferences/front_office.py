"""Whom a front office may register, change and withdraw: the one place where that is said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from umlauf.ground.core.actor import Actor
from umlauf.ground.core.policy import answers_for_principals_alone
from umlauf.ground.text import Refused
from umlauf.office.conferences.people import PersonEntry, known_as
from umlauf.office.directory.queries.principals import PrincipalPost, principals_of
from umlauf.office.responses.entries import Desk
from umlauf.office.responses.queries import local_day


@dataclass(frozen=True, slots=True)
class FrontOffice:
    """The posts that somebody acts for. ``alone``: for these and nobody else of the organisation."""

    posts: tuple[PrincipalPost, ...]
    alone: bool

    def acts_for(self, person: PersonEntry) -> bool:
        """Whether the person holds one of the posts, or comes for whoever does; titles tell nobody apart.

        A vacant post has nobody who could come, and can be represented by its name.
        """
        if not self.alone:
            return True
        held = {known_as(f"{one.first_name} {one.last_name}") for post in self.posts for one in post.holders}
        called = {known_as(name) for post in self.posts for name in post.names}
        comes, represents = known_as(person.name), known_as(person.represents)
        return bool({comes} & (held - {""}) or {represents} & ((held | called) - {""}))


def front_office_of(actor: Actor, day: dt.date) -> FrontOffice | None:
    """For whom the actor acts on the day; None: for the whole organisation, as nobody is named or it is none."""
    posts = principals_of(actor, day)
    return None if posts is None else FrontOffice(posts, answers_for_principals_alone(actor.roles))


def must_act_for(desk: Desk, people: Iterable[PersonEntry]) -> None:
    """Raises ``Refused("register.principals")`` for somebody whom a front office does not act for."""
    office = front_office_of(desk.actor, local_day(desk.now, desk.issue.association))
    if office is None:
        return
    stranger = next((person for person in people if not office.acts_for(person)), None)
    if stranger is None:
        return
    if not office.posts:
        raise Refused(
            "register.principals",
            _(
                "None of the posts that you act for exists any more. Nothing was changed. Please ask the "
                "administration of your organisation to say anew for whom you act."
            ),
        )
    raise Refused(
        "register.principals",
        _(
            "You act for %(principals)s. %(name)s is somebody else and does not come for one of them. Nothing was "
            "changed. Please enter a deputy if it is one, or ask your registry to do it."
        )
        % {"principals": _in_words(office.posts), "name": stranger.name or _("Name follows")},
    )


def _in_words(posts: Iterable[PrincipalPost]) -> str:
    """„Landrat (Dr. Jan Beispiel), Dezernat Soziales“"""
    named = ((post.name, ", ".join(one.name for one in post.holders if one.name)) for post in posts)
    return ", ".join(f"{post} ({names})" if names else post for post, names in named)
