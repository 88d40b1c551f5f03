"""Groups of people who are invited beside the members, as an office runs them."""

from __future__ import annotations

from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from umlauf.faces.web.forms import Refusing
from umlauf.faces.web.group_forms import GroupForm, InviteeChangeForm, LinesForm, MoreTimeForm
from umlauf.faces.web.invitee_page import STANDING, group_rows, invited_of, standing_of_invitee, with_standing
from umlauf.faces.web.requests import InviteeRequest, OfficeRequest, number_in
from umlauf.faces.web.views.events import event_context
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import Refused
from umlauf.office.circulars.access import get_issue
from umlauf.office.conferences.access import get_conference_for
from umlauf.office.conferences.actions.groups import entry_of_group, remove_group, set_group, state_of_group
from umlauf.office.conferences.actions.invite import (
    change_invitee,
    extend_invitee,
    invite,
    remind_invitees,
    renew_invitee_link,
    send_invitations,
    silent_of,
    take_out,
)
from umlauf.office.conferences.invitee_access import get_group_for, no_guests
from umlauf.office.conferences.models import InvitedGroup

PAGE = 100


def groups(request: OfficeRequest, conference_id: int) -> HttpResponse:
    found = get_conference_for(request.actor, conference_id, Ability.RUN_CONFERENCES)
    refused = no_guests(found)
    context = {"conference": found, "rows": group_rows(found), "closed": refused.message if refused else ""}
    return render(request, "web/conference/groups.html", context)


def group_new(request: OfficeRequest, conference_id: int) -> HttpResponse:
    found = get_conference_for(request.actor, conference_id, Ability.RUN_CONFERENCES)
    form = GroupForm(_sent(request))
    if form.is_valid():
        try:
            group = set_group(actor=request.actor, conference_id=found.id, group_id=None, entry=form.entry())
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The group is saved. Now enter who belongs to it."))
            return redirect("group", conference_id=found.id, group_id=group.id)
    return _page(request, "group_edit", form, {"conference": found, "form": form})


def group_edit(request: OfficeRequest, conference_id: int, group_id: int) -> HttpResponse:
    group = get_group_for(request.actor, conference_id, group_id)
    if request.POST.get("step") == "remove":
        return _removed(request, group)
    form = GroupForm(_sent(request), initial=asdict(entry_of_group(group)) | {"seen": state_of_group(group)})
    if form.is_valid():
        target = {"conference_id": conference_id, "group_id": group.id}
        try:
            set_group(actor=request.actor, **target, entry=form.entry(), seen=form.cleaned_data["seen"])
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The group is saved."))
            return redirect("group", conference_id=conference_id, group_id=group.id)
    context = {"conference": group.conference, "group": group, "form": form, "empty": not group.invitees.exists()}
    return _page(request, "group_edit", form, context)


def group(request: OfficeRequest, conference_id: int, group_id: int) -> HttpResponse:
    """Who is in a group, and how it stands with them; who is entered, invited and reminded here."""
    found = get_group_for(request.actor, conference_id, group_id)
    step = request.POST.get("step", "")
    form = LinesForm(_sent(request) if step == "enter" else None)
    try:
        said = _done(request, found, step, form)
    except Refused as refused:
        form.refuse(refused) if form.is_bound else messages.error(request, str(refused.message))
    else:
        if said:
            messages.success(request, said)
            return redirect("group", conference_id=conference_id, group_id=group_id)
    rows = with_standing(found.invitees.filter(purged_at=None)).order_by("id")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    listed = [(one, standing_of_invitee(*(getattr(one, key) for key in STANDING))) for one in page.object_list]
    closed = no_guests(found.conference)
    context = {
        "conference": found.conference,
        "group": found,
        "row": next(one for one in group_rows(found.conference) if one.group.id == found.id),
        "page": page,
        "listed": listed,
        "form": form,
        "closed": closed.message if closed else "",
        "signed": get_issue(found.conference.circular) is not None,
        "to_send": found.invitees.filter(invited_at=None, purged_at=None).exclude(email="").count(),
        "to_remind": len(silent_of(found)),
    }
    return _page(request, "group", form, context)


def invitee(request: InviteeRequest) -> HttpResponse:
    """Somebody invited, as the office sees them: what they said, who they are, more time, a new link."""
    around = invited_of(request)
    one = around.invitee
    known = {name: getattr(one, name) for name in ("name", "function", "house", "email", "language")}
    change = InviteeChangeForm(_sent(request, "change"), initial=known)
    time = MoreTimeForm(_sent(request, "extend"), initial={"until": one.until, "reason": one.until_reason})
    form = time if time.is_bound else change
    try:
        said = _done_to_one(request, change, time)
    except Refused as refused:
        form.refuse(refused) if form.is_bound else messages.error(request, str(refused.message))
    else:
        if said:
            messages.success(request, said)
            if request.POST.get("step") == "remove":
                return redirect("group", conference_id=around.conference.id, group_id=one.group_id)
            return HttpResponseRedirect(request.door.landing)
    refused_all = no_guests(around.conference)
    context = event_context(request, around) | {"change": change, "time": time, "form": form}
    context |= {"runs": request.actor.may(Ability.RUN_CONFERENCES), "closed": refused_all is not None}
    return _page(request, "invitee", form, context)


def _done(request: OfficeRequest, group: InvitedGroup, step: str, form: LinesForm) -> str:
    """Do what a button of the group's page asks for, and say what was done; nothing where no form was sent."""
    target: dict[str, Any] = {"actor": request.actor, "conference_id": group.conference_id, "group_id": group.id}
    if step == "enter" and form.is_valid():
        added = len(invite(**target, people=form.people()))
        said = ngettext("%(count)s person is entered.", "%(count)s people are entered.", added) % {"count": added}
        return f"{said} {_('No mail has gone out yet.')}"
    if step == "send":
        sent = send_invitations(**target, count=number_in(request.POST, "count"))
        said = ngettext("The invitation goes to %(count)s person.", "The invitation goes to %(count)s people.", sent)
        return said % {"count": sent} if sent else _("All who have an address have been invited already.")
    if step == "remind":
        sent = remind_invitees(**target, count=number_in(request.POST, "count"))
        said = ngettext("The reminder goes to %(count)s person.", "The reminder goes to %(count)s people.", sent)
        return said % {"count": sent} if sent else _("Nobody is to be reminded any more.")
    return ""


def _done_to_one(request: InviteeRequest, change: InviteeChangeForm, time: MoreTimeForm) -> str:
    """The same for the page of somebody invited. Raises ``Refused`` for whoever may only key in answers."""
    group, step = request.invitee.group, request.POST.get("step", "")
    target: dict[str, Any] = {"actor": request.actor, "conference_id": group.conference_id}
    target["invitee_id"] = request.invitee.id
    if change.is_valid():
        change_invitee(**target, entry=change.entry())
        return _("It is saved. No mail has gone out.")
    if time.is_valid():
        extend_invitee(**target, until=time.cleaned_data["until"], reason=time.cleaned_data["reason"])
        return _("They have more time. No mail has gone out.")
    if step == "renew":
        renew_invitee_link(**target, generation=number_in(request.POST, "generation"))
        return _("The old link is void. A mail with the new one is on its way, if an address is known.")
    if step == "remove":
        take_out(**target)
        return _("They are taken out. They had no invitation yet.")
    return ""


def _removed(request: OfficeRequest, group: InvitedGroup) -> HttpResponse:
    try:
        remove_group(actor=request.actor, conference_id=group.conference_id, group_id=group.id)
    except Refused as refused:
        messages.error(request, str(refused.message))
        return redirect("group", conference_id=group.conference_id, group_id=group.id)
    messages.success(request, _("The group is gone. Nobody was in it."))
    return redirect("groups", conference_id=group.conference_id)


def _page(request: OfficeRequest | InviteeRequest, name: str, form: Refusing, context: dict[str, Any]) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, f"web/conference/{name}.html", context, status=status)


def _sent(request: OfficeRequest | InviteeRequest, step: str = "") -> QueryDict | None:
    """What a form is bound to, if it was the one that was sent."""
    return request.POST if request.method == "POST" and (not step or request.POST.get("step") == step) else None
