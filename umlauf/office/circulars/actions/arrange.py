"""Name, order and remove annexes while a circular is a draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Case, F, PositiveSmallIntegerField, Value, When
from django.utils.translation import gettext as _

from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import Refused
from umlauf.office.circulars.access import lock_circular
from umlauf.office.circulars.agreement import must_be_open_for_changes
from umlauf.office.circulars.annexes import get_annex, must_be_as_seen, must_be_from_outside
from umlauf.office.circulars.checks import check_characters, check_length
from umlauf.office.circulars.models import Annex, AnnexVersion
from umlauf.office.circulars.queries import latest_annexes

_ASIDE = 1_000  # numbers that no annex has, while two of them change places


@dataclass(frozen=True, slots=True)
class AnnexWish:
    """What an annex shall be called and how it goes out. Without a title it keeps the one that it has."""

    annex_id: int
    title: str | None
    digital_only: bool
    on_request: bool


@transaction.atomic
def arrange_annexes(
    *, actor: Actor, circular_id: int, wishes: Sequence[AnnexWish], seen: str, close_gaps: bool = False
) -> None:
    """Name the annexes of a draft and put them into the order of the wishes, of which there is one for each.

    In another order they are numbered from 1 on. In the same one they keep their numbers, unless ``close_gaps``: a text
    that was taken in may name an annex that is still to come.

    Raises ``Refused`` with ``annex.changed`` unless the list is the one ``seen`` (``annexes.state_of_annexes``),
    ``annex.title``, ``annex.generated``, ``draft.issued``, ``draft.laid``, or as ``attach_annex`` does for a title.
    """
    actor.must(Ability.WRITE_CIRCULARS)
    circular = lock_circular(actor, circular_id)
    must_be_open_for_changes(circular)
    there = latest_annexes(circular)
    must_be_as_seen(there, seen)
    known = {one.annex_id: one for one in there}
    if sorted(known) != sorted(wish.annex_id for wish in wishes):
        must_be_as_seen(there, "")
    changed = [wish for wish in wishes if _grant(known[wish.annex_id], wish)]
    order = [wish.annex_id for wish in wishes]
    numbers = {annex_id: number for number, annex_id in enumerate(order, start=1)}
    moved = (close_gaps or order != list(known)) and _renumber(there, numbers)
    if changed or moved:
        label = ", ".join(f"{one.annex.number} {one.annex.title}" for one in latest_annexes(circular))
        record(actor, "circulars.annexes_arranged", subject=f"circulars.Circular:{circular.id}", label=label)


@transaction.atomic
def remove_annex(*, actor: Actor, circular_id: int, annex_id: int, seen: str) -> None:
    """Remove an annex of a draft with all its versions. Those behind it move up by one.

    Raises ``Refused`` with ``annex.changed`` unless the list is the one ``seen``, ``draft.issued`` or ``draft.laid``;
    ``Http404`` if there is none.
    """
    actor.must(Ability.WRITE_CIRCULARS)
    circular = lock_circular(actor, circular_id)
    must_be_open_for_changes(circular)
    gone = get_annex(circular, annex_id)
    there = latest_annexes(circular)
    must_be_as_seen(there, seen)
    gone.annex.versions.all().delete()
    gone.annex.delete()
    rest = [one for one in there if one.annex_id != annex_id]
    number = gone.annex.number
    _renumber(rest, {one.annex_id: one.annex.number - (one.annex.number > number) for one in rest})
    record(
        actor,
        "circulars.annex_removed",
        subject=f"circulars.Circular:{circular.id}",
        label=f"{number} {gone.annex.title} v{gone.version}",
    )


def _grant(latest: AnnexVersion, wish: AnnexWish) -> bool:
    """Write what an annex shall be; whether that is something else than it was."""
    annex = latest.annex
    title = annex.title if wish.title is None else " ".join(wish.title.split())
    if (title, wish.digital_only, wish.on_request) == (annex.title, annex.digital_only, annex.on_request):
        return False
    if title != annex.title:
        must_be_from_outside(latest)
        _check_title(annex, title)
    annex.title, annex.digital_only, annex.on_request = title, wish.digital_only, wish.on_request
    annex.save(update_fields=["title", "digital_only", "on_request"])
    return True


def _check_title(annex: Annex, title: str) -> None:
    if not title:
        raise Refused(
            "annex.title",
            _("Annex %(number)s has no title. Please write what the letter shall call it.") % {"number": annex.number},
        )
    label = _("Title of annex %(number)s") % {"number": annex.number}
    check_length(label, title, LIMITS.name)
    check_characters(label, title)


def _renumber(annexes: Sequence[AnnexVersion], numbers: Mapping[int, int]) -> bool:
    """Give annexes other numbers, by their ids; whether that changed any. Meanwhile no number is there twice."""
    changing = {one.annex_id: numbers[one.annex_id] for one in annexes if one.annex.number != numbers[one.annex_id]}
    rows = Annex.objects.filter(id__in=changing)
    rows.update(number=F("number") + _ASIDE)
    target = PositiveSmallIntegerField()
    cases = [When(id=annex_id, then=Value(number)) for annex_id, number in changing.items()]
    if cases:
        rows.update(number=Case(*cases, output_field=target))
    return bool(cases)
