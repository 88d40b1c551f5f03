"""A letter as its recipient reads it: by the personal link, or by a login."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from umlauf.faces.web.answering import round_of
from umlauf.faces.web.guests import open_link, remember
from umlauf.faces.web.paper import annex_response, letter_response
from umlauf.faces.web.requests import LetterRequest
from umlauf.faces.web.views.answers import page_context
from umlauf.ground.core.links import invalid_link
from umlauf.ground.text import Refused
from umlauf.office.circulars.queries import frozen_annexes


def link(request: HttpRequest, token: str) -> HttpResponse:
    """Remember the letter and go on to an address that holds no key."""
    return _open(request, token, None)


def link_annex(request: HttpRequest, token: str, number: int) -> HttpResponse:
    """The same for an annex."""
    return _open(request, token, number)


def link_mangled(request: HttpRequest, rest: str) -> HttpResponse:
    """Whatever else begins like a link: a mail program has broken it."""
    del rest
    return _invalid(request)


def letter(request: LetterRequest) -> HttpResponse:
    around = round_of(request)
    return render(request, "web/letter.html", page_context(request, around))


def letter_pdf(request: LetterRequest) -> HttpResponse:
    return letter_response(request.recipient.issue)


def letter_annex(request: LetterRequest, number: int) -> HttpResponse:
    return annex_response(frozen_annexes(request.recipient.issue), number)


def _open(request: HttpRequest, token: str, annex: int | None) -> HttpResponse:
    try:
        recipient = open_link(token)
    except Refused:
        return _invalid(request)
    where = {"recipient_id": recipient.id}
    address = reverse("letter", kwargs=where)
    if annex is not None:
        address = reverse("letter-annex", kwargs=where | {"number": annex})
    response = HttpResponseRedirect(address, status=303)
    remember(request, response, recipient)
    return _unnamed(response)


def _invalid(request: HttpRequest) -> HttpResponse:
    """The same answer for a mangled, foreign, revoked and expired link."""
    return _unnamed(render(request, "web/link_invalid.html", {"sentence": invalid_link().message}, status=404))


def _unnamed(response: HttpResponse) -> HttpResponse:
    """The address holds a key: it is named to no other page and kept in no cache."""
    response["Referrer-Policy"] = "no-referrer"
    add_never_cache_headers(response)
    return response
