"""Whoever has opened the link of a confirmation. It stands in a signed cookie, so that a visit writes nothing here."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from umlauf.faces.web.link_cookies import cookie_of, keep_opened, opened_before
from umlauf.ground.core.links import Purpose, invalid_link, read_link
from umlauf.office.directory.models import Confirmation
from umlauf.office.directory.queries.own_entries import confirmation_of_link

_WHAT = "confirm"
COOKIE = cookie_of(_WHAT)


@dataclass(frozen=True, slots=True)
class Opened:
    """What is asked, and the generation of the link that was opened."""

    confirmation: Confirmation
    generation: int


def open_confirm_link(token: str) -> Opened:
    """What a link asks. Raises ``Refused("link.invalid")``, alike for all reasons."""
    opened = _holding(*read_link(Purpose.CONFIRM, token))
    if opened is None:
        raise invalid_link()
    return opened


def keep(response: HttpResponseBase, opened: Opened) -> None:
    """Let this browser look and confirm, at an address that tells nothing."""
    keep_opened(response, _WHAT, f"{opened.confirmation.id}.{opened.generation}")


def opened_by_cookie(request: HttpRequest) -> Opened | None:
    """What is asked by the link that this browser has opened, while it holds."""
    value = opened_before(request, _WHAT)
    if not value:
        return None
    confirmation_id, generation = value.split(".")
    return _holding(int(confirmation_id), int(generation))


def _holding(confirmation_id: int, generation: int) -> Opened | None:
    found = confirmation_of_link(confirmation_id, generation)
    return Opened(found, generation) if found is not None else None
