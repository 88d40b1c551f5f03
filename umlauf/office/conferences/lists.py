"""Which people of a conference a list shows, and in which order. To be asked inside a scope.

The database chooses. What it cannot do alike on all databases is done on a few words of each row: names are searched
folded and sorted as a German list sorts them. Whole rows are fetched for the ids of one page alone.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from umlauf.office.circulars.models import Recipient
from umlauf.office.conferences.enums import COMING, UNDECIDED, RegistrationState
from umlauf.office.conferences.forums import Forums, forums_of, titles_of
from umlauf.office.conferences.models import Conference, InvitedGroup, Registration
from umlauf.office.conferences.queries import INVITER
from umlauf.office.directory.names import folded_words, read_person, sort_key

MEMBERS: Final = "members"
"""In place of the id of a group: whoever the circular reached."""


class Some(StrEnum):
    """In place of a state: a choice over several of them."""

    ANY = "any"
    UNDECIDED = "undecided"
    NAMELESS = "nameless"


class Order(StrEnum):
    HOUSE = "house"
    NAME = "name"
    LATEST = "latest"


@dataclass(frozen=True, slots=True)
class Which:
    """Whom a list shows. ``house`` is the id of a recipient, 0 for all; ``group`` that of a group, or ``MEMBERS``;
    ``forum`` the ids of a block and of an item in it, „12-15“.

    ``state`` is one, or one of ``Some``; empty for everybody who wants to come, and may.
    """

    words: str = ""
    house: int = 0
    group: str = ""
    state: str = ""
    forum: str = ""
    order: Order = Order.HOUSE


class _Light(NamedTuple):
    """What of a row is searched and sorted."""

    id: int
    name: str
    recipient_id: int | None
    invitee_id: int | None
    short_name: str | None
    house: str | None
    invitee: str | None
    invitee_house: str | None

    @property
    def inviter(self) -> str:
        return self.short_name or ", ".join(filter(None, (self.invitee, self.invitee_house)))


_LIGHT: Final = (
    *("id", "name", "recipient_id", "invitee_id", "recipient__organisation__short_name", "recipient__name"),
    *("invitee__name", "invitee__house"),
)


def ids_of(conference: Conference, which: Which) -> list[int]:
    """Everybody whom the list shows, by id, in its order. One query."""
    rows = conference.registrations.filter(_chosen(which)).order_by().values_list(*_LIGHT)
    found = [_Light(*row) for row in rows]
    words = folded_words(which.words)
    if which.words:
        found = [one for one in found if words and _has(one, words)]
    if which.order == Order.LATEST:
        found.sort(key=lambda one: one.id, reverse=True)
    elif which.order == Order.NAME:
        found.sort(key=lambda one: (*by_name(one.name), one.id))
    else:
        found.sort(key=_by_house)
    return [one.id for one in found]


def rows_of(conference: Conference, ids: Collection[int]) -> list[Registration]:
    """These people in this order, with who has registered them and whose place they took. One query."""
    rows = _whole(conference)
    found = {row.id: row for row in (rows.filter(id__in=ids) if len(ids) <= NAMED else rows)}
    return [found[id_] for id_ in ids if id_ in found]


NAMED: Final = 500  # ids that one question names; for more the whole conference is fetched


def houses_of(conference: Conference) -> list[tuple[int, str]]:
    """The organisations that have registered people: id of the recipient and short name, by name. One query."""
    known = Recipient.objects.filter(id__in=conference.registrations.order_by().values("recipient"))
    houses = known.order_by().values_list("id", "organisation__short_name")
    return sorted(houses, key=lambda one: (sort_key(one[1]), one[0]))


def groups_of(conference: Conference) -> list[tuple[str, str]]:
    """The groups that are invited beside the members: id and name. One query."""
    return [
        (str(id_), name) for id_, name in InvitedGroup.objects.filter(conference=conference).values_list("id", "name")
    ]


def forum_choices(conference: Conference, forums: Forums) -> list[tuple[str, str]]:
    """What can stand as ``forum``, with its title; what was chosen and is gone stands last. One query, or none."""
    found = [(f"{block.key}-{one.item.key}", one.item.title) for block in forums.blocks for one in block.forums]
    titles = titles_of(conference, {one.item for one in forums.gone})
    return found + [(f"{one.block}-{one.item}", gone_in_words(titles.get(one.item, ""))) for one in forums.gone]


def gone_in_words(title: str) -> str:
    """„Digitale Akte (entfällt)“"""
    return _("%(title)s (no longer in the programme)") % {"title": title or "–"}


def states_in_words() -> dict[str, str]:
    """What can stand as ``state``, in words."""
    return {
        "": _("coming or waiting"),
        Some.ANY: _("all, withdrawn people too"),
        Some.UNDECIDED: _("to be decided about"),
        Some.NAMELESS: _("with a name that follows"),
        **{state.value: str(state.label) for state in RegistrationState},
    }


def which_in_words(conference: Conference, which: Which) -> str:
    """„angemeldet; Presse; Ahorntal; mit Suchwort“. The word itself is left out: it can be a name."""
    said = [states_in_words()[which.state]]
    if which.group:
        said.append(_("members") if which.group == MEMBERS else dict(groups_of(conference)).get(which.group, ""))
    if which.house:
        said.append(dict(houses_of(conference)).get(which.house, ""))
    if which.forum:
        said.append(dict(forum_choices(conference, forums_of(conference))).get(which.forum, ""))
    if which.words:
        said.append(_("with a search word"))
    return "; ".join(filter(None, said))


def _whole(conference: Conference) -> QuerySet[Registration]:
    return conference.registrations.select_related(*INVITER, "replaces").order_by()


def _chosen(which: Which) -> Q:
    if which.state == Some.ANY:
        chosen = Q()
    elif which.state == Some.UNDECIDED:
        chosen = Q(state__in=UNDECIDED)
    elif which.state == Some.NAMELESS:
        chosen = Q(state__in=COMING, name_follows=True, purged_at=None)
    else:
        chosen = Q(state=which.state) if which.state else Q(state__in=COMING)
    if which.house:
        chosen &= Q(recipient=which.house)
    if which.forum:
        block, _dash, item = which.forum.partition("-")
        chosen &= Q(forum_choices__block=int(block), forum_choices__item=int(item))
    if which.group == MEMBERS:
        return chosen & Q(invitee=None)
    return chosen & Q(invitee__group=int(which.group)) if which.group else chosen


def _has(one: _Light, words: tuple[str, ...]) -> bool:
    """Whether each of the words begins one of the row."""
    written = (one.name, one.house, one.short_name, one.invitee, one.invitee_house)
    text = "".join(_folded(part) for part in written if part)
    return all(f" {word}" in text for word in words)


@lru_cache(maxsize=1 << 15)  # as ``sort_key``
def _folded(text: str) -> str:
    """Its words, each with a blank in front."""
    return "".join(f" {word}" for word in folded_words(text))


def _by_house(one: _Light) -> tuple[object, ...]:
    return (sort_key(one.inviter), one.recipient_id or 0, one.invitee_id or 0, *by_name(one.name), one.id)


@lru_cache(maxsize=1 << 15)  # as ``sort_key``
def by_name(name: str) -> tuple[bool, str, str]:
    """By the last name; places without a name stand last."""
    return (not name, sort_key(read_person(name).last_name), sort_key(name))
