"""Sign and send. Before each of the two, a page says exactly what will happen and to whom."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from umlauf.faces.web.forms import SignForm
from umlauf.faces.web.pages import next_number, reach_of, reach_of_plan
from umlauf.faces.web.requests import OfficeRequest
from umlauf.faces.web.rows import planned, recipients
from umlauf.ground.core.clock import office_today
from umlauf.ground.text import Refused, to_html
from umlauf.office.circulars import queries
from umlauf.office.circulars.access import get_circular_for, get_issue
from umlauf.office.circulars.actions.send import dispatch
from umlauf.office.circulars.actions.sign import sign_and_issue
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.models import Circular, Issue
from umlauf.office.circulars.reach import reach_of_draft
from umlauf.office.circulars.ready import Signature
from umlauf.office.circulars.version import version_of


def circular_sign(request: OfficeRequest, circular_id: int) -> HttpResponse:
    circular = get_circular_for(request.actor, circular_id)
    if get_issue(circular) is not None:
        return redirect("circular", circular_id=circular.id)
    if request.method != "POST":
        return _sign_page(request, circular, "")
    form = SignForm(request.POST)
    if not form.is_valid():
        return _sign_page(request, circular, _("Please read the letter once more and then sign."))
    signature, seen = Signature(request.user.name, request.hat.title), form.cleaned_data["seen"]
    try:
        issue = sign_and_issue(actor=request.actor, circular_id=circular.id, signature=signature, seen=seen)
    except Refused as refused:
        return _sign_page(request, circular, str(refused.message))
    messages.success(request, _("Signed: %(label)s.") % {"label": issue.label})
    return redirect("circular", circular_id=circular.id)


def circular_send(request: OfficeRequest, circular_id: int) -> HttpResponse:
    circular = get_circular_for(request.actor, circular_id)
    issue = get_issue(circular)
    if issue is None:
        raise Http404
    if request.method == "POST":
        try:
            dispatch(actor=request.actor, issue_id=issue.id)
        except Refused as refused:
            return _send_page(request, issue, str(refused.message))
    elif getattr(issue, "dispatch", None) is None:
        return _send_page(request, issue, "")
    return redirect("circular", circular_id=circular.id)


def _send_page(request: OfficeRequest, issue: Issue, refusal: str) -> HttpResponse:
    context = {
        "circular": issue.circular,
        "issue": issue,
        "content": Content.parse(issue.content),
        "recipients": recipients(issue),
        "reach": reach_of(issue),
        "annexes": queries.frozen_annexes(issue),
        "refusal": refusal,
    }
    return render(request, "web/send.html", context, status=HTTPStatus.CONFLICT if refusal else 200)


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
        "refusal": refusal,
    }
    return render(request, "web/sign.html", context, status=HTTPStatus.CONFLICT if refusal else 200)
