"""Emergency access: ask for it, and confirm it for a colleague."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from umlauf.faces.web.requests import OfficeRequest
from umlauf.faces.web.staff_forms import ReasonForm
from umlauf.faces.web.views.directory.frames import sent
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.core.policy import Ability, Role
from umlauf.ground.text import Refused
from umlauf.office.directory.actions.emergencies import ask_for_emergency, confirm_emergency
from umlauf.office.directory.models import Emergency
from umlauf.office.directory.queries.grants import past_emergencies, running_emergencies, waiting_emergencies


def emergency(request: OfficeRequest) -> HttpResponse:
    form = ReasonForm(sent(request))
    if form.is_valid():
        try:
            ask_for_emergency(actor=request.actor, reason=form.cleaned_data["reason"])
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("You have asked for emergency access. A colleague has to confirm it now."))
            return redirect("emergency")
    waiting = list(waiting_emergencies(request.association))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    confirms = request.actor.may(Ability.SEE_CIRCULARS)
    context = {
        "form": form,
        "own": next((one for one in waiting if one.asked_by_id == request.user.id), None),
        "others": [one for one in waiting if one.asked_by_id != request.user.id],
        "running": list(running_emergencies(request.association)),
        "confirms": confirms,
        "past": list(past_emergencies(request.association)) if confirms else [],
        "kept": LIMITS.retention_days,
        "administrator": Role.ADMINISTRATOR in request.actor.roles,
        "hours": LIMITS.emergency_hours,
    }
    return render(request, "web/staff/emergency.html", context, status=status)


def emergency_confirm(request: OfficeRequest, emergency_id: int) -> HttpResponse:
    asked = (
        Emergency.objects.filter(association=request.association, id=emergency_id).select_related("asked_by").first()
    )
    if asked is None:
        raise Http404
    refusal = ""
    if request.method == "POST":
        try:
            confirm_emergency(actor=request.actor, emergency_id=emergency_id)
        except Refused as refused:
            refusal = str(refused.message)
        else:
            said = _("%(name)s is administrator for %(hours)s hours now.")
            messages.success(request, said % {"name": asked.asked_by.name, "hours": LIMITS.emergency_hours})
            return redirect("emergency")
    context = {
        "asked": asked,
        "own": asked.asked_by_id == request.user.id,
        "hours": LIMITS.emergency_hours,
        "refusal": refusal,
    }
    status = HTTPStatus.CONFLICT if refusal else HTTPStatus.OK
    return render(request, "web/staff/emergency_confirm.html", context, status=status)
