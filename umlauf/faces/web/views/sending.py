"""Send a circular now, at a time, or as a test to oneself. Before, a page says exactly what will happen and to whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from umlauf.faces.web.often import slow_down, too_often
from umlauf.faces.web.pages import reach_of
from umlauf.faces.web.plan_form import PlanForm, plan_initial, plan_warnings
from umlauf.faces.web.recipient_filter import RecipientFilter
from umlauf.faces.web.requests import OfficeRequest, number_in
from umlauf.faces.web.rows import recipients
from umlauf.faces.web.templatetags.office import clock, planned_day
from umlauf.ground.core.clock import office_now
from umlauf.ground.text import Refused
from umlauf.office.circulars import queries
from umlauf.office.circulars.access import get_circular_for, get_issue
from umlauf.office.circulars.actions.plan import plan_dispatch, unplan_dispatch
from umlauf.office.circulars.actions.send import dispatch
from umlauf.office.circulars.actions.trial import send_trial
from umlauf.office.circulars.bundle import bundle_after, may_wait
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.letter_room import ReachSize, reach_size
from umlauf.office.circulars.mailing import CircularMails
from umlauf.office.circulars.models import Issue


def circular_send(request: OfficeRequest, circular_id: int) -> HttpResponse:
    issue = _signed(request, circular_id)
    if request.method == "POST":
        try:
            dispatch(actor=request.actor, issue_id=issue.id, at_once="at_once" in request.POST)
        except Refused as refused:
            return _page(request, issue, refusal=str(refused.message))
    elif getattr(issue, "dispatch", None) is None:
        return _page(request, issue)
    return redirect("circular", circular_id=circular_id)


def circular_plan(request: OfficeRequest, circular_id: int) -> HttpResponse:
    """A day on which nobody is at the office is asked for twice: the second press of the button takes it."""
    issue = _signed(request, circular_id)
    form = PlanForm(request.POST)
    if not form.is_valid():
        return _page(request, issue, form)
    at = form.at(request.association)
    warnings = plan_warnings(at, request.association, Content.parse(issue.content))
    if warnings and not form.is_sure(at):
        form.ask_again(at)
        return _page(request, issue, form, warnings=warnings, asked=at)
    try:
        plan = plan_dispatch(actor=request.actor, issue_id=issue.id, at=at)
    except Refused as refused:
        form.refuse(refused)
        return _page(request, issue, form)
    said = {"day": planned_day(plan.at), "time": clock(plan.at)}
    messages.success(request, _("The circular is sent by itself: %(day)s, %(time)s.") % said)
    return redirect("circular", circular_id=circular_id)


def circular_unplan(request: OfficeRequest, circular_id: int) -> HttpResponse:
    issue = _signed(request, circular_id)
    if unplan_dispatch(actor=request.actor, issue_id=issue.id):
        messages.success(request, _("The plan is taken back. Nothing is sent by itself."))
    return redirect("circular", circular_id=circular_id)


def circular_trial(request: OfficeRequest, circular_id: int) -> HttpResponse:
    issue = _signed(request, circular_id)
    if too_often(request, "trial"):
        return slow_down(request)
    try:
        message = send_trial(actor=request.actor, issue_id=issue.id)
    except Refused as refused:
        return _page(request, issue, refusal=str(refused.message))
    messages.success(request, _("A test goes to %(address)s.") % {"address": message.recipient})
    return redirect("circular-send", circular_id=circular_id)


def _signed(request: OfficeRequest, circular_id: int) -> Issue:
    issue = get_issue(get_circular_for(request.actor, circular_id))
    if issue is None:
        raise Http404
    return issue


def _size(issue: Issue) -> ReachSize | None:
    """How much mail it will be, once there is a letter."""
    rendition = getattr(issue, "rendition", None)
    if rendition is None:
        return None
    return reach_size(issue, rendition, CircularMails(issue, rendition, at=office_now()).body_bytes())


@dataclass(frozen=True, slots=True)
class Bundle:
    """How many recipients get a circular with the bundle of the day, and when that goes out if it is sent now."""

    recipients: int
    at: dt.datetime


def _bundle(issue: Issue) -> Bundle | None:
    if not may_wait(issue, Content.parse(issue.content)):
        return None
    count = issue.recipients.filter(bundled=True).count()
    return Bundle(count, bundle_after(office_now(), issue.association)) if count else None


def _page(
    request: OfficeRequest,
    issue: Issue,
    form: PlanForm | None = None,
    *,
    refusal: str = "",
    warnings: Sequence[str] = (),
    asked: dt.datetime | None = None,
) -> HttpResponse:
    plan = getattr(issue, "plan", None)
    context = {
        "circular": issue.circular,
        "issue": issue,
        "content": Content.parse(issue.content),
        "recipients": recipients(issue, RecipientFilter(page=number_in(request.GET, "page", 1))),
        "reach": reach_of(issue),
        "size": _size(issue),
        "bundle": _bundle(issue),
        "annexes": queries.frozen_annexes(issue),
        "plan": plan,
        "form": form or PlanForm(initial=plan_initial(request.association, plan)),
        "warnings": warnings,
        "asked": asked,
        "refusal": refusal,
    }
    conflict = refusal or warnings or (form and form.errors)
    return render(request, "web/send.html", context, status=HTTPStatus.CONFLICT if conflict else HTTPStatus.OK)
