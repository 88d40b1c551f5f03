"""Members come in by a link in a mail, without a password. An office does not: a mailbox is not enough for it."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from umlauf.faces.web.accounts.links import offer_login_link, owner_of_link, use_login_link
from umlauf.faces.web.link_pages import link_invalid, unnamed
from umlauf.faces.web.often import slow_down, too_often

_KEPT = "login_link"


class AddressForm(forms.Form):
    """Where the link goes."""

    email = forms.EmailField(
        label=_("E-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
        error_messages={"required": _("Please fill this in.")},
    )


def ask_for_link(request: HttpRequest) -> HttpResponse:
    """Send a link, if the address is of somebody who acts for members alone. The answer is the same for all."""
    form = AddressForm(request.POST or None)
    if not form.is_valid():
        return render(request, "web/account/ask_for_link.html", {"form": form}, status=422 if form.is_bound else 200)
    email = str(form.cleaned_data["email"])
    if too_often(request, "reset_password", key=f"link {email.casefold()}"):
        return slow_down(request)
    offer_login_link(email)
    return HttpResponseRedirect(reverse("login-link-sent"))


def link_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "web/account/link_sent.html")


def open_login_link(request: HttpRequest, token: str) -> HttpResponse:
    """Keep the link in the session and go on to an address without it. It is not used yet: scanners open it too."""
    if owner_of_link(token) is None:
        return link_invalid(request)
    request.session[_KEPT] = token
    return unnamed(HttpResponseRedirect(reverse("login-link-use"), status=303))


def use_link(request: HttpRequest) -> HttpResponse:
    """The button that uses the link, once."""
    token = request.session.get(_KEPT, "")
    owner = owner_of_link(token)
    if owner is None:
        return link_invalid(request)
    if request.method != "POST":
        return render(request, "web/account/login_by_link.html", {"owner": owner})
    user = use_login_link(token)
    if user is None:
        return link_invalid(request)
    record_authentication(request, user, method="link")
    response: HttpResponse = perform_login(request, Login(user=user))
    return response
