"""Plan a conference that a circular shall invite to."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TypeVar

from django.db import transaction

from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.policy import Ability
from umlauf.office.circulars.access import lock_circular
from umlauf.office.circulars.checks import check_characters, check_length
from umlauf.office.conferences.enums import ConferenceKind, ContributionState
from umlauf.office.conferences.event_entries import EventEntry
from umlauf.office.conferences.models import Conference, Contribution, Host, Programme, ProgrammeItem
from umlauf.office.responses.actions.ask import ask_for_registration

Row = TypeVar("Row", Conference, Host, ProgrammeItem, Contribution)


@dataclass(frozen=True, slots=True)
class PlannedContribution:
    """Who contributes: name, office or both."""

    name: str
    office: str
    role: str
    state: ContributionState


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """A point of the programme, in its place."""

    title: str
    starts_at: dt.time | None = None
    ends_at: dt.time | None = None
    contributions: tuple[PlannedContribution, ...] = ()


@dataclass(frozen=True, slots=True)
class ConferencePlan(EventEntry):
    """What is known of a conference when it is announced."""

    hosts: tuple[str, ...] = ()
    co_hosts: tuple[str, ...] = ()
    kind: ConferenceKind = ConferenceKind.CONFERENCE
    issuer: str = ""
    items: tuple[PlannedItem, ...] = ()


@transaction.atomic
def plan_conference(*, actor: Actor, circular_id: int, plan: ConferencePlan) -> Conference:
    """Plan the conference of a circular. Planned already: the same conference again, unchanged.

    Raises ``Refused`` with ``circular.long`` or ``circular.characters`` for what could not be kept or printed.
    """
    actor.must(Ability.WRITE_CIRCULARS)
    circular = lock_circular(actor, circular_id)
    planned = Conference.objects.filter(circular=circular).first()
    if planned is not None:
        return planned
    owner = {"association_id": actor.association_id}
    conference = Conference(
        **owner,
        circular=circular,
        kind=plan.kind,
        issuer=plan.issuer,
        **plan.columns(),
    )
    _checked(conference).save()
    Host.objects.bulk_create(
        _checked(Host(**owner, conference=conference, position=position, name=name, co_host=position > len(plan.hosts)))
        for position, name in enumerate((*plan.hosts, *plan.co_hosts), start=1)
    )
    for position, item in enumerate(plan.items, start=1):
        _add_item(conference, position, item)
    Programme.objects.create(**owner, conference=conference)
    ask_for_registration(actor=actor, circular_id=circular.id)
    record(actor, "conferences.planned", subject=f"conferences.Conference:{conference.id}", label=conference.title)
    return conference


def _add_item(conference: Conference, position: int, item: PlannedItem) -> None:
    row = ProgrammeItem(
        association_id=conference.association_id,
        conference=conference,
        position=position,
        title=item.title,
        starts_at=item.starts_at,
        ends_at=item.ends_at,
    )
    _checked(row).save()
    Contribution.objects.bulk_create(
        _checked(
            Contribution(
                association_id=conference.association_id,
                item=row,
                position=place,
                name=one.name,
                office=one.office,
                role=one.role,
                state=one.state,
            )
        )
        for place, one in enumerate(item.contributions, start=1)
    )


def _checked(row: Row) -> Row:
    """The row, if its texts fit into their columns and can be printed."""
    for item in row._meta.concrete_fields:
        text = getattr(row, item.attname)
        if isinstance(text, str):
            check_length(str(item.verbose_name), text, item.max_length or LIMITS.name)
            check_characters(str(item.verbose_name), text)
    return row
