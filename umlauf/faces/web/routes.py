"""Every address is declared with what it needs, and is closed until it says so."""

from __future__ import annotations

import functools
from collections.abc import Callable
from enum import StrEnum
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern
from django.urls import path as django_path
from django.views.decorators.http import require_http_methods

from umlauf.faces.web import guards

View = Callable[..., HttpResponseBase]
Guard = Callable[[HttpRequest, View, dict[str, Any]], HttpResponseBase]


class Needs(StrEnum):
    """What somebody must be to get in. Who is not finds that there is no such page."""

    PUBLIC = "public"
    """Nothing at all."""
    GUEST = "guest"
    """The letter in the address, opened by its link or by a member's login."""
    DESK = "desk"
    """Clerk or signatory of the association whose circular, and recipient of it, are in the address."""
    LOGIN = "login"
    """A login, whatever it may do."""
    OFFICE = "office"
    """Clerk or signatory of an association."""
    SIGNATORY = "signatory"
    """Signatory of an association."""
    DEMO = "demo"
    """Nothing, in a demo; elsewhere there is no such page."""


_GUARDS: dict[Needs, Guard] = {
    Needs.PUBLIC: guards.open_to_all,
    Needs.GUEST: guards.letter_only,
    Needs.DESK: guards.desk_only,
    Needs.LOGIN: guards.login_only,
    Needs.OFFICE: guards.office_only,
    Needs.SIGNATORY: guards.signatory_only,
    Needs.DEMO: guards.demo_only,
}


def route(path: str, view: View, *, name: str, needs: Needs, methods: str = "GET") -> URLPattern:
    """Declare an address. ``methods`` are those that it answers, parted by blanks; HEAD goes with GET."""
    allowed = methods.split() + (["HEAD"] if "GET" in methods.split() else [])
    answering = require_http_methods(allowed)(view)
    guard = _GUARDS[needs]

    @functools.wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        return guard(request, answering, kwargs)

    guarded.needs = needs  # type: ignore[attr-defined]
    guarded.methods = frozenset(allowed)  # type: ignore[attr-defined]
    return django_path(path, guarded, name=name)
