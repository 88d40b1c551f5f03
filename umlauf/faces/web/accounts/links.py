"""Links that log somebody in once, within minutes. Kept as digests in the cache that all processes share."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from django.utils.crypto import salted_hmac

from umlauf.faces.web.accounts.mails import send_login_link
from umlauf.ground.accounts.models import User
from umlauf.ground.core.limits import LIMITS
from umlauf.office.directory.hats import hats_of


def offer_login_link(email: str) -> None:
    """Send a link to whoever acts for members alone. Anybody else gets none, and nobody is told which."""
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    hats = hats_of(user) if user else ()
    if user is None or not hats or any(hat.organisation is None for hat in hats):
        return
    token = secrets.token_urlsafe(32)
    cache.set(_key(token), user.id, LIMITS.login_link_minutes * 60)
    send_login_link(user, settings.PUBLIC_URL + reverse("login-link", kwargs={"token": token}))


def owner_of_link(token: str) -> User | None:
    """Whom a link would log in; None for one that is mangled, used or too old."""
    user_id = cache.get(_key(token))
    return User.objects.filter(id=user_id, is_active=True).first() if user_id else None


def use_login_link(token: str) -> User | None:
    """Whom a link logs in. It is worth nothing any more then, also for another who comes at the same moment."""
    user = owner_of_link(token)
    return user if user is not None and cache.delete(_key(token)) else None


def _key(token: str) -> str:
    return "umlauf.login-link/" + salted_hmac("umlauf.login-link", token, algorithm="sha256").hexdigest()
