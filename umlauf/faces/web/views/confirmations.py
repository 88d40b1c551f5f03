"""Once a year: the office asks its members whether their entries are still right, and they say so by one click."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_scopes import scope

from umlauf.faces.web.confirming import Opened, keep, open_confirm_link, opened_by_cookie
from umlauf.faces.web.house_forms import AskToConfirmForm, ConfirmForm
from umlauf.faces.web.link_pages import link_invalid, unnamed
from umlauf.faces.web.requests import OfficeRequest
from umlauf.faces.web.views.directory.frames import done, sent, sent_as
from umlauf.ground.core.clock import office_today
from umlauf.ground.text import Refused
from umlauf.office.directory.actions.confirmations import (
    ask_to_confirm,
    confirm_by_link,
    remind_to_confirm,
    renew_confirm_link,
    revoke_confirm_link,
)
from umlauf.office.directory.member_mailing import digest_of_entries, entries_in_words, link_ends
from umlauf.office.directory.queries.grants import members_of
from umlauf.office.directory.queries.own_entries import (
    addresses_of,
    get_confirmation_for,
    is_time_to_ask,
    own_entries,
    round_state,
)


def confirmations(request: OfficeRequest) -> HttpResponse:
    """Who has confirmed and who has not; ask all, or remind those who are missing."""
    today = office_today(request.association)
    form = AskToConfirmForm(sent_as(request, "ask"), today=today)
    refusal = ""
    if request.POST.get("step") == "remind":
        try:
            count = remind_to_confirm(actor=request.actor)
        except Refused as refused:
            refusal = str(refused.message)
        else:
            said = ngettext("%(count)s member is reminded.", "%(count)s members are reminded.", count)
            messages.success(request, said % {"count": count})
            return redirect("confirmations")
    elif done(form, lambda: ask_to_confirm(actor=request.actor, due=form.cleaned_data["due"])):
        messages.success(request, _("The question is on its way to all members."))
        return redirect("confirmations")
    status = HTTPStatus.CONFLICT if refusal or form.conflict else HTTPStatus.OK
    if form.errors and not form.conflict:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    context = _context(request) | {"form": form, "refusal": refusal, "today": today}
    return render(request, "web/house/confirmations.html", context, status=status)


def _context(request: OfficeRequest) -> dict[str, Any]:
    """How far the latest round is; where none runs, whom the next mail would reach."""
    association = request.association
    state, today = round_state(association), office_today(association)
    running = state is not None and state.round.due >= today
    members = [] if running else list(members_of(association))
    reached = addresses_of([one.id for one in members])
    return {
        "state": state,
        "running": running,
        "members": members,
        "unreached": [one for one in members if not reached[one.id]],
        "time": is_time_to_ask(today),
        "sample": entries_in_words(own_entries(members[0].id, association)) if members else "",
    }


def confirmation_link(request: OfficeRequest, confirmation_id: int) -> HttpResponse:
    """Send a member a new link, or let the one it has open nothing any more."""
    one = get_confirmation_for(request.actor, confirmation_id)
    seen = request.POST.get("generation", "")
    if not seen.isdecimal() or len(seen) > _DIGITS:
        raise Http404
    target: dict[str, Any] = {"actor": request.actor, "confirmation_id": one.id, "generation": int(seen)}
    name = {"name": one.organisation.name}
    try:
        if request.POST.get("step") == "revoke":
            revoke_confirm_link(**target)
            messages.success(request, _("The link of %(name)s opens nothing any more.") % name)
        else:
            renew_confirm_link(**target)
            said = _("The old link of %(name)s has ended. A new one is on its way to the intake addresses.")
            messages.success(request, said % name)
    except Refused as refused:
        messages.error(request, str(refused.message))
    return redirect("confirmations")


_DIGITS = 5


def confirm_open(request: HttpRequest, token: str) -> HttpResponse:
    """Remember what is asked and go on to an address that holds no key. Mail scanners come here, too."""
    try:
        opened = open_confirm_link(token)
    except Refused:
        return link_invalid(request)
    response = HttpResponseRedirect(reverse("confirm"), status=HTTPStatus.SEE_OTHER)
    keep(response, opened)
    return unnamed(response)


def confirm_mangled(request: HttpRequest, rest: str) -> HttpResponse:
    del rest
    return link_invalid(request)


def confirm(request: HttpRequest) -> HttpResponse:
    """The entries, and the two ways on: still right, or something is to be changed."""
    opened = opened_by_cookie(request)
    if opened is None:
        return link_invalid(request)
    association = opened.confirmation.association
    cast("OfficeRequest", request).association = association  # whose page it is
    with scope(association=association), timezone.override(ZoneInfo(association.zone)):
        form = ConfirmForm(sent(request))
        if done(form, lambda: _confirm(opened, form)):
            response: HttpResponse = redirect("confirm")
        else:
            response = _shown(request, opened, form)
    add_never_cache_headers(response)
    return response


def _confirm(opened: Opened, form: ConfirmForm) -> None:
    given = form.cleaned_data
    confirm_by_link(
        confirmation_id=opened.confirmation.id, generation=opened.generation, name=given["name"], seen=given["seen"]
    )


def _shown(request: HttpRequest, opened: Opened, form: ConfirmForm) -> HttpResponse:
    one = opened.confirmation
    units = own_entries(one.organisation_id, one.association)
    subject = _("Entries of %(name)s") % {"name": one.organisation.name}
    context = {
        "one": one,
        "form": form,
        "units": units,
        "seen": digest_of_entries(units),
        "ends": link_ends(one),
        "mailto": f"mailto:{quote(one.association.email, safe='@')}?subject={quote(subject)}",
    }
    status = HTTPStatus.CONFLICT if form.errors else HTTPStatus.OK
    return render(request, "web/house/confirm.html", context, status=status)
