"""The conference that a text announces."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from umlauf.engines.reading import Contribution, Event, Facts
from umlauf.office.conferences.actions.plan import ConferencePlan, PlannedContribution, PlannedItem
from umlauf.office.conferences.enums import ConferenceStatus, ContributionState
from umlauf.office.conferences.roles import role_title


def conference_plan(facts: Facts) -> ConferencePlan | None:
    """The first event of the text that has a day, with its programme; None if there is none.

    The titles of the programme items are in the active language.
    """
    event = next((event for event in facts.events if event.start), None)
    if event is None or event.start is None:
        return None
    starts_on, starts_at = _moment(event.start)
    ends_on, ends_at = _moment(event.end) if event.end else (None, None)
    return ConferencePlan(
        title=event.title or facts.keyword or facts.subject or _("Conference"),
        starts_on=starts_on,
        ends_on=ends_on,
        starts_at=starts_at,
        ends_at=ends_at,
        venue=event.venue or "",
        street=event.street or "",
        postal_code=event.postal_code or "",
        city=event.city or "",
        register_by=_registration_deadline(facts),
        status=_status(event),
        hosts=tuple(event.hosts),
        items=tuple(_items(facts)),
    )


def _moment(text: str) -> tuple[dt.date, dt.time | None]:
    """``2016-12-02`` or ``2016-12-02T10:00``."""
    day, _separator, time = text.partition("T")
    return dt.date.fromisoformat(day), dt.time.fromisoformat(time) if time else None


def _registration_deadline(facts: Facts) -> dt.date | None:
    dated = [deadline for deadline in facts.deadlines if deadline.date]
    best = next((deadline for deadline in dated if deadline.what == "registration"), next(iter(dated), None))
    return dt.date.fromisoformat(best.date) if best and best.date else None


def _status(event: Event) -> ConferenceStatus:
    return ConferenceStatus(event.status) if event.status else ConferenceStatus.PLANNED


def _items(facts: Facts) -> list[PlannedItem]:
    """The programme as the text has it; else one item for each role that follows another in the prose."""
    if facts.programme:
        return [PlannedItem(entry.title or "", _time(entry.start), _time(entry.end)) for entry in facts.programme]
    groups: list[tuple[str, list[Contribution]]] = []
    for contribution in facts.contributions:
        role = contribution.role or ""
        if not groups or groups[-1][0] != role:
            groups.append((role, []))
        groups[-1][1].append(contribution)
    return [
        PlannedItem(role_title(role), contributions=tuple(_planned(one) for one in together))
        for role, together in groups
    ]


def _time(text: str | None) -> dt.time | None:
    return dt.time.fromisoformat(text) if text else None


def _planned(fact: Contribution) -> PlannedContribution:
    return PlannedContribution(
        name=fact.name or "",
        office=fact.office or "",
        role=fact.role or "",
        state=ContributionState(fact.state) if fact.state else ContributionState.REQUESTED,
    )
