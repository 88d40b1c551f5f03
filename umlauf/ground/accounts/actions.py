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
    if not 0 < len(user.name) <= LIMITS.name:
        raise Refused("accounts.name", _("Please give a name of at most %(most)s characters.") % {"most": LIMITS.name})
    if User.objects.filter(email__iexact=address).exists():
        raise Refused("accounts.taken", _("There is already an account with this e-mail address."))
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused("accounts.password", " ".join(error.messages)) from error
    user.set_password(password)
    user.save()
    return user


@transaction.atomic
def choose_language(*, user: User, language: str) -> None:
    """Remember in which language a person reads Umlauf."""
    User.objects.filter(id=user.id).update(language=language)
