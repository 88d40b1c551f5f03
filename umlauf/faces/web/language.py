"""In which language somebody reads: as they chose, else German."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation

COOKIE = "umlauf-language"
YEAR = 365 * 24 * 3600


class PersonsLanguage:
    """Answers each request in the language of the person: of their account, else of their browser's cookie."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with translation.override(_chosen(request)):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        return response


def known(language: str | None) -> bool:
    return language in dict(settings.LANGUAGES)


def keep_language(response: HttpResponseBase, language: str) -> None:
    """Remember the choice in the browser, where a person without a login has it too."""
    response.set_cookie(
        COOKIE, language, max_age=YEAR, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
    )


def begin_in(request: HttpRequest, response: HttpResponseBase, language: str) -> None:
    """Let somebody who has chosen no language read in this one, until they choose."""
    if request.COOKIES.get(COOKIE) is None and known(language) and language != settings.LANGUAGE_CODE:
        keep_language(response, language)


def language_of_browser(request: HttpRequest) -> str:
    """The language that was chosen in this browser, else German."""
    chosen = request.COOKIES.get(COOKIE)
    return chosen if chosen is not None and known(chosen) else settings.LANGUAGE_CODE


def _chosen(request: HttpRequest) -> str:
    if not request.user.is_authenticated:
        return language_of_browser(request)
    chosen: str = request.user.language
    return chosen if known(chosen) else settings.LANGUAGE_CODE
