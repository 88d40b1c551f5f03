"""Sign. Before, a page says exactly what will happen."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from umlauf.faces.web.desk_page import (
    copy_to_go_on_with,
    desk_page,
    goes_over,
    must_be_who_opened_it,
    other_version,
    stays_open,
    waiting_at,
    waiting_page,
    windows_of,
)
from umlauf.faces.web.draft_form import DraftForm, initial_of
from umlauf.faces.web.draft_page import choices_of_draft, completed
from umlauf.faces.web.folder_page import next_address, reading_page
from umlauf.faces.web.forms import SignForm
from umlauf.faces.web.hints_page import warnings_at
from umlauf.faces.web.pages import next_number
from umlauf.faces.web.requests import OfficeRequest
from umlauf.faces.web.rows import planned
from umlauf.faces.web.words import reach_of_plan
from umlauf.ground.core.clock import office_today
from umlauf.ground.text import Refused, to_html
from umlauf.office.circulars.access import get_circular_for, get_issue
from umlauf.office.circulars.actions.sign import change_and_sign, sign_and_issue
from umlauf.office.circulars.agreement import must_be_agreed
from umlauf.office.circulars.folder import FolderEntry, entry_of
from umlauf.office.circulars.models import Circular, Issue
from umlauf.office.circulars.reach import reach_of_draft
from umlauf.office.circulars.ready import Signature
from umlauf.office.circulars.version import Version, version_of


def circular_sign(request: OfficeRequest, circular_id: int) -> HttpResponse:
    circular = get_circular_for(request.actor, circular_id)
    away = _not_to_be_signed(request, circular)
    if away is not None:
        return away
    entry = entry_of(request.actor, circular.id)
    if request.method != "POST":
        return _sign_page(request, circular, "")
    form = SignForm(request.POST)
    if not form.is_valid():
        return _sign_page(request, circular, _("Please read the letter once more and then sign."))
    signature, seen = _signature(request), form.cleaned_data["seen"]
    try:
        issue = sign_and_issue(actor=request.actor, circular_id=circular.id, signature=signature, seen=seen)
    except Refused as refused:
        return _sign_page(request, circular, str(refused.message))
    return _signed(request, issue, entry)


def circular_sign_edit(request: OfficeRequest, circular_id: int) -> HttpResponse:
    """Correct small things oneself and sign: what is sent is the last version, and is signed at once."""
    circular = get_circular_for(request.actor, circular_id)
    away = _not_to_be_signed(request, circular)
    if away is not None:
        return away
    entry, version = entry_of(request.actor, circular.id), version_of(circular)
    waiting = waiting_at(request, circular, version.draft, signs=True)
    if waiting is not None:
        return waiting_page(request, circular, waiting, signs=True)
    form = DraftForm(
        request.POST if request.method == "POST" and not stays_open(request) else None,
        initial=initial_of(version.content, version.draft.revision),
        new=False,
        follows=hasattr(circular, "follows"),
        **choices_of_draft(request, [], version.content),
    )
    context: dict[str, Any] = {"draft": version.draft, "ready": True, "signs": True}
    context["seen"] = seen = _seen(request, circular, version)
    if form.is_valid():
        try:
            must_be_who_opened_it(request)
            issue = change_and_sign(
                actor=request.actor,
                circular_id=circular.id,
                content=completed(request, form, form.content(version.content)),
                signature=_signature(request),
                seen=seen,
                windows=windows_of(request),
            )
        except Refused as refused:
            form.refuse(refused)
            if refused.code == "draft.changed":
                context |= other_version(circular, form.content(version.content))
        else:
            return _signed(request, issue, entry)
    context["number"] = next_number(circular, version.content, request.association)
    return desk_page(request, form, context, circular=circular, known=version.draft.revision)


def _seen(request: OfficeRequest, circular: Circular, version: Version) -> str:
    """The version that the page was made for; none, if somebody goes on with what they typed over an older one."""
    if goes_over(request) == version.draft.revision:
        return version.digest
    copy = copy_to_go_on_with(request, circular)
    older = copy is not None and copy.based_on != version.draft.revision
    return request.POST.get("seen", "" if older else version.digest)


def _not_to_be_signed(request: OfficeRequest, circular: Circular) -> HttpResponse | None:
    """Back to the circular, where it is signed already or others have to agree first."""
    if get_issue(circular) is None:
        try:
            must_be_agreed(circular, version_of(circular))
        except Refused as refused:
            messages.info(request, str(refused.message))
        else:
            return None
    return redirect("circular", circular_id=circular.id)


def _signed(request: OfficeRequest, issue: Issue, entry: FolderEntry | None) -> HttpResponse:
    """On to the next letter in the folder; whoever signed a draft of its own page goes back there."""
    messages.success(request, _("Signed: %(label)s.") % {"label": issue.label})
    return redirect(next_address(request.actor)) if entry else redirect("circular", circular_id=issue.circular_id)


def _signature(request: OfficeRequest) -> Signature:
    return Signature(request.user.name, request.hat.title, request.hat.signs_as)


def _sign_page(request: OfficeRequest, circular: Circular, refusal: str) -> HttpResponse:
    version = version_of(circular)
    content, date = version.content, version.content.letter_date or office_today(request.association)
    reached = reach_of_draft(circular, content, date)
    context = {
        "circular": circular,
        "version": version,
        "draft": version.draft,
        "content": content,
        "body": to_html(content.body),
        "number": next_number(circular, content, request.association),
        "date": date,
        "rows": planned(reached),
        "reach": reach_of_plan(reached),
        "annexes": version.annexes,
        "warnings": warnings_at(request.association, circular, content, list(version.annexes)),
        "mends": False,
        "hints_back": "circular-sign",
        "refusal": refusal,
    }
    entry = entry_of(request.actor, circular.id)
    if entry is not None:
        context |= reading_page(request.actor, entry)
    return render(request, "web/sign.html", context, status=HTTPStatus.CONFLICT if refusal else 200)
