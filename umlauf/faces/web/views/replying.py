"""Take over what a mail or a form answers to a circular, with one key."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from umlauf.faces.web.reply_card import ReplyCard, card_of_file, card_of_sent, reply_card
from umlauf.faces.web.requests import OfficeRequest
from umlauf.faces.web.views.returned import page_of
from umlauf.ground.text import Refused
from umlauf.office.circulars.returned import get_arrival_for
from umlauf.office.conferences.queries import conference_of
from umlauf.office.intake.forms import ReturnedForm, take_form
from umlauf.office.intake.replies import take_reply


def answer(request: OfficeRequest, arrival_id: int) -> HttpResponse:
    """Take over what the form says."""
    arrival = get_arrival_for(request.actor, arrival_id)
    if arrival.settled_at is not None:
        messages.info(request, _("The mail is settled."))
        return redirect("returned-mail", arrival_id=arrival_id)
    card = reply_card(request, arrival)
    if card is None or card.form is None:
        raise Http404
    form = card.form
    if form.is_valid():
        try:
            take_reply(
                actor=request.actor, arrival_id=arrival.id, said=form.said, entry=form.entry(), people=form.people()
            )
        except Refused as refused:
            form.add_error(None, str(refused.message))
        else:
            name = card.recipient.name
            messages.success(request, _("Entered for %(name)s: %(answer)s.") % {"name": name, "answer": card.word})
            return redirect("returned")
    return page_of(request, arrival_id, card=card)


def form_dropped(request: OfficeRequest, returned: ReturnedForm) -> HttpResponse:
    """What a form says that somebody has dropped: shown, and nothing kept of it."""
    return _form_page(request, card_of_file(returned))


def form(request: OfficeRequest) -> HttpResponse:
    """Take over what the page of a form says."""
    code = request.POST.get("code", "")[:200]
    try:
        card = card_of_sent(request, code, request.POST.get("nonce", ""))
    except Refused as refused:
        raise Http404 from refused
    if card is None or card.form is None:
        raise Http404
    filled = card.form
    if filled.is_valid():
        try:
            take_form(actor=request.actor, code=code, said=filled.said, entry=filled.entry(), people=filled.people())
        except Refused as refused:
            filled.add_error(None, str(refused.message))
        else:
            names = {"name": card.recipient.name, "answer": card.word}
            messages.success(request, _("Entered for %(name)s: %(answer)s.") % names)
            return redirect("desk", circular_id=card.recipient.issue.circular_id, recipient_id=card.recipient.id)
    return _form_page(request, card, HTTPStatus.UNPROCESSABLE_ENTITY)


def _form_page(request: OfficeRequest, card: ReplyCard, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    issue = card.recipient.issue
    context = {"card": card, "issue": issue, "conference": conference_of(issue.circular_id)}
    return render(request, "web/returned/form.html", context, status=status)
