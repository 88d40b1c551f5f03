"""A letter as its recipient reads it: by the personal link, or by a login."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from umlauf.faces.web.after import after_letter
from umlauf.faces.web.answering import round_of
from umlauf.faces.web.calling import note_call_up
from umlauf.faces.web.guests import open_link, remember
from umlauf.faces.web.language import begin_in
from umlauf.faces.web.link_pages import link_invalid, unnamed
from umlauf.faces.web.paper import annex_response, letter_response
from umlauf.faces.web.receipt_forms import receipt_at
from umlauf.faces.web.requests import LetterRequest
from umlauf.faces.web.views.answers import page_context
from umlauf.ground.text import Refused
from umlauf.office.circulars.mailing import reading_address
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
    return link_invalid(request)


def letter(request: LetterRequest) -> HttpResponse:
    note_call_up(request)
    around = round_of(request)
    context = page_context(request, around) | {"reading_address": reading_address(request.recipient)}
    context |= {"after": after_letter(request), "receipt": receipt_at(request)}
    return render(request, "web/letter.html", context)


def letter_pdf(request: LetterRequest) -> HttpResponse:
    response = letter_response(request.recipient.issue)
    note_call_up(request)
    return response


def letter_annex(request: LetterRequest, number: int) -> HttpResponse:
    response = annex_response(frozen_annexes(request.recipient.issue), number)
    note_call_up(request)
    return response


def _open(request: HttpRequest, token: str, annex: int | None) -> HttpResponse:
    try:
        recipient, answers = open_link(token)
    except Refused:
        return link_invalid(request)
    where = {"recipient_id": recipient.id}
    address = reverse("letter", kwargs=where)
    if annex is not None:
        address = reverse("letter-annex", kwargs=where | {"number": annex})
    response = HttpResponseRedirect(address, status=303)
    remember(request, response, recipient, answers=answers)
    begin_in(request, response, recipient.language or recipient.issue.content["language"])
    return unnamed(response)
