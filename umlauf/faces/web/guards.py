"""The guards of the routes: who comes in, as whom, and inside which scope."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django_scopes import scope

from umlauf.faces.web.doors import desk_door, letter_door
from umlauf.faces.web.guests import letter_for_guest, remember
from umlauf.faces.web.requests import LetterRequest, OfficeRequest, PersonsRequest
from umlauf.ground.core.actor import Actor, Means, Role
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.models import Association
from umlauf.office.circulars.access import get_letter_for, get_recipient_for
from umlauf.office.circulars.models import Recipient
from umlauf.office.directory.access import Hat, actor_of, hats_of

View = Callable[..., HttpResponseBase]
Kwargs = dict[str, Any]

HAT_KEY = "hat"


def open_to_all(request: HttpRequest, view: View, kwargs: Kwargs) -> HttpResponseBase:
    return view(request, **kwargs)


def demo_only(request: HttpRequest, view: View, kwargs: Kwargs) -> HttpResponseBase:
    if not settings.DEMO:
        raise Http404
    return view(request, **kwargs)


def login_only(request: HttpRequest, view: View, kwargs: Kwargs) -> HttpResponseBase:
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    find_hat(request)
    return _private(view(request, **kwargs))


def office_only(request: HttpRequest, view: View, kwargs: Kwargs) -> HttpResponseBase:
    return _with_role(request, view, kwargs, Role.CLERK, Role.SIGNATORY)


def signatory_only(request: HttpRequest, view: View, kwargs: Kwargs) -> HttpResponseBase:
    return _with_role(request, view, kwargs, Role.SIGNATORY)


def letter_only(request: HttpRequest, view: View, kwargs: Kwargs) -> HttpResponseBase:
    """Let in whoever has opened the letter's link, or acts for its organisation by a login."""
    recipient_id: int = kwargs.pop("recipient_id")
    now = office_now()
    opened = _letter_by_login(request, recipient_id) or letter_for_guest(request, recipient_id, now)
    if opened is None:
        raise Http404
    recipient, actor = opened
    asked = cast("LetterRequest", request)
    asked.recipient, asked.actor, asked.now = recipient, actor, now
    asked.door = letter_door(recipient, actor.means)
    response = _inside(asked, recipient.issue.association, view, kwargs)
    if asked.door.guest and request.method == "GET":
        remember(request, response, recipient)  # whoever still reads does not lose the letter while writing
    return response


def desk_only(request: HttpRequest, view: View, kwargs: Kwargs) -> HttpResponseBase:
    """Let an office in to the answer of one recipient of its own circular."""
    circular_id: int = kwargs.pop("circular_id")
    recipient_id: int = kwargs.pop("recipient_id")

    def at_desk(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        asked = cast("LetterRequest", request)
        asked.recipient = get_recipient_for(asked.actor, circular_id, recipient_id)
        asked.now, asked.door = office_now(), desk_door(circular_id, asked.recipient)
        return view(asked, **kwargs)

    return _with_role(request, at_desk, kwargs, Role.CLERK, Role.SIGNATORY)


def page_of(request: HttpRequest) -> str:
    """The page that somebody is on: the address of the request, else, where that takes forms alone, the first page."""
    match = request.resolver_match
    shows = request.method == "GET" or (match is not None and "GET" in getattr(match.func, "methods", ()))
    return request.get_full_path() if shows else reverse("today")


def find_hat(request: HttpRequest) -> Hat | None:
    """The hat that a person wears: the one they chose, else their first. Asked for once a request."""
    asked = cast("PersonsRequest", request)
    if not hasattr(request, "hats"):
        asked.hats = hats_of(asked.user)
        chosen = request.session.get(HAT_KEY)
        asked.hat = next((hat for hat in asked.hats if hat.key == chosen), next(iter(asked.hats), None))
    return asked.hat


def _with_role(request: HttpRequest, view: View, kwargs: Kwargs, *roles: Role) -> HttpResponseBase:
    if not request.user.is_authenticated:
        return redirect_to_login(page_of(request))
    hat = find_hat(request)
    if hat is None or not hat.roles.intersection(roles):
        raise Http404
    asked = cast("OfficeRequest", request)
    asked.actor = actor_of(asked.user, hat, Means.LOGIN)
    return _inside(asked, hat.association, view, kwargs)


def _letter_by_login(request: HttpRequest, recipient_id: int) -> tuple[Recipient, Actor] | None:
    if not request.user.is_authenticated:
        return None
    find_hat(request)
    asked = cast("PersonsRequest", request)
    for hat in asked.hats:
        if Role.MEMBER in hat.roles:
            actor = actor_of(request.user, hat, Means.LOGIN)
            with scope(association=hat.association):
                try:
                    return get_letter_for(actor, recipient_id), actor
                except Http404:
                    continue
    return None


def _inside(
    request: OfficeRequest | LetterRequest, association: Association, view: View, kwargs: Kwargs
) -> HttpResponseBase:
    """The view and its template, with the rows and in the zone of one association."""
    request.association = association
    with scope(association=association), timezone.override(ZoneInfo(association.zone)):
        response = view(request, **kwargs)
        if isinstance(response, TemplateResponse):
            response.render()
    return _private(response)


def _private(response: HttpResponseBase) -> HttpResponseBase:
    """What is behind a guard stays in no cache, in no search engine and behind no button „Zurück“ after a logout."""
    add_never_cache_headers(response)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
