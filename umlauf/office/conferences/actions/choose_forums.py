"""Choose between items that take place at once, each with its seats."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.clock import office_now
from umlauf.ground.text import Refused
from umlauf.office.conferences.forums import Block, Forum, Forums, certain_of, choices_of, forums_of
from umlauf.office.conferences.models import ForumChoice, Registration
from umlauf.office.conferences.offers import beginning_of
from umlauf.office.conferences.place_access import PlaceKey, lock_place, must_be_coming


def state_of_choices(choices: Mapping[int, int | None]) -> str:
    """What a form is filled from: items by block."""
    return hashlib.sha256(repr(sorted(choices.items())).encode()).hexdigest()[:16]


@transaction.atomic
def choose_forums(*, actor: Actor, key: PlaceKey, choices: Mapping[int, int | None], seen: str) -> Registration:
    """Choose in these blocks, an item in each or None of them; in all or in none. What is not named stays.

    ``seen``: ``state_of_choices`` as the form showed it. The same again: no change. Raises ``Refused`` with
    ``forum.full``, ``forum.gone`` (not in the latest programme, or not to be chosen any more), ``forum.begun``,
    ``forum.place`` (no place for certain), ``forum.changed`` (something else was chosen meanwhile), ``place.over``,
    ``place.gone``, ``access.role``, and ``Http404``.
    """
    row = lock_place(actor, key)
    must_be_coming(row)
    _must_be_certain(row)
    forums, before = forums_of(row.conference), choices_of(row)
    changed = {block: item for block, item in choices.items() if block not in before or before[block] != item}
    if not changed:
        return row
    if seen != state_of_choices(before):
        raise Refused(
            "forum.changed",
            _("Meanwhile something else was chosen. Nothing was saved. Please look at what stands here now."),
        )
    for block, item in changed.items():
        _must_be_open(forums, block, item)
    _keep(row, forums, before, changed)
    subject = f"conferences.Registration:{row.id}"
    record(actor, "conferences.forum_chosen", subject=subject, label=row.conference.title)
    return row


def _must_be_certain(row: Registration) -> None:
    if beginning_of(row.conference) <= office_now():
        raise Refused("forum.begun", _("It has begun, so nothing can be chosen any more. Nothing was saved."))
    if not certain_of(row):
        raise Refused("forum.place", _("Only who has a place for certain can choose. Nothing was saved."))


def _must_be_open(forums: Forums, key: int, item: int | None) -> None:
    block = next((one for one in forums.choices if one.key == key), None)
    forum = block.forum(item) if block is not None else None
    if block is None or (item is not None and (forum is None or not forum.choosable)):
        raise Refused(
            "forum.gone",
            _("The programme has changed meanwhile. Nothing was saved. Please choose of what stands here now."),
        )
    if forum is not None and not forum.takes:
        raise Refused("forum.full", _full(block, forum))


def _full(block: Block, forum: Forum) -> str:
    """That it is full, and what is not."""
    others = [one.item.title for one in block.forums if one.takes]
    said = _("“%(title)s” is fully booked. Nothing was changed.") % {"title": forum.item.title}
    more = _("Nothing else that takes place at that time has seats left.")
    if others:
        more = _("Seats are left in: %(titles)s.") % {"titles": "; ".join(others)}
    return f"{said} {more}"


def _keep(
    row: Registration, forums: Forums, before: Mapping[int, int | None], changed: Mapping[int, int | None]
) -> None:
    """What was chosen and is gone goes with it."""
    gone = [block for block, item in before.items() if not forums.stands(block, item)]
    now = office_now()
    ForumChoice.objects.filter(registration=row, block__in={*gone, *changed}).delete()
    ForumChoice.objects.bulk_create(
        ForumChoice(association_id=row.association_id, registration=row, block=block, item=item, at=now)
        for block, item in changed.items()
    )
