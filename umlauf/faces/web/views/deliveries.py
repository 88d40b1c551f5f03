"""Clear up a delivery that is uncertain or did not arrive."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from umlauf.engines.mail.enums import NEEDS_A_PERSON, State
from umlauf.engines.mail.settling import FORGOTTEN
from umlauf.faces.web.forms import SettleForm
from umlauf.faces.web.requests import OfficeRequest
from umlauf.faces.web.words import state_word
from umlauf.ground.text import Refused
from umlauf.office.circulars.access import get_delivery_for, get_notice_delivery_for
from umlauf.office.circulars.actions.settle import settle_beside, settle_delivery, settle_notice
from umlauf.office.circulars.beside import Beside, get_beside_for
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.enums import Outcome
from umlauf.office.circulars.models import Delivery, NoticeDelivery, Recipient
from umlauf.office.circulars.returned import arrivals_of_message

Found = Delivery | NoticeDelivery | Beside


def delivery(request: OfficeRequest, delivery_id: int) -> HttpResponse:
    """The mail that brought a circular."""

    def settle(outcome: Outcome) -> Delivery:
        return settle_delivery(actor=request.actor, delivery_id=delivery_id, outcome=outcome)

    return _clear_up(request, lambda: get_delivery_for(request.actor, delivery_id), settle)


def notice_delivery(request: OfficeRequest, delivery_id: int) -> HttpResponse:
    """The mail that brought a notice on it."""

    def settle(outcome: Outcome) -> NoticeDelivery:
        return settle_notice(actor=request.actor, delivery_id=delivery_id, outcome=outcome)

    return _clear_up(request, lambda: get_notice_delivery_for(request.actor, delivery_id), settle)


def mail_beside(request: OfficeRequest, message_id: int) -> HttpResponse:
    """A mail about a circular that brought neither, such as a reminder."""

    def settle(outcome: Outcome) -> Beside:
        return settle_beside(actor=request.actor, message_id=message_id, outcome=outcome)

    return _clear_up(request, lambda: get_beside_for(request.actor, message_id), settle)


def _clear_up(request: OfficeRequest, fetch: Callable[[], Found], settle: Callable[[Outcome], Found]) -> HttpResponse:
    found = fetch()
    form = SettleForm(request.POST)
    if not form.is_valid():
        return _page(request, found, "")
    outcome = Outcome(form.cleaned_data["outcome"])
    try:
        settle(outcome)
    except Refused as refused:
        return _page(request, fetch(), str(refused.message))
    said = {
        Outcome.ARRIVED: _("Noted: the message for %(name)s had arrived."),
        Outcome.AGAIN: _("The message for %(name)s is being sent once more."),
        Outcome.LEFT: _("Noted: the message for %(name)s is not sent again."),
    }
    messages.success(request, said[outcome] % {"name": _to(found).name})
    return redirect("circular", circular_id=found.issue.circular_id)


def _to(found: Found) -> Recipient:
    return found.recipient if isinstance(found, Beside) else found.address.recipient


def _page(request: OfficeRequest, found: Found, refusal: str) -> HttpResponse:
    state = State(found.message.state)
    beside = isinstance(found, Beside)
    context = {
        "beside": beside,
        "message": found.message,
        "label": found.label if isinstance(found, Beside) else found.address.label,
        "holder": "" if isinstance(found, Beside) else found.address.holder,
        "email": found.message.recipient if isinstance(found, Beside) else found.address.email,
        "recipient": _to(found),
        "issue": found.issue,
        "content": Content.parse(found.issue.content),
        "word": state_word(state),
        "came_back": arrivals_of_message(found.message.id),
        "may_be_left": beside and state in {State.FAILED, State.BOUNCED},
        "open": state in NEEDS_A_PERSON | {State.CANCELLED},
        "uncertain": state is State.UNCERTAIN,
        "forgotten": found.message.recipient == FORGOTTEN,
        "refusal": refusal,
    }
    return render(request, "web/delivery.html", context, status=409 if refusal else 200)
