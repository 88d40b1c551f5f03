"""A place that is offered, through either door: taken, or let go; and somebody who asks again for one."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from umlauf.faces.web.answer_forms import OfferForm
from umlauf.faces.web.answering import Round
from umlauf.faces.web.requests import LetterRequest
from umlauf.faces.web.views.answers import answered
from umlauf.faces.web.views.registrations import confirmation, registered_person
from umlauf.office.conferences.actions.ask_again import ask_again
from umlauf.office.conferences.actions.offers import take_offer
from umlauf.office.conferences.actions.withdraw import let_offer_go
from umlauf.office.conferences.enums import RegistrationState
from umlauf.office.responses.entries import Entry


def offer(request: LetterRequest, registration_id: int) -> HttpResponse:
    form = OfferForm(request, registered_person(request, registration_id))

    def act(entry: Entry) -> str:
        take_offer(**_target(request, entry, registration_id))
        return " ".join([_("The place is taken."), *confirmation(request, entry)])

    def may(around: Round) -> bool:
        return around.may_take and registration_id in around.offered

    return answered(request, form, "web/offer.html", _("Take the place"), act, may=may, who=_("Who takes it?"))


def let_go(request: LetterRequest, registration_id: int) -> HttpResponse:
    form = OfferForm(request, registered_person(request, registration_id))

    def act(entry: Entry) -> str:
        let_offer_go(**_target(request, entry, registration_id))
        return " ".join([_("The place is let go."), *confirmation(request, entry)])

    def may(around: Round) -> bool:
        return around.may_take and registration_id in around.offered

    return answered(request, form, "web/let_go.html", _("Let the place go"), act, may=may, who=_("Who lets it go?"))


def again(request: LetterRequest, registration_id: int) -> HttpResponse:
    row = registered_person(request, registration_id)
    form = OfferForm(request, row)

    def act(entry: Entry) -> str:
        ask_again(**_target(request, entry, registration_id))
        row.refresh_from_db(fields=["state"])
        said = {
            RegistrationState.ADMITTED: _("There was a place: %(name)s is registered."),
            RegistrationState.WAITING: _("%(name)s is on the waiting list again."),
        }.get(RegistrationState(row.state), _("Noted: %(name)s wants to come."))
        return " ".join([said % {"name": row.name}, *confirmation(request, entry)])

    def may(around: Round) -> bool:
        return registration_id in around.asking_again

    return answered(request, form, "web/again.html", _("Ask again"), act, may=may, who=_("Who asks?"))


def _target(request: LetterRequest, entry: Entry, registration_id: int) -> dict[str, Any]:
    target = {"actor": request.actor, "recipient_id": request.recipient.id, "entry": entry}
    return target | {"registration_id": registration_id}
