"""Mails that came back: the list, one of them, and the addresses that take no messages."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from umlauf.engines.mail.arrivals import whole
from umlauf.engines.mail.enums import ArrivalKind
from umlauf.faces.web.paper import saved_response
from umlauf.faces.web.reply_card import ReplyCard, reply_card
from umlauf.faces.web.requests import OfficeRequest, number_in
from umlauf.faces.web.returned_words import Line, bad_lines, kind_word, lines_of
from umlauf.ground.text import Refused
from umlauf.office.circulars.actions.returned import assign_arrival, clear_address, settle_arrival
from umlauf.office.circulars.bad_addresses import bad_addresses
from umlauf.office.circulars.returned import arrivals, candidates, get_arrival_for, rows_of, waiting_arrivals

PAGE = 50


def returned(request: OfficeRequest) -> HttpResponse:
    kind = _kind(request)
    page = Paginator(arrivals(kind), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": lines_of(rows_of(list(page.object_list))),
        "kind": kind,
        "kinds": ArrivalKind,
        "waiting": waiting_arrivals(),
        "bad": len(bad_addresses(request.association)),
    }
    return render(request, "web/returned/list.html", context)


def mail(request: OfficeRequest, arrival_id: int) -> HttpResponse:
    return page_of(request, arrival_id)


def page_of(request: OfficeRequest, arrival_id: int, refusal: str = "", card: ReplyCard | None = None) -> HttpResponse:
    """``card``: the proposal, with the form that was sent and is not right yet."""
    arrival = get_arrival_for(request.actor, arrival_id)
    (row,) = rows_of([arrival])
    context = {
        "line": Line(row, kind_word(ArrivalKind(arrival.kind))),
        "arrival": arrival,
        "candidates": candidates(arrival) if arrival.doubt and arrival.kept_until else (),
        "refusal": refusal,
        "card": card or reply_card(request, arrival),
    }
    if card is not None:
        return render(request, "web/returned/mail.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return render(request, "web/returned/mail.html", context, status=HTTPStatus.CONFLICT if refusal else HTTPStatus.OK)


def file(request: OfficeRequest, arrival_id: int) -> HttpResponse:
    """The mail as it came, to be opened in a mail program: nothing in it is shown or run here."""
    data = whole(get_arrival_for(request.actor, arrival_id))
    if data is None:
        raise Http404
    stem = _("Returned-mail")
    return saved_response(data, "application/octet-stream", f"{stem}_{arrival_id}.eml")


def settle(request: OfficeRequest, arrival_id: int) -> HttpResponse:
    settle_arrival(actor=request.actor, arrival_id=arrival_id)
    messages.success(request, _("The mail is settled."))
    return redirect("returned")


def assign(request: OfficeRequest, arrival_id: int) -> HttpResponse:
    message_id = number_in(request.POST, "message")
    if not message_id:
        return page_of(request, arrival_id, _("Please choose which message the mail belongs to."))
    try:
        assign_arrival(actor=request.actor, arrival_id=arrival_id, message_id=message_id)
    except Refused as refused:
        return page_of(request, arrival_id, str(refused.message))
    messages.success(request, _("The mail is assigned."))
    return redirect("returned-mail", arrival_id=arrival_id)


def addresses(request: OfficeRequest) -> HttpResponse:
    return render(request, "web/returned/addresses.html", {"lines": bad_lines(bad_addresses(request.association))})


def address_clear(request: OfficeRequest) -> HttpResponse:
    address = request.POST.get("address", "")[:254]
    clear_address(actor=request.actor, address=address)
    messages.success(request, _("Noted: what came back from this address so far counts no more."))
    return redirect("returned-addresses")


def _kind(request: HttpRequest) -> ArrivalKind | None:
    given = request.GET.get("kind", "")
    return ArrivalKind(given) if given in ArrivalKind.values else None
