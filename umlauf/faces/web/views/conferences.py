"""The list of conferences and sessions, the page of one, and what an office changes of it."""

from __future__ import annotations

import secrets
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from umlauf.faces.web.asking import PlacesForm
from umlauf.faces.web.draft_page import beginning, lists_with_reach
from umlauf.faces.web.event_forms import (
    CancelForm,
    EventForm,
    HostsForm,
    NewEventForm,
    TellForm,
    initial_of_event,
    initial_of_hosts,
)
from umlauf.faces.web.event_page import coming_of, event_page, listed
from umlauf.faces.web.requests import OfficeRequest
from umlauf.faces.web.security_page import moved_in_words
from umlauf.faces.web.words import people_in_words
from umlauf.ground.core.clock import office_now, office_today
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import Refused
from umlauf.office.circulars.models import Series
from umlauf.office.conferences.access import get_conference_for
from umlauf.office.conferences.actions.begin import begin_event
from umlauf.office.conferences.actions.event import cancel_event, change_event, set_hosts
from umlauf.office.conferences.actions.places import set_places
from umlauf.office.conferences.enums import ConferenceKind, ConferenceStatus
from umlauf.office.conferences.event_entries import state_of_event, state_of_hosts
from umlauf.office.conferences.listing import event_ids
from umlauf.office.conferences.models import Conference
from umlauf.office.conferences.queries import is_past, people_by_state, places_of

PAGE = 50


def conferences(request: OfficeRequest) -> HttpResponse:
    kind, past = request.GET.get("kind", ""), bool(request.GET.get("past"))
    chosen = ConferenceKind(kind) if kind in ConferenceKind.values else None
    ids = event_ids(office_today(request.association), past=past, kind=chosen)
    page = Paginator(ids, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": listed(list(page.object_list), office_now()),
        "past": past,
        "kind": chosen,
        "kinds": ConferenceKind,
    }
    return render(request, "web/conference/list.html", context)


def conference_new(request: OfficeRequest) -> HttpResponse:
    known = [(str(one.id), one.kind) for one in Series.objects.order_by("id")]
    lists = lists_with_reach(request.association, "")
    begun = beginning(request)
    initial = {"nonce": secrets.token_urlsafe(16), "language": request.association.language}
    initial |= {"kind": request.GET.get("kind", ConferenceKind.CONFERENCE)}
    form = NewEventForm(_sent(request), initial=initial, series=known, lists=lists)
    if form.is_valid():
        given = {"plan": form.plan(), "invitation": form.invitation(begun), "nonce": form.cleaned_data["nonce"]}
        try:
            conference = begin_event(actor=request.actor, **given)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("It is planned, and the draft of the circular that invites to it has begun."))
            return redirect("conference", conference_id=conference.id)
    return _form_page(request, "new", form, {"form": form, "ready": bool(known and lists)})


def conference(request: OfficeRequest, conference_id: int) -> HttpResponse:
    found = get_conference_for(request.actor, conference_id)
    return render(request, "web/conference/event.html", event_page(found))


def conference_edit(request: OfficeRequest, conference_id: int) -> HttpResponse:
    found = get_conference_for(request.actor, conference_id, Ability.RUN_CONFERENCES)
    if (away := _away(request, found)) is not None:
        return away
    step = request.POST.get("step", "")
    event = EventForm(_sent(request, step == "event"), initial=initial_of_event(found, state_of_event(found)))
    hosts = HostsForm(_sent(request, step == "hosts"), initial=initial_of_hosts(found, state_of_hosts(found)))
    tell = TellForm(_sent(request, step == "event"), **_tell_known(request, found))
    changed = _changed(request, found, event, hosts, tell)
    if changed is not None:
        messages.success(request, _("What you changed is saved."))
        for note in moved_in_words(found, changed, office_now()):
            messages.warning(request, _("Security check: %(note)s") % {"note": note})
        return redirect("conference", conference_id=found.id)
    form = hosts if step == "hosts" else event
    context = _telling(found) | {"conference": found, "event": event, "hosts": hosts, "tell": tell, "form": form}
    return _form_page(request, "edit", form, context)


def conference_places(request: OfficeRequest, conference_id: int) -> HttpResponse:
    found = get_conference_for(request.actor, conference_id, Ability.RUN_CONFERENCES)
    form = PlacesForm(_sent(request), initial={"places": found.places})
    if form.is_valid():
        try:
            set_places(actor=request.actor, conference_id=found.id, places=form.cleaned_data["places"])
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The number of places is saved."))
            return redirect("conference", conference_id=found.id)
    return _form_page(request, "places", form, {"conference": found, "places": places_of(found), "form": form})


def conference_cancel(request: OfficeRequest, conference_id: int) -> HttpResponse:
    found = get_conference_for(request.actor, conference_id, Ability.RUN_CONFERENCES)
    if (away := _away(request, found)) is not None:
        return away
    form = CancelForm(_sent(request), **_tell_known(request, found))
    if form.is_valid():
        try:
            cancel_event(actor=request.actor, conference_id=found.id, seen=form.cleaned_data["seen"], tell=form.tell())
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("It is cancelled."))
            return redirect("conference", conference_id=found.id)
    return _form_page(request, "cancel", form, _telling(found) | {"conference": found, "form": form})


def _changed(
    request: OfficeRequest, found: Conference, event: EventForm, hosts: HostsForm, tell: TellForm
) -> Conference | None:
    """Do what the form that was sent asks for. None where none was, or something is to be corrected."""
    target: dict[str, Any] = {"actor": request.actor, "conference_id": found.id}
    form = hosts if hosts.is_bound else event
    try:
        if hosts.is_valid():
            seen, issuer = hosts.cleaned_data["seen"], hosts.cleaned_data["issuer"]
            return set_hosts(**target, hosts=hosts.entries(), issuer=issuer, seen=seen)
        if event.is_valid() and tell.is_valid():
            seen = event.cleaned_data["seen"]
            return change_event(**target, entry=event.entry(), seen=seen, tell=tell.tell())
    except Refused as refused:
        form.refuse(refused)
        if refused.code == "event.changed" and tell.is_bound:
            tell.renew()
    return None


def _away(request: OfficeRequest, found: Conference) -> HttpResponse | None:
    """Back to its page, where nothing can be changed any more."""
    if found.status != ConferenceStatus.CANCELLED and not is_past(found, office_now()):
        return None
    messages.info(request, _("It is over or was cancelled, so nothing of it is changed any more."))
    return redirect("conference", conference_id=found.id)


def _tell_known(request: OfficeRequest, found: Conference) -> dict[str, Any]:
    """What a form that tells others needs."""
    initial = {"coming": True, "nonce": secrets.token_urlsafe(16), "seen": state_of_event(found)}
    return {"initial": initial, "invites": request.actor.may(Ability.WRITE_CIRCULARS)}


def _telling(found: Conference) -> dict[str, Any]:
    """Whether somebody has to be told, and how many come."""
    coming = coming_of(people_by_state(found))
    sent = Conference.objects.filter(id=found.id, circular__issue__dispatch__isnull=False).exists()
    return {"sent": sent, "coming": people_in_words(coming), "some": coming > 0}


def _form_page(request: OfficeRequest, name: str, form: Any, context: dict[str, Any]) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, f"web/conference/{name}.html", context, status=status)


def _sent(request: OfficeRequest, given: bool = True) -> QueryDict | None:
    """What a form is bound to, if it was the one that was sent."""
    return request.POST if given and request.method == "POST" else None
