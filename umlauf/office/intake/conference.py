"""The conference that a text announces."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from django.utils.translation import gettext as _

from umlauf.engines.reading import Contribution, Event, Facts
from umlauf.office.conferences.actions.plan import ConferencePlan, PlannedContribution, PlannedItem
from umlauf.office.conferences.enums import ConferenceStatus, ContributionState
from umlauf.office.conferences.roles import role_title
from umlauf.office.intake.moments import day_of, moment_of, time_of

_OVER = frozenset({ConferenceStatus.CANCELLED, ConferenceStatus.PAST})


def conference_plan(facts: Facts) -> ConferencePlan | None:
    """The first event of the text that has a day and shall take place, with its programme; None if there is none.

    The titles of the programme items are in the active language.
    """
    event = next((event for event in facts.events if event.start and event.status not in _OVER), None)
    if event is None:
        return None
    starts_on, starts_at = moment_of(event.start)
    ends_on, ends_at = moment_of(event.end)
    if starts_on is None:
        return None
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
        status=_status(event),
        hosts=tuple(event.hosts),
        items=tuple(_items(facts)),
    )


def answer_deadline(facts: Facts) -> dt.date | None:
    """Until when the recipients shall answer: the deadline for registering, else for responding, else the first."""
    dated = [(deadline.what, day) for deadline in facts.deadlines if (day := deadline.date or deadline.resolved_date)]
    order = ("registration", "response")
    dated.sort(key=lambda one: order.index(one[0]) if one[0] in order else len(order))
    return day_of(dated[0][1]) if dated else None


def _status(event: Event) -> ConferenceStatus:
    return ConferenceStatus(event.status) if event.status in ConferenceStatus.values else ConferenceStatus.PLANNED


def _items(facts: Facts) -> list[PlannedItem]:
    """The programme as the text has it, with who contributes; what has no item of its own there gets one behind.

    Who follows another in the same role shares an item.
    """
    items = [PlannedItem(one.title or "", time_of(one.start), time_of(one.end)) for one in facts.programme]
    for contribution in facts.contributions:
        role = contribution.role or ""
        place = next((place for place, item in enumerate(items) if _is_for(item, role)), None)
        if place is None:
            items.append(PlannedItem(role_title(role), contributions=(_planned(contribution),)))
        else:
            items[place] = replace(items[place], contributions=(*items[place].contributions, _planned(contribution)))
    return items


def _is_for(item: PlannedItem, role: str) -> bool:
    """Whether the item's title names the role, in the language of the office or in English."""
    title = item.title.casefold()
    return bool(role) and (role_title(role).casefold() in title or role.casefold() in title)


def _planned(fact: Contribution) -> PlannedContribution:
    return PlannedContribution(
        name=fact.name or "",
        office=fact.office or "",
        role=fact.role or "",
        state=ContributionState(fact.state) if fact.state in ContributionState.values else ContributionState.REQUESTED,
    )
