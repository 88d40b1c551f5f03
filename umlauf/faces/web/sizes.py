"""What is too large to be taken in, refused before a byte of it is read."""

from __future__ import annotations

import re
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
MOST_TOGETHER: Final = LIMITS.annexes_bytes + MB
"""Bytes: all annexes of a circular, sent at once."""
_TAKES_SEVERAL: Final = re.compile(r"/circulars/\d{1,19}/annex/")


class LimitedBodies:
    """Refuses what is announced as too large (413), and a POST that does not say how large it is (411).

    ``MOST`` may come, and ``MOST_TOGETHER`` where several files become annexes.

    Who asks does not matter: forms are read, and files kept on the disk, before anybody has looked who it is.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        length = str(request.META.get("CONTENT_LENGTH") or "")
        if length.isdecimal():
            most = MOST_TOGETHER if _TAKES_SEVERAL.fullmatch(request.path_info) else MOST
            return _refusal(request, 413) if int(length[:20]) > most else self.get_response(request)
        return _refusal(request, 411) if request.method == "POST" else self.get_response(request)


def _refusal(request: HttpRequest, status: int) -> HttpResponse:
    with translation.override(language_of_browser(request)):
        return HttpResponse(render_to_string("413.html"), status=status)
