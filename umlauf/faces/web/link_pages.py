"""Pages at addresses that hold a key: named to no other page, kept in no cache, and alike for every link that fails."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from umlauf.faces.web.often import slow_down, too_often
from umlauf.ground.core.links import invalid_link


def link_invalid(request: HttpRequest) -> HttpResponse:
    """The same answer for a mangled, foreign, revoked, used and expired link. Whoever tries many is slowed down."""
    if too_often(request, "link"):
        return unnamed(slow_down(request))
    return unnamed(render(request, "web/link_invalid.html", {"sentence": invalid_link().message}, status=404))


def unnamed(response: HttpResponse) -> HttpResponse:
    """The address of this answer holds a key, which is told to nobody."""
    response["Referrer-Policy"] = "no-referrer"
    add_never_cache_headers(response)
    return response
