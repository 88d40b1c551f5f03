"""Logins of offices: an association's own identity provider (OpenID Connect Core 1.0), for accounts connected with it.

What a provider says of an address is never believed: an account is found by the provider's own name for the person
alone, which the person has connected while logged in. So no provider opens an account that is not its own to open.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from umlauf.ground.accounts.models import User

CONNECTING = "connecting"  # in the session: the provider that somebody has just asked to connect with
PROVING = "proving"  # in the session: slug and time (seconds since 1970) of a way to a provider that shall ask anew


@dataclass(frozen=True, slots=True)
class Provider:
    """The provider of an association, for a page. ``connected``: the account of whoever looks at it is."""

    slug: str
    name: str
    address: str
    connected: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What a provider has just told in this request: whose account it is, and when it asked them (``auth_time``)."""

    user_id: int
    asked_at: int


def providers(user: User | None = None, next_page: str = "") -> tuple[Provider, ...]:
    """All providers there are, in the order of the file that names them."""
    known = set(SocialAccount.objects.filter(user=user).values_list("provider", flat=True)) if user else set()
    return tuple(
        Provider(one["provider_id"], one["name"], _address(one["provider_id"], next_page), one["provider_id"] in known)
        for one in settings.OIDC_PROVIDERS
    )


def _address(slug: str, next_page: str) -> str:
    return reverse(
        "openid_connect_login", kwargs={"provider_id": slug}, query={"next": next_page} if next_page else None
    )


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Nobody signs up by a provider; whoever is not connected is told how to do that."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        slug = sociallogin.account.provider
        if sociallogin.state.get("process") == "connect":
            if request.session.pop(CONNECTING, None) != slug:
                raise ImmediateHttpResponse(_refused(request, _("Please connect the login once more from this page.")))
        elif not sociallogin.is_existing:
            raise ImmediateHttpResponse(
                _refused(
                    request,
                    _(
                        "This login of your office is not connected with an account yet. Please log in with your"
                        " password once, and connect it under “My login”."
                    ),
                )
            )
        else:
            told = (sociallogin.account.extra_data.get("id_token") or {}).get("auth_time")
            request.told = Told(sociallogin.user.pk, told if isinstance(told, int) else 0)  # type: ignore[attr-defined]

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,  # noqa: ARG002 - allauth's own signature
        exception: Any = None,  # noqa: ARG002
        extra_context: Any = None,  # noqa: ARG002
    ) -> None:
        raise ImmediateHttpResponse(_refused(request, away(provider.name)))

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:  # noqa: ARG002
        return reverse("mfa_index")


def away(name: str) -> str:
    """What somebody is told whose office's login does not answer as it should."""
    return _("“%(name)s” has not confirmed who you are. Please try it once more, or log in with your password.") % {
        "name": name
    }


def _refused(request: HttpRequest, sentence: str) -> HttpResponseRedirect:
    messages.error(request, sentence)
    return HttpResponseRedirect(reverse("mfa_index" if request.user.is_authenticated else "account_login"))
