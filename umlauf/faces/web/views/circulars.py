"""The list of circulars and the page of one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from umlauf.engines.mail.enums import State
from umlauf.faces.web.pages import circular_page, progress_of
from umlauf.faces.web.recipient_filter import choices_of, shown_in
from umlauf.faces.web.requests import OfficeRequest
from umlauf.faces.web.rows import recipients
from umlauf.faces.web.words import state_word
from umlauf.office.circulars import queries
from umlauf.office.circulars.access import get_circular_for, get_issue
from umlauf.office.circulars.aftermath import content_now
from umlauf.office.circulars.beside import unsettled_beside
from umlauf.office.circulars.dispatching import Open, open_messages
from umlauf.office.circulars.enums import Step
from umlauf.office.circulars.queries import CircularRow
from umlauf.office.circulars.returned import replies_to
from umlauf.office.responses.queries import Returned, returned

PAGE = 50
LIVE_ADDRESSES = 200  # a longer table is put in once, when the sending has ended


def circulars(request: OfficeRequest) -> HttpResponse:
    words, step = request.GET.get("q", "").replace("\0", "").strip()[:200], _step(request)
    rows = queries.with_words(queries.circular_rows(), words)
    if step is not None:
        rows = queries.at_step(rows, step)
    page = Paginator(queries.ids_of(rows), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": _listed(page.object_list),
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
        shown = shown_in(request, context)
        context |= choices_of(shown, context) | {"recipients": recipients(issue, shown, context.get("returns"))}
        if context["dispatch"]:
            context["replies"] = replies_to(circular_id)
            context["beside"] = [
                {"mail": one, "word": state_word(State(one.message.state))} for one in unsettled_beside(circular_id)
            ]
    return render(request, "web/circular.html", context)


def circular_progress(request: OfficeRequest, circular_id: int) -> HttpResponse:
    """What changes on the page of a circular while its letter is made and sent, for the page to put in."""
    found = get_circular_for(request.actor, circular_id)
    issue = get_issue(found)
    context: dict[str, Any] = {"circular": found, "issue": issue, "fragment": True}
    if issue is not None:
        context |= progress_of(issue, content_now(issue))
        shown = shown_in(request, context)
        context |= choices_of(shown, context)
        if context["dispatch"] and (not context["live"] or context["progress"].addresses <= LIVE_ADDRESSES):
            context["recipients"] = recipients(issue, shown, context.get("returns"))
    return render(request, "web/circular_progress.html", context)


def _listed(page: Iterable[int]) -> list[tuple[CircularRow, Returned | None, Open | None]]:
    """The rows of a page, each with how many have answered if it asks something, and what of its mail is open."""
    rows = queries.rows_of(list(page))
    ids = [row.id for row in rows]
    back, left = returned(ids), open_messages(ids)
    return [(row, back.get(row.id), left.get(row.id)) for row in rows]


def _step(request: HttpRequest) -> Step | None:
    given = request.GET.get("step", "")
    return Step(given) if given in Step.values else None
