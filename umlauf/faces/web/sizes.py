"""What is too large to be taken in, refused before a byte of it is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils import translation

from umlauf.faces.web.language import language_of_browser
from umlauf.ground.core.limits import LIMITS, MB

MOST: Final = LIMITS.annex_bytes + MB
"""Bytes: an annex, with room for the fields of its form."""


class LimitedBodies:
    """Refuses what is announced as larger than ``MOST`` (413), and a POST that does not say how large it is (411).

    Who asks does not matter: forms are read, and files kept on the disk, before anybody has looked who it is.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        length = str(request.META.get("CONTENT_LENGTH") or "")
        if length.isdecimal():
            return _refusal(request, 413) if int(length[:20]) > MOST else self.get_response(request)
        return _refusal(request, 411) if request.method == "POST" else self.get_response(request)


def _refusal(request: HttpRequest, status: int) -> HttpResponse:
    with translation.override(language_of_browser(request)):
        return HttpResponse(render_to_string("413.html"), status=status)
