"""Take over what a mail answers to a circular, with one key."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from umlauf.faces.web.reply_card import reply_card
from umlauf.faces.web.requests import OfficeRequest
from umlauf.faces.web.views.returned import page_of
from umlauf.ground.text import Refused
from umlauf.office.circulars.returned import get_arrival_for
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
            name = card.proposal.recipient.name
            messages.success(request, _("Entered for %(name)s: %(answer)s.") % {"name": name, "answer": card.word})
            return redirect("returned")
    return page_of(request, arrival_id, card=card)
