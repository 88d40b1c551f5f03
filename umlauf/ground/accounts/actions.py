"""Writes to accounts."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from umlauf.ground.accounts.models import User
from umlauf.ground.core.addresses import check_address
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused


@transaction.atomic
def create_user(*, email: str, name: str, password: str, language: str = "de") -> User:
    """Create a login. Raises ``Refused`` for a bad address, a taken address, a missing name or a weak password."""
    address = check_address(email)
    user = User(email=address, name=name.strip(), language=language)
    if User.objects.filter(email__iexact=address).exists():
        raise Refused("accounts.taken", _("There is already an account with this e-mail address."))
    _check(user, password)
    user.set_password(password)
    user.save()
    return user


@transaction.atomic
def choose_language(*, user: User, language: str) -> None:
    """Remember in which language a person reads Umlauf."""
    User.objects.filter(id=user.id).update(language=language)


@transaction.atomic
def switch_off(user: User) -> None:
    """Let nobody log in with this account any more. What it has signed keeps its name."""
    User.objects.filter(id=user.id).update(is_active=False)


@transaction.atomic
def switch_on(*, user: User, name: str, password: str) -> User:
    """Let the owner of an account that was switched off come in again. Raises ``Refused`` as ``create_user``."""
    user.name = name.strip()
    _check(user, password)
    user.is_active = True
    user.set_password(password)
    user.save()
    return user


def _check(user: User, password: str) -> None:
    if not 0 < len(user.name) <= LIMITS.name:
        raise Refused("accounts.name", _("Please give a name of at most %(most)s characters.") % {"most": LIMITS.name})
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused("accounts.password", " ".join(error.messages)) from error
