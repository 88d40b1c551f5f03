"""The list of circulars and the page of one."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from umlauf.engines.mail.enums import State
from umlauf.faces.web.pages import circular_page, progress_of
from umlauf.faces.web.requests import OfficeRequest
from umlauf.faces.web.rows import recipients
from umlauf.office.circulars import queries
from umlauf.office.circulars.access import get_circular_for, get_issue
from umlauf.office.circulars.enums import Step

PAGE = 50
LIVE_ADDRESSES = 200  # a longer table is put in once, when the sending has ended


def circulars(request: OfficeRequest) -> HttpResponse:
    words, step = request.GET.get("q", "").replace("\0", "").strip()[:200], _step(request)
    rows = queries.with_words(queries.circular_rows(), words)
    if step is not None:
        rows = queries.at_step(rows, step)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [queries.row_of(values) for values in page.object_list],
        "words": words,
        "step": step,
        "steps": Step,
        "filtered": bool(words or step),
    }
    return render(request, "web/circulars.html", context)


def circular(request: OfficeRequest, circular_id: int) -> HttpResponse:
    found = get_circular_for(request.actor, circular_id)
    issue = get_issue(found)
    context: dict[str, Any] = circular_page(request, found, issue)
    if issue is not None:
        state = _state(request)
        context |= {"recipients": recipients(issue, state), "only": state}
    return render(request, "web/circular.html", context)


def circular_progress(request: OfficeRequest, circular_id: int) -> HttpResponse:
    """What changes on the page of a circular while its letter is made and sent, for the page to put in."""
    found = get_circular_for(request.actor, circular_id)
    issue = get_issue(found)
    context: dict[str, Any] = {"circular": found, "issue": issue, "fragment": True}
    if issue is not None:
        state = _state(request)
        context |= progress_of(issue) | {"only": state}
        if context["dispatch"] and (not context["live"] or context["progress"].addresses <= LIVE_ADDRESSES):
            context["recipients"] = recipients(issue, state)
    return render(request, "web/circular_progress.html", context)


def _step(request: HttpRequest) -> Step | None:
    given = request.GET.get("step", "")
    return Step(given) if given in Step.values else None


def _state(request: HttpRequest) -> State | None:
    given = request.GET.get("state", "")
    return State(given) if given in State.values else None
