"""What a session knows of how it began: with which proofs, how long ago, and through whose provider."""

from __future__ import annotations

import time
from typing import Any, Final

from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest

from umlauf.ground.core.limits import LIMITS

ASKED_ANEW: Final = "provider"  # in the session: an association's own provider has asked somebody anew who they are
_NO_PROOF: Final = {"link", "socialaccount"}


def used_second_factor(request: HttpRequest) -> bool:
    """Whether this login was proved by a code or a passkey, or by an association's own provider, which sees to it."""
    return provider_of(request) is not None or any(one["method"] == "mfa" for one in _records(request))


def is_fresh(request: HttpRequest, *, second_factor: bool, provider: str = "") -> bool:
    """Whether somebody has proved in the last minutes who they are, by a second factor if ``second_factor``.

    Instead of one counts that ``provider``, an association's own, has just asked them anew. That it still knew them, or
    that they read a mailbox, is no proof: whoever sits at an unlocked computer can have both.
    """
    begin = time.time() - LIMITS.step_up_minutes * 60
    return any(one["at"] > begin and _proves(one, second_factor, provider) for one in _records(request))


def _proves(record: dict[str, Any], second_factor: bool, provider: str) -> bool:
    if record["method"] == ASKED_ANEW and second_factor:
        return bool(record["provider"] == provider)
    return bool(record["method"] == "mfa") if second_factor else record["method"] not in _NO_PROOF


def provider_of(request: HttpRequest) -> str | None:
    """The slug of the association through whose own provider somebody came in; None: by password or passkey.

    It speaks for that association alone, so the session has the hats of no other.
    """
    first = next(iter(_records(request)), None)
    return str(first["provider"]) if first and first["method"] == "socialaccount" else None


def _records(request: HttpRequest) -> list[dict[str, Any]]:
    user = request.user if request.user.is_authenticated else None
    return list(get_authentication_records(request, user))
