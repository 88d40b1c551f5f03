"""The receipt of a circular: confirmed at both doors, asked for once more, and shown as evidence."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from umlauf.engines.sheets import CSV_TYPE, as_csv
from umlauf.faces.web.evidence import evidence_of, paper_of, sheet_of
from umlauf.faces.web.paper import pdf_response, saved_response
from umlauf.faces.web.receipt_forms import said_by
from umlauf.faces.web.receipt_reminding import remind_context
from umlauf.faces.web.reminding import names_of
from umlauf.faces.web.requests import LetterRequest, OfficeRequest
from umlauf.ground.text import Refused
from umlauf.office.circulars.access import get_circular_for, get_issue
from umlauf.office.circulars.actions.acknowledge import acknowledge
from umlauf.office.circulars.models import Issue, ReceiptReminded
from umlauf.office.responses.actions.ask_receipt import ask_receipt_again


def confirm(request: LetterRequest) -> HttpResponse:
    """„Empfang bestätigen“, at a letter's own page and at the desk."""
    means, by = said_by(request)
    try:
        acknowledge(actor=request.actor, recipient_id=request.recipient.id, means=means, by=by)
    except Refused as refused:
        messages.error(request, str(refused.message))
    else:
        said = _("The confirmation is entered.") if request.door.office else _("Thank you. The receipt is confirmed.")
        messages.success(request, said)
    return HttpResponseRedirect(request.door.landing, status=HTTPStatus.SEE_OTHER)


def remind(request: OfficeRequest, circular_id: int) -> HttpResponse:
    """Who would be asked once more, and what with."""
    issue = _sent_for(request, circular_id)
    if request.method != "POST":
        return render(request, "web/receipts/remind.html", remind_context(issue))
    chosen = {int(one) for one in request.POST.getlist("recipient") if one.isdecimal() and len(one) < 16}
    try:
        done = ask_receipt_again(actor=request.actor, circular_id=circular_id, recipient_ids=chosen)
    except Refused as refused:
        context = remind_context(issue, chosen) | {"refusal": str(refused.message)}
        return render(request, "web/receipts/remind.html", context, status=HTTPStatus.CONFLICT)
    reached = set(ReceiptReminded.objects.filter(reminder=done).values_list("recipient_id", flat=True))
    messages.success(request, _("Asked to confirm: %(names)s.") % {"names": names_of(issue, reached)})
    if spared := chosen - reached:
        said = _("Not asked today any more, or not needed: %(names)s.")
        messages.info(request, said % {"names": names_of(issue, spared)})
    return redirect("circular", circular_id=circular_id)


def evidence(request: OfficeRequest, circular_id: int, ending: str) -> HttpResponse:
    """What is known of the way of a circular to each address, to be put into the files."""
    issue = _sent_for(request, circular_id)
    found = evidence_of(issue, request.actor)
    stem = f"{_('Evidence')}_{issue.year}-{issue.number:04}"
    if ending == "csv":
        return saved_response(as_csv(sheet_of(found)), CSV_TYPE, f"{stem}.csv")
    if ending == "pdf":
        return pdf_response(paper_of(found), f"{stem}.pdf")
    raise Http404


def _sent_for(request: OfficeRequest, circular_id: int) -> Issue:
    """A circular of the actor's own office that was sent. Raises ``Http404``."""
    issue = get_issue(get_circular_for(request.actor, circular_id))
    if issue is None or getattr(issue, "dispatch", None) is None:
        raise Http404
    return issue
