"""What a link has opened stands in a signed cookie of the browser, so that a visit writes nothing here."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

MOST: Final = 20
"""So many things of a kind one browser keeps open; the oldest goes first."""


def cookie_of(what: str) -> str:
    """The name of the cookie for one kind of link, bound to our host where we are served by https."""
    return f"__Host-umlauf-{what}" if settings.SESSION_COOKIE_SECURE else f"umlauf-{what}"


def keep_opened(response: HttpResponseBase, what: str, value: str) -> None:
    """Let this browser come back to what its link has opened, at an address that tells nothing."""
    response.set_signed_cookie(
        cookie_of(what),
        value,
        salt=f"umlauf.{what}",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def opened_before(request: HttpRequest, what: str) -> str:
    """What was kept; empty for what is not ours, or too old."""
    value = request.get_signed_cookie(
        cookie_of(what), default="", salt=f"umlauf.{what}", max_age=settings.SESSION_COOKIE_AGE
    )
    return value or ""


def keep_generation(request: HttpRequest, response: HttpResponseBase, what: str, one: int, generation: int) -> None:
    """The same for a row and the generation of its link, beside others that were opened before."""
    opened = generations_opened(request, what)
    opened.pop(one, None)
    opened[one] = generation
    kept = list(opened.items())[-MOST:]
    keep_opened(response, what, " ".join(f"{id_}.{number}" for id_, number in kept))


def generations_opened(request: HttpRequest, what: str) -> dict[int, int]:
    """Generations by row, as the cookie has them, the latest last."""
    parts = (entry.split(".") for entry in opened_before(request, what).split())
    return {int(id_): int(number) for id_, number in parts}
