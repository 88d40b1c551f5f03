"""The page of a contributor, by the link in their mail: what they are asked for, and their answer."""

from __future__ import annotations

from http import HTTPStatus
from typing import cast
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django_scopes import scope

from umlauf.faces.web.contributing import contributor_by_cookie, keep, open_contributor_link
from umlauf.faces.web.contributor_form import ContributorForm
from umlauf.faces.web.language import begin_in
from umlauf.faces.web.link_pages import link_invalid, unnamed
from umlauf.faces.web.often import slow_down, too_often
from umlauf.faces.web.requests import OfficeRequest
from umlauf.ground.core.clock import office_now
from umlauf.ground.text import Refused
from umlauf.office.conferences.actions.contribute import answer_as_contributor
from umlauf.office.conferences.contributor_mailing import content_of
from umlauf.office.conferences.contributors import contributions_of, may_be_asked, state_of_contributor
from umlauf.office.conferences.models import Contributor
from umlauf.office.conferences.queries import final_day, last_day
from umlauf.office.conferences.words import when_of, where_of
from umlauf.office.responses.wording import contact_line


def contribution_open(request: HttpRequest, token: str) -> HttpResponse:
    """Remember whose link it is and go on to an address that holds no key. Mail scanners come here, too."""
    try:
        opened = open_contributor_link(token)
    except Refused:
        return link_invalid(request)
    address = reverse("contribution", kwargs={"contributor_id": opened.id})
    response = HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)
    keep(request, response, opened)
    begin_in(request, response, opened.conference.language)
    return unnamed(response)


def contribution_mangled(request: HttpRequest, rest: str) -> HttpResponse:
    """Whatever else begins like a link: a mail program has broken it."""
    del rest
    return link_invalid(request)


def contribution(request: HttpRequest, contributor_id: int) -> HttpResponse:
    opened = contributor_by_cookie(request, contributor_id)
    if opened is None:
        return link_invalid(request)
    if request.method == "POST" and too_often(request, "contributor", str(opened.id)):
        return slow_down(request)
    cast("OfficeRequest", request).association = opened.association  # whose page it is
    with scope(association=opened.association), timezone.override(ZoneInfo(opened.association.zone)):
        response = _answered(request, opened)
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _answered(request: HttpRequest, opened: Contributor) -> HttpResponse:
    rows = list(contributions_of(opened))
    seen = state_of_contributor(opened, rows)
    form = ContributorForm(request.POST if request.method == "POST" else None, contributor=opened, rows=rows, seen=seen)
    if form.is_valid():
        link = {"contributor_id": opened.id, "generation": opened.link_generation}
        try:
            answer_as_contributor(**link, entry=form.entry())
        except Refused as refused:
            form.refuse(refused, seen)
        else:
            messages.success(request, _("Thank you. Your answer has arrived at the office."))
            return redirect("contribution", contributor_id=opened.id)
    return _shown(request, opened, form)


def _shown(request: HttpRequest, opened: Contributor, form: ContributorForm) -> HttpResponse:
    conference = opened.conference
    context = {
        "conference": conference,
        "form": form,
        "cards": list(form.cards()),
        "when": when_of(conference),
        "where": where_of(conference),
        "hosts": [host.name for host in conference.hosts.all()],
        "ahead": may_be_asked(conference, office_now()),
        "ends": final_day(conference),
        "kept_until": last_day(conference),
        "contact": contact_line(content_of(conference), opened.association),
        "wishes": opened.wishes,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "web/programme/contribution.html", context, status=status)
