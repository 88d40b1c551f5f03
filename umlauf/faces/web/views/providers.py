"""Log in by the provider of an association, and connect one's account with it."""

from __future__ import annotations

import time
from typing import Any, Final
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.socialaccount.internal.flows.connect import disconnect
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.openid_connect import views as openid
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from requests import RequestException

from umlauf.faces.web.accounts.providers import CONNECTING, PROVING, Told, away, providers
from umlauf.faces.web.accounts.sessions import ASKED_ANEW, provider_of
from umlauf.faces.web.requests import PersonsRequest
from umlauf.ground.core.limits import LIMITS

_CLOCKS: Final = 60  # seconds by which the clock of a provider may be behind ours


def provider_login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Lead to the provider. One that does not answer costs a sentence."""
    return _by_provider(request, provider_id, openid.login)


def provider_callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Come back from the provider."""
    slug, since = request.session.get(PROVING) or ("", 0.0)  # read before: the way back begins a new session
    response = _by_provider(request, provider_id, openid.callback)
    told: Told | None = getattr(request, "told", None)
    if slug != provider_id or told is None or not request.user.is_authenticated or told.user_id != request.user.pk:
        return response
    if told.asked_at < max(since, time.time() - LIMITS.step_up_minutes * 60) - _CLOCKS:
        said = _(
            "“%(name)s” has not asked you anew who you are. Please log out, ask for a new password, log in with it and "
            "set up a second factor."
        )
        messages.error(request, said % {"name": _name_of(slug)})
        return HttpResponseRedirect(reverse("mfa_index"))
    record_authentication(request, request.user, method=ASKED_ANEW, provider=slug)
    return response


def provider_prove(request: PersonsRequest) -> HttpResponse:
    """Have the provider of the office ask anew who somebody is (OpenID Connect Core 1.0, 3.1.2.1)."""
    connected = [one.slug for one in providers(request.user) if one.connected]
    slug = provider_of(request) or next(iter(connected), "")
    if slug not in connected:
        messages.error(request, _("Please log out and log in with your password. If you have none, ask for a new one."))
        return HttpResponseRedirect(reverse("mfa_index"))
    request.session[PROVING] = (slug, time.time())
    query = {"auth_params": urlencode({"prompt": "login", "max_age": 0}), "next": request.GET.get("next", "/")}
    return HttpResponseRedirect(reverse("openid_connect_login", kwargs={"provider_id": slug}, query=query))


def provider_connect(request: PersonsRequest, slug: str) -> HttpResponse:
    """Connect one's account with a provider, or part them. The way there is a link: the form may lead nowhere else."""
    found = next((one for one in providers(request.user) if one.slug == slug), None)
    if found is None:
        raise Http404
    if get_adapter().is_reauthentication_required(app="allauth.socialaccount"):
        methods = get_adapter().get_reauthentication_methods(request.user)
        return HttpResponseRedirect(
            f"{methods[0]['url']}?next={reverse('mfa_index')}" if methods else reverse("mfa_index")
        )
    if request.POST.get("wish") == "part":
        for account in SocialAccount.objects.filter(user=request.user, provider=slug):
            disconnect(request, account)
        return HttpResponseRedirect(reverse("mfa_index"))
    request.session[CONNECTING] = slug
    return render(request, "web/account/connect.html", {"provider": found})


def _by_provider(request: HttpRequest, slug: str, view: Any) -> HttpResponse:
    try:
        response: HttpResponse = view(request, provider_id=slug)
    except (RequestException, KeyError, ValueError):  # away, or its answer is none that we understand
        messages.error(request, away(_name_of(slug)))
        return HttpResponseRedirect(reverse("mfa_index" if request.user.is_authenticated else "account_login"))
    return response


def _name_of(slug: str) -> str:
    return next((one.name for one in providers() if one.slug == slug), slug)
