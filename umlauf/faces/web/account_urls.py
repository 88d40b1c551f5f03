"""The pages of the login. Their names are those by which django-allauth knows them."""

from __future__ import annotations

from allauth.account import views as allauth
from allauth.mfa.recovery_codes.views import download_recovery_codes
from allauth.mfa.webauthn.views import login_webauthn
from django.urls import register_converter
from django.urls.converters import StringConverter

from umlauf.faces.web.routes import Needs, route
from umlauf.faces.web.views import accounts, login_links, providers

FORM = "GET POST"


class Base36(StringConverter):
    """The id of an account in a link for a new password."""

    regex = "[0-9A-Za-z]+"


register_converter(Base36, "base36")

account_patterns = [
    route("login/", accounts.Login.as_view(), name="account_login", needs=Needs.PUBLIC, methods=FORM),
    route("logout/", allauth.logout, name="account_logout", needs=Needs.PUBLIC, methods="POST"),
    route("login/passkey/", login_webauthn, name="mfa_login_webauthn", needs=Needs.PUBLIC, methods=FORM),
    route(
        "login/second-factor/",
        accounts.SecondFactor.as_view(),
        name="mfa_authenticate",
        needs=Needs.PUBLIC,
        methods=FORM,
    ),
    route(
        "login/password/",
        accounts.LostPassword.as_view(),
        name="account_reset_password",
        needs=Needs.PUBLIC,
        methods=FORM,
    ),
    route(
        "login/password/asked/",
        accounts.LostPasswordAsked.as_view(),
        name="account_reset_password_done",
        needs=Needs.PUBLIC,
    ),
    route(
        "login/password/<base36:uidb36>-<str:key>/",
        accounts.NewPassword.as_view(),
        name="account_reset_password_from_key",
        needs=Needs.PUBLIC,
        methods=FORM,
    ),
    route(
        "login/password/set/",
        accounts.NewPasswordSet.as_view(),
        name="account_reset_password_from_key_done",
        needs=Needs.PUBLIC,
    ),
    route(
        "me/login/prove/",
        accounts.ProveByPassword.as_view(),
        name="account_reauthenticate",
        needs=Needs.ACCOUNT,
        methods=FORM,
    ),
    route(
        "me/login/prove/code/",
        accounts.ProveByCode.as_view(),
        name="mfa_reauthenticate",
        needs=Needs.ACCOUNT,
        methods=FORM,
    ),
    route(
        "me/login/prove/key/",
        accounts.ProveByKey.as_view(),
        name="mfa_reauthenticate_webauthn",
        needs=Needs.ACCOUNT,
        methods=FORM,
    ),
    route("me/login/prove/office/", providers.provider_prove, name="provider-prove", needs=Needs.ACCOUNT),
    route("me/login/", accounts.Factors.as_view(), name="mfa_index", needs=Needs.ACCOUNT),
    route(
        "me/login/password/",
        accounts.ChangePassword.as_view(),
        name="account_change_password",
        needs=Needs.ACCOUNT,
        methods=FORM,
    ),
    route(
        "me/login/code/",
        accounts.AddCode.as_view(),
        name="mfa_activate_totp",
        needs=Needs.ACCOUNT,
        methods=FORM,
    ),
    route(
        "me/login/code/remove/",
        accounts.RemoveCode.as_view(),
        name="mfa_deactivate_totp",
        needs=Needs.ACCOUNT,
        methods=FORM,
    ),
    route("me/login/key/", accounts.AddKey.as_view(), name="mfa_add_webauthn", needs=Needs.ACCOUNT, methods=FORM),
    route(
        "me/login/key/<int:pk>/remove/",
        accounts.RemoveKey.as_view(),
        name="mfa_remove_webauthn",
        needs=Needs.ACCOUNT,
        methods=FORM,
    ),
    route(
        "me/login/recovery/",
        accounts.RecoveryCodes.as_view(),
        name="mfa_view_recovery_codes",
        needs=Needs.ACCOUNT,
    ),
    route(
        "me/login/recovery/new/",
        accounts.NewRecoveryCodes.as_view(),
        name="mfa_generate_recovery_codes",
        needs=Needs.ACCOUNT,
        methods=FORM,
    ),
    route(
        "me/login/recovery/codes.txt",
        download_recovery_codes,
        name="mfa_download_recovery_codes",
        needs=Needs.ACCOUNT,
    ),
    route("login/link/", login_links.ask_for_link, name="login-link-ask", needs=Needs.PUBLIC, methods=FORM),
    route("login/link/sent/", login_links.link_sent, name="login-link-sent", needs=Needs.PUBLIC),
    route("login/link/use/", login_links.use_link, name="login-link-use", needs=Needs.PUBLIC, methods=FORM),
    route("login/link/<str:token>/", login_links.open_login_link, name="login-link", needs=Needs.PUBLIC),
    route(
        "login/office/<slug:provider_id>/",
        providers.provider_login,
        name="openid_connect_login",
        needs=Needs.PUBLIC,
    ),
    route(
        "login/office/<slug:provider_id>/back/",
        providers.provider_callback,
        name="openid_connect_callback",
        needs=Needs.PUBLIC,
    ),
    route(
        "me/login/office/<slug:slug>/",
        providers.provider_connect,
        name="provider-connect",
        needs=Needs.ACCOUNT,
        methods="POST",
    ),
    route(
        "me/login/sessions/<int:session_id>/end/",
        accounts.end_session,
        name="session-end",
        needs=Needs.ACCOUNT,
        methods="POST",
    ),
]
