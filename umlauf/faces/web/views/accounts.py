"""Come in, go out, and prove who one is: the pages of django-allauth in this house's frame."""

from __future__ import annotations

import json
from typing import Any, cast

from allauth.account import views as account
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.base import views as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from umlauf.faces.web import viewing
from umlauf.faces.web.accounts.adapter import has_second_factor
from umlauf.faces.web.accounts.devices import device_of
from umlauf.faces.web.accounts.providers import providers
from umlauf.faces.web.requests import PersonsRequest

UNFIT = 422


class _Unfit:
    """A form that does not fit comes back with its own status."""

    def form_invalid(self, form: Form) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        if response.status_code == 200:
            response.status_code = 429 if form.has_error("__all__", "too_many_login_attempts") else UNFIT
        return response


class Login(_Unfit, account.LoginView):  # type: ignore[misc]
    """E-mail address and password, or a passkey."""

    template_name = "web/account/login.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "sample": _sample_logins(),
            "providers": providers(next_page=self.request.GET.get("next", "")),
        }


class SecondFactor(_Unfit, mfa.AuthenticateView):  # type: ignore[misc]
    """The code or the passkey that goes with the password."""

    template_name = "web/account/second_factor.html"


class ProveByPassword(_Unfit, account.ReauthenticateView):  # type: ignore[misc]
    template_name = "web/account/prove.html"


class ProveByCode(_Unfit, mfa.ReauthenticateView):  # type: ignore[misc]
    template_name = "web/account/prove.html"


class ProveByKey(_Unfit, webauthn.ReauthenticateWebAuthnView):  # type: ignore[misc]
    template_name = "web/account/prove_by_key.html"


class LostPassword(_Unfit, account.PasswordResetView):  # type: ignore[misc]
    """Asks for the address. What follows is the same for those that we know and those that we do not."""

    template_name = "web/account/lost_password.html"


class LostPasswordAsked(account.PasswordResetDoneView):  # type: ignore[misc]
    template_name = "web/account/lost_password_asked.html"


class NewPassword(_Unfit, account.PasswordResetFromKeyView):  # type: ignore[misc]
    template_name = "web/account/new_password.html"


class NewPasswordSet(account.PasswordResetFromKeyDoneView):  # type: ignore[misc]
    template_name = "web/account/new_password_set.html"


class ChangePassword(_Unfit, account.PasswordChangeView):  # type: ignore[misc]
    template_name = "web/account/change_password.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not cast("PersonsRequest", request).user.has_usable_password():
            return HttpResponseRedirect(reverse("account_reset_password"))  # there is none to change
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_default_success_url(self) -> str:
        return reverse("mfa_index")


class Factors(mfa.IndexView):  # type: ignore[misc]
    """How somebody logs in: password, second factors, sessions."""

    template_name = "web/account/factors.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = UserSession.objects.purge_and_list(self.request.user)
        sessions = sorted(own, key=lambda one: one.created_at, reverse=True)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "sessions": [(one, device_of(one.user_agent), one.is_current()) for one in sessions],
            "providers": providers(self.request.user),
            "wanted": "next" in self.request.GET,
            "next": self.request.GET.get("next", ""),
        }


class AddCode(_Unfit, totp.ActivateTOTPView):  # type: ignore[misc]
    """Sets up an app that shows codes (RFC 6238)."""

    template_name = "web/account/add_code.html"

    def form_valid(self, form: Form) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        _count_as_proof(self.request, Authenticator.Type.TOTP)
        return response


class RemoveCode(totp.DeactivateTOTPView):  # type: ignore[misc]
    template_name = "web/account/remove_code.html"


class AddKey(_Unfit, webauthn.AddWebAuthnView):  # type: ignore[misc]
    """Sets up a passkey or a security key (WebAuthn)."""

    template_name = "web/account/add_key.html"

    def form_valid(self, form: Form) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        _count_as_proof(self.request, Authenticator.Type.WEBAUTHN)
        return response


class RemoveKey(webauthn.RemoveWebAuthnView):  # type: ignore[misc]
    template_name = "web/account/remove_key.html"

    def get_success_url(self) -> str:
        return reverse("mfa_index")


class RecoveryCodes(recovery.ViewRecoveryCodesView):  # type: ignore[misc]
    template_name = "web/account/recovery_codes.html"


class NewRecoveryCodes(recovery.GenerateRecoveryCodesView):  # type: ignore[misc]
    template_name = "web/account/new_recovery_codes.html"


def end_session(request: PersonsRequest, session_id: int) -> HttpResponse:
    """End one of one's own sessions; the present one by logging out."""
    session = UserSession.objects.filter(user=request.user, id=session_id).first()
    if session is None:
        raise Http404
    viewing.end_in_session(request, session.session_key)
    session.end()
    messages.success(request, _("The session on “%(device)s” was ended.") % {"device": device_of(session.user_agent)})
    return HttpResponseRedirect(reverse("mfa_index"))


def _count_as_proof(request: HttpRequest, kind: str) -> None:
    """Whoever has just set up a second factor has shown it: nobody is asked for it again at once."""
    if has_second_factor(request.user):
        record_authentication(request, request.user, method="mfa", type=kind)


def _sample_logins() -> dict[str, Any] | None:
    """What the demo has written down: ``{"logins": [{"name", "email", "password", "role"}], "note"}``."""
    if not settings.DEMO:
        return None
    text = (settings.UMLAUF_HOME / "demo").read_text(encoding="utf-8")
    sample: dict[str, Any] = json.loads(text) if text.strip() else {}
    return sample
