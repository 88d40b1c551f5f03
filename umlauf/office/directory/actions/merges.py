"""Two entries that are one person become one, and can be parted again; or are said to be two."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.text import Refused
from umlauf.office.directory.access import get_person_for, must_keep_directory
from umlauf.office.directory.enums import ChangeKind
from umlauf.office.directory.ledger import Pen, copied, open_change
from umlauf.office.directory.models import Apart, Change, Merger, PersonDetails, Tenure

_FILLED = ("salutation", "title", "first_name", "letter_form", "envelope_form", "email", "phone")


@transaction.atomic
def merge_people(*, actor: Actor, kept_id: int, gone_id: int) -> Change:
    """Let two entries be one person: ``kept`` takes over the posts of ``gone`` and what is not known of itself.

    History stays: past days go on showing both, and ``undo_change`` parts them again. Raises ``Refused`` with
    ``merge.self`` for one entry alone, ``merge.done`` when one of them has become another already.
    """
    must_keep_directory(actor)
    if kept_id == gone_id:
        raise Refused("merge.self", _("These are one entry already. Please choose two."))
    pen = open_change(actor, _("Merged entries"), kind=ChangeKind.MERGE)
    _check_apart_still(actor, kept_id, gone_id)
    kept, gone = get_person_for(actor, kept_id), get_person_for(actor, gone_id)
    _fill(pen, kept, gone)
    for tenure in Tenure.objects.filter(retired_at=None, person=gone_id).order_by("since", "id"):
        _take_over(pen, tenure, kept_id)
    pen.retire(gone)
    pen.enter(Merger(gone_id=gone_id, kept_id=kept_id))
    record(
        actor,
        "directory.people_merged",
        subject=f"directory.Person:{kept_id}",
        label=pen.change.label,
        personal={"kept": str(kept), "gone": str(gone)},
    )
    return pen.change


@transaction.atomic
def keep_apart(*, actor: Actor, first_id: int, second_id: int) -> None:
    """Say that two people who look like one are two: nobody is asked again. Said already: unchanged.

    Raises ``Refused`` as ``merge_people``.
    """
    must_keep_directory(actor)
    first_id, second_id = sorted((first_id, second_id))
    _check_apart_still(actor, first_id, second_id)
    for person_id in (first_id, second_id):
        get_person_for(actor, person_id)
    if first_id == second_id:
        raise Refused("merge.self", _("These are one entry already. Please choose two."))
    pen = open_change(actor, _("Two people"))
    if not Apart.objects.filter(retired_at=None, first=first_id, second=second_id).exists():
        pen.enter(Apart(first_id=first_id, second_id=second_id))
        record(actor, "directory.kept_apart", subject=f"directory.Person:{first_id}", label=pen.change.label)


def _check_apart_still(actor: Actor, *people: int) -> None:
    """A second click, or a page that somebody else has worked on meanwhile. Raises ``Refused("merge.done")``."""
    merged = Merger.objects.filter(retired_at=None, association_id=actor.association_id, gone__in=people)
    if merged.exists():
        raise Refused("merge.done", _("These entries were merged already. Nothing more was changed."))


def _fill(pen: Pen, kept: PersonDetails, gone: PersonDetails) -> None:
    """What is not known of ``kept`` comes from ``gone``; an initial gives way to the whole first name."""
    values: dict[str, object] = {name: getattr(gone, name) for name in _FILLED if not getattr(kept, name)}
    if len(kept.first_name.rstrip(".")) == 1 and len(gone.first_name) > len(kept.first_name):
        values["first_name"] = gone.first_name
    if "first_name" in values:
        values["search_key"] = gone.search_key
    if values:
        pen.replace(kept, **values)


def _take_over(pen: Pen, tenure: Tenure, kept_id: int) -> None:
    """A tenure of the other entry becomes one of the kept. On the same post and days they become one tenure."""
    own = Tenure.objects.filter(retired_at=None, person=kept_id, post=tenure.post_id, kind=tenure.kind)
    touching = [
        one
        for one in own
        if (one.until is None or one.until >= tenure.since) and (tenure.until is None or one.since <= tenure.until)
    ]
    if not touching:
        pen.replace(tenure, person_id=kept_id)
        return
    whole = [tenure, *touching]
    ends = [one.until for one in whole if one.until is not None]
    pen.retire(*whole)
    pen.enter(
        copied(
            tenure,
            person_id=kept_id,
            since=min(one.since for one in whole),
            until=max(ends) if len(ends) == len(whole) else None,
            carries_on=any(one.carries_on for one in whole),
        )
    )
