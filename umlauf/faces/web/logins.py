"""How often somebody may try to log in, counted for the account and for the address they come from."""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import dataclass

from django.utils.crypto import salted_hmac

from umlauf.faces.web.models import LoginTry
from umlauf.ground.core.clock import machine_now
from umlauf.ground.core.limits import LIMITS

WINDOW = dt.timedelta(minutes=LIMITS.login_window_minutes)


@dataclass(frozen=True, slots=True)
class Try:
    """A try, and whether it is one too many. Whoever only asks for a name that does not exist is counted alike."""

    account: str
    address: str
    too_many: bool


def count_try(email: str, address: str) -> Try:
    """Count a try before the password is looked at, so that many at once cannot slip through.

    The address is counted as Django's form looks it up: in NFKC, so that no spelling of it has tries of its own.
    """
    now = machine_now()
    account = unicodedata.normalize("NFKC", email).strip().casefold()
    account_key, address_key = _digest("account", account), _digest("address", address)
    LoginTry.objects.filter(at__lt=now - WINDOW).delete()
    LoginTry.objects.create(account=account_key, address=address_key, at=now)
    tries = max(
        LoginTry.objects.filter(account=account_key).count(), LoginTry.objects.filter(address=address_key).count()
    )
    return Try(account_key, address_key, tries > LIMITS.login_attempts)


def forget_tries(counted: Try) -> None:
    """The password was right: what was tried for this account counts no more."""
    LoginTry.objects.filter(account=counted.account).delete()


def _digest(kind: str, value: str) -> str:
    return salted_hmac(f"umlauf.login.{kind}", value, algorithm="sha256").hexdigest()
