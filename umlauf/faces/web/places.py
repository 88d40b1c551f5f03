"""Whoever has opened the link to their own place at a conference. Kept in a signed cookie, as ``guests`` does."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from umlauf.faces.web.link_cookies import cookie_of, generations_opened, keep_generation
from umlauf.ground.core.actor import Actor, Means
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.links import Purpose, invalid_link, read_link
from umlauf.office.conferences.models import Registration
from umlauf.office.conferences.place import place_of_link

_WHAT = "places"
COOKIE = cookie_of(_WHAT)


def open_place(token: str) -> Registration:
    """The place of a link. Raises ``Refused("link.invalid")``, alike for all reasons."""
    row = place_of_link(*read_link(Purpose.PLACE, token), office_now())
    if row is None:
        raise invalid_link()
    return row


def remember_place(request: HttpRequest, response: HttpResponseBase, row: Registration) -> None:
    """Let this browser see the place from now on, at an address that tells nothing."""
    keep_generation(request, response, _WHAT, row.id, row.link_generation)


def place_for_guest(request: HttpRequest, registration_id: int, now: dt.datetime) -> tuple[Registration, Actor] | None:
    """The place, if this browser has opened a link that holds at ``now``. What is recorded names nobody."""
    generation = generations_opened(request, _WHAT).get(registration_id)
    row = place_of_link(registration_id, generation, now) if generation is not None else None
    if row is None:
        return None
    return row, Actor(_("Link of one's own place"), row.association_id, Means.LINK)
