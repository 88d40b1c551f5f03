"""Begin and end to see the pages as somebody else of the house does."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from umlauf.faces.web import viewing
from umlauf.faces.web.requests import OfficeRequest, PersonsRequest
from umlauf.faces.web.staff_forms import ReasonForm
from umlauf.faces.web.staff_page import house_of
from umlauf.faces.web.views.directory.frames import Frame, form_page, sent
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused
from umlauf.office.directory.actions.viewing import begin_viewing
from umlauf.office.directory.queries.grants import get_staff_for


def view_begin(request: OfficeRequest, user_id: int) -> HttpResponse:
    house, one = house_of(request), get_staff_for(request.actor, user_id)
    form = ReasonForm(sent(request))
    if form.is_valid():
        try:
            row = begin_viewing(actor=request.actor, user_id=user_id, reason=form.cleaned_data["reason"])
        except Refused as refused:
            form.refuse(refused)
        else:
            viewing.begin(request, row, request.hat)
            return HttpResponseRedirect(reverse("today"))
    heading = _("See the pages as %(name)s does") % {"name": one.user.name}
    lead = _(
        "To find out what somebody sees who asks you for help. You change nothing, it ends after %(minutes)s minutes, "
        "and the record keeps that you looked and why."
    ) % {"minutes": LIMITS.viewing_minutes}
    frame = Frame(heading, one.user.name, house.person(user_id), _("Show the pages"), lead)
    return form_page(request, form, frame)


def view_end(request: PersonsRequest) -> HttpResponse:
    seen = viewing.viewing_of(request)
    if seen is None:
        return HttpResponseRedirect(reverse("today"))
    viewing.end(request)
    home = reverse("staff" if seen.hat_key.endswith(".0") else "house-staff")
    return HttpResponseRedirect(f"{home}{seen.user_id}/")
