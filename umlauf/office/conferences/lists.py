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
from umlauf.office.conferences.models import Conference, InvitedGroup, Invitee, Registration
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

    @property
    def inviter(self) -> tuple[int, int]:
        return self.recipient_id or 0, self.invitee_id or 0


class _Inviter(NamedTuple):
    """Who has registered people. ``written``: what a search finds them by."""

    title: str
    written: tuple[str, ...]


def ids_of(conference: Conference, which: Which) -> list[int]:
    """Everybody whom the list shows, by id, in its order. One query, three where organisations count."""
    rows = conference.registrations.filter(_chosen(which)).order_by("-id")
    words = folded_words(which.words)
    if which.words and not words:
        return []
    if which.order == Order.LATEST and not words:
        return list(rows.values_list("id", flat=True))
    found = [_Light(*row) for row in rows.values_list("id", "name", "recipient_id", "invitee_id")]
    inviters = _inviters(conference) if words or which.order == Order.HOUSE else {}
    if words:
        texts = {inviter: "".join(map(_folded, known.written)) for inviter, known in inviters.items()}
        found = [one for one in found if _has(_folded(one.name) + texts.get(one.inviter, ""), words)]
    if which.order == Order.NAME:
        found.sort(key=lambda one: (by_name(one.name), one.id))
    elif which.order == Order.HOUSE:
        ranks = _ranks(inviters)
        found.sort(key=lambda one: (ranks.get(one.inviter, -1), by_name(one.name), one.id))
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
    """„Digitale Akte (entfällt)“; without a title, where no released programme has it any more."""
    if not title:
        return _("A forum that is no longer in the programme")
    return _("%(title)s (no longer in the programme)") % {"title": title}


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


def _inviters(conference: Conference) -> dict[tuple[int, int], _Inviter]:
    """Those who have registered somebody, as ``_Light.inviter`` names them. Two queries."""
    registered = conference.registrations.order_by()
    houses = Recipient.objects.filter(id__in=registered.values("recipient")).order_by()
    known = {
        (id_, 0): _Inviter(short_name, (name, short_name))
        for id_, short_name, name in houses.values_list("id", "organisation__short_name", "name")
    }
    guests = Invitee.objects.filter(id__in=registered.values("invitee")).order_by()
    for id_, name, house in guests.values_list("id", "name", "house"):
        known[0, id_] = _Inviter(", ".join(filter(None, (name, house))), (name, house))
    return known


def _ranks(inviters: dict[tuple[int, int], _Inviter]) -> dict[tuple[int, int], int]:
    """Their places in a German list."""
    order = sorted(inviters, key=lambda one: (sort_key(inviters[one].title), one))
    return {one: place for place, one in enumerate(order)}


def _has(text: str, words: tuple[str, ...]) -> bool:
    """Whether each of the words begins one of the text, which is folded."""
    return all(f" {word}" in text for word in words)


@lru_cache(maxsize=1 << 15)  # as ``sort_key``
def _folded(text: str) -> str:
    """Its words, each with a blank in front."""
    return "".join(f" {word}" for word in folded_words(text))


@lru_cache(maxsize=1 << 15)  # as ``sort_key``
def by_name(name: str) -> tuple[bool, str, str]:
    """By the last name; places without a name stand last."""
    return (not name, sort_key(read_person(name).last_name), sort_key(name))
