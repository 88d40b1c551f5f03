"""Somebody asks the houses for the names of their places."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from umlauf.faces.web.names_page import NamesForm, first, houses_of
from umlauf.faces.web.requests import OfficeRequest
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import Refused
from umlauf.office.conferences.access import get_conference_for
from umlauf.office.conferences.actions.names import addresses_of, ask_for_names, asked_today
from umlauf.office.conferences.queries import nameless_of


def names(request: OfficeRequest, conference_id: int) -> HttpResponse:
    found = get_conference_for(request.actor, conference_id, Ability.RUN_CONFERENCES)
    rows = nameless_of(found)
    form = NamesForm(request.POST if request.method == "POST" else None, initial=first(rows))
    if form.is_valid():
        try:
            ask_for_names(actor=request.actor, conference_id=found.id, **form.cleaned_data)
        except Refused as refused:
            messages.error(request, str(refused.message))
            return redirect("names", conference_id=found.id)
        messages.success(request, _("The houses are asked for the names."))
        return redirect("conference", conference_id=found.id)
    houses = houses_of(rows)
    shown = {"conference": found, "rows": houses, "houses": len(houses), "count": len(rows)}
    shown |= {"mails": len(addresses_of(rows)), "today": asked_today(found, office_now()), "form": form}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "web/conference/names.html", shown, status=status)
