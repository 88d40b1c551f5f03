"""The signing folder: what waits for somebody, one letter after the other."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from umlauf.faces.web.folder_page import address_of, next_address, reading_page
from umlauf.faces.web.forms import ApproveForm, ReturnForm
from umlauf.faces.web.guards import HAT_KEY, page_of
from umlauf.faces.web.link_pages import link_invalid, unnamed
from umlauf.faces.web.requests import OfficeRequest
from umlauf.ground.core.links import Purpose, read_link
from umlauf.ground.text import Refused
from umlauf.office.circulars.access import get_circular_for
from umlauf.office.circulars.actions.approve import approve, send_back, take_over
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.folder import Asked, FolderEntry, entry_of, folder_of, link_of
from umlauf.office.circulars.models import Circular


def folder(request: OfficeRequest) -> HttpResponse:
    entries = folder_of(request.actor)
    rows = [(one, Content.parse(one.submission.draft.content), address_of(one)) for one in entries]
    return render(request, "web/folder/folder.html", {"rows": rows})


def folder_entry(request: OfficeRequest, circular_id: int) -> HttpResponse:
    """Read what is asked of one, and agree to it. Whoever signs reads it where it is signed."""
    circular = get_circular_for(request.actor, circular_id)
    entry = entry_of(request.actor, circular.id)
    if entry is None:
        return _gone_on(request, circular)
    if entry.asked is Asked.SIGN:
        return redirect("circular-sign", circular_id=circular.id)
    form = ApproveForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _entry_page(request, entry, "")
    given = form.cleaned_data
    try:
        approve(
            actor=request.actor,
            circular_id=circular.id,
            approval_id=given["approval"],
            seen=given["seen"],
            comment=given["comment"],
        )
    except Refused as refused:
        return _entry_page(request, entry, str(refused.message))
    messages.success(request, _("Agreed to: %(subject)s") % {"subject": entry.submission.draft.content["subject"]})
    return redirect(next_address(request.actor))


def folder_return(request: OfficeRequest, circular_id: int) -> HttpResponse:
    form = ReturnForm(request.POST)
    circular = get_circular_for(request.actor, circular_id)
    entry = entry_of(request.actor, circular.id)
    if entry is None:
        return _gone_on(request, circular)
    if not form.is_valid():
        return _entry_page(request, entry, form.sentence())
    given = form.cleaned_data
    try:
        send_back(actor=request.actor, circular_id=circular_id, seen=given["seen"], comment=given["comment"])
    except Refused as refused:
        return _entry_page(request, entry, str(refused.message))
    messages.success(request, _("Sent back to %(who)s, with your comment.") % {"who": entry.submission.laid_by})
    return redirect(next_address(request.actor))


def folder_take_over(request: OfficeRequest, circular_id: int) -> HttpResponse:
    circular = get_circular_for(request.actor, circular_id)
    if entry_of(request.actor, circular.id) is None:
        return _gone_on(request, circular)
    take_over(actor=request.actor, circular_id=circular.id)
    messages.success(request, _("The draft is with you now. Whoever laid it before you has been told."))
    return redirect("circular-edit", circular_id=circular.id)


def folder_link(request: HttpRequest, token: str) -> HttpResponse:
    """Lead somebody to what lies before them. The link opens nothing by itself: it leads to the login, and on."""
    try:
        link = link_of(*read_link(Purpose.SIGN, token))
    except Refused:
        link = None
    if link is None:
        return link_invalid(request)
    if request.user.is_authenticated and request.user != link.user:
        context = {"owner": link.user, "here": page_of(request)}
        return unnamed(render(request, "web/folder/other.html", context, status=HTTPStatus.FORBIDDEN))
    request.session[HAT_KEY] = f"{link.association.slug}.0"
    return unnamed(redirect("folder-entry", circular_id=link.submission.circular_id))


def _gone_on(request: OfficeRequest, circular: Circular) -> HttpResponse:
    """Back to the circular, where it lies with somebody else by now: a second click, or a colleague was faster."""
    messages.info(request, _("This circular does not lie with you (any more). Here is how far it has come."))
    return redirect("circular", circular_id=circular.id)


def _entry_page(request: OfficeRequest, entry: FolderEntry, refusal: str) -> HttpResponse:
    context = reading_page(request.actor, entry) | {"refusal": refusal}
    return render(request, "web/folder/entry.html", context, status=HTTPStatus.CONFLICT if refusal else 200)
