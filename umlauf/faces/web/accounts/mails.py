"""Mail about an account, through the outbox of an association for which its owner works."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.core.cache import cache
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django_scopes import scope

from umlauf.engines.mail.outbox import Outgoing, queue
from umlauf.ground.accounts.models import User
from umlauf.ground.core.addresses import check_address
from umlauf.ground.core.clock import machine_now, office_now, office_today
from umlauf.ground.core.limits import LIMITS
from umlauf.office.directory.hats import hats_of

_FOLDER = "web/account/mail/"


def send_password_link(user: User, link: str) -> None:
    """Send the link with which somebody chooses a new password."""
    with translation.override(user.language):
        _queue(user, _("Your new password"), render_to_string(_FOLDER + "password.txt", {"user": user, "link": link}))


def send_login_link(user: User, link: str) -> None:
    """Send the link that logs somebody in once."""
    with translation.override(user.language):
        context = {"user": user, "link": link, "limits": LIMITS}
        _queue(user, _("Your link to log in"), render_to_string(_FOLDER + "link.txt", context))


def tell_owner(user: User, sentence: str, ip: str, device: str) -> None:
    """Tell the owner of an account what has happened to their login, from which address and device."""
    with translation.override(user.language):
        context = {
            "user": user,
            "sentence": sentence,
            "ip": ip,
            "device": device,
            "timestamp": machine_now(),
            "address": settings.PUBLIC_URL + reverse("account_reset_password"),
        }
        _queue(user, _("Your login to Umlauf has changed"), render_to_string(_FOLDER + "happened.txt", context))


def _queue(user: User, subject: str, text: str) -> None:
    """Write to the owner of an account. Whoever may act for nobody any more gets no mail.

    What it says, which may hold a link that opens the account, is kept until the end of the day.
    """
    hat = next(iter(hats_of(user)), None) if user.is_active else None
    if hat is None:
        return
    association = hat.association
    message = Outgoing(
        key=f"account/{user.id}/{secrets.token_hex(16)}",
        recipient=check_address(user.email),
        sender_name=association.name,
        sender_address=association.email,
        subject=subject,
        text=text,
        date=office_now(),
        kept_until=office_today(association),
    )
    with scope(association=association):
        queue(association.id, [message])


def warn_of_tries(email: str) -> None:
    """Tell the owner of an account that it takes no password for some minutes; once in that time."""
    known = salted_hmac("umlauf.tries", email.casefold(), algorithm="sha256").hexdigest()
    if not cache.add(f"umlauf.tries/{known}", 1, LIMITS.login_window_minutes * 60):
        return
    user = User.objects.filter(email__iexact=email).first()
    if user is not None:
        with translation.override(user.language):
            text = render_to_string(_FOLDER + "tries.txt", {"user": user, "limits": LIMITS})
            _queue(user, _("Many tries to log in to your account"), text)
