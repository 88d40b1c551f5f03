"""Who waits for a place: in which order, who moves up only together, and to whom a place is offered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _

from umlauf.faces.web.admission_forms import ExtendForm, PartyForm, PriorityForm
from umlauf.faces.web.forms import Refusing
from umlauf.faces.web.requests import OfficeRequest
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import Refused
from umlauf.office.conferences.access import get_conference_for, get_registration_for
from umlauf.office.conferences.actions.offers import extend_offer
from umlauf.office.conferences.actions.parties import part_party, tie_party
from umlauf.office.conferences.actions.prefer import set_priority
from umlauf.office.conferences.actions.withdraw import no_offer
from umlauf.office.conferences.enums import Priority, RegistrationState
from umlauf.office.conferences.models import QUEUE, Conference, Registration
from umlauf.office.conferences.offers import latest_offers, open_offers, party_sizes
from umlauf.office.conferences.queries import INVITER, places_of, takes_place

PAGE = 50


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody in the list. ``together`` is how many are to move up of their party, ``undecided`` about how many of
    them somebody has to decide first, ``leads``: they are its first on the page.
    """

    place: int
    row: Registration
    priority: Priority
    together: int
    undecided: int
    leads: bool


def waiting_list(request: OfficeRequest, conference_id: int) -> HttpResponse:
    found = get_conference_for(request.actor, conference_id, Ability.RUN_CONFERENCES)
    rows = found.registrations.filter(state=RegistrationState.WAITING, purged_at=None)
    page = Paginator(rows.select_related(*INVITER).order_by(*QUEUE), PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    people = [(str(row.id), f"{row.called} ({row.inviter_name})") for row in shown]
    step = request.POST.get("step", "")
    tie = PartyForm(request.POST if step == "tie" else None, people=people)
    prefer = PriorityForm(request.POST if request.method == "POST" and not step else None, people=people)
    if (said := _changed(request, found, tie, prefer)) is not None:
        messages.success(request, said)
        return redirect("waiting-list", conference_id=found.id)
    listed = _listed(found, shown, page.start_index())
    context = {"conference": found, "page": page, "rows": listed, "prefer": prefer, "places": places_of(found)}
    context |= {"form": tie if tie.is_bound else prefer, "ticked": set(request.POST.getlist("people"))}
    return _page(request, "waiting", context | {"ahead": takes_place(found, office_now())})


def offers(request: OfficeRequest, conference_id: int) -> HttpResponse:
    found = get_conference_for(request.actor, conference_id, Ability.RUN_CONFERENCES)
    page = Paginator(latest_offers(found), PAGE).get_page(request.GET.get("page"))
    context = {"conference": found, "page": page, "ahead": takes_place(found, office_now())}
    return render(request, "web/conference/offers.html", context)


def offer_extend(request: OfficeRequest, conference_id: int, registration_id: int) -> HttpResponse:
    found = get_conference_for(request.actor, conference_id, Ability.RUN_CONFERENCES)
    row = get_registration_for(request.actor, conference_id, registration_id)
    offer = open_offers([row]).get(row.id)
    if offer is None:
        if request.method == "POST":
            messages.error(request, str(no_offer(row).message))
        return redirect("offers", conference_id=found.id)
    ends = offer.expires_at.astimezone(get_current_timezone())
    initial = {"day": ends.date(), "time": ends.time(), "sequence": row.sequence}
    form = ExtendForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        given = form.cleaned_data
        until = dt.datetime.combine(given["day"], given["time"], get_current_timezone()).astimezone(dt.UTC)
        target: dict[str, Any] = {"conference_id": found.id, "registration_id": row.id}
        try:
            extend_offer(actor=request.actor, **target, until=until, sequence=given["sequence"])
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The place is kept for longer."))
            return redirect("offers", conference_id=found.id)
    sizes = party_sizes(found, [row], [RegistrationState.OFFERED])
    context = {"conference": found, "row": row, "offer": offer, "form": form, "size": sizes.get(row.party_id or 0, 1)}
    return _page(request, "offer", context)


def _listed(found: Conference, rows: Sequence[Registration], start: int) -> list[Waiting]:
    """Two queries, if somebody is of a party."""
    sizes, undecided = party_sizes(found, rows), party_sizes(found, rows, [RegistrationState.REVIEW])
    first = {row.party_id: row.id for row in reversed(rows)}
    return [
        Waiting(
            place,
            row,
            Priority(row.priority),
            sizes.get(row.party_id or 0, 1),
            undecided.get(row.party_id or 0, 0),
            first[row.party_id] == row.id,
        )
        for place, row in enumerate(rows, start=start)
    ]


def _changed(request: OfficeRequest, found: Conference, tie: PartyForm, prefer: PriorityForm) -> str | None:
    """What came of the form that was sent. None where none was, or something is to be corrected."""
    target: dict[str, Any] = {"actor": request.actor, "conference_id": found.id}
    form: Refusing = tie if tie.is_bound else prefer
    try:
        if tie.is_valid():
            if (party := tie.cleaned_data["part"]) is not None:
                part_party(**target, party_id=party)
                return _("Each of them moves up alone again.")
            tie_party(**target, registration_ids=tie.cleaned_data["people"])
            return _("They move up only together.")
        if prefer.is_valid():
            given = prefer.cleaned_data
            priority, reason = Priority(given["priority"]), given["reason"]
            set_priority(**target, registration_id=given["person"], priority=priority, reason=reason)
            return _("The order of the waiting list is saved.")
    except Refused as refused:
        form.refuse(refused)
    return None


def _page(request: OfficeRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if context["form"].errors else HTTPStatus.OK
    return render(request, f"web/conference/{name}.html", context, status=status)
