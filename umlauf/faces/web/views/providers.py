"""Log in by the provider of an association, and connect one's account with it."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.socialaccount.internal.flows.connect import disconnect
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.openid_connect import views as openid
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from requests import RequestException

from umlauf.faces.web.accounts.providers import CONNECTING, away, providers
from umlauf.faces.web.requests import PersonsRequest


def provider_login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Lead to the provider. One that does not answer costs a sentence."""
    return _by_provider(request, provider_id, openid.login)


def provider_callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Come back from the provider."""
    return _by_provider(request, provider_id, openid.callback)


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
        name = next((one.name for one in providers() if one.slug == slug), slug)
        messages.error(request, away(name))
        return HttpResponseRedirect(reverse("mfa_index" if request.user.is_authenticated else "account_login"))
    return response
