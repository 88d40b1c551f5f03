"""The first page of the day: for an office what lies here, what runs and what ends, for a member its inbox."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django_scopes import scope

from umlauf.engines.mail.enums import NEEDS_A_PERSON, OPEN, State
from umlauf.faces.web.guards import abilities_worn
from umlauf.faces.web.inbox import inbox_of
from umlauf.faces.web.requests import PersonsRequest
from umlauf.faces.web.returned_words import bad_lines
from umlauf.faces.web.returns import answered_in_words, kinds_of
from umlauf.faces.web.words import counties
from umlauf.ground.core.actor import Means
from umlauf.ground.core.clock import office_today
from umlauf.ground.core.models import Association
from umlauf.ground.core.policy import Ability
from umlauf.office.circulars import queries
from umlauf.office.circulars.bad_addresses import bad_addresses
from umlauf.office.circulars.dispatching import held_back, overdue_plans
from umlauf.office.circulars.enums import Step
from umlauf.office.circulars.folder import folder_of
from umlauf.office.circulars.models import Series
from umlauf.office.circulars.queries import CircularRow
from umlauf.office.circulars.returned import waiting_arrivals
from umlauf.office.circulars.writing import unsaved_texts
from umlauf.office.conferences.contributors import news_of_contributors
from umlauf.office.conferences.queries import coming_conferences, open_cases, places_without_names
from umlauf.office.conferences.security_queries import checks_running
from umlauf.office.directory.hats import Hat, actor_of
from umlauf.office.directory.queries.own_entries import is_time_to_ask, open_proposals
from umlauf.office.responses.queries import Returned, open_extensions, returned

SHOWN = 12  # of each kind; the rest is one link away
URGENT = dt.timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Running:
    """A circular that is out: how many of its messages were handed over, are open, need somebody or are held back; who
    is missing.

    ``answered`` is „8 von 11 Landkreisen haben …“, empty where nothing is asked. ``urgent``: the deadline
    ends within three days, or is ``over``.
    """

    row: CircularRow
    sent: int
    open: int
    stuck: int
    held: int
    addresses: int
    answered: str
    missing: int
    urgent: bool
    over: bool
    closed: bool

    @property
    def left(self) -> bool:
        """Whether something of its mail is not done."""
        return bool(self.open or self.stuck or self.held)


def today(request: PersonsRequest) -> HttpResponse:
    hat = request.hat
    if hat is None:
        return render(request, "web/no_hat.html", status=403)
    if Ability.READ_LETTERS in abilities_worn(request):
        return render(request, "web/inbox.html", {"houses": inbox_of(request.hats)})
    zone = ZoneInfo(hat.association.zone)
    with scope(association=hat.association), timezone.override(zone):
        if Ability.SEE_CIRCULARS in hat.abilities:
            return render(request, "web/today.html", _office_day(request, hat))
        counts = Ability.SEE_PARTICIPANTS in hat.abilities
        day = office_today(hat.association)
        coming = coming_conferences(day) if counts else ()
        checks = checks_running(day) if Ability.SEE_SECURITY_ENTRIES in hat.abilities else ()
        return render(request, "web/start.html", {"counts": counts, "conferences": coming, "checks": checks})


def _office_day(request: PersonsRequest, hat: Hat) -> dict[str, object]:
    day = office_today(hat.association)
    rows = queries.circular_rows()
    writes = Ability.WRITE_CIRCULARS in hat.abilities
    unsaved = unsaved_texts(actor_of(request.user, hat, Means.LOGIN)) if writes else []
    overdue = overdue_plans()
    drafts = queries.at_step(rows, Step.DRAFT).exclude(id__in=[one.circular_id for one in unsaved if one.circular_id])
    return {
        "day": day,
        "waiting": len(folder_of(actor_of(request.user, hat, Means.LOGIN))),
        "laid": _first(queries.laid(rows)) if writes else (),
        "drafts": _first(drafts),
        "unsaved": unsaved[:SHOWN],
        "overdue": overdue,
        "ready": _first(queries.at_step(rows, Step.RENDERED).exclude(id__in=[one.circular_id for one in overdue])),
        "unsettled": queries.unsettled(),
        "returned": waiting_arrivals(),
        "bad": bad_lines(bad_addresses(hat.association))[:SHOWN],
        "held": held_back(),
        "extensions": open_extensions()[:SHOWN],
        "cases": open_cases(day) if Ability.RUN_CONFERENCES in hat.abilities else (),
        "contributors": news_of_contributors() if Ability.RUN_CONFERENCES in hat.abilities else (),
        "nameless": places_without_names(day) if Ability.RUN_CONFERENCES in hat.abilities else (),
        "checks": checks_running(day) if Ability.SEE_SECURITY_ENTRIES in hat.abilities else (),
        "running": _running(queries.running(rows, day), day),
        "proposals": open_proposals().count() if Ability.KEEP_DIRECTORY in hat.abilities else 0,
        "time": Ability.KEEP_DIRECTORY in hat.abilities and is_time_to_ask(day, never=False),
        "signs": Ability.SIGN in hat.abilities,
        "week": _week(hat.association, day),
    }


def _first(rows: queries.Rows) -> list[CircularRow]:
    return [queries.row_of(values) for values in rows[:SHOWN]]


def _running(rows: queries.Rows, day: dt.date) -> list[Running]:
    shown = _first(rows)
    ids = [row.id for row in shown]
    states, back, kinds = queries.delivery_states(ids), returned(ids), kinds_of(ids)
    return [_sums(row, states[row.id], back.get(row.id), kinds.get(row.id, set()), day) for row in shown]


def _sums(row: CircularRow, states: dict[State, int], back: Returned | None, kinds: set[str], day: dt.date) -> Running:
    def count(of: frozenset[State]) -> int:
        return sum(number for state, number in states.items() if state in of)

    return Running(
        row,
        sent=count(frozenset({State.SENT})),
        open=count(OPEN),
        stuck=count(NEEDS_A_PERSON),
        held=count(frozenset({State.PAUSED})),
        addresses=sum(states.values()),
        answered=answered_in_words(back.answered, back.asked, as_counties=counties(kinds)) if back else "",
        missing=back.asked - back.answered if back and not row.withdrawn else 0,
        closed=back is not None and back.closed,
        over=row.answer_by is not None and row.answer_by < day,
        urgent=row.answer_by is not None and row.answer_by <= day + URGENT,
    )


def _week(association: Association, day: dt.date) -> dict[str, object]:
    """What ends and what went out from Monday to Sunday, and the next number of each series."""
    monday = day - dt.timedelta(days=day.weekday())
    begin = dt.datetime.combine(monday, dt.time(), ZoneInfo(association.zone))
    rows = queries.circular_rows()
    return {
        "due": queries.answers_due(rows, day, monday + dt.timedelta(days=6)),
        "sent": queries.sent_between(begin, begin + dt.timedelta(days=7)),
        "next": [
            (series.kind, series.numbered(queries.next_number(series, day.year), day.year))
            for series in Series.objects.all()
        ],
    }
