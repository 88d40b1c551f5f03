"""A security check as those see it who run the conference: what is asked, how many have answered, and nothing of it."""

from __future__ import annotations

import secrets
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from umlauf.faces.web.requests import OfficeRequest, number_in
from umlauf.faces.web.security_forms import CheckForm, initial_of_check
from umlauf.faces.web.security_page import early_in_words, facts_of, late_in_words
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import Refused
from umlauf.office.conferences.access import get_conference_for
from umlauf.office.conferences.actions.security import end_check, set_check, tell_security
from umlauf.office.conferences.models import Conference
from umlauf.office.conferences.queries import takes_place
from umlauf.office.conferences.security_queries import counts_of_check, is_due, kept_of_check, open_check


def security(request: OfficeRequest, conference_id: int) -> HttpResponse:
    found, now = _conference(request, conference_id), office_now()
    check = open_check(found)
    context = {"conference": found, "check": check, "ahead": takes_place(found, now)}
    if check is not None:
        context |= facts_of(check, found) | {
            "counts": counts_of_check(found, now),
            "due": is_due(check, found, now),
            "early": early_in_words(check, found),
            "until_late": late_in_words(check, found),
            "nonce": secrets.token_urlsafe(16),
        }
    return render(request, "web/security/check.html", context)


def security_edit(request: OfficeRequest, conference_id: int) -> HttpResponse:
    found = _conference(request, conference_id)
    check = open_check(found)
    form = CheckForm(request.POST if request.method == "POST" else None, initial=initial_of_check(check, found))
    if form.is_valid():
        try:
            set_check(actor=request.actor, conference_id=found.id, entry=form.entry(), seen=form.cleaned_data["seen"])
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The security check is saved. It stands on the page of each place."))
            return redirect("conference-security", conference_id=found.id)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    context = {"conference": found, "check": check, "form": form}
    return render(request, "web/security/edit.html", context, status=status)


def security_end(request: OfficeRequest, conference_id: int) -> HttpResponse:
    """Say what ending it deletes, and do so."""
    found = _conference(request, conference_id)
    if request.method == "POST":
        end_check(actor=request.actor, conference_id=found.id)
        messages.success(request, _("The security check has ended. What people gave is deleted."))
        return redirect("conference-security", conference_id=found.id)
    check = open_check(found)
    if check is None:
        return redirect("conference-security", conference_id=found.id)
    context = facts_of(check, found) | {"kept": kept_of_check(found)}
    return render(request, "web/security/end.html", context)


def security_tell(request: OfficeRequest, conference_id: int) -> HttpResponse:
    nonce, count = request.POST.get("nonce", "")[:40], number_in(request.POST, "count")
    try:
        tell_security(actor=request.actor, conference_id=conference_id, count=count, nonce=nonce)
    except Refused as refused:
        messages.error(request, str(refused.message))
    else:
        messages.success(request, _("Whoever has not answered yet gets a mail with the link to their page."))
    return redirect("conference-security", conference_id=conference_id)


def _conference(request: OfficeRequest, conference_id: int) -> Conference:
    return get_conference_for(request.actor, conference_id, Ability.RUN_CONFERENCES)
