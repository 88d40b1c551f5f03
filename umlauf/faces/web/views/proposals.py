"""What members want changed in their own entries: the office looks at it, takes it over or says why not."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from umlauf.faces.web.house_forms import RefusalForm, WaitingForm
from umlauf.faces.web.proposal_rows import differences, is_outdated
from umlauf.faces.web.requests import OfficeRequest
from umlauf.faces.web.views.directory.frames import Frame, done, form_page, sent, sent_as
from umlauf.ground.text import Refused
from umlauf.office.directory.actions.own_entries import refuse_proposal, set_confirms_changes, take_proposal
from umlauf.office.directory.enums import ProposalState
from umlauf.office.directory.models import Proposal
from umlauf.office.directory.queries.own_entries import get_proposal_for, open_proposals

_A_PAGE = 50


def proposals(request: OfficeRequest) -> HttpResponse:
    page = Paginator(open_proposals(), _A_PAGE).get_page(request.GET.get("page"))
    return render(request, "web/house/proposals.html", {"page": page, "association": request.association})


def proposal(request: OfficeRequest, proposal_id: int) -> HttpResponse:
    """Old and new side by side, and the two decisions."""
    found = get_proposal_for(request.actor, proposal_id)
    form = RefusalForm(sent_as(request, "refuse"))
    refusal = ""
    if request.POST.get("step") == "take":
        try:
            take_proposal(actor=request.actor, proposal_id=found.id)
        except Refused as refused:
            refusal = str(refused.message)
        else:
            messages.success(request, _("It is written as proposed. The member is told by mail."))
            return redirect("proposals")
    elif done(form, lambda: _refuse(request, found.id, form)):
        messages.success(request, _("The proposal is not taken over. The member is told why by mail."))
        return redirect("proposals")
    waits = found.state == ProposalState.OPEN
    context = {
        "proposal": found,
        "form": form,
        "refusal": refusal,
        "waits": waits,
        "rows": differences(request.actor, found) if waits else (),
        "outdated": waits and is_outdated(request.actor, found),
    }
    status = HTTPStatus.CONFLICT if refusal or form.conflict else HTTPStatus.OK
    if form.errors and not form.conflict:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "web/house/proposal.html", context, status=status)


def _refuse(request: OfficeRequest, proposal_id: int, form: RefusalForm) -> Proposal:
    return refuse_proposal(actor=request.actor, proposal_id=proposal_id, reason=form.cleaned_data["reason"])


def waiting(request: OfficeRequest) -> HttpResponse:
    """Whether changes by members wait for the office."""
    now = "yes" if request.association.confirms_changes else "no"
    form = WaitingForm(sent(request), initial={"confirms": now})

    def save() -> None:
        set_confirms_changes(actor=request.actor, confirms=form.cleaned_data["confirms"] == "yes")

    if done(form, save):
        messages.success(request, _("It is saved."))
        return redirect("directory-changes")
    frame = Frame(
        heading=_("Changes by members"),
        back=_("Changes"),
        address=reverse("directory-changes"),
        button=_("Save"),
        lead=_("The registry and the administrator of a member keep its own posts, people and addresses."),
    )
    return form_page(request, form, frame)
