"""A conference that was published, for everybody; and the form by which an office publishes it."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import cast
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django_scopes import scope

from umlauf.engines.files.store import read
from umlauf.faces.web.paper import pdf_response, saved_response
from umlauf.faces.web.photo_form import photo_response
from umlauf.faces.web.public_event_page import PublishForm, event_context
from umlauf.faces.web.requests import OfficeRequest
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.policy import Ability
from umlauf.ground.text import Refused
from umlauf.office.conferences.access import get_conference_for
from umlauf.office.conferences.actions.publish import must_be_publishable, publish_event, slug_for, take_down_event
from umlauf.office.conferences.calendar import public_calendar
from umlauf.office.conferences.models import Conference, PublicPage
from umlauf.office.conferences.press_release import WORD_TYPE, press_release
from umlauf.office.conferences.programme_words import outline_of
from umlauf.office.conferences.public_event import PublicEvent, page_published, public_address, public_event
from umlauf.office.conferences.queries import takes_place


def event(request: HttpRequest, association: str, slug: str) -> HttpResponse:
    def shown(found: PublicEvent) -> HttpResponse:
        return render(request, "web/conference/public.html", event_context(found))

    return _published(request, association, slug, shown)


def calendar(request: HttpRequest, association: str, slug: str) -> HttpResponse:
    """The event as a file for a calendar."""

    def shown(found: PublicEvent) -> HttpResponse:
        outline = outline_of(found.sheet) if found.sheet else ""
        entry = public_calendar(found.conference, address=found.address, at=office_now(), programme=outline)
        return saved_response(entry.encode(), "text/calendar; charset=utf-8", f"{found.page.slug}.ics")

    return _published(request, association, slug, shown)


def programme(request: HttpRequest, association: str, slug: str) -> HttpResponse:
    """The PDF of the version that was released last."""

    def shown(found: PublicEvent) -> HttpResponse:
        if found.version is None:
            raise Http404
        return pdf_response(read(found.version.file), f"{found.page.slug}-{found.version.number}.pdf")

    return _published(request, association, slug, shown)


def photo(request: HttpRequest, association: str, slug: str, photo_id: int) -> HttpResponse:
    """A photo, as long as the page shows it: a browser asks each time whether it still may."""

    def shown(found: PublicEvent) -> HttpResponse:
        kept = next((one for one in found.photos.values() if one.id == photo_id), None)
        if kept is None:
            raise Http404
        mark = quote_etag(kept.digest)
        response = get_conditional_response(request, etag=mark) or photo_response(kept)
        response["ETag"] = mark
        return response

    return _published(request, association, slug, shown)


def publish(request: OfficeRequest, conference_id: int) -> HttpResponse:
    conference = get_conference_for(request.actor, conference_id, Ability.RUN_CONFERENCES)
    page = PublicPage.objects.filter(conference=conference).select_related("association").first()
    if request.POST.get("step") == "down":
        take_down_event(actor=request.actor, conference_id=conference.id)
        messages.success(request, _("The page is taken down. Its address opens nothing any more."))
        return redirect("conference", conference_id=conference.id)
    form = PublishForm(request.POST if request.method == "POST" else None, initial=_initial(conference, page))
    if form.is_valid():
        try:
            publish_event(actor=request.actor, conference_id=conference.id, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The page is public."))
            return redirect("conference", conference_id=conference.id)
    public = page if page and page.published_at else None
    context = {"conference": conference, "form": form, "public": public, "hindrance": _hindrance(conference)}
    context |= {"address": public_address(public) if public else ""}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "web/conference/publish.html", context, status=status)


def press(request: OfficeRequest, conference_id: int) -> HttpResponse:
    """A press release to go on with, while the conference is public and still takes place."""
    conference = get_conference_for(request.actor, conference_id, Ability.RUN_CONFERENCES)
    known = PublicPage.objects.filter(conference=conference).exclude(published_at=None)
    page = known.select_related("association", "conference__association").first()
    if page is None or not takes_place(page.conference, office_now()):
        raise Http404
    return saved_response(press_release(public_event(page)), WORD_TYPE, f"{page.slug}-{_('press-release')}.docx")


def _initial(conference: Conference, page: PublicPage | None) -> dict[str, str]:
    if page is None:
        return {"slug": slug_for(conference)}
    return {"slug": page.slug, "press_contact": page.press_contact}


def _hindrance(conference: Conference) -> str:
    """Why it cannot be published; empty where it can."""
    try:
        must_be_publishable(conference)
    except Refused as refused:
        return str(refused.message)
    return ""


def _published(
    request: HttpRequest, association: str, slug: str, show: Callable[[PublicEvent], HttpResponse]
) -> HttpResponse:
    """What is shown of the page at this address, in the zone and scope of its association. Raises ``Http404``."""
    page = page_published(association, slug)
    if page is None:
        raise Http404
    cast("OfficeRequest", request).association = page.association  # whose page it is
    with scope(association=page.association), timezone.override(ZoneInfo(page.association.zone)):
        response = show(public_event(page))
    patch_cache_control(response, no_cache=True)  # once it is taken down, nobody shall keep on showing it
    return response
