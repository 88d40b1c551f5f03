"""What a person chooses for themselves: a hat, a language."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from umlauf.faces.web.guards import HAT_KEY
from umlauf.faces.web.language import keep_language, known
from umlauf.faces.web.requests import PersonsRequest
from umlauf.ground.accounts.actions import choose_language


def hat(request: PersonsRequest) -> HttpResponse:
    """Put on another hat, and begin there with today: the page one came from may be of the other house."""
    key = request.POST.get("hat", "")
    if key not in {one.key for one in request.hats}:
        raise Http404
    request.session[HAT_KEY] = key
    return HttpResponseRedirect(reverse("today"))


def language(request: HttpRequest) -> HttpResponse:
    """Read on in another language, on the same page."""
    chosen = request.POST.get("language")
    response = HttpResponseRedirect(_safe(request.POST.get("next", "")))
    if chosen is None or not known(chosen):
        raise Http404
    keep_language(response, chosen)
    if request.user.is_authenticated:
        choose_language(user=request.user, language=chosen)
    return response


def _safe(address: str) -> str:
    """The address if it is one of ours, else the start."""
    ours = url_has_allowed_host_and_scheme(address, allowed_hosts=None) and address.startswith("/")
    return address if ours else reverse("today")
