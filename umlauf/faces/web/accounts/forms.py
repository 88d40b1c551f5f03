"""The forms of the login in our words. What they check is django-allauth's."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.translation import gettext_lazy as _


class _Said(forms.Form):
    """Labels instead of placeholders, and our sentence where something is missing."""

    labels: dict[str, Any] = {}
    helps: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.help_text = self.helps.get(name, "")
            field.widget.attrs.pop("placeholder", None)
            field.error_messages["required"] = _("Please fill this in.")


_NEW = {"password1": _("New password"), "password2": _("New password once more")}
_RULES = {"password1": _("At least 12 characters. A few words that nobody would guess are best.")}
_CODE = {"code": _("Code from your app, or a recovery code")}


class LoginForm(_Said, account.LoginForm):  # type: ignore[misc]
    labels = {"login": _("E-mail address"), "password": _("Password")}


class ReauthenticateForm(_Said, account.ReauthenticateForm):  # type: ignore[misc]
    labels = {"password": _("Your password")}


class ResetPasswordForm(_Said, account.ResetPasswordForm):  # type: ignore[misc]
    labels = {"email": _("E-mail address")}


class ResetPasswordKeyForm(_Said, account.ResetPasswordKeyForm):  # type: ignore[misc]
    labels = _NEW
    helps = _RULES


class ChangePasswordForm(_Said, account.ChangePasswordForm):  # type: ignore[misc]
    labels = {"oldpassword": _("Your password until now")} | _NEW
    helps = _RULES


class AuthenticateForm(_Said, mfa.AuthenticateForm):  # type: ignore[misc]
    labels = _CODE


class CodeReauthenticateForm(_Said, mfa.ReauthenticateForm):  # type: ignore[misc]
    labels = _CODE


class ActivateTotpForm(_Said, totp.ActivateTOTPForm):  # type: ignore[misc]
    labels = {"code": _("Code that your app shows")}


class AddKeyForm(_Said, webauthn.AddWebAuthnForm):  # type: ignore[misc]
    labels = {"name": _("Name"), "passwordless": _("Log in with it alone, without a password")}
    helps = {"name": _("So that you know it again, such as “Office computer”.")}
