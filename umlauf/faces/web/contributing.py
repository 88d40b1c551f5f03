"""Whoever has opened the link of a contributor. It stands in a signed cookie, so that a visit writes nothing here."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from umlauf.faces.web.link_cookies import cookie_of, keep_opened, opened_before
from umlauf.ground.core.links import Purpose, invalid_link, read_link
from umlauf.office.conferences.contributors import contributor_of_link
from umlauf.office.conferences.models import Contributor

_WHAT = "contributions"
COOKIE = cookie_of(_WHAT)
MOST = 20  # pages that one browser keeps open, each of another event; the oldest goes first


def open_contributor_link(token: str) -> Contributor:
    """Whose link it is. Raises ``Refused("link.invalid")``, alike for all reasons."""
    found = contributor_of_link(*read_link(Purpose.CONTRIBUTOR, token))
    if found is None:
        raise invalid_link()
    return found


def keep(request: HttpRequest, response: HttpResponseBase, contributor: Contributor) -> None:
    """Let this browser open the page, at an address that tells nothing."""
    opened = _opened(request)
    opened.pop(contributor.id, None)
    opened[contributor.id] = contributor.link_generation
    kept = list(opened.items())[-MOST:]
    keep_opened(response, _WHAT, " ".join(f"{one}.{generation}" for one, generation in kept))


def contributor_by_cookie(request: HttpRequest, contributor_id: int) -> Contributor | None:
    """The contributor whose link this browser has opened, while it holds."""
    generation = _opened(request).get(contributor_id)
    return contributor_of_link(contributor_id, generation) if generation is not None else None


def _opened(request: HttpRequest) -> dict[int, int]:
    parts = (entry.split(".") for entry in opened_before(request, _WHAT).split())
    return {int(one): int(generation) for one, generation in parts}
