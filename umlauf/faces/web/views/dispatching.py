"""A dispatch that is under way: hold it back, go on, give up what is left, send once more what reached nobody."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from umlauf.engines.mail.enums import DUE, STOPPED, WITHHELD, State
from umlauf.faces.web.dispatch_card import progress_card
from umlauf.faces.web.recipient_filter import RecipientFilter
from umlauf.faces.web.requests import OfficeRequest, number_in
from umlauf.faces.web.rows import recipients
from umlauf.ground.text import Refused
from umlauf.office.circulars.access import get_circular_for, get_issue
from umlauf.office.circulars.actions.hold import (
    cancel_dispatch,
    hold_dispatch,
    resume_dispatch,
    send_gathered,
    send_rest_again,
)
from umlauf.office.circulars.aftermath import is_withdrawn
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.models import Issue

Told = Callable[[int], str]


def circular_hold(request: OfficeRequest, circular_id: int) -> HttpResponse:
    return _done(request, circular_id, hold_dispatch, _held)


def circular_resume(request: OfficeRequest, circular_id: int) -> HttpResponse:
    return _done(request, circular_id, resume_dispatch, _going_on)


def circular_send_gathered(request: OfficeRequest, circular_id: int) -> HttpResponse:
    return _done(request, circular_id, send_gathered, _not_waiting)


def circular_cancel(request: OfficeRequest, circular_id: int) -> HttpResponse:
    """What is left is given up, after a page that says whom that concerns."""
    if request.method == "POST":
        return _done(request, circular_id, cancel_dispatch, _given_up)
    issue = _sent(request, circular_id)
    if getattr(issue.dispatch, "hold", None) is None:
        return redirect("circular", circular_id=circular_id)
    return _page(request, issue, "web/dispatch/cancel.html", DUE | WITHHELD)


def circular_again(request: OfficeRequest, circular_id: int) -> HttpResponse:
    """What failed or was given up goes out once more, after a page that says to whom."""
    if request.method == "POST":
        return _done(request, circular_id, send_rest_again, _again)
    issue = _sent(request, circular_id)
    if getattr(issue.dispatch, "hold", None) is not None:
        return redirect("circular", circular_id=circular_id)
    return _page(request, issue, "web/dispatch/again.html", STOPPED)


def _sent(request: OfficeRequest, circular_id: int) -> Issue:
    issue = get_issue(get_circular_for(request.actor, circular_id))
    if issue is None or getattr(issue, "dispatch", None) is None:
        raise Http404
    return issue


def _done(request: OfficeRequest, circular_id: int, action: Callable[..., int], told: Told) -> HttpResponse:
    """Do it, and say on the circular's page how many messages it was."""
    try:
        count = action(actor=request.actor, circular_id=circular_id)
    except Refused as refused:
        messages.error(request, str(refused.message))
    else:
        messages.success(request, told(count))
    return redirect("circular", circular_id=circular_id)


def _page(request: OfficeRequest, issue: Issue, template: str, states: frozenset[State]) -> HttpResponse:
    """The page before: the count, and who they are."""
    progress, shown = (
        progress_card(issue, issue.dispatch),
        RecipientFilter(only=states, page=number_in(request.GET, "page", 1)),
    )
    context = {
        "circular": issue.circular,
        "issue": issue,
        "content": Content.parse(issue.content),
        "progress": progress,
        "withdrawn": is_withdrawn(issue),
        "shown": shown,
        "recipients": recipients(issue, shown),
    }
    return render(request, template, context)


def _held(count: int) -> str:
    if not count:
        return _("Nothing was waiting any more. What is just being handed over still goes out.")
    return ngettext(
        "The dispatch is held back. %(count)s message waits.",
        "The dispatch is held back. %(count)s messages wait.",
        count,
    ) % {"count": count}


def _going_on(count: int) -> str:
    return ngettext(
        "The dispatch goes on with %(count)s message.", "The dispatch goes on with %(count)s messages.", count
    ) % {"count": count}


def _not_waiting(count: int) -> str:
    if not count:
        return _("Nothing was waiting for a bundle any more.")
    return ngettext(
        "%(count)s message goes out now, and not with the bundle.",
        "%(count)s messages go out now, and not with the bundle.",
        count,
    ) % {"count": count}


def _given_up(count: int) -> str:
    return ngettext(
        "%(count)s message was given up and is not sent.", "%(count)s messages were given up and are not sent.", count
    ) % {"count": count}


def _again(count: int) -> str:
    return ngettext("%(count)s message is sent once more.", "%(count)s messages are sent once more.", count) % {
        "count": count
    }
