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

from umlauf.faces.web import guards, invitee_guards
from umlauf.faces.web.viewing import refused_while_viewing
from umlauf.ground.core.policy import NEVER_AS_SOMEBODY_ELSE, Ability

View = Callable[..., HttpResponseBase]
Guard = Callable[[HttpRequest, View, dict[str, Any]], HttpResponseBase]


class Needs(StrEnum):
    """What somebody must be to get in. Who is not finds that there is no such page."""

    PUBLIC = "public"
    """Nothing at all."""
    GUEST = "guest"
    """The letter in the address, opened by its link or by a member's login."""
    ANSWER = "answer"
    """The same; by a login, one that may answer."""
    DESK = "desk"
    """Somebody who keys in answers to the circular in the address, which has the recipient in it."""
    INVITEE = "invitee"
    """The invitation in the address, beside the circular, opened by its link."""
    INVITEE_DESK = "invitee-desk"
    """Somebody who keys in answers to the conference in the address, which has the invitee in it."""
    PLACE = "place"
    """The place at a conference in the address, opened by the link that its person got."""
    ACCOUNT = "account"
    """A login: pages on which somebody sees to their own login, also before the second factor is set up."""
    LOGIN = "login"
    """A login, whatever it may do, with the second factor where the association asks for one."""
    OFFICE = "office"
    """Somebody of an office, whatever they may do there."""
    DEMO = "demo"
    """Nothing, in a demo; elsewhere there is no such page."""


_GUARDS: dict[Needs, Guard] = {
    Needs.PUBLIC: guards.open_to_all,
    Needs.GUEST: guards.letter_only,
    Needs.ANSWER: guards.answer_only,
    Needs.DESK: guards.desk_only,
    Needs.INVITEE: invitee_guards.invitee_only,
    Needs.INVITEE_DESK: invitee_guards.invitee_desk_only,
    Needs.PLACE: guards.place_only,
    Needs.ACCOUNT: guards.account_only,
    Needs.LOGIN: guards.login_only,
    Needs.OFFICE: guards.office_only,
    Needs.DEMO: guards.demo_only,
}


def route(
    path: str, view: View, *, name: str, needs: Needs | Ability, methods: str = "GET", fresh: bool = False
) -> URLPattern:
    """Declare an address. ``methods`` are those that it answers, parted by blanks; HEAD goes with GET.

    ``needs`` an ability: of the hat that somebody wears. ``fresh``: shown by a second factor in the last minutes.
    """
    allowed = methods.split() + (["HEAD"] if "GET" in methods.split() else [])
    answering = require_http_methods(allowed)(view)
    guard = guards.with_ability(needs, fresh=fresh) if isinstance(needs, Ability) else _GUARDS[needs]

    @functools.wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        hidden = needs in NEVER_AS_SOMEBODY_ELSE
        return refused_while_viewing(request, name, hidden=hidden) or guard(request, answering, kwargs)

    guarded.needs = needs  # type: ignore[attr-defined]
    guarded.methods = frozenset(allowed)  # type: ignore[attr-defined]
    return django_path(path, guarded, name=name)
