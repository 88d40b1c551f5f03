"""What can be chosen at a conference, in words."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from umlauf.office.conferences.forums import Block, Forum, Forums, chosen_by, titles_of
from umlauf.office.conferences.lists import gone_in_words
from umlauf.office.conferences.models import Conference
from umlauf.office.conferences.programme_words import people_of, time_of, when_of_item


def when_of_block(block: Block) -> str:
    """„10:30–12:00“, with the day where it is not the first; nothing where no time is known."""
    return when_of_item(block.frame.day, block.frame) if block.frame.day or time_of(block.frame) else ""


def where_and_who(block: Block, forum: Forum) -> str:
    """Its own time, where it has one; the room; and who contributes, with who was only asked."""
    item = forum.item
    own = time_of(item) if item.when != block.frame.when else ""
    return " · ".join(filter(None, (own, item.room, people_of(item))))


def places_in_words(forum: Forum, *, mine: bool = False) -> str:
    """„noch 3 Plätze“, „ausgebucht“; nothing where there is no limit."""
    if mine:
        return _("You have chosen this.")
    if not forum.choosable:
        return _("This can no longer be chosen.")
    if forum.free is None:
        return ""
    if not forum.free:
        return _("fully booked")
    return ngettext("%(count)s seat left", "%(count)s seats left", forum.free) % {"count": forum.free}


def label_of(forum: Forum) -> str:
    """„Digitale Akte, Raum 2“"""
    return ", ".join(filter(None, (forum.item.title, forum.item.room)))


def chosen_in_words(conference: Conference, forums: Forums, ids: Collection[int]) -> dict[int, str]:
    """What each of these people has chosen, with the room. Two queries, none where nothing was chosen."""
    if not any(one.chosen for block in forums.blocks for one in block.forums) and not forums.gone:
        return {}
    labels = labels_of(conference, forums)
    chosen = chosen_by(conference, list(ids))
    return {id_: "; ".join(labels[pair] for pair in pairs if pair in labels) for id_, pairs in chosen.items()}


def labels_of(conference: Conference, forums: Forums) -> Mapping[tuple[int, int], str]:
    """What is chosen, by block and item. One query where something of it is gone."""
    titles = titles_of(conference, {one.item for one in forums.gone})
    there = {(block.key, one.item.key): label_of(one) for block in forums.blocks for one in block.forums}
    return there | {(one.block, one.item): gone_in_words(titles.get(one.item, "")) for one in forums.gone}
