"""Who contributes to a programme: add and change them, write down what they have said, put somebody in their place."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused
from umlauf.office.conferences.access import edit_programme
from umlauf.office.conferences.actions.photos import forget_photos
from umlauf.office.conferences.actions.programme import next_position, own_item, write_down
from umlauf.office.conferences.enums import MOVES, ContributionState
from umlauf.office.conferences.models import Conference, Contribution, Programme, ProgrammeItem
from umlauf.office.conferences.programme_entries import VoiceEntry, checked_voice


@transaction.atomic
def add_contribution(*, actor: Actor, conference_id: int, item_id: int, entry: VoiceEntry, seen: int) -> Contribution:
    """Add somebody to an item.

    Raises ``Refused`` with ``programme.changed``, ``programme.many``, ``voice.known`` for whoever contributes to this
    item already, what ``checked_voice`` raises, ``access.role``, and ``Http404``.
    """
    conference, programme = edit_programme(actor, conference_id, seen)
    item = own_item(conference, item_id)
    row = _added(item, checked_voice(entry))
    write_down(actor, programme, _label(item))
    return row


@transaction.atomic
def change_contribution(
    *, actor: Actor, conference_id: int, contribution_id: int, entry: VoiceEntry, seen: int
) -> Contribution:
    """Change what is known of somebody, but not their state. Refuses as ``add_contribution`` does."""
    conference, programme = edit_programme(actor, conference_id, seen)
    row = _own(conference, contribution_id)
    # Who is replaced is checked as whoever has declined: a name, and no other state by this way.
    state = ContributionState(row.state)
    clean = checked_voice(replace(entry, state=ContributionState.DECLINED if state == "replaced" else state))
    _must_be_new(row.item, clean, row.id)
    values = _values(clean)
    del values["state"]
    if all(getattr(row, name) == value for name, value in values.items()):
        return row
    if clean.email.casefold() != row.email.casefold():
        values |= {"asked_at": None, "answered_at": None}  # whoever has the new address was not asked yet
    Contribution.objects.filter(id=row.id).update(**values)
    write_down(actor, programme, _label(row.item))
    row.refresh_from_db()
    return row


@transaction.atomic
def remove_contribution(*, actor: Actor, conference_id: int, contribution_id: int, seen: int) -> Contribution | None:
    """Remove somebody. Gives the one in whose place they would have come, who is asked again, an idea if unnamed.

    What that one had said is not known any more.

    Raises ``Refused`` with ``programme.changed``, ``access.role``, and ``Http404``.
    """
    conference, programme = edit_programme(actor, conference_id, seen)
    row = _own(conference, contribution_id)
    Contribution.objects.filter(replaces=row).update(replaces=None)
    before = row.replaces
    row.delete()
    if before is not None:
        named = before.name or before.office
        before.state = ContributionState.REQUESTED if named else ContributionState.IDEA
        before.asked_at, before.answered_at, before.deputy = None, None, ""
        before.save(update_fields=["state", "asked_at", "answered_at", "deputy"])
    write_down(actor, programme, _label(row.item))
    return before


@transaction.atomic
def set_voice_state(
    *, actor: Actor, conference_id: int, contribution_id: int, state: ContributionState, seen: int
) -> Contribution:
    """Write down what somebody has said. Said already: nothing is written.

    Raises ``Refused`` with ``programme.changed``, ``voice.state`` for what does not follow, ``voice.nobody`` for an
    idea that names nobody yet, ``access.role``, and ``Http404``.
    """
    conference, programme = edit_programme(actor, conference_id, seen)
    row = _own(conference, contribution_id)
    if row.state == state:
        return row
    if state not in MOVES[ContributionState(row.state)]:
        raise Refused(
            "voice.state",
            _("That does not follow from what is known of this contribution. Please look at it once more."),
        )
    if not row.name and not row.office:
        raise Refused("voice.nobody", _("Nobody is named yet. Please write a name, an office or a group first."))
    row.state, row.answered_at = state, None
    row.save(update_fields=["state", "answered_at"])
    _noted(actor, programme, "conferences.voice_answered", f"{row.item_id}: {state}")
    return row


@transaction.atomic
def replace_voice(
    *, actor: Actor, conference_id: int, contribution_id: int, entry: VoiceEntry, seen: int
) -> Contribution:
    """Put somebody in the place of another one, who stays as the one who is replaced, in no version any more.

    Raises ``Refused`` with ``programme.changed``, ``voice.state`` for whoever is replaced already, what
    ``add_contribution`` raises, and ``Http404``.
    """
    conference, programme = edit_programme(actor, conference_id, seen)
    row = _own(conference, contribution_id)
    if row.state == ContributionState.REPLACED:
        raise Refused("voice.state", _("Somebody else comes in this place already. Please replace that one."))
    successor = _added(row.item, checked_voice(entry), position=row.position, replaces=row)
    row.state = ContributionState.REPLACED
    row.save(update_fields=["state"])
    _noted(actor, programme, "conferences.voice_replaced", str(row.item_id))
    return successor


def _own(conference: Conference, contribution_id: int) -> Contribution:
    own = Contribution.objects.filter(item__conference=conference).select_related("item")
    row = own.filter(id=contribution_id).first()
    if row is None:
        raise Http404
    return row


def _added(
    item: ProgrammeItem, entry: VoiceEntry, *, position: int | None = None, replaces: Contribution | None = None
) -> Contribution:
    _must_be_new(item, entry, replaces.id if replaces else None)
    if item.contributions.count() >= LIMITS.programme_voices:
        raise Refused(
            "programme.many",
            _("At most %(most)s contribute to one item. A group can be named as one.")
            % {"most": LIMITS.programme_voices},
        )
    return Contribution.objects.create(
        association_id=item.association_id,
        item=item,
        position=position or next_position(item),
        replaces=replaces,
        **_values(entry),
    )


def _must_be_new(item: ProgrammeItem, entry: VoiceEntry, but: int | None) -> None:
    there = item.contributions.exclude(state=ContributionState.REPLACED)
    there = there if but is None else there.exclude(id=but)
    if (entry.name or entry.office) and there.filter(name=entry.name, office=entry.office, role=entry.role).exists():
        raise Refused("voice.known", _("They contribute to this item already. Please change that entry."))


def _values(entry: VoiceEntry) -> dict[str, Any]:
    return asdict(entry)


def _label(item: ProgrammeItem) -> str:
    return f"{item.kind} {item.id}"


def _noted(actor: Actor, programme: Programme, event: str, label: str) -> None:
    forget_photos(programme.conference_id)
    programme.revision += 1
    programme.save(update_fields=["revision"])
    record(actor, event, subject=f"conferences.Conference:{programme.conference_id}", label=label)
