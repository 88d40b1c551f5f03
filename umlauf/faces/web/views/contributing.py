"""The page of a contributor, by the link in their mail: what they are asked for, and their answer."""

from __future__ import annotations

from http import HTTPStatus
from typing import cast
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
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
from umlauf.faces.web.photo_form import PhotoForm, photo_response
from umlauf.faces.web.requests import OfficeRequest
from umlauf.ground.core.clock import office_now
from umlauf.ground.text import Refused
from umlauf.office.conferences.actions.contribute import answer_as_contributor
from umlauf.office.conferences.actions.photos import give_photo, take_photo_back
from umlauf.office.conferences.contributor_mailing import content_of
from umlauf.office.conferences.contributors import contributions_of, may_be_asked, state_of_contributor
from umlauf.office.conferences.models import Contributor
from umlauf.office.conferences.photos import can_be_public, person_of, photo_of
from umlauf.office.conferences.queries import final_day, last_day
from umlauf.office.conferences.words import when_of, where_of
from umlauf.office.responses.wording import contact_line

_GIVE, _TAKE_BACK = "photo", "photo-back"


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
    step = request.POST.get("step") if request.method == "POST" else None
    if request.method == "POST" and step != _TAKE_BACK and too_often(request, "contributor", str(opened.id)):
        return slow_down(request)
    cast("OfficeRequest", request).association = opened.association  # whose page it is
    with scope(association=opened.association), timezone.override(ZoneInfo(opened.association.zone)):
        response = _photo_given(request, opened) if step in {_GIVE, _TAKE_BACK} else _answered(request, opened)
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def contribution_photo(request: HttpRequest, contributor_id: int) -> HttpResponse:
    """The photo that was given, for whoever has opened the link. Raises ``Http404``."""
    opened = contributor_by_cookie(request, contributor_id)
    if opened is None:
        raise Http404
    with scope(association=opened.association):
        photo = photo_of(opened)
        if photo is None:
            raise Http404
        response = photo_response(photo)
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _photo_given(request: HttpRequest, opened: Contributor) -> HttpResponse:
    """What becomes of a photo that is given or taken back."""
    link = {"contributor_id": opened.id, "generation": opened.link_generation}
    rows = list(contributions_of(opened))
    form = PhotoForm(request.POST, request.FILES, photo=photo_of(opened), name=person_of(rows))
    try:
        if request.POST["step"] == _TAKE_BACK:
            take_photo_back(**link)
            messages.success(request, _("The photo is deleted. No page shows it any more."))
            return redirect("contribution", contributor_id=opened.id)
        if form.is_valid():
            give_photo(**link, entry=form.entry())
            messages.success(request, _("Thank you. Your photo is saved."))
            return redirect("contribution", contributor_id=opened.id)
    except Refused as refused:
        if refused.code == "photo.closed":
            messages.error(request, str(refused))
            return redirect("contribution", contributor_id=opened.id)
        form.refuse(refused)
    answers = ContributorForm(None, contributor=opened, rows=rows, seen=state_of_contributor(opened, rows))
    return _shown(request, opened, answers, form)


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


def _shown(
    request: HttpRequest, opened: Contributor, form: ContributorForm, photo_form: PhotoForm | None = None
) -> HttpResponse:
    conference, photo = opened.conference, photo_of(opened)
    content, ahead = content_of(conference), may_be_asked(conference, office_now())
    name = person_of(form.rows)
    wanted = ahead and name and can_be_public(conference, content)
    context = {
        "conference": conference,
        "form": form,
        "cards": list(form.cards()),
        "when": when_of(conference),
        "where": where_of(conference),
        "hosts": [host.name for host in conference.hosts.all()],
        "ahead": ahead,
        "photo": photo,
        "photo_form": (photo_form or PhotoForm(photo=photo, name=name)) if wanted else None,
        "opened": opened,
        "ends": final_day(conference),
        "kept_until": last_day(conference),
        "contact": contact_line(content, opened.association),
        "wishes": opened.wishes,
    }
    wrong = form.errors or (photo_form is not None and photo_form.errors)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    return render(request, "web/programme/contribution.html", context, status=status)
