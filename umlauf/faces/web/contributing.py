"""Whoever has opened the link of a contributor. It stands in a signed cookie, so that a visit writes nothing here."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from umlauf.faces.web.link_cookies import cookie_of, generations_opened, keep_generation
from umlauf.ground.core.links import Purpose, invalid_link, read_link
from umlauf.office.conferences.contributors import contributor_of_link
from umlauf.office.conferences.models import Contributor

_WHAT = "contributions"
COOKIE = cookie_of(_WHAT)


def open_contributor_link(token: str) -> Contributor:
    """Whose link it is. Raises ``Refused("link.invalid")``, alike for all reasons."""
    found = contributor_of_link(*read_link(Purpose.CONTRIBUTOR, token))
    if found is None:
        raise invalid_link()
    return found


def keep(request: HttpRequest, response: HttpResponseBase, contributor: Contributor) -> None:
    """Let this browser open the page, at an address that tells nothing."""
    keep_generation(request, response, _WHAT, contributor.id, contributor.link_generation)


def contributor_by_cookie(request: HttpRequest, contributor_id: int) -> Contributor | None:
    """The contributor whose link this browser has opened, while it holds."""
    generation = generations_opened(request, _WHAT).get(contributor_id)
    return contributor_of_link(contributor_id, generation) if generation is not None else None
