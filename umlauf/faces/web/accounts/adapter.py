"""What django-allauth asks of its surroundings: who may sign up (nobody), where mail goes, how fresh a proof is."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from functools import cache
from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as current
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from umlauf.faces.web import viewing
from umlauf.faces.web.accounts.devices import device_of
from umlauf.faces.web.accounts.happenings import sentence_of
from umlauf.faces.web.accounts.mails import send_password_link, tell_owner, warn_of_tries
from umlauf.faces.web.accounts.sessions import is_fresh
from umlauf.ground.accounts.models import User
from umlauf.ground.core.limits import LIMITS


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts begin with an invitation, and their mail goes through the outbox like all other."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _(
            "E-mail address and password do not fit together. Please check both; capitals count."
        ),
        "too_many_login_attempts": _("There were too many tries. Please wait %(minutes)s minutes and then try again."),
        "incorrect_password": _("This is not your password. Please try again; capitals count."),
    }

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        if code == "too_many_login_attempts":
            waiting = {"minutes": LIMITS.login_window_minutes}
            return ValidationError(self.error_messages[code], code=code, params=waiting)
        error: ValidationError = super().validation_error(code, *args)
        return error

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's own signature
        return False

    def is_safe_url(self, url: str) -> bool:
        """Only addresses of this very server, without naming it."""
        return url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_client_ip(self, request: HttpRequest) -> str:
        """As ``TrustedProxies`` has found it out."""
        return str(request.META.get("REMOTE_ADDR") or "0.0.0.0")  # noqa: S104 - no address is known

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            warn_of_tries(str(credentials.get("email", "")))
            raise

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """An account that is switched off is told like one that is not there."""
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        return user if user is not None and user.is_active else None

    def logout(self, request: HttpRequest) -> None:
        """A viewing ends with its session, in the record too."""
        viewing.end(request)
        super().logout(request)

    def is_reauthentication_required(self, *, app: str, **_kwargs: Any) -> bool:  # noqa: ARG002
        """Whoever has a second factor proves it anew after some minutes; who has none yet, the first."""
        request = current.request
        return not is_fresh(request, second_factor=has_second_factor(request.user))

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The second factors alone where there are any: a password must not be enough to take one away.

        Whoever has neither proves it to the provider of their office.
        """
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        factors = [method for method in methods if method["id"].startswith("mfa")]
        return factors or methods or [{"id": "provider", "url": reverse("provider-prove")}]

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        said = message or sentence_of(message_template or "")
        if said:
            super().add_message(request, level, message_context=message_context, extra_tags=extra_tags, message=said)

    def send_password_reset_mail(
        self,
        user: AbstractBaseUser,
        email: str,  # noqa: ARG002 - allauth's own signature
        context: dict[str, Any],
    ) -> None:
        send_password_link(cast("User", user), context["password_reset_url"])

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,  # noqa: ARG002 - allauth's own signature
        email: str | None = None,  # noqa: ARG002
    ) -> None:
        request = self.request
        device = device_of(self.get_http_user_agent(request))
        tell_owner(cast("User", user), sentence_of(template_prefix), self.get_client_ip(request), device)

    def get_reset_password_from_key_url(self, key: str) -> str:
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.PUBLIC_URL + path.replace("UID-KEY", key)


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors. Their secrets lie in the database under our key, so that a stolen copy of it shows no codes."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code does not fit. Please take the newest one; each counts only once."),
    }

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        return "Umlauf"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": "Umlauf"}


@cache
def _box() -> MultiFernet:
    """Encrypts with the newest of SECRET_KEYS and opens with each of them."""
    keys = (salted_hmac("umlauf.mfa", "", secret=key, algorithm="sha256").digest() for key in _secret_keys())
    return MultiFernet([Fernet(urlsafe_b64encode(key)) for key in keys])


def _secret_keys() -> list[str]:
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def has_second_factor(user: AbstractBaseUser | Any) -> bool:
    """Whether somebody can prove who they are by a code or a passkey."""
    from allauth.mfa.utils import is_mfa_enabled

    return isinstance(user, User) and bool(is_mfa_enabled(user))
